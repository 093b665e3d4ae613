"""The fields of the query language: what each compares, and how a term becomes a test."""

import difflib
import ipaddress
import operator
import re
import socket
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from enum import Enum
from types import MappingProxyType
from typing import Final

from virtgui.core.search_subject import SEPARATOR, Subject, fold
from virtgui.core.search_syntax import Piece, Wildcard
from virtgui.core.units import UnitError, UnitProblem, parse_duration, parse_percent, parse_size

Test = Callable[[Subject], bool]
"""One compiled term: tells whether a subject has what was asked for."""

_ANY_CHARS: Final = f"[^{SEPARATOR}]*"
_ONE_CHAR: Final = f"[^{SEPARATOR}]"
_LONGEST_COUNT: Final = 9
_MAC: Final = re.compile(r"(?:[0-9a-f]{2}[:-]){5}[0-9a-f]{2}")
_UUID: Final = re.compile(r"[0-9a-f]{8}-?(?:[0-9a-f]{4}-?){3}[0-9a-f]{12}")


class FieldKind(Enum):
    """How the value of a field is compared."""

    TEXT = "text"
    NUMBER = "number"
    CHOICE = "choice"
    FLAG = "flag"


class TextMatch(Enum):
    """What ":" means for a text field; "=" always means the whole text."""

    PART = "part"
    WHOLE = "whole"
    START = "start"
    HOST = "host"
    PATH = "path"


class ValueProblem(Enum):
    """Why a value does not suit its field."""

    BAD_NUMBER = "bad_number"
    UNKNOWN_STATE = "unknown_state"
    UNKNOWN_KIND = "unknown_kind"
    BAD_FLAG = "bad_flag"


class FieldValueError(ValueError):
    """A value that its field cannot compare.

    Attributes:
        code: What is wrong with it.
        suggestion: The nearest value that would do, or None.
    """

    def __init__(self, code: ValueProblem, suggestion: str | None = None) -> None:
        super().__init__(code.value)
        self.code = code
        self.suggestion = suggestion


@dataclass(frozen=True, slots=True)
class Field:
    """One field of the query language.

    Attributes:
        name: Its name, as completion inserts it.
        kind: How its value is compared.
        compile: Makes a test from an operator and one value; raises `FieldValueError`.
        aliases: Its other names.
    """

    name: str
    kind: FieldKind
    compile: Callable[[str, Piece], Test]
    aliases: tuple[str, ...] = ()

    @property
    def operators(self) -> frozenset[str]:
        """The operators that make sense for it."""
        return ORDER_OPERATORS if self.kind is FieldKind.NUMBER else PLAIN_OPERATORS


PLAIN_OPERATORS: Final = frozenset({":", "=", "!="})
ORDER_OPERATORS: Final = PLAIN_OPERATORS | {">", ">=", "<", "<="}

STATES: Final = (
    *("running", "paused", "shutoff", "crashed", "pmsuspended"),
    *("saved", "blocked", "shutdown", "unknown"),
)
"""The codes of the states, in the order in which completion offers them."""

KINDS: Final = ("vm", "container")

_STATE_ALIASES: Final = MappingProxyType(
    {"on": "running", "off": "shutoff", "stopped": "shutoff", "suspended": "pmsuspended"}
)
# Libvirt's codes and the codes of what is shown differ in these. Blocked is a running machine
# that waits for something, as nearly all of Xen's do.
_SAME_STATES: Final = MappingProxyType(
    {
        "running": ("blocked",),
        "pmsuspended": ("suspended",),
        "shutdown": ("shutting_down",),
        "unknown": ("nostate",),
    }
)
_KIND_ALIASES: Final = MappingProxyType({"machine": "vm", "lxc": "container"})
_FLAGS: Final = MappingProxyType(
    {
        **dict.fromkeys(("yes", "true", "on", "1"), "yes"),
        **dict.fromkeys(("no", "false", "off", "0"), "no"),
    }
)


def nearest(text: str, known: Iterable[str]) -> str | None:
    """Return the known word that was most likely meant, or None."""
    words = tuple(known)
    longer = [word for word in words if text and word.startswith(text)]
    if longer:
        return min(longer, key=len)
    return next(iter(difflib.get_close_matches(text[:40], words, 1, 0.6)), None)


def _needle(text: str) -> str:
    # A separator typed by somebody must not reach from one text into the next.
    return fold(text).replace(SEPARATOR, "\ufffd")


