"""What other tools take for comparable work, beside notelint and spaCy's bare tokenizer, on the same notes in turn.

make bench-peers                      the figures of the project
python benchmarks/peers.py --help     smaller ones

Each tool is a process that is given texts through a pipe and says how long its processor was busy with them, so that
neither its start nor what else the machine does counts. Each of the others has an environment of its own below
build/peers/, with the versions that benchmarks/peers/ pins, and looks for the terms of notelint's own lexicons.
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, field
from importlib import import_module
from importlib.metadata import version
from itertools import islice
from pathlib import Path
from typing import Any

import bench
from results import FILE, Results, held

HERE = Path(__file__).parent
BUILD = HERE.parent / "build" / "peers"
CHUNK = 50  # notes that each tool is given before it is the next one's turn
WARM = 200  # notes before those that count
# The cues of NegEx for a tool whose own are French.
CUES = {
    "pseudo": ["no increase", "no change", "no further", "not only", "not necessarily", "without difficulty"],
    "preceding": ["no", "not", "without", "denies", "denied", "denying", "negative for", "absence of", "no sign of",
                  "no evidence of", "never", "cannot", "declined", "free of", "fails to reveal", "rules out"],
    "following": ["declined", "unlikely", "was not", "were not", "not seen", "is ruled out", "negative"],
    "termination": ["but", "however", "although", "except", "though", "nevertheless", "still", "because of"],
    "verbs": [], "preceding_regex": [],
}  # fmt: skip

Work = Callable[[list[str]], Sequence[Any]]


@dataclass(frozen=True)
class Tool:
    """One that is measured: what makes it from the terms, what of its findings is counted, and what was aimed at."""

    name: str
    does: str
    make: Callable[[list[str]], Work]
    negated: str = ""  # the extension of a span that says so
    least: float = 0.0  # how many times as long it is to take as notelint


def tokenizer(terms: list[str]) -> Work:
    """What all are measured by."""
    nlp = import_module("spacy").blank("en")
    return lambda texts: [nlp.make_doc(text) for text in texts]


def notelint(terms: list[str]) -> Work:
    """Every rule and the JSON report."""
    check = bench.checker()
    return lambda texts: check(texts) or ()


def medspacy(terms: list[str]) -> Work:
    """The pipeline that it loads by itself."""
    nlp = import_module("medspacy").load()
    rule = import_module("medspacy.target_matcher").TargetRule
    nlp.get_pipe("medspacy_target_matcher").add([rule(term, "TERM") for term in terms])
    return lambda texts: list(nlp.pipe(texts))


def negspacy(terms: list[str]) -> Work:
    """spaCy's own components, and negation behind them."""
    import_module("negspacy.negation")
    nlp = import_module("spacy").blank("en")
    nlp.add_pipe("sentencizer")
    ruler = nlp.add_pipe("entity_ruler", config={"phrase_matcher_attr": "LOWER"})
    ruler.add_patterns([{"label": "TERM", "pattern": term} for term in terms])
    nlp.add_pipe("negex")
    return lambda texts: list(nlp.pipe(texts))


def edsnlp(terms: list[str]) -> Work:
    """Its tokenizer and its components; quantities in all the units that it knows."""
    nlp = import_module("edsnlp").blank("eds")
    nlp.add_pipe("eds.normalizer")
    nlp.add_pipe("eds.sentences")
    nlp.add_pipe("eds.matcher", config={"terms": {"term": terms}, "attr": "NORM"})
    nlp.add_pipe("eds.negation", config=CUES)
    nlp.add_pipe("eds.quantities", config={"quantities": "all", "extract_ranges": True})
    return lambda texts: list(nlp.pipe(texts))


OURS = {
    "spacy": Tool(bench.MAKE_DOC, "tokens", tokenizer),
    "notelint": Tool("notelint", "all that `check` does: every rule, JSON", notelint),
}
PEERS = {
    "medspacy": Tool("medspaCy", "its default pipeline: sentences, terms, context", medspacy, "is_negated", 40),
    "negspacy": Tool("negspacy", "sentences, terms, negation", negspacy, "negex"),
    "edsnlp": Tool("EDS-NLP", "sentences, terms, negation, quantities", edsnlp, "negation", 6),
}
TOOLS = OURS | PEERS


def work(name: str) -> None:
    """Be a tool: read terms, say the versions, then for each list of texts say the seconds and what was found."""
    answers = os.fdopen(os.dup(1), "w")
    os.dup2(2, 1)  # whatever a tool prints is no answer
    tool = TOOLS[name]
    act = tool.make(json.loads(sys.stdin.readline()))
    print(json.dumps({each: version(each) for each in {name, "spacy"}}), file=answers, flush=True)
    for line in sys.stdin:
        texts = json.loads(line)
        begin = time.process_time()
        docs = act(texts)
        took = time.process_time() - begin
        print(json.dumps([took, found(docs, tool.negated)]), file=answers, flush=True)


def found(docs: Iterable[Any], negated: str) -> Counter[str]:
    """How much was found, to see that comparable work was done."""
    counts = Counter[str]()
    for doc in docs if negated else ():
        counts["terms"] += len(doc.ents)
        counts["negated"] += sum(bool(getattr(ent._, negated)) for ent in doc.ents)
        counts["quantities"] += len(doc.spans.get("quantities", ()))
    return counts


