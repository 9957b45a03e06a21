"""Charts in every format: the same notes from each, files of others, what is wrong with one, claims, memory."""

from __future__ import annotations

import base64
import importlib
import json
import tracemalloc
from collections import Counter
from collections.abc import Iterable
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple

import chart_files
import pytest
from chart_files import Chart, archive, assembled, charts, paragraph, pdf, word
from click.testing import CliRunner, Result

from notelint.linter.claim import ClaimLine, claim_lines
from notelint.linter.cli import cli
from notelint.linter.config import Settings, load_settings
from notelint.linter.engine import Linter
from notelint.linter.note import Note
from notelint.linter.readers import Identity, NotRead, Origin, find_claims, format_of, read_notes
from notelint.linter.readers.markup_text import text_of
from notelint.linter.readers.origins import Charges

SAMPLES = Path(__file__).parent / "samples"
RECORDS = ("csv", "tsv", "jsonl", "xlsx", "parquet")
DOCUMENTS = ("docx", "pdf")
TWO = claim_lines("97110 GP x2 $90.00, 97140 59 x1 $42.50")


@pytest.fixture(scope="module")
def settings(tmp_path_factory: pytest.TempPathFactory) -> Settings:
    path = tmp_path_factory.mktemp("settings") / "notelint.toml"
    path.write_text(chart_files.SETTINGS)
    return load_settings([str(path)], all_verdicts=True)


def read(path: Path, identity: Identity | None = None) -> list[Note | NotRead]:
    sources = sorted(map(str, path.iterdir())) if path.is_dir() else [str(path)]
    return list(read_notes(sources, identity=identity))


def notes_of(items: Iterable[Note | NotRead]) -> list[Note]:
    assert [item for item in items if isinstance(item, NotRead)] == []
    return [item for item in items if isinstance(item, Note)]


@cache
def two_hundred() -> tuple[Chart, ...]:
    return tuple(charts(200))


# --- the same notes from every format ------------------------------------------------------------------------------


@pytest.mark.parametrize("name", chart_files.FORMATS)
def test_a_format_gives_the_notes_that_were_written(name: str, tmp_path: Path, settings: Settings) -> None:
    path = chart_files.FORMATS[name](tmp_path, two_hundred())
    found = notes_of(read(path, settings.identity if name in RECORDS else None))
    assert len(found) == 200
    by_id = {note.id or Path(note.path).stem: note for note in found}
    for chart in two_hundred():
        note = by_id[chart.id]
        assert lines_of(note.text) == lines_of(chart.text)
        if name in DOCUMENTS:
            continue
        assert (note.patient, note.date, note.clinician) == (chart.patient.casefold(), chart.date, chart.clinician)
        if name not in ("ccda", "hl7"):
            assert note.payer == chart.payer
            assert note.claim is not None
            assert [line for line in note.claim if line.number] == [with_source(x, note) for x in TWO]


def with_source(line: ClaimLine, note: Note) -> ClaimLine:
    assert note.claim
    return ClaimLine(line.code, line.modifiers, line.units, line.amount, line.number, note.claim[0].source)


def lines_of(text: str) -> list[str]:
    """What is at the end of a line and shows nowhere is no part of it in most formats."""
    return [line.rstrip() for line in text.rstrip("\n").split("\n")]


@pytest.fixture(scope="module")
def linter() -> Linter:
    return Linter(load_settings(isolated=True, all_verdicts=True))


@cache
def said_of(linter: Linter, text: str, patient: str | None, date: str | None, claim: Any) -> list[tuple[Any, ...]]:
    (result,) = linter.results([Note("x", text, patient=patient, date=date, claim=claim)])
    return [
        (v.rule, v.outcome, v.code, v.message, v.help, v.severity, v.fingerprint, v.start and result.note.line(v.start))
        for v in result.verdicts
    ]


@pytest.mark.parametrize("name", chart_files.FORMATS)
def test_a_format_gives_the_findings_of_the_texts(
    name: str, tmp_path: Path, settings: Settings, linter: Linter
) -> None:
    some = two_hundred()[::20]
    path = chart_files.FORMATS[name](tmp_path, some)
    found = notes_of(read(path, settings.identity if name in RECORDS else None))
    texts = {chart.id: chart.text for chart in some}
    assert len(found) == 10
    for note in found:
        said = said_of(linter, note.text, note.patient, note.date, note.claim)
        assert said == said_of(linter, texts[note.id or Path(note.path).stem], note.patient, note.date, note.claim)
        assert len(said) > 5


def test_records_and_messages_say_which_they_are(tmp_path: Path, settings: Settings) -> None:
    some = two_hundred()[:3]
    identity = settings.identity
    assert [n.record for n in notes_of(read(chart_files.write_csv(tmp_path, some), identity))] == [
        "row 1",
        "row 2",
        "row 3",
    ]
    assert notes_of(read(chart_files.write_json_lines(tmp_path, some), identity))[1].record == "line 2"
    third = notes_of(read(chart_files.write_hl7(tmp_path, some)))[2]
    assert (third.path, third.record) == (f"{tmp_path}/charts.hl7#3", "message 3")
    assert notes_of(read(chart_files.write_bundle(tmp_path, some)))[1].record == "entry 4"


