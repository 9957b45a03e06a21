"""Files made to unpack without end, to ask for other files, or to be written elsewhere: told in one line, in bounded memory."""

from __future__ import annotations

import io
import struct
import subprocess
import sys
import zipfile
import zlib
from collections.abc import Callable
from pathlib import Path

import pyarrow
import pytest
from pyarrow import parquet
from test_charts import CELL, MAIN, SHEET, assembled, cda, paragraph, word, workbook

from notelint.linter import Note, read_notes
from notelint.linter.readers import Identity, Origin

SECONDS = 20  # of processor time, for a file of some kilobytes
MEMORY = 400 * 1024 * 1024  # bytes beside what Python and the libraries take
SECRET = "wobbletastic"
LAUGHS = "".join(f'<!ENTITY {b} "{f"&{a};" * 10}">' for a, b in zip("abcdefghij", "bcdefghijk", strict=True))
LAUGHS = f'<!DOCTYPE x [<!ENTITY a "ha">{LAUGHS}]>'


def asks(target: str) -> str:
    return f'<!DOCTYPE x [<!ENTITY k SYSTEM "{target}">]>'


def nested(depth: int) -> bytes:
    return b"<a>" * depth + b"97110" + b"</a>" * depth


def lying(archive: bytes, part: str, said: int) -> bytes:
    """An archive that says another size of one of its parts, in both places where it stands."""
    out = bytearray(archive)
    with zipfile.ZipFile(io.BytesIO(archive)) as files:
        info = files.getinfo(part)
        size = struct.pack("<I", info.file_size)
    while (at := bytes(out).find(size)) >= 0:
        out[at : at + 4] = struct.pack("<I", said)
    return bytes(out)


def page_of(stream: bytes, filters: bytes) -> bytes:
    """A PDF of one page whose content is so packed."""
    return assembled(
        [
            b"<</Type/Catalog/Pages 2 0 R>>", b"<</Type/Pages/Count 1/Kids[3 0 R]>>",
            b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 99 99]/Contents 4 0 R>>",
            b"<</Filter %s/Length %d>>stream\n%s\nendstream" % (filters, len(stream), stream),
        ]
    )  # fmt: skip


def thrice_packed() -> bytes:
    """2 GB of blanks, in 2 kilobytes."""
    packer, part = zlib.compressobj(9), b" " * (1 << 20)
    once = b"".join(packer.compress(part) for _ in range(2_000)) + packer.flush()
    return zlib.compress(zlib.compress(once, 9), 9)


def table(notes: pyarrow.Array, **how: object) -> bytes:
    """A Parquet file with a column of notes."""
    parquet.write_table(pyarrow.table({"Note": notes}), out := io.BytesIO(), compression="zstd", **how)
    return out.getvalue()


def copied() -> pyarrow.Array:
    """A note of 16 MB that stands in 500 rows and is stored once."""
    return pyarrow.DictionaryArray.from_arrays(
        pyarrow.array([0] * 500, pyarrow.int32()), pyarrow.array([BLANKS[: 1 << 24]])
    )


BLANKS = " " * (40 * 1024 * 1024)
BOMBS: dict[str, Callable[[], bytes]] = {
    "lies.xlsx": lambda: lying(workbook(SHEET + BLANKS), "xl/worksheets/sheet1.xml", 1000),
    "lies.docx": lambda: lying(word(paragraph("97110") + BLANKS), "word/document.xml", 1000),
    "laughs.xlsx": lambda: workbook(LAUGHS + SHEET.replace("Note", "&k;")),
    "laughs.docx": lambda: relabelled(word(paragraph("&k;")), LAUGHS),
    "laughs.xml": lambda: cda("<x>&k;</x>", LAUGHS),
    "deep.xml": lambda: nested(200_000),
    "deep.json": lambda: b'{"resourceType": "Bundle", "entry": ' + b'[{"resource": {"resourceType": "Bundle", "entry": ' * 50_000,
    "packed.pdf": lambda: page_of(thrice_packed(), b"[/FlateDecode/FlateDecode/FlateDecode]"),
    "round.pdf": lambda: assembled([b"<</Type/Catalog/Pages 2 0 R>>", b"<</Type/Pages/Count 9/Kids[2 0 R]>>"]),
    "many.pdf": lambda: assembled([b"<</Type/Catalog/Pages 2 0 R>>", b"<</Type/Pages/Count 999999999/Kids[]>>"]),
    "itself.pdf": lambda: assembled([b"<</Type/Catalog/Pages 2 0 R>>", b"<</Type/Pages/Count 1/Kids[3 0 R]>>", b"3 0 R"]),
    "segments.hl7": lambda: b"MSH|^~\\&|A\r" * 20_000,
    "copied.parquet": lambda: table(copied(), dictionary_pagesize_limit=1 << 30),
    "long.parquet": lambda: table(pyarrow.array([f"{i}{BLANKS[: 1 << 22]}" for i in range(50)]), use_dictionary=False),
    "rows.parquet": lambda: table(pyarrow.nulls(20_000_000, pyarrow.string())),
    "loops.837": lambda: b"ISA*00*" + b"~LX*1" * 20_000,
}  # fmt: skip


