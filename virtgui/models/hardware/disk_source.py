"""The fields that say where the data of a disk are."""

from collections.abc import Sequence
from typing import Any, Final

from virtgui.core.values.node_choices import NodeDeviceChoice
from virtgui.documents.devices.disk import DiskDevice, DiskHostElement
from virtgui.documents.properties import XmlView
from virtgui.models.hardware.device_parts import (
    all_of,
    any_of,
    choice,
    combo,
    defaulted,
    file_path,
    flag,
    line,
    number,
    pattern_check,
    unread,
    when,
)
from virtgui.models.hardware.disk_checks import check_hosts, check_source
from virtgui.models.hardware.disk_switch import eject, put_kind, put_volume
from virtgui.models.hardware.disk_words import DRIVES, KINDS, PROTOCOLS, source_of
from virtgui.models.hardware.fields import (
    Choice,
    Control,
    Field,
    Rows,
    fixed,
    words,
)
from virtgui.models.hardware.host_choices import node_devices
from virtgui.models.hardware.scene import Scene
from virtgui.models.hardware.settings.common import has, path_check
from virtgui.models.noop import QT_TRANSLATE_NOOP

HTTP: Final = ("http", "https")
CURL: Final = (*HTTP, "ftp", "ftps")
_DEFAULT_PORTS: Final = "rbd 6789, iSCSI 3260, NBD 10809, Gluster 24007"


def network(*protocols: str) -> Any:
    """Whether the data are reached by one of some protocols."""
    if not protocols:
        return when("kind", "network")
    return all_of(when("kind", "network"), when("protocol", *protocols))


def _kinds(view: Any, scene: Scene) -> Sequence[Choice]:
    only_machines = words(QT_TRANSLATE_NOOP("Hardware", "Virtual machines only."))
    no_lun = words(
        QT_TRANSLATE_NOOP("Hardware", "SCSI pass-through needs a block device, a volume or iSCSI.")
    )
    chosen = []
    for value, label in KINDS:
        reason = ""
        if scene.is_container and value in ("nvme", "vhostuser", "network"):
            reason = only_machines
        elif view.device == "lun" and value not in ("block", "network", "volume"):
            reason = no_lun
        chosen.append(Choice(value, words(label), reason))
    return chosen


def _is_drive(view: Any, scene: Scene) -> bool:
    del scene
    return view.device in DRIVES


def _has_medium(view: Any) -> bool:
    return bool(source_of(view))


def _put_medium(view: Any, value: bool, scene: Scene) -> None:
    del scene
    if not value and _has_medium(view):
        eject(view)


def _no_medium(view: Any, scene: Scene) -> str:
    del scene
    return (
        ""
        if _has_medium(view)
        else words(QT_TRANSLATE_NOOP("Hardware", "The drive is empty; choose a medium below."))
    )


def _files(view: Any, scene: Scene) -> Sequence[Choice]:
    found = None if scene.choices is None else scene.choices.volumes
    items = () if found is None else found.items
    wanted = sorted(items, key=lambda item: _is_iso(item.path) != (view.device in DRIVES))
    return [
        Choice(item.path, f"{item.name} ({item.pool})", hint=", ".join(item.users))
        for item in wanted
        if item.path.startswith("/") and not item.path.startswith("/dev/")
    ]


def _is_iso(path: str) -> bool:
    return path.lower().endswith((".iso", ".img"))


def _block_devices(view: XmlView, scene: Scene) -> Sequence[Choice]:
    found = None if scene.choices is None else scene.choices.volumes
    items = () if found is None else found.items
    volumes = [
        Choice(item.path, f"{item.name} ({item.pool})", hint=", ".join(item.users))
        for item in items
        if item.path.startswith("/dev/")
    ]
    return [*volumes, *node_devices(_path, "scsi", "storage")(view, scene)]


def _path(item: NodeDeviceChoice) -> str:
    return item.path


def _address(item: NodeDeviceChoice) -> str:
    return item.address if item.driver in ("nvme", "vfio-pci") else ""


def _pools(view: XmlView, scene: Scene) -> Sequence[Choice]:
    del view
    found = None if scene.choices is None else scene.choices.pools
    items = () if found is None else found.items
    inactive = words(QT_TRANSLATE_NOOP("Hardware", "not active"))
    labels = {
        item.name: item.name if item.is_active else f"{item.name} ({inactive})" for item in items
    }
    return [*(Choice(name, label) for name, label in labels.items()), *unread(found)]


def _volumes(view: Any, scene: Scene) -> Sequence[Choice]:
    found = None if scene.choices is None else scene.choices.volumes
    items = () if found is None else found.items
    ours = [
        Choice(item.name, hint=", ".join(item.users)) for item in items if item.pool == view.pool
    ]
    return [*ours, *unread(found)]


def _put_pool(view: Any, value: str, scene: Scene) -> None:
    del scene
    if value != view.pool:
        view.pool = value
        view.volume = ""


def _put_volume(view: Any, value: str, scene: Scene) -> None:
    if value == view.volume:
        return
    volumes = () if scene.choices is None else scene.choices.volumes.items
    names = (view.pool, value)
    found = next((item for item in volumes if (item.pool, item.name) == names), None)
    if found is None:
        view.volume = value
    else:
        put_volume(view, found)


