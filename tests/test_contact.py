"""Contact: words that contradict a one-on-one service, and words that only look so."""

import pytest
from reading_help import read_text

from notelint.linter.language.contact import contacts

HEAD = "3/11/2026 R knee OA\n"
CONTRADICT = {
    "My 9:30 patient was doing his band work at the next table.": "concurrent",
    "I split my attention between the two of them.": "concurrent",
    "Both children were treated in the same half hour.": "concurrent",
    "I moved back and forth between his station and hers.": "concurrent",
    "I alternated between their two plinths.": "concurrent",
    "Mr. T and another knee patient were started together.": "concurrent",
    "Ran the ladder shoulder to shoulder with a teammate.": "concurrent",
    "Glide was shown to the tech, who then finished the 15 minutes.": "aide",
    "Session run by rehab aide from the card.": "aide",
    "CNA walked him the last two lengths.": "aide",
    "Therapist was on the phone with the adjuster for most of it.": "unattended",
    "The last two lengths while I wrote the weekly.": "unattended",
}
ONE_ON_ONE = [
    "Third try on his own after a cue.",
    "Aide of the school watched to learn the game.",
    "His class has an aide who watches him at lunch.",
    "Session seen by the home health aide, who was with him to learn it.",
    "CNA was shown the gait belt hold so she can walk him to meals.",
    "Lifts with a second person at work.",
    "Scaling in 5-min blocks, switches between three handle widths.",
    "In the weeks that followed I left the belt off.",
    "To climb between the two rooms of the school.",
    "PT left knee 4 deg.",
]


def found(line: str) -> list[str]:
    here = read_text(f"{HEAD}{line}\n")
    return [c.kind for c in contacts(here, len(HEAD), len(here.text))]


@pytest.mark.parametrize(("line", "kind"), CONTRADICT.items())
def test_words_that_contradict_direct_contact(line: str, kind: str) -> None:
    assert kind in found(line)


@pytest.mark.parametrize("line", ONE_ON_ONE)
def test_words_that_only_look_so(line: str) -> None:
    assert found(line) == []
