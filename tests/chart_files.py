"""Invented notes as the files that record systems export: the same texts in every format that is read."""

from __future__ import annotations

import base64
import csv
import io
import json
import random
import zipfile
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from xml.sax.saxutils import escape

from notelint.linter.readers import split_visits

ROUNDS = Path(__file__).parent.parent / "corpus" / "rounds"
SEED = 8
BREAK = "\\.br\\"  # of a line, in HL7 v2
ESCAPES = {"\\": "E", "|": "F", "^": "S", "&": "T", "~": "R"}


@dataclass(frozen=True)
class Chart:
    """A note as a record system holds it."""

    id: str
    patient: str
    date: str
    clinician: str
    payer: str
    text: str
    charges: str = "97110 GP x2 $90.00, 97140 59 x1 $42.50"


def charts(count: int) -> list[Chart]:
    """So many notes, from texts of the corpus that a page of Latin letters can hold, always the same."""
    texts = [path.read_text(encoding="utf-8") for path in sorted(ROUNDS.rglob("*.txt"))]
    plain = [t.rstrip("\n") + "\n" for t in texts if _is_plain(t)]
    chosen = random.Random(SEED).sample(plain, count)
    return [
        Chart(
            f"V-{i:04}", f"MRN-{i % 40:03}", f"2025-{i % 12 + 1:02}-{i % 28 + 1:02}", f"Dana Roe{'abcd'[i % 4]}, PT",
            "Acme" if i % 2 else "Medicare", text,
        )
        for i, text in enumerate(chosen)
    ]  # fmt: skip


def _is_plain(text: str) -> bool:
    try:
        text.encode("cp1252")
    except UnicodeEncodeError:
        return False
    lines = text.rstrip("\n").split("\n")
    return not set("\t\f\r\xa0") & set(text) and all(lines[:1]) and len(split_visits("x", text)) == 1


SETTINGS = """
id = { column = "id" }
patient = { column = "mrn" }
date = { column = "date" }
clinician = { column = "clinician" }
payer = { column = "payer" }
text = { column = "note" }
charges = { column = "charges" }
"""
COLUMNS = ("id", "mrn", "date", "clinician", "payer", "note", "charges")


def rows(notes: Iterable[Chart]) -> list[tuple[str, ...]]:
    return [(n.id, n.patient, n.date, n.clinician, n.payer, n.text, n.charges) for n in notes]


def write_csv(folder: Path, notes: Sequence[Chart], delimiter: str = ",", name: str = "charts.csv") -> Path:
    with (folder / name).open("w", newline="", encoding="utf-8") as out:
        csv.writer(out, delimiter=delimiter).writerows([COLUMNS, *rows(notes)])
    return folder / name


def write_tsv(folder: Path, notes: Sequence[Chart]) -> Path:
    return write_csv(folder, notes, "\t", "charts.tsv")


def write_json_lines(folder: Path, notes: Sequence[Chart]) -> Path:
    lines = [json.dumps(dict(zip(COLUMNS, row, strict=True))) for row in rows(notes)]
    (folder / "charts.jsonl").write_text("\n".join(lines) + "\n", encoding="utf-8")
    return folder / "charts.jsonl"


def write_excel(folder: Path, notes: Sequence[Chart]) -> Path:
    import openpyxl
    from openpyxl.cell import WriteOnlyCell

    book = openpyxl.Workbook(write_only=True)
    sheet = book.create_sheet("charts")
    for row in [COLUMNS, *rows(notes)]:
        cells = [WriteOnlyCell(sheet, value) for value in row]
        for cell in cells:
            cell.data_type = "s"  # also what begins as a formula does
        sheet.append(cells)
    book.save(folder / "charts.xlsx")
    return folder / "charts.xlsx"


def write_parquet(folder: Path, notes: Sequence[Chart]) -> Path:
    import pyarrow
    from pyarrow import parquet

    columns = dict(zip(COLUMNS, map(list, zip(*rows(notes), strict=True)), strict=True))
    parquet.write_table(pyarrow.table(columns), folder / "charts.parquet")
    return folder / "charts.parquet"


