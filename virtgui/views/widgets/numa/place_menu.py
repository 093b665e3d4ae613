"""The menus by which machines and threads are placed without a mouse."""

from collections.abc import Callable
from functools import partial

from PySide6.QtWidgets import QMenu

from virtgui.models.numa.board import Item, ItemKind, PlacementBoard
from virtgui.models.numa.cells import Scenery
from virtgui.models.numa.words import cells_words, item_words
from virtgui.models.translate import translate
from virtgui.views.look.look import Look
from virtgui.views.widgets.numa.drag import Load, Target

_MOST_CPUS = 16
"""A menu of more CPUs than this is no help; then they are typed."""


class PlaceMenu:
    """Fills menus.

    Args of the constructor: the look; the board; `drop` does what dropping would do; `ask` asks
    for CPUs; `free` takes pins away; `revert` takes a proposal back.
    """

    def __init__(
        self,
        look: Look,
        board: PlacementBoard,
        *,
        drop: Callable[[Load, Target], None],
        ask: Callable[[Load], None],
        free: Callable[[Load], None],
        revert: Callable[[Load], None],
    ) -> None:
        self._look, self._board = look, board
        self._drop, self._ask, self._free, self._revert = drop, ask, free, revert

    def fill(self, menu: QMenu, load: Load) -> None:
        """Where a machine or thread can be placed."""
        head = menu.addAction(translate("PlaceMenu", "Place {0} on").format(load.text))
        head.setEnabled(False)
        for cell in self._board.topology.cells:
            if not cell.cpus and not (load.item and load.item.kind is ItemKind.MEMORY):
                continue
            words = cells_words((cell.id,))
            action = menu.addAction(self._look.icon("numa"), words[:1].upper() + words[1:])
            action.setObjectName(f"cell_{cell.id}")
            action.triggered.connect(partial(self._drop, load, Target(cell.id)))
        is_memory = load.item is not None and load.item.kind is ItemKind.MEMORY
        if not is_memory:
            self._add_cpus(menu, load)
        if self._is_proposed(load):
            menu.addSeparator()
            words = translate("PlaceMenu", "Revert")
            back = menu.addAction(self._look.icon("undo"), words)
            back.setObjectName("revert")
            back.triggered.connect(partial(self._revert, load))

    def _add_cpus(self, menu: QMenu, load: Load) -> None:
        topology = self._board.topology
        if len(topology.cpu_ids) <= _MOST_CPUS:
            title = translate("PlaceMenu", "One CPU each, from")
            if load.item is not None:
                title = translate("PlaceMenu", "One CPU")
            more = menu.addMenu(self._look.icon("cpu"), title)
            for cpu in topology.cpu_ids:
                words = translate("PlaceMenu", "CPU {0}").format(cpu)
                action = more.addAction(words)
                action.setObjectName(f"cpu_{cpu}")
                target = Target(topology.cell_of(cpu) or 0, cpu)
                action.triggered.connect(partial(self._drop, load, target))
        words = translate("PlaceMenu", "CPUs…")
        choose = menu.addAction(self._look.icon("edit"), words)
        choose.setObjectName("choose_cpus")
        choose.triggered.connect(partial(self._ask, load))
        words = translate("PlaceMenu", "Any CPU")
        free = menu.addAction(words)
        free.setObjectName("any_cpu")
        free.triggered.connect(partial(self._free, load))

    def fill_for_cpu(self, menu: QMenu, cpu: int, scenery: Scenery) -> None:
        """What can be placed on one CPU: machines, and their vCPUs."""
        words = translate("PlaceMenu", "Place on CPU {0}").format(cpu)
        menu.addAction(words).setEnabled(False)
        target = Target(self._board.topology.cell_of(cpu) or 0, cpu)
        for ref, placement in sorted(
            self._board.placements.items(), key=lambda pair: scenery.name(pair[0]).casefold()
        ):
            name = scenery.name(ref)
            more = menu.addMenu(self._look.icon("domain"), name)
            whole = more.addAction(translate("PlaceMenu", "One CPU each, from this one"))
            whole.triggered.connect(partial(self._drop, Load(ref, name), target))
            for vcpu in placement.vcpus:
                item = Item(ref, ItemKind.VCPU, vcpu.number)
                action = more.addAction(item_words(item))
                load = Load(ref, f"{name} · {item_words(item)}", item)
                action.triggered.connect(partial(self._drop, load, target))

    def _is_proposed(self, load: Load) -> bool:
        if load.item is not None:
            return self._board.is_proposed(load.item)
        return any(change.item.ref == load.ref for change in self._board.changes())
