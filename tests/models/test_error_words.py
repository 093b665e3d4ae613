"""Words for what the backend knows of an error."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

from virtgui import backend
from virtgui.backend.ssh.key_files import KeyProblem
from virtgui.core.errors import ErrorInfo, ErrorKind, Remedy
from virtgui.models.error_words import error_facts

NOT_TOLD = frozenset({KeyProblem.NONE, KeyProblem.MISSING})


def fact_codes(module: ast.Module) -> Iterator[str]:
    """The first word of every pair that is put into something called facts or problems."""
    for node in ast.walk(module):
        if isinstance(node, ast.Assign | ast.AugAssign | ast.AnnAssign) and node.value:
            named = ast.unparse(getattr(node, "target", None) or node.targets[0])
            values = [node.value] if named in ("facts", "problems") else []
        elif isinstance(node, ast.keyword):
            values = [node.value] if node.arg == "facts" else []
        elif isinstance(node, ast.Call):
            values = node.args if ast.unparse(node.func) == "facts.append" else []
        else:
            continue
        for value in values:
            yield from pairs(value)


def pairs(value: ast.expr) -> Iterator[str]:
    for node in ast.walk(value):
        if isinstance(node, ast.Tuple) and len(node.elts) == 2:
            first = node.elts[0]
            if isinstance(first, ast.Constant) and isinstance(first.value, str):
                yield first.value


def backend_codes() -> list[str]:
    paths = Path(backend.__file__).parent.rglob("*.py")
    return sorted({code for path in paths for code in fact_codes(ast.parse(path.read_text()))})


def label(code: str, value: str = "x") -> tuple[str, str]:
    error = ErrorInfo(ErrorKind.INTERNAL, Remedy.NOTHING, "", facts=((code, value),))
    return error_facts(error)[0]


def test_the_codes_of_the_backend_are_found():
    assert {"known", "file", "line", "missing", "reason", "key_file"} <= set(backend_codes())


@pytest.mark.parametrize("code", backend_codes())
def test_every_code_of_the_backend_has_a_word(code):
    assert label(code)[0] != code.replace("_", " ")


@pytest.mark.parametrize("problem", sorted(set(KeyProblem) - NOT_TOLD))
def test_a_key_that_was_left_out_says_why(problem):
    words = label("key_file", f"/home/jo/.ssh/a: b: {problem}")[1]
    assert words.startswith("/home/jo/.ssh/a: b: ")
    assert words.split(": ")[-1] != problem


def test_a_code_without_a_word_stands_for_itself():
    assert label("sort_of_thing", "new") == ("sort of thing", "new")
