"""Loads modules that the first picture does not need, once the window stands.

In a worker, so that neither the start nor the first click on a page waits for them.
"""

import importlib
import threading
from collections.abc import Iterable


def load_later(names: Iterable[str]) -> None:
    """Import modules in a thread of their own; a failure shows when the module is used."""
    wanted = tuple(names)
    threading.Thread(target=_load, args=(wanted,), name="preload", daemon=True).start()


def _load(names: tuple[str, ...]) -> None:
    for name in names:
        importlib.import_module(name)
