"""How many planted mistakes the tests of rules and record notice: what `make slow` runs around cosmic-ray.

python benchmarks/mutation.py sample SESSION COUNT   keep so many of the mistakes, drawn with a fixed seed
python benchmarks/mutation.py test                   the tests that have to notice, the quickest first
python benchmarks/mutation.py report SESSION         the score of each module, as Markdown, and what nobody noticed
"""

from __future__ import annotations

import random
import sqlite3
import subprocess
import sys
from collections import Counter
from pathlib import Path

from notelint.linter.evaluation.tally import wilson

SEED = 11
TESTS = (
    "tests/test_checks_*.py", "tests/test_units.py", "tests/test_chart.py", "tests/test_waivers.py",
    "tests/test_engine.py", "tests/test_fingerprint.py", "tests/test_cases.py",
)  # fmt: skip
UNNOTICED = """
SELECT module_path, start_pos_row, definition_name, replace(operator_name, 'core/', '')
FROM mutation_specs JOIN work_results USING (job_id) WHERE test_outcome = 'SURVIVED' ORDER BY 1, 2, 4
"""


def sample(session: str, count: int) -> None:
    """Leave so many of the mistakes that are not filtered out in a session; the same ones each time."""
    with sqlite3.connect(session) as store:
        store.execute("DELETE FROM work_items WHERE job_id IN (SELECT job_id FROM work_results)")
        store.execute("DELETE FROM work_results")
        store.execute("DELETE FROM mutation_specs WHERE job_id NOT IN (SELECT job_id FROM work_items)")
        order = "module_path, start_pos_row, start_pos_col, operator_name, operator_args, occurrence"
        jobs = [job for (job,) in store.execute(f"SELECT job_id FROM mutation_specs ORDER BY {order}")]
        kept = set(random.Random(SEED).sample(jobs, min(count, len(jobs))))
        for table in ("mutation_specs", "work_items"):
            store.executemany(f"DELETE FROM {table} WHERE job_id = ?", ((job,) for job in jobs if job not in kept))
    print(f"{len(kept)} of {len(jobs)} mistakes are planted, one at a time")


def report(session: str) -> None:
    """Print the share that was noticed in each module, with Wilson's interval, and each mistake that was not."""
    with sqlite3.connect(session) as store:
        told = "SELECT module_path, test_outcome FROM mutation_specs JOIN work_results USING (job_id)"
        outcomes = Counter(store.execute(told))
        unnoticed = store.execute(UNNOTICED).fetchall()
    modules = sorted({module for module, _ in outcomes})
    print("| module | planted | noticed | share | 95 % |\n|---|---:|---:|---:|---|")
    for module in [*modules, "all"]:
        of = {o: sum(n for (m, said), n in outcomes.items() if said == o and module in (m, "all")) for _, o in outcomes}
        planted, missed = sum(of.values()), of.get("SURVIVED", 0)
        low, high = wilson(planted - missed, planted)
        print(f"| {module} | {planted} | {planted - missed} | {1 - missed / planted:.3f} | {low:.3f} to {high:.3f} |")
    print("\nNot noticed:\n")
    for module, line, name, operator in unnoticed:
        print(f"- {module}:{line} {name}: {operator}")


def test() -> int:
    """Run the tests up to the first that fails. No compiled module is written: the next mistake may have its size."""
    files = [str(path) for pattern in TESTS for path in sorted(Path().glob(pattern))]
    command = [sys.executable, "-B", "-m", "pytest", "-x", "-q", "-p", "no:cacheprovider", "-p", "no:xdist", *files]
    return subprocess.run(command).returncode


def main() -> None:
    """Do what the first argument says."""
    match sys.argv[1:]:
        case ["sample", session, count]:
            sample(session, int(count))
        case ["report", session]:
            report(session)
        case ["test"]:
            sys.exit(test())
        case _:
            sys.exit(__doc__)


if __name__ == "__main__":
    main()
