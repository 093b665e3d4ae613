"""The details editor alone, with many devices: `python -m benchmarks.editor_alone`.

The node is a stand-in that answers at once with one definition: what is measured is our own work
in the GUI thread.
"""

import json
import sys
import time
from typing import Any

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication, QWidget

from virtgui.bridge.dispatcher import Dispatcher
from virtgui.bridge.feed import Feed
from virtgui.core.changes import ChangeSet
from virtgui.core.messages import Answer, StatusChanged
from virtgui.core.queries import ReadDefinition
from virtgui.core.refs import ConnectionId, domain_ref
from virtgui.core.values.connection import ConnectionSpec, ConnectionState, ConnectionStatus
from virtgui.core.values.definition import DomainDefinition
from virtgui.core.values.domain import Domain, DomainState
from virtgui.documents.domain import read_domain_config
from virtgui.models.hardware.editor import HardwareEditor
from virtgui.models.hardware.tab_state import make_tab_state
from virtgui.views.look.look import Look
from virtgui.views.pages.hardware.hardware_tab import HardwareTab
from virtgui.views.pages.hardware.host import EditorHost

UUID = "6f7a0d5c-3f55-4c54-9d4a-0a2b8d6f1c11"
BEAT_MS = 10
KEYS = 30
_DISK = """<disk type='file' device='disk'><driver name='qemu' type='qcow2'/>
<source file='/images/disk-{n}.qcow2'/><target dev='vd{letter}' bus='virtio'/>
<address type='pci' domain='0x0000' bus='0x{n:02x}' slot='0x00' function='0x0'/></disk>"""
_PORT = """<controller type='pci' index='{n}' model='pcie-root-port'>
<model name='pcie-root-port'/><target chassis='{n}' port='0x{n:x}'/></controller>"""
_XML = """<domain type='kvm'><name>bench</name><uuid>{uuid}</uuid><title>A title</title>
<memory>8388608</memory><vcpu current='4'>8</vcpu>
<os><type arch='x86_64' machine='pc-q35-7.2'>hvm</type><boot dev='hd'/></os>
<features><acpi/><apic/></features><cpu mode='host-passthrough'/><clock offset='utc'/>
<devices><emulator>/usr/bin/qemu-system-x86_64</emulator>{disks}{ports}
<interface type='network'><mac address='52:54:00:00:00:01'/><source network='default'/>
<model type='virtio'/></interface><serial type='pty'/><graphics type='vnc' autoport='yes'/>
<video><model type='virtio'/></video><memballoon model='virtio'/></devices></domain>"""


def definition() -> str:
    """A machine with eight disks and twenty root ports."""
    disks = "".join(_DISK.format(n=n + 1, letter="abcdefgh"[n]) for n in range(8))
    ports = "".join(_PORT.format(n=n + 1) for n in range(20))
    return _XML.format(uuid=UUID, disks=disks, ports=ports)


class _Node:
    """Answers the reading of the definition, and nothing else."""

    def __init__(self, feed: Feed, text: str) -> None:
        self._feed, self._text, self._number = feed, text, 0

    def ask(self, query: object) -> int:
        """Answer at once."""
        self._number += 1
        if isinstance(query, ReadDefinition):
            answer = DomainDefinition(self._text, self._text, "digest", 0.0)
            self._feed.post(Answer(self._number, answer))
        return self._number


class _Beat:
    """How late a heartbeat comes, in milliseconds."""

    def __init__(self) -> None:
        self.late: list[float] = []
        self._due = time.perf_counter() + BEAT_MS / 1000
        self._timer = QTimer()
        self._timer.setInterval(BEAT_MS)
        self._timer.timeout.connect(self._tick)
        self._timer.start()

    def _tick(self) -> None:
        now = time.perf_counter()
        self.late.append(max(0.0, (now - self._due) * 1000))
        self._due = now + BEAT_MS / 1000


def _spin(app: QApplication, seconds: float) -> None:
    end = time.perf_counter() + seconds
    while time.perf_counter() < end:
        app.processEvents()
        time.sleep(0.001)


def main() -> None:
    """Open every form, type, tell what it took."""
    app = QApplication(sys.argv)
    feed = Feed()
    text = definition()
    backend: Any = _Node(feed, text)
    dispatcher = Dispatcher(backend, feed)
    connection = ConnectionId("node")
    ref = domain_ref(connection, UUID)
    spec = ConnectionSpec(connection, "qemu:///system", "kvm-01")
    feed.post(StatusChanged(ConnectionStatus(spec, state=ConnectionState.CONNECTED)))
    config = read_domain_config(text)
    domain = Domain(ref, "bench", DomainState.RUNNING, config=config)
    feed.post(ChangeSet(connection, (domain,)))
    feed.deliver()
    look = Look(app)
    editor = HardwareEditor(feed, dispatcher)
    nobody: Any = None
    window = QWidget()
    host = EditorHost(
        look=look, feed=feed, dispatcher=dispatcher, actions=nobody, editor=editor,
        window=lambda: window,
    )  # fmt: skip
    tab = HardwareTab(look=look, host=host)
    tab.resize(1150, 800)
    editor.open(ref)
    tab.show()
    feed.deliver()
    _spin(app, 1.0)
    print(json.dumps(_measure(app, tab, editor)))
    tab.deleteLater()
    app.processEvents()


def _measure(app: QApplication, tab: HardwareTab, editor: HardwareEditor) -> dict[str, Any]:
    beat = _Beat()
    targets = [entry.target for entry in make_tab_state(editor).entries]  # type: ignore[union-attr]
    seen: set[str] = set()
    for target in targets:
        if target.form not in seen:
            seen.add(target.form)
            tab.show_target(target)
            _spin(app, 0.4)
    opening, beat.late = beat.late, []
    edits = []
    tab.show_target(targets[0])
    for number in range(KEYS):
        words = f"title {number}"
        begun = time.perf_counter()
        editor.edit("title", lambda document, text=words: setattr(document, "title", text), "t")
        app.processEvents()
        edits.append((time.perf_counter() - begun) * 1000)
        _spin(app, 0.03)
    return {"opening": opening, "typing": beat.late, "edits": edits, "forms": len(seen)}


if __name__ == "__main__":
    main()
