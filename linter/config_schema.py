"""What files of settings, profiles, waivers, baselines and rules may hold, and how what is wrong in one is said.

Imported only where such a file is read.
"""

from __future__ import annotations

import datetime
import json
import re
from collections.abc import Callable, Mapping
from typing import Annotated, Any, Literal, Self, TypeVar, cast, get_args

from pydantic import (
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    StringConstraints,
    TypeAdapter,
    ValidationError,
    model_validator,
)  # fmt: skip

from notelint.linter.verdict import Severity


def _listed(value: object) -> object:
    """A string stands for a list of its comma-separated parts."""
    if isinstance(value, str):
        value = [part.strip() for part in value.split(",") if part.strip()]
    return tuple(value) if isinstance(value, list) else value


def _bytes(value: object) -> object:
    """A size as a number of bytes, or as in "2 MiB"."""
    if isinstance(value, str) and (said := re.fullmatch(r"(\d+)\s*(?:([KMG])i?B?|B)?", value.strip(), re.IGNORECASE)):
        return int(said[1]) * 1024 ** ("BKMG".index((said[2] or "B").upper()))
    return value


Kind = Literal["label", "pattern", "file", "folder", "column", "path"]
Words = Annotated[tuple[str, ...], BeforeValidator(_listed)]


class Strict(BaseModel):
    """Keys with hyphens, no unknown key, no value of another type, nothing changed afterwards."""

    model_config = ConfigDict(
        frozen=True, extra="forbid", strict=True, alias_generator=lambda name: name.replace("_", "-")
    )


KeyPath = Annotated[str, StringConstraints(pattern=r"^[^.]+(\.[^.]+)*$")]


class Place(Strict):
    """Where the patient, the day or another part of a note is written: one of these."""

    label: str | None = Field(default=None, min_length=1)
    pattern: str | None = None
    file: str | None = None
    folder: int | None = Field(default=None, ge=1)
    column: str | None = Field(default=None, min_length=1)
    path: KeyPath | None = None

    @model_validator(mode="after")
    def _one_of_them(self) -> Self:
        if len(self.model_fields_set) != 1:
            raise ValueError("needs one of label, pattern, file, folder, column and path")
        kind, value = self.said()
        if kind in ("pattern", "file"):
            try:
                groups = re.compile(value).groups
            except re.error as error:
                raise ValueError(f"{kind} is no regular expression ({error})") from None
            if groups == 0:
                raise ValueError(f"{kind} needs a group, such as in '(\\d+)'")
        return self

    def said(self) -> tuple[Kind, str]:
        """The key that is given, and its value."""
        (key,) = self.model_fields_set
        return cast(Kind, key), str(getattr(self, key))


class Cell(Strict):
    """Where a record holds something: a column of a table, or a path of keys such as "visit.note"."""

    column: str | None = Field(default=None, min_length=1)
    path: KeyPath | None = None

    @model_validator(mode="after")
    def _one_of_them(self) -> Self:
        if (self.column is None) == (self.path is None):
            raise ValueError("needs either column or path")
        return self

    def said(self) -> tuple[Kind, str]:
        """The key that is given, and its value."""
        return ("column", self.column) if self.column else ("path", str(self.path))


class ChargeList(Cell):
    """Where a record holds what was claimed for its note; of a list of objects, the keys that each has."""

    code: str = Field(default="code", min_length=1)
    modifiers: str = Field(default="modifiers", min_length=1)
    units: str = Field(default="units", min_length=1)
    amount: str = Field(default="amount", min_length=1)


Share = Annotated[float, Field(gt=0, lt=1)]
Said = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1)]


class AuditTable(Strict):
    """The table [audit]: by what an audit judges its figures, and what a clinic says in its outputs."""

    financial_error: Share = 0.05
    yearly: Share = 0.90
    half_yearly: Share = 0.70
    small_sample: int = Field(default=30, ge=1)
    overpayment_rules: Words = ()
    level: Share = 0.95
    amount_level: Share = 0.90
    header: Said | None = None
    dispute: Said | None = None

    @model_validator(mode="after")
    def _tiers_in_order(self) -> Self:
        if self.half_yearly > self.yearly:
            raise ValueError("half-yearly is a lower share than yearly, or the same")
        return self


class Stored(Strict):
    """Where Spark keeps something: a folder of Parquet files, or a table."""

    parquet: str | None = Field(default=None, min_length=1)
    table: str | None = Field(default=None, min_length=1)

    @model_validator(mode="after")
    def _one_of_them(self) -> Self:
        if (self.parquet is None) == (self.table is None):
            raise ValueError("needs either parquet or table")
        return self


class SparkTable(Strict):
    """The table [spark]: what a Spark job reads and writes, and how."""

    notes: Stored
    verdicts: Stored
    partition_by: Words = ()
    keep: Words = ()
    partitions: int = Field(default=200, ge=1)
    all_verdicts: bool = False
    no_text: bool = False


