"""Rules of this project that no tool knows. See CONTRIBUTING.md."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

import virtgui

ROOT = Path(virtgui.__file__).parent
LONGEST_FUNCTION, LONGEST_FILE = 60, 600
TRANSLATORS = frozenset({"tr", "translate", "QT_TRANSLATE_NOOP"})
FORBIDDEN = frozenset({"setStyleSheet", "QThread", "QRunnable", "QThreadPool", "moveToThread"})
MUTABLE = frozenset({"dict", "list", "set", "defaultdict", "deque", "OrderedDict", "Counter"})
THREADED = ("backend", "bridge")
WITHOUT_WIDGETS = ("bridge", "models")


Module = tuple[Path, ast.Module]


@pytest.fixture(scope="module")
def modules() -> tuple[Module, ...]:
    found = sorted(ROOT.rglob("*.py"))
    assert len(found) > 100
    return tuple((path, ast.parse(path.read_text("utf-8"))) for path in found)


def place(path: Path, node: ast.AST) -> str:
    """Where something stands, for the failing test's message."""
    return f"{path.relative_to(ROOT)}:{getattr(node, 'lineno', 1)}"


def layer(path: Path) -> str:
    return path.relative_to(ROOT).parts[0]


def calls(module: ast.Module, names: frozenset[str]) -> Iterator[ast.Call]:
    for node in ast.walk(module):
        if isinstance(node, ast.Call) and called(node) in names:
            yield node


def called(node: ast.Call) -> str:
    function = node.func
    return function.attr if isinstance(function, ast.Attribute) else getattr(function, "id", "")


def imported(module: ast.Module) -> Iterator[str]:
    for node in ast.walk(module):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            yield node.module


def is_built(node: ast.expr) -> bool:
    """Whether a text is put together where Qt Linguist's collector needs it as it stands."""
    if isinstance(node, ast.Call):
        return called(node) in ("format", "join", "replace")
    return isinstance(node, ast.JoinedStr | ast.BinOp)


def test_texts_to_translate_stand_there_in_full(modules):
    wrong = [
        place(path, node)
        for path, module in modules
        for node in calls(module, TRANSLATORS)
        if any(is_built(argument) for argument in node.args)
    ]
    assert not wrong


def test_the_collector_of_texts_knows_no_other_names(modules):
    wrong = [
        place(path, node)
        for path, module in modules
        for node in ast.walk(module)
        if isinstance(node, ast.Assign)
        and isinstance(node.value, ast.Attribute)
        and node.value.attr in ("tr", "translate")
    ]
    assert not wrong


def test_nothing_forbidden_is_used(modules):
    wrong = [
        place(path, node)
        for path, module in modules
        for node in ast.walk(module)
        if {getattr(node, "attr", ""), getattr(node, "id", "")} & FORBIDDEN
    ]
    assert not wrong


def test_threads_are_the_business_of_backend_and_bridge(modules):
    threads = {"threading", "concurrent.futures", "asyncio"}
    wrong = [
        place(path, module)
        for path, module in modules
        if layer(path) not in THREADED and threads & set(imported(module))
    ]
    assert not wrong


def test_no_widgets_below_the_views(modules):
    wrong = [
        place(path, module)
        for path, module in modules
        if layer(path) in WITHOUT_WIDGETS and "PySide6.QtWidgets" in set(imported(module))
    ]
    assert not wrong


def test_signals_carry_objects(modules):
    """32 bits are all that an int has there, and a dict with other keys arrives empty."""
    wrong = [
        place(path, node)
        for path, module in modules
        for node in calls(module, frozenset({"Signal"}))
        if any(not (isinstance(a, ast.Name) and a.id == "object") for a in node.args)
    ]
    assert not wrong


def test_functions_and_files_are_short(modules):
    long = [
        place(path, node)
        for path, module in modules
        for node in ast.walk(module)
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
        and (node.end_lineno or 0) - node.lineno + 1 > LONGEST_FUNCTION
    ]
    lines = {path: len(path.read_text("utf-8").splitlines()) for path, _ in modules}
    assert not long
    assert not [str(path) for path, count in lines.items() if count > LONGEST_FILE]


def test_no_state_in_modules(modules):
    wrong = [
        place(path, node)
        for path, module in modules
        for node in module.body
        if isinstance(node, ast.Assign | ast.AnnAssign)
        and is_mutable(node.value)
        and "__all__" not in ast.unparse(node)
    ]
    changed = [
        place(path, node)
        for path, module in modules
        for node in ast.walk(module)
        if isinstance(node, ast.Global)
    ]
    assert not wrong
    assert not changed


def is_mutable(value: ast.expr | None) -> bool:
    if isinstance(value, ast.Call):
        return called(value) in MUTABLE
    kinds = ast.Dict | ast.List | ast.Set | ast.DictComp | ast.ListComp | ast.SetComp
    return isinstance(value, kinds)


@pytest.mark.parametrize(
    ("text", "rule"),
    [
        ("def f(self): return self.tr(f'{x}')", "built"),
        ("def f(self): return self.tr('{0}'.format(x))", "built"),
        ("x = {}", "mutable"),
        ("x: Final = [1]", "mutable"),
        ("x = list()", "mutable"),
    ],
)
def test_the_rules_see_what_they_are_for(text, rule):
    module = ast.parse(text)
    if rule == "built":
        found = [any(map(is_built, node.args)) for node in calls(module, TRANSLATORS)]
        assert found == [True]
    else:
        assert is_mutable(module.body[0].value)
