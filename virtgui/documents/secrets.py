"""Secrets in definitions: masked before a text is shown or kept, filled in before it is defined.

libvirt 9 prints two things only where it is asked for secrets: the passwords of graphical
displays and the cookies of disks that come over HTTP. All other secrets stand in libvirt's own
secret objects, which definitions name by UUID; networks, pools, volumes, interfaces and filters
therefore have none. What libvirt does not treat as a secret, such as an argument for QEMU
itself, is not one here either.

The text is changed in place: every byte that is not a secret stays as it was, quotes, comments
and indentation included.
"""

import re
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Final
from xml.sax.saxutils import unescape

from virtgui.core.values.definition import KEPT
from virtgui.documents.document import parse_root

_DOMAIN_DEPTHS: Final[Mapping[str, int]] = MappingProxyType(
    {"domain": 1, "domainsnapshot": 2, "domaincheckpoint": 2}
)
"""By the name of the root: how deep the parts of a domain stand. Other roots have no secrets."""

_SIGNS: Final = re.compile(r"\spasswd\s*=|<cookie\s")
_TOKEN: Final = re.compile(
    r"""<!--.*?-->|<!\[CDATA\[.*?\]\]>|<\?.*?\?>"""
    r"""|<(?P<end>/?)(?P<tag>[^\s/>!?]++)(?P<inside>(?:[^"'>]++|"[^"]*+"|'[^']*+')*+)>""",
    re.DOTALL,
)
_ATTRIBUTE: Final = re.compile(r"""(?P<name>[^\s=]++)\s*=\s*(?P<value>"[^"]*+"|'[^']*+')""")
_COOKIE: Final = ("source", "cookies", "cookie")
_QUOTES: Final = MappingProxyType({"&quot;": '"', "&apos;": "'"})

_Key = tuple[str, ...]
_Span = tuple[int, int]
_Edit = tuple[int, int, str]


@dataclass(frozen=True, slots=True)
class LostSecret:
    """A secret that was to be kept, but that the current definition does not have.

    Attributes:
        kind: "graphics" or "cookie".
        device: The type of the display, or the disk's name in the guest.
        name: The name of the cookie, or empty.
    """

    kind: str
    device: str
    name: str = ""


@dataclass(slots=True)
class _Place:
    """Where a secret stands in a text: `span` with its quotes, `whole` with its name as well."""

    key: _Key
    secret: LostSecret
    span: _Span
    whole: _Span
    raw: str = field(repr=False)
    parent: _Span | None = None

    @property
    def is_kept(self) -> bool:
        if self.secret.kind == "cookie":
            return _said(self.raw) == KEPT
        return parse_root(f"<graphics passwd={self.raw}/>").get("passwd", "").strip() == KEPT

    @property
    def mask(self) -> str:
        return KEPT if self.secret.kind == "cookie" else f"{self.raw[0]}{KEPT}{self.raw[0]}"


def mask(text: str) -> str:
    """Replace every secret of a definition by `KEPT`.

    Raises:
        DocumentError: The text is not well-formed; nothing can be said of its secrets.
    """
    parse_root(text)
    return _spliced(text, ((*place.span, place.mask) for place in _places(text)))


def strip_secrets(text: str) -> str:
    """Return a text that may be kept for good: the same as `mask`, for secrets old and new.

    Raises:
        DocumentError: The text is not well-formed.
    """
    return mask(text)


def unmask(new_text: str, current_text: str) -> str:
    """Fill the places that say `KEPT` with what the current definition has there.

    The counterpart of a display is the one of the same type, in order; of a cookie the one of
    that name on the disk with that name in the guest. A place without counterpart is removed:
    ask `lost_secrets` before. Any other value, an empty one too, is a new secret and stays.

    Args:
        new_text: What is to be defined.
        current_text: The definition as it is, with secrets; empty where there is none.

    Raises:
        DocumentError: The new text is not well-formed.
    """
    parse_root(new_text)
    known = {place.key: place.raw for place in _places(current_text)}
    places = _places(new_text)
    lost = [place for place in places if place.is_kept and place.key not in known]
    filled = [place for place in places if place.is_kept and place.key in known]
    edits: list[_Edit] = [(*place.span, known[place.key]) for place in filled]
    edits += [(*span, "") for span in _removals(new_text, lost, places)]
    return _spliced(new_text, sorted(edits))


def lost_secrets(new_text: str, current_text: str) -> tuple[LostSecret, ...]:
    """Tell which secrets `unmask` would have to remove, in the order of the text."""
    known = {place.key for place in _places(current_text)}
    return tuple(
        place.secret for place in _places(new_text) if place.is_kept and place.key not in known
    )