@dataclass
class Worker:
    """A process that is a tool, and what it has said so far: seconds of each round, and how much it found."""

    process: subprocess.Popen[str]
    versions: dict[str, str]
    took: list[float] = field(default_factory=list)
    found: Counter[str] = field(default_factory=Counter)

    def ask(self, texts: list[str]) -> None:
        """Have it go over texts, for the round that is going on."""
        took, counts = exchange(self.process, texts)
        self.took[-1] += took
        self.found.update(counts)


def exchange(process: subprocess.Popen[str], message: object) -> Any:
    """Send a line to a worker and wait for its answer."""
    assert process.stdin
    assert process.stdout
    process.stdin.write(json.dumps(message) + "\n")
    process.stdin.flush()
    if answer := process.stdout.readline():
        return json.loads(answer)
    sys.exit(f"{process.args!r} ended without an answer: see the logs in {BUILD.name}/")


def worker(name: str, terms: list[str], stack: ExitStack) -> Worker:
    """Start a tool in the environment that is its own."""
    python = [sys.executable] if name in OURS else [environment(name), "-E"]
    BUILD.mkdir(parents=True, exist_ok=True)
    log = stack.enter_context((BUILD / f"{name}.log").open("w", encoding="utf-8"))
    command = [*python, __file__, "--worker", name]
    quiet = os.environ | {"LOGURU_LEVEL": "WARNING"}  # medspaCy would write down every token
    process = stack.enter_context(
        subprocess.Popen(command, env=quiet, text=True, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=log)
    )
    return Worker(process, exchange(process, terms))


def environment(name: str) -> str:
    """The Python of a peer's environment, which is made where it is missing or was made from other versions."""
    folder, pins = BUILD / name, (HERE / "peers" / f"{name}.txt").read_text(encoding="utf-8")
    python, stamp = str(folder / "bin" / "python"), folder / "installed.txt"
    if not stamp.exists() or stamp.read_text(encoding="utf-8") != pins:
        print(f"installing {name} ...", file=sys.stderr, flush=True)
        subprocess.run([sys.executable, "-m", "venv", "--clear", str(folder)], check=True)
        install = [python, "-m", "pip", "install", "-qq", "--disable-pip-version-check", "--no-deps"]
        subprocess.run([*install, "-r", str(HERE / "peers" / f"{name}.txt")], check=True)
        stamp.write_text(pins, encoding="utf-8")
    return python


def lexicons() -> list[str]:
    """All terms that notelint looks for."""
    from notelint.linter.knowledge import lexicon, lexicon_names

    return sorted({term.text for name in lexicon_names() for term in lexicon(name)})


def measure(names: Sequence[str], terms: list[str], count: int, rounds: int) -> dict[str, Worker]:
    """Have all tools go over the same notes, a few at a time and each in its turn; no note comes twice."""
    with ExitStack() as stack:
        workers = {name: worker(name, terms, stack) for name in names}
        texts = bench.synthetic(WARM + count * rounds)
        over(workers.values(), islice(texts, WARM))
        for each in workers.values():
            each.took.clear()
            each.found.clear()
        for _ in range(rounds):
            over(workers.values(), islice(texts, count))
    return workers


def over(workers: Iterable[Worker], texts: Iterator[str]) -> None:
    """A round."""
    for each in workers:
        each.took.append(0.0)
    while some := list(islice(texts, CHUNK)):
        for each in workers:
            each.ask(some)


def table(out: Results, workers: Mapping[str, Worker], notes: int) -> None:
    """Show what was measured; a ratio is that of all rounds, with the least and the most of a single one."""
    out.table("tool", "what it does", "notes/s", "to make_doc", "to notelint", "to be", "found in a note")
    for name, its in workers.items():
        tool = TOOLS[name]
        to_bare, to_ours = (ratios(its.took, workers[base].took) for base in OURS)
        target = held(sum(its.took) / sum(workers["notelint"].took), least=tool.least) if tool.least else ""
        counts = ", ".join(f"{number / notes:.1f} {what}" for what, number in its.found.items() if number)
        out.row(tool.name, tool.does, f"{notes / sum(its.took):,.0f}", to_bare, to_ours, target, counts)


def ratios(ones: list[float], others: list[float]) -> str:
    """How many times as long as others it took."""
    each = [one / other for one, other in zip(ones, others, strict=True)]
    return f"{sum(ones) / sum(others):.2f} ({min(each):.2f}-{max(each):.2f})"


def main() -> None:
    """Read the options, measure and print the table."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--notes", type=int, default=300, help="notes of a round [%(default)s]")
    parser.add_argument("--rounds", type=int, default=5, help="rounds, each over other notes [%(default)s]")
    parser.add_argument("--only", nargs="+", choices=PEERS, default=list(PEERS), help="not all of the tools")
    parser.add_argument("--results", type=Path, default=FILE, metavar="FILE", help="what is written [%(default)s]")
    parser.add_argument("--worker", choices=TOOLS, help="be one of the tools")
    options = parser.parse_args()
    if options.worker:
        work(options.worker)
        return
    terms, notes = lexicons(), options.notes * options.rounds
    out = Results(
        "make bench-peers",
        f"{notes:,} notes in {options.rounds} rounds, {len(terms):,} terms, one process a tool. A ratio says how many "
        "times as long a tool was busy, in parentheses the least and the most of a single round.",
    )
    workers = measure([*OURS, *options.only], terms, options.notes, options.rounds)
    table(out, workers, notes)
    out.note("; ".join(f"{name} with spaCy {workers[name].versions['spacy']}" for name in options.only))
    out.write(options.results)


if __name__ == "__main__":
    main()
