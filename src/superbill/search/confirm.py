"""Candidates to hits: only what the code book says is in force on the day."""

from __future__ import annotations

from collections.abc import Container, Iterable, Iterator
from datetime import date

from superbill.codesets.answers import Status
from superbill.codesets.book import CodeBook
from superbill.codesets.nearest import title_of, valid_within
from superbill.errors import NotLoaded
from superbill.search.hit import Hit, Why
from superbill.search.wording import words_of

MOST_CHILDREN = 20
"""Codes that a heading shows; their number is always said."""

_MOST_BELOW = 100_000
"""More than any system lists."""


def stem_of(code: str, system: str) -> str:
    """What the codes below a heading begin with. Without its dot procedure category 25 of
    ICD-9-CM would begin diagnosis 250.00."""
    return f"{code}." if system in ("icd10cm", "icd9cm") and "." not in code else code


class Confirmer:
    """Asks the code book of one day, and remembers what a reader of the answer must know.

    stale: some answer was of a day later than the release that gave it speaks of
    """

    def __init__(self, book: CodeBook, on: date):
        self.book, self.on = book, on
        self.stale = False

    def status(self, code: str, system: str) -> Status | None:
        """The status of a code in force, or of a heading of such; None for any other."""
        try:
            status = self.book.status(code, system, on=self.on)
        except NotLoaded:
            return None
        if status.status not in ("active", "header"):
            return None
        self.stale = self.stale or status.stale
        return status

    def below(self, status: Status) -> list[str]:
        """The billable codes below a heading."""
        view = self.book.view(status.system, self.on)
        codes = valid_within(stem_of(status.code, status.system), view, most=_MOST_BELOW)
        return [c for c in codes if c != status.code]

    def title(self, code: str, system: str) -> str | None:
        return title_of(code, self.book.view(system, self.on))

    def hit(self, status: Status, *, why: Why, score: float) -> Hit:
        """A confirmed code as the answer shows it. Where no list states its title, the wording
        that it was found by stands for it."""
        below = () if status.active else self.below(status)
        return Hit(
            system=status.system,
            code=status.code,
            title=status.title or self._axes_title(status) or why.text,
            score=score,
            billable=status.active,
            why=why,
            confirmed_by=status.confirmed_by,
            children=tuple((c, self.title(c, status.system)) for c in below[:MOST_CHILDREN]),
            children_total=len(below),
        )

    def _axes_title(self, status: Status) -> str | None:
        """Of a beginning of an ICD-10-PCS code, what its characters mean."""
        if status.system != "icd10pcs":
            return None
        axes, _ = self.book.pcs_axes(status.code, on=self.on)
        labels = [axis.label for axis in axes if axis.label]
        return " / ".join(labels) if labels else None


def with_children(
    first: Hit, ranked_below: Iterable[str], words: Container[str], confirmer: Confirmer, *,
    most: int,
) -> Iterator[Hit]:  # fmt: skip
    """The codes below a heading that leads the answer, as hits of their own: those whose titles say
    most of the query's words that the heading does not (`initial encounter`), then those that the
    query found, then in the order of the list."""
    of_heading = set(words_of(first.title))
    order = dict.fromkeys([*ranked_below, *(code for code, _ in first.children)])
    titles = dict(first.children)
    more = {
        code: sum(w in words and w not in of_heading for w in set(words_of(titles.get(code) or "")))
        for code in order
    }
    given = 0
    for code in sorted(order, key=lambda code: -more[code]):
        status = confirmer.status(code, first.system)
        if status is not None and given < most:
            given += 1
            why = Why("below", f"{first.code} {first.title}", first.why.release)
            yield confirmer.hit(status, why=why, score=first.score)