def test_a_pdf_of_several_visits_says_on_which_page_each_begins(tmp_path: Path) -> None:
    visits = [
        f"Date of service: 3/{day}/2025|Patient: A. Smith|" + "97110 (15 min): SLR 3x10, cued. J. Doe, PT|" * 40
        for day in (4, 11)
    ]
    (tmp_path / "both.pdf").write_bytes(pdf("|".join(visits).split("|"), page=43))
    first, second = notes_of(read(tmp_path / "both.pdf"))
    assert (first.record, second.record, second.path) == ("page 1", "page 2", f"{tmp_path}/both.pdf#2")


def test_a_format_is_told_by_its_content_where_the_name_does_not(tmp_path: Path) -> None:
    some = two_hundred()[:2]
    chart_files.write_ccda(tmp_path, some[:1])
    chart_files.write_pdf(tmp_path, some[:1])
    chart_files.write_word(tmp_path, some[:1])
    chart_files.write_hl7(tmp_path, some[:1])
    chart_files.write_bundle(tmp_path, some[:1])
    for file in sorted(tmp_path.iterdir()):
        (note,) = notes_of(read(file.rename(file.with_suffix(".export"))))
        assert lines_of(note.text) == lines_of(some[0].text)


# --- files of others ---------------------------------------------------------------------------------------------

IN = {
    "csv": Origin("column", "c"), "jsonl": Origin("column", "text"), "parquet": Origin("column", "cut"),
    "xlsx": Origin("column", "text"), "test_geo.csv": Origin("column", "slug"), "test_utf8.csv": Origin("column", "baz"),
    "cyrillic.xlsx": Origin("column", "Элемент"), "toy-chat.jsonl": Origin("path", "messages.1.content"),
}  # fmt: skip


class Found(NamedTuple):
    """What a file of others must give: so many notes, and of the first how it begins, whose and of when it is."""

    notes: int
    words: str
    patient: str | None = None
    date: str | None = None
    clinician: str | None = None


FOUND = {
    "CCD.example.xml": Found(
        1, "Allergies, Adverse Reactions, Alerts\nSubstance | Reaction | ", "12345", "2010-06-01", "Henry Seven"
    ),
    "agastha_ccd.xml": Found(
        1,
        "ALLERGIES AND ADVERSE REACTIONS\nSubstance | Reaction | ",
        "alice jones newman",
        "2017-10-31",
        "Albert Davis",
    ),
    "partners_epic.xml": Found(1, "Problems\nDate | Problems | Status | ", "900646017", "2013-03-07"),
    "us-core-soap-note.json": Found(
        1,
        "S: Patient complained of sore toe after walking",
        "patient/example",
        "2026-03-24",
        "Practitioner/practitioner-1",
    ),
    "docref-consult.json": Found(
        1, "Abdominal Pain - Consult\nThe patient ", "<<replace_with_patient_id>>", "2004-12-23", "dummy@outlook.com"
    ),
    "ips-composition.json": Found(
        1,
        "Active Problems\n- Condition Name: Acute myocardial infarction of anterior wall\nCode: 54329005\n",
        "patient/eumfh-39-07",
        "2020-12-11",
        "Practitioner/eumfh-39-07",
    ),
    "ips-bundle.json": Found(
        1,
        "Allergies and Intolerances\nThere is no information available regarding",
        "patient/aaa1234",
        "2021-05-03",
        "Organization/d9b97b04-b606-4f07-baf2-7eb3dcae0a2a",
    ),
    "mdm-t02-transcription.hl7": Found(
        1,
        "Toilet cylinder crackers model step-mother visor opening communication\nColumnist draft inn",
        "987654321",
        "2008-01-31",
        "IvanDoctorovich",
    ),
    "mdm-t02-consult.hl7": Found(
        1, "Patient evaluated for hypertension. Plan: ", "mrn-mdm-001", "2026-04-19", "Anna Lee, MD"
    ),
    "mdm-t02-epic.hl7": Found(
        1,
        "Clinical summary: Based on the information provided, the patient likely has viral sinusitis",
        "68b1c58d-41cd-4855-a100-8206eb1b61b5",
        "2016-05-10",
        "JAMES MATTHEWS",
    ),
    "blk-paras-and-tables.docx": Found(1, "Left-side | Right-side\n"),
    "hdr-header-footer.docx": Found(1, "Header for section-1\nsection with header\n"),
    "par-hyperlinks.docx": Found(1, "No hyperlinks\nOne awesome hyperlink.\nThree hyperlinks: the first one here, the"),
    "crazyones.pdf": Found(1, "The Crazy Ones\nOctober 14, 1998\n"),
    "multilang.pdf": Found(1, "English:\nHello World\n\nArabic:\n"),
    "two-different-pages.pdf": Found(1, "1\n\f2\n"),
    "pandas-0.7.1.parquet": Found(10, "Ideal"),
    "v0.7.1.all-named-index.parquet": Found(10, "Fair"),
    "v0.7.1.some-named-index.parquet": Found(10, "Fair"),
    "sheets.xlsx": Found(5, "Chicago Reader"),
    "test.xlsx": Found(5, "Chicago Reader"),
    "cyrillic.xlsx": Found(19, "Номер"),  # the column is in its second sheet
    "test_geo.csv": Found(17, "dcl"),
    "test_utf16_little.csv": Found(2, "3"),
    "test_utf8.csv": Found(2, "3"),
    "doccano-relations.jsonl": Found(1, "Google was founded on September 4, 1998, by Larry Page"),
    "doccano-testdata.jsonl": Found(18, "アンパサンド"),
    "toy-chat.jsonl": Found(4, "I fell off my bike today."),
}