def write_word(folder: Path, notes: Sequence[Chart]) -> Path:
    for note in notes:
        lines = note.text.rstrip("\n").split("\n")
        (folder / f"{note.id}.docx").write_bytes(word("".join(map(paragraph, lines))))
    return folder


def paragraph(text: str) -> str:
    return f'<w:p><w:r><w:t xml:space="preserve">{escape(text)}</w:t></w:r></w:p>'


def word(body: str, **more: str) -> bytes:
    """A Word document of as little as one may have, and what else is put into the archive."""
    office = "http://schemas.openxmlformats.org"
    main = "application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"
    parts = {
        "[Content_Types].xml": f'<Types xmlns="{office}/package/2006/content-types"><Default Extension="rels"'
        ' ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        f'<Override PartName="/word/document.xml" ContentType="{main}"/></Types>',
        "_rels/.rels": f'<Relationships xmlns="{office}/package/2006/relationships"><Relationship Id="r1" Type='
        f'"{office}/officeDocument/2006/relationships/officeDocument" Target="word/document.xml"/></Relationships>',
        "word/document.xml": f'<w:document xmlns:w="{office}/wordprocessingml/2006/main"><w:body>{body}</w:body></w:document>',
        **more,
    }
    return archive(parts)


def archive(parts: dict[str, str]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as made:
        for name, content in parts.items():
            made.writestr(name, content)
    return out.getvalue()


def write_pdf(folder: Path, notes: Sequence[Chart]) -> Path:
    for note in notes:
        (folder / f"{note.id}.pdf").write_bytes(pdf(note.text.rstrip("\n").split("\n")))
    return folder


def pdf(lines: Sequence[str], page: int = 60) -> bytes:
    """A PDF of so many lines a page, in a letter of one width."""
    pages = [lines[i : i + page] for i in range(0, len(lines), page)] or [[]]
    objects = [
        b"<</Type/Catalog/Pages 2 0 R>>",
        b"",
        b"<</Type/Font/Subtype/Type1/BaseFont/Courier/Encoding/WinAnsiEncoding>>",
    ]
    for shown in pages:
        escaped = (line.replace("\\", r"\\").replace("(", r"\(").replace(")", r"\)") for line in shown)
        drawn = "".join(f"({line}) Tj T*\n" for line in escaped)
        content = f"BT /F1 8 Tf 12 TL 20 760 Td\n{drawn}ET".encode("cp1252")
        objects.append(b"<</Length %d>>stream\n%s\nendstream" % (len(content), content))
        objects.append(
            b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 %d 792]/Contents %d 0 R/Resources<</Font<</F1 3 0 R>>>>>>"
            % (40 + 5 * max(map(len, shown), default=0), len(objects))
        )
    kids = b" ".join(b"%d 0 R" % n for n in range(5, len(objects) + 1, 2))
    objects[1] = b"<</Type/Pages/Count %d/Kids[%s]>>" % (len(pages), kids)
    return assembled(objects)


def assembled(objects: Sequence[bytes]) -> bytes:
    """A PDF of these objects, numbered from 1."""
    out, places = io.BytesIO(b""), []
    out.write(b"%PDF-1.4\n")
    for number, body in enumerate(objects, 1):
        places.append(out.tell())
        out.write(b"%d 0 obj\n%s\nendobj\n" % (number, body))
    start = out.tell()
    out.write(b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1))
    out.write(b"".join(b"%010d 00000 n \n" % place for place in places))
    out.write(b"trailer<</Size %d/Root 1 0 R>>\nstartxref\n%d\n%%%%EOF" % (len(objects) + 1, start))
    return out.getvalue()


