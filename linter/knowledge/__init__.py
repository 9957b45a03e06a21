"""What the linter knows: codes, pairs, lexicons, norms, tests, profiles. Data files, and what loads and checks them."""

from notelint.linter.knowledge.guidance import Guidance, guidance
from notelint.linter.knowledge.load import (
    FOLDER,
    Code,
    KnowledgeError,
    Term,
    code_named,
    codes,
    lexicon,
    lexicon_keeps_case,
    lexicon_names,
    read_table,
    read_toml,
)  # fmt: skip
from notelint.linter.knowledge.pairs import STATES, CodePair, pair_on, pairs

__all__ = [
    "FOLDER", "STATES", "Code", "CodePair", "Guidance", "KnowledgeError", "Term", "code_named", "codes", "guidance",
    "lexicon", "lexicon_keeps_case", "lexicon_names", "pair_on", "pairs", "read_table", "read_toml",
]  # fmt: skip
