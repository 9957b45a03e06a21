"""Places in a note, and the verdicts that a rule may come to about them."""

from __future__ import annotations

from collections.abc import Iterable

from notelint.linter.frozen import frozen
from notelint.linter.verdict import Fix, Outcome, Severity, Verdict

ADDENDUM = "What is added after signing is a dated addendum."


@frozen
class Mention:
    """A piece of the note's text: `note.text[start:end] == text`; `line` is that of the file."""

    text: str
    start: int
    end: int
    line: int

    @property
    def read_as(self) -> str:
        """What it was read as, in a few words; empty where the text says it all."""
        return ""


def quoted(mentions: Iterable[Mention], most: int = 3) -> str:
    """The first few mentions in quotation marks, each on one line and cut where it is long."""
    words = [" ".join(m.text.split()) for m in mentions]
    shown = [f'"{w}"' if len(w) <= 60 else f'"{w[:57].rstrip()}..."' for w in dict.fromkeys(words)]
    return ", ".join(shown[:most]) + (f" and {len(shown) - most} more" if len(shown) > most else "")


class Subject:
    """What a rule looks at. It knows its place and its code, and makes verdicts that carry both."""

    @property
    def anchor(self) -> Mention | None:
        """Where findings about it stand; None where they stand nowhere."""
        raise NotImplementedError

    @property
    def billed_as(self) -> str | None:
        """The code that findings about it name."""
        return None

    @property
    def aspect(self) -> str:
        """What tells it from other subjects of one place and code; empty where there are none."""
        return ""

    @property
    def addendum(self) -> str:
        """What the help of a finding says of changes to a signed note; empty for what nobody signs."""
        return ADDENDUM

    def passed(self, evidence: Iterable[Mention] = (), message: str = "") -> Verdict:
        """The rule is met, by this evidence."""
        return self._verdict("pass", message, evidence)

    def not_applicable(self, why: str = "") -> Verdict:
        """The rule has nothing to say here, and why."""
        return self._verdict("not_applicable", why)

    def failed(
        self,
        message: str,
        *,
        ask: str = "",
        nearest: Iterable[Mention] = (),
        at: Mention | None = None,
        severity: Severity | None = None,
        fix: Fix | None = None,
    ) -> Verdict:
        """The rule is not met. `nearest` is what came closest, `ask` a question to the clinician."""
        return self._verdict("fail", message, nearest, self._help(ask), at, severity, fix)

    def review(
        self, message: str, *, ask: str = "", nearest: Iterable[Mention] = (), at: Mention | None = None
    ) -> Verdict:
        """Somebody has to look: the evidence points both ways, or lies in a document that was not given."""
        return self._verdict("review", message, nearest, self._help(ask), at, Severity.INFO)

    def _help(self, ask: str) -> str:
        return f"{ask} {self.addendum}".strip() if ask else ""

    def _verdict(
        self,
        outcome: Outcome,
        message: str,
        evidence: Iterable[Mention] = (),
        help: str = "",
        at: Mention | None = None,
        severity: Severity | None = None,
        fix: Fix | None = None,
    ) -> Verdict:
        place = at or self.anchor
        start, end = (place.start, place.end) if place else (None, None)
        return Verdict(
            outcome, message, help, tuple(evidence), self.billed_as, start, end, severity, aspect=self.aspect, fix=fix
        )
