"""How many planted mistakes the tests of rules and record notice: what `make slow` runs around cosmic-ray.

python benchmarks/mutation.py run COUNT   plant so many, one at a time, and write benchmarks/MUTATION.md
python benchmarks/mutation.py test        the tests that have to notice, the quickest first
"""

from __future__ import annotations

import random
import sqlite3
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

from notelint.linter.evaluation import wilson

HERE = Path(__file__).parent
SETTINGS = str(HERE / "mutation.toml")
SESSION = "mistakes.sqlite"
SEED = 11
TESTS = (
    "tests/test_checks_*.py", "tests/test_units.py", "tests/test_chart.py", "tests/test_waivers.py",
    "tests/test_engine.py", "tests/test_fingerprint.py", "tests/test_cases.py",
)  # fmt: skip
OUTCOMES = "SELECT module_path, test_outcome FROM mutation_specs JOIN work_results USING (job_id)"
UNNOTICED = """
SELECT module_path, start_pos_row, definition_name, replace(operator_name, 'core/', '')
FROM mutation_specs JOIN work_results USING (job_id) WHERE test_outcome = 'SURVIVED' ORDER BY 1, 2, 4
"""


def run(count: int) -> None:
    """Plant some mistakes and write how many of them were noticed. Ends where the tests fail without one."""
    Path(SESSION).unlink(missing_ok=True)
    if test():
        sys.exit("the tests fail before anything is planted")
    for command in (["cosmic-ray", "init", SETTINGS, SESSION], ["cr-filter-operators", SESSION, SETTINGS]):
        subprocess.run(command, check=True)
    planted = sample(count)
    subprocess.run(["cosmic-ray", "exec", SETTINGS, SESSION], check=True)
    (HERE / "MUTATION.md").write_text("\n".join(report(planted)) + "\n", encoding="utf-8")


def sample(count: int) -> str:
    """Leave so many of the mistakes that are not filtered out, the same ones each time; how many of how many."""
    with sqlite3.connect(SESSION) as store:
        store.execute("DELETE FROM work_items WHERE job_id IN (SELECT job_id FROM work_results)")
        store.execute("DELETE FROM work_results")
        store.execute("DELETE FROM mutation_specs WHERE job_id NOT IN (SELECT job_id FROM work_items)")
        order = "module_path, start_pos_row, start_pos_col, operator_name, operator_args, occurrence"
        jobs = [job for (job,) in store.execute(f"SELECT job_id FROM mutation_specs ORDER BY {order}")]
        kept = set(random.Random(SEED).sample(jobs, min(count, len(jobs))))
        for table in ("mutation_specs", "work_items"):
            store.executemany(f"DELETE FROM {table} WHERE job_id = ?", ((job,) for job in jobs if job not in kept))
    return f"{len(kept):,} of {len(jobs):,}"


def report(planted: str) -> Iterator[str]:
    """The share that was noticed in each module, with Wilson's interval, and each mistake that was not."""
    with sqlite3.connect(SESSION) as store:
        outcomes, unnoticed = Counter(store.execute(OUTCOMES)), store.execute(UNNOTICED).fetchall()
    yield "## Planted mistakes"
    yield ""
    yield "Do the tests notice a mistake in a rule or in the record? cosmic-ray writes one into the code, the tests of"
    yield "rules, record, engine and cases run, and either one fails or nobody noticed."
    yield f"{planted} mistakes were planted, drawn at random; benchmarks/mutation.toml says which kinds are left out,"
    yield "because they change nothing. `make slow` does it."
    yield ""
    yield "| module | planted | noticed | share | 95 % interval |"
    yield "| --- | ---: | ---: | ---: | ---: |"
    for module in [*sorted({module for module, _ in outcomes}), "all"]:
        of = Counter[str]()
        for (where, outcome), number in outcomes.items():
            of[outcome] += number if module in (where, "all") else 0
        total, missed = of.total(), of["SURVIVED"]
        low, high = wilson(total - missed, total)
        yield f"| {module} | {total} | {total - missed} | {1 - missed / total:.3f} | {low:.2f}-{high:.2f} |"
    yield ""
    yield "Not noticed:"
    yield ""
    yield from (f"- {module}:{line} `{name}`: {operator}" for module, line, name, operator in unnoticed)


def test() -> int:
    """Run the tests up to the first that fails. No compiled module is written: the next mistake may have its size."""
    files = [str(path) for pattern in TESTS for path in sorted(Path().glob(pattern))]
    command = [sys.executable, "-B", "-m", "pytest", "-x", "-q", "-p", "no:cacheprovider", "-p", "no:xdist", *files]
    return subprocess.run([*command, "-o", "addopts="]).returncode


def main() -> None:
    """Do what the first argument says."""
    match sys.argv[1:]:
        case ["run", count]:
            run(int(count))
        case ["test"]:
            sys.exit(test())
        case _:
            sys.exit(__doc__)


if __name__ == "__main__":
    main()
