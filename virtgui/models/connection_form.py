"""A libvirt address as a form: the parts that a person fills in, and the way back to the text."""

import re
import shlex
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from enum import Enum
from types import MappingProxyType
from typing import Final
from urllib.parse import quote, unquote

from virtgui.core.ssh_options import JUMP, is_ssh
from virtgui.core.uri import ConnectionUri, UriError, parse_uri


class Place(Enum):
    """Where the hypervisor is, as a person chooses it."""

    LOCAL = "local"
    SSH = "ssh"
    OTHER = "other"
    """Over TLS, by a hypervisor's own web protocol, or any other way that libvirt knows."""


_BOTH: Final = ("/system", "/session")
PATHS: Final[Mapping[str, tuple[str, ...]]] = MappingProxyType(
    {
        "qemu": _BOTH,
        "lxc": ("/system",),
        "xen": ("/system",),
        "ch": _BOTH,
        "bhyve": ("/system",),
        "vbox": ("/session",),
        "vz": ("/system",),
        "openvz": ("/system",),
        "vmwarews": ("/session",),
        "vmwareplayer": ("/session",),
        "vmwarefusion": ("/session",),
        "test": ("/default",),
    }
)
"""What stands after the host for each driver, the usual first."""

FAR_DRIVERS: Final = ("esx", "vpx", "gsx", "hyperv", "phyp")
"""Drivers that speak to the hypervisor by a way of their own, never by libvirt's daemon."""

_PARAMETERS: Final[Mapping[str, str]] = MappingProxyType(
    {
        "key_file": "keyfile",
        "jump": JUMP,
        "socket": "socket",
        "proxy": "proxy",
        "mode": "mode",
        "netcat": "netcat",
    }
)
"""Fields that are parameters of an address over SSH."""

_WAY: Final = frozenset(
    {"command", "known_hosts", "known_hosts_verify", "name", "no_sanity", "no_tty", "no_verify"}
    | {"pkipath", "sshauth", "tls_priority", "transport", "auto_answer"}
    | set(_PARAMETERS.values())
)
"""Parameters about the way to the host; they mean nothing on another way."""

_ADDRESS_START: Final = re.compile(r"[A-Za-z][A-Za-z0-9.]*(\+[A-Za-z0-9]+)?://")
_PORT_AT_END: Final = re.compile(r"(?P<host>[^:]*|\[[^\]]*\]):(?P<port>[0-9]{1,5})")


@dataclass(frozen=True, slots=True)
class ConnectionForm:
    """An address in the parts of the form, percent signs decoded.

    Fields that do not belong to the place are kept and not written, so that choosing another
    place and coming back loses nothing.
    """

    driver: str = "qemu"
    place: Place = Place.LOCAL
    transport: str = ""
    """What stands after the "+" of the address."""
    host: str = ""
    user: str = ""
    port: int | None = None
    path: str = "/system"
    """With its leading slash: the daemon for most drivers."""
    key_file: str = ""
    jump: str = ""
    """Hops in between, written as OpenSSH's ProxyJump."""
    socket: str = ""
    proxy: str = ""
    """The helper on the far side; empty for automatic, as the next."""
    mode: str = ""
    netcat: str = ""
    rest: tuple[tuple[str, str], ...] = ()
    """Parameters that the form does not show."""
    origin: str = field(default="", repr=False, compare=False)
    """The text that this was read from; what is not changed stays as it was written."""


def form_of(text: str) -> ConnectionForm:
    """Read an address into a form.

    Raises:
        UriError: It is not an address that libvirt could open.
    """
    uri = parse_uri(text)
    place = _place_of(uri)
    # Only SSH has these parameters; elsewhere a name such as "mode" is another driver's matter.
    owned = _PARAMETERS if place is Place.SSH else {}
    given = {name: uri.parameter(key) or "" for name, key in owned.items()}
    shown = frozenset(owned.values())
    return ConnectionForm(
        driver=uri.driver,
        place=place,
        transport=uri.transport,
        host=uri.host,
        user=uri.user,
        port=uri.port,
        path=uri.path,
        rest=tuple(pair for pair in uri.query if pair[0] not in shown),
        origin=text.strip(),
        **given,
    )


