"""The dated figures of amounts.yaml: conversion factors, shares and reductions."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal, InvalidOperation
from functools import cache
from itertools import pairwise
from pathlib import Path

from superbill.citation import Citation
from superbill.dates import within
from superbill.errors import NotLoaded
from superbill.knowledge.yaml_file import Located, build, read_yaml

FILE = Path(__file__).with_name("amounts.yaml")


@dataclass(frozen=True, slots=True)
class _Entry:
    value: str
    start: date
    source: str
    locator: str
    url: str
    end: date | None = None


@dataclass(frozen=True, slots=True)
class Dated:
    """A figure that holds in `[start, end)`, and who says so."""

    name: str
    value: Decimal
    start: date
    end: date | None
    citation: Citation


@cache
def amounts() -> dict[str, tuple[Dated, ...]]:
    """Every figure, by name. Raises CardRefused where the file is not as it should be."""
    root = read_yaml(FILE)
    found: dict[str, tuple[Dated, ...]] = {}
    for name, listed in root.entries().items():
        values = tuple(_dated(name, item) for item in listed.items())
        ordered = sorted(values, key=lambda d: d.start)
        for one, following in pairwise(ordered):
            if one.end is None or one.end > following.start:
                raise listed.refused(f"Two values of {name} hold on {following.start}.")
        found[name] = tuple(ordered)
    return found


def amount(name: str, on: date) -> Dated:
    """The figure of that name on a day. Raises NotLoaded where none is known: a rule that did not
    exist yet, or an edition of superbill that ends before."""
    found = amount_or_none(name, on)
    if found is None:
        known = amounts()[name]
        last = known[-1].end.isoformat() if known[-1].end else "today"
        raise NotLoaded(
            f"The figure {name.replace('_', ' ')} is not known on {on.isoformat()}:"
            f" it is from {known[0].start.isoformat()} to {last}.",
            remedy="A newer edition of superbill brings newer figures.",
        )
    return found


def amount_or_none(name: str, on: date) -> Dated | None:
    """The same, None where there is none on that day."""
    for dated in amounts()[name]:
        if within(on, dated.start, dated.end):
            return dated
    return None


def _dated(name: str, item: Located) -> Dated:
    entry = build(_Entry, item)
    try:
        value = Decimal(entry.value)
    except InvalidOperation:
        raise item.refused(f"{entry.value!r} is not a number.") from None
    citation = Citation(entry.source, entry.locator, url=entry.url)
    return Dated(name, value, entry.start, entry.end, citation)
