"""What installed packages add: their entry points, and their versions.

`importlib.metadata` knows the same. To import it takes as long as all else that a run does which need not judge a note.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from functools import cache
from importlib import import_module
from typing import Any

_ABOUT = (".dist-info", ".egg-info")


@dataclass(frozen=True, slots=True)
class EntryPoint:
    """A name that a package gives to something of its own; `value` is `module` or `module:attribute`."""

    group: str
    name: str
    value: str

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
    return [point for point in _entry_points() if point.group == group]


def version(package: str) -> str:
    """The version of an installed package; empty where it is none."""
    return next((v for name, v, _ in _packages() if name == package), "")


@cache
def _entry_points() -> tuple[EntryPoint, ...]:
    return tuple(point for _, _, folder in _packages() for point in _of(folder))


def _of(folder: str) -> Iterator[EntryPoint]:
    """The entry points of a package: `name = value [extra]`, under the `[group]` that they are of."""
    group = ""
    try:
        with open(os.path.join(folder, "entry_points.txt"), encoding="utf-8") as lines:
            for line in map(str.strip, lines):
                if line.startswith("["):
                    group = line.strip("[] ")
                elif "=" in line and line[0] not in "#;":
                    name, _, value = line.partition("=")
                    yield EntryPoint(group, name.strip(), value.partition("[")[0].strip())
    except OSError:
        return


@cache
def _packages() -> tuple[tuple[str, str, str], ...]:
    """Each installed package: name, version, and the folder that tells of it."""
    found: dict[str, tuple[str, str, str]] = {}
    for path in sys.path:
        with suppress(OSError):
            for entry in sorted(os.listdir(path or ".")):
                about, suffix = os.path.splitext(entry)
                if suffix in _ABOUT:
                    name, _, number = about.partition("-")
                    key = name.lower().replace("_", "-").replace(".", "-")
                    found.setdefault(key, (key, number.partition("-")[0], os.path.join(path, entry)))
    return tuple(found.values())
