"""`notelint codes`: what is known of a billing code, in plain words."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from difflib import SequenceMatcher
from textwrap import fill
from typing import Any

import click

from notelint.linter.config import load_settings
from notelint.linter.knowledge import STATES, Code, CodePair, guidance, pairs
from notelint.linter.knowledge import codes as all_codes

KINDS = {
    "procedure": "a therapeutic procedure, chosen by what it is meant to achieve and not by the equipment",
    "modality": "a modality, chosen by the device",
    "evaluation": "an evaluation",
    "test": "a test",
    "adjustment": "manipulation, chosen by the number of regions",
    "other": "neither a therapeutic procedure nor a modality",
}
INDICATORS = {
    0: "never on one day, whatever the modifier",
    1: "on one day only with a modifier (59, XE, XP, XS, XU), for other minutes or another region",
    9: "voided, as if it had never been",
}
STATE_WORDS = {
    "active": "Code pairs in force on the days given; CA008 raises them",
    "unverified": "Code pairs that nobody has found in a current table yet; CA008 raises them as information",
    "inactive": "Code pairs that are not in force; never raised",
}
# The codes of these two rules; a test holds them to the rules themselves.
MEASURED = frozenset({"97110", "97112", "97113", "97116", "97140", "97150", "97530"})
NEEDS_REGION = frozenset({"97110", "97112", "97124", "97140"})
ALIKE = 0.6


@dataclass(frozen=True, slots=True)
class Told:
    """All that is told of a code."""

    code: Code
    rows: tuple[CodePair, ...]

    @property
    def time(self) -> str:
        """How its units are counted."""
        if self.code.timed:
            return "timed: a unit for each 15 minutes, counted as the payer counts (see notelint units)"
        if self.code.code in ("97545", "97546"):
            return "not in 15-minute units: the first two hours, then each further hour"
        if _once(self.code):
            return "untimed: one unit a day, whatever the minutes or the regions"
        return "untimed"

    @property
    def asks(self) -> tuple[tuple[str, str], ...]:
        """What the rules ask of a note that bills it, each with the rule."""
        return tuple(_asks(self.code))


@click.command()
@click.argument("codes", nargs=-1, metavar="[CODE]...")
@click.option("--config", multiple=True, metavar="FILE|SETTING", help="A settings file, or \"pairs = 'newer.txt'\".")
@click.option("--isolated", is_flag=True, help="Read no settings file.")
@click.option(
    "--output-format", type=click.Choice(("text", "json")), default="text", show_default=True, help="How to print it."
)
def codes(codes: tuple[str, ...], config: tuple[str, ...], isolated: bool, output_format: str) -> None:
    """Say what is known of billing codes: meaning, time, what a note must show, code pairs, usual confusions.

    CODE is a code such as 97530; without any, all known codes are listed. The meanings are notelint's own words.
    """
    if not codes:
        known = all_codes().values()
        if output_format == "json":
            click.echo(json.dumps([_short(code) for code in known], indent=2))
        else:
            click.echo("\n".join(f"{c.code}  {'timed  ' if c.timed else 'untimed'}  {c.meaning}" for c in known))
        return
    settings = load_settings(config, isolated=isolated)
    table = str(settings.options.get("CA008", {}).get("pairs", ""))
    told = [_told(code, table) for code in dict.fromkeys(map(known_code, codes))]
    if output_format == "json":
        shapes = [_shape(one) for one in told]
        click.echo(json.dumps(shapes[0] if len(shapes) == 1 else shapes, indent=2))
    else:
        click.echo("\n\n".join(map(_text, told)))


def known_code(said: str) -> Code:
    """What is known of a code as somebody typed it. Raises click.UsageError that names the nearest."""
    if found := all_codes().get(said.strip().upper()):
        return found
    near = _nearest(said.strip().upper())
    hint = f", did you mean {near} ({all_codes()[near].meaning})?" if near else "; notelint codes lists those known"
    raise click.UsageError(f"Unknown code {said!r}{hint}")


def _nearest(said: str) -> str | None:
    """The code most like it: two characters that changed places count as one that differs."""

    def likeness(code: str) -> tuple[float, bool]:
        turned = sorted(code) == sorted(said)
        if len(code) != len(said):
            return SequenceMatcher(None, code, said).ratio(), turned
        return 1 - (sum(a != b for a, b in zip(code, said, strict=True)) - turned) / len(code), turned

    best = max(all_codes(), key=likeness)
    return best if likeness(best)[0] >= ALIKE else None


def _told(code: Code, table: str) -> Told:
    rows = [row for found in pairs(table).values() for row in found if code.code in (row.column1, row.column2)]
    return Told(code, tuple(sorted(rows, key=lambda r: (STATES.index(r.state), _other(r, code.code)))))


def _other(row: CodePair, code: str) -> str:
    return row.column2 if row.column1 == code else row.column1


def _once(code: Code) -> bool:
    return not code.timed and (code.code == "97150" or code.kind in ("evaluation", "modality", "adjustment"))


def _asks(code: Code) -> Iterator[tuple[str, str]]:
    if code.kind == "procedure":
        yield "CA004", "what was done"
        yield "IO003", "in which way: mode, sets, resistance, position, help, cues or technique"
        if code.code in NEEDS_REGION:
            yield "IO005", "the joint, muscle or area of the body"
        yield "IO001", "the result that it is meant to achieve"
        yield "FL001", "the task of the patient's life that it is for"
        yield (
            "OM001",
            "a measure of motion, strength or mobility of the day"
            + ("" if code.code in MEASURED else " (left to a reviewer where only codes like this are billed)"),
        )
        yield "RC003", "the skill of the therapist: what was assessed, graded, cued, corrected, and the response"
        yield "PL001", "a plan, a goal, or a reference to the plan of care"
    elif code.kind == "modality" and code.code != "97010":
        yield "CA004", "that it was given, with device and area"
    elif code.kind == "adjustment" and code.code != "98943":
        yield "CA006", "as many spinal regions as the code stands for, each named"
    if code.one_on_one:
        yield "CA007", "one-on-one contact, or nothing that contradicts it"
    if code.timed:
        yield "TU001", "minutes, its own or a total"
        yield "TU002", "no more units than the minutes carry"
    elif _once(code):
        yield "TU005", "one unit"


def _text(told: Told) -> str:
    code, more = told.code, guidance().get(told.code.code)
    lines = [f"{code.code}: {code.meaning}", "", f"Kind:  {KINDS[code.kind]}", f"Time:  {told.time}"]
    if told.asks:
        lines += ["", "What the rules ask of a note", *(_item(f"{words} [{rule}]") for rule, words in told.asks)]
    if more:
        lines += ["", "What reviewers look for", _item(more.shows)]
    if more and more.confused:
        lines += ["", "Easily confused with"]
        lines += [_item(f"{other} ({all_codes()[other].meaning}): {when}") for other, when in more.confused]
    for state, words in STATE_WORDS.items():
        if rows := [row for row in told.rows if row.state == state]:
            lines += ["", words, *map(_item, _rows(rows, code.code))]
    if not told.rows:
        lines += ["", "No code pairs are known here"]
    return "\n".join(lines)


def _item(text: str) -> str:
    return fill(text, 100, initial_indent="  - ", subsequent_indent="    ", break_on_hyphens=False)


def _rows(rows: Iterable[CodePair], code: str) -> Iterator[str]:
    """The pairs of a code in words; those that differ in nothing but the other code are told together."""
    alike: dict[tuple[object, ...], list[CodePair]] = {}
    for row in rows:
        alike.setdefault((row.column2 == code, row.indicator, row.first, row.last, row.source), []).append(row)
    for together in alike.values():
        row, others = together[0], [_other(r, code) for r in together]
        denied = code if row.column2 == code else others[0] if len(others) == 1 else "the other one"
        yield (
            f"with {_named(others)}: {INDICATORS[row.indicator]}. {denied[:1].upper()}{denied[1:]} is the one denied. "
            f"{_held(row)}. Source: {row.source}."
        )


def _held(row: CodePair) -> str:
    if row.last is None:
        return f"Since {row.first}"
    return f"Only on {row.first}" if row.last == row.first else f"From {row.first} to {row.last}"


def _named(codes: list[str]) -> str:
    if len(codes) > 1:
        return f"{', '.join(codes[:-1])} or {codes[-1]}"
    known = all_codes().get(codes[0])
    return f"{codes[0]} ({known.meaning})" if known else codes[0]


def _short(code: Code) -> dict[str, Any]:
    return {"code": code.code, "meaning": code.meaning, "kind": code.kind, "timed": code.timed}


def _shape(told: Told) -> dict[str, Any]:
    more = guidance().get(told.code.code)
    return {
        **_short(told.code),
        "one_on_one": told.code.one_on_one,
        "asks": [{"rule": rule, "what": words} for rule, words in told.asks],
        "shows": more.shows if more else None,
        "confused": [{"code": other, "when": when} for other, when in more.confused] if more else [],
        "pairs": [_pair(row) for row in told.rows],
    }


def _pair(row: CodePair) -> dict[str, Any]:
    return {
        "column1": row.column1,
        "column2": row.column2,
        "indicator": row.indicator,
        "indicator_means": INDICATORS[row.indicator],
        "state": row.state,
        "first": row.first.isoformat(),
        "last": row.last.isoformat() if row.last else None,
        "source": row.source,
    }