class SettingsFile(Strict):
    """The keys of `.notelint.toml`, `notelint.toml` and `[tool.notelint]`."""

    select: Words | None = None
    ignore: Words = ()
    extend_select: Words = ()
    include: Words | None = None
    exclude: Words = ()
    fail_level: Severity | None = None
    profile: str | None = None
    max_size: Annotated[int, BeforeValidator(_bytes), Field(gt=0)] | None = None
    output_format: Words | None = None
    per_file_ignores: dict[str, Words] = {}
    template_codes: dict[str, Words] = {}
    severity: dict[str, Severity] = {}
    rules: dict[str, dict[str, Any]] = {}
    pairs: str | None = Field(default=None, min_length=1)
    baseline: str | None = Field(default=None, min_length=1)
    patient: Place | None = None
    date: Place | None = None
    text: Cell | None = None
    id: Place | None = None
    clinician: Place | None = None
    payer: Place | None = None
    charges: ChargeList | None = None
    amount: Cell | None = None
    plugins: Words = ()
    audit: AuditTable = AuditTable()
    spark: SparkTable | None = None

    @model_validator(mode="after")
    def _amounts_of_charges(self) -> Self:
        if self.amount and not self.charges:
            raise ValueError("key 'amount': there are amounts without charges; name where these are in 'charges'")
        return self


class Deviation(Strict):
    """In what a profile differs from the default, why, and on whose word."""

    reason: str = Field(min_length=1)
    source: str = Field(min_length=1)


class SeverityDeviation(Deviation):
    """Another severity for a rule: `set` to one, or `lower` than its own by so many steps."""

    set: Severity | None = None
    lower: int | None = Field(default=None, ge=1, le=2)

    @model_validator(mode="after")
    def _one_of_them(self) -> Self:
        if (self.set is None) == (self.lower is None):
            raise ValueError("needs either set or lower")
        return self


class OptionDeviation(Deviation):
    """Another value for an option of a rule."""

    value: Any


class ProfileFile(Strict):
    """What a profile sets; `extends` names the profile that it starts from, or its file."""

    title: str
    extends: str = "default"
    severity: dict[str, SeverityDeviation] = {}
    rules: dict[str, dict[str, OptionDeviation]] = {}


class WaiverTable(Strict):
    """One entry of `notelint-waivers.toml`: what it waives, why, who says so, and since when and until when."""

    rule: Said
    note: Said | None = None
    code: Said | None = None
    fingerprint: str | None = Field(default=None, pattern="^[0-9a-f]{32}$")
    reason: Said
    by: Said
    date: datetime.date
    expires: datetime.date | None = None

    @model_validator(mode="after")
    def _aimed(self) -> Self:
        if self.note is None and self.fingerprint is None:
            raise ValueError("needs a note or a fingerprint, else it would waive the rule for every note")
        return self


class BaselineFile(Strict):
    """A baseline: for each file the fingerprints of its findings by rule; `key` tells whose key they were made with."""

    version: Literal[1]
    key: str | None
    notes: dict[str, dict[str, list[str]]]


Model = TypeVar("Model", bound=BaseModel)
Nearest = Callable[[str, list[str]], str]


def check(model: type[Model], data: Mapping[str, Any], nearest: Nearest) -> Model:
    """The data as the model. Raises ValueError with the key, what is wrong there, and the nearest right one."""
    try:
        return model.model_validate_json(json.dumps(data, default=str))
    except ValidationError as error:
        raise ValueError(_said(model, error, nearest)) from None


def check_option(annotation: Any, value: object) -> object:
    """The value of a rule's option, checked against the annotation of its parameter. Raises ValueError."""
    try:
        return TypeAdapter(annotation).validate_json(json.dumps(value, default=str), strict=True)
    except ValidationError as error:
        raise ValueError(_lower_first(error.errors(include_url=False)[0]["msg"])) from None


def _said(model: type[BaseModel], error: ValidationError, nearest: Nearest) -> str:
    errors = error.errors(include_url=False)
    # A key that is misspelt is missing too; the misspelling is the cause.
    first = next((e for e in errors if e["type"] == "extra_forbidden"), errors[0])
    place = [str(part) for part in first["loc"] if not str(part).startswith(("function-", "constrained-"))]
    key = ".".join(place)
    if first["type"] == "extra_forbidden":
        return f"unknown key {key!r}{nearest(place[-1], _keys(model, place[:-1]))}"
    if first["type"] == "missing":
        return f"key {key!r} is missing"
    if first["type"] == "enum" and isinstance(first["input"], str):
        return f"key {key!r}: unknown value {first['input']!r}{nearest(first['input'], [s.value for s in Severity])}"
    complaint = _lower_first(first["msg"].removeprefix("Value error, "))
    if not key:
        return complaint
    if complaint.startswith("unknown "):  # and quotes what is
        return f"key {key!r}: {complaint}"
    return f"key {key!r}: {complaint}, not {json.dumps(first['input'], default=str)}"


def _keys(model: type[BaseModel], place: list[str]) -> list[str]:
    """The keys that are right at a place of a model."""
    for part in place:
        fields = [f for name, f in model.model_fields.items() if part in (name, f.alias)]
        model = (_model_in(fields[0].annotation) if fields else None) or model
    return sorted(field.alias or name for name, field in model.model_fields.items())


def _model_in(annotation: Any) -> type[BaseModel] | None:
    """The model that a field holds, or a collection of which it holds."""
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return annotation
    return next(filter(None, map(_model_in, get_args(annotation))), None)


def _lower_first(text: str) -> str:
    return text[:1].lower() + text[1:]
