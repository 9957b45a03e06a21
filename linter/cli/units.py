"""`notelint units`: how many units the minutes of timed codes carry, and why."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from itertools import groupby
from typing import Any

import click

from notelint.linter.cli.codes import known_code
from notelint.linter.config import load_settings
from notelint.linter.plugins import load_rules
from notelint.linter.record import allocate, units_for
from notelint.linter.record.units import MIDPOINT, QUARTER, ways
from notelint.reports.terminal import count

DAY = 24 * 60
RULE = "TU002"  # the rule whose option says how the payer counts
COUNTED = {
    "pooled": "pooled (CMS): the minutes of all timed codes of the day are added",
    "midpoint": f"midpoint (AMA): each code stands alone, and earns a unit from {MIDPOINT} minutes on",
}
MANY = 12  # allocations that are still listed one by one

Minutes = Mapping[str, int]


@click.command()
@click.argument("charges", nargs=-1, required=True, metavar="CODE=MINUTES...")
@click.option("--profile", metavar="NAME|FILE", help="What the payer asks: default, medicare, commercial ...")
@click.option("--config", multiple=True, metavar="FILE|SETTING", help="A settings file, or a setting.")
@click.option("--isolated", is_flag=True, help="Read no settings file.")
@click.option(
    "--output-format", type=click.Choice(("text", "json")), default="text", show_default=True, help="How to print it."
)
def units(
    charges: tuple[str, ...], profile: str | None, config: tuple[str, ...], isolated: bool, output_format: str
) -> None:
    """Say how many units the minutes of timed codes carry, and why.

    \b
      notelint units 97110=24 97112=23 --profile medicare

    The minutes are one-on-one, of one patient, one day and one discipline. A code given twice has both its minutes.
    """
    minutes = _read(charges)
    settings = load_settings(config, isolated=isolated, profile=profile)
    option = {**load_rules(settings.plugins)[RULE].options, **settings.options.get(RULE, {})}
    rule = str(option["unit_rule"])
    if output_format == "json":
        click.echo(json.dumps(_shape(minutes, rule, settings.profile), indent=2))
        return
    click.echo(f"Counted {COUNTED[rule]} [profile {settings.profile}]\n")
    click.echo("\n".join(_pooled(minutes) if rule == "pooled" else _midpoint(minutes)))


def _read(charges: Sequence[str]) -> dict[str, int]:
    """The minutes of each code. Raises click.UsageError."""
    minutes: dict[str, int] = {}
    for said in charges:
        if not (match := re.fullmatch(r"([^=]+)=(.*)", said)):
            raise click.UsageError(f"{said!r} is not CODE=MINUTES, such as 97110=24")
        code = known_code(match[1])
        if not code.timed:
            raise click.UsageError(
                f"{code.code} ({code.meaning}) is untimed: its units do not come from minutes. Leave it out."
            )
        if not re.fullmatch(r"\d{1,4}", match[2].strip(), re.ASCII):
            raise click.UsageError(f"{said!r}: the minutes are a whole number, not {match[2]!r}")
        minutes[code.code] = minutes.get(code.code, 0) + int(match[2])
    if sum(minutes.values()) > DAY:
        raise click.UsageError(f"{sum(minutes.values())} minutes are more than a day has")
    return minutes


def _midpoint(minutes: Minutes) -> Iterator[str]:
    for code, spent in minutes.items():
        rest = spent % QUARTER
        why = f", and {rest} {'reach' if rest >= MIDPOINT else 'do not reach'} {MIDPOINT}" if rest else ""
        yield f"  {code}  {spent:>3} min  {count(units_for(spent), 'unit'):<12}  {_parts(spent)}{why}"
    yield ""
    yield f"{count(sum(map(units_for, minutes.values())), 'unit')} in all."


def _pooled(minutes: Minutes) -> Iterator[str]:
    total, found = sum(minutes.values()), allocate(tuple(minutes.values()))
    for (code, spent), low, high in zip(minutes.items(), found.least, found.most, strict=True):
        given = count(low, "unit") if low == high else f"{low} or {high} units"
        yield f"  {code}  {spent:>3} min  {given:<12}  {_parts(spent)}"
    yield ""
    full = sum(spent // QUARTER for spent in minutes.values())
    spare = found.total - full
    yield f"{total} minutes in all carry {count(found.total, 'unit')} ({_span(found.total)} do)."
    if spare and len(minutes) > 1:
        had = f"{'is' if full == 1 else 'are'} from full 15s, {spare} from the {total - full * QUARTER} minutes over"
        yield f"{full} {had}; what is over counts, the most first:"
        yield from _given(minutes, spare)
    if len(minutes) > 1 and found.total:
        yield from _ways(minutes)


def _given(minutes: Minutes, spare: int) -> Iterator[str]:
    """To whom the units left over go: the codes with the most minutes over, with ties named."""
    order = sorted(minutes, key=lambda code: -(minutes[code] % QUARTER))
    for rest, group in groupby(order, key=lambda code: minutes[code] % QUARTER):
        codes = list(group)
        if not rest:
            return
        one, over = len(codes) == 1, f"{count(rest, 'minute')} over"
        if len(codes) <= spare:
            yield f"  {_and(codes)}: {over}{'' if one else ' each'}, {'gets one' if one else 'each gets one'}"
        elif spare:
            yield f"  {_and(codes)}: a tie, {over} each, {'one' if spare == 1 else f'any {spare}'} of them gets one"
        else:
            yield f"  {_and(codes)}: {over}{'' if one else ' each'}, {'gets' if one else 'get'} none"
        spare = max(0, spare - len(codes))


def _ways(minutes: Minutes) -> Iterator[str]:
    found = ways(tuple(minutes.values()))
    if len(found) > MANY:
        yield f"There are {len(found)} ways to bill this."
        return
    shown = [" + ".join(f"{code} x{n}" for code, n in zip(minutes, way, strict=True) if n) for way in found]
    yield ""
    yield "Bill " + "\n  or ".join(shown)


def _shape(minutes: Minutes, rule: str, profile: str) -> dict[str, Any]:
    spent = tuple(minutes.values())
    found = allocate(spent)
    alone = tuple(map(units_for, spent))
    least, most = (found.least, found.most) if rule == "pooled" else (alone, alone)
    return {
        "profile": profile,
        "unit_rule": rule,
        "minutes": sum(spent),
        "units": found.total if rule == "pooled" else sum(alone),
        "codes": [
            {
                "code": code,
                "minutes": m,
                "full_quarters": m // QUARTER,
                "minutes_left": m % QUARTER,
                "least": low,
                "most": high,
            }
            for (code, m), low, high in zip(minutes.items(), least, most, strict=True)
        ],
        "allocations": [dict(zip(minutes, way, strict=True)) for way in (ways(spent) if rule == "pooled" else [alone])],
    }


def _parts(spent: int) -> str:
    return f"{spent} = {spent // QUARTER} x {QUARTER} + {spent % QUARTER}"


def _span(total: int) -> str:
    if not total:
        return f"0 to {MIDPOINT - 1}"
    return f"{total * QUARTER - MIDPOINT + 1} to {total * QUARTER + MIDPOINT - 1}"


def _and(codes: Sequence[str]) -> str:
    return codes[0] if len(codes) == 1 else f"{', '.join(codes[:-1])} and {codes[-1]}"