def resources(notes: Iterable[Chart]) -> list[dict[str, object]]:
    """The notes as DocumentReference with an attachment, every third as Composition; Encounter and Claim for each."""
    found: list[dict[str, object]] = []
    for i, note in enumerate(notes):
        visit = {"reference": f"Encounter/e{i}"}
        patient, author = {"identifier": {"value": note.patient}}, [{"display": note.clinician}]
        if i % 3:
            data = base64.b64encode(note.text.encode()).decode()
            attachment = {"contentType": "text/plain; charset=utf-8", "data": data}
            found.append(
                {
                    "resourceType": "DocumentReference", "id": note.id, "status": "current", "subject": patient,
                    "author": author, "content": [{"attachment": attachment}], "context": {"encounter": [visit]},
                }
            )  # fmt: skip
        else:
            div = f'<div xmlns="http://www.w3.org/1999/xhtml"><pre>{escape(note.text)}</pre></div>'
            found.append(
                {
                    "resourceType": "Composition", "id": note.id, "status": "final", "subject": patient, "title": "Visit",
                    "author": author, "encounter": visit, "section": [{"text": {"status": "generated", "div": div}}],
                }
            )  # fmt: skip
        found.append({"resourceType": "Encounter", "id": f"e{i}", "status": "finished", "period": {"start": note.date}})
        found.append(
            {
                "resourceType": "Claim", "id": f"c{i}", "status": "active", "insurer": {"display": note.payer},
                "item": [
                    _item(1, "97110", ["GP"], 2, 90.00, visit), _item(2, "97140", ["59"], 1, 42.50, visit),
                ],
            }
        )  # fmt: skip
    return found


def _item(
    number: int, code: str, modifiers: Sequence[str], units: int, amount: float, visit: dict[str, str]
) -> dict[str, object]:
    cpt = "http://www.ama-assn.org/go/cpt"
    return {
        "sequence": number, "productOrService": {"coding": [{"system": cpt, "code": code}]},
        "modifier": [{"coding": [{"code": m}]} for m in modifiers], "quantity": {"value": units},
        "net": {"value": amount, "currency": "USD"}, "encounter": [visit],
    }  # fmt: skip


def write_bundle(folder: Path, notes: Sequence[Chart]) -> Path:
    bundle = {"resourceType": "Bundle", "type": "collection", "entry": [{"resource": r} for r in resources(notes)]}
    (folder / "bundle.json").write_text(json.dumps(bundle), encoding="utf-8")
    return folder / "bundle.json"


def write_bulk(folder: Path, notes: Sequence[Chart]) -> Path:
    """As the bulk export gives them: a file for each kind of resource."""
    kinds: dict[str, list[str]] = {}
    for resource in resources(notes):
        kinds.setdefault(str(resource["resourceType"]), []).append(json.dumps(resource))
    for kind, lines in kinds.items():
        (folder / f"{kind}.ndjson").write_text("\n".join(lines) + "\n", encoding="utf-8")
    return folder


def write_ccda(folder: Path, notes: Sequence[Chart]) -> Path:
    for i, note in enumerate(notes):
        lines = note.text.rstrip("\n").split("\n")
        if i % 2:
            told = "".join(f"<paragraph>{escape(line)}</paragraph>" for line in lines)
            body = f"<structuredBody><component><section><text>{told}</text></section></component></structuredBody>"
        else:
            data = base64.b64encode(note.text.encode()).decode()
            body = f'<nonXMLBody><text mediaType="text/plain" representation="B64">{data}</text></nonXMLBody>'
        (folder / f"{note.id}.xml").write_text(
            '<?xml version="1.0" encoding="UTF-8"?>\n<ClinicalDocument xmlns="urn:hl7-org:v3">'
            f'<id root="2.16.840.1.113883.19" extension="{note.id}"/><effectiveTime value="20250101"/>'
            f'<recordTarget><patientRole><id extension="{note.patient}"/></patientRole></recordTarget>'
            f"<author><assignedAuthor><assignedPerson><name>{note.clinician}</name></assignedPerson></assignedAuthor></author>"
            f'<componentOf><encompassingEncounter><effectiveTime><low value="{note.date.replace("-", "")}0900"/>'
            f"</effectiveTime></encompassingEncounter></componentOf><component>{body}</component></ClinicalDocument>\n",
            encoding="utf-8",
        )
    return folder


