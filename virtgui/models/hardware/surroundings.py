"""What a machine can have on its node, and what the rest of the fleet already has."""

import math
import time
from collections.abc import Callable
from typing import Final

from PySide6.QtCore import QObject, Signal

from virtgui.bridge.dispatcher import Dispatcher
from virtgui.bridge.feed import Feed
from virtgui.core.errors import ErrorInfo
from virtgui.core.queries import ReadCpuBlockers, ReadDomainCaps, ReadNodeChoices, ReadNodeDevices
from virtgui.core.refs import ObjectRef
from virtgui.core.values.domain_caps import DomainCaps
from virtgui.core.values.domain_config import DomainConfig
from virtgui.core.values.node_choices import Found, NodeChoices, NodeDeviceChoice
from virtgui.documents.domain import DomainDocument
from virtgui.documents.editing.draft import Draft
from virtgui.documents.settings.cpu import CpuView
from virtgui.models.hardware.asker import Asker
from virtgui.models.hardware.scene import Scene

CHOICES_AGE: Final = 60.0
"""Seconds for which what a node offers is not asked again; its devices cost a call each."""
FLEET_AGE: Final = 5.0
"""Seconds for which the addresses of the other machines are not gathered again."""

_Kind = tuple[str, str, str, str]


class Surroundings(QObject):
    """Reads what forms look at besides the document. GUI thread; nothing here waits.

    Args of the constructor: `now` is a clock in seconds that never goes back.

    Signals:
        changed: something is known better.
    """

    changed = Signal()

    def __init__(
        self,
        feed: Feed,
        dispatcher: Dispatcher,
        parent: QObject | None = None,
        *,
        now: Callable[[], float] = time.monotonic,
    ) -> None:
        super().__init__(parent)
        self._feed, self._now = feed, now
        self._asker = Asker(dispatcher)
        self.destroyed.connect(self._asker.take_back)
        self._ref: ObjectRef | None = None
        self.forget()

    def forget(self) -> None:
        """Forget all, and wait for no answer."""
        self._asker.take_back()
        self._ref = None
        self._caps: DomainCaps | None = None
        self._caps_error: ErrorInfo | None = None
        self._choices: NodeChoices | None = None
        self._choices_error: ErrorInfo | None = None
        self._devices: Found[NodeDeviceChoice] | None = None
        self._asked_kind: _Kind | None = None
        self._model = ""
        self._blockers: dict[str, tuple[str, ...]] = {}
        self._asked_models: set[str] = set()
        self._asked_at = self._gathered_at = -math.inf
        self._macs: dict[str, tuple[str, ...]] = {}
        self._neighbours: tuple[DomainConfig, ...] = ()

    def read(self, ref: ObjectRef) -> None:
        """Ask what a machine's node offers, unless that is known and young."""
        if ref != self._ref:
            self.forget()
            self._ref = ref
        if self._now() - self._asked_at < CHOICES_AGE:
            return
        self._asked_at = self._now()
        self.read_choices()
        self._asker.ask(ReadNodeDevices(ref), self._take_devices, self._take_devices_error)

    def read_choices(self) -> None:
        """Ask what the node offers, even if that is known and young."""
        if self._ref is not None:
            query = ReadNodeChoices(self._ref)
            self._asker.ask(query, self._take_choices, self._take_choices_error)

    def read_caps(self, document: DomainDocument) -> None:
        """Ask what machines of this kind can have; again only when its kind is another."""
        cpu = CpuView(document.element)
        self._model = cpu.model if cpu.mode_in_force == "custom" else ""
        self._read_kind(document)
        self.read_blockers(self._model)

    def _read_kind(self, document: DomainDocument) -> None:
        kind = (document.virt_type, document.arch, document.machine, document.emulator)
        if kind == self._asked_kind or self._ref is None:
            return
        self._asked_kind = kind
        self._blockers, self._asked_models = {}, set()
        virt_type, arch, machine, emulator = kind
        query = ReadDomainCaps(
            self._ref, virt_type=virt_type, arch=arch, machine=machine, emulator=emulator
        )
        self._asker.ask(query, self._take_caps, self._take_caps_error)

    def read_blockers(self, model: str) -> None:
        """Ask once what the node lacks for a processor model that it cannot give."""
        models = () if self._caps is None else self._caps.cpu_models
        known = next((one for one in models if one.name == model), None)
        is_clear = known is None or known.usable is not False or bool(known.blockers)
        kind = self._asked_kind
        if is_clear or self._ref is None or kind is None or model in self._asked_models:
            return
        self._asked_models.add(model)
        virt_type, arch, machine, emulator = kind
        query = ReadCpuBlockers(
            self._ref, model, virt_type=virt_type, arch=arch, machine=machine, emulator=emulator
        )
        self._asker.ask(
            query, lambda names: self._take_blockers(kind, model, names), lambda _error: None
        )

    def scene(self, draft: Draft, running: DomainDocument | None) -> Scene:
        """What forms look at."""
        ref = self._ref
        status = self._feed.status(ref.connection) if ref is not None else None
        self._gather()
        return Scene(
            document=draft.document,
            base=draft.base,
            running=running,
            node_name=status.spec.name if status else "",
            caps=self._caps,
            caps_error=self._caps_error,
            choices=self._choices,
            choices_error=self._choices_error,
            devices=self._devices,
            macs=self._macs,
            neighbours=self._neighbours,
            cpu_blockers=self._blockers,
        )

    def _gather(self) -> None:
        """Look over the fleet, which may be large, but not at each key."""
        if self._now() - self._gathered_at < FLEET_AGE:
            return
        self._gathered_at = self._now()
        self._macs, neighbours = {}, []
        for domain in self._feed.inventory.domains():
            if domain.ref == self._ref or domain.config is None:
                continue
            if self._ref is not None and domain.ref.connection == self._ref.connection:
                neighbours.append(domain.config)
            for interface in domain.config.interfaces:
                if interface.mac:
                    known = self._macs.get(interface.mac, ())
                    self._macs[interface.mac] = (*known, domain.name)
        self._neighbours = tuple(neighbours)

    def _take_choices(self, choices: NodeChoices) -> None:
        self._choices, self._choices_error = choices, None
        self.changed.emit()

    def _take_choices_error(self, error: ErrorInfo) -> None:
        self._choices_error = error
        self.changed.emit()

    def _take_devices(self, devices: Found[NodeDeviceChoice]) -> None:
        self._devices = devices
        self.changed.emit()

    def _take_devices_error(self, error: ErrorInfo) -> None:
        self._devices = Found(error=error)
        self.changed.emit()

    def _take_caps(self, caps: DomainCaps) -> None:
        self._caps, self._caps_error = caps, None
        self.read_blockers(self._model)
        self.changed.emit()

    def _take_blockers(self, kind: _Kind, model: str, names: tuple[str, ...]) -> None:
        if kind == self._asked_kind:
            self._blockers = {**self._blockers, model: names}
            self.changed.emit()

    def _take_caps_error(self, error: ErrorInfo) -> None:
        self._caps_error = error
        self.changed.emit()
