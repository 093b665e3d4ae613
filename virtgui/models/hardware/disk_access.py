"""The fields of a disk's source that few people need: access, encryption, slices."""

from typing import Any, Final

from virtgui.documents.devices.disk import CookieElement, DiskDevice, SliceElement
from virtgui.documents.properties import Path, XmlView
from virtgui.models.hardware.device_parts import (
    all_of,
    any_of,
    check_secret,
    choice,
    combo,
    defaulted,
    file_path,
    flag,
    labels_list,
    line,
    number,
    pattern_check,
    secrets,
    when,
)
from virtgui.models.hardware.disk_checks import check_reserved
from virtgui.models.hardware.disk_source import CURL, HTTP, network
from virtgui.models.hardware.fields import Control, Finding, Rows, Section, error, fixed, words
from virtgui.models.hardware.scene import Scene
from virtgui.models.hardware.secret_reference import put_reference
from virtgui.models.hardware.settings.common import field, has
from virtgui.models.noop import QT_TRANSLATE_NOOP

_AUTH: Final = ("auth", "source/auth")
_KEY: Final = ("encryption", "source/encryption")


def _paths(parents: tuple[str, ...], rest: str) -> tuple[str, ...]:
    return tuple(f"{parent}/{rest}" for parent in parents)


def _auth_type(view: Any) -> str:
    return "ceph" if view.kind == "network" and view.protocol == "rbd" else "iscsi"


def _put_user(view: Any, value: str, scene: Scene) -> None:
    """Without a user there is nothing to prove."""
    del scene
    if value == view.user:
        return
    view.user = value
    if not value:
        for path in _AUTH:
            Path(path).remove(view.element)


def _check_user(value: str, view: Any, scene: Scene) -> Finding | None:
    del scene
    if not value and (view.auth_uuid or view.auth_usage):
        return error(words(QT_TRANSLATE_NOOP("Hardware", "A password needs a user.")))
    if value and not (view.auth_uuid or view.auth_usage):
        return error(words(QT_TRANSLATE_NOOP("Hardware", "Choose the secret with the password.")))
    return None


_CHECK_NAME: Final = pattern_check(
    r"[!#$%&'*+.0-9A-Z^_`a-z|~-]+",
    QT_TRANSLATE_NOOP("Hardware", "Letters and digits without blanks fit."),
)
_CHECK_COOKIE: Final = pattern_check(
    r"\"?[!#$%&'()*+\-./0-9:>=<?@A-Z^_`\[\]a-z|~]+\"?",
    QT_TRANSLATE_NOOP("Hardware", "Blanks, commas and semicolons do not fit."),
)