def sample(name: str) -> list[Note | NotRead]:
    origin = IN.get(name) or IN.get(name.rpartition(".")[2])
    return read(SAMPLES / name, Identity(text=origin) if origin else None)


@pytest.mark.parametrize("name", FOUND)
def test_what_others_made_is_read(name: str) -> None:
    found = notes_of(sample(name))
    first, words = found[0], FOUND[name].words
    assert Found(len(found), first.text[: len(words)], first.patient, first.date, first.clinician) == FOUND[name]


def test_of_every_format_three_that_others_made_are_read() -> None:
    read_of = Counter(name.rpartition(".")[2] for name in FOUND)
    assert {kind for kind in read_of if read_of[kind] >= 3} == {
        "csv", "jsonl", "xlsx", "parquet", "docx", "pdf", "json", "xml", "hl7"
    }  # fmt: skip


def test_of_a_message_whose_attachment_cannot_be_read_the_text_is() -> None:
    unread, note = sample("mdm-t02-text-and-attachment.hl7")
    assert isinstance(unread, NotRead)
    assert unread.reason == "its attachment is no base64, or was cut off"
    assert isinstance(note, Note)
    assert (note.patient, note.date, note.clinician) == ("mrn0003223", "2023-08-20", "ROBERT WELBY")
    assert note.text.startswith(
        "Transcription Authentication Interface Message Text\nCritical Values Entered On:  08/22"
    )
    assert "\nReason not notified :   Protocol utilized \n" in note.text


@pytest.mark.parametrize(
    ("name", "reason"),
    [
        (
            "us-core-episode-summary.json",
            "its text is not in the file but elsewhere (attachment.url); export it inline",
        ),
        ("ccda-on-fhir-note.json", "its attachment is application/rtf, not plain text, HTML, PDF, Word or C-CDA"),
        ("mdm-t02-empty-attachment.hl7", "its attachment is empty"),
        ("message.hl7", "holds no document (MDM^T02), but ADT^A01"),
        ("batch.hl7", "holds no document (MDM^T02), but ADT^A01, RSP^K11^RSP_K11"),
        ("oru.hl7", "holds no document (MDM^T02), but ORU^R01"),
        ("test_skip_lines.xlsx", "none of its 0 columns is named 'text'"),
    ],
)
def test_what_others_made_and_holds_no_note_is_named(name: str, reason: str) -> None:
    (item,) = sample(name)
    assert isinstance(item, NotRead)
    assert item.reason == reason


def test_of_a_pdf_with_pages_that_are_pictures_these_are_named() -> None:
    *unread, note = sample("imagemagick-images.pdf")
    assert [str(item).partition("pdf: ")[2][:25] for item in unread] == [
        "page 4 of 6 is scanned: p",
        "page 5 of 6 is scanned: p",
    ]
    assert isinstance(note, Note)


def test_the_claims_of_the_guide() -> None:
    names = ["chiropractic", "commercial-health-insurance", "wheelchair"]
    paths = [str(SAMPLES / f"X222-{name}.edi") for name in names]
    found = find_claims(paths).claims
    assert [([(x.code, x.modifiers, x.units, x.amount) for x in c.lines], c.day, c.patients[0]) for c in found] == [
        ([("98940", (), 1, Decimal("145.5"))], (2005, 2, 15), "MATTHEW WILLIAMSON"),
        ([("99213", (), 1, Decimal(40)), ("87070", (), 1, Decimal(15))], (2006, 10, 3), "TED SMITH"),
        ([("99214", (), 1, Decimal(35)), ("86663", (), 1, Decimal(10))], (2006, 10, 10), "TED SMITH"),
        ([("K0001", ("RR", "KH", "BR"), 1, Decimal(75))], (2005, 3, 21), "JAMES SMITH"),
    ]
    assert found[0].clinicians == ("DAVID GREENE", "1234567890")
    assert found[1].clinicians == ()  # billed by an organisation
    assert found[0].payer == "MEDICARE PART B MARYLAND"
    assert list(read_notes(paths)) == []


def test_every_sample_has_its_origin_and_licence() -> None:
    told = (SAMPLES / "README.md").read_text()
    assert [f.name for f in SAMPLES.iterdir() if f.name != "README.md" and f"`{f.name}`" not in told] == []


@pytest.mark.parametrize("kind", ["text/xml", "application/xml", "application/hl7-cda+xml", "application/hl7-v3+xml"])
def test_a_c_cda_in_a_resource_is_read(kind: str, tmp_path: Path) -> None:
    body = "<structuredBody><component><section><text>97110 (15 min)</text></section></component></structuredBody>"
    (tmp_path / "a.json").write_bytes(document(contentType=kind, data=b64(cda(body))))
    (note,) = notes_of(read(tmp_path / "a.json"))
    assert note.text == "97110 (15 min)\n"


# --- what is wrong with a file -----------------------------------------------------------------------------------


def b64(data: bytes) -> str:
    return base64.b64encode(data).decode()


def document(**attachment: str) -> bytes:
    return json.dumps({"resourceType": "DocumentReference", "content": [{"attachment": attachment}]}).encode()


