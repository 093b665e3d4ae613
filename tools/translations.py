"""Collects the texts into the .ts files and builds the .qm files that the program loads.

`translations.py` does both, `translations.py build` only builds. English has a file too: the
plural forms of texts with a number stand there.
"""

import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
FOLDER = ROOT / "virtgui" / "translations"
BIN = Path(sys.executable).parent


def collect() -> None:
    """Update every .ts file from the sources."""
    sources = [str(path) for path in sorted((ROOT / "virtgui").rglob("*.py"))]
    for path in sorted(FOLDER.glob("*.ts")):
        options = ["-no-obsolete", "-source-language", "en"]
        if path.stem == "virtgui_en":
            options.append("-pluralonly")
        run = [str(BIN / "pyside6-lupdate"), *options, *sources, "-ts", str(path)]
        subprocess.run(run, check=True, stdout=subprocess.DEVNULL)


def build() -> None:
    """Build a .qm file beside every .ts file that is newer; they are never committed."""
    for path in sorted(FOLDER.glob("*.ts")):
        target = path.with_suffix(".qm")
        if not target.exists() or target.stat().st_mtime < path.stat().st_mtime:
            run = [str(BIN / "pyside6-lrelease"), "-silent", str(path), "-qm", str(target)]
            subprocess.run(run, check=True)


if __name__ == "__main__":
    if sys.argv[1:] != ["build"]:
        collect()
    build()
