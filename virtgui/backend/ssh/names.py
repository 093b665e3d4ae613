"""Names of hosts to offer while one is typed. Reads files: worker threads only."""

import itertools
import re
import shlex
from collections.abc import Iterator
from pathlib import Path
from typing import Final

from virtgui.backend.ssh.config_reader import SshFiles
from virtgui.core.queries import SshHost

MOST: Final = 500

_DEEPEST: Final = 8
_MOST_FILES: Final = 200
_LARGEST: Final = 4 << 20
"""Bytes of a file that is looked at."""
_PATTERN: Final = re.compile(r"[*?!|@]")
_KEYWORD: Final = re.compile(r"\s*(?P<word>[A-Za-z]+)(?:\s*=\s*|\s+)(?P<rest>.*)")
_WITH_PORT: Final = re.compile(r"\[(?P<host>[^\]]+)\](?::\d+)?")
_KNOWN_HOSTS: Final = ("known_hosts", "known_hosts2")


def find_ssh_hosts(files: SshFiles) -> tuple[SshHost, ...]:
    """The hosts that the user's SSH files name in full, those of the configuration first.

    Names of known_hosts come without their port; hashed ones cannot be read. A file that is not
    there, or cannot be read, names none. At most 500.
    """
    config = files.config or files.folder / "config"
    known = (files.folder / name for name in _KNOWN_HOSTS)
    found: dict[str, SshHost] = {}
    for name in _config_names(config, files):
        found.setdefault(name, SshHost(name, "config"))
    for file in known:
        for name in _known_names(file):
            found.setdefault(name, SshHost(name, "known_hosts"))
    return tuple(itertools.islice(found.values(), MOST))


def _config_names(config: Path, files: SshFiles) -> Iterator[str]:
    seen: set[Path] = set()
    for line in _config_lines(config, files, seen, 0):
        for word in _words(line):
            if not _PATTERN.search(word):
                yield word


def _config_lines(file: Path, files: SshFiles, seen: set[Path], depth: int) -> Iterator[str]:
    """What follows each Host, with the files of Include in their place."""
    if depth > _DEEPEST or file in seen or len(seen) >= _MOST_FILES:
        return
    seen.add(file)
    for line in _lines(file):
        match = _KEYWORD.fullmatch(line)
        keyword = match["word"].lower() if match else ""
        if match and keyword == "host":
            yield match["rest"]
        elif match and keyword == "include":
            for included in _included(match["rest"], files):
                yield from _config_lines(included, files, seen, depth + 1)


def _included(rest: str, files: SshFiles) -> Iterator[Path]:
    for word in _words(rest):
        text = f"{files.home}{word[1:]}" if word.startswith("~/") else word
        path = files.folder / text  # an absolute path stays what it is
        pattern = str(path.relative_to(path.anchor))
        try:
            yield from sorted(Path(path.anchor).glob(pattern))
        except (OSError, ValueError, NotImplementedError):
            continue


def _words(rest: str) -> list[str]:
    try:
        return shlex.split(rest, comments=True)
    except ValueError:
        return []


def _known_names(file: Path) -> Iterator[str]:
    for line in _lines(file):
        words = line.split()
        if len(words) < 3 or words[0].startswith(("#", "@", "|")):
            continue
        for host in words[0].split(","):
            match = _WITH_PORT.fullmatch(host)
            name = match["host"] if match else host
            if not _PATTERN.search(name):
                yield name


def _lines(file: Path) -> list[str]:
    try:
        if not file.is_file() or file.stat().st_size > _LARGEST:
            return []
        return file.read_bytes().decode("utf-8", "replace").splitlines()
    except OSError:
        return []
