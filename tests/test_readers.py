"""Reading: encodings, what cannot be read, folders, and files with several visits."""

from __future__ import annotations

import os
import socket
import stat
from pathlib import Path

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from notelint.linter.readers import NotRead, decode, find_notes, matches, read_notes, read_text, split_visits

NOTE = "DOS 3/4/2025\r\nL knee flexion 94°\r\n97110 x1 (15 min)\r\n"


# --- encodings ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "utf-32", "cp1252"])
def test_every_encoding_gives_the_same_text(encoding: str) -> None:
    assert decode(NOTE.encode(encoding)) == NOTE


def test_utf16_big_endian_with_a_mark() -> None:
    assert decode(b"\xfe\xff" + NOTE.encode("utf-16-be")) == NOTE


def test_newlines_stay_and_crlf_counts_two() -> None:
    note = split_visits("a.txt", decode(b"\xef\xbb\xbfA\r\nB\rC\nD"))[0]
    assert note.text == "A\r\nB\rC\nD"
    assert [note.line(note.text.index(c)) for c in "ABCD"] == [1, 2, 3, 4]
    assert note.text.index("B") == 3


def test_smart_quotes_of_windows() -> None:
    assert decode(b"pt\x92s knee 0\x96118\xb0") == "pt’s knee 0–118°"


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (b"", "empty"),
        (b"\xef\xbb\xbf", "empty"),
        (b" \r\n\t\n", "holds nothing but white space"),
        (b"\x7fELF\x02\x01\x01\x00\x00\x00", "binary, not text"),
        (b"\x89PNG\r\n\x1a\n\xff\xfe\x01", "binary, not text"),
        (b"%PDF-1.7\n%\xe2\xe3\xcf\xd3", "a PDF, not text"),
        (b"PK\x03\x04abc", "a zip archive or an office document, not text"),
        (b"{\\rtf1 knee}", "a rich text document (RTF), not plain text"),
        (b"knee \x81\x8d flexion \xff", "neither UTF-8, UTF-16 nor Windows-1252"),
        (b"\xff\xfek\x00\x00\xd8", "begins with a byte-order mark but is not valid UTF-16-LE"),
        (b"knee\0flexion 94", "binary, not text"),
    ],
)
def test_what_is_no_text_says_why(data: bytes, reason: str) -> None:
    with pytest.raises(NotRead) as caught:
        decode(data, "a.txt")
    assert (caught.value.path, caught.value.reason) == ("a.txt", reason)


@given(st.binary(max_size=200))
def test_any_bytes_are_text_or_one_error(data: bytes) -> None:
    try:
        text = decode(data)
    except NotRead:
        return
    assert text.strip()
    assert "\0" not in text


