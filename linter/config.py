"""The settings of a run: defaults, a profile, one settings file, and what the command line says; frozen once made."""

from __future__ import annotations

import os
import tomllib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

from notelint.linter import toml
from notelint.linter.knowledge import FOLDER, KnowledgeError, codes, pairs
from notelint.linter.note import Kind
from notelint.linter.plugins import SUFFIXES, load_readers, load_rules, path_shown
from notelint.linter.readers.formats import FORMATS
from notelint.linter.readers.origins import Charges, Origin
from notelint.linter.readers.patients import Identity
from notelint.linter.readers.templates import CodesOf
from notelint.linter.readers.text import MAX_SIZE
from notelint.linter.readers.walk import INCLUDE
from notelint.linter.rules import Rule
from notelint.linter.spelling import nearest
from notelint.linter.verdict import Severity, Verdict, family_of

if TYPE_CHECKING:
    from notelint.linter.config_schema import Cell, Place, ProfileFile, SettingsFile, SparkTable

FILES = (".notelint.toml", "notelint.toml", "pyproject.toml")
ALL = "ALL"
DEFAULT = "default"
PROFILES = FOLDER / "profiles"
_INLINE = "--config"  # where a setting of the command line comes from
_OWN = ("a file such as clinic.toml",)


class ConfigError(Exception):
    """A settings file, a profile or an option is wrong; the message names it, the key and the nearest right one."""


@dataclass(frozen=True, slots=True)
class Selection:
    """Which rules one place asks for: rule ids, prefixes of them, names, or ALL. `select` starts afresh."""

    select: tuple[str, ...] | None = None
    extend_select: tuple[str, ...] = ()
    ignore: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Thresholds:
    """By what an audit judges its figures: the table [audit] of the settings.

    `financial_error` is the share of the billed amount from which on a larger sample is called for. A clinician is
    looked at again in a year where a share of charges of `yearly` or more is without a finding, in half a year from
    `half_yearly` on, else in a quarter. Rates over fewer notes than `small_sample` are marked. `overpayment_rules`
    question charges; where none is named, those of direction over do. `level` is that of rates, `amount_level` that of
    amounts.
    """

    financial_error: float = 0.05
    yearly: float = 0.90
    half_yearly: float = 0.70
    small_sample: int = 30
    overpayment_rules: tuple[str, ...] = ()
    level: float = 0.95
    amount_level: float = 0.90


@dataclass(frozen=True, slots=True)
class Wording:
    """What a clinic says in its own words in the outputs of an audit, from the table [audit] of the settings.

    `header` stands above every page, such as "Privileged and confidential"; `dispute` under every question of a letter.
    """

    header: str = "Confidential"
    dispute: str = (
        "If you see this differently, write to whoever sent you this letter and name the reference; "
        "the note will then be looked at again."
    )


@dataclass(frozen=True, slots=True)
class Cluster:
    """What a Spark job reads and writes: the table [spark] of the settings.

    `notes` and `verdicts` are each ("parquet", a folder) or ("table", a name). `partition_by` are columns of the notes
    that the verdicts are partitioned by, `keep` others that they have too. `partitions` is the number of tasks.
    """

    notes: tuple[str, str]
    verdicts: tuple[str, str]
    partition_by: tuple[str, ...] = ()
    keep: tuple[str, ...] = ()
    partitions: int = 200
    all_verdicts: bool = False
    no_text: bool = False