def uri_of(form: ConnectionForm) -> str:
    """The form as an address; it may be wrong where something is missing or not valid.

    As long as the place is the one that was read, only what was changed is written anew.
    """
    old = _read_origin(form)
    if old is None or old.place is not form.place:
        return _written_anew(form, old).text()
    return _changed(_Parts.of(form.origin), old, form).text()


def with_place(form: ConnectionForm, place: Place) -> ConnectionForm:
    """The form for another place; a port and a transport of another way do not come along."""
    if place is form.place:
        return form
    old = _read_origin(form)
    if old is not None and old.place is place:
        transport = old.transport
    else:
        transport = {Place.LOCAL: "", Place.SSH: "ssh"}.get(place, "tls")
    port = form.port if Place.LOCAL in (place, form.place) else None
    moved = replace(form, place=place, transport=transport, port=port)
    if old is not None and old.place is place and old.driver in FAR_DRIVERS:
        return replace(moved, driver=old.driver, path=old.path)
    must_leave = place is not Place.OTHER and form.driver in FAR_DRIVERS
    return with_driver(moved, "qemu") if must_leave else moved


def with_driver(form: ConnectionForm, driver: str) -> ConnectionForm:
    """The form for another hypervisor, with a path and a transport that it has."""
    if driver == form.driver:
        return form
    usual = PATHS.get(driver, ("/",))
    path = form.path if form.path in usual else usual[0]
    transport = form.transport
    if form.place is Place.OTHER:
        was_far = form.driver in FAR_DRIVERS
        transport = "" if driver in FAR_DRIVERS else "tls" if was_far else transport
    return replace(form, driver=driver, path=path, transport=transport)


def with_host(form: ConnectionForm, text: str) -> ConnectionForm:
    """The form with a host as a person writes it: also "user@host:port" or a whole address."""
    body = text.strip()
    if _ADDRESS_START.match(body) and not body.startswith("ssh://"):
        try:
            return follow(form, body)
        except UriError:
            return replace(form, host=body)
    login, _, server = body.removeprefix("ssh://").rstrip("/").rpartition("@")
    match = _PORT_AT_END.fullmatch(server)
    host = match["host"] if match else server
    port = int(match["port"]) if match else form.port
    bare = host[1:-1] if host.startswith("[") and host.endswith("]") else host
    return replace(form, host=bare, user=login or form.user, port=port)


def follow(form: ConnectionForm, text: str) -> ConnectionForm:
    """The form of a text that was typed; for this computer it remembers what it had of a host.

    Raises:
        UriError: It is not an address that libvirt could open.
    """
    read = form_of(text)
    if read.place is not Place.LOCAL:
        return read
    kept = {name: getattr(form, name) for name in _PARAMETERS}
    return replace(read, host=form.host, user=form.user, port=form.port, **kept)


def clean_address(text: str) -> str:
    """The address in a text that was pasted: without blanks, quotes and the command around it."""
    body = text.strip()
    if _ADDRESS_START.match(body):
        return body
    try:
        words = shlex.split(body)
    except ValueError:
        return body
    found = [word.removeprefix("-c") for word in words if "://" in word]
    match = _ADDRESS_START.search(found[0]) if len(found) == 1 else None
    return found[0][match.start() :] if match else body


def bad_hop(jump: str) -> str:
    """The first of the jump hosts that cannot be read, or nothing; an empty one is a comma."""
    if not jump or jump == "none":
        return ""
    for hop in jump.split(","):
        try:
            is_good = not re.search(r"[?/]", hop) and bool(parse_uri(f"x+ssh://{hop}").host)
        except UriError:
            is_good = False
        if not is_good:
            return hop or ","
    return ""


