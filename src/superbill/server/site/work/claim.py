"""The finished claim: confirmed codes alone, diagnoses by letter, lines that point to them."""

from __future__ import annotations

from dataclasses import dataclass

from superbill.server.site.work.bench import Bench, Shown
from superbill.server.site.work.work import LETTERS, MOST_POINTERS, Encounter


@dataclass(frozen=True, slots=True)
class Diagnosis:
    """letter: `` from the thirteenth on, for which a CMS-1500 has no place."""

    letter: str
    shown: Shown


@dataclass(frozen=True, slots=True)
class ServiceLine:
    """points: the diagnoses it points to, from 1, at most four; pointed: the coder chose them,
    False: all stand for none, as in every claim here"""

    number: int
    shown: Shown
    points: tuple[int, ...]
    pointed: bool

    @property
    def letters(self) -> str:
        return "".join(LETTERS[n - 1] for n in self.points if n <= len(LETTERS))


@dataclass(frozen=True, slots=True)
class FinishedClaim:
    """refused: what the code book doesn't confirm on the day; it is on no claim."""

    name: str
    encounter: Encounter
    diagnoses: tuple[Diagnosis, ...]
    lines: tuple[ServiceLine, ...]
    refused: tuple[Shown, ...]
    errors: int

    @property
    def beyond(self) -> tuple[Diagnosis, ...]:
        """Those for which field 21 of a CMS-1500 has no place."""
        return tuple(d for d in self.diagnoses if not d.letter)


def finished(bench: Bench) -> FinishedClaim:
    """The claim that the list makes. errors: findings of severity error that stand against it."""
    coded = [s for s in bench.diagnoses if not s.refused]
    diagnoses = tuple(
        Diagnosis(LETTERS[n] if n < len(LETTERS) else "", shown) for n, shown in enumerate(coded)
    )
    number_of = {d.shown.entry.code: n for n, d in enumerate(diagnoses, 1)}
    lines = (s for s in bench.lines if not s.refused)
    return FinishedClaim(
        bench.work.name or "note",
        bench.work.encounter,
        diagnoses,
        tuple(_line(n, shown, number_of) for n, shown in enumerate(lines, 1)),
        bench.refused,
        sum(s.finding.severity == "error" for s in bench.findings),
    )


def _line(number: int, shown: Shown, number_of: dict[str, int]) -> ServiceLine:
    chosen = tuple(number_of[code] for code in shown.entry.points if code in number_of)
    points = chosen or tuple(number_of.values())[:MOST_POINTERS]
    return ServiceLine(number, shown, points, bool(chosen))
