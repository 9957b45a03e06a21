"""Plugins: installed packages, found by their entry points, and files that the settings name.

They add rules, report formats and readers; the project's own rules and formats come in by the same door. Whatever is
wrong with one is a PluginError that names the plugin, the file and the line.
"""

from __future__ import annotations

import inspect
import os
import sys
import traceback
import zlib
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path
from types import ModuleType
from typing import TYPE_CHECKING, Any, Literal, TextIO, TypeVar

from notelint.linter.installed import EntryPoint, entry_points
from notelint.linter.readers.formats import Reader, readers_in
from notelint.linter.rules import NotInstalled, PluginError, Rule, rules_in

if TYPE_CHECKING:
    from notelint.linter.result import ReportOptions, Result

Kind = Literal["checks", "reports", "readers"]
KINDS: tuple[Kind, ...] = ("checks", "reports", "readers")
SUFFIXES = (".py", ".toml")
FILE_MODULE = "notelint_plugin_"  # how the module of a plugin file is called, before the name of the file
T = TypeVar("T")
Call = TypeVar("Call", bound=Callable[..., Any])
Write = Callable[[Iterable["Result"], TextIO, "ReportOptions"], None]


@dataclass(frozen=True, slots=True)
class Plugin:
    """A module, or a file, that adds something.

    `value` is what it is loaded from: an entry point's value or a file's path. `point` is the entry point, None for a
    file.
    """

    kind: Kind
    name: str
    value: str
    point: EntryPoint | None = None

    @property
    def package(self) -> str:
        """The installed package with its version, empty for a file."""
        return self.point.package if self.point else ""

    def __str__(self) -> str:
        return f"plugin {self.name!r}" + (f" of {self.package}" if self.package else "")


@dataclass(frozen=True, slots=True)
class ReportFormat:
    """A report format by its name; its function is imported when it is asked for."""

    name: str
    plugin: Plugin
    load: Callable[[], Write]


def load_rules(files: Iterable[str] = ()) -> dict[str, Rule]:
    """All rules by id: those of installed packages, and those of files.

    Raises PluginError where one cannot be imported, a package's module has no rule, a rule is not formed as a rule is,
    or two share an id or a name.
    """
    rules: dict[str, Rule] = {}
    said: dict[str, tuple[Plugin, Rule]] = {}
    for plugin, found in rules_by_plugin(files):
        for each in found:
            rules[each.id] = each
            for what in (f"rule {each.id}", f"rule name {each.name}"):
                first, twin = said.setdefault(what, (plugin, each))
                if twin is not each:
                    places = f"{_at(*twin.place)} ({first}) and {_at(*each.place)} ({plugin})"
                    raise PluginError(f"{what} is defined twice: {places}")
    return dict(sorted(rules.items()))


def rules_by_plugin(files: Iterable[str] = ()) -> Iterator[tuple[Plugin, list[Rule]]]:
    """Each plugin that has rules, with its rules. What is loaded already, as a part of
    an installed package or under another path, is not loaded again."""
    places = set()
    for plugin, point in _points("checks"):
        with _blamed(plugin):
            found = _some(rules_in, import_module(point.module), "rule", "@rule(...)")
        places |= {each.place[0] for each in found}
        yield plugin, found
    loaded = set(map(os.path.realpath, places))
    for path in files:
        if (real := os.path.realpath(path)) not in loaded:
            loaded.add(real)
            yield _of_file("checks", path), _file_rules(path)


def report_formats(files: Iterable[str] = ()) -> dict[str, ReportFormat]:
    """The report formats by name. Raises PluginError where two share one."""
    found: dict[str, ReportFormat] = {}
    for each in (*_installed_formats(), *_formats_of(files)):
        if twin := found.get(each.name):
            both = " and ".join(f"{p} ({p.value})" for p in (twin.plugin, each.plugin))
            raise PluginError(f"report format {each.name!r} is defined twice: by {both}")
        found[each.name] = each
    return found


def load_readers(files: Iterable[str] = ()) -> tuple[Reader, ...]:
    """The readers beside those for text and tables. Raises PluginError where two read the same files."""
    found: dict[str, tuple[Plugin, Reader]] = {}
    for plugin, its in readers_by_plugin(files):
        for each in its:
            for glob in each.globs:
                if glob in found and found[glob][1] is not each:
                    both = " and ".join(f"{p} ({p.value})" for p in (found[glob][0], plugin))
                    raise PluginError(f"two readers for {glob}: of {both}")
                found[glob] = plugin, each
    return tuple(dict.fromkeys(each for _, each in found.values()))


def readers_by_plugin(files: Iterable[str] = ()) -> Iterator[tuple[Plugin, list[Reader]]]:
    """Each plugin that has readers, with its readers."""
    for plugin, point in _points("readers"):
        with _blamed(plugin):
            found = _some(_readers, import_module(point.module), "reader", "@reader(...)")
        yield plugin, found
    for path in files:
        plugin, module = _of_file("readers", path), _file_module(path)
        with _blamed(plugin):
            found = _readers(module) if module else []
        if found:
            yield plugin, found


def _some(found_in: Callable[[ModuleType], list[T]], module: ModuleType, what: str, mark: str) -> list[T]:
    """What is found in the module of an entry point. Raises PluginError where nothing is."""
    if found := found_in(module):
        return found
    raise PluginError(
        f"module {module.__name__} has no {what}; what counts is a function under {mark} that is written in the module "
        "or imported into it by name: give each module that has some an entry point, or import the functions",
        (module.__file__, 1) if module.__file__ else None,
    )


