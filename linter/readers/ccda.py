"""C-CDA: a clinical document in XML, its sections as they come, or the document that it wraps.

Parsed without entities, document types or network.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any, BinaryIO

from notelint.linter.note import Note
from notelint.linter.readers import markup_text
from notelint.linter.readers.attachments import attached_text, unpacked
from notelint.linter.readers.formats import library
from notelint.linter.readers.run import Run
from notelint.linter.readers.text import NotRead, read_limited

MOST = 64 * 1024 * 1024  # bytes of a file
_CDA = {"c": "urn:hl7-org:v3"}
_PATIENT = "c:recordTarget/c:patientRole"
_CLINICIANS = ("c:legalAuthenticator/c:assignedEntity", "c:author/c:assignedAuthor")
_TIMES = (
    "c:componentOf/c:encompassingEncounter/c:effectiveTime",
    "c:documentationOf/c:serviceEvent/c:effectiveTime",
    "c:effectiveTime",
)


def read(path: str, file: BinaryIO, run: Run) -> Iterator[Note | NotRead]:
    """The note that a document is."""
    root = tree(path, read_limited(file.read, path, MOST))
    patient = root.find(_PATIENT, _CDA)
    number = "" if patient is None else _attribute(patient, "c:id", "extension")
    name = "" if patient is None else _name(patient.find("c:patient/c:name", _CDA))
    whose = number or name
    note = Note(
        path, text_of(path, root), id=_attribute(root, "c:id", "extension") or _attribute(root, "c:id", "root") or None,
        patient=whose.casefold() or None, date=_day(root), clinician=_clinician(root),
    )  # fmt: skip
    visits = [e.get("extension") or e.get("root") for e in root.findall("c:componentOf/*/c:id", _CDA)]
    yield run.finished(note, path, encounters=[v for v in visits if v])


def tree(path: str, data: bytes) -> Any:
    """The document, parsed. Raises NotRead."""
    etree = library("lxml.etree", path)
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False)
    try:
        root = etree.fromstring(data, parser)
    except etree.XMLSyntaxError as error:
        raise NotRead(path, f"not well-formed XML from line {error.lineno} on") from None
    if root.getroottree().docinfo.doctype:
        raise NotRead(path, "XML with a document type (DOCTYPE), which no C-CDA document has; take it out")
    if root.tag != "{urn:hl7-org:v3}ClinicalDocument":
        raise NotRead(path, "XML, but no ClinicalDocument of C-CDA")
    return root


def text_of(path: str, root: Any) -> str:
    """The text of a document: its sections under their titles, or what it wraps. Raises NotRead."""
    wrapped = root.find("c:component/c:nonXMLBody/c:text", _CDA)
    if wrapped is not None:
        if wrapped.find("c:reference", _CDA) is not None:
            raise NotRead(path, "its text is not in the file but elsewhere (reference); export it inline")
        said = "".join(wrapped.itertext())
        data = unpacked(path, said) if wrapped.get("representation") == "B64" else said.encode()
        return attached_text(path, wrapped.get("mediaType") or "", data)
    body, tostring = root.find("c:component/c:structuredBody", _CDA), library("lxml.etree", path).tostring
    lines = [line for section in _children(body) for line in _sections(section, tostring)]
    if not lines:
        raise NotRead(path, "a ClinicalDocument whose sections hold no text")
    return "\n".join(lines) + "\n"


def _children(element: Any) -> list[Any]:
    return [] if element is None else element.findall("c:component/c:section", _CDA)


def _sections(section: Any, tostring: Callable[..., str]) -> Iterator[str]:
    title = section.find("c:title", _CDA)
    if title is not None and (words := " ".join("".join(title.itertext()).split())):
        yield words
    if (narrative := section.find("c:text", _CDA)) is not None:
        narrative.tail = None
        if text := markup_text.text_of(tostring(narrative, encoding="unicode")).rstrip("\n"):
            yield text
    for inner in _children(section):
        yield from _sections(inner, tostring)


def _attribute(element: Any, place: str, name: str) -> str:
    found = element.find(place, _CDA)
    return (found.get(name) or "") if found is not None else ""


def _day(root: Any) -> str | None:
    """The day of the visit, else that of the document, as in 2025-03-24."""
    for place in _TIMES:
        said = _attribute(root, place, "value") or _attribute(root, f"{place}/c:low", "value")
        if said[:8].isdigit() and len(said) >= 8:
            return f"{said[:4]}-{said[4:6]}-{said[6:8]}"
    return None


def _clinician(root: Any) -> str | None:
    names = (_name(found.find("c:assignedPerson/c:name", _CDA)) for p in _CLINICIANS for found in root.findall(p, _CDA))
    return next(filter(None, names), None)


def _name(element: Any) -> str:
    """A name: its given parts, its family name, what follows it."""
    if element is None:
        return ""
    parts = [*element.findall("c:given", _CDA), *element.findall("c:family", _CDA), *element.findall("c:suffix", _CDA)]
    said = " ".join("".join(part.itertext()) for part in parts) if parts else "".join(element.itertext())
    return " ".join(said.split())
