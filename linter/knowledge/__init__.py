"""What the linter knows: codes, lexicons, norms, tests, profiles. Data files, and the one loader that validates them."""

from notelint.linter.knowledge.load import (
    Code, KnowledgeError, Term, code_named, codes, lexicon, lexicon_keeps_case, lexicon_names, read_table, read_toml,
)  # fmt: skip

__all__ = [
    "Code", "KnowledgeError", "Term", "code_named", "codes", "lexicon", "lexicon_keeps_case", "lexicon_names", "read_table", "read_toml",
]  # fmt: skip
