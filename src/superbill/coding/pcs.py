"""ICD-10-PCS: the code of a procedure, composed axis by axis from the lexicon's table words."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

from superbill.citation import Citation
from superbill.coding.codes import Codes, split_code
from superbill.coding.guidelines import guideline
from superbill.coding.proposal import card_citation
from superbill.coding.sides import BOTH, single_sides
from superbill.coding.words import Words
from superbill.knowledge.card import Card
from superbill.knowledge.term import Term
from superbill.notes.values import Procedure

SECTION = "Medical and Surgical"
_AT_BODY_PART = 3
NOTHING = "Z"
"""Of the Medical and Surgical section: no device, no qualifier. A title leaves it unsaid."""


@dataclass(frozen=True, slots=True)
class Composed:
    """codes: complete codes that the tables have; prefix: how far the note determines one
    where it doesn't wholly; missing: the axis that it leaves open; remark: where the card says
    otherwise."""

    codes: tuple[str, ...]
    prefix: str = ""
    missing: str = ""
    why: tuple[Citation, ...] = ()
    remark: str = ""


def compose(
    procedure: Procedure, card: Card | None, words: Words, book: Codes, *, on: date
) -> Composed:
    """The codes of what was done. Where the words of the lexicon don't reach a row of the tables,
    the card's equivalent serves, if exactly one agrees with what they do reach.

    Raises NotLoaded where no ICD-10-PCS release is at hand.
    """
    built = [_one(procedure, part, words, book, on=on) for part in _body_parts(procedure, words)]
    known = _equivalents(card, book, on=on)
    if len(built) > 1 and len(built[0].codes) == 1:
        # The bilateral value comes first and wins where the table has it.
        built = built[:1]
    elif len(built) > 1:
        built = built[1:]
    codes = tuple(code for one in built for code in one.codes)
    if built and all(one.codes for one in built):
        remark = ""
        if known and not set(codes) <= set(known):
            remark = f"The card names {', '.join(known)}; the note's words give {', '.join(codes)}."
        return Composed(codes, why=built[0].why, remark=remark)
    short = built[0] if built else Composed((), missing="the body part")
    # Where the operation's table has no such body part, the operation may be another one
    # (endometrium is extracted, never excised), and the card's code decides it.
    reached = [short.prefix[:_AT_BODY_PART]]
    reached += [short.prefix[: _AT_BODY_PART - 1]] if len(short.prefix) == _AT_BODY_PART else []
    for prefix in reached:
        agreeing = tuple(c for c in known if _agrees(c, procedure, prefix, words, book, on=on))
        if len(agreeing) == 1 and card is not None:
            return Composed(agreeing, why=(card_citation(card, "ICD-10-PCS equivalent"),))
        if agreeing:
            break
    return _explained(short, procedure, words)


def _explained(short: Composed, procedure: Procedure, words: Words) -> Composed:
    """Where it is the table that has no value, and not the note that is silent: the remark."""
    site = words.term("site", procedure.site)
    paired = site is not None and "body_part_right" in site.pcs
    if short.missing != "the body part" or (paired and not procedure.sides):
        return short
    name = words.name("site", procedure.site)
    remark = f"The ICD-10-PCS table {short.prefix} has no body part by the name of “{name}”."
    return replace(short, remark=remark)


def _body_parts(procedure: Procedure, words: Words) -> tuple[str | None, ...]:
    """Labels of the body part. For both sides: the bilateral value, then each side's."""
    site = words.term("site", procedure.site)
    if site is None:
        return ()
    sides = single_sides(procedure.sides)
    if set(sides) == set(BOTH):
        labels = [site.pcs.get(f"body_part_{side}") for side in ("bilateral", *BOTH)]
    else:
        labels = [site.pcs.get(f"body_part_{side}") for side in sides]
    found = tuple(label for label in labels if label)
    return found or (site.pcs.get("body_part"),)


def _one(
    procedure: Procedure, body_part: str | None, words: Words, book: Codes, *, on: date
) -> Composed:
    """One code, or the prefix that the words reach and the axis at which they stop."""
    prefix = ""
    for axis, (what, label, free) in enumerate(_labels(procedure, body_part, words), start=1):
        character = book.pcs_value(prefix, axis, label, on=on) if label else None
        if character is None and not free:
            return Composed((), prefix, what)
        prefix += character or NOTHING
    # A code of another time is handed on: the gate (confirm.py) says when it is valid.
    if book.status(prefix, "icd10pcs", on=on).status not in ("active", "future", "deleted"):
        return Composed((), prefix[:3], "the row of the table")
    why = [guideline("pcs_seven").citation()]
    if len(single_sides(procedure.sides)) > 1:
        why.append(guideline("pcs_bilateral").citation())
    return Composed((prefix,), why=tuple(why))


def _labels(
    procedure: Procedure, body_part: str | None, words: Words
) -> Sequence[tuple[str, str | None, bool]]:
    """Of each axis: its name, the label that the lexicon gives, and whether it may be empty."""
    site = words.term("site", procedure.site)
    approach = words.term("approach", procedure.approach)
    device = words.term("device", procedure.device)
    action = words.term("action", _objective(procedure, device))
    target = words.term("target", procedure.target)
    # What is freed of adhesions is released, whatever the instrument did (root operation Release).
    done: Mapping[str, str] = {**(action.pcs if action else {}), **(target.pcs if target else {})}
    left = device.pcs.get("device") if device else None
    return (
        ("the section", SECTION, False),
        ("the body system", site.pcs.get("body_system") if site else None, False),
        ("the root operation", done.get("operation"), False),
        ("the body part", body_part, False),
        ("the approach", approach.pcs.get("approach") if approach else None, False),
        ("the device", left, left is None),
        ("the qualifier", done.get("qualifier"), "qualifier" not in done),
    )


def _objective(procedure: Procedure, device: Term | None) -> str:
    """The action that names the root operation: an insert left in a tube is there to close it,
    and the objective decides (root operation definitions)."""
    if device is None or procedure.action != "insert":
        return procedure.action
    if device.effect.get("site") != procedure.site:
        return procedure.action
    return device.effect.get("action", procedure.action)


def _equivalents(card: Card | None, book: Codes, *, on: date) -> tuple[str, ...]:
    written = [split_code(p.code, system="icd10pcs")[1] for p in card.icd10pcs] if card else []
    return tuple(c for c in written if book.status(c, "icd10pcs", on=on).active)


def _agrees(
    code: str, procedure: Procedure, prefix: str, words: Words, book: Codes, *, on: date
) -> bool:
    """Whether a card's code begins as the words do, and has their last three characters."""
    if not code.startswith(prefix):
        return False
    labels = _labels(procedure, None, words)
    for axis in (5, 6, 7):
        _, label, free = labels[axis - 1]
        wanted = book.pcs_value(code[: axis - 1], axis, label, on=on) if label else None
        if wanted is None and free:
            wanted = NOTHING
        if wanted is not None and code[axis - 1] != wanted:
            return False
    return True