def write_hl7(folder: Path, notes: Sequence[Chart]) -> Path:
    """One file of MDM^T02 messages: the text in one OBX by line breaks, in one OBX a line, or attached in base64."""
    messages = []
    for i, note in enumerate(notes):
        lines = note.text.rstrip("\n").split("\n")
        if i % 3 == 0:
            observed = [f"OBX|1|FT|11506-3^Progress note^LN||{BREAK.join(map(hl7_escaped, lines))}||||||F"]
        elif i % 3 == 1:
            observed = [
                f"OBX|{n}|TX|11506-3^Progress note^LN||{hl7_escaped(line)}||||||F" for n, line in enumerate(lines, 1)
            ]
        else:
            data = base64.b64encode(note.text.encode()).decode()
            observed = [f"OBX|1|ED|11506-3^Progress note^LN||^TEXT^plain^Base64^{data}||||||F"]
        day, (name, *_) = note.date.replace("-", ""), note.clinician.split(",")
        given, family = name.split(" ")
        messages += [
            f"MSH|^~\\&|EHR|CLINIC|NOTES|AUDIT|{day}120000||MDM^T02|{i}|P|2.5.1", f"EVN|T02|{day}120000",
            f"PID|1||{note.patient}^^^CLINIC^MR||Doe^Jane", "PV1|1|O",
            f"TXA|1|PN|TX|{day}090000|||||123^{family}^{given}^^^^PT|||{note.id}|||||AU", *observed,
        ]  # fmt: skip
    (folder / "charts.hl7").write_bytes(("\r".join(messages) + "\r").encode())
    return folder / "charts.hl7"


def hl7_escaped(text: str) -> str:
    return "".join(f"\\{ESCAPES[c]}\\" if c in ESCAPES else c for c in text)


def write_837(folder: Path, notes: Sequence[Chart], name: str = "claims.837") -> Path:
    """The claims of the notes, one each, as an 837P."""
    segments = [
        "ST*837*0001*005010X222A1", "BHT*0019*00*1*20250101*1200*CH", "NM1*41*2*CLINIC*****46*1", "NM1*40*2*PAYER*****46*2",
        "HL*1**20*1", "NM1*85*2*CLINIC*****XX*1111111112",
    ]  # fmt: skip
    for i, note in enumerate(notes):
        words = note.clinician.split(",")[0].split(" ")
        segments += [
            f"HL*{i + 2}*1*22*0", "SBR*P*18*******CI", f"NM1*IL*1*DOE*JANE****MI*{note.patient}",
            f"NM1*PR*2*{note.payer.upper()}*****PI*99", f"CLM*{note.id}*132.5***11:B:1*Y*A*Y*Y",
            f"NM1*82*1*{words[1].upper()}*{words[0].upper()}****XX*1234567893",
            "LX*1", "SV1*HC:97110:GP*90*UN*2***1", f"DTP*472*D8*{note.date.replace('-', '')}",
            "LX*2", "SV1*HC:97140:59*42.5*UN*1***1", f"DTP*472*D8*{note.date.replace('-', '')}",
        ]  # fmt: skip
    segments.append(f"SE*{len(segments) + 1}*0001")
    isa = "ISA*00*          *00*          *ZZ*SENDER         *ZZ*RECEIVER       *250101*1200*^*00501*000000001*0*P*:"
    whole = [isa, "GS*HC*SENDER*RECEIVER*20250101*1200*1*X*005010X222A1", *segments, "GE*1*1", "IEA*1*000000001"]
    (folder / name).write_text("~\n".join(whole) + "~\n")
    return folder / name


Write = Callable[[Path, Sequence[Chart]], Path]
FORMATS: dict[str, Write] = {
    "csv": write_csv, "tsv": write_tsv, "jsonl": write_json_lines, "xlsx": write_excel, "parquet": write_parquet,
    "docx": write_word, "pdf": write_pdf, "bundle": write_bundle, "ndjson": write_bulk, "ccda": write_ccda,
    "hl7": write_hl7,
}  # fmt: skip