def _put_protocol(view: Any, value: str, scene: Scene) -> None:
    """What only the other protocol has would be refused."""
    del scene
    if value == view.protocol:
        return
    view.protocol = value
    if value not in HTTP:
        view.query = ""
        while view.cookies:
            DiskDevice.cookies.remove(view, 0)
    if value not in CURL:
        view.ssl_verify = view.readahead = view.timeout = None
    if value not in ("nbd", "vxhs"):
        view.tls, view.tls_hostname = None, ""
    if value != "rbd":
        view.snapshot_name = view.config_file = ""
    if value != "iscsi":
        view.initiator = ""
    if value != "nfs":
        view.nfs_user = view.nfs_group = ""


def _start_host(row: XmlView, view: XmlView, scene: Scene) -> None:
    del view, scene
    row.element.set("name", "storage.example.com")


_PORT: Final = pattern_check(
    r"[0-9]{1,5}", QT_TRANSLATE_NOOP("Hardware", "A port is a number up to 65535.")
)

HOSTS: Final = Rows(
    id="hosts",
    label=QT_TRANSLATE_NOOP("Hardware", "Servers"),
    prop=DiskDevice.hosts,
    hint=QT_TRANSLATE_NOOP("Hardware", "The port may stay empty: the usual one is taken"),
    empty=QT_TRANSLATE_NOOP("Hardware", "Found by the host's own configuration."),
    add=QT_TRANSLATE_NOOP("Hardware", "Add server"),
    start=_start_host,
    shown=network(),
    check=check_hosts,
    columns=(
        choice(
            "transport",
            QT_TRANSLATE_NOOP("Hardware", "Over"),
            DiskHostElement.transport,
            defaulted(
                ("tcp", "TCP"),
                ("rdma", "RDMA"),
                ("unix", QT_TRANSLATE_NOOP("Hardware", "Unix socket")),
            ),
        ),
        line("server", QT_TRANSLATE_NOOP("Hardware", "Server"), DiskHostElement.name, stretch=True),
        line("port", QT_TRANSLATE_NOOP("Hardware", "Port"), DiskHostElement.port, check=_PORT),
        line(
            "socket",
            QT_TRANSLATE_NOOP("Hardware", "Socket"),
            DiskHostElement.socket,
            check=path_check,
        ),
    ),
)
"""The servers of a network source."""

SOURCE: Final[tuple[Field | Rows, ...]] = (
    choice(
        "kind",
        QT_TRANSLATE_NOOP("Hardware", "Data are in"),
        DiskDevice.kind,
        _kinds,
        put=put_kind,
        paths=("source/@type",),
    ),
    Field(
        id="medium",
        label=QT_TRANSLATE_NOOP("Hardware", "Medium"),
        control=Control.SWITCH,
        get=_has_medium,
        put=_put_medium,
        locked=_no_medium,
        hint=QT_TRANSLATE_NOOP("Hardware", "Off ejects it"),
        shown=_is_drive,
    ),
    combo(
        "file",
        QT_TRANSLATE_NOOP("Hardware", "File"),
        DiskDevice.file,
        _files,
        browse="volume",
        shown=when("kind", "file"),
        check=check_source,
    ),
    combo(
        "block",
        QT_TRANSLATE_NOOP("Hardware", "Device"),
        DiskDevice.block,
        _block_devices,
        browse="file",
        shown=when("kind", "block"),
        check=check_source,
    ),
    combo(
        "pool",
        QT_TRANSLATE_NOOP("Hardware", "Storage pool"),
        DiskDevice.pool,
        _pools,
        put=_put_pool,
        shown=when("kind", "volume"),
    ),
    combo(
        "volume",
        QT_TRANSLATE_NOOP("Hardware", "Volume"),
        DiskDevice.volume,
        _volumes,
        put=_put_volume,
        browse="volume",
        shown=when("kind", "volume"),
        check=check_source,
    ),
    choice(
        "protocol",
        QT_TRANSLATE_NOOP("Hardware", "Protocol"),
        DiskDevice.protocol,
        fixed(*PROTOCOLS),
        put=_put_protocol,
        shown=network(),
    ),
    line(
        "name",
        QT_TRANSLATE_NOOP("Hardware", "Name there"),
        DiskDevice.name,
        hint=QT_TRANSLATE_NOOP(
            "Hardware", "Pool and image, target, export or path, as the protocol wants it"
        ),
        stretch=True,
        shown=any_of(network(), has("source/@name")),
    ),
    HOSTS,
    choice(
        "nvme",
        QT_TRANSLATE_NOOP("Hardware", "Device"),
        DiskDevice.nvme,
        node_devices(_address, "pci"),
        stretch=True,
        paths=tuple(
            f"source/address/@{name}"
            for name in ("domain", "bus", "slot", "function", "multifunction")
        ),
        shown=when("kind", "nvme"),
    ),
    number(
        "namespace",
        QT_TRANSLATE_NOOP("Hardware", "Namespace"),
        DiskDevice.namespace,
        low=1,
        shown=when("kind", "nvme"),
    ),
    flag(
        "managed",
        QT_TRANSLATE_NOOP("Hardware", "Take it from the host"),
        DiskDevice.managed,
        shown=when("kind", "nvme"),
    ),
    file_path(
        "folder",
        QT_TRANSLATE_NOOP("Hardware", "Folder"),
        DiskDevice.folder,
        browse="folder",
        shown=when("kind", "dir"),
        check=check_source,
    ),
    file_path(
        "socket",
        QT_TRANSLATE_NOOP("Hardware", "Socket"),
        DiskDevice.socket,
        shown=when("kind", "vhostuser"),
    ),
)
"""Where the data are."""
