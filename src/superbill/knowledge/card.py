"""A knowledge card: what the project itself knows of one procedure or device code.

The words are the project's own, written from clinical knowledge. A code is written with its
system (`cpt:58565`, `icd10cm:Z30.2`). Lexicon words (actions, sites, approaches, devices) are the
identifiers of knowledge/lexicon/*.yaml; the loader refuses any other.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Literal

Laterality = Literal["unilateral", "bilateral", "either", "midline"]
Extent = Literal["diagnostic", "surgical"]


@dataclass(frozen=True, slots=True)
class Source:
    """A document that a card rests on. `says` is what it states, in our words."""

    id: str
    title: str
    publisher: str
    date: str
    locator: str
    url: str | None = None
    says: str | None = None


@dataclass(frozen=True, slots=True)
class Frame:
    """The procedure as the reader of notes meets it: one way of doing what the code describes.

    Each field is a lexicon identifier, or None where the code does not care.
    action: what is done (`occlude`, `ablate`, `inspect`)
    site: the anatomy it is done to (`fallopian_tube`, `endometrium`)
    target: what at that site is acted on, where it is not the site itself (`polyp`, `leiomyoma`)
    approach: how the site is reached (`hysteroscopic`, `laparoscopic`, `open`, `transvaginal`)
    device: what is left in, put in or taken out (`intratubal_implant`, `iud`)
    circumstance: a state of the patient or visit that the code names (`postpartum`,
        `with_cesarean`)
    laterality: of the code as a whole; `bilateral` means both sides are in the code
    """

    action: str
    site: str
    target: str | None = None
    approach: str | None = None
    device: str | None = None
    circumstance: str | None = None
    laterality: Laterality = "midline"


@dataclass(frozen=True, slots=True)
class Integral:
    """A service that belongs to the procedure and is not coded beside it."""

    service: str
    why: str
    code: str | None = None


@dataclass(frozen=True, slots=True)
class Neighbour:
    """A code that is easily taken for this one, what separates the two, and the one fact of the
    note that decides. `overlap` says how they stand when both were done: this one includes the
    neighbour, the neighbour includes this one, either may be separate, or they exclude."""

    code: str
    differs: str
    deciding_fact: str
    overlap: Literal["includes", "included_in", "separate", "exclusive"]


@dataclass(frozen=True, slots=True)
class Variant:
    """What becomes of the code when less was done, or it was stopped.

    when: `one_side`, `stopped` (after it had begun, for the patient's safety), `reduced` (by
        choice or because it could not be completed)
    modifier: of professional claims; facility claims follow from `when`
    """

    when: Literal["one_side", "stopped", "reduced"]
    modifier: str
    note: str
    source: str | None = None


@dataclass(frozen=True, slots=True)
class Device:
    """A device that the procedure uses and that has a code of its own."""

    code: str
    device: str
    note: str


@dataclass(frozen=True, slots=True)
class Diagnosis:
    """A diagnosis usually behind the procedure. `when` says in which case it is the right one."""

    code: str
    when: str


@dataclass(frozen=True, slots=True)
class PcsEquivalent:
    """The ICD-10-PCS code of the same procedure in an inpatient stay, and the case it is for."""

    code: str
    when: str


@dataclass(frozen=True, slots=True)
class MarketStatus:
    """A product on or off the US market, [start, end); what a claim outside of it deserves."""

    product: str
    start: date | None
    end: date | None
    message: str
    source: str


@dataclass(frozen=True, slots=True)
class Validity:
    """When the code itself is valid, [start, end).

    start_is: `stated` where the source gives the first day; `at_least` where it only shows the
        code in force on that day, so that earlier days are not known
    checked: the last day for which `source` shows the code in force, where `end` is None
    """

    start: date
    end: date | None
    start_is: Literal["stated", "at_least"]
    checked: date
    source: str


@dataclass(frozen=True, slots=True)
class Fact:
    """Something the card says that an official table also states, so that a test can hold the
    two against each other. `table`: `mpfs`, `ncci.mue.practitioner`, `hcpcs`; `field` and
    `value` as the table has them; `edition`: the release's first day."""

    table: str
    field: str
    value: str
    edition: date


@dataclass(frozen=True, slots=True)
class Card:
    """All of one card; `file` is where it came from, below the knowledge folder."""

    code: str
    name: str
    plain_name: str
    summary: str
    intent: str
    extent: Extent
    frames: tuple[Frame, ...]
    steps: tuple[str, ...]
    integral: tuple[Integral, ...]
    indications: tuple[str, ...]
    contraindications: tuple[str, ...]
    aftercare: tuple[str, ...]
    documentation: tuple[str, ...]
    neighbours: tuple[Neighbour, ...]
    variants: tuple[Variant, ...]
    devices: tuple[Device, ...]
    diagnoses: tuple[Diagnosis, ...]
    icd10pcs: tuple[PcsEquivalent, ...]
    market: tuple[MarketStatus, ...]
    validity: Validity
    facts: tuple[Fact, ...]
    sources: tuple[Source, ...]
    reviewed: date
    file: str