def _readers(module: ModuleType) -> list[Reader]:
    """The readers of a module. Raises PluginError where one cannot be called as a reader is."""
    found = readers_in(module)
    for each in found:
        _check_call(each.read, ("path", "data"), "a reader")
    return found


def report(name: str) -> Callable[[Call], Call]:
    """Make a function of a plugin file the report format of this name. An entry point names a format by itself."""

    def register(write: Call) -> Call:
        write.report_format = name  # type: ignore[attr-defined]
        return write

    return register


def _installed_formats() -> Iterator[ReportFormat]:
    for plugin, point in _points("reports"):

        def load(plugin: Plugin = plugin, point: EntryPoint = point) -> Write:
            with _blamed(plugin):
                write: Write = point.load()
                return _check_call(write, ("results", "out", "options"), "a report format")

        yield ReportFormat(plugin.name, plugin, load)


def _formats_of(files: Iterable[str]) -> Iterator[ReportFormat]:
    for path in files:
        module = _file_module(path)
        for write in [w for w in vars(module).values() if hasattr(w, "report_format")] if module else ():
            plugin = _of_file("reports", path)
            with _blamed(plugin):
                _check_call(write, ("results", "out", "options"), "a report format")
            yield ReportFormat(write.report_format, plugin, lambda write=write: write)  # type: ignore[misc]


def _check_call(function: Call, wanted: Sequence[str], what: str) -> Call:
    """The function, if it can be called with so many arguments. Raises PluginError."""
    try:
        inspect.signature(function).bind(*wanted)
    except (TypeError, ValueError) as error:
        name = getattr(function, "__name__", repr(function))
        code = getattr(function, "__code__", None)
        place = (code.co_filename, code.co_firstlineno) if code else None
        raise PluginError(f"{what} is called as {name}({', '.join(wanted)}): {error}", place) from None
    return function


def _points(kind: Kind) -> list[tuple[Plugin, EntryPoint]]:
    points = sorted(entry_points(f"notelint.{kind}"), key=lambda p: (p.value, p.name))
    return [(Plugin(kind, p.name, p.value, p), p) for p in points]


def _of_file(kind: Kind, path: str) -> Plugin:
    return Plugin(kind, Path(path).stem, path_shown(path))


def _file_rules(path: str) -> list[Rule]:
    """The rules of a file. Raises PluginError."""
    if path.endswith(".toml"):
        from notelint.linter.rule_file import read_rules

        with _blamed(_of_file("checks", path)):
            return read_rules(path)
    module = _file_module(path)
    return rules_in(module) if module else []


def _file_module(path: str) -> ModuleType | None:
    """A Python file as a module, whose name is its own: it hides no other module and none hides it."""
    if not path.endswith(".py"):
        return None
    real = os.path.realpath(path)
    name = f"{FILE_MODULE}{Path(path).stem}_{zlib.crc32(real.encode(errors='surrogateescape')):08x}"
    if name not in sys.modules:
        module = sys.modules[name] = ModuleType(name)
        module.__file__ = real
        try:
            with _blamed(_of_file("checks", path)):
                exec(compile(Path(real).read_bytes(), real, "exec", dont_inherit=True), module.__dict__)
        except PluginError:
            del sys.modules[name]
            raise
    return sys.modules[name]


@contextmanager
def _blamed(plugin: Plugin) -> Iterator[None]:
    """Say of whatever goes wrong in here which plugin it is, and where."""
    try:
        yield
    except NotInstalled:
        raise
    except PluginError as error:
        raise PluginError(f"{_place_of(error, plugin)}{plugin}: {error}") from error
    except (Exception, SystemExit) as error:
        said = f"{type(error).__name__}: {error.msg if isinstance(error, SyntaxError) else error}"
        raise PluginError(f"{_place_of(error, plugin)}{plugin} cannot be imported: {said}") from error


def _place_of(error: BaseException, plugin: Plugin) -> str:
    """The file and line of a plugin where an error arose, else where its entry point is written."""
    if isinstance(error, PluginError) and error.place:
        return f"{_at(*error.place)}: "
    if isinstance(error, SyntaxError) and error.filename:
        return f"{_at(error.filename, error.lineno or 1)}: "
    top = plugin.point.module.partition(".")[0] if plugin.point else ""
    own = [
        (frame.f_code.co_filename, line)
        for frame, line in traceback.walk_tb(error.__traceback__)
        if (name := frame.f_globals.get("__name__", "")).partition(".")[0] == top or _is_file(name, plugin)
    ]
    if own:
        return f"{_at(*own[-1])}: "
    return f"{_at(*plugin.point.place)}: " if plugin.point else ""


def _is_file(module: str, plugin: Plugin) -> bool:
    return not plugin.point and module.startswith(f"{FILE_MODULE}{Path(plugin.value).stem}_")


def _at(path: str, line: int) -> str:
    return f"{path_shown(path)}:{line}"


def path_shown(path: str) -> str:
    """A path as messages show it: from the working folder, where it lies in it."""
    try:
        near = os.path.relpath(os.path.realpath(path))
    except ValueError:  # another drive
        return path
    return path if near.startswith("..") else near


__all__ = [
    "FILE_MODULE", "KINDS", "SUFFIXES", "Kind", "Plugin", "ReportFormat", "Write", "load_readers", "load_rules",
    "path_shown", "readers_by_plugin", "report", "report_formats", "rules_by_plugin",
]  # fmt: skip
