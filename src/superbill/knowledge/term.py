"""A term of the lexicon: one thing that notes speak of, and the phrases they use for it.

One YAML file a kind, below knowledge/lexicon; one concept an entry. A phrase matches words, in any
case, with ordinary English endings where the entry does not spell them out.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

TermKind = Literal[
    "action",
    "site",
    "target",
    "approach",
    "device",
    "circumstance",
    "procedure",
    "condition",
    "reason",
    "section",
    "product",
]


@dataclass(frozen=True, slots=True)
class Term:
    """One concept.

    id: identifier, lower case with underscores, unique within its kind
    phrases: the words for it; a device's brand names are phrases of the device
    frame: of a procedure's name, the frame that the name stands for (`action`, `site`, `target`,
        `approach`, `device`, `laterality` -> identifier)
    effect: of a device, the frame of leaving it in place (an intratubal implant occludes)
    codes: of a condition, the ICD-10-CM codes for it, most general first, each with the case in
        which it is the one
    reason_class: of a reason, `patient_safety`, `technical` or `choice`
    pcs: the term in the words of the ICD-10-PCS tables: `operation`, `body_part` (or
        `body_part_right`, `body_part_left`, `body_part_bilateral`), `approach`, `device`
    source: where the phrase or its meaning comes from, where that is not common knowledge
    """

    id: str
    kind: TermKind
    name: str
    phrases: tuple[str, ...]
    frame: Mapping[str, str] = field(default_factory=dict[str, str])
    effect: Mapping[str, str] = field(default_factory=dict[str, str])
    codes: tuple[tuple[str, str], ...] = ()
    reason_class: str | None = None
    pcs: Mapping[str, str] = field(default_factory=dict[str, str])
    source: str | None = None
