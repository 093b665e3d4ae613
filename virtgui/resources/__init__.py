"""Files that ship inside the package: icons and translations."""

from functools import cache
from importlib import resources
from pathlib import Path
from typing import Final

_SUFFIX: Final = ".svg"


class UnknownIconError(KeyError):
    """No icon of that name ships with the program."""


@cache
def icon_names() -> frozenset[str]:
    """Names of all icons, the application's own (`app`) among them."""
    folder = resources.files(__name__).joinpath("icons")
    names = (entry.name for entry in folder.iterdir())
    return frozenset(name.removesuffix(_SUFFIX) for name in names if name.endswith(_SUFFIX))


def icon_bytes(name: str) -> bytes:
    """The SVG source of an icon.

    Raises:
        UnknownIconError: no such icon.
    """
    _require(name)
    return resources.files(__name__).joinpath("icons", name + _SUFFIX).read_bytes()


def icon_path(name: str) -> Path:
    """Where an icon lies on disk, for those who can only take a file.

    Raises:
        UnknownIconError: no such icon.
    """
    _require(name)
    return Path(str(resources.files(__name__).joinpath("icons", name + _SUFFIX)))


def translations_folder() -> Path:
    """Where the compiled translations lie."""
    return Path(str(resources.files("virtgui").joinpath("translations")))


def _require(name: str) -> None:
    if name not in icon_names():
        raise UnknownIconError(name)
