"""Holds what the cards say against the code sets and tables that also say it.

    check_cards(cards, is_valid=..., title_of=..., fact=...) -> every disagreement

The three questions are asked through functions, so that the same check runs against a home with
everything loaded, against the embedded code book alone, and against a test's own small tables. Each
may answer None: not loaded, and then nothing is claimed.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import date

from superbill.dates import ONE_DAY
from superbill.knowledge.card import Card, Fact, Frame, PcsEquivalent
from superbill.knowledge.lexicon import Lexicon, load_lexicon
from superbill.knowledge.term import Term, TermKind

IsValid = Callable[[str, str, date], bool | None]
"""(system, code, day) -> whether the code is valid on the day; None: the set isn't loaded."""

TitleOf = Callable[[str, str, date], str | None]
"""(system, code, day) -> the publisher's title; None: not known."""

FactOf = Callable[[str, str, str, date], str | None]
"""(table, code, field, edition) -> the table's value; "": that edition says nothing of the code;
None: that edition isn't loaded."""

# Root operations that an action of the field may be, beyond the one that the lexicon gives it: what
# surgeons call a thing and what ICD-10-PCS calls it differ by what is acted on. None: any target.
# Source: ICD-10-PCS Official Guidelines for Coding and Reporting and definitions of the root
# operations, CMS, FY2024: B3.4a (biopsy), B3.8 (Excision or Resection), B3.13 (Release); solid
# matter is taken out by Extirpation, lining by Extraction, and Removal is of devices only; an image
# made with contrast is coded in section B, and the instillation with it.
_ALSO: dict[tuple[str, str | None], tuple[str, ...]] = {
    ("biopsy", None): ("Extraction",),
    ("excise", None): ("Resection",),
    ("resect", None): ("Excision",),
    ("divide", "adhesions"): ("Release",),
    ("excise", "adhesions"): ("Release",),
    ("resect", "adhesions"): ("Release",),
    ("instil", None): ("Fluoroscopy", "Plain Radiography"),
    ("remove", "adhesions"): ("Release",),
    ("remove", "foreign_body"): ("Extirpation",),
    ("remove", "leiomyoma"): ("Excision",),
    ("remove", "polyp"): ("Excision", "Extraction"),
    ("remove", "septum"): ("Excision",),
}


@dataclass(frozen=True, slots=True)
class Disagreement:
    """A thing that a card and a table say differently.

    card: the card's code; field: which of its entries (`facts mpfs.global`, `icd10pcs 0UL78DZ`)
    release: the table and edition, or the code system and day, that says otherwise
    """

    card: str
    field: str
    card_value: str
    table_value: str
    release: str

    def __str__(self) -> str:
        return (
            f"{self.card}, {self.field}: the card says {self.card_value!r}, "
            f"{self.release} says {self.table_value!r}."
        )


def check_cards(
    cards: Iterable[Card],
    *,
    is_valid: IsValid,
    title_of: TitleOf,
    fact: FactOf,
    lexicon: Lexicon | None = None,
) -> tuple[Disagreement, ...]:
    """Every disagreement between the cards and what is loaded, in the order of the cards.

    Codes must be valid on the day of review (the card's own on the days that its validity claims),
    the title of an ICD-10-PCS equivalent must say what a frame of the card says, and each fact must
    be the table's value in its edition.
    """
    words = load_lexicon() if lexicon is None else lexicon
    found: list[Disagreement] = []
    for card in cards:
        found += _own_validity(card, is_valid)
        found += _validity_of_others(card, is_valid)
        found += _pcs_titles(card, title_of, words)
        found += _facts(card, fact)
    return tuple(found)


def _own_validity(card: Card, is_valid: IsValid) -> Iterator[Disagreement]:
    system, _, code = card.code.partition(":")
    validity = card.validity
    claims = [(validity.start, True), (validity.checked, True)]
    if validity.start_is == "stated":
        claims.append((validity.start - ONE_DAY, False))
    if validity.end is not None:
        claims = [(day, said) for day, said in claims if day < validity.end]
        claims.append((validity.end, False))
    for day, said in claims:
        answer = is_valid(system, code, day)
        if answer is not None and answer != said:
            yield Disagreement(
                card.code, "validity", _valid(said), _valid(answer), f"{system} on {day}"
            )


def _valid(answer: bool) -> str:
    return "valid" if answer else "not valid"