@given(st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0\ufeff"), min_size=1).filter(str.strip))
def test_utf8_comes_back_as_it_is(text: str) -> None:
    assume(not text.startswith(("%PDF-", "PK\x03\x04", "{\\rtf")))
    assert decode(text.encode()) == text


# --- files that cannot be read -----------------------------------------------------------------------------------


def test_too_large(tmp_path: Path) -> None:
    path = tmp_path / "a.txt"
    path.write_text("x" * 101)
    with pytest.raises(NotRead, match="larger than 100 bytes"):
        read_text(str(path), 100)
    assert len(read_text(str(path), 101)) == 101


def test_missing_folder_fifo_device_and_socket(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "fifo.txt")
    server = socket.socket(socket.AF_UNIX)
    server.bind(str(tmp_path / "socket.txt"))
    wanted = {
        str(tmp_path / "none.txt"): "no such file or folder",
        str(tmp_path): "not a regular file but a folder",
        str(tmp_path / "fifo.txt"): "not a regular file but a FIFO",
        "/dev/zero": "not a regular file but a device",
        str(tmp_path / "socket.txt"): "not a regular file but a socket",
    }
    got = {}
    for path in wanted:
        with pytest.raises(NotRead) as caught:
            read_text(path)
        got[path] = caught.value.reason
    server.close()
    assert got == wanted


def test_unreadable(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "a.txt"
    path.write_text("x")

    def refuse(*_: object) -> int:
        raise PermissionError(13, "Permission denied", str(path))

    monkeypatch.setattr(os, "open", refuse)
    with pytest.raises(NotRead, match="permission denied"):
        read_text(str(path))


def test_one_bad_file_leaves_the_others(tmp_path: Path) -> None:
    for name, data in (("a.txt", b"knee"), ("b.txt", b""), ("c.md", b"hip")):
        (tmp_path / name).write_bytes(data)
    found = list(read_notes([*find_notes([str(tmp_path)]), str(tmp_path / "gone.txt")]))
    assert [type(f).__name__ for f in found] == ["Note", "NotRead", "Note", "NotRead"]


# --- folders -----------------------------------------------------------------------------------------------------


def tree(root: Path, *names: str) -> None:
    for name in names:
        (root / name).parent.mkdir(parents=True, exist_ok=True)
        (root / name).write_text("knee")


def test_folders_are_walked_sorted_without_hidden_entries(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    tree(tmp_path, "b.txt", "a/z.MD", "a/y.txt", "a/x.csv", ".git/c.txt", ".hid.txt", "CVS/d.txt", "c/.x/e.txt")
    monkeypatch.chdir(tmp_path)
    assert list(find_notes(["."])) == ["./a/y.txt", "./a/z.MD", "./b.txt"]
    assert list(find_notes(["a", "b.txt", "a/x.csv", "./b.txt"])) == ["a/y.txt", "a/z.MD", "b.txt", "a/x.csv"]


def test_include_and_exclude(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    tree(tmp_path, "b.txt", "a/z.note", "a/old/y.txt", "drafts/x.txt")
    monkeypatch.chdir(tmp_path)
    assert list(find_notes(["."], ["*.note", "*.txt"], ["drafts", "a/old/*"])) == ["./a/z.note", "./b.txt"]
    assert list(find_notes(["drafts/x.txt"], exclude=["drafts"])) == ["drafts/x.txt"]


@pytest.mark.parametrize("glob", ["drafts", "drafts/*", "old/*", "drafts/old", "*.txt", "**/old/x.txt"])
def test_what_is_named_is_left_out_by_force(glob: str) -> None:
    named = ["drafts/old/x.txt", "a.md", "-"]
    assert list(find_notes(named, exclude=[glob])) == named
    assert list(find_notes(named, exclude=[glob], force_exclude=True)) == ["a.md", "-"]


def test_folders_are_walked_for_templates_too(tmp_path: Path) -> None:
    for name in ("a.j2", "b.JINJA", "c.mustache", "d.hbs", "e.html"):
        (tmp_path / name).write_text("x")
    assert [Path(str(p)).name for p in find_notes([str(tmp_path)])] == ["a.j2", "b.JINJA", "c.mustache", "d.hbs"]


@pytest.mark.parametrize(
    ("path", "pattern", "expected"),
    [
        ("notes/a.txt", "*.txt", True),
        ("notes/A.TXT", "*.txt", True),
        ("notes/a.txt", "n*.txt", False),
        ("notes/old/a.txt", "old/*.txt", True),
        ("notes/bold/a.txt", "old/*.txt", False),
        ("notes/x/y/a.txt", "notes/**/a.txt", True),
        ("notes/a.txt", "notes/**/a.txt", True),
        ("notes/a.txt", "notes/**", True),
        ("notes/a1.txt", "a[0-9].txt", True),
        ("notes/ab.txt", "a[!0-9].txt", True),
        ("notes/a.txt", "./notes/", False),
        ("notes", "./notes/", True),
        ("notes/a+b.txt", "a+b.txt", True),
    ],
)
def test_globs(path: str, pattern: str, expected: bool) -> None:
    assert matches(path, [pattern]) is expected


def test_links_in_a_circle(tmp_path: Path) -> None:
    tree(tmp_path, "a/n.txt")
    (tmp_path / "a/back").symlink_to(tmp_path, target_is_directory=True)
    (tmp_path / "self.txt").symlink_to("self.txt")
    (tmp_path / "broken.txt").symlink_to("nowhere")
    found = list(read_notes(find_notes([str(tmp_path)])))
    assert [(f.path.removeprefix(str(tmp_path)), getattr(f, "reason", "")) for f in found] == [
        ("/a/n.txt", ""),
        ("/broken.txt", "no such file or folder"),
        ("/self.txt", "too many levels of symbolic links"),
    ]


def test_a_folder_that_cannot_be_listed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    tree(tmp_path, "a/n.txt", "b.txt")
    scandir = os.scandir

    def refuse(path: str) -> object:
        if path.endswith("/a"):
            raise PermissionError(13, "Permission denied", path)
        return scandir(path)

    monkeypatch.setattr(os, "scandir", refuse)
    found = list(find_notes([str(tmp_path)]))
    assert [str(f) for f in found] == [f"{tmp_path}/a: permission denied", f"{tmp_path}/b.txt"]


def test_standard_input() -> None:
    data = [b"knee 94"]
    notes = list(read_notes(["-"], stdin=lambda n: data.pop()[:n], stdin_name="chart.txt"))
    assert [(n.path, getattr(n, "text", None)) for n in notes] == [("chart.txt", "knee 94")]


def test_reading_changes_nothing(tmp_path: Path) -> None:
    tree(tmp_path, "a.txt")
    before = (tmp_path / "a.txt").stat()
    list(read_notes(find_notes([str(tmp_path)])))
    after = (tmp_path / "a.txt").stat()
    assert (stat.S_IMODE(before.st_mode), before.st_mtime_ns) == (stat.S_IMODE(after.st_mode), after.st_mtime_ns)


# --- several visits in one file ----------------------------------------------------------------------------------

BODY = """S: stairs easier since the last time, still one rail.
O: R knee flexion 96, extension lacking 6. R quads 4-/5.
97110 (15 min, 1 unit): heel slides 3x10 for knee flexion to climb the porch steps.
P: 2x/wk. N. Byers, PT
"""


def visits(*heads: str, body: str = BODY, between: str = "\n") -> str:
    return between.join(f"{head}\n{body}" for head in heads)


@pytest.mark.parametrize(
    "heads",
    [
        ("Date of service: 03/04/2025", "Date of service: 03/11/2025"),
        ("DATE OF SERVICE: MARCH 4, 2025", "DATE OF SERVICE: MARCH 11, 2025"),
        ("DOS 3/4/25", "DOS 3/11/25"),
        ("DOS.......: 2025-03-04", "DOS.......: 2025-03-11"),
        ("D.O.S. 3/4/25", "D.O.S. 3/11/25"),
        ("Visit date: Tue 3/4/25   R TKA", "Visit date: Tue 3/11/25   R TKA"),
        ("## Visit 03/04/2024 - chart 20-88", "## Visit 03/18/2024 - chart 20-88"),
        ("Visit 3 of 12 · 3/4/25", "Visit 4 of 12 · 3/6/25"),
        ("=== Visit #1 (03/04/2025) ===", "=== Visit #2 (03/07/2025) ==="),
        ("**Date of Service:** 4 March 2025", "**Date of Service:** 11 March 2025"),
        ("| Date of service | 03/04/2025 |", "| Date of service | 03/11/2025 |"),
        ("Daily note 3/4/2025", "Daily note 3/11/2025"),
        ("Date: 3/4/2025", "Date: 3/11/2025"),
        ("Chart K-114      Date of service: 03/04/2025", "Chart K-114      Date of service: 03/11/2025"),
        ("Voss, R.   DOS 3/4/25", "Voss, R.   DOS 3/11/25"),
    ],
)
def test_a_repeated_heading_parts_visits(heads: tuple[str, str]) -> None:
    for newline in ("\n", "\r\n"):
        text = visits(*heads).replace("\n", newline)
        first, second = split_visits("a.txt", text)
        assert (first.path, second.path) == ("a.txt", "a.txt#2")
        assert first.text + second.text == text
        assert second.text.startswith(heads[1])
        assert second.offset == text.rindex(heads[1])
        assert second.first_line == 7
        assert second.line(second.text.index("97110")) == 10


def test_a_plan_without_codes_is_parted_from_its_visit_by_who_signed_it() -> None:
    plan = "Record 40-B. Bimalleolar fracture R ankle.\nGait training: off the crutches step by step, cued heel-toe pattern.\n"
    for signed in ("M.T., PT, OCS", "M.T., DPT, SCS", "M.T., OTR/L, CHT", "M.T., DC", "Weekly. *M.T., OTR/L*"):
        text = f"Date of service: 3/4/2025 - plan of care\n{plan}{signed}\n\n"
        text += f"Date of service: 3/11/2025 - visit 2\n{BODY}"
        assert len(split_visits("a.txt", text)) == 2, signed


def test_the_title_above_a_heading_goes_with_it() -> None:
    head = "-----\nPHYSICAL THERAPY DAILY NOTE\nPatient: {}\n\nDate of service: {}"
    text = visits(head.format("A.B.", "3/4/25"), head.format("C.D.", "3/4/2025"), head.format("A.B.", "3/6/25"))
    notes = split_visits("a.txt", text)
    assert len(notes) == 2
    assert notes[1].text.startswith("-----\nPHYSICAL THERAPY DAILY NOTE\nPatient: A.B.")


@pytest.mark.parametrize(
    "tail",
    [
        "Prior history, DOS 2/4/2025\n" + BODY + "\nPrior history, DOS 2/11/2025\n" + BODY,
        "Next visit: 3/11/2025 at 9:00, then 3/13/2025 and 3/18/2025, all with the same therapist in the small gym.",
        "Follow-up appointment 3/11/2025\nFollow-up appointment 3/18/2025\n" + BODY,
        "Visits so far:\nVisit 1 2/18/2025: eval\nVisit 2 2/25/2025 84\nVisit 3 2/28/2025: 90\n" + BODY,
        "| Date | flexion |\n| 2/18/2025 | 84 |\n| 2/25/2025 | 90 |\n| 3/4/2025 | 96 |\n" + BODY,
        "Goals:\nBy 4/1/2025: R knee flexion 110 for the stairs, one rail, no help.\nBy 5/1/2025: walks 600 ft.",
        "History: visit date 2/1/2025 with Dr. Lee, imaging 2/2/2025; date of injury 1/15/2025, surgery 1/20/2025.",
        "Physician signature: ______\nDate: 3/9/2025\nI certify the need for these services under this plan "
        "while the patient is under my care.",
        "Date of service: 03/04/2025\nPage 2\n" + BODY,
        "Date of service: 3/11/2025\nscheduled",
    ],
)
def test_other_dates_part_nothing(tail: str) -> None:
    for head in ("Date of service: 03/04/2025", "Visit 03/04/2025", "Date: 3/4/2025"):
        assert len(split_visits("a.txt", f"{head}\n{BODY}{tail}\n")) == 1, head


def test_a_form_feed_parts_dated_pages() -> None:
    text = f"PT note 3/4/2025\n{BODY}\f\nPT note 3/6/2025\n{BODY}\fPT note 3/11/2025\n{BODY}"
    notes = split_visits("a.txt", text)
    assert [n.path for n in notes] == ["a.txt", "a.txt#2", "a.txt#3"]
    assert "".join(n.text for n in notes) == text
    assert [text[n.offset :].startswith(n.text) for n in notes] == [True] * 3
    assert [n.line(n.text.index("97110")) for n in notes] == [4, 10, 15]


@pytest.mark.parametrize(
    "after",
    [
        f"Page 2 of 2   printed 3/9/2025\n{BODY}",
        f"PT note 3/4/2025\n{BODY}",
        BODY,
        "PT note 3/6/2025 cancelled",
        f"DOB 3/4/1950\n{BODY}",
        "",
    ],
)
def test_a_page_break_parts_nothing(after: str) -> None:
    assert len(split_visits("a.txt", f"PT note 3/4/2025\n{BODY}\f{after}")) == 1


def test_pages_of_one_day_part_patients() -> None:
    page = "Patient: {}\nDOS 3/4/2025\n" + BODY
    assert len(split_visits("a.txt", "\f".join(page.format(who) for who in ("A.B.", "C.D.", "C.D.")))) == 2


LINES = [*BODY.splitlines(), "Visit 3/4/25", "DOS 3/5/25", "DOS 3/6/25", "Date: 1/2/2025", "\f", "", "page 2"]


@given(st.lists(st.sampled_from(LINES), max_size=30))
def test_nothing_is_lost(lines: list[str]) -> None:
    text = "\n".join(lines)
    notes = split_visits("a.txt", text)
    assert "".join(n.text for n in notes) == text
    assert all(text[n.offset : n.offset + len(n.text)] == n.text for n in notes)
    whole = split_visits("b.txt", "x")[0]
    assert whole.first_line == 1