@dataclass(frozen=True, slots=True)
class Settings:
    """What a run goes by.

    `selected` are ids of rules, None for all. `severities` are set outright, `lowered` by steps. `options` are those of
    `[rules.<id>]`. `per_file_ignores` pairs a glob with ids, `codes_of` one with the codes that templates are for.
    `kind` is said of every note. `identity` is where the parts of a note are written. `all_verdicts` keeps
    passes. `plugins` are files of rules, report formats and readers. `baseline` is the path of one. `key` is for
    fingerprints of notes. `thresholds` and `wording` are for audits, `cluster` is for a Spark job. `origin` is the file
    that was read.
    """

    selected: frozenset[str] | None = None
    severities: Mapping[str, Severity] = field(default_factory=dict)
    lowered: Mapping[str, int] = field(default_factory=dict)
    options: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)
    per_file_ignores: tuple[tuple[str, frozenset[str]], ...] = ()
    codes_of: CodesOf = ()
    include: tuple[str, ...] = INCLUDE
    exclude: tuple[str, ...] = ()
    fail_level: Severity = Severity.WARNING
    profile: str = DEFAULT
    max_size: int = MAX_SIZE
    output_format: tuple[str, ...] = ("full",)
    kind: Kind | None = None
    identity: Identity = field(default_factory=Identity)
    all_verdicts: bool = False
    plugins: tuple[str, ...] = ()
    baseline: str | None = None
    key: bytes | None = field(default=None, repr=False)
    thresholds: Thresholds = field(default_factory=Thresholds)
    wording: Wording = field(default_factory=Wording)
    cluster: Cluster | None = None
    origin: str = ""

    def rules(self) -> tuple[Rule, ...]:
        """The selected rules, by id."""
        return tuple(r for r in load_rules(self.plugins).values() if self.selected is None or r.id in self.selected)

    def severity(self, rule: Rule, verdict: Verdict) -> Severity:
        """How much a verdict weighs. A review is always info; what is set outright wins over the rule's."""
        if verdict.outcome == "review":
            return Severity.INFO
        if given := self.severities.get(rule.id):
            return given
        own = verdict.severity or rule.severity
        return own.lowered(self.lowered[rule.id]) if rule.id in self.lowered else own


def load_settings(
    config: Sequence[str] = (),
    *,
    isolated: bool = False,
    start: Path | None = None,
    selection: Selection | None = None,
    profile: str | None = None,
    include: Sequence[str] = (),
    exclude: Sequence[str] = (),
    fail_level: Severity | None = None,
    output_format: Sequence[str] = (),
    kind: Kind | None = None,
    all_verdicts: bool = False,
    plugins: Sequence[str] = (),
    baseline: str | None = None,
    key: bytes | None = None,
) -> Settings:
    """The settings of a run: of the settings file, overridden by what is given here.

    Each of `config` is the path of a settings file or a setting itself ("fail-level = 'error'"). Without a path the
    first file found upward from `start`, the working folder, is read, unless the run is isolated. Paths in a settings
    file start from its folder, those in a setting from the working folder. `plugins` are files beside those that the
    settings name. Raises ConfigError; PluginError where a plugin is not usable.
    """
    data, origin, inline = _gathered(config, isolated, start or Path.cwd())
    file = _checked_settings(data, origin)

    def origin_of(key: str) -> str:
        return _INLINE if key in inline else origin

    plugins = (*_plugins(file, origin_of("plugins")), *plugins)
    rules = load_rules(plugins)
    layers = [(Selection((ALL,)), "")]
    if file:
        layers.append((Selection(file.select, file.extend_select, file.ignore), origin))
    layers.append((selection or Selection(), ""))
    name = profile or (file and file.profile) or DEFAULT
    severities, lowered, options = _deviations(name, Path.cwd() if profile else _folder_of(origin_of("profile")), rules)
    ignores: tuple[tuple[str, frozenset[str]], ...] = ()
    if file:
        for rule_id, level in file.severity.items():
            severities[_known(rule_id, rules, origin, f"severity.{rule_id}").id] = level
        for rule_id, given in file.rules.items():
            rule = _known(rule_id, rules, origin, f"rules.{rule_id}")
            options[rule.id] = {**options.get(rule.id, {}), **_options(rule, given, origin)}
        ignores = tuple(
            (glob, frozenset(i for s in selectors for i in _expanded(s, rules, origin, "per-file-ignores")))
            for glob, selectors in file.per_file_ignores.items()
        )
    _find_tables((file and file.pairs) or "", origin_of("pairs"), options, rules, origin)
    return Settings(
        selected=_chosen(rules, layers),
        severities=severities,
        lowered=lowered,
        options=options,
        per_file_ignores=ignores,
        codes_of=_codes_of(file.template_codes, origin) if file else (),
        include=tuple(include) or (file and file.include) or _include(file, plugins),
        exclude=(*(file.exclude if file else ()), *exclude),
        fail_level=fail_level or (file and file.fail_level) or Severity.WARNING,
        profile=name,
        max_size=(file and file.max_size) or MAX_SIZE,
        output_format=tuple(output_format) or (file and file.output_format) or ("full",),
        kind=kind,
        identity=_identity(file) if file else Identity(),
        all_verdicts=all_verdicts,
        plugins=tuple(plugins),
        baseline=baseline or (_beside(file.baseline, origin_of("baseline")) if file and file.baseline else None),
        key=key,
        thresholds=_thresholds(file, rules, origin) if file else Thresholds(),
        wording=_wording(file) if file else Wording(),
        cluster=_cluster(file.spark) if file and file.spark else None,
        origin=origin,
    )


