from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from notelint.linter.note import Note
from notelint.reports.marks import Span, lines, places, visible


def test_overlapping_places_are_cut_where_they_begin_and_end() -> None:
    cut = lines(Note("a", "abcdef"), [Span(0, 4, "x"), Span(2, 6, "y")])
    assert [(p.text, p.keys) for p in cut[0].pieces] == [("ab", ("x",)), ("cd", ("x", "y")), ("ef", ("y",))]
    assert places(cut) == {0, 2, 4}


def test_a_place_over_several_lines_is_in_each_of_them() -> None:
    cut = lines(Note("a", "one\r\n\r\ntwo\n", first_line=5), [Span(1, 9, "x")])
    assert [line.number for line in cut] == [5, 6, 7]
    assert [[(p.text, p.keys) for p in line.pieces] for line in cut] == [
        [("o", ()), ("ne", ("x",))],
        [],
        [("tw", ("x",)), ("o", ())],
    ]


def test_control_characters_are_visible_and_tabs_stay() -> None:
    assert visible("a\t\x1bb\u202e") == "a\t␛b\\u202e"


@given(
    st.text(alphabet="ab \r\n\tä", max_size=60),
    st.lists(st.tuples(st.integers(-2, 70), st.integers(-2, 70)), max_size=8),
)
def test_no_character_is_lost_and_every_place_is_covered(text: str, pairs: list[tuple[int, int]]) -> None:
    cut = lines(Note("a", text), [Span(a, b, str(i)) for i, (a, b) in enumerate(pairs)])
    shown = {}
    for line in cut:
        for piece in line.pieces:
            assert text[piece.start : piece.start + len(piece.text)] == piece.text
            shown.update({piece.start + i: piece.keys for i in range(len(piece.text))})
    for offset, character in enumerate(text):
        if offset not in shown:
            assert character in "\r\n"
        else:
            assert set(shown[offset]) == {str(i) for i, (a, b) in enumerate(pairs) if 0 <= a <= offset < b}