ACCESS: Final = Section(
    title=QT_TRANSLATE_NOOP("Hardware", "Access over the network"),
    shown=when("kind", "network", "volume"),
    folded=True,
    items=(
        line(
            "user",
            QT_TRANSLATE_NOOP("Hardware", "User"),
            DiskDevice.user,
            put=_put_user,
            paths=_paths(_AUTH, "@username"),
            check=_check_user,
        ),
        combo(
            "auth_secret",
            QT_TRANSLATE_NOOP("Hardware", "Password"),
            DiskDevice.auth_uuid,
            secrets("ceph"),
            put=put_reference("auth_uuid", "auth_usage", "auth_type", _auth_type),
            paths=(*_paths(_AUTH, "secret/@uuid"), *_paths(_AUTH, "secret/@type")),
            hint=QT_TRANSLATE_NOOP("Hardware", "A secret of the host"),
            check=check_secret,
        ),
        line(
            "auth_usage",
            QT_TRANSLATE_NOOP("Hardware", "Secret by its use"),
            DiskDevice.auth_usage,
            put=put_reference("auth_usage", "auth_uuid", "auth_type", _auth_type),
            paths=_paths(_AUTH, "secret/@usage"),
        ),
        flag(
            "tls",
            QT_TRANSLATE_NOOP("Hardware", "Encrypted (TLS)"),
            DiskDevice.tls,
            shown=network("nbd", "vxhs"),
        ),
        line(
            "tls_hostname",
            QT_TRANSLATE_NOOP("Hardware", "Name in the certificate"),
            DiskDevice.tls_hostname,
            shown=network("nbd"),
        ),
        flag(
            "ssl_verify",
            QT_TRANSLATE_NOOP("Hardware", "Check the certificate"),
            DiskDevice.ssl_verify,
            shown=network("https", "ftps"),
        ),
        line(
            "query",
            QT_TRANSLATE_NOOP("Hardware", "Query"),
            DiskDevice.query,
            stretch=True,
            shown=network(*HTTP),
        ),
        Rows(
            id="cookies",
            label=QT_TRANSLATE_NOOP("Hardware", "Cookies"),
            prop=DiskDevice.cookies,
            add=QT_TRANSLATE_NOOP("Hardware", "Add cookie"),
            shown=network(*HTTP),
            columns=(
                line(
                    "cookie",
                    QT_TRANSLATE_NOOP("Hardware", "Name"),
                    CookieElement.name,
                    check=_CHECK_NAME,
                ),
                field(
                    "cookie_value",
                    QT_TRANSLATE_NOOP("Hardware", "Value"),
                    Control.SECRET,
                    CookieElement.value,
                    stretch=True,
                    check=_CHECK_COOKIE,
                ),
            ),
        ),
        number(
            "readahead",
            QT_TRANSLATE_NOOP("Hardware", "Read ahead"),
            DiskDevice.readahead,
            unit="B",
            low=1,
            shown=network(*CURL, "tftp", "sheepdog"),
        ),
        number(
            "timeout",
            QT_TRANSLATE_NOOP("Hardware", "Give up after"),
            DiskDevice.timeout,
            unit="s",
            low=1,
            shown=network(*CURL, "tftp", "sheepdog"),
        ),
        line(
            "initiator",
            QT_TRANSLATE_NOOP("Hardware", "Initiator"),
            DiskDevice.initiator,
            stretch=True,
            shown=network("iscsi"),
        ),
        line(
            "snapshot_name",
            QT_TRANSLATE_NOOP("Hardware", "Snapshot there"),
            DiskDevice.snapshot_name,
            shown=network("rbd"),
        ),
        file_path(
            "config_file",
            QT_TRANSLATE_NOOP("Hardware", "Configuration file"),
            DiskDevice.config_file,
            shown=network("rbd"),
        ),
        line(
            "nfs_user",
            QT_TRANSLATE_NOOP("Hardware", "NFS user"),
            DiskDevice.nfs_user,
            shown=network("nfs"),
            hint=QT_TRANSLATE_NOOP("Hardware", "A name, or + and a number"),
        ),
        line(
            "nfs_group",
            QT_TRANSLATE_NOOP("Hardware", "NFS group"),
            DiskDevice.nfs_group,
            shown=network("nfs"),
        ),
        choice(
            "volume_mode",
            QT_TRANSLATE_NOOP("Hardware", "iSCSI volumes go"),
            DiskDevice.volume_mode,
            defaulted(
                ("host", QT_TRANSLATE_NOOP("Hardware", "Through the host")),
                ("direct", QT_TRANSLATE_NOOP("Hardware", "Directly to the server")),
            ),
            shown=when("kind", "volume"),
        ),
    ),
)
"""Who may read the data, and how they come."""


def _put_encryption(view: Any, value: str, scene: Scene) -> None:
    del scene
    if value == view.encryption:
        return
    if not value:
        for path in _KEY:
            Path(path).remove(view.element)
        return
    view.encryption = value


def _check_encryption(value: str, view: Any, scene: Scene) -> Finding | None:
    del scene
    if value and not (view.key_uuid or view.key_usage):
        return error(
            words(QT_TRANSLATE_NOOP("Hardware", "Choose the secret with the pass phrase."))
        )
    if value == "qcow":
        return error(
            words(
                QT_TRANSLATE_NOOP(
                    "Hardware", "QEMU no longer has the old encryption of qcow; LUKS fits."
                )
            )
        )
    if value == "luks2" and view.engine != "librbd":
        return error(words(QT_TRANSLATE_NOOP("Hardware", "LUKS 2 is done by librbd only.")))
    return None


