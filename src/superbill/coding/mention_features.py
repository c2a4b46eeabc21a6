"""What of a mention and its code tells whether the code is right: numbers, and what they weigh.

The weights are fitted (`benchmarks/fit_mentions.py`) on the training part of CodiEsp and never set
by hand. No feature knows a phrase or a code, only kinds of them, so nothing of the corpus ships but
the weights.
"""

from __future__ import annotations

import math
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path

from superbill.coding.linking import Linked
from superbill.coding.phrase_book import PhraseBook
from superbill.coding.sites import SITELESS
from superbill.knowledge.yaml_file import build, read_yaml
from superbill.search.terms.term import KINDS

FILE = Path(__file__).with_suffix(".yaml")

CHAPTERS = {"A": "AB", "B": "AB", "C": "C", "D": "D", "O": "OP", "P": "OP", "Q": "Q", "R": "R",
            "S": "ST", "T": "ST", "Z": "Z"}  # fmt: skip
_MANY_WORDS = 4
_SHORT = 4
_FEW_LETTERS = 2
_WITHOUT_7TH = 7
"""Characters of a code with its dot, less the 7th character."""


@dataclass(frozen=True, slots=True)
class Weights:
    """fitted_on: data set and day of the fit; least: confidence below which a code is shown as a
    candidate and not reported; weights: by feature"""

    fitted_on: str
    fitted: date
    least: float
    weights: Mapping[str, float]


@cache
def weights() -> Weights:
    """The fitted weights. Raises CardRefused for a fault of the file."""
    return build(Weights, read_yaml(FILE))


def confidence_of(found: Mapping[str, float]) -> float:
    """How often a code with such features is right, 0 to 1."""
    fitted = weights().weights
    total = sum(fitted.get(name, 0.0) * value for name, value in found.items())
    return 1.0 / (1.0 + math.exp(-total))


def features(
    best: Linked, every: Sequence[Linked], codes: Collection[str], book: PhraseBook, *, length: int
) -> dict[str, float]:
    """best: of the mentions of a code the one that names it most fully; every: all of them;
    codes: all codes of the note; length: of the note, in characters."""
    part, disorder = book.part, best.disorder
    words = set(disorder.words)
    weight = [float(part.weight[w]) for w in words]
    alone = float(len(words) == 1)
    share = book.concentration(frozenset(words), best.code[:3])
    said = {one.disorder.evidence.assertion for one in every}
    found = {
        "all": 1.0,
        f"kind {KINDS[part.kind[best.term]]}": 1.0,
        f"words {min(len(words), _MANY_WORDS)}": 1.0,
        f"chapter {CHAPTERS.get(best.code[0], 'other')}": 1.0,
        "akin": float(not disorder.exact),
        "skipped": float(disorder.skipped),
        "listed": float(disorder.listed),
        "across": float(disorder.across),
        "letters, sure": float(disorder.letters == "sure"),
        "letters, guessed": float(disorder.letters == "guess"),
        "few letters": float(
            disorder.letters is not None and len(disorder.evidence.text) <= _FEW_LETTERS
        ),
        "touched before": float(disorder.touched[0]),
        "touched after": float(disorder.touched[1]),
        "touched after, alone": disorder.touched[1] * alone,
        "sources": math.log(best.sources),
        "symptom, alone": alone * (best.code[0] == "R"),
        "rarest, alone": max(weight) * alone,
        "other": float(best.code[-1] == "8" or best.code[-2:] == "89"),
        "deep": float(max(0, len(best.code[:_WITHOUT_7TH]) - len(best.named))),
        "meanings": math.log(best.meanings),
        "guessed": float(min(best.guessed, 2)),
        "said": float(min(best.said, 1)),
        "weight": sum(weight),
        "rarest": max(weight),
        "share": share,
        "share, alone": share * alone,
        "log share": math.log(share + 0.01),
        "log share, alone": math.log(share + 0.01) * alone,
        "sited": float(best.sited),
        "siteless": float(not best.sited and best.code in SITELESS),
        "history": float(best.code[:3] in ("Z85", "Z86", "Z87")),
        "times": math.log(len(every)),
        "possible": float(said == {"possible"}),
        "historical": float(said == {"historical"}),
        "early": 1 - min(one.disorder.evidence.start for one in every) / max(1, length),
        "sibling": float(any(c != best.code and c[:3] == best.code[:3] for c in codes)),
        "short": float(disorder.letters is None and len(disorder.evidence.text) <= _SHORT),
    }
    return {name: value for name, value in found.items() if value}