def cda(body: str, head: str = "") -> bytes:
    return f'{head}<ClinicalDocument xmlns="urn:hl7-org:v3"><component>{body}</component></ClinicalDocument>'.encode()


def message(*segments: str, kind: str = "MDM^T02") -> bytes:
    return "\r".join([f"MSH|^~\\&|A|B|C|D|20250304||{kind}|1|P|2.5", *segments]).encode()


def workbook(sheet: str, **more: str) -> bytes:
    """A workbook whose one sheet is so written."""
    office = "http://schemas.openxmlformats.org"
    kind = "application/vnd.openxmlformats-officedocument.spreadsheetml"
    return archive(
        {
            "[Content_Types].xml": f'<Types xmlns="{office}/package/2006/content-types"><Default Extension="rels"'
            ' ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Override PartName="/xl/workbook.xml"'
            f' ContentType="{kind}.sheet.main+xml"/><Override PartName="/xl/worksheets/sheet1.xml"'
            f' ContentType="{kind}.worksheet+xml"/></Types>',
            "_rels/.rels": f'<Relationships xmlns="{office}/package/2006/relationships"><Relationship Id="r1" Type='
            f'"{office}/officeDocument/2006/relationships/officeDocument" Target="xl/workbook.xml"/></Relationships>',
            "xl/workbook.xml": f'<workbook xmlns="{office}/spreadsheetml/2006/main" xmlns:r="{office}/officeDocument/2006/'
            'relationships"><sheets><sheet name="a" sheetId="1" r:id="r1"/></sheets></workbook>',
            "xl/_rels/workbook.xml.rels": f'<Relationships xmlns="{office}/package/2006/relationships"><Relationship Id="r1"'
            f' Type="{office}/officeDocument/2006/relationships/worksheet" Target="worksheets/sheet1.xml"/></Relationships>',
            "xl/worksheets/sheet1.xml": sheet,
            **more,
        }
    )