def _check_engine(value: str, view: Any, scene: Scene) -> Finding | None:
    del scene
    if value == "librbd" and not (view.kind == "network" and view.protocol == "rbd"):
        return error(words(QT_TRANSLATE_NOOP("Hardware", "librbd does it for Ceph only.")))
    return None


_IS_ENCRYPTED: Final = any_of(has("encryption"), has("source/encryption"))

ENCRYPTION: Final = Section(
    title=QT_TRANSLATE_NOOP("Hardware", "Encryption"),
    folded=True,
    shown=when("kind", "file", "block", "network", "volume", "nvme", "dir"),
    items=(
        choice(
            "encryption",
            QT_TRANSLATE_NOOP("Hardware", "Encrypted with"),
            DiskDevice.encryption,
            fixed(
                ("", QT_TRANSLATE_NOOP("Hardware", "Not encrypted")),
                ("luks", "LUKS"),
                ("luks2", "LUKS 2"),
                ("default", QT_TRANSLATE_NOOP("Hardware", "Default")),
                ("qcow", QT_TRANSLATE_NOOP("Hardware", "Old encryption of qcow")),
            ),
            put=_put_encryption,
            paths=_paths(_KEY, "@format"),
            check=_check_encryption,
        ),
        combo(
            "key",
            QT_TRANSLATE_NOOP("Hardware", "Pass phrase"),
            DiskDevice.key_uuid,
            secrets("volume"),
            put=put_reference("key_uuid", "key_usage", "key_type", lambda _view: "passphrase"),
            paths=(*_paths(_KEY, "secret/@uuid"), *_paths(_KEY, "secret/@type")),
            hint=QT_TRANSLATE_NOOP("Hardware", "A secret of the host"),
            shown=_IS_ENCRYPTED,
            check=check_secret,
        ),
        line(
            "key_usage",
            QT_TRANSLATE_NOOP("Hardware", "Secret by its use"),
            DiskDevice.key_usage,
            put=put_reference("key_usage", "key_uuid", "key_type", lambda _view: "passphrase"),
            paths=_paths(_KEY, "secret/@usage"),
            shown=_IS_ENCRYPTED,
        ),
        choice(
            "engine",
            QT_TRANSLATE_NOOP("Hardware", "Done by"),
            DiskDevice.engine,
            ("qemu", "librbd"),
            paths=_paths(_KEY, "@engine"),
            shown=_IS_ENCRYPTED,
            check=_check_engine,
        ),
        line(
            "cipher",
            QT_TRANSLATE_NOOP("Hardware", "Cipher"),
            DiskDevice.cipher,
            paths=_paths(_KEY, "cipher/@name"),
            shown=_IS_ENCRYPTED,
        ),
        number(
            "cipher_size",
            QT_TRANSLATE_NOOP("Hardware", "Key length"),
            DiskDevice.cipher_size,
            unit="bits",
            paths=_paths(_KEY, "cipher/@size"),
            shown=_IS_ENCRYPTED,
        ),
        line(
            "cipher_mode",
            QT_TRANSLATE_NOOP("Hardware", "Cipher mode"),
            DiskDevice.cipher_mode,
            paths=_paths(_KEY, "cipher/@mode"),
            shown=_IS_ENCRYPTED,
        ),
        line(
            "cipher_hash",
            QT_TRANSLATE_NOOP("Hardware", "Hash"),
            DiskDevice.cipher_hash,
            paths=_paths(_KEY, "cipher/@hash"),
            shown=_IS_ENCRYPTED,
        ),
        line(
            "ivgen",
            QT_TRANSLATE_NOOP("Hardware", "Start vectors"),
            DiskDevice.ivgen,
            paths=_paths(_KEY, "ivgen/@name"),
            hint="ivgen",
            shown=_IS_ENCRYPTED,
        ),
        line(
            "ivgen_hash",
            QT_TRANSLATE_NOOP("Hardware", "Their hash"),
            DiskDevice.ivgen_hash,
            paths=_paths(_KEY, "ivgen/@hash"),
            shown=_IS_ENCRYPTED,
        ),
    ),
)
"""How the data are encrypted."""


