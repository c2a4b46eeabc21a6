"""What the add-on code file does not say in columns: exceptions, and what its instructions mean.
They stand in addon.yaml with their sources."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path
from typing import Literal

from superbill.knowledge.yaml_file import build, read_yaml
from superbill.rules.claim import Setting

FILE = Path(__file__).with_name("addon.yaml")


@dataclass(frozen=True, slots=True)
class Exempt:
    """An add-on code that may stand alone. says: when."""

    addon: str
    start: date
    says: str
    source: str
    locator: str


@dataclass(frozen=True, slots=True)
class Instruction:
    """A special instruction that keeps an edit to settings. about: what it speaks of."""

    contains: str
    settings: tuple[Setting, ...]
    about: Literal["primary", "addon"]
    source: str
    locator: str


@dataclass(frozen=True, slots=True)
class Parameters:
    exceptions: tuple[Exempt, ...]
    instructions: tuple[Instruction, ...]


@cache
def parameters() -> Parameters:
    """Raises CardRefused where the file is not as it should be."""
    return build(Parameters, read_yaml(FILE))


def exception_of(code: str, on: date) -> Exempt | None:
    """The exception by which an add-on code may stand alone."""
    return next((e for e in parameters().exceptions if e.addon == code and e.start <= on), None)


def limits_setting(instruction: str | None) -> bool:
    """Whether a special instruction keeps an edit to some setting."""
    return bool(instruction) and any(
        i.contains in (instruction or "") for i in parameters().instructions
    )
