"""libvirt's connection URIs: ``driver[+transport]://[user@][host][:port]/[path][?parameters]``."""

import ipaddress
import re
from dataclasses import dataclass, field, replace
from enum import Enum
from typing import Final
from urllib.parse import quote, unquote

KNOWN_DRIVERS: Final = frozenset(
    {
        "bhyve",
        "ch",
        "esx",
        "gsx",
        "hyperv",
        "lxc",
        "openvz",
        "phyp",
        "qemu",
        "test",
        "vbox",
        "vmwarefusion",
        "vmwareplayer",
        "vmwarews",
        "vpx",
        "vz",
        "xen",
    }
)
"""The drivers that libvirt has had since 6.0; a newer one still parses."""

TRANSPORTS: Final = ("unix", "ssh", "tls", "tcp", "ext", "libssh2", "libssh")

_HOST_TRANSPORTS: Final = frozenset({"ssh", "tls", "tcp", "libssh2", "libssh"})
_ENCRYPTED_TRANSPORTS: Final = frozenset({"ssh", "tls", "libssh2", "libssh"})
# These drivers speak the hypervisor's own web protocol and have no local form.
_WEB_DRIVERS: Final = frozenset({"esx", "gsx", "hyperv", "vpx"})
_SCHEME: Final = re.compile(r"[A-Za-z][A-Za-z0-9.-]*")
_ALIAS: Final = re.compile(r"[A-Za-z0-9_-]+")
_HOST: Final = re.compile(r"[A-Za-z0-9_][A-Za-z0-9._~-]*")
_IPV6: Final = re.compile(r"[0-9A-Fa-f:.]+(%[A-Za-z0-9._-]+)?")
_BAD_PERCENT: Final = re.compile(r"%(?![0-9A-Fa-f]{2})")
_CONTROL: Final = re.compile(r"[\x00-\x1f\x7f]")
_ALLOWED: Final = re.compile(r"[A-Za-z0-9._~:/?@!$&'()*+,;=%\[\]-]*")
_PATH_SAFE: Final = "/!$&'()*+,;=:@~"
_QUERY_SAFE: Final = "/!$'()*,:@~"
_LONGEST: Final = 4096


class UriProblem(Enum):
    """Why a text is not a connection URI."""

    EMPTY = "empty"
    TOO_LONG = "too_long"
    SPACE = "space"
    BAD_CHARACTER = "bad_character"
    BAD_PERCENT = "bad_percent"
    ALIAS = "alias"
    NO_SCHEME = "no_scheme"
    NO_SLASHES = "no_slashes"
    BAD_SCHEME = "bad_scheme"
    UNKNOWN_TRANSPORT = "unknown_transport"
    BAD_USER = "bad_user"
    BAD_HOST = "bad_host"
    BAD_PORT = "bad_port"
    HOST_MISSING = "host_missing"
    HOST_NOT_ALLOWED = "host_not_allowed"


class UriError(ValueError):
    """A text that is not a connection URI.

    Attributes:
        code: What is wrong.
        position: Where in the text it is wrong, from 0.
        part: The wrong part of the text; empty where something is missing.
    """

    def __init__(self, code: UriProblem, position: int = 0, part: str = "") -> None:
        super().__init__(f"{code.value} at {position}")
        self.code = code
        self.position = position
        self.part = part


