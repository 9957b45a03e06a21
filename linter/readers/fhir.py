"""FHIR R4: notes in DocumentReference and Composition, alone, in a Bundle or one a line (NDJSON).

Claims give what was claimed for a note; an Encounter joins the two, and knows day and clinician where a note does not.
Of each resource only what is used here is looked at: see https://hl7.org/fhir/R4/ for all of it.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from decimal import Decimal
from typing import Any, BinaryIO

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from notelint.linter.claim import ClaimLine
from notelint.linter.note import Note
from notelint.linter.readers.attachments import attached_text, unpacked
from notelint.linter.readers.claims import Claim, Encounter
from notelint.linter.readers.markup_text import text_of
from notelint.linter.readers.run import Record, Run
from notelint.linter.readers.text import NotRead, decode, read_limited
from notelint.linter.readers.visits import day_of

MOST = 64 * 1024 * 1024  # bytes of a file that is not one resource a line
NOTES = ("DocumentReference", "Composition")
SETTLED = ("entered-in-error", "cancelled")  # notes and claims of these states are none
PROCEDURES = ("CPT", "HCPCS", "cpt", "hcpcs", "2.16.840.1.113883.6.12", "2.16.840.1.113883.6.285")


class Part(BaseModel):
    """A part of a resource: what is not named here is not looked at."""

    model_config = ConfigDict(extra="ignore", frozen=True)


class Identifier(Part):
    """A number that something goes by."""

    value: str | None = None


class Reference(Part):
    """A pointer to another resource, by its place or by a number, and what it is called."""

    reference: str | None = None
    display: str | None = None
    identifier: Identifier | None = None

    @property
    def name(self) -> str | None:
        """What it points to, by the last two parts of its place, or by the number."""
        place = "/".join((self.reference or "").removeprefix("urn:uuid:").split("/")[-2:])
        return place or (self.identifier and self.identifier.value) or self.display


class Coding(Part):
    """A code and the system that it is of."""

    system: str = ""
    code: str | None = None


class Concept(Part):
    """What a code says, in one or more systems."""

    coding: tuple[Coding, ...] = ()
    text: str | None = None

    @property
    def procedure(self) -> str | None:
        """The code of a service: of CPT or HCPCS where it is said which, else the first."""
        known = [c.code for c in self.coding if c.code and any(p in c.system for p in PROCEDURES)]
        return next(iter(known or [c.code for c in self.coding if c.code]), self.text)


class Period(Part):
    """A time from and to."""

    start: str | None = None


class Attachment(Part):
    """A document inside of a resource, or where it is."""

    contentType: str = ""
    data: str | None = None
    url: str | None = None


class Content(Part):
    """What a DocumentReference holds."""

    attachment: Attachment


class Context(Part):
    """To which visit a document belongs."""

    encounter: tuple[Reference, ...] = ()
    period: Period = Period()


class DocumentReference(Part):
    """A document about a patient."""

    id: str | None = None
    status: str = ""
    docStatus: str = ""
    subject: Reference = Reference()
    date: str | None = None
    author: tuple[Reference, ...] = ()
    content: tuple[Content, ...] = Field(min_length=1)
    context: Context = Context()


class Narrative(Part):
    """Text in XHTML."""

    div: str = ""


class Section(Part):
    """A section of a Composition."""

    title: str | None = None
    text: Narrative = Narrative()
    section: tuple[Section, ...] = ()


class Composition(Part):
    """A document in sections."""

    id: str | None = None
    status: str = ""
    subject: Reference = Reference()
    date: str | None = None
    author: tuple[Reference, ...] = ()
    encounter: Reference | None = None
    title: str | None = None
    section: tuple[Section, ...] = ()
    text: Narrative = Narrative()


class Participant(Part):
    """Who took part in a visit."""

    individual: Reference = Reference()


class Visit(Part):
    """An Encounter."""

    id: str
    subject: Reference = Reference()
    period: Period = Period()
    participant: tuple[Participant, ...] = ()


class Quantity(Part):
    """So many of something, or so much money."""

    value: Decimal | None = None


class Item(Part):
    """A line of a Claim."""

    sequence: int | None = None
    productOrService: Concept
    modifier: tuple[Concept, ...] = ()
    quantity: Quantity = Quantity()
    net: Quantity = Quantity()
    unitPrice: Quantity = Quantity()
    encounter: tuple[Reference, ...] = ()
    servicedDate: str | None = None
    servicedPeriod: Period = Period()


class Insurance(Part):
    """Who is asked to pay."""

    coverage: Reference = Reference()


class Provider(Part):
    """Who is named on a Claim."""

    provider: Reference


class ClaimResource(Part):
    """A Claim."""

    status: str = ""
    patient: Reference = Reference()
    provider: Reference = Reference()
    careTeam: tuple[Provider, ...] = ()
    insurer: Reference = Reference()
    insurance: tuple[Insurance, ...] = ()
    billablePeriod: Period = Period()
    item: tuple[Item, ...] = ()


JOINED: Mapping[str, type[Part]] = {"Claim": ClaimResource, "Encounter": Visit}


def read(path: str, file: BinaryIO, run: Run) -> Iterator[Note | NotRead]:
    """The notes of a resource or of a Bundle."""
    resources = list(_resources(path, file))
    records = (Record(number, "entry", each) for number, each in enumerate(resources, 1))
    yield from of_resources(path, records, run, {_name(r): r for r in resources if r.get("resourceType") == "Binary"})


def claims(path: str, file: BinaryIO) -> Iterator[Claim | Encounter]:
    """The claims and the encounters of a resource or of a Bundle. Raises NotRead."""
    yield from claims_in(_resources(path, file))


def of_resources(
    path: str, records: Iterable[Record | NotRead], run: Run, binaries: Mapping[str, Mapping[str, Any]] | None = None
) -> Iterator[Note | NotRead]:
    """The notes among resources, the first under the path of the file, others numbered; `binaries` hold attachments."""
    seen, kinds = 0, set[str]()
    for record in records:
        if isinstance(record, NotRead):
            yield record
            continue
        kind = str(record.cells.get("resourceType"))
        kinds.add(kind)
        if model := JOINED.get(kind):
            if wrong := _complaint(model, record.cells):
                yield NotRead(path, f"{record.called} {record.number} is no {kind} of FHIR R4: {wrong}")
            continue
        if kind not in NOTES or {record.cells.get("status"), record.cells.get("docStatus")} & set(SETTLED):
            continue
        seen += 1
        place = path if seen == 1 else f"{path}#{seen}"
        try:
            yield _note(place, record, run, path, binaries or {})
        except ValidationError as error:
            yield NotRead(place, f"{record.called} {record.number} is no {kind} of FHIR R4: {_wrong(error)}")
        except NotRead as error:
            yield error
    if not kinds - {"None"}:
        yield NotRead(path, "JSON without a resourceType; a file of records is named .jsonl, with one in each line")
    elif not seen and not kinds & {*JOINED, *NOTES}:
        shown = ", ".join(sorted(k for k in kinds if k.isalpha() and len(k) < 40)[:4])
        yield NotRead(path, f"holds no {' and no '.join(NOTES)}, but {shown or 'something else'}")


def claims_in(resources: Iterable[Mapping[str, Any]]) -> Iterator[Claim | Encounter]:
    """The claims, one for each visit or day, and the encounters among resources; none of what is not formed as one."""
    for each in resources:
        try:
            if each.get("resourceType") == "Encounter":
                yield _encounter(Visit.model_validate(each))
            elif each.get("resourceType") == "Claim" and each.get("status") not in SETTLED:
                yield from _claims(ClaimResource.model_validate(each), _name(each))
        except ValidationError:
            continue


def _resources(path: str, file: BinaryIO) -> Iterator[dict[str, Any]]:
    """The resources of a Bundle, those of Bundles in it too, or the one that the file is. Raises NotRead."""
    try:
        found = json.loads(decode(read_limited(file.read, path, MOST), path))
    except json.JSONDecodeError as error:
        raise NotRead(path, f"not JSON from line {error.lineno} on") from None
    except RecursionError:
        raise NotRead(path, "JSON nested too deeply") from None
    if not isinstance(found, dict):
        raise NotRead(path, "JSON that is no FHIR resource; a file of records is named .jsonl, with one in each line")
    yield from _unbundled(found)


def _unbundled(found: dict[str, Any]) -> Iterator[dict[str, Any]]:
    if found.get("resourceType") != "Bundle":
        yield found
        return
    for entry in found.get("entry") or ():
        resource = entry.get("resource") if isinstance(entry, dict) else None
        if isinstance(resource, dict):
            yield from _unbundled(resource)


def _note(place: str, record: Record, run: Run, path: str, binaries: Mapping[str, Mapping[str, Any]]) -> Note | NotRead:
    """The note that a resource is. Raises ValidationError and NotRead."""
    document: Composition | DocumentReference
    visits: tuple[Reference, ...]
    if record.cells["resourceType"] == "Composition":
        document = Composition.model_validate(record.cells)
        text, begun = _composed(document), None
        visits = (document.encounter or Reference(),)
    else:
        document = DocumentReference.model_validate(record.cells)
        text, begun = _attached(place, document, binaries), document.context.period.start
        visits = document.context.encounter
    names = [name for visit in visits if (name := visit.name)]
    known = next((run.claims.encounters[name] for name in names if name in run.claims.encounters), Encounter(""))
    patient = document.subject.name or known.patient
    note = Note(
        place, text, id=document.id, patient=patient.casefold() if patient else None,
        date=(begun or known.date or document.date or "")[:10] or None,
        clinician=next((a.display or a.name for a in document.author), None) or known.clinician,
        record=f"{record.called} {record.number}",
    )  # fmt: skip
    return run.finished(note, path, encounters=names)


def _attached(place: str, document: DocumentReference, binaries: Mapping[str, Mapping[str, Any]]) -> str:
    """The text of a document: of the first of its forms that can be read. Raises NotRead."""
    wrong = NotRead(place, "holds no attachment")
    for content in document.content:
        attachment = content.attachment
        kind, data = attachment.contentType, attachment.data
        if data is None and attachment.url:
            binary = binaries.get("/".join(attachment.url.split("/")[-2:]), {})
            kind, data = str(binary.get("contentType") or kind), binary.get("data")
        if not isinstance(data, str):
            wrong = NotRead(place, "its text is not in the file but elsewhere (attachment.url); export it inline")
            continue
        try:
            return attached_text(place, kind, unpacked(place, data))
        except NotRead as error:
            wrong = error
    raise wrong


def _composed(whole: Composition) -> str:
    """The text of a Composition: its sections under their titles, else its own narrative."""
    lines = [line for section in whole.section for line in _sections(section)]
    return "\n".join(lines) + "\n" if lines else text_of(whole.text.div)


def _sections(section: Section) -> Iterator[str]:
    if section.title:
        yield section.title
    if text := text_of(section.text.div).rstrip("\n"):
        yield text
    for inner in section.section:
        yield from _sections(inner)


def _encounter(visit: Visit) -> Encounter:
    clinician = next((p.individual.display or p.individual.name for p in visit.participant), None)
    return Encounter(f"Encounter/{visit.id}", visit.subject.name, (visit.period.start or "")[:10] or None, clinician)


def _claims(claim: ClaimResource, source: str) -> Iterator[Claim]:
    """What was claimed for each visit that the lines name, or for each day."""
    clinicians = [c.provider for c in claim.careTeam] or [claim.provider]
    names = tuple(n for c in clinicians for n in (c.display, c.name) if n)
    coverage = next((i.coverage.display for i in claim.insurance if i.coverage.display), None)
    of_visits: dict[tuple[str | None, str], list[ClaimLine]] = {}
    for number, item in enumerate(claim.item, 1):
        line = _line(item, item.sequence or number, source)
        day = item.servicedDate or item.servicedPeriod.start or claim.billablePeriod.start or ""
        visits = [visit.name for visit in item.encounter] or [None]
        for visit in visits:
            if line:
                of_visits.setdefault((visit, "" if visit else day[:10]), []).append(line)
    patient = claim.patient.name
    for (visit, day), lines in of_visits.items():
        yield Claim(
            tuple(lines), day_of(day) if day else None, (patient,) if patient else (), names,
            claim.insurer.display or coverage, visit,
        )  # fmt: skip


def _line(item: Item, number: int, source: str) -> ClaimLine | None:
    """A line of a claim; None where it names no code."""
    code, units = item.productOrService.procedure, item.quantity.value
    if not code:
        return None
    whole = int(units) if units is not None and units == units.to_integral_value() else None
    amount = item.net.value
    if amount is None and item.unitPrice.value is not None:
        amount = item.unitPrice.value * (1 if units is None else units)
    modifiers = tuple(m.upper() for each in item.modifier if (m := each.procedure))
    return ClaimLine(code.upper(), modifiers, whole, amount, number, source)


def _name(resource: Mapping[str, Any]) -> str:
    return f"{resource.get('resourceType')}/{resource.get('id')}"


def _complaint(model: type[Part], resource: Mapping[str, Any]) -> str:
    """What is wrong with a resource; empty where nothing is."""
    try:
        model.model_validate(resource)
    except ValidationError as error:
        return _wrong(error)
    return ""


def _wrong(error: ValidationError) -> str:
    """What is wrong with a resource, without what stands there."""
    first = error.errors(include_url=False, include_input=False, include_context=False)[0]
    place = ".".join(str(part) for part in first["loc"])
    return f"{place}: {first['msg'][:1].lower()}{first['msg'][1:]}"
