"""Notes that are read together: each record is that of the note read alone, and an error is that of its note."""

from __future__ import annotations

import pytest

from notelint.linter import language
from notelint.linter.language import make_batch_parser, make_parser
from notelint.linter.note import Note
from notelint.linter.record import Visit

NOTES = [
    Note(
        str(number), f"3/{number}/2025  R knee flex {80 + number} deg.\n97110 (30 min, 2 units): SLR 3x10.\nEd Sung, PT"
    )
    for number in range(1, 20)
]


def test_together_as_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    parse = make_parser()
    alone = [parse(note) for note in NOTES]
    assert make_batch_parser()(NOTES) == alone
    monkeypatch.setattr(language, "LETTERS", 250)
    assert make_batch_parser()(NOTES) == alone


def test_an_error_is_that_of_its_note(monkeypatch: pytest.MonkeyPatch) -> None:
    from notelint.linter.language import wraps

    unwrapped = wraps.unwrapped

    def fails(note: Note) -> object:
        if note.path == "2":
            raise ValueError("no")
        return unwrapped(note)

    monkeypatch.setattr(wraps, "unwrapped", fails)
    first, second, third = make_batch_parser()(NOTES[:3])
    assert isinstance(first, Visit)
    assert isinstance(third, Visit)
    assert isinstance(second, ValueError)
    with pytest.raises(ValueError, match="no"):
        make_parser()(NOTES[1])