def find_settings_file(start: Path) -> Path | None:
    """The first settings file upward from a folder; a pyproject.toml only where it has [tool.notelint]."""
    for folder in (start, *start.parents):
        for name in FILES:
            path = folder / name
            if path.is_file() and (name != "pyproject.toml" or "notelint" in _toml(path).get("tool", {})):
                return path
    return None


def profile_names() -> tuple[str, ...]:
    """The profiles that come with notelint."""
    return tuple(sorted(path.stem for path in PROFILES.glob("*.toml")))


def read_profile(name: str) -> ProfileFile:
    """A profile by its name, or a user's own by its path. Raises ConfigError."""
    from notelint.linter.config_schema import ProfileFile, check

    if name.endswith(".toml"):
        data, where = _toml(Path(name)), name
    elif name in profile_names():
        data, where = _toml(PROFILES / f"{name}.toml"), f"profile {name}"
    else:
        raise ConfigError(f"unknown profile {name!r}{nearest(name, [*profile_names(), *_OWN])}")
    try:
        return check(ProfileFile, data, nearest)
    except ValueError as error:
        raise ConfigError(f"{where}: {error}") from None


def _plugins(file: SettingsFile | None, origin: str) -> tuple[str, ...]:
    """The plugin files of a settings file, from its folder."""
    paths = tuple(str(_folder_of(origin) / path) for path in file.plugins) if file else ()
    for path in paths:
        if not path.endswith(SUFFIXES):
            raise ConfigError(f"{_at(origin)}key 'plugins': {path_shown(path)}: neither Python (.py) nor rules (.toml)")
        if not os.path.isfile(path):
            raise ConfigError(f"{_at(origin)}key 'plugins': {path_shown(path)}: no such file")
    return paths


def _include(file: SettingsFile | None, plugins: Sequence[str]) -> tuple[str, ...]:
    """What is read in folders where nothing else is said: what there are readers for."""
    globs = [glob for each in load_readers(plugins) for glob in each.globs]
    records = [f"*{suffix}" for f in FORMATS if f.records and file and file.text for suffix in f.suffixes]
    return tuple(dict.fromkeys((*INCLUDE, *records, *globs)))


def _folder_of(origin: str) -> Path:
    """The folder that paths in a settings file start from."""
    return Path.cwd() / Path(origin).parent if origin and Path(origin).is_file() else Path.cwd()


def _beside(name: str, origin: str) -> str:
    """A path that a settings file gives, from the working folder."""
    return os.path.relpath(_folder_of(origin) / name)


def _identity(file: SettingsFile) -> Identity:
    """Where the parts of a note are written."""

    def origin(place: Place | Cell | None) -> Origin | None:
        return Origin(*place.said()) if place else None

    charges = None
    if said := file.charges:
        charges = Charges(Origin(*said.said()), said.code, said.modifiers, said.units, said.amount)
    return Identity(
        origin(file.patient), origin(file.date), origin(file.text), origin(file.id), origin(file.clinician),
        origin(file.payer), charges, origin(file.amount),
    )  # fmt: skip


def _cluster(said: SparkTable) -> Cluster:
    """What [spark] says."""
    places = {
        name: next(iter(getattr(said, name).model_dump(exclude_none=True).items())) for name in ("notes", "verdicts")
    }
    return Cluster(**said.model_dump(exclude={"notes", "verdicts"}), **places)