def _validity_of_others(card: Card, is_valid: IsValid) -> Iterator[Disagreement]:
    for field, named in _codes_named(card):
        system, _, code = named.partition(":")
        if is_valid(system, code, card.reviewed) is False:
            yield Disagreement(
                card.code, f"{field} {code}", "valid", "not valid", f"{system} on {card.reviewed}"
            )


def _codes_named(card: Card) -> Iterator[tuple[str, str]]:
    for integral in card.integral:
        if integral.code is not None:
            yield "integral", integral.code
    for field in ("neighbours", "devices", "diagnoses", "icd10pcs"):
        for entry in getattr(card, field):
            yield field, entry.code


def _facts(card: Card, fact_of: FactOf) -> Iterator[Disagreement]:
    _, _, code = card.code.partition(":")
    for fact in card.facts:
        value = fact_of(fact.table, code, fact.field, fact.edition)
        if value is not None and value != fact.value:
            yield Disagreement(card.code, _named(fact), fact.value, value, _release_of(fact))


def _named(fact: Fact) -> str:
    return f"facts {fact.table}.{fact.field}"


def _release_of(fact: Fact) -> str:
    return f"{fact.table} {fact.edition.isoformat()}"


def _pcs_titles(card: Card, title_of: TitleOf, lexicon: Lexicon) -> Iterator[Disagreement]:
    for equivalent in card.icd10pcs:
        _, _, code = equivalent.code.partition(":")
        title = title_of("icd10pcs", code, card.reviewed)
        if title is None or not card.frames:
            continue
        unsaid = min((_unsaid(frame, title, equivalent, lexicon) for frame in card.frames), key=len)
        if unsaid:
            yield Disagreement(
                card.code,
                f"icd10pcs {code}",
                "; ".join(unsaid),
                title,
                f"icd10pcs on {card.reviewed}",
            )


def _unsaid(
    frame: Frame, title: str, equivalent: PcsEquivalent, lexicon: Lexicon
) -> tuple[str, ...]:
    """What the frame says in the words of ICD-10-PCS and the title does not: nothing, where the two
    agree."""
    head, *rest = title.split(", ")
    unsaid: list[str] = []
    operations = _operations(frame, lexicon)
    if operations and not any(head.startswith(f"{name} ") for name in operations):
        unsaid.append(f"operation {' or '.join(operations)}")
    parts = _body_parts(frame, equivalent, lexicon)
    if parts and not any(_words(part) <= _words(head) for part in parts):
        unsaid.append(f"body part {' or '.join(parts)}")
    approach = _pcs(lexicon, "approach", frame.approach).get("approach")
    # Imaging codes have no approach.
    if (
        not equivalent.code.startswith("icd10pcs:B")
        and approach
        and not {approach, f"{approach} Approach"} & set(rest)
    ):
        unsaid.append(f"approach {approach}")
    device = _pcs(lexicon, "device", frame.device).get("device")
    if (device and device not in head) or (not device and " with " in head):
        unsaid.append(f"device {device or 'none'}")
    return tuple(unsaid)


def _operations(frame: Frame, lexicon: Lexicon) -> list[str]:
    actions = [frame.action]
    if frame.device is not None and frame.action == "insert":
        # Leaving a device in place is coded by what it does there.
        actions += [lexicon.term("device", frame.device).effect.get("action", frame.action)]
    names: dict[str, None] = {}
    for action in actions:
        own = _pcs(lexicon, "action", action).get("operation")
        for name in ((own,) if own else ()) + _ALSO.get((action, None), ()):
            names[name] = None
    for name in _ALSO.get((frame.action, frame.target), ()):
        names[name] = None
    return list(names)


def _body_parts(frame: Frame, equivalent: PcsEquivalent, lexicon: Lexicon) -> list[str]:
    pcs = _pcs(lexicon, "site", frame.site)
    if equivalent.code.startswith("icd10pcs:3"):
        # Administration names the body system, not the body part.
        system = pcs.get("body_system", "").removesuffix(" System")
        return [system] if system else []
    return [value for key, value in pcs.items() if key.startswith("body_part")]


def _pcs(lexicon: Lexicon, kind: TermKind, identifier: str | None) -> dict[str, str]:
    if identifier is None:
        return {}
    term: Term = lexicon.term(kind, identifier)
    return dict(term.pcs)


def _words(text: str) -> set[str]:
    return set(text.replace(",", " ").lower().split())