def relabelled(document: bytes, head: str) -> bytes:
    """A Word document whose text has a document type of its own."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(document)) as old, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new:
        for part in old.namelist():
            data = old.read(part)
            if part == "word/document.xml":
                begin = data.find(b"?>") + 2 if data.startswith(b"<?xml") else 0
                data = data[:begin] + head.encode() + data[begin:]
            new.writestr(part, data)
    return out.getvalue()


READ = """
import resource, sys
from notelint.linter.readers import Identity, NotRead, Origin, read_notes
before = resource.getrusage(resource.RUSAGE_SELF)
for item in read_notes([sys.argv[1]], identity=Identity(text=Origin("column", "Note"))):
    print(item.reason if isinstance(item, NotRead) else f"read: {len(item.text)}")
after = resource.getrusage(resource.RUSAGE_SELF)
print(after.ru_utime - before.ru_utime, (after.ru_maxrss - before.ru_maxrss) // 1024)
"""


@pytest.mark.parametrize("name", BOMBS)
def test_a_bomb_is_one_line_in_bounded_time_and_memory(name: str, tmp_path: Path) -> None:
    bomb = BOMBS[name]()
    assert len(bomb) < 4_000_000
    (tmp_path / name).write_bytes(bomb)
    done = subprocess.run([sys.executable, "-c", READ, name], cwd=tmp_path, capture_output=True, text=True, timeout=300)
    assert done.returncode == 0, done.stderr
    *said, used = done.stdout.splitlines()
    took, grown = used.split()
    assert said
    assert not [line for line in said if line.startswith("read: ") and len(line) > len("read: 99")]
    assert float(took) < SECONDS, said
    assert int(grown) * 1024 * 1024 < MEMORY, said
    assert [p.name for p in tmp_path.iterdir()] == [name]


@pytest.mark.parametrize("kind", ["docx", "xlsx", "xml"])
def test_no_other_file_is_asked_for(kind: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "other.txt").write_text(SECRET)
    for target in (str(tmp_path / "other.txt"), (tmp_path / "other.txt").as_uri(), "other.txt"):
        data = {
            "docx": relabelled(word(paragraph("97110 &k;")), asks(target)),
            "xlsx": workbook(
                asks(target) + f'<worksheet xmlns="{MAIN}"><sheetData><row>{CELL.format("Note")}</row>'
                f"<row>{CELL.format('97110 &k;')}</row></sheetData></worksheet>"
            ),
            "xml": cda("<structuredBody><component><section><text>97110 &k;</text></section></component></structuredBody>", asks(target)),
        }[kind]  # fmt: skip
        (tmp_path / f"a.{kind}").write_bytes(data)
        for item in read_notes([f"a.{kind}"], identity=Identity(text=Origin("column", "Note"))):
            assert SECRET not in (item.text if isinstance(item, Note) else item.reason)


def test_nothing_of_an_archive_is_written(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "in").mkdir()
    monkeypatch.chdir(tmp_path / "in")
    for name, data in (("a.docx", word(paragraph("97110 leg press"))), ("a.xlsx", workbook(SHEET))):
        out = io.BytesIO(data)
        with zipfile.ZipFile(out, "a") as more:
            for part in ("../evil.txt", "/tmp/notelint-evil.txt", "..\\evil.txt", "word/../../evil.txt"):
                more.writestr(part, SECRET)
        Path(name).write_bytes(out.getvalue())
        for item in read_notes([name], identity=Identity(text=Origin("column", "Note"))):
            assert SECRET not in (item.text if isinstance(item, Note) else item.reason)
    assert sorted(p.name for p in tmp_path.rglob("*")) == ["a.docx", "a.xlsx", "in"]
    assert not Path("/tmp/notelint-evil.txt").exists()