LAUGHS = '<!DOCTYPE x [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;&a;&a;">]>'
MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
CELL = '<c t="inlineStr"><is><t>{}</t></is></c>'
GOOD_WORD = word(paragraph("97110"))
SHEET = f'<worksheet xmlns="{MAIN}"><sheetData><row>{CELL.format("Note")}</row></sheetData></worksheet>'
PICTURE = assembled(
    [
        b"<</Type/Catalog/Pages 2 0 R>>", b"<</Type/Pages/Count 1/Kids[4 0 R]>>",
        b"<</Type/XObject/Subtype/Image/Width 1/Height 1/ColorSpace/DeviceGray/BitsPerComponent 8/Length 1>>stream\nx\nendstream",
        b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 9 9]/Contents 5 0 R/Resources<</XObject<</I 3 0 R>>>>>>",
        b"<</Length 5>>stream\n/I Do\nendstream",
    ]
)  # fmt: skip
SCAN = PICTURE.replace(b"/Count 1/Kids[4 0 R]", b"/Count 2/Kids[4 0 R 4 0 R]")
LOCKED = assembled(
    [
        b"<</Type/Catalog/Pages 2 0 R>>", b"<</Type/Pages/Count 0/Kids[]>>",
        b"<</Filter/Standard/V 1/R 2/P -4/O<%s>/U<%s>>>" % (b"11" * 32, b"22" * 32),
    ]
).replace(b"/Root 1 0 R", b"/Root 1 0 R/Encrypt 3 0 R/ID[<00><00>]")  # fmt: skip
ISA = "ISA*00*          *00*          *ZZ*A              *ZZ*B              *250101*1200*^*00501*000000001*0*P*:~"
GS, END = "GS*HC*A*B*20250101*1200*1*X*005010X222A1~", "GE*1*1~IEA*1*000000001~"
OBX = "OBX|1|TX|1||97110"
BAD: dict[str, list[tuple[bytes, str]]] = {
    "a.csv": [
        (b"", "empty"),
        (b"Patient,Text\n1,2\n", "none of its 2 columns is named 'Note'"),
        (b"Note\n\x00\x01\x02\xff\xfe\n", "binary, not text"),
        (b'Note\n"97110\n', "no table from line 2 on: unexpected end of data"),
        (b"\xff\xfeN\x00o\x00t\x00e\x00\n\x00\x00\xd8", "not valid UTF-16-LE"),
        (b"Note,Note\n1,2\n", "more than one of its 2 columns is named 'Note'"),
    ],
    "a.jsonl": [
        (b"", "empty"),
        (b"MRN,Note\n1,2\n", "no JSON Lines: line 1 is not JSON from character 1 on"),
        (b'["97110"]\n', "no JSON Lines: line 1 is no JSON object"),
        (b"\xff\xfe\x00\x01", "no JSON Lines: line 1 is not UTF-8"),
        (b"[" * 100_000, "no JSON Lines: line 1 is JSON nested too deeply"),
        (b'{"Note": "97110 (15 min)"', "no JSON Lines: line 1 is not JSON from character 26 on"),
    ],
    "a.xlsx": [
        (b"MRN,Note\n", "not an Excel workbook, or one that was cut off"),
        (workbook(SHEET)[:-40], "not an Excel workbook, or one that was cut off"),
        (GOOD_WORD, "not an Excel workbook: an archive without xl/workbook.xml"),
        (workbook(" " * (513 * 1024 * 1024)), "unpacks to 537,"),
        (workbook(LAUGHS + SHEET.replace("Note", "&b;")), "not a .xlsx file that can be read ("),
        (workbook(SHEET[:-60]), "not a .xlsx file that can be read (ParseError)"),
        (workbook(SHEET.replace("Note", "Notes")), "none of its 1 columns is named 'Note', but one 'Notes'"),
    ],
    "a.parquet": [
        (b"", "not a Parquet file, or one that was cut off"),
        (b"PAR1" * 3, "not a Parquet file, or one that was cut off"),
        (b"MRN,Note\n1,2\n", "not a Parquet file, or one that was cut off"),
        ((SAMPLES / "pandas-0.7.1.parquet").read_bytes()[:-100], "not a Parquet file, or one that was cut off"),
        ((SAMPLES / "pandas-0.7.1.parquet").read_bytes(), "none of its 11 columns is named 'Note'"),
    ],
    "a.docx": [
        (b"97110 (15 min)", "not a Word document, or one that was cut off"),
        (GOOD_WORD[:-30], "not a Word document, or one that was cut off"),
        (workbook(SHEET), "not a Word document: an archive without word/document.xml"),
        (word(" " * (65 * 1024 * 1024)), "unpacks to 68,"),
        (word("<w:p>"), "not a Word document that can be read (XMLSyntaxError)"),
        (word(paragraph(" ")), "a Word document without text; what it shows may be a picture"),
    ],
    "a.pdf": [
        (b"97110 (15 min)", "not a PDF that can be read, or one that was cut off (PdfStreamError)"),
        (pdf(["97110"])[:120], "not a PDF that can be read, or one that was cut off ("),
        (PICTURE, "scanned: pictures without text; recognise the text (OCR) first"),
        (SCAN, "its 2 pages are scanned: pictures without text; recognise the text (OCR) first"),
        (LOCKED, "a PDF that is encrypted; save it without a password"),
        (assembled([b"<</Type/Catalog/Pages 2 0 R>>", b"<</Type/Pages/Count 0/Kids[]>>"]), "a PDF without a page"),
        (pdf([""]), "a PDF without text"),
    ],
    "a.json": [
        (b'{"resourceType": "DocumentReference",\n "content": [', "not JSON from line 2 on"),
        (b'{"Note": "97110"}', "JSON without a resourceType; a file of records is named .jsonl"),
        (b'{"resourceType": "Patient", "id": "1"}', "holds no DocumentReference and no Composition, but Patient"),
        (document(contentType="text/plain", data="%%%"), "its attachment is no base64, or was cut off"),
        (b'{"resourceType": "DocumentReference"}', "entry 1 is no DocumentReference of FHIR R4: content: field required"),
        (b'{"resourceType": "Claim", "item": [{}]}', "entry 1 is no Claim of FHIR R4: item.0.productOrService: field required"),
        (b"[" * 100_000, "JSON nested too deeply"),
        (document(contentType="text/plain", data=""), "its attachment is empty"),
        (document(contentType="application/hl7-v3+xml", data=b64(b"97110")), "not well-formed XML from line 1 on"),
        (document(contentType="image/png", data=b64(b"\x89PNG")), "its attachment is image/png, not plain text, HTML, PDF"),
    ],
    "a.xml": [
        (b"<ClinicalDocument>", "not well-formed XML from line 1 on"),
        (cda("<x>&b;</x>", LAUGHS.replace("DOCTYPE x", "DOCTYPE ClinicalDocument")), "XML with a document type (DOCTYPE)"),
        (b"<note>97110</note>", "XML, but no ClinicalDocument of C-CDA"),
        (cda("<structuredBody/>"), "a ClinicalDocument whose sections hold no text"),
        (cda('<nonXMLBody><text representation="B64">%%%</text></nonXMLBody>'), "its attachment is no base64"),
        (cda('<nonXMLBody><text><reference value="a.pdf"/></text></nonXMLBody>'), "its text is not in the file but elsewhere"),
    ],
    "a.hl7": [
        (b"97110 (15 min)", "no HL7 v2: it does not begin with a message header (MSH)"),
        (message("PID|1||7", kind="ADT^A01"), "holds no document (MDM^T02), but ADT^A01"),
        (message("PID|1||7", "OBX|1|ED|1||^TEXT^plain^Base64^%%%"), "its attachment is no base64, or was cut off"),
        (message("PID|1||7"), "message 1 holds no text (OBX-5)"),
        (message(OBX), "message 1 names no patient (PID)"),
        (message("PID|1||7", "OBX|1|RP|1||a.pdf"), "the text of message 1 is not in the file but elsewhere"),
        (b"", "holds no HL7 v2 message"),
    ],
    "a.837": [
        (b"97110 (15 min)", "no X12 interchange: it does not begin with a whole ISA segment"),
        (f"{ISA}{GS}ST*837*1~LX*1~".encode(), "X12 that is not whole: "),
        (f"{ISA}{GS}ST*835*1~SE*2*1~{END}".encode(), "X12, but no 837: 835"),
        (f"{ISA}{GS}ST*837*1~SE*2*1~{END}".encode(), "X12 without a professional service line (837P, SV1)"),
        (f"{ISA}{GS}ST*837*1~CLM*1*5~LX*1~SV1*HC:97110*5*UN*1~SE*9*1~{END}".encode(), "X12 that is not whole: SE count of 9"),
        (b"\x00\x01\x02\x03", "binary, not text"),
    ],
}  # fmt: skip


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, fakes: None) -> Path:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "good.txt").write_text("97140\n")
    return tmp_path