def _start_slice(row: XmlView, view: XmlView, scene: Scene) -> None:
    del view, scene
    for name, value in (("type", "storage"), ("offset", "0"), ("size", "1048576")):
        row.element.set(name, value)


_RESERVED: Final = all_of(
    when("kind", "block"), any_of(when("device", "lun"), has("source/reservations"))
)

SOURCE_MORE: Final = Section(
    title=QT_TRANSLATE_NOOP("Hardware", "More about the source"),
    folded=True,
    items=(
        choice(
            "startup_policy",
            QT_TRANSLATE_NOOP("Hardware", "If it is missing"),
            DiskDevice.startup_policy,
            defaulted(
                ("mandatory", QT_TRANSLATE_NOOP("Hardware", "The machine does not start")),
                ("requisite", QT_TRANSLATE_NOOP("Hardware", "It starts not, but migrates without")),
                ("optional", QT_TRANSLATE_NOOP("Hardware", "The machine starts without")),
            ),
        ),
        Rows(
            id="slices",
            label=QT_TRANSLATE_NOOP("Hardware", "Part of the file"),
            prop=DiskDevice.slices,
            hint=QT_TRANSLATE_NOOP("Hardware", "Offset and size in bytes; the whole file without"),
            add=QT_TRANSLATE_NOOP("Hardware", "Add part"),
            start=_start_slice,
            columns=(
                choice(
                    "slice_type",
                    QT_TRANSLATE_NOOP("Hardware", "Kind"),
                    SliceElement.kind,
                    fixed(("storage", QT_TRANSLATE_NOOP("Hardware", "Data"))),
                ),
                number(
                    "slice_offset",
                    QT_TRANSLATE_NOOP("Hardware", "Offset"),
                    SliceElement.offset,
                    unit="B",
                ),
                number(
                    "slice_size",
                    QT_TRANSLATE_NOOP("Hardware", "Size"),
                    SliceElement.size,
                    unit="B",
                    low=1,
                ),
            ),
        ),
        labels_list(DiskDevice.labels, when("kind", "file", "block", "volume")),
        line(
            "fd_group",
            QT_TRANSLATE_NOOP("Hardware", "Group of open files"),
            DiskDevice.fd_group,
            hint="fdgroup",
            shown=has("source/@fdgroup"),
        ),
        flag(
            "reservations",
            QT_TRANSLATE_NOOP("Hardware", "Reservations by libvirt"),
            DiskDevice.reservations,
            hint=QT_TRANSLATE_NOOP("Hardware", "SCSI persistent reservations through a helper"),
            shown=_RESERVED,
            check=check_reserved,
        ),
        choice(
            "reservations_type",
            QT_TRANSLATE_NOOP("Hardware", "Kind of socket"),
            DiskDevice.reservations_type,
            fixed(("unix", "Unix")),
            shown=has("source/reservations/source"),
        ),
        file_path(
            "reservations_path",
            QT_TRANSLATE_NOOP("Hardware", "Socket of the helper"),
            DiskDevice.reservations_path,
            shown=_RESERVED,
        ),
        choice(
            "reservations_mode",
            QT_TRANSLATE_NOOP("Hardware", "Direction"),
            DiskDevice.reservations_mode,
            ("client", "server"),
            shown=has("source/reservations/source"),
        ),
        flag(
            "reservations_reconnect",
            QT_TRANSLATE_NOOP("Hardware", "Connect again"),
            DiskDevice.reservations_reconnect,
            shown=has("source/reservations/source"),
        ),
        number(
            "reservations_timeout",
            QT_TRANSLATE_NOOP("Hardware", "Again after"),
            DiskDevice.reservations_timeout,
            unit="s",
            shown=has("source/reservations/source/reconnect"),
        ),
        flag(
            "reconnect",
            QT_TRANSLATE_NOOP("Hardware", "Connect again"),
            DiskDevice.reconnect,
            shown=when("kind", "vhostuser"),
        ),
        number(
            "reconnect_timeout",
            QT_TRANSLATE_NOOP("Hardware", "Again after"),
            DiskDevice.reconnect_timeout,
            unit="s",
            shown=when("kind", "vhostuser"),
        ),
    ),
)
"""What few people need of a source."""