def _glob(parts: tuple[str | Wildcard, ...]) -> str:
    """Return a regular expression that needs no exponential time, whatever the stars.

    Each star takes the first place where what follows it fits and never looks back, which is
    right because a later star can take up whatever an earlier one left.
    """
    runs: list[str] = [""]
    for part in parts:
        if part is Wildcard.ANY:
            runs.append("")
        elif part is Wildcard.ONE:
            runs[-1] += _ONE_CHAR
        else:
            runs[-1] += re.escape(_needle(str(part)))
    if len(runs) == 1:
        return runs[0]
    inner = "".join(f"(?>{_ANY_CHARS}?{run})" for run in runs[1:-1] if run)
    return f"{runs[0]}{inner}{_ANY_CHARS}{runs[-1]}"


def _key_test(get: Callable[[Subject], str], needle: str) -> Test:
    return lambda subject: needle in get(subject)


def _glob_test(get: Callable[[Subject], str], piece: Piece, edge: str) -> Test:
    search = re.compile(f"{edge}{_glob(piece.parts)}(?={edge})").search
    return lambda subject: search(get(subject)) is not None


def _whole(text: str) -> str:
    return f"{SEPARATOR}{text}{SEPARATOR}"


def _text_test(get: Callable[[Subject], str], match: TextMatch, sign: str, piece: Piece) -> Test:
    if match is TextMatch.PATH:
        return _path_test(get, sign, piece)
    if piece.has_wildcards:
        return _glob_test(get, piece, SEPARATOR)
    text = _needle(piece.text)
    if sign == "=" or not text or match is TextMatch.WHOLE:
        return _key_test(get, _whole(text))
    if match is TextMatch.HOST:
        whole, label = _whole(text), f"{SEPARATOR}{text}."
        return lambda subject: whole in (key := get(subject)) or label in key
    return _key_test(get, SEPARATOR + text if match is TextMatch.START else text)


def _path_test(get: Callable[[Subject], str], sign: str, piece: Piece) -> Test:
    if piece.has_wildcards:
        return _glob_test(get, piece, "/")
    path = _needle(piece.text).strip("/")
    return _key_test(get, _whole(f"/{path}/") if sign == "=" or not path else f"/{path}/")


def _text_field(
    name: str, path: str, match: TextMatch = TextMatch.PART, aliases: tuple[str, ...] = ()
) -> Field:
    get: Callable[[Subject], str] = operator.attrgetter(f"keys.{path}")
    return Field(
        name, FieldKind.TEXT, lambda sign, piece: _text_test(get, match, sign, piece), aliases
    )


def _address_test(sign: str, piece: Piece) -> Test:
    text = piece.text
    try:
        network = ipaddress.ip_network(text, strict=False) if "/" in text else None
    except ValueError:
        network = None
    if network is None or piece.has_wildcards:
        return _text_test(operator.attrgetter("keys.addresses"), TextMatch.START, sign, piece)
    inside = _network_test(network)
    return lambda subject: any(map(inside, subject.addresses))


def _network_test(
    network: ipaddress.IPv4Network | ipaddress.IPv6Network,
) -> Callable[[str], bool]:
    # ipaddress.ip_address would take ten times as long for each address.
    family = socket.AF_INET6 if network.version == 6 else socket.AF_INET
    wanted, mask = int(network.network_address), int(network.netmask)

    def is_inside(address: str) -> bool:
        if (":" in address) != (family == socket.AF_INET6):
            return False
        try:
            packed = socket.inet_pton(family, address.partition("/")[0])
        except (OSError, ValueError):
            return False
        return int.from_bytes(packed) & mask == wanted

    return is_inside


def _mac_test(sign: str, piece: Piece) -> Test:
    get: Callable[[Subject], str] = operator.attrgetter("keys.macs")
    if piece.has_wildcards or sign == "=":
        return _text_test(get, TextMatch.PART, sign, piece)
    return _key_test(get, _needle(piece.text).replace("-", ":"))


def _uuid_test(sign: str, piece: Piece) -> Test:
    get: Callable[[Subject], str] = operator.attrgetter("keys.uuid")
    if piece.has_wildcards:
        return _glob_test(get, piece, SEPARATOR)
    text = _needle(piece.text).replace("-", "")
    return _key_test(get, _whole(text) if sign == "=" else SEPARATOR + text)


_ORDER: Final[Mapping[str, Callable[[float, float], bool]]] = MappingProxyType(
    {">": operator.gt, ">=": operator.ge, "<": operator.lt, "<=": operator.le}
)


def _number_test(
    get: Callable[[Subject], float | None], sign: str, wanted: float, tolerance: float
) -> Test:
    compare = _ORDER.get(sign)
    if compare is None:
        return lambda subject: (
            (value := get(subject)) is not None and abs(value - wanted) <= tolerance
        )
    return lambda subject: (value := get(subject)) is not None and compare(value, wanted)


