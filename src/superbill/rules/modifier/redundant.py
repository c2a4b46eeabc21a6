"""`modifier.redundant`: a modifier that says nothing here: twice on one line, or 51 on a code that
never takes it."""

from __future__ import annotations

from datetime import date

from superbill.citation import Citation
from superbill.errors import NotLoaded
from superbill.rules.book import RuleBook
from superbill.rules.claim import Scene
from superbill.rules.modifier.judging import Marked, Told, over_marked
from superbill.rules.mpfs.fee_row import fee_row
from superbill.rules.rule import Outcome, Rule

RULE = Rule(
    id="modifier.redundant",
    title="No modifier stands twice, and none where it says nothing",
    payer="CPT (add-on codes take no 51); every payer",
    source=Citation(
        "CPT introduction, add-on codes; NCCI add-on code edits;"
        " Medicare Claims Processing Manual (Pub. 100-04), chapter 12",
        "sections 30.D and 40.6",
    ),
    grain="line",
)  # fmt: skip

MULTIPLE = "51"
ADD_ON_GLOBAL = "ZZZ"


def check(scene: Scene) -> Outcome:
    """An error for 51 on an add-on code, a warning for a modifier written twice.

    The add-on file decides which codes are add-on codes; where it is not loaded, the fee
    schedule's global ZZZ says so of most. 51 on other codes is for mpfs.multiple.
    """
    return over_marked(RULE, scene, _look)


def _look(at: Marked, told: Told) -> None:
    for modifier in dict.fromkeys(at.line.modifiers):
        if at.line.modifiers.count(modifier) > 1:
            told.find(
                at, "warning", "twice", f"{modifier} stands more than once on the line.",
                "Write it once.", RULE.source,
            )  # fmt: skip
    if MULTIPLE in at.line.modifiers:
        _multiple(at, told)


def _multiple(at: Marked, told: Told) -> None:
    code = at.line.code
    try:
        release, says = add_on_said(at.scene.book, code, on=at.on)
    except NotLoaded as fault:
        told.not_loaded(fault, f"whether {code} is an add-on code: ")
        return
    if not says:
        told.check(f"{code} is no add-on code in {release}", release)
        return
    told.find(
        at, "error", "51 on an add-on code",
        f"{code} is an add-on code ({says}); 51 never stands on one, as its value is of an"
        " additional service already.",
        "Leave 51 out.",
        Citation(RULE.source.source, "add-on codes", release),
    )  # fmt: skip


def add_on_said(book: RuleBook, code: str, *, on: date) -> tuple[str, str]:
    """Release, and what in it says that the code is an add-on code; nothing where none does.
    Raises NotLoaded where neither table is at hand."""
    try:
        table = book.table("ncci.addon", "addon", on=on)
    except NotLoaded:
        row = fee_row(book, code, on=on)
        if row is None:
            raise
        zzz = row.indicator("global") == ADD_ON_GLOBAL
        return row.release, f"global {ADD_ON_GLOBAL}" if zzz else ""
    rows = [r for r in table.rows.find(code) if _in_force(r, on)]
    return table.release.id, f"add-on type {rows[0]['type']}" if rows else ""


def _in_force(row: dict[str, object], on: date) -> bool:
    """By the row's own days; the publisher's deletion date is the last day."""
    start, last = row["effective_date"], row["deletion_date"]
    begun = not isinstance(start, date) or start <= on
    return begun and (not isinstance(last, date) or (on <= last and last != start))
