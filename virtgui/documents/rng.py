"""RELAX NG grammars in XML syntax, read from a folder into plain patterns."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from types import MappingProxyType
from typing import Final

from lxml import etree

RNG: Final = "http://relaxng.org/ns/structure/1.0"
_PREFIX: Final = f"{{{RNG}}}"
_LARGEST_FILE: Final = 8 * 1024 * 1024
_CONTAINERS: Final = frozenset(
    {"element", "attribute", "oneOrMore", "zeroOrMore", "optional", "list", "mixed", "define"}
)
_NAMES: Final = frozenset({"name", "anyName", "nsName"})


class GrammarError(ValueError):
    """A grammar that cannot be read: a file is missing, not well-formed, or not RELAX NG."""


@dataclass(frozen=True, slots=True)
class NameClass:
    """Which names a pattern takes: those that are listed, in Clark's notation, or any."""

    names: tuple[str, ...]
    is_any: bool = False


@dataclass(frozen=True, slots=True, eq=False)
class Pattern:
    """One node of a grammar, known by its identity.

    Attributes:
        kind: RELAX NG's own name of it: element, attribute, choice, value, data, ref …
        parts: What stands in it.
        names: For elements and attributes.
        target: For refs: the definition, which may lead back here.
        text: The literal of a value.
        data_type: Name of the type of a value or of data.
        library: URI of the types.
        params: Facets of data, as name and value.
    """

    kind: str
    parts: tuple["Pattern", ...] = ()
    names: NameClass | None = None
    target: "Define | None" = None
    text: str = ""
    data_type: str = ""
    library: str = ""
    params: tuple[tuple[str, str], ...] = ()


@dataclass(slots=True, eq=False)
class Define:
    """A named pattern; its patterns are known when the whole grammar has been read."""

    name: str
    patterns: list[Pattern] = field(default_factory=list)
    combine: str = "choice"

    def pattern(self) -> Pattern:
        """Return the one pattern that all parts of the definition make together."""
        if len(self.patterns) == 1:
            return self.patterns[0]
        return Pattern(self.combine if self.patterns else "notAllowed", tuple(self.patterns))


@dataclass(frozen=True, slots=True)
class _Context:
    """What holds at one place of a file: its namespace, its types, the scope of its names."""

    ns: str
    library: str
    scope: "_Scope"

    def at(self, node: etree._Element) -> "_Context":
        ns, library = node.get("ns", self.ns), node.get("datatypeLibrary", self.library)
        return _Context(ns, library, self.scope)


class _Scope:
    """The names of one grammar element and of all files that it includes."""

    def __init__(self, load: Callable[[str], etree._Element]) -> None:
        self.load = load
        self.start = Define("start")
        self._defines: dict[str, Define] = {}
        self._included: set[str] = set()

    def define(self, name: str) -> Define:
        return self._defines.setdefault(name, Define(name))

    def read(self, grammar: etree._Element, above: _Context, hidden: frozenset[str]) -> None:
        """Take in what a grammar or an include holds, but for names that stand above it."""
        context = above.at(grammar)
        for node in _children(grammar):
            tag, name = _tag(node), node.get("name", "start")
            if tag == "include":
                self._include(node, context, hidden)
            elif tag == "div":
                self.read(node, context, hidden)
            elif tag in ("define", "start") and name not in hidden:
                self._add(node, self.start if tag == "start" else self.define(name), context)

    def _include(self, node: etree._Element, context: _Context, hidden: frozenset[str]) -> None:
        href = node.get("href", "")
        replaced = frozenset(child.get("name", "start") for child in _children(node))
        # A file that says "start" is included for its definitions, the start is the outer one's.
        hidden = hidden | replaced | ({"start"} if self.start.patterns else frozenset())
        if href not in self._included:
            self._included.add(href)
            self.read(self.load(href), _Context("", "", self), hidden)
        self.read(node, context, frozenset())

    @staticmethod
    def _add(node: etree._Element, define: Define, context: _Context) -> None:
        define.combine = node.get("combine", define.combine)
        define.patterns.append(_group(node, context.at(node)))


def read_grammar(folder: Path, file_name: str) -> Pattern:
    """Read a grammar and the files that it includes; nothing outside of the folder is read.

    Raises:
        GrammarError: A file is missing, damaged, or not a grammar.
    """

    def load(name: str) -> etree._Element:
        return _load(folder, name)

    scope = _Scope(load)
    scope.read(load(file_name), _Context("", "", scope), frozenset())
    if not scope.start.patterns:
        raise GrammarError(file_name)
    return Pattern("ref", target=scope.start)


