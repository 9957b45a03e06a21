"""How right the linter is: its verdicts and its reading against notes that people labelled, and against case files."""

from notelint.linter.evaluation.baseline import Change, changes, read_baseline
from notelint.linter.evaluation.cases import Case, CaseError, Expectation, Text, read_cases
from notelint.linter.evaluation.evaluate import Evaluation, NoteScore, SetScore, evaluate
from notelint.linter.evaluation.labels import Label, LabelError, read_first_score, read_labels
from notelint.linter.evaluation.render import as_json, as_markdown, as_text
from notelint.linter.evaluation.tally import KINDS, Mistake, Overlap, Share, Tally, wilson

__all__ = [
    "KINDS", "Case", "CaseError", "Change", "Evaluation", "Expectation", "Label", "LabelError", "Mistake", "NoteScore",
    "Overlap", "SetScore", "Share", "Tally", "Text", "as_json", "as_markdown", "as_text", "changes", "evaluate",
    "read_baseline", "read_cases", "read_first_score", "read_labels", "wilson",
]  # fmt: skip