@dataclass(frozen=True, slots=True)
class _Parts:
    """An address in its parts as they were written, percent signs and all."""

    scheme: str
    login: str
    server: str
    port: str
    path: str
    query: str

    @classmethod
    def of(cls, text: str) -> "_Parts":
        scheme, _, body = text.partition("://")
        body, mark, query = body.partition("?")
        authority, slash, path = body.partition("/")
        login, _, server = authority.rpartition("@")
        cut = server.index("]") + 1 if server.startswith("[") else (server + ":").index(":")
        return cls(scheme, login, server[:cut], server[cut:], slash + path, mark + query)

    def text(self) -> str:
        login = f"{self.login}@" if self.login else ""
        return f"{self.scheme}://{login}{self.server}{self.port}{self.path}{self.query}"

    def with_parameter(self, key: str, value: str) -> "_Parts":
        """Change the first of a name, where it stands; an empty value removes all of them."""
        tokens = re.split(r"([&;])", self.query.removeprefix("?"))
        named = [place for place in range(0, len(tokens), 2) if _key(tokens[place]) == key]
        if not value:
            kept = [t for place, t in enumerate(tokens[::2]) if 2 * place not in named and t]
            return replace(self, query="?" + "&".join(kept) if kept else "")
        pair = _pair(key, value)
        if named:
            tokens[named[0]] = pair
            return replace(self, query="?" + "".join(tokens))
        joint = "" if self.query in ("", "?") else "&"
        return replace(self, query=f"{self.query or '?'}{joint}{pair}")


def _place_of(uri: ConnectionUri) -> Place:
    if is_ssh(uri):
        return Place.SSH
    return Place.LOCAL if uri.is_local else Place.OTHER


def _read_origin(form: ConnectionForm) -> ConnectionForm | None:
    return form_of(form.origin) if form.origin else None


def _changed(parts: _Parts, old: ConnectionForm, form: ConnectionForm) -> _Parts:
    if (form.driver, form.transport) != (old.driver, old.transport):
        parts = replace(parts, scheme=_scheme(form))
    if form.path != old.path:
        parts = replace(parts, path=_path(form.path))
    if form.place is Place.LOCAL:
        return parts
    if form.host != old.host:
        parts = replace(parts, server=_server(form.host))
    if form.user != old.user:
        _, colon, password = parts.login.partition(":")
        parts = replace(parts, login=f"{_user(form.user)}{colon}{password}" if form.user else "")
    if form.port != old.port:
        parts = replace(parts, port=_port(form.port))
    for name, key in _PARAMETERS.items():
        if getattr(form, name) != getattr(old, name):
            parts = parts.with_parameter(key, getattr(form, name))
    return parts


def _written_anew(form: ConnectionForm, old: ConnectionForm | None) -> _Parts:
    is_far = form.place is not Place.LOCAL
    rest = tuple(pair for pair in form.rest if old is None or pair[0] not in _WAY)
    parts = _Parts(
        scheme=_scheme(form),
        login=_user(form.user) if is_far else "",
        server=_server(form.host) if is_far else "",
        port=_port(form.port) if is_far else "",
        path=_path(form.path),
        query="?" + "&".join(_pair(*pair) for pair in rest) if rest else "",
    )
    if form.place is Place.SSH:
        for name, key in _PARAMETERS.items():
            if value := getattr(form, name):
                parts = parts.with_parameter(key, value)
    return parts


def _scheme(form: ConnectionForm) -> str:
    return f"{form.driver}+{form.transport}" if form.transport else form.driver


def _server(host: str) -> str:
    return f"[{quote(host, safe=':')}]" if ":" in host else quote(host, safe="")


def _user(user: str) -> str:
    return quote(user, safe="")


def _port(port: int | None) -> str:
    return "" if port is None else f":{port}"


def _path(path: str) -> str:
    return ConnectionUri("x", path=path).build().removeprefix("x://")


def _pair(key: str, value: str) -> str:
    return ConnectionUri("x", query=((key, value),)).build().removeprefix("x://?")


def _key(token: str) -> str:
    return unquote(token.partition("=")[0])