def _load(folder: Path, name: str) -> etree._Element:
    path = folder / name
    if not name or Path(name).name != name:
        raise GrammarError(name)
    try:
        if path.stat().st_size > _LARGEST_FILE:
            raise GrammarError(name)
        parser = etree.XMLParser(
            resolve_entities=False, no_network=True, load_dtd=False, remove_comments=True
        )
        root = etree.fromstring(path.read_bytes(), parser)
    except (OSError, etree.XMLSyntaxError) as error:
        raise GrammarError(f"{name}: {error}") from error
    if root.tag != f"{_PREFIX}grammar":
        raise GrammarError(name)
    return root


def _children(node: etree._Element) -> Iterator[etree._Element]:
    return node.iterchildren(f"{_PREFIX}*")


def _tag(node: etree._Element) -> str:
    return str(node.tag).removeprefix(_PREFIX)


def _group(node: etree._Element, context: _Context) -> Pattern:
    """Return what stands in a node; several things without a word between are a group."""
    parts = tuple(
        _pattern(child, context) for child in _children(node) if _tag(child) not in _NAMES
    )
    return parts[0] if len(parts) == 1 else Pattern("group" if parts else "empty", parts)


def _pattern(node: etree._Element, above: _Context) -> Pattern:
    context, tag = above.at(node), _tag(node)
    special = _SPECIAL.get(tag)
    if special is not None:
        return special(node, context)
    if tag in _CONTAINERS:
        return Pattern(tag, (_group(node, context),))
    parts = tuple(_pattern(child, context) for child in _children(node))
    return Pattern(tag, parts)


def _element(node: etree._Element, context: _Context) -> Pattern:
    return Pattern("element", (_group(node, context),), names=_names(node, context.ns))


def _attribute(node: etree._Element, context: _Context) -> Pattern:
    content = _group(node, context)
    if content.kind == "empty" and not len(content.parts) and not _has_pattern(node):
        content = Pattern("text")
    # Attributes without prefix are in no namespace, whatever holds around them.
    return Pattern("attribute", (content,), names=_names(node, node.get("ns", "")))


def _has_pattern(node: etree._Element) -> bool:
    return any(_tag(child) not in _NAMES for child in _children(node))


def _names(node: etree._Element, ns: str) -> NameClass:
    if name := node.get("name"):
        return NameClass((_clark(ns, name),))
    first = next(_children(node), None)
    return _name_class(first, ns) if first is not None else NameClass((), is_any=True)


def _name_class(node: etree._Element, ns: str) -> NameClass:
    tag, ns = _tag(node), node.get("ns", ns)
    if tag == "name":
        return NameClass((_clark(ns, (node.text or "").strip()),))
    if tag == "choice":
        parts = [_name_class(child, ns) for child in _children(node)]
        names = tuple(name for part in parts for name in part.names)
        return NameClass(names, is_any=any(part.is_any for part in parts))
    return NameClass((), is_any=True)


def _clark(ns: str, name: str) -> str:
    name = name.strip()
    return f"{{{ns}}}{name}" if ns else name


def _ref(node: etree._Element, context: _Context) -> Pattern:
    return Pattern("ref", target=context.scope.define(node.get("name", "").strip()))


def _value(node: etree._Element, context: _Context) -> Pattern:
    kind = node.get("type", "")
    library = context.library if kind else ""
    return Pattern("value", text=node.text or "", data_type=kind, library=library)


def _data(node: etree._Element, context: _Context) -> Pattern:
    params = tuple(
        (child.get("name", ""), child.text or "")
        for child in _children(node)
        if _tag(child) == "param"
    )
    parts = tuple(
        _group(child, context.at(child)) for child in _children(node) if _tag(child) == "except"
    )
    kind, library = node.get("type", ""), context.library
    return Pattern("data", parts, data_type=kind, library=library, params=params)


def _nested(node: etree._Element, context: _Context) -> Pattern:
    scope = _Scope(context.scope.load)
    scope.read(node, _Context(context.ns, context.library, scope), frozenset())
    return Pattern("ref", target=scope.start)


_SPECIAL: Final[Mapping[str, Callable[[etree._Element, _Context], Pattern]]] = MappingProxyType(
    {
        "element": _element,
        "attribute": _attribute,
        "ref": _ref,
        "value": _value,
        "data": _data,
        "grammar": _nested,
    }
)