def check(*args: str) -> Result:
    return CliRunner().invoke(cli, ["check", "--output-format", "json", *args], prog_name="notelint")


@pytest.mark.parametrize(
    ("name", "data", "complaint"),
    [pytest.param(name, *each, id=f"{name}: {each[1]}") for name, every in BAD.items() for each in every],
)
def test_what_is_wrong_with_a_file_is_one_clear_line(folder: Path, name: str, data: bytes, complaint: str) -> None:
    (folder / name).write_bytes(data)
    result = check("--config", "text = { column = 'Note' }", "--verdicts", name, "good.txt")
    assert result.exit_code == 2
    told = [line for line in result.stderr.splitlines() if line.startswith("error: ")]
    assert len(told) == 1
    assert told[0].startswith(f"error: {name}: not read: {complaint}")
    assert told[0].endswith("[NL002]")
    assert {v["path"] for v in json.loads(result.stdout)} == {name, "good.txt"}


def test_there_are_five_of_each() -> None:
    assert [name for name, every in BAD.items() if len(every) < 5] == []


def test_a_bad_record_takes_no_other_with_it(tmp_path: Path) -> None:
    (tmp_path / "a.jsonl").write_text('{"n": "97110"}\n{"n": \n\n{"n": " "}\n{"n": "97140"}\n')
    found = read(tmp_path / "a.jsonl", Identity(text=Origin("path", "n")))
    assert [str(x).rpartition("/")[2] if isinstance(x, NotRead) else x.path.rpartition("/")[2] for x in found] == [
        "a.jsonl#1", "a.jsonl#2: line 2 is not JSON from character 8 on", "a.jsonl#4: holds no note in the path 'n'",
        "a.jsonl#5",
    ]  # fmt: skip


@pytest.mark.parametrize("name", ["charts.csv", "charts.jsonl", "charts.xlsx", "charts.parquet"])
def test_records_need_to_be_told_where_their_notes_are(name: str, tmp_path: Path) -> None:
    (tmp_path / name).write_text("x")
    (item,) = read(tmp_path / name)
    assert "no setting names the" in str(item)


