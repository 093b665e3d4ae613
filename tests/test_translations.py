"""Every text with a number has its English plural forms in the .ts file."""

import ast
import xml.etree.ElementTree as ET
from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QTranslator

import virtgui
from virtgui.models.node_words import cpus_text

ROOT = Path(virtgui.__file__).parent
ENGLISH = ROOT / "translations" / "virtgui_en.ts"

Text = tuple[str, str]
"""Context and text."""


def texts_with_a_number(module: ast.AST, context: str = "") -> Iterator[Text]:
    """As the program looks them up: in the class of `self.tr`, or in none."""
    for node in ast.iter_child_nodes(module):
        if isinstance(node, ast.ClassDef):
            yield from texts_with_a_number(node, node.name)
            continue
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and "%n" in node.value:
            yield context, node.value
        yield from texts_with_a_number(node, context)


def without_docstrings(module: ast.Module) -> ast.Module:
    for node in ast.walk(module):
        body = getattr(node, "body", None)
        if isinstance(body, list):
            node.body = [one for one in body if not _is_docstring(one)]
    return module


def _is_docstring(node: ast.AST) -> bool:
    return isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant)


def plural_forms(path: Path) -> dict[Text, list[str]]:
    found = {}
    for context in ET.parse(path).getroot().iter("context"):
        for message in context.iter("message"):
            if message.get("numerus") == "yes":
                key = (context.findtext("name") or "", message.findtext("source") or "")
                found[key] = [form.text or "" for form in message.iter("numerusform")]
    return found


def texts() -> set[Text]:
    modules = (ast.parse(path.read_text("utf-8")) for path in ROOT.rglob("*.py"))
    return {text for module in modules for text in texts_with_a_number(without_docstrings(module))}


def test_every_text_with_a_number_has_its_plural_forms():
    forms = plural_forms(ENGLISH)
    assert texts() - forms.keys() == set()
    assert [key for key, words in forms.items() if len(words) != 2 or not all(words)] == []


def test_no_plural_forms_are_left_of_texts_that_are_gone():
    assert plural_forms(ENGLISH).keys() - texts() == set()


def test_the_free_tr_stands_outside_of_classes():
    """The collector gives it the context of a class there, the program looks in none."""
    wrong = [
        (path.name, node.lineno)
        for path in ROOT.rglob("*.py")
        for owner in ast.walk(ast.parse(path.read_text("utf-8")))
        if isinstance(owner, ast.ClassDef)
        for node in ast.walk(owner)
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "tr"
    ]
    assert wrong == []


@pytest.mark.parametrize(("number", "words"), [(1, "1 CPU"), (8, "8 CPUs")])
def test_the_program_finds_the_plural_forms(qapp, number, words):
    translator = QTranslator()
    assert translator.load(str(ENGLISH.with_suffix(".qm")))
    qapp.installTranslator(translator)
    try:
        assert cpus_text(number) == words
    finally:
        qapp.removeTranslator(translator)


@pytest.mark.parametrize(
    ("source", "found"),
    [
        ("class A:\n  def f(self): self.tr('%n hosts', '', 2)", {("A", "%n hosts")}),
        ("def f(): tr('%n hosts', '', 2)", {("", "%n hosts")}),
        ("X = helper('%n hosts')", {("", "%n hosts")}),
        ('def f():\n  """Of %n."""', set()),
    ],
)
def test_the_rule_sees_what_it_is_for(source, found):
    assert set(texts_with_a_number(without_docstrings(ast.parse(source)))) == found