def _number_field(
    name: str,
    attribute: str,
    parse: Callable[[str], float],
    aliases: tuple[str, ...] = (),
    tolerance: float = 0.0,
) -> Field:
    get: Callable[[Subject], float | None] = operator.attrgetter(attribute)

    def compile_value(sign: str, piece: Piece) -> Test:
        try:
            wanted = parse(piece.text)
        except UnitError:
            raise FieldValueError(ValueProblem.BAD_NUMBER) from None
        return _number_test(get, sign, wanted, tolerance)

    return Field(name, FieldKind.NUMBER, compile_value, aliases)


def _choice_field(
    name: str, known: tuple[str, ...], aliases: Mapping[str, str], problem: ValueProblem
) -> Field:
    get: Callable[[Subject], str] = operator.attrgetter(name)

    def compile_value(_sign: str, piece: Piece) -> Test:
        text = fold(piece.text)
        if piece.has_wildcards:
            pattern = re.compile(_glob(piece.parts))
            wanted = frozenset(filter(pattern.fullmatch, known))
        else:
            wanted = frozenset({aliases.get(text, text)}) & frozenset(known)
        if not wanted:
            raise FieldValueError(problem, nearest(text, (*known, *aliases)))
        codes = wanted.union(*(_SAME_STATES.get(code, ()) for code in wanted))
        return lambda subject: get(subject) in codes

    return Field(name, FieldKind.CHOICE, compile_value)


def _flag_field(name: str) -> Field:
    get: Callable[[Subject], bool] = operator.attrgetter(name)

    def compile_value(_sign: str, piece: Piece) -> Test:
        flag = _FLAGS.get(fold(piece.text))
        if flag is None:
            raise FieldValueError(ValueProblem.BAD_FLAG, nearest(fold(piece.text), _FLAGS))
        wanted = flag == "yes"
        return lambda subject: get(subject) is wanted

    return Field(name, FieldKind.FLAG, compile_value)


def _memory(text: str) -> float:
    return parse_size(text, "GiB")


def _uptime(text: str) -> float:
    return parse_duration(text, "d")


def _count(text: str) -> float:
    if not (text.isascii() and text.isdigit() and len(text) <= _LONGEST_COUNT):
        raise UnitError(UnitProblem.NOT_A_NUMBER, text)
    return int(text)


FIELDS: Final = (
    _choice_field("state", STATES, _STATE_ALIASES, ValueProblem.UNKNOWN_STATE),
    _text_field("name", "name"),
    _text_field("node", "node", TextMatch.HOST, ("host",)),
    _text_field("tag", "tags", TextMatch.WHOLE, ("tags",)),
    _text_field("group", "group", TextMatch.PATH),
    _text_field("os", "os"),
    _number_field("cpu", "cpu_percent", parse_percent, tolerance=0.5),
    _number_field("mem", "memory_bytes", _memory, ("memory",)),
    _number_field("vcpus", "vcpus", _count, ("vcpu",)),
    _number_field("uptime", "uptime_seconds", _uptime, tolerance=60.0),
    Field("ip", FieldKind.TEXT, _address_test, ("address", "addr")),
    Field("mac", FieldKind.TEXT, _mac_test),
    _text_field("net", "networks", TextMatch.WHOLE, ("network",)),
    _text_field("disk", "disks"),
    _text_field("title", "title"),
    _text_field("desc", "description", aliases=("description",)),
    _choice_field("kind", KINDS, _KIND_ALIASES, ValueProblem.UNKNOWN_KIND),
    _flag_field("autostart"),
    _flag_field("persistent"),
    _flag_field("alert"),
    Field("uuid", FieldKind.TEXT, _uuid_test),
)
"""All fields, in the order in which completion offers them.

A number without a unit is GiB for ``mem`` and days for ``uptime``, as the table shows them.
"""

FIELDS_BY_NAME: Final[Mapping[str, Field]] = MappingProxyType(
    {name: field for field in FIELDS for name in (field.name, *field.aliases)}
)


def compile_word(piece: Piece) -> Test:
    """Make the test for a plain word: a part of any text, or with wildcards a whole text.

    A complete MAC address or UUID is looked for where it stands as well.
    """
    get: Callable[[Subject], str] = operator.attrgetter("keys.everything")
    if piece.has_wildcards:
        return _glob_test(get, piece, SEPARATOR)
    text = _needle(piece.text)
    if _MAC.fullmatch(text):
        return _either(_mac_test(":", piece), _key_test(get, text))
    if _UUID.fullmatch(text):
        return _either(_uuid_test(":", piece), _key_test(get, text))
    return _key_test(get, text)


def _either(first: Test, second: Test) -> Test:
    return lambda subject: first(subject) or second(subject)
