"""What this program is."""

from collections.abc import Sequence

from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QHBoxLayout, QLabel, QVBoxLayout, QWidget

import virtgui
from virtgui.views.dialogs.fault import versions
from virtgui.views.dialogs.fitted import FittedDialog
from virtgui.views.look.look import Look
from virtgui.views.widgets.buttons import FlatButton
from virtgui.views.widgets.key_values import KeyValuePanel
from virtgui.views.widgets.text import TextLabel

_ICON = 48


class AboutDialog(FittedDialog):
    """Name, version, licence, and the versions of what it stands on.

    Args of the constructor: look; further versions by name, such as libvirt's, which views do
    not know.
    """

    def __init__(
        self,
        look: Look,
        parent: QWidget | None = None,
        *,
        more_versions: Sequence[tuple[str, str]] = (),
    ) -> None:
        super().__init__(look, self.tr("About virtgui"), parent=parent)
        self.setObjectName("about")
        self._versions = (*versions(), *more_versions)
        self._add_head()
        self.add_text(
            self.tr("See and run virtual machines and containers on any number of libvirt hosts.")
        )
        panel = KeyValuePanel(look)
        for name, version in self._versions[1:]:
            panel.add_row(name, name, version)
        self.body.addWidget(panel)
        self.add_text(
            self.tr(
                "Free software under the GNU General Public License, version 3 or later. It comes "
                "without any warranty."
            ),
            ink="muted",
        )
        self.body.addStretch(1)
        copy = FlatButton(look, self.tr("Copy versions"), "copy", bar=False)
        copy.setObjectName("copy_versions")
        copy.clicked.connect(self._copy)
        self.foot_start.addWidget(copy)
        self.add_cancel(self.tr("Close"))

    def _add_head(self) -> None:
        look = self._look
        picture = QLabel()
        edge = look.px(_ICON)
        picture.setPixmap(look.application_icon().pixmap(edge, edge))
        column = QVBoxLayout()
        column.setSpacing(look.px(2))
        column.addWidget(TextLabel(look, "virtgui", font="title"))
        version = self.tr("Version {0}").format(virtgui.__version__)
        column.addWidget(TextLabel(look, version, ink="muted", selectable=True))
        line = QHBoxLayout()
        line.setSpacing(look.px(12))
        line.addWidget(picture)
        line.addLayout(column, 1)
        self.body.addLayout(line)

    def _copy(self) -> None:
        text = "\n".join(f"{name}: {version}" for name, version in self._versions)
        QGuiApplication.clipboard().setText(text)