class Security(Enum):
    """What protects the way to the node."""

    LOCAL = "local"
    ENCRYPTED = "encrypted"
    CLEAR = "clear"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class ConnectionUri:
    """A connection URI in its parts, percent signs decoded.

    Attributes:
        driver: The hypervisor driver, lower case ("qemu", "lxc", ...).
        transport: What was written after "+", or empty.
        user: The user on the far side, or empty.
        host: Name or address without brackets, or empty for this computer.
        port: The port, or None for the transport's own.
        path: With its leading slash, or empty.
        query: The parameters in order.
        password: A password that somebody wrote into the URI. libvirt ignores it; it is kept
            out of `repr` and must leave by `without_secret` before the URI is stored.
        original: The text this came from, with everything that was in it.
    """

    driver: str
    transport: str = ""
    user: str = ""
    host: str = ""
    port: int | None = None
    path: str = ""
    query: tuple[tuple[str, str], ...] = ()
    password: str | None = field(default=None, repr=False)
    original: str = field(default="", compare=False, repr=False)

    @property
    def is_known_driver(self) -> bool:
        """Tell whether libvirt is known to have such a driver."""
        return self.driver in KNOWN_DRIVERS

    @property
    def is_local(self) -> bool:
        """Tell whether nothing leaves this computer by this URI itself."""
        return not self.host and self.transport in ("", "unix")

    @property
    def security(self) -> Security:
        """Tell what protects the way to the node."""
        if self.is_local:
            return Security.LOCAL
        if self.transport == "tcp" or self.parameter("transport") == "http":
            return Security.CLEAR
        # A remote URI without a transport means TLS to libvirt, HTTPS to the web drivers.
        if self.transport in _ENCRYPTED_TRANSPORTS or not self.transport:
            return Security.ENCRYPTED
        return Security.UNKNOWN

    @property
    def is_encrypted(self) -> bool:
        """Tell whether the way to the node is known to be encrypted; a local one is not a way."""
        return self.security is Security.ENCRYPTED

    @property
    def display_name(self) -> str:
        """The shortest name: the host, or driver and path for this computer."""
        if self.host:
            return self.host
        path = self.path[1:] if self.path.count("/") == 1 else self.path
        return f"{self.driver}:{path}" if path else self.driver

    def parameter(self, name: str) -> str | None:
        """Return the first value of a parameter, or None where it is missing."""
        return next((value for key, value in self.query if key == name), None)

    def with_parameter(self, name: str, value: str | None) -> "ConnectionUri":
        """Return a copy with one parameter set, or without it for None."""
        kept = tuple(pair for pair in self.query if pair[0] != name)
        added = () if value is None else ((name, value),)
        return replace(self, query=kept + added, original="")

    def without_secret(self) -> "ConnectionUri":
        """Return a copy that carries no password, in its original text neither."""
        if self.password is None:
            return self
        clean = replace(self, password=None, original="")
        return replace(clean, original=clean.build())

    def build(self) -> str:
        """Return the URI's text, password included; `parse_uri` gives an equal value back."""
        scheme = f"{self.driver}+{self.transport}" if self.transport else self.driver
        return f"{scheme}://{self._authority()}{quote(self.path, safe=_PATH_SAFE)}{self._tail()}"

    def _authority(self) -> str:
        password = "" if self.password is None else ":" + quote(self.password, safe="")
        user = quote(self.user, safe="") + password
        host = f"[{quote(self.host, safe=':')}]" if ":" in self.host else self.host
        port = "" if self.port is None else f":{self.port}"
        return f"{user}@{host}{port}" if user else f"{host}{port}"

    def _tail(self) -> str:
        pairs = (
            f"{quote(key, safe=_QUERY_SAFE)}={quote(value, safe=_QUERY_SAFE)}"
            for key, value in self.query
        )
        return "?" + "&".join(pairs) if self.query else ""


def parse_uri(text: str) -> ConnectionUri:
    """Read a connection URI; blanks around it do not matter.

    Raises:
        UriError: The text is not one that libvirt could open, or is a bare alias.
    """
    body = text.strip()
    offset = len(text) - len(text.lstrip())
    _check_text(body, offset)
    scheme, rest_at = _split_scheme(body, offset)
    driver, transport = _split_transport(scheme, offset)
    rest, _, query = body[rest_at:].partition("?")
    authority, slash, path = rest.partition("/")
    user, password, host, port = _split_authority(authority, offset + rest_at)
    uri = ConnectionUri(
        driver=driver,
        transport=transport,
        user=user,
        host=host,
        port=port,
        path=_decode(slash + path, offset + rest_at + len(authority)),
        query=_split_query(query, offset + rest_at + len(rest) + 1),
        password=password,
        original=text,
    )
    _check_host_needed(uri, offset + rest_at)
    return uri


def _check_text(body: str, offset: int) -> None:
    if not body:
        raise UriError(UriProblem.EMPTY)
    if len(body) > _LONGEST:
        raise UriError(UriProblem.TOO_LONG, offset + _LONGEST)
    good = _ALLOWED.match(body)
    end = good.end() if good else 0
    if end < len(body):
        code = UriProblem.SPACE if body[end].isspace() else UriProblem.BAD_CHARACTER
        raise UriError(code, offset + end, body[end])
    if bad := _BAD_PERCENT.search(body):
        raise UriError(UriProblem.BAD_PERCENT, offset + bad.start(), body[bad.start() :][:3])


