"""The loader of the knowledge cards: YAML files in, frozen cards out, or an error that names every
file and line at fault.

    load_cards()                 -> all cards of the project, in the order of their codes
    parse_card(located, ...)     -> one card

`card_as_json` and `card_from_json` (of `card_json`, which needs no YAML) are named here as well.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import fields
from functools import cache
from importlib.resources import files
from pathlib import Path

from superbill.codesets.systems import readings
from superbill.dates import parse_date
from superbill.errors import CardRefused, WrongUsage
from superbill.knowledge.card import Card
from superbill.knowledge.card_json import card_as_json, card_from_json
from superbill.knowledge.lexicon import Lexicon, load_lexicon
from superbill.knowledge.term import TermKind
from superbill.knowledge.yaml_file import Located, build, read_yaml

__all__ = ["CARD_FOLDER", "TABLE_FIELDS", "card_as_json", "card_from_json", "load_cards",
           "parse_card"]  # fmt: skip

CARD_FOLDER = Path(str(files("superbill.knowledge"))) / "cards"

TABLE_FIELDS: dict[str, frozenset[str]] = {
    "mpfs": frozenset(
        ("status", "global", "multiple_procedure", "bilateral", "assistant", "co_surgeon", "team",
         "endoscopic_base", "pctc", "work_rvu")
    ),
    "ncci.mue.practitioner": frozenset(("mue", "mai")),
    "hcpcs": frozenset(("coverage", "action", "add_date", "effective_date", "termination_date")),
}  # fmt: skip
"""The tables, and the fields of each, of which a card may state a fact."""

# A card may leave these out where it has nothing to say; the loader sets them to nothing.
_MAY_BE_EMPTY = frozenset(
    ("integral", "contraindications", "aftercare", "neighbours", "variants", "devices",
     "diagnoses", "icd10pcs", "market", "facts")
)  # fmt: skip
# A device or supply has no course of events.
_MAY_BE_EMPTY_OF_SUPPLIES = frozenset(("frames", "steps", "indications", "documentation"))

_FRAME_KINDS: dict[str, TermKind] = {
    "action": "action",
    "site": "site",
    "target": "target",
    "approach": "approach",
    "device": "device",
    "circumstance": "circumstance",
}
# Which system the codes below a key belong to; None: any.
_SYSTEM_OF: dict[str, str | None] = {
    "integral": None,
    "neighbours": None,
    "devices": "hcpcs",
    "diagnoses": "icd10cm",
    "icd10pcs": "icd10pcs",
}
# What may stand only once on a card, by the keys that make it the same.
_ONCE: dict[str, tuple[str, ...]] = {
    "frames": (*_FRAME_KINDS, "laterality"),
    "integral": ("service",),
    "neighbours": ("code",),
    "variants": ("when",),
    "devices": ("code",),
    "diagnoses": ("code",),
    "icd10pcs": ("code",),
    "facts": ("table", "field", "edition"),
    "sources": ("id",),
}
_MODIFIER = re.compile(r"[0-9A-Z]{2}")
# A source's date may be words ("as in force at the review"); what begins like a day must be one.
_LIKE_A_DAY = re.compile(r"\d{4}(-\S*)?")
_SOURCE_DATE = re.compile(r"\d{4}(-\d{2}){0,2}")


def load_cards(folder: Path | None = None) -> tuple[Card, ...]:
    """All cards at and below `folder` (the project's own by default), in the order of their codes.

    Raises one CardRefused for everything that is wrong, each fault with its file and line.
    """
    root = CARD_FOLDER if folder is None else folder
    lexicon = _own_lexicon()
    found: dict[str, Card] = {}
    faults: list[CardRefused] = []
    for path in sorted(root.rglob("*.yaml")):
        name = path.relative_to(root).as_posix()
        try:
            card = parse_card(read_yaml(path), file=f"cards/{name}", lexicon=lexicon)
            other = found.setdefault(card.code, card)
            if other is not card:
                raise CardRefused(f"{other.file} is a card of {card.code} too.", where=name)
        except CardRefused as fault:
            faults.append(fault)
    if not found and not faults:
        raise CardRefused("There is no card here.", where=str(root))
    _raise_all(faults)
    return tuple(found[code] for code in sorted(found))


def parse_card(root: Located, *, file: str, lexicon: Lexicon) -> Card:
    """The card whose YAML `root` is; `file` is its name below the knowledge folder.

    Raises one CardRefused: for the first fault in the file's shape, else for every fault of
    meaning, each with its line.
    """
    card = build(Card, _completed(root, file))
    entries = root.entries()
    _raise_all(
        [
            *_faults_of_own_code(entries, card),
            *_faults_of_lists(root, card),
            *_faults_of_frames(entries, lexicon),
            *_faults_of_codes(entries, card),
            *_faults_of_sources(entries, card),
            *_faults_of_days(entries, card),
            *_faults_of_facts(entries),
            *_faults_of_repetition(entries),
        ]
    )
    return card


@cache
def _own_lexicon() -> Lexicon:
    return load_lexicon()


def _raise_all(faults: list[CardRefused]) -> None:
    if len(faults) == 1:
        raise faults[0]
    if faults:
        raise CardRefused(f"{len(faults)} faults:\n" + "\n".join(str(f) for f in faults))


def _completed(root: Located, file: str) -> Located:
    entries = root.entries()
    if "file" in entries:
        raise entries["file"].refused("Unknown key 'file': the loader sets it.")
    absent = {
        name: Located(root.path, root.line, ())
        for name in _MAY_BE_EMPTY | _MAY_BE_EMPTY_OF_SUPPLIES
        if name not in entries
    }
    own = Located(root.path, root.line, file, quoted=True)
    complete = {**entries, **absent, "file": own}
    validity = entries.get("validity")
    if validity is not None:
        complete["validity"] = _open_ended(validity)
    return Located(root.path, root.line, complete)


def _open_ended(validity: Located) -> Located:
    """The validity with its end, which a card may leave out while the code is in force."""
    open_end = Located(validity.path, validity.line, None)
    return Located(validity.path, validity.line, {"end": open_end, **validity.entries()})


def _items(entries: dict[str, Located], key: str) -> Iterator[dict[str, Located]]:
    if key in entries:
        for item in entries[key].items():
            yield item.entries()


def _faults_of_own_code(entries: dict[str, Located], card: Card) -> Iterator[CardRefused]:
    at = entries["code"]
    yield from _faults_of_code(at, system=None)
    stem = at.path.stem
    if card.code.partition(":")[2] != stem:
        yield at.refused(f"The card of {card.code!r} is in a file named {stem!r}.")


def _faults_of_code(at: Located, *, system: str | None) -> Iterator[CardRefused]:
    text = at.text()
    if system and not text.startswith(f"{system}:"):
        yield at.refused(f"A code of {system} was expected, written {system}:CODE, not {text!r}.")
        return
    if ":" not in text:
        yield at.refused(f"{text!r} doesn't name its system, as in cpt:58565.")
        return
    try:
        shown = {f"{r.system}:{r.code}" for r in readings(text)}
    except WrongUsage as fault:
        yield at.refused(fault.message)
        return
    if text not in shown:
        yield at.refused(f"{text!r} is written {' or '.join(sorted(shown))}.")
    elif text.startswith("icd10pcs:") and len(text) != len("icd10pcs:") + 7:
        yield at.refused(f"{text!r} is not a whole code of seven characters.")


def _faults_of_lists(root: Located, card: Card) -> Iterator[CardRefused]:
    empty_allowed = _MAY_BE_EMPTY
    if card.code.startswith("hcpcs:"):
        empty_allowed |= _MAY_BE_EMPTY_OF_SUPPLIES
    entries = root.entries()
    for field in fields(Card):
        value: object = getattr(card, field.name)
        if value == () and field.name not in empty_allowed:
            yield entries.get(field.name, root).refused(f"{field.name} has no entry.")


def _faults_of_frames(entries: dict[str, Located], lexicon: Lexicon) -> Iterator[CardRefused]:
    for frame in _items(entries, "frames"):
        for key, kind in _FRAME_KINDS.items():
            at = frame.get(key)
            if at is not None and at.value is not None and not lexicon.knows(kind, at.text()):
                yield at.refused(f"The lexicon has no {key} {at.text()!r}.")
    for device in _items(entries, "devices"):
        at = device["device"]
        if not lexicon.knows("device", at.text()):
            yield at.refused(f"The lexicon has no device {at.text()!r}.")


def _faults_of_codes(entries: dict[str, Located], card: Card) -> Iterator[CardRefused]:
    for key, system in _SYSTEM_OF.items():
        for item in _items(entries, key):
            at = item.get("code")
            if at is None or at.value is None:
                continue
            yield from _faults_of_code(at, system=system)
            if key != "devices" and at.text() == card.code:
                yield at.refused(f"{card.code} stands on its own card under {key}.")
    for item in _items(entries, "variants"):
        if not _MODIFIER.fullmatch(item["modifier"].text()):
            yield item["modifier"].refused(f"{item['modifier'].text()!r} is not a modifier.")


def _faults_of_sources(entries: dict[str, Located], card: Card) -> Iterator[CardRefused]:
    known = {s.id for s in card.sources}
    named = [entries["validity"].entries()]
    named += [item for key in ("market", "variants") for item in _items(entries, key)]
    for item in named:
        at = item.get("source")
        if at is not None and at.value is not None and at.text() not in known:
            yield at.refused(f"No source of this card has the id {at.text()!r}.")
    for item in _items(entries, "sources"):
        yield from _faults_of_source_date(item["date"])
        url = item.get("url")
        if url is not None and url.value is not None and not url.text().startswith("https://"):
            yield url.refused("An address begins with https://.")


def _faults_of_source_date(at: Located) -> Iterator[CardRefused]:
    text = at.text()
    if not _LIKE_A_DAY.fullmatch(text):
        return
    try:
        if not _SOURCE_DATE.fullmatch(text):
            raise WrongUsage(text)
        parse_date((text + "-01-01")[:10])
    except WrongUsage:
        yield at.refused(f"{text!r} is not a date: write YYYY, YYYY-MM or YYYY-MM-DD.")


def _faults_of_days(entries: dict[str, Located], card: Card) -> Iterator[CardRefused]:
    validity, at = card.validity, entries["validity"]
    if validity.end is not None and validity.end <= validity.start:
        yield at.refused(f"The end {validity.end} is not after the start {validity.start}.")
    if not validity.start <= validity.checked <= card.reviewed:
        yield at.refused(
            f"checked {validity.checked} is not between the start {validity.start} and the day "
            f"of review {card.reviewed}."
        )
    for market, item in zip(card.market, _items(entries, "market"), strict=True):
        if market.start and market.end and market.end <= market.start:
            yield item["end"].refused(f"The end {market.end} is not after {market.start}.")


def _faults_of_facts(entries: dict[str, Located]) -> Iterator[CardRefused]:
    for fact in _items(entries, "facts"):
        table, name = fact["table"], fact["field"]
        known = TABLE_FIELDS.get(table.text())
        if known is None:
            yield table.refused(f"{table.text()!r} is not one of: {', '.join(TABLE_FIELDS)}.")
        elif name.text() not in known:
            yield name.refused(
                f"{table.text()} has no {name.text()!r}, but {', '.join(sorted(known))}."
            )


def _faults_of_repetition(entries: dict[str, Located]) -> Iterator[CardRefused]:
    for key, names in _ONCE.items():
        seen: set[tuple[object, ...]] = set()
        for item in _items(entries, key):
            same = tuple(item[name].value if name in item else None for name in names)
            if same in seen:
                at = next(item[name] for name in names if name in item)
                yield at.refused(f"{', '.join(str(s) for s in same if s)} stands twice in {key}.")
            seen.add(same)