@pytest.mark.parametrize(
    ("name", "library", "reason"),
    [
        ("charts.xlsx", "openpyxl", "needs openpyxl, which is not installed: pip install 'notelint[audit]'"),
        ("charts.parquet", "pyarrow", "needs pyarrow, which is not installed: pip install 'notelint[audit]'"),
        ("V-0000.docx", "docx", "needs docx, which is not installed: pip install 'notelint[audit]'"),
        ("V-0000.pdf", "pypdf", "needs pypdf, which is not installed: pip install 'notelint[audit]'"),
        ("V-0000.xml", "lxml", "needs lxml, which is not installed: pip install 'notelint[audit]'"),
        ("charts.hl7", "hl7", "needs hl7, which is not installed: pip install 'notelint[audit]'"),
        ("claims.837", "pyx12", "needs pyx12, which is not installed: pip install 'notelint[audit]'"),
    ],
)
def test_a_library_that_is_missing_is_named_with_the_remedy(
    name: str, library: str, reason: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    some = two_hundred()[:1]
    for write in (*chart_files.FORMATS.values(), chart_files.write_837):
        write(tmp_path, some)
    whole = importlib.import_module

    def without(module: str) -> Any:
        if module.partition(".")[0] == library:
            raise ImportError(module)
        return whole(module)

    monkeypatch.setattr("notelint.linter.readers.formats.import_module", without)
    (item,) = read(tmp_path / name, Identity(text=Origin("column", "note")))
    assert isinstance(item, NotRead)
    assert item.reason == reason


def test_the_text_of_one_note_may_be_too_long_and_the_file_not(tmp_path: Path) -> None:
    path = chart_files.write_csv(tmp_path, two_hundred())
    longest = max(len(chart.text) for chart in two_hundred())
    found = list(read_notes([str(path)], identity=Identity(text=Origin("column", "note")), max_size=longest - 1))
    assert [str(item).partition(": ")[2] for item in found if isinstance(item, NotRead)] == [
        f"its text is longer than {longest - 1:,} characters (max-size)"
    ]


# --- the map -----------------------------------------------------------------------------------------------------


def test_a_record_says_its_parts_by_paths_of_keys(tmp_path: Path) -> None:
    record = {
        "visit": {"id": 7, "when": "2025-03-04", "by": [{"name": "Ann  Lee, PT"}]},
        "who": "MRN 12",
        "body": "97110",
        "lines": [{"cpt": "97110", "mods": ["gp", "59"], "qty": 2.0, "fee": 90.5}, {"cpt": "97140", "qty": "1"}],
    }
    (tmp_path / "a.jsonl").write_text(json.dumps(record) + "\n")
    (tmp_path / "notelint.toml").write_text(
        'text = { path = "body" }\nid = { path = "visit.id" }\npatient = { path = "who" }\ndate = { path = "visit.when" }\n'
        'clinician = { path = "visit.by.0.name" }\npayer = { path = "visit.payer" }\n'
        'charges = { path = "lines", code = "cpt", modifiers = "mods", units = "qty", amount = "fee" }\n'
    )
    identity = load_settings([str(tmp_path / "notelint.toml")]).identity
    (note,) = notes_of(read(tmp_path / "a.jsonl", identity))
    assert (note.id, note.patient, note.date, note.clinician, note.payer) == (
        "7",
        "mrn 12",
        "2025-03-04",
        "Ann Lee, PT",
        None,
    )
    assert note.claim == (
        ClaimLine("97110", ("GP", "59"), 2, Decimal("90.5"), 1), ClaimLine("97140", (), 1, None, 2),
    )  # fmt: skip


@pytest.mark.parametrize(
    ("charges", "amount", "claim"),
    [
        ("97110 GP x2; 97140", "90.00; 45", ["97110 GP x2 $90.00", "97140 $45"]),
        ("97110x2|97140x1", "$1,090.00|45", ["97110 x2 $1090.00", "97140 x1 $45"]),
        ("97110 2 units", "", ["97110 x2"]),
        ("98941-AT", "60", ["98941 AT $60"]),
    ],
)
def test_charges_and_amounts_of_columns(charges: str, amount: str, claim: list[str]) -> None:
    found = Charges(Origin("column", "c")).of({"c": charges, "a": amount}, Origin("column", "a"))
    assert found == claim_lines(", ".join(claim))


@pytest.mark.parametrize(
    ("cells", "complaint"),
    [
        ({"c": "Smith, John"}, "charge 1 is none that can be read, such as 97110 GP x2 $90.00"),
        ({"c": "97110, 97140", "a": "90"}, "amounts for 1 charges, and 2 charges"),
        ({"c": "97110", "a": "ninety"}, "an amount that is no number"),
        ({"c": [{"code": "97110", "units": 1.5}]}, "units that are no whole number"),
        ({"c": [{"cpt": "97110"}]}, "a charge has no 'code'"),
    ],
)
def test_charges_that_are_none_are_named_and_not_quoted(cells: dict[str, object], complaint: str) -> None:
    with pytest.raises(ValueError, match=complaint.replace("$", r"\$")):
        Charges(Origin("column", "c")).of(cells, Origin("column", "a"))


@pytest.mark.parametrize(
    ("toml", "complaint"),
    [
        ("amount = { column = 'x' }", "key 'amount': there are amounts without charges"),
        ("charges = { column = 'x', path = 'y' }", "key 'charges': needs either column or path"),
        ("charges = { colum = 'x' }", "unknown key 'charges.colum', did you mean 'column'?"),
        ("text = { path = 'a..b' }", "key 'text.path': string should match pattern"),
        ("clinician = {}", "key 'clinician': needs one of label, pattern, file, folder, column and path"),
    ],
)
def test_a_mistake_in_the_map_is_named(folder: Path, toml: str, complaint: str) -> None:
    result = check("--config", toml, "good.txt")
    assert result.exit_code == 2
    assert complaint in result.stderr


@pytest.mark.parametrize(
    ("field", "text"),
    [
        (r"knee 4-/5\.br\c\o pain w\ stairs", "knee 4-/5\nc\\o pain w\\ stairs"),
        (r"ROM \T\ MMT \E\ 3\S\4 \H\loss\N\.", "ROM & MMT \\ 3^4 loss."),
        (r"0-118\X0A\deg\.in5\x", "0-118\ndeg" + " " * 20 + "x"),
        ("one~two", "one\ntwo"),
    ],
)
def test_the_text_of_a_field_of_hl7(field: str, text: str, tmp_path: Path) -> None:
    (tmp_path / "a.hl7").write_bytes(message("PID|1||7", f"OBX|1|FT|1||{field}", "OBX|2|NM|2||5"))
    (note,) = notes_of(read(tmp_path / "a.hl7"))
    assert note.text == text + "\n"


# --- claims ------------------------------------------------------------------------------------------------------


def identity_without_charges(settings: Settings) -> Identity:
    i = settings.identity
    return Identity(i.patient, i.date, i.text, i.id, i.clinician, i.payer)


def test_an_837_is_joined_by_patient_day_and_clinician(tmp_path: Path, settings: Settings) -> None:
    some = two_hundred()[:8]
    chart_files.write_csv(tmp_path, some)
    chart_files.write_837(tmp_path, some)
    found = notes_of(read(tmp_path, identity_without_charges(settings)))
    assert len(found) == 8
    for number, note in enumerate(found, 1):
        assert note.claim
        assert {line.source.rpartition(", ")[2] for line in note.claim} == {f"claim {number}"}
        assert [(x.code, x.modifiers, x.units, x.amount) for x in note.claim] == [
            ("97110", ("GP",), 2, Decimal(90)), ("97140", ("59",), 1, Decimal("42.5")),
        ]  # fmt: skip


@pytest.mark.parametrize(
    "change",
    [{"patient": "MRN-999"}, {"date": "2025-01-02"}, {"clinician": "Sam Poe, PT"}],
)
def test_a_claim_of_another_is_not_joined(change: dict[str, str], tmp_path: Path, settings: Settings) -> None:
    (chart,) = two_hundred()[:1]
    chart_files.write_csv(tmp_path, [chart])
    chart_files.write_837(tmp_path, [Chart(**{**vars(chart), **change})])
    (note,) = notes_of(read(tmp_path, identity_without_charges(settings)))
    assert note.claim is None


def test_notes_of_a_patient_that_a_format_knows_are_judged_together(folder: Path) -> None:
    some = [Chart(f"V-{i}", f"MRN-{i % 2}", f"2025-01-0{i + 1}", "Ann Lee, PT", "Acme", "97140\n") for i in range(4)]
    chart_files.write_hl7(folder, some)
    said = {v["path"]: v["message"] for v in json.loads(check("charts.hl7").stdout) if v["rule"] == "XB001"}
    assert said == {
        "charts.hl7": "others: ['charts.hl7#3']", "charts.hl7#2": "others: ['charts.hl7#4']",
        "charts.hl7#3": "others: ['charts.hl7']", "charts.hl7#4": "others: ['charts.hl7#2']",
    }  # fmt: skip


def test_claims_that_belong_to_no_note_are_counted(folder: Path) -> None:
    chart_files.write_837(folder, two_hundred()[:3])
    result = check("claims.837", "good.txt")
    told = "3 of 3 claims belong to no note of this run (by encounter, or by patient, date and clinician)"
    assert f"warning: {told}\n" in result.stderr


@pytest.mark.parametrize(
    ("said", "lines"),
    [
        ("97110 GP x2 $90.00, 97140 59 x1", [("97110", ("GP",), 2, "90.00"), ("97140", ("59",), 1, None)]),
        ("97110-GP-59; G0283", [("97110", ("GP", "59"), None, None), ("G0283", (), None, None)]),
        ("97110:GP 2 units | 97530 2u", [("97110", ("GP",), 2, None), ("97530", (), 2, None)]),
        ("97110 59", [("97110", ("59",), None, None)]),
        ("", []),
    ],
)
def test_claims_in_words(said: str, lines: list[tuple[Any, ...]]) -> None:
    assert [(x.code, x.modifiers, x.units, x.amount and str(x.amount)) for x in claim_lines(said)] == lines


# --- narrative, names, memory ------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("marked", "text"),
    [
        ("<div>a<br/>b <b>c</b></div>", "a\nb c\n"),
        ("<ul>\n  <li>one</li>\n  <li><p>two</p></li>\n</ul>", "- one\n- two\n"),
        (
            "<table><tr><th>Joint</th><td>ROM</td></tr>\n <tr><td>knee</td>\n <td>0-118</td></tr></table>",
            "Joint | ROM\nknee | 0-118\n",
        ),
        ("<paragraph>a</paragraph><paragraph/><paragraph>b   c</paragraph>", "a\n\nb   c\n"),
        ("<p>a\n    b</p><script>x()</script>", "a b\n"),
        ("<pre>a\n  b\n\nc</pre>", "a\n  b\n\nc\n"),
        ("3 &lt; 4 &amp; &#176;", "3 < 4 & °\n"),
        ("", ""),
    ],
)
def test_the_text_of_narrative(marked: str, text: str) -> None:
    assert text_of(marked) == text


