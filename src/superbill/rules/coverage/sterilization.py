"""Which lines of a claim end fertility, and whether the diagnoses say that they are meant to."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path
from typing import Literal

from superbill.knowledge.yaml_file import build, read_yaml
from superbill.rules.claim import ClaimLines, Line

FILE = Path(__file__).with_name("sterilization.yaml")

Kind = Literal["sterilization", "either", "hysterectomy"]
"""`sterilization`: done for nothing else; `either`: for disease as well; `hysterectomy`: the uterus
is removed."""

Purpose = Literal["alone", "among others", "not said"]
"""Of a line: Z30.2 leads its diagnoses, stands among them, or doesn't."""


@dataclass(frozen=True, slots=True)
class Group:
    """Codes of one kind, and where the selection comes from. checked: the last edition of the
    publishers' lists against which the codes were held."""

    kind: Kind
    source: str
    locator: str
    checked: date
    cpt: tuple[str, ...]
    hcpcs: tuple[str, ...]
    icd10pcs: tuple[str, ...]


@cache
def _table() -> tuple[str, tuple[Group, ...]]:
    fields = read_yaml(FILE).mapping(required={"diagnosis", "groups"}, optional=set())
    return fields["diagnosis"].text(), tuple(build(Group, g) for g in fields["groups"].items())


@cache
def kind_of(code: str, system: str) -> Kind | None:
    """The kind of a code in display form; None where it leaves fertility alone.

    >>> kind_of("58565", "cpt"), kind_of("0UL78DZ", "icd10pcs"), kind_of("99213", "cpt")
    ('sterilization', 'sterilization', None)
    """
    for group in _table()[1]:
        listed = {"cpt": group.cpt, "hcpcs": group.hcpcs}.get(system, ())
        if code in listed or (system == "icd10pcs" and code.startswith(group.icd10pcs)):
            return group.kind
    return None


def diagnosis() -> str:
    """The ICD-10-CM code of an encounter for sterilization."""
    return _table()[0]


def purpose_of(line: Line, claim: ClaimLines) -> Purpose:
    """What the diagnoses that the line points to, else the claim's, say of its purpose."""
    pointed = line.dx or claim.diagnoses
    if diagnosis() not in pointed:
        return "not said"
    return "alone" if pointed[0] == diagnosis() else "among others"
