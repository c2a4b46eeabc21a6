"""Whether a note is in English: denials, doubts and relatives are read in English only.

Function words decide, which every sentence has and which the languages hardly share; names of
diseases are much the same in all of them. Too few words decide nothing: such a note is read.
"""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path

from superbill.knowledge.yaml_file import read_yaml

FILE = Path(__file__).with_suffix(".yaml")

_WORD = re.compile(r"[^\W\d_]+")
_LOOKED_AT = 20_000
"""Characters of a note that are looked at."""
_FEWEST = 3
"""Function words of another language that decide, where English has fewer."""


def other_language(text: str) -> str | None:
    """The language of a text that has more of another's function words than of English ones, by
    its English name; None for English, and where too little tells.

    >>> other_language("Paciente con diabetes y sin fiebre, en tratamiento por la noche")
    'Spanish'
    >>> other_language("Patient with diabetes and without fever, on treatment at night")
    """
    words = [w.lower() for w in _WORD.findall(text[:_LOOKED_AT])]
    counts = {name: sum(w in said for w in words) for name, said in _languages().items()}
    best = max(counts, key=lambda name: (counts[name], name == "English"))
    return best if best != "English" and counts[best] >= _FEWEST else None


@cache
def _languages() -> dict[str, frozenset[str]]:
    """The words of language.yaml. Raises CardRefused for a fault of the file."""
    names = {"English", "Spanish", "Portuguese", "French", "Italian", "German", "Dutch"}
    found = read_yaml(FILE).mapping(required=names, optional=set())
    return {name: frozenset(w.text() for w in found[name].items()) for name in names}