def test_tracked_removals_and_fallbacks_of_a_word_document_are_not_read(tmp_path: Path) -> None:
    box = "<w:txbxContent>" + paragraph("in a box") + "</w:txbxContent>"
    body = (
        "<w:p><w:r><w:t>kept</w:t><w:tab/><w:t>too</w:t></w:r><w:del><w:r><w:delText>gone</w:delText></w:r></w:del>"
        "<w:ins><w:r><w:t>, added</w:t></w:r></w:ins><w:r><w:br/><w:t>next</w:t></w:r></w:p>"
        f"<w:sdt><w:sdtContent>{paragraph('a control')}</w:sdtContent></w:sdt><w:p><w:r>{box}</w:r></w:p>"
        f"<w:tbl><w:tr><w:tc>{paragraph('97110')}</w:tc><w:tc>{paragraph('2 units')}</w:tc></w:tr></w:tbl>"
    )
    (tmp_path / "a.docx").write_bytes(word(body))
    (note,) = notes_of(read(tmp_path / "a.docx"))
    assert note.text == "kept\ttoo, added\nnext\na control\n\nin a box\n97110 | 2 units\n"


@pytest.mark.parametrize(
    ("path", "name"),
    [("a/B.CSV", "tables"), ("x.hl7", "hl7v2"), ("claims.x12", "x12"), ("n.ndjson", "json_lines"), ("a.txt", None)],
)
def test_the_format_of_a_name(path: str, name: str | None) -> None:
    found = format_of(path)
    assert (found and found.name) == name


@pytest.mark.parametrize("name", ["csv", "jsonl", "parquet"])
def test_memory_stays_flat_over_a_long_file(name: str, tmp_path: Path) -> None:
    many = [Chart(f"V-{i}", "1", "2025-01-01", "A", "B", two_hundred()[i % 200].text * 4) for i in range(2000)]
    path = chart_files.FORMATS[name](tmp_path, many)
    identity = Identity(text=Origin("column", "note"))
    next(read_notes([str(path)], identity=identity))  # what is imported is not counted
    tracemalloc.start()
    assert sum(isinstance(note, Note) for note in read_notes([str(path)], identity=identity)) == 2000
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert sum(len(chart.text) for chart in many) > 7_000_000
    assert peak < 3_000_000
