"""A clinical note into codes."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Literal

from superbill.coding.code import code_reading
from superbill.coding.phrase_book import phrase_book
from superbill.coding.result import CodingResult
from superbill.errors import WrongUsage
from superbill.notes.reading import read
from superbill.tools.context import Context
from superbill.tools.registry import Says


def code(
    context: Context,
    text: Annotated[str, Says("the note's text")],
    *,
    on: Annotated[date, Says("the date of service")],
    name: Annotated[str, Says("what to call the note in the answer")] = "note",
    setting: Annotated[
        Literal["practitioner", "outpatient", "inpatient", "dme"], Says("whose claim it is")
    ] = "practitioner",
    payer: Annotated[Literal["medicare", "medicaid", "commercial"], Says("who pays")] = "medicare",
    policy: Annotated[
        Literal["guideline", "mentions"],
        Says("`guideline` chooses as the guidelines say; `mentions` codes every affirmed mention"),
    ] = "guideline",
    learned: Annotated[
        str | None, Says("what your own notes taught (`superbill learn`), by name; with `mentions`")
    ] = None,
) -> CodingResult:
    """The codes that a note supports on a date, each with the words that prove it.

    With them the candidates that were rejected and why, the findings of the edits that are
    loaded (and which are not), and the questions to the clinician where the note is silent.
    Raises WrongUsage for an empty note, and for a name under which nothing was learned.
    """
    if not text.strip():
        raise WrongUsage("The note is empty.", where=name)
    if learned is not None and policy != "mentions":
        raise WrongUsage("what was learned is used with policy mentions only.", where=learned)
    phrases = phrase_book(context.index)
    taught = context.learned(learned, phrases) if learned is not None and phrases else None
    names = phrases.names if phrases else None
    reading = read(text, name=name, lexicon=context.lexicon, names=names)
    return code_reading(
        reading,
        book=context.book,
        cards=context.cards,
        lexicon=context.lexicon,
        on=on,
        setting=setting,
        payer=payer,
        policy=policy,
        phrases=phrases,
        learned=taught,
    )
