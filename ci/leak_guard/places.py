"""Where this machine keeps things: its paths, and the host of its package index."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

from tracked import Leak, Text, line_of

_SETTINGS = re.compile(r"(?:index-url|find-links|trusted-host|proxy)='(.*)'$")
_VARIABLES = ("PIP_INDEX_URL", "PIP_EXTRA_INDEX_URL", "PIP_FIND_LINKS", "UV_INDEX_URL",
              "UV_DEFAULT_INDEX", "UV_INDEX", "UV_EXTRA_INDEX_URL")  # fmt: skip
_EVERYWHERE = {"", "localhost", "127.0.0.1", "/", "/root", "/tmp", "/usr", "/opt", "/home"}


@dataclass(frozen=True, slots=True)
class Place:
    """Something that a tracked file must not name. what: in words, without naming it."""

    name: str
    what: str


def of_this_machine(repository: Path) -> list[Place]:
    """The paths around the repository, the home folder, the package indexes that are set."""
    parent = repository.parent
    around = [parent] if len(parent.parts) > 2 else []
    if parent != Path(parent.anchor):
        # Of a folder like /src only what really lies in it: the name alone is anybody's.
        around += [p for p in parent.iterdir() if not p.name.startswith(".")]
    paths = [*around, Path.home()]
    found = [Place(str(path), "a path of this machine") for path in paths]
    found += [Place(name, "a package index of this machine") for name in _indexes()]
    return [place for place in found if place.name not in _EVERYWHERE]


def _indexes() -> Iterator[str]:
    """Hosts and folders that pip and uv are set to fetch packages from."""
    command = [sys.executable, "-m", "pip", "--disable-pip-version-check", "config", "list"]
    said = subprocess.run(command, capture_output=True, text=True, check=False).stdout
    matched = (_SETTINGS.search(line) for line in said.splitlines())
    values = [m[1] for m in matched if m] + [os.environ.get(name, "") for name in _VARIABLES]
    for value in " ".join(values).split():
        parts = urlsplit(value)
        if parts.hostname:
            yield parts.hostname
        elif parts.scheme in ("", "file") and parts.path.startswith("/"):
            yield parts.path.rstrip("/")
        elif not parts.scheme:
            yield value


def leaks(places: Iterable[Place], texts: Iterable[Text]) -> Iterator[Leak]:
    """The files that name one of the places."""
    patterns = [(_pattern(place.name), place.what) for place in places]
    for where, text in texts:
        for pattern, what in patterns:
            found = pattern.search(text)
            if found:
                yield Leak(where, line_of(text, found.start()), what)


def _pattern(name: str) -> re.Pattern[str]:
    """A path is not the end of a longer one; a host may have a part more before it."""
    before = r"(?:(?<=file://)|(?<![\w./-]))" if name.startswith("/") else r"(?<![\w-])"
    return re.compile(rf"{before}{re.escape(name)}(?![\w-])", re.IGNORECASE)
