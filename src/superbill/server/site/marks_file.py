"""The file that a user's marks are exported to and imported from: its form, and how what stands
in one is merged with what is there."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Annotated, Literal, NamedTuple, Self

from django.db import transaction
from django.db.models import Model
from django.utils import timezone
from pydantic import (
    AfterValidator,
    AwareDatetime,
    BaseModel,
    ConfigDict,
    Field,
    ValidationError,
    model_validator,
)

from superbill.codesets.systems import SYSTEMS, readings
from superbill.errors import WrongUsage
from superbill.server.site.models import Account, CodeNote, Favourite, Visit
from superbill.server.site.models.marks import LONGEST, REMEMBERED

LARGEST = 1024 * 1024
"""Bytes of a file."""


def _plausible(day: datetime) -> datetime:
    """A moment between 2000 and tomorrow or so, so that no arithmetic leaves the calendar."""
    if not 2000 <= day.year <= timezone.now().year + 1:
        raise ValueError("is no date of this century until now")
    return day.astimezone(UTC)


def _printable(text: str) -> str:
    if "\0" in text:
        raise ValueError("holds a character that is no text")
    return text


Moment = Annotated[AwareDatetime, AfterValidator(_plausible)]


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", strict=True, frozen=True)


class Marked(_Strict):
    """A code by its system's short name, in its display form, and when it was marked."""

    system: Literal["icd10cm", "icd10pcs", "hcpcs", "cpt", "icd9cm", "cdt", "msdrg"]
    code: Annotated[str, Field(min_length=1, max_length=12)]
    at: Moment

    @model_validator(mode="after")
    def _is_a_code(self) -> Self:
        try:
            forms = [r.code for r in readings(self.code, self.system)]
        except WrongUsage as fault:
            raise ValueError(f"is no code of {SYSTEMS[self.system].title}") from fault
        if self.code not in forms:
            raise ValueError(f"is written {forms[0]}")
        return self

    @property
    def key(self) -> tuple[str, str]:
        return self.system, self.code


class Noted(Marked):
    text: Annotated[
        str, Field(min_length=1, max_length=LONGEST), AfterValidator(_printable)
    ]  # fmt: skip


class MarksFile(_Strict):
    """Everything of the file. `superbill` names its kind, `version` its form."""

    superbill: Literal["marks"]
    version: Literal[1]
    made: Moment
    favourites: list[Marked]
    notes: list[Noted]
    recent: Annotated[list[Marked], Field(max_length=REMEMBERED)]


class Merged(NamedTuple):
    """How many of each were new. joined: notes that were put below another of the same code;
    left: notes that would have made one too long together, so that yours stayed alone."""

    favourites: int
    notes: int
    recent: int
    joined: int
    left: int


def read(content: bytes) -> MarksFile:
    """The file's content. Raises WrongUsage, in one sentence, for anything else."""
    if len(content) > LARGEST:
        raise WrongUsage("The file is larger than 1 MB. Nothing was imported.")
    try:
        return MarksFile.model_validate_json(content)
    except ValidationError as fault:
        first = fault.errors(include_url=False, include_input=False, include_context=False)[0]
    if first["type"] == "json_invalid" or not first["loc"]:
        raise WrongUsage("This is not a file of superbill's marks. Nothing was imported.")
    place = ".".join(str(part + 1 if isinstance(part, int) else part) for part in first["loc"])
    says = first["msg"].removeprefix("Value error, ")
    raise WrongUsage(f"The file can't be read at {place[:60]}: {says}. Nothing was imported.")


def written(owner: Account) -> MarksFile:
    """Everything that the user marked."""
    mine = {"owner": owner}
    return MarksFile.model_construct(
        superbill="marks",
        version=1,
        made=timezone.now(),
        favourites=[_marked(f, f.made) for f in Favourite.objects.filter(**mine).order_by("pk")],
        notes=[
            Noted.model_construct(system=n.system, code=n.code, at=n.changed, text=n.text)
            for n in CodeNote.objects.filter(**mine).order_by("pk")
        ],
        recent=[
            _marked(v, v.seen)
            for v in Visit.objects.filter(**mine).order_by("-seen")[:REMEMBERED]
        ],
    )  # fmt: skip


def _marked(row: Favourite | Visit, at: datetime) -> Marked:
    return Marked.model_construct(system=row.system, code=row.code, at=at)


@transaction.atomic
def merge(owner: Account, file: MarksFile) -> Merged:
    """Adds what is new. Nothing of the user's is lost: two notes of one code become one text."""
    favourites = _added(Favourite, owner, file.favourites, "made")
    recent = _added(Visit, owner, file.recent, "seen")
    Visit.objects.forget(owner)
    notes, joined, left = _notes_added(owner, file.notes)
    return Merged(favourites, notes, recent, joined, left)


def _added(model: type[Model], owner: Account, marks: list[Marked], moment: str) -> int:
    there = set(model.objects.filter(owner=owner).values_list("system", "code"))
    new = {m.key: m for m in marks if m.key not in there}
    model.objects.bulk_create(
        (model(owner=owner, system=m.system, code=m.code, **{moment: m.at}) for m in new.values()),
        ignore_conflicts=True,
    )
    return len(new)


def _notes_added(owner: Account, notes: list[Noted]) -> tuple[int, int, int]:
    """How many were new, were put below the user's, or were left out."""
    there = {(n.system, n.code): n for n in CodeNote.objects.filter(owner=owner)}
    new = joined = left = 0
    for note in notes:
        mine = there.get(note.key)
        if mine is None:
            row = CodeNote(
                owner=owner, system=note.system, code=note.code, text=note.text, changed=note.at
            )
            row.save()
            there[note.key] = row
            new += 1
        elif note.text in mine.text:
            continue  # there already, from an import before
        elif len(text := f"{mine.text}\n\n{note.text}") <= LONGEST:
            mine.text, mine.changed = text, timezone.now()
            mine.save()
            joined += 1
        else:
            left += 1
    return new, joined, left
