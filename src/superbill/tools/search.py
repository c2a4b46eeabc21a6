"""Search for codes by words."""

from __future__ import annotations

import re
from datetime import date
from typing import Annotated

from superbill.codesets.systems import system_named
from superbill.errors import WrongUsage
from superbill.search.complete import Completion, Completions, complete
from superbill.search.hit import Results
from superbill.search.search import search as search_index
from superbill.tools.context import Context
from superbill.tools.registry import Says

_BEGINS_A_CODE = re.compile(r"(?=[A-Za-z.]{0,2}\d)[A-Za-z0-9.]{2,8}")

MOST = 200
"""Results of one query, at most."""


def search(
    context: Context,
    query: Annotated[str, Says("words, a code, a beginning (S72.0*) or a range", "heart attack")],
    *,
    on: Annotated[date, Says("the date of service")],
    system: Annotated[str | None, Says("one code system; left out: all at hand")] = None,
    limit: Annotated[int, Says("results at most, 1 to 200")] = 10,
) -> Results:
    """The codes in force on a date that words may mean, best first, each with why.

    Clinicians' words, lay words, abbreviations and misspellings are read; so are codes, ranges,
    "quoted words" and AND, OR, NOT in capitals. A heading is shown as one, with its billable codes.
    Nothing is found for what means nothing. Raises WrongUsage for an unknown system or a limit out
    of bounds, NotLoaded where nothing at hand speaks of the system on that day.
    """
    systems = _systems(system)
    return search_index(
        context.index, context.book, query, on=on, systems=systems, limit=_bounded(limit)
    )


def complete_words(
    context: Context,
    beginning: Annotated[str, Says("what has been typed so far", "myocard")],
    *,
    on: Annotated[date, Says("the date of service")],
    system: Annotated[str | None, Says("one code system; left out: all at hand")] = None,
    limit: Annotated[int, Says("completions at most, 1 to 200")] = 10,
) -> Completions:
    """Names of codes in force on a date that go on from what has been typed, best known first.

    Where that is the beginning of a code (`E11.2`), the codes that begin so. The last word may be
    unfinished. Raises WrongUsage as `search` does.
    """
    systems = _systems(system)
    names = complete(
        context.index, context.book, beginning, on=on, systems=systems, limit=_bounded(limit)
    )
    if not names and _BEGINS_A_CODE.fullmatch(beginning.strip()):
        found = search(context, f"{beginning.strip()}*", on=on, system=system, limit=limit)
        names = tuple(Completion(h.title, h.system, h.code, h.billable) for h in found.hits)
    return Completions(beginning, on, names)


def _systems(system: str | None) -> tuple[str, ...]:
    return (system_named(system).name,) if system is not None else ()


def _bounded(limit: int) -> int:
    if not 1 <= limit <= MOST:
        raise WrongUsage(f"limit: {limit} is not between 1 and {MOST}.")
    return limit
