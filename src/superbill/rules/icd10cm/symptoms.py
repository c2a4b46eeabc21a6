"""`icd10cm.symptoms`: a symptom beside the diagnosis that it is part of."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache, lru_cache
from pathlib import Path
from typing import NamedTuple

from superbill.errors import CardRefused
from superbill.knowledge.yaml_file import build, read_yaml
from superbill.rules.claim import Scene
from superbill.rules.finding import Finding
from superbill.rules.icd10cm.guideline import EVERY_PAYER, guideline
from superbill.rules.icd10cm.judging import Diagnoses, by_guideline, finding
from superbill.rules.icd10cm.references import Reference, references
from superbill.rules.rule import Outcome, Rule

FILE = Path(__file__).with_suffix(".yaml")

RULE = Rule(
    id="icd10cm.symptoms",
    title="A symptom that is part of a diagnosis of the claim is not coded beside it",
    payer=EVERY_PAYER,
    source=guideline("I.B.5"),
    grain="diagnoses",
)


@dataclass(frozen=True, slots=True)
class _Entry:
    symptom: str
    with_: tuple[str, ...]
    words: str


class Integral(NamedTuple):
    """A symptom, and the diagnoses that it is routinely part of."""

    symptom: Reference
    diagnoses: tuple[Reference, ...]
    words: str


@cache
def integral() -> tuple[Integral, ...]:
    """The entries of symptoms.yaml. Raises CardRefused for a fault of the file."""
    found: list[Integral] = []
    for located in read_yaml(FILE).items():
        entry = build(_Entry, located)
        symptom = references(f"({entry.symptom})")
        named = tuple(r for text in entry.with_ for r in references(f"({text})"))
        if len(symptom) != 1 or len(named) != len(entry.with_):
            raise CardRefused(f"{entry.symptom}: a code can't be read.", where=located.where)
        found.append(Integral(symptom[0], named, entry.words))
    return tuple(found)


@cache
def beginnings() -> tuple[str, ...]:
    """The categories of the symptoms of the list: what its rule looks for."""
    return tuple(dict.fromkeys(entry.symptom.first[:3] for entry in integral()))


def part_of(symptom: str, diagnosis: str) -> str | None:
    """The words for a symptom that is routinely part of a diagnosis, both without dots, or None.

    >>> part_of("R0602", "J189"), part_of("R0602", "K359")
    ('shortness of breath', None)
    """
    for entry in _of_symptom(symptom):
        if any(r.covers_bare(diagnosis) for r in entry.diagnoses):
            return entry.words
    return None


@lru_cache(4096)
def _of_symptom(symptom: str) -> tuple[Integral, ...]:
    """The entries that speak of a symptom; none for what is none."""
    return tuple(entry for entry in integral() if entry.symptom.covers_bare(symptom))


def check(scene: Scene) -> Outcome:
    """An info for each symptom of the list beside one of its diagnoses."""
    return by_guideline(RULE, scene, _find)


def _find(diagnoses: Diagnoses) -> Iterator[Finding]:
    for symptom in diagnoses.distinct:
        if not symptom.code.startswith(beginnings()):
            continue
        for other in diagnoses.distinct:
            words = part_of(symptom.bare, other.bare)
            if words is not None:
                yield finding(
                    RULE, "part_of_diagnosis", (symptom, other),
                    f"{symptom.code} ({words}) is routinely part of {other.code}.",
                    f"Remove {symptom.code}, unless the record says that it has another cause.",
                    citation=guideline("I.B.5"), severity="info",
                )  # fmt: skip
                break
