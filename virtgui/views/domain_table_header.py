"""The header of the domain table: order, widths and choice of columns, kept over restarts."""

from typing import Any, Final

from PySide6.QtCore import QPoint, QRect, Qt, QTimer, Signal
from PySide6.QtGui import QContextMenuEvent, QHideEvent, QPainter
from PySide6.QtWidgets import QMenu, QWidget

from virtgui.models.columns import COLUMNS, LIVE_COLUMNS, POSITIONS, Column
from virtgui.models.settings_store import Settings
from virtgui.views.delegates.domain_cells import curve_room, value_room
from virtgui.views.look.look import Look
from virtgui.views.look.paint import draw_rule
from virtgui.views.widgets.header_view import LookHeaderView

KEPT_AS: Final = "table.columns"
_NAME: Final = POSITIONS["name"]
_WORDS: Final = tuple(POSITIONS[key] for key in ("tags", "system", "state"))
"""Columns whose words may be cut once no curve is left."""
_FIRST_EXTRA: Final = 8
_SETTING: Final = "table.columns"
_USUAL: Final = tuple(column.key for column in COLUMNS if column.is_visible)
_KEEP_AFTER_MS: Final = 400
_WIDEST: Final = 4000


class DomainTableHeader(LookHeaderView):
    """Columns can be moved, resized, hidden; the name takes what room is left.

    Signals:
        columns_changed: another choice or order of columns.
    """

    columns_changed = Signal()

    def __init__(self, look: Look, settings: Settings, parent: QWidget | None = None) -> None:
        super().__init__(look, parent=parent)
        self._settings = settings
        self._wanted: dict[int, int] = {}
        self._is_settling = False
        self._keeping = QTimer(self)
        self._keeping.setSingleShot(True)
        self._keeping.setInterval(_KEEP_AFTER_MS)
        self._keeping.timeout.connect(self.keep)
        self.setSectionsMovable(True)
        self.setAccessibleName(self.tr("Columns"))
        self.sectionResized.connect(self._on_resized)
        self.sectionMoved.connect(self._on_changed)
        settings.changed.connect(self._on_setting)

    def restore(self) -> None:
        """Bring back what was kept, else the usual columns; needs the model to be set."""
        self._is_settling = True
        # The table switches it off when it takes the header.
        self.setSortIndicatorShown(True)
        self.setSectionsClickable(True)
        kept = _readable(self._settings.window_state(KEPT_AS))
        for number, column in enumerate(COLUMNS):
            width, is_shown = kept.get(column.key, (0, column.is_visible))
            self._wanted[number] = width or self._usual_width(column)
            self.resizeSection(number, self._wanted[number])
            self.setSectionHidden(number, not is_shown and number != _NAME)
        for place, key in enumerate(kept):
            self.moveSection(self.visualIndex(POSITIONS[key]), place)
        self._is_settling = False
        self.stretch()

    def show_usual(self) -> None:
        """Bring back the usual columns in their usual order and width."""
        self._settings.keep_window_state(KEPT_AS, None)
        self._settings.set(_SETTING, [])
        for number in range(len(COLUMNS)):
            self.moveSection(self.visualIndex(number), number)
        self.restore()
        self.columns_changed.emit()

    def keep(self) -> None:
        """Keep order, widths and choice."""
        self._keeping.stop()
        state = []
        for place in range(self.count()):
            number = self.logicalIndex(place)
            is_shown = not self.isSectionHidden(number)
            width = self._wanted.get(number, 0)
            state.append({"key": COLUMNS[number].key, "width": width, "shown": is_shown})
        self._settings.keep_window_state(KEPT_AS, state)
        shown = self.shown_keys()
        self._settings.set(_SETTING, [] if shown == _USUAL else list(shown))

    def _on_setting(self, key: str) -> None:
        if key == _SETTING and self.count():
            chosen = [key for key in self._settings.get(_SETTING) if key in POSITIONS]
            self._show_keys(tuple(chosen) or _USUAL)

    def _show_keys(self, keys: tuple[str, ...]) -> None:
        """Show these columns in this order; the name stays whatever is asked for."""
        if COLUMNS[_NAME].key not in keys:
            keys = (COLUMNS[_NAME].key, *keys)
        if keys == self.shown_keys():
            return
        self._is_settling = True
        for number, column in enumerate(COLUMNS):
            self.setSectionHidden(number, column.key not in keys)
        for place, key in enumerate(keys):
            self.moveSection(self.visualIndex(POSITIONS[key]), place)
        self._is_settling = False
        self.stretch()
        self._on_changed()

    def hideEvent(self, event: QHideEvent) -> None:
        """Keep what was arranged a moment ago: the window may be closing."""
        super().hideEvent(event)
        if self._keeping.isActive():
            self.keep()

    def shown_keys(self) -> tuple[str, ...]:
        """Keys of the columns shown, in their order."""
        numbers = (self.logicalIndex(place) for place in range(self.count()))
        return tuple(COLUMNS[n].key for n in numbers if not self.isSectionHidden(n))

    def first_shown(self) -> int:
        """The leftmost column, in reading order."""
        numbers = (self.logicalIndex(place) for place in range(self.count()))
        return next((n for n in numbers if not self.isSectionHidden(n)), _NAME)

    def show_column(self, key: str, is_shown: bool) -> None:
        """Show or hide a column; the name stays."""
        number = POSITIONS[key]
        if number == _NAME or self.isSectionHidden(number) != is_shown:
            return
        self.setSectionHidden(number, not is_shown)
        self.stretch()
        self._on_changed()

    def stretch(self) -> None:
        """Fit the columns into the room: the name takes the rest, curves go before values."""
        if self._is_settling or not self.count():
            return
        sizes = {n: self._wanted[n] for n in self._wanted if not self.isSectionHidden(n)}
        missing = sum(sizes.values()) - self.viewport().width()
        for number, least in self._spare(sizes):
            given = max(0, min(missing, sizes[number] - least))
            sizes[number] -= given
            missing -= given
        sizes[_NAME] += max(0, -missing)
        self._is_settling = True
        for number, size in sizes.items():
            if self.sectionSize(number) != size:
                self.resizeSection(number, size)
        self._is_settling = False

    def _spare(self, sizes: dict[int, int]) -> list[tuple[int, int]]:
        """The columns that can be narrower, in the order in which they give way."""
        px = self._look.px
        spare = [(_NAME, px(COLUMNS[_NAME].min_width))]
        spare.extend(
            (number, max(value_room(self._look, COLUMNS[number]), px(40)))
            for number in reversed(LIVE_COLUMNS)
            if number in sizes
        )
        spare.extend(
            (number, px(COLUMNS[number].min_width)) for number in _WORDS if number in sizes
        )
        return spare

    def _usual_width(self, column: Column) -> int:
        """A value is never cut, whatever font it is shown in."""
        look = self._look
        curve = curve_room(look) if column.is_live else 0
        return max(look.px(column.width), value_room(look, column) + curve)

    def popup_menu(self, place: QPoint) -> QMenu:
        """Open the choice of columns at a place on the screen."""
        menu = QMenu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        for number, column in enumerate(COLUMNS):
            action = menu.addAction(column.heading)
            action.setCheckable(True)
            action.setChecked(not self.isSectionHidden(number))
            action.setEnabled(number != _NAME)
            action.toggled.connect(lambda is_shown, key=column.key: self.show_column(key, is_shown))
        menu.addSeparator()
        menu.addAction(self.tr("Usual columns")).triggered.connect(self.show_usual)
        menu.popup(place)
        return menu

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        """Open the choice of columns."""
        self.popup_menu(event.globalPos())

    def paintSection(self, painter: QPainter, rect: QRect, logical: int) -> None:
        """Paint one heading; the first starts at the page's margin."""
        if logical == self.first_shown():
            painter.fillRect(rect, self._look.color("base"))
            draw_rule(painter, rect, Qt.Edge.BottomEdge, self._look.hairline_color())
            extra = self._look.px(_FIRST_EXTRA)
            left, right = (0, -extra) if self.isRightToLeft() else (extra, 0)
            rect = rect.adjusted(left, 0, right, 0)
        super().paintSection(painter, rect, logical)

    def _on_resized(self, number: int, old: int, new: int) -> None:
        # Hiding makes a section 0 wide, showing gives it its width back.
        if self._is_settling or 0 in (old, new):
            return
        self._wanted[number] = max(new, self._look.px(COLUMNS[number].min_width))
        if self._wanted[number] != new:
            self.resizeSection(number, self._wanted[number])
        self._keeping.start()

    def _on_changed(self) -> None:
        if not self._is_settling:
            self._keeping.start()
            self.columns_changed.emit()


def _readable(state: Any) -> dict[str, tuple[int, bool]]:
    """What was kept, without what cannot be used."""
    found: dict[str, tuple[int, bool]] = {}
    for entry in state if isinstance(state, list) else []:
        if not isinstance(entry, dict) or entry.get("key") not in POSITIONS:
            continue
        width = entry.get("width")
        usable = width if isinstance(width, int) and 0 < width < _WIDEST else 0
        found[entry["key"]] = (usable, entry.get("shown") is True)
    return found
