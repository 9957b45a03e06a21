"""The page of a rule, in Markdown: what is asked and why, notes that fail and pass it, options, profiles."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from notelint.linter.config import profile_names, read_profile
from notelint.linter.evaluation.runner import examples
from notelint.linter.rules import Rule

ASKED = {
    "Visit": "each note",
    "Charge": "each charge",
    "ChargePair": "each pair of charges",
    "Goal": "each goal",
    "Measure": "each measure",
    "Activity": "each activity",
    "LossClaim": "each loss that is claimed in words",
    "Placeholder": "each blank",
    "PlannedProcedure": "each procedure that a plan names",
    "PrefilledFinding": "each finding that a template holds beforehand",
    "TemplateSlot": "each place that a template needs",
    "WaiverEntry": "each waiver",
}
POINTS = {
    "over": "more may be billed than the note supports",
    "under": "less may be billed than the note supports",
    "documentation": "the documentation lacks or contradicts something",
}


def asked(of: Rule) -> str:
    """What a rule asks for, in one sentence: the first paragraph of its docstring."""
    return " ".join(of.doc.split("\n\n")[0].split())


def explanation(of: Rule) -> str:
    """The docstring of a rule, with its options spelled as the settings spell them."""
    doc = of.doc
    for name in of.options:
        doc = doc.replace(f"`{name}`", f"`{_key(name)}`")
    return doc


def options(of: Rule) -> Mapping[str, Any]:
    """The options of a rule with their defaults, as JSON and TOML know them."""
    return {_key(name): _plain(value) for name, value in of.options.items()}


def page(of: Rule, said: Sequence[str] = ()) -> str:
    """The page of a rule; `said` is what a report says of each example in which it finds something."""
    first, *others = [p for p in explanation(of).split("\n\n") if not p.startswith(("Finds", "Passes"))]
    parts = [f"# {of.id} {of.name}", first, *others, "\n".join(_facts(of)), *_examples(of, said)]
    if values := options(of):
        settings = [f"[rules.{of.id}]", *(f"{name} = {json.dumps(value)}" for name, value in values.items())]
        parts += ["## Options", "With their values in the profile `default`:", _block("toml", settings)]
    if deviations := list(_deviations(of)):
        parts += ["## In the profiles", "\n".join(deviations)]
    return "\n\n".join(parts) + "\n"


def _key(option: str) -> str:
    return option.replace("_", "-")


def _plain(value: Any) -> Any:
    if isinstance(value, Sequence | frozenset) and not isinstance(value, str):
        return sorted(value) if isinstance(value, frozenset) else list(value)
    return value


def _facts(of: Rule) -> Iterator[str]:
    yield f"- **Severity:** {of.severity.value}" + ("; a review is always info" if of.subject in ASKED else "")
    if of.subject in ASKED:  # those of the run look at nothing in a note
        yield f"- **Looks at:** {ASKED[of.subject]}"
        yield f"- **A finding says:** {POINTS[of.direction]} (direction `{of.direction}`)"
    yield f"- **Source:** {of.source}"


def _examples(of: Rule, said: Sequence[str]) -> Iterator[str]:
    """The examples of the docstring under headings, each note that is found followed by what is said of it."""
    reports = iter(said)
    above = ""
    for label, kind, claim, text in examples(of.doc):
        heading = (
            f"## A {kind or 'note'} "
            + (f"beside a claim of {claim} " if claim else "")
            + ("in which it finds something" if label == "Finds" else "that passes")
        )
        if heading != above:
            yield heading
        above = heading
        if "\n---\n" in text:
            yield "`---` parts two notes of one patient."
        yield _block("text note.txt", text.splitlines())
        if label == "Finds" and (report := next(reports, "")):
            yield "What a report says of it:"
            yield _block("console", report.splitlines())  # not to be wrapped, the marks stand under words


def _block(info: str, lines: Sequence[str]) -> str:
    return "\n".join([f"```{info}", *lines, "```"])


def _deviations(of: Rule) -> Iterator[str]:
    """What the profiles that come along change of a rule, with reason and source."""
    for name in profile_names():
        profile = read_profile(name)
        if change := profile.severity.get(of.id):
            steps = "one step lighter" if change.lower == 1 else f"{change.lower} steps lighter"
            said = change.set.value if change.set else steps
            yield f"- `{name}`: {said}. {change.reason}. Source: {change.source}."
        for option, deviation in profile.rules.get(of.id, {}).items():
            value = json.dumps(deviation.value)
            yield f"- `{name}`: `{option} = {value}`. {deviation.reason}. Source: {deviation.source}."
