"""Runs the tests of core, documents and backend where importing Qt fails.

The layers say that these never need Qt; this proves it.
"""

import sys
from importlib.abc import MetaPathFinder
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
FOLDERS = ("tests/core", "tests/documents", "tests/backend")


class NoQt(MetaPathFinder):
    """Refuses to find anything of Qt."""

    def find_spec(self, name: str, _path: object = None, _target: object = None) -> None:
        """Raise for Qt, leave the rest to others."""
        if name.split(".", maxsplit=1)[0] in ("PySide6", "shiboken6", "pyqtgraph"):
            raise ImportError(f"{name} must not be needed here")


def main() -> int:
    """Run; the exit code of pytest."""
    sys.meta_path.insert(0, NoQt())
    sys.path.insert(0, str(ROOT))
    folders = [str(ROOT / folder) for folder in FOLDERS]
    options = ["-p", "no:pytest-qt", "-p", "no:cacheprovider", "-q", "-m", "not lab"]
    config = ["-c", str(ROOT / "tools" / "without_qt.ini"), "--rootdir", str(ROOT)]
    return int(pytest.main([*config, *options, *sys.argv[1:], *folders]))


if __name__ == "__main__":
    sys.exit(main())