def _split_scheme(body: str, offset: int) -> tuple[str, int]:
    scheme, colon, rest = body.partition(":")
    if not colon or "/" in scheme:
        code = UriProblem.ALIAS if _ALIAS.fullmatch(body) else UriProblem.NO_SCHEME
        raise UriError(code, offset, body)
    if not scheme:
        raise UriError(UriProblem.NO_SCHEME, offset)
    if not rest.startswith("//"):
        raise UriError(UriProblem.NO_SLASHES, offset + len(scheme) + 1)
    return scheme, len(scheme) + len("://")


def _split_transport(scheme: str, offset: int) -> tuple[str, str]:
    driver, plus, transport = scheme.lower().partition("+")
    if not _SCHEME.fullmatch(driver):
        raise UriError(UriProblem.BAD_SCHEME, offset, driver)
    if plus and transport not in TRANSPORTS:
        raise UriError(UriProblem.UNKNOWN_TRANSPORT, offset + len(driver) + 1, transport)
    return driver, transport


def _split_authority(text: str, at: int) -> tuple[str, str | None, str, int | None]:
    login, sign, server = text.rpartition("@")
    user_text, colon, password_text = login.partition(":")
    user = _decode(user_text, at)
    # A user or host like "-oProxyCommand=..." would become an option of ssh.
    if user.startswith("-") or (sign and not user):
        raise UriError(UriProblem.BAD_USER, at, user_text)
    password = _decode(password_text, at + len(user_text) + 1) if colon else None
    server_at = at + len(login) + len(sign)
    host, port_text = _split_server(server, server_at)
    port = _parse_port(port_text, server_at + len(server) - len(port_text or ""))
    if not host and (port is not None or user):
        raise UriError(UriProblem.HOST_MISSING, server_at)
    return user, password, host, port


def _split_server(server: str, at: int) -> tuple[str, str | None]:
    if server.startswith("["):
        quoted, bracket, tail = server[1:].partition("]")
        address = _decode(quoted, at)
        if not bracket or not _is_ipv6(address) or (tail and not tail.startswith(":")):
            raise UriError(UriProblem.BAD_HOST, at, server)
        return address, tail[1:] if tail else None
    host, colon, port = server.partition(":")
    if (host and not _HOST.fullmatch(host)) or ":" in port:
        raise UriError(UriProblem.BAD_HOST, at, server)
    return host, port if colon else None


def _is_ipv6(address: str) -> bool:
    try:
        return bool(_IPV6.fullmatch(address)) and ipaddress.ip_address(address).version == 6
    except ValueError:
        return False


def _parse_port(text: str | None, at: int) -> int | None:
    if text is None:
        return None
    if not (text.isascii() and text.isdigit() and len(text) <= 5 and 0 < int(text) < 65536):
        raise UriError(UriProblem.BAD_PORT, at, text)
    return int(text)


def _decode(text: str, at: int) -> str:
    try:
        decoded = unquote(text, errors="strict")
    except UnicodeDecodeError:
        raise UriError(UriProblem.BAD_PERCENT, at, text) from None
    if _CONTROL.search(decoded):
        raise UriError(UriProblem.BAD_CHARACTER, at, text)
    return decoded


def _split_query(text: str, at: int) -> tuple[tuple[str, str], ...]:
    pairs: list[tuple[str, str]] = []
    for match in re.finditer(r"[^&;]+", text):
        key, _, value = match[0].partition("=")
        pairs.append((_decode(key, at + match.start()), _decode(value, at + match.start())))
    return tuple(pairs)


def _check_host_needed(uri: ConnectionUri, at: int) -> None:
    if not uri.host and (uri.transport in _HOST_TRANSPORTS or uri.driver in _WEB_DRIVERS):
        raise UriError(UriProblem.HOST_MISSING, at)
    if uri.host and uri.transport == "unix":
        raise UriError(UriProblem.HOST_NOT_ALLOWED, at, uri.host)
