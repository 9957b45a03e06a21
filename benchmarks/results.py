"""benchmarks/RESULTS.md: what was measured last, a section for each benchmark, with versions and the machine."""

from __future__ import annotations

import os
import platform
import re
from collections.abc import Mapping
from importlib.metadata import version
from pathlib import Path

FILE = Path(__file__).with_name("RESULTS.md")
BUSY = 0.7  # processes that want a core beside those that are measured
HEAD = """# What was measured

Each section is what its command printed when it was run last. Only ratios are to be compared: both sides of one were
measured in the same run, in turn. Seconds differ from machine to machine, and with what else a machine does meanwhile.

"""


class Results:
    """The tables of one run: each row is shown as soon as it is measured, all of them go into the file at the end."""

    def __init__(self, command: str, said: str, versions: Mapping[str, str] | None = None) -> None:
        """Begin a section; `said` is how it was measured."""
        named = {name: version(name) for name in ("notelint", "spacy")} | dict(versions or {})
        told = ", ".join(f"{name} {number}" for name, number in named.items())
        self.head = f"## {command}"
        self.lines = [self.head, "", said, "", f"{told}. {machine()}"]
        print("\n".join(self.lines))

    def table(self, *header: str) -> None:
        """Begin a table."""
        self._say("")
        self.row(*header)
        self._say("|".join(["", " --- ", *[" ---: " for _ in header[1:]], ""]))

    def row(self, name: str, *cells: str) -> None:
        """Add a row to the table."""
        self._say("| " + " | ".join([f"{name:46}", *(f"{cell:>20}" for cell in cells)]) + " |")

    def note(self, text: str) -> None:
        """Say something below the table."""
        self._say("")
        self._say(text)

    def write(self, path: Path = FILE) -> None:
        """Put the section into the file, in the place of the one that the same command wrote before."""
        before = path.read_text(encoding="utf-8") if path.exists() else ""
        sections = {part.partition("\n")[0]: part for part in re.split(r"^(?=## )", before, flags=re.M)[1:]}
        sections[self.head] = "\n".join(re.sub(r" +\|", " |", re.sub(r"\| +", "| ", each)) for each in self.lines)
        parts = [sections[head].strip("\n") for head in sorted(sections)]
        path.write_text(HEAD + "\n\n".join(parts) + "\n", encoding="utf-8")

    def _say(self, line: str) -> None:
        self.lines.append(line)
        print(line, flush=True)


def held(figure: float, most: float = 0.0, least: float = 0.0, unit: str = "") -> str:
    """What a figure was to be, and whether it is."""
    told = f"at most {most:g}{unit}" if most else f"at least {least:g}{unit}"
    return told + (", held" if (figure <= most if most else figure >= least) else ", **not held**")


def machine() -> str:
    """What the figures were taken on, and whether it was busy when they began; not which machine it is."""
    cpu = re.search(r"^model name\s*:\s*(.+)$", _text("/proc/cpuinfo"), re.M)
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2**30
    python = f"{platform.python_implementation()} {platform.python_version()}"
    load = os.getloadavg()[0]
    return (
        f"{python}, {platform.system()}, {os.cpu_count()} cores of {cpu[1] if cpu else platform.machine()}, "
        f"{memory:.0f} GiB of memory, load average {load:.1f} when it began"
        + (": **taken under load, to be taken again on a quiet machine.**" if load > BUSY else ".")
    )


def _text(path: str) -> str:
    return Path(path).read_text(encoding="utf-8") if Path(path).exists() else ""