def _removals(text: str, lost: list[_Place], places: tuple[_Place, ...]) -> set[_Span]:
    """The spans to take away: a list of cookies goes with its last one."""
    left = {place.parent for place in places if place not in lost}
    spans = {
        place.whole if place.parent is None or place.parent in left else place.parent
        for place in lost
    }
    return {(len(text[:start].rstrip()), end) for start, end in spans}


def _spliced(text: str, edits: Iterable[_Edit]) -> str:
    parts: list[str] = []
    position = 0
    for start, end, new in edits:
        parts += (text[position:start], new)
        position = end
    return "".join((*parts, text[position:]))


def _places(text: str) -> tuple[_Place, ...]:
    """Find the secrets of a well-formed text, in its order."""
    if not _SIGNS.search(text):
        return ()
    scan = _Scan(text)
    for token in _TOKEN.finditer(text):
        if token["tag"]:
            scan.take(token)
    return tuple(scan.places)


class _Scan:
    """One way through the tags of a text. What it finds is as good as its being well-formed."""

    def __init__(self, text: str) -> None:
        self.places: list[_Place] = []
        self._text = text
        self._open: list[tuple[str, re.Match[str]]] = []
        self._disk = 0
        """How many places there were when the disk began, whose name comes after its source."""
        self._cookies = 0
        self._target = ""
        self._seen: Counter[_Key] = Counter()

    def take(self, token: re.Match[str]) -> None:
        """Look at the next tag."""
        if token["end"]:
            self._end(token)
            self._open.pop()
            return
        self._open.append((token["tag"], token))
        self._start(token)
        if token["inside"].endswith("/"):
            self._open.pop()

    def _path(self) -> tuple[str, ...]:
        """The names of the open elements, from those that are a domain's parts."""
        depth = _DOMAIN_DEPTHS.get(self._open[0][0], len(self._open))
        return tuple(tag for tag, _ in self._open[depth:])

    def _start(self, token: re.Match[str]) -> None:
        path = self._path()
        if path == ("devices", "graphics"):
            self._graphics(token)
        elif path == ("devices", "disk"):
            self._disk, self._target = len(self.places), ""
        elif path == ("devices", "disk", "target"):
            self._target = _attribute(token, "dev")
        elif path[-1:] == ("cookies",):
            self._cookies = len(self.places)

    def _end(self, token: re.Match[str]) -> None:
        path = self._path()
        if path[-3:] == _COOKIE and path[0] in ("devices", "os"):
            self._cookie(token, path[:-3])
        elif path[-1:] == ("cookies",):
            for place in self.places[self._cookies :]:
                place.parent = (self._open[-1][1].start(), token.end())
        elif path == ("devices", "disk"):
            self._name_cookies()

    def _graphics(self, token: re.Match[str]) -> None:
        # Counted with or without a password: the first of two may have none.
        kind = _attribute(token, "type")
        key = self._numbered(self._root(), "graphics", kind)
        for found in _attributes(token):
            if found["name"] == "passwd":
                start = token.start("inside")
                span = (start + found.start("value"), start + found.end("value"))
                whole = (start + found.start(), span[1])
                secret = LostSecret("graphics", kind)
                self.places.append(_Place(key, secret, span, whole, found["value"]))

    def _cookie(self, token: re.Match[str], owner: tuple[str, ...]) -> None:
        start = self._open[-1][1]
        span, name = (start.end(), token.start()), _attribute(start, "name")
        raw = self._text[slice(*span)]
        secret = LostSecret("cookie", "", name)
        key = (self._root(), *owner)
        self.places.append(_Place(key, secret, span, (start.start(), token.end()), raw))
        if owner[:2] != ("devices", "disk"):
            self.places[-1].key = self._numbered(*key, name)

    def _name_cookies(self) -> None:
        for place in self.places[self._disk :]:
            place.secret = LostSecret("cookie", self._target, place.secret.name)
            place.key = self._numbered(*place.key, self._target, place.secret.name)

    def _root(self) -> str:
        """Which domain of the document it is: a snapshot may have two."""
        depth = _DOMAIN_DEPTHS[self._open[0][0]]
        return self._open[depth - 1][0]

    def _numbered(self, *key: str) -> _Key:
        self._seen[key] += 1
        return (*key, str(self._seen[key]))


def _said(raw: str) -> str:
    """What a cookie says, however it is written."""
    return "".join(map(str, parse_root(f"<cookie>{raw}</cookie>").itertext())).strip()


def _attributes(token: re.Match[str]) -> Iterable[re.Match[str]]:
    return _ATTRIBUTE.finditer(token["inside"])


def _attribute(token: re.Match[str], name: str) -> str:
    for found in _attributes(token):
        if found["name"] == name:
            return unescape(found["value"][1:-1], dict(_QUOTES))
    return ""
