"""Labels known code by code turned into as few axis rows as say the same."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from superbill.codesets.pcs_axes import LISTED, SCOPES

Known = Mapping[str, tuple[str | None, ...]]
"""Code -> the labels of its seven axes, None where unknown."""

Row = tuple[str, int, str, str]
"""Scope, axis, value, label."""


def label_rows(known: Known, axes: Iterable[int]) -> Iterator[Row]:
    """The rows that give every code the labels it has, each with the shortest scope it holds in.

    A value whose label is unknown in some codes of a scope gets the label that the others have.
    """
    for axis in axes:
        lengths = [n for n in SCOPES[axis] if n >= LISTED[axis]]
        codes = [(code, labels[axis - 1]) for code, labels in known.items()]
        yield from _rows_of_axis(codes, axis, lengths)


def _rows_of_axis(
    codes: list[tuple[str, str | None]], axis: int, lengths: list[int]
) -> Iterator[Row]:
    while codes and lengths:
        length = lengths.pop(0)
        meanings: dict[tuple[str, str], set[str]] = {}
        for code, label in codes:
            if label is not None:
                meanings.setdefault((code[:length], code[axis - 1]), set()).add(label)
        for (scope, value), labels in meanings.items():
            if len(labels) == 1:
                yield scope, axis, value, next(iter(labels))
        differing = {where for where, labels in meanings.items() if len(labels) > 1}
        if not differing:
            break
        codes = [c for c in codes if (c[0][:length], c[0][axis - 1]) in differing]
