"""What local and national coverage determinations say of a code; the market of a product."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Annotated, Any

from superbill.citation import Citation
from superbill.codesets.determinations import Determination, determination
from superbill.codesets.systems import readings
from superbill.errors import NotLoaded, WrongUsage
from superbill.knowledge.card import Card, MarketStatus
from superbill.rules.coverage import ncd
from superbill.rules.coverage.lcd_lists import FAMILY, MERGED, PAGE, WHOSE, Listing, listing
from superbill.rules.coverage.sterilization import kind_of
from superbill.rules.device.market import cards_by_code, citation_of, market_words
from superbill.tools.context import Context
from superbill.tools.registry import Says

APART = (
    "Coverage says whether Medicare pays for a diagnosis; NCCI edits say how services are coded"
    " together and decide nothing of this."
)


@dataclass(frozen=True, slots=True)
class Coverage:
    """What the files at hand say of a code.

    listed: what local determinations list, None where none in the file speaks of the code
    lcd_release: of the lists that were read, None where they are not loaded
    national: the determination that superbill ties to the code, None where it ties none
    tied: what its text says, with its source
    """

    code: str
    on: date
    diagnoses: tuple[str, ...]
    contractor: str | None
    listed: Listing | None
    lcd_release: str | None
    stale: bool
    national: Determination | None
    tied: ncd.Tied | None
    messages: tuple[str, ...]

    def as_dict(self) -> dict[str, Any]:
        return {
            "code": self.code,
            "on": self.on.isoformat(),
            "diagnoses": list(self.diagnoses),
            "contractor": self.contractor,
            "local": _local(self.listed, self.lcd_release),
            "national": self.national.as_dict() if self.national else None,
            "tied": _tied(self.tied),
            "stale": self.stale,
            "messages": list(self.messages),
            "citations": [citation.as_dict() for citation in self.citations],
        }

    @property
    def citations(self) -> tuple[Citation, ...]:
        found = [self.listed.citation] if self.listed else []
        if self.tied is not None:
            release = self.national.status.release if self.national else None
            found.append(Citation(self.tied.source, self.tied.locator, release, self.tied.url))
        return tuple(found)


def _local(listed: Listing | None, release: str | None) -> dict[str, Any]:
    return {
        "release": release,
        "determinations": [
            {"id": name, "url": f"{PAGE}{name.removeprefix('L')}"}
            for name in (listed.determinations if listed else ())
        ],
        "supporting": list(listed.supporting) if listed else [],
        "not_supporting": list(listed.against) if listed else [],
        "not_listed": list(listed.unlisted) if listed else [],
    }


def _tied(tied: ncd.Tied | None) -> dict[str, Any] | None:
    if tied is None:
        return None
    return {"section": tied.section, "title": tied.title, "quote": tied.quote}


def coverage(
    context: Context,
    code: Annotated[str, Says("a CPT, HCPCS or ICD-10-PCS code", "G0283")],
    *,
    on: Annotated[date, Says("the date of service")],
    diagnoses: Annotated[
        tuple[str, ...], Says("the diagnoses that the line points to", "M54.50")
    ] = (),
    contractor: Annotated[str | None, Says("the Medicare administrative contractor")] = None,
) -> Coverage:
    """What Medicare's local and national coverage determinations say of a code and its diagnoses.

    Lists of local determinations say which diagnoses support a code; the file at hand merges them,
    and the answer says so. Of national determinations superbill ties the one of sterilization to
    codes; the others are texts without codes (tool `ncd`). Raises WrongUsage, and NotLoaded where
    neither file is loaded for the day.
    """
    reading = next((r for r in readings(code) if r.system in ncd.SYSTEMS), None)
    if reading is None:
        raise WrongUsage(f"{code!r} is not a CPT, HCPCS or ICD-10-PCS code.")
    asked = tuple(readings(text, "icd10cm")[0].code for text in diagnoses)
    messages, missing = [APART], list[NotLoaded]()
    listed, release, stale = None, None, False
    try:
        table = context.book.table(FAMILY, FAMILY, on=on)
    except NotLoaded as fault:
        missing.append(fault)
    else:
        release, stale = table.release.id, table.stale
        listed = listing(table, reading.code, asked)
        messages += _of_lists(reading.code, listed, release, contractor)
    tied = ncd.tied(ncd.STERILIZATION) if kind_of(reading.code, reading.system) else None
    national = None
    try:
        found = determination(context.book, ncd.STERILIZATION, on=on)
    except NotLoaded as fault:
        missing.append(fault)
    else:
        stale |= found.status.stale
        national = found if tied else None
        if tied is None:
            messages.append(
                "No national determination is tied to the code here: whether the text of one"
                " concerns it is not known."
            )
    if len(missing) == 2 and tied is None:
        raise missing[0]
    if stale:
        messages.append(f"{on} is later than what the edition that answered speaks of.")
    return Coverage(
        reading.code, on, asked, contractor, listed, release, stale, national, tied,
        (*messages, *map(str, missing)),
    )  # fmt: skip


def _of_lists(code: str, listed: Listing | None, release: str, contractor: str | None) -> list[str]:
    if listed is None:
        return [
            f"No local determination in {release} speaks of {code}; the file does not hold all, and"
            " a contractor may have one."
        ]
    whose = f"whether any is {contractor}'s" if contractor else "whose they are"
    said = [
        f"{MERGED[0].upper()}{MERGED[1:]}; {WHOSE}: {whose} stands at the addresses of"
        " the determinations."
    ]
    if listed.silent:
        said.append(f"{listed.named} list no diagnosis for {code}: their text decides.")
    if listed.supporting:
        said.append(
            "A diagnosis listed as supporting is so in some group of some determination: not a"
            " promise of coverage."
        )
    return said


def ncd_text(
    context: Context,
    section: Annotated[str, Says("a section of the NCD Manual", "230.3")],
    *,
    on: Annotated[date, Says("the date of service")],
) -> Determination:
    """A national coverage determination: title, level of coverage, dates and text.

    Raises NotLoaded without the file, WrongUsage where it has no such section.
    """
    found = determination(context.book, section.strip(), on=on)
    if found.coverage is None:
        raise WrongUsage(
            f"{section.strip()[:20]!r} is not a section of {found.status.release}.",
            remedy="Sections are written as 230.3.",
        )
    return found


@dataclass(frozen=True, slots=True)
class MarketAnswer:
    """The products that a code is about, on a day. An empty list: no card speaks of any."""

    code: str
    on: date
    found: tuple[tuple[MarketStatus, Card], ...]

    @property
    def message(self) -> str:
        if not self.found:
            return f"No knowledge card states the market of a product of {self.code}: not known."
        said = (f"{s.product} {market_words(s, self.on)}. {s.message}" for s, _ in self.found)
        return " ".join(said)

    def as_dict(self) -> dict[str, Any]:
        return {
            "code": self.code,
            "on": self.on.isoformat(),
            "products": [
                {
                    "product": status.product,
                    "on_market": market_words(status, self.on) == "was on the US market",
                    "start": status.start.isoformat() if status.start else None,
                    "end": status.end.isoformat() if status.end else None,
                    "message": status.message,
                    "citation": citation_of(status, card).as_dict(),
                }
                for status, card in self.found
            ],
            "message": self.message,
        }


def market_status(
    context: Context,
    code: Annotated[str, Says("a procedure's or a device's code", "58565")],
    *,
    on: Annotated[date, Says("the date of service")],
) -> MarketAnswer:
    """Whether the product that a code is about was on the US market on a day.

    By the project's own knowledge cards; what they do not speak of is not known. Raises WrongUsage.
    """
    codes = {reading.code for reading in readings(code)}
    cards = [card for of, card in cards_by_code(context.cards).items() if of in codes]
    shown = next(iter(r.code for r in readings(code)))
    return MarketAnswer(shown, on, tuple((s, card) for card in cards for s in card.market))
