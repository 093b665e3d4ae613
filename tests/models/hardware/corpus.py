"""What tests of forms share: the documents to try them on, and what must hold for each."""

import os
from functools import lru_cache
from pathlib import Path

from virtgui.documents.domain import DomainDocument
from virtgui.documents.editing.leaves import compare_elements
from virtgui.models.hardware.fields import Custom, Field
from virtgui.models.hardware.scene import Scene

DATA = Path(__file__).parents[2] / "documents" / "data"


def has_corpus():
    """Whether there are many documents besides our own few examples."""
    return bool(os.environ.get("VIRTGUI_XML_CORPUS"))


def domain_files():
    """Our own examples, and those of a folder that the environment may name."""
    corpus = os.environ.get("VIRTGUI_XML_CORPUS")
    more = sorted(Path(corpus, "domain").glob("*.xml")) if corpus else []
    return [*sorted(DATA.glob("domain-*.xml")), *more]


@lru_cache(maxsize=1)
def texts():
    """The text of each document, by the name of its file."""
    return {path.name: path.read_text("utf-8") for path in domain_files()}


def documents():
    """All documents, parsed anew: a test may change them."""
    for name, text in texts().items():
        yield name, DomainDocument.parse(text)


def elements(tag):
    """All devices of a kind, with the document that each is in."""
    for name, document in documents():
        for element in document.element.iterfind(f"devices/{tag}"):
            yield name, document, element


def scene_of(document, **more):
    """A scene of a document alone."""
    return Scene(document=document, base=document.copy(), **more)


def touch(form, view, scene):
    """Read, check and write back everything of a form, as its page does."""
    for section in form.sections:
        if section.shown is not None:
            section.shown(view, scene)
        for item in section.items:
            is_shown = item.shown is None or item.shown(view, scene)
            if isinstance(item, Field):
                touch_field(item, view, scene, is_shown)
                continue
            if item.check is not None and is_shown:
                item.check(view, scene)
            if isinstance(item, Custom):
                item.words(view, scene)
                continue
            for row in item.read(view):
                for column in item.columns:
                    touch_field(column, row, scene, is_shown)


def touch_field(field, view, scene, is_shown):
    """Read, check and write back one field."""
    value = field.read(view)
    field.options(view, scene)
    if field.check is not None and is_shown:
        field.check(value, view, scene)
    field.write(view, value, scene)


def leaves(element, skip=frozenset()):
    """The paths of all leaves of an element, as declared properties write them."""
    return {leaf.path.plain for leaf in compare_elements(None, element, skip)}
