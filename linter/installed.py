"""What installed packages add: their entry points, and their versions.

`importlib.metadata` knows the same. To import it takes as long as all else that a run does which need not judge a note.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from functools import cache
from importlib import import_module
from typing import Any

_ABOUT = (".dist-info", ".egg-info")


@dataclass(frozen=True, slots=True)
class EntryPoint:
    """A name that a package gives to something of its own; `value` is `module` or `module:attribute`.

    `package` is that package with its version, `place` the file and the line where the entry point stands.
    """

    group: str
    name: str
    value: str
    package: str = field(default="", compare=False)
    place: tuple[str, int] = field(default=("", 0), compare=False)

    @property
    def module(self) -> str:
        """The name of the module."""
        return self.value.partition(":")[0].strip()

    def load(self) -> Any:
        """The module, or what is named in it."""
        found: Any = import_module(self.module)
        for name in filter(None, self.value.partition(":")[2].strip().split(".")):
            found = getattr(found, name)
        return found


def entry_points(group: str) -> list[EntryPoint]:
    """The entry points of a group. Of two packages of one name, that which is imported counts."""
    return [point for point in _entry_points(tuple(sys.path)) if point.group == group]


def version(package: str) -> str:
    """The version of an installed package; empty where it is none."""
    return next((v for name, v, _ in _packages(tuple(sys.path)) if name == package), "")


@cache
def _entry_points(path: tuple[str, ...]) -> tuple[EntryPoint, ...]:
    return tuple(p for name, number, folder in _packages(path) for p in _of(folder, f"{name} {number}".strip()))


def _of(folder: str, package: str) -> Iterator[EntryPoint]:
    """The entry points of a package: `name = value [extra]`, under the `[group]` that they are of."""
    group, file = "", os.path.join(folder, "entry_points.txt")
    try:
        with open(file, encoding="utf-8") as lines:
            for number, line in enumerate(map(str.strip, lines), 1):
                if line.startswith("["):
                    group = line.strip("[] ")
                elif "=" in line and line[0] not in "#;":
                    name, _, value = line.partition("=")
                    yield EntryPoint(group, name.strip(), value.partition("[")[0].strip(), package, (file, number))
    except OSError:
        return


@cache
def _packages(path: tuple[str, ...]) -> tuple[tuple[str, str, str], ...]:
    """Each package that is installed on a path: name, version, and the folder that tells of it."""
    found: dict[str, tuple[str, str, str]] = {}
    for place in path:
        with suppress(OSError):
            for entry in sorted(os.listdir(place or ".")):
                about, suffix = os.path.splitext(entry)
                if suffix in _ABOUT:
                    name, _, number = about.partition("-")
                    key = name.lower().replace("_", "-").replace(".", "-")
                    found.setdefault(key, (key, number.partition("-")[0], os.path.join(place, entry)))
    return tuple(found.values())
