"""The grouper's return codes in words (return_codes.yaml)."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from pathlib import Path

from superbill.knowledge.yaml_file import build, read_yaml

FILE = Path(__file__).with_suffix(".yaml")


@dataclass(frozen=True, slots=True)
class ReturnCode:
    code: str
    says: str
    remedy: str
    source: str


def in_words(code: str) -> ReturnCode:
    """The return code in words; one that is not listed, as it is.

    >>> in_words("INVALID_SEX").remedy
    "State the patient's sex."
    """
    found = _codes().get(code)
    return found or ReturnCode(
        code, f"the grouper returned {code}", "Check the codes against the record.", "MS-DRG"
    )


@cache
def _codes() -> dict[str, ReturnCode]:
    entries = (build(ReturnCode, entry) for entry in read_yaml(FILE).items())
    return {entry.code: entry for entry in entries}
