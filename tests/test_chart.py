"""The visits of one patient in order, and notes with the same words save for dates."""

from __future__ import annotations

import datetime
import time
from dataclasses import replace

from notelint.checks.record import cloned_note
from notelint.linter.note import Note
from notelint.linter.record import Chart, Visit
from notelint.linter.record.wording import changed_words, words_of

FIRST = datetime.date(2025, 1, 1)


def note(number: int, text: str = "", **fields: object) -> Visit:
    day = FIRST + datetime.timedelta(days=number)
    return replace(Visit(Note(f"{number}.txt", text, patient="p"), date=day), **fields)  # type: ignore[arg-type]


def charted(*visits: Visit) -> list[Visit]:
    chart = Chart(visits)
    return [replace(v, chart=chart) for v in visits]


def test_earlier_and_later() -> None:
    last, plan, first, middle, form = charted(
        note(9), note(5, kind="plan"), note(1), note(5, note=Note("m", "")), note(3, kind="template")
    )
    assert [v.note.path for v in middle.earlier] == ["1.txt"]
    assert [v.note.path for v in middle.later] == ["9.txt"]
    assert [v.note.path for v in plan.earlier] == ["1.txt"]
    assert [v.note.path for v in plan.later] == ["m", "9.txt"]
    assert (first.earlier, last.later) == ((), ())
    assert [v.note.path for v in first.documents] == ["5.txt"]
    assert plan.documents == ()
    assert len(form.others) == 4
    assert middle.treatment_days_since(FIRST) == 3


def test_alone() -> None:
    alone = note(1)
    assert (alone.others, alone.documents, alone.earlier, alone.later, alone.model) == ((), (), (), (), None)
    assert alone.treatment_days_since(FIRST) == 1
    assert alone.stands_alone == "no other note of this patient was given"
    assert replace(alone, note=Note("x", "")).stands_alone == "it is not known which other notes are of this patient"


def test_the_nearest_model() -> None:
    texts = ("SLR 1/2/2025", "x", "slr, 1/4/2025", "SLR Jan 5")
    one, other, two, three = charted(*(note(i, text) for i, text in enumerate(texts, start=1)))
    assert [v.model and v.model.note.path for v in (one, other, two, three)] == [None, None, "1.txt", "3.txt"]
    assert [v.model for v in charted(note(1, "1/2/2025"), note(2, "1/3/2025"))] == [None, None]


def test_words() -> None:
    text = "Visit 3 of 12, 1/5: Straße 3+/5, 10:30"
    assert [w for w, _ in words_of(text, datetime.date(2025, 1, 5))] == ["strasse", "3+/5"]
    assert all(text[i:j].casefold() == w for w, (i, j) in words_of(text, None))


def test_changes() -> None:
    before = words_of("a b c d e f g h i j k l m n o p q r s t")
    after = words_of("a b c d e f g h i j k l m n o p q r s U v")
    assert changed_words(before, after, 0.9) == [("t", "u v", (38, 41))]
    assert changed_words(before, after, 0.99) is None
    assert changed_words(before, before[:-1], 0.9) == [("t", "", (0, 0))]
    assert changed_words([], [], 0.9) is None
    assert changed_words(before, list(reversed(before)), 0.9) is None


def test_what_was_changed_since_the_last_visit_is_shown() -> None:
    text = "Cervical strain. Rotation R 52 deg. 97110 (15 min, 1 unit): chin tucks 2x10, for strength. Cued. 2x/wk."
    _, second = charted(note(1, text), note(4, text.replace("52", "58")))
    verdict = cloned_note(second)
    assert verdict.outcome == "pass"
    assert verdict.message == "nearly the text of the visit of 2025-01-02; changed since: 52 -> 58"
    (shown,) = verdict.evidence
    assert (shown.text, second.note.text[shown.start : shown.end]) == ("58", "58")


def test_time_is_linear() -> None:
    def seconds(number: int) -> float:
        visits = charted(*(note(i, f"{i} " * 40 + "SLR 3x10 for strength " * 20) for i in range(number)))
        begin = time.process_time()
        assert sum(cloned_note(v).outcome == "pass" for v in visits) == number - 1
        return time.process_time() - begin

    seconds(50)
    assert seconds(1600) < 16 * seconds(200)
