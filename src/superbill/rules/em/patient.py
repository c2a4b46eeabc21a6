"""New or established: what a patient is to a group and specialty on a day."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from superbill.citation import Citation

YEARS = 3
SOURCE = Citation(
    "Medicare Claims Processing Manual, chapter 12",
    "section 30.6.7.A: new patient, no professional service of the physician or of the same group"
    " and specialty within the previous 3 years",
    url="https://www.cms.gov/regulations-and-guidance/guidance/manuals/downloads/clm104c12.pdf",
)


@dataclass(frozen=True, slots=True)
class Seen:
    """An earlier service. same_group, same_specialty: whether its provider belongs to the group and
    specialty of today's; professional: whether it was a service face to face by a clinician (a
    test alone, or its reading, is none)."""

    on: date
    same_group: bool = True
    same_specialty: bool = True
    professional: bool = True


def years_before(day: date, years: int) -> date:
    """The same day `years` earlier; 29 February has 28 February.

    >>> years_before(date(2024, 2, 29), 3)
    datetime.date(2021, 2, 28)
    """
    year = day.year - years
    if year < date.min.year:
        return date.min
    try:
        return day.replace(year=year)
    except ValueError:
        return day.replace(year=year, day=28)


def within_three_years(earlier: date, on: date) -> bool:
    """Whether an earlier day makes a patient established on a day: less than three years before.
    On the third anniversary three years are over."""
    return years_before(on, YEARS) < earlier < on


def established_by(seen: Iterable[Seen], *, on: date) -> Seen | None:
    """The last service that makes the patient established on that day, None for a new patient."""
    counted = (
        one
        for one in seen
        if one.same_group
        and one.same_specialty
        and one.professional
        and within_three_years(one.on, on)
    )
    return max(counted, key=lambda one: one.on, default=None)
