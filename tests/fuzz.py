"""Fuzz the targets one after another with atheris, guided by what the code does: `make fuzz`.

Each target gets its share of the time in a process of its own. What failed is left in build/fuzz/; put it into
tests/seeds/ under the name of its target, so that the tests try it from then on.
"""

from __future__ import annotations

import argparse
import re
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

HERE = Path(__file__).parent
CORPUS = HERE.parent / "corpus"
BUILD = HERE.parent / "build" / "fuzz"
SLOWEST = 20  # seconds that an input may take, instrumented; it is at most LONGEST bytes
LONGEST = 16_384
ROOM = 1_500  # MiB
SYNTAXES = {".md": b"\0", ".txt": b"\0", ".j2": b"\1", ".hbs": b"\2", ".mustache": b"\2"}  # as the target tells them
GROWTH = 1.25  # memory at the end beside that after a third of the time
SLACK = 48  # MiB by which it may grow in any case: the fuzzer keeps what it found


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("targets", nargs="*")
    parser.add_argument("--seconds", type=int, default=3_600, help="for all targets together")
    parser.add_argument("--inside", help=argparse.SUPPRESS)
    given, rest = parser.parse_known_args()
    if given.inside:
        inside(given.inside, rest)
        return
    from targets import TARGETS

    names = given.targets or list(TARGETS)
    print(f"{'target':15}{'runs':>9}{'seconds':>9}{'slowest s':>11}{'MiB, a third':>14}{'MiB, end':>10}", flush=True)
    failed = [name for name in names if not fuzzed(name, given.seconds // len(names))]
    if failed:
        sys.exit(f"failed: {', '.join(failed)}; see {BUILD}")


def inside(name: str, arguments: list[str]) -> None:
    """Fuzz one target in this process, which is watched while it imports notelint."""
    import atheris

    sys.path.insert(0, str(HERE))
    with atheris.instrument_imports(include=["notelint"]):
        from targets import TARGETS

        from notelint.linter.plugins import load_rules, report_formats

        load_rules()
        for point in report_formats().values():
            point.load()
        TARGETS[name](beginnings(name)[0])
    atheris.Setup([sys.argv[0], *arguments], TARGETS[name])
    atheris.Fuzz()


def fuzzed(name: str, seconds: int) -> bool:
    """Whether a target stood its share of the time."""
    folder = BUILD / name
    (folder / "work").mkdir(parents=True, exist_ok=True)
    (folder / "inputs").mkdir(exist_ok=True)
    for number, data in enumerate(beginnings(name)):
        (folder / "inputs" / f"begin-{number}").write_bytes(data)
    (folder / "words").write_text("".join(f'"{word}"\n' for word in words()))
    command = [
        sys.executable, str(Path(__file__).resolve()), "--inside", name, f"-max_total_time={seconds}", f"-timeout={SLOWEST}",
        f"-rss_limit_mb={ROOM}", f"-max_len={LONGEST}", f"-dict={folder / 'words'}", f"-artifact_prefix={folder}/",
        "-print_final_stats=1", "-seed=1", str(folder / "inputs"),
    ]  # fmt: skip
    with open(folder / "log", "w+") as log:
        process = subprocess.Popen(command, stdout=log, stderr=log, cwd=folder / "work")
        used = list(memory(process, seconds))
        log.seek(0)
        said = log.read()
    early, late = used[len(used) // 3], max(used[-3:])
    stats = dict(re.findall(r"stat::(\w+): +(\d+)", said))
    runs, slowest = stats.get("number_of_executed_units", "?"), stats.get("slowest_unit_time_sec", "?")
    print(f"{name:15}{runs:>9}{seconds:>9}{slowest:>11}{early:>14.0f}{late:>10.0f}", flush=True)
    if process.returncode:
        print(said[said.find("=== Uncaught") :][:2_000] if "=== Uncaught" in said else said[-2_000:], flush=True)
    return not process.returncode and late <= GROWTH * early + SLACK


def memory(process: subprocess.Popen[bytes], seconds: int) -> Iterator[float]:
    """What a process holds, in MiB, a hundred times while it runs."""
    pause = max(0.2, seconds / 100)
    while process.poll() is None:
        if found := re.search(r"VmRSS:\s+(\d+)", Path(f"/proc/{process.pid}/status").read_text()):
            yield int(found[1]) / 1024
        time.sleep(pause)


def beginnings(name: str) -> list[bytes]:
    """What the fuzzer begins with: what once failed, and sound files of the kind that the target reads."""
    from targets import CHARTS

    seeds = [path.read_bytes() for path in sorted((HERE / "seeds" / name).glob("*"))]
    notes = [path.read_bytes() for path in sorted((CORPUS / "rounds").rglob("*.txt"))[::9]]
    rows = [b"Note,MRN\n" + b'"%s",1\n' % note.replace(b'"', b'""') for note in notes[:4]]
    templates = sorted(p for p in (CORPUS / "templates").iterdir() if p.suffix != ".jsonl")
    samples = [p for p in sorted((HERE / "samples").iterdir()) if p.stat().st_size < 2 * LONGEST]
    profiles = sorted((HERE.parent / "linter" / "knowledge" / "profiles").glob("*.toml"))
    sound = {
        "readers": [b"\0" + note for note in notes[:8]] + [b"\1" + row for row in rows] + [b"\xfe\xff\0a"],
        "charts": [bytes([CHARTS.index(s)]) + p.read_bytes() for s in CHARTS for p in samples if p.suffix == s],
        "templates": [SYNTAXES[p.suffix] + p.read_bytes() for p in templates],
        "configuration": [CONFIGURATION, *(p.read_bytes() for p in profiles)],
        "case_files": [p.read_bytes()[:LONGEST] for p in sorted((CORPUS / "cases").glob("*.case"))],
        "waivers": [WAIVERS],
        "rule_files": [RULES],
        "labels": [
            b"\n".join(p.read_bytes().split(b"\n")[:3]) for p in sorted((CORPUS / "rounds").rglob("labels.jsonl"))
        ],
        "baselines": [BASELINE],
    }
    return [*sound.get(name, notes), *seeds]


def words() -> list[str]:
    """What is put into inputs: signs and shorthand that notelint looks for, as libFuzzer writes them."""
    from test_fuzz import ATOMS, KEYS

    keys = (
        "== ",
        "finds: ",
        "passes: ",
        "kind: ",
        "[[",
        "]]",
        "[[waiver]]\n",
        "[[rule]]\n",
        "reason",
        "note",
        "version",
    )
    said = [*ATOMS, *(f"{key} = " for key in KEYS), *keys]
    return ["".join(f"\\x{byte:02x}" for byte in word.encode("utf-8", "surrogatepass")) for word in said]


CONFIGURATION = b"""profile = "medicare"
select = ["OM", "CA001"]
per-file-ignores = { "drafts/*" = ["RC001"] }
fail-level = "error"
max-size = "1 MiB"
patient = { label = "MRN" }
date = { pattern = '(\\d+/\\d+/\\d+)' }
text = { column = "Note" }
severity = { OM001 = "info" }
[rules.TU002]
unit-rule = "ama"
"""
WAIVERS = b"""[[waiver]]
rule = "OM001"
note = "a.txt"
code = "97110"
reason = "measured at the evaluation"
by = "A. Lee"
date = 2025-03-24
expires = 2026-03-24
fingerprint = "0123456789abcdef"
"""
RULES = b"""[[rule]]
id = "ZZ001"
name = "says-home-program"
asks = "A note says what is to be done at home."
source = "the clinic"
must = ["home program", "HEP"]
message = "no home program"
question = "What is done at home?"
finds = [{ note = "97110 leg press" }]
passes = [{ note = "97110 leg press. HEP given." }]
"""
BASELINE = b'{"version": 1, "key": null, "notes": {"a.txt": {"OM001": ["0123456789abcdef"]}}}'

if __name__ == "__main__":
    main()