def _thresholds(file: SettingsFile, rules: Mapping[str, Rule], origin: str) -> Thresholds:
    """The figures of [audit], its selectors of rules as ids. Raises ConfigError."""
    said = file.audit.model_dump(exclude_unset=True, exclude={"header", "dispute"})
    selectors = said.pop("overpayment_rules", ())
    named = [i for s in selectors for i in _expanded(s, rules, origin, "audit.overpayment-rules")]
    return Thresholds(overpayment_rules=tuple(sorted(set(named))), **said)


def _wording(file: SettingsFile) -> Wording:
    """The words of [audit]."""
    return Wording(**file.audit.model_dump(exclude_none=True, include={"header", "dispute"}))


def _codes_of(given: Mapping[str, tuple[str, ...]], origin: str) -> CodesOf:
    """The codes that templates of some names are for, each a code that is known. Raises ConfigError."""
    for glob, said in given.items():
        if unknown := next((code for code in said if code.upper() not in codes()), None):
            key = f"{_at(origin)}key 'template-codes.{glob}'"
            raise ConfigError(f"{key}: unknown code {unknown!r}{nearest(unknown, codes())}")
    return tuple(given.items())


def _find_tables(
    given: str, given_in: str, options: dict[str, Mapping[str, Any]], rules: Mapping[str, Rule], origin: str
) -> None:
    """Hand the table of pairs to each rule that reads one, by its full path. Raises ConfigError where it is wrong."""
    for rule in rules.values():
        own = options.get(rule.id, {}).get("pairs")
        name, where = (own, origin) if own else (given, given_in)
        if "pairs" in rule.options and name:
            path = str(_folder_of(where) / name)
            try:
                pairs(path)
            except KnowledgeError as error:
                raise ConfigError(f"{_at(where)}key 'pairs': {error}") from None
            options[rule.id] = {**options.get(rule.id, {}), "pairs": path}


def _toml(path: Path) -> dict[str, Any]:
    try:
        return toml.loads(path.read_text(encoding="utf-8-sig"))
    except OSError as error:
        raise ConfigError(f"{path}: {(error.strerror or type(error).__name__).lower()}") from None
    except UnicodeDecodeError:
        raise ConfigError(f"{path}: not UTF-8") from None
    except tomllib.TOMLDecodeError as error:
        raise ConfigError(f"{path}: {error}") from None


def _gathered(config: Sequence[str], isolated: bool, start: Path) -> tuple[dict[str, Any], str, set[str]]:
    """The tables of the one settings file, with the settings given in place of a file put over them, and their keys."""
    paths = [Path(c) for c in config if "=" not in c or Path(c).is_file()]
    if len(paths) > 1:
        raise ConfigError(f"one settings file a run, not {len(paths)}: {', '.join(map(str, paths))}")
    if paths and isolated:
        raise ConfigError(f"an isolated run reads no settings file, not {paths[0]}")
    path = paths[0] if paths else None if isolated else find_settings_file(start)
    data: dict[str, Any] = {}
    keys: set[str] = set()
    if path:
        data = _toml(path)
        if path.name == "pyproject.toml":
            data = data.get("tool", {}).get("notelint", {})
    for inline in (c for c in config if "=" in c and not Path(c).is_file()):
        try:
            given = toml.loads(inline)
        except tomllib.TOMLDecodeError as error:
            raise ConfigError(f"--config {inline!r}: neither a file nor a setting ({error})") from None
        data = _merged(data, given)
        keys |= given.keys()
    return data, str(path) if path else _INLINE if data else "", keys


def _merged(below: Mapping[str, Any], above: Mapping[str, Any]) -> dict[str, Any]:
    both = {k: _merged(below[k], v) for k, v in above.items() if isinstance(v, dict) and isinstance(below.get(k), dict)}
    return {**below, **above, **both}


def _checked_settings(data: Mapping[str, Any], origin: str) -> SettingsFile | None:
    if not data:
        return None
    from notelint.linter.config_schema import SettingsFile, check

    try:
        return check(SettingsFile, data, nearest)
    except ValueError as error:
        raise ConfigError(f"{origin}: {error}") from None


def _deviations(
    name: str, folder: Path, rules: Mapping[str, Rule]
) -> tuple[dict[str, Severity], dict[str, int], dict[str, Mapping[str, Any]]]:
    """What a profile, and those that it extends, set: severities, steps down, options."""
    severities: dict[str, Severity] = {}
    lowered: dict[str, int] = {}
    options: dict[str, Mapping[str, Any]] = {}
    for each in reversed(list(_lineage(name, folder))):
        profile = read_profile(each)
        for rule_id, change in profile.severity.items():
            rule_id = _known(rule_id, rules, f"profile {each}", f"severity.{rule_id}").id
            lowered.pop(rule_id, None)
            severities.pop(rule_id, None)
            if change.set:
                severities[rule_id] = change.set
            elif change.lower:
                lowered[rule_id] = change.lower
        for rule_id, changes in profile.rules.items():
            rule = _known(rule_id, rules, f"profile {each}", f"rules.{rule_id}")
            given = _options(rule, {option: c.value for option, c in changes.items()}, f"profile {each}")
            options[rule.id] = {**options.get(rule.id, {}), **given}
    return severities, lowered, options


def _lineage(name: str, folder: Path) -> Iterator[str]:
    """A profile and those that it extends, down to the default; a file is named from the folder of the one before."""
    seen: list[str] = []
    while name != DEFAULT:
        if name.endswith(".toml"):
            name = os.path.relpath(folder / name)
            folder = Path(name).parent
        if name in seen:
            raise ConfigError(f"profile {name}: extends itself ({' -> '.join([*seen, name])})")
        seen.append(name)
        yield name
        name = read_profile(name).extends


def _known(rule_id: str, rules: Mapping[str, Rule], where: str, key: str) -> Rule:
    if found := rules.get(rule_id) or next((r for r in rules.values() if r.name == rule_id), None):
        return found
    raise ConfigError(f"{_at(where)}key {key!r}: unknown rule {rule_id!r}{nearest(rule_id, rules)}")


def _options(rule: Rule, given: Mapping[str, Any], where: str) -> dict[str, Any]:
    """A rule's options, their names with dashes or underscores, each checked against its annotation."""
    from notelint.linter.config_schema import check_option

    found = {}
    for key, value in given.items():
        name = key.replace("-", "_")
        if name not in rule.options:
            known = nearest(name, rule.options) if rule.options else "; it has none"
            raise ConfigError(f"{_at(where)}key 'rules.{rule.id}.{key}': {rule.id} has no such option{known}")
        try:
            found[name] = check_option(rule.option_type(name), value)
        except ValueError as error:
            raise ConfigError(f"{_at(where)}key 'rules.{rule.id}.{key}': {error}, not {value!r}") from None
    return found


def _expanded(selector: str, rules: Mapping[str, Rule], where: str, key: str) -> list[str]:
    """The ids that a selector stands for."""
    found = [r.id for r in rules.values() if _weight(selector, r) >= 0]
    if not found and (rules or selector != ALL):
        families = sorted({family_of(r.id) for r in rules.values()})
        raise ConfigError(f"{_at(where)}{key}: unknown rule {selector!r}{nearest(selector, [*rules, *families, ALL])}")
    return found


def _weight(selector: str, rule: Rule) -> int:
    """How exactly a selector means a rule: its length, 0 for ALL, -1 where it does not."""
    if selector.upper() == ALL:
        return 0
    if selector == rule.name:
        return len(rule.id)
    return len(selector) if selector and rule.id.startswith(selector.upper()) else -1


def _chosen(rules: Mapping[str, Rule], layers: Iterable[tuple[Selection, str]]) -> frozenset[str]:
    """The rules that are on: in each layer the most exact selector wins, and `ignore` where two are alike."""
    chosen: set[str] = set()
    for layer, where in layers:
        for key, selectors in (
            ("select", layer.select or ()), ("extend-select", layer.extend_select), ("ignore", layer.ignore),
        ):  # fmt: skip
            for selector in selectors:
                _expanded(selector, rules, where, key if where else f"--{key}")
        if layer.select is not None:
            chosen.clear()
        for rule in rules.values():
            on = max((_weight(s, rule) for s in (*(layer.select or ()), *layer.extend_select)), default=-1)
            off = max((_weight(s, rule) for s in layer.ignore), default=-1)
            if on > off:
                chosen.add(rule.id)
            elif off >= 0:
                chosen.discard(rule.id)
    return frozenset(chosen)


def _at(where: str) -> str:
    return f"{where}: " if where else ""
