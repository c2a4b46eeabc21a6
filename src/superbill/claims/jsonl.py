"""Findings of a book as JSON, one object a line."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from typing import Any

from superbill.claims.found import Of
from superbill.rules.finding import Finding


def as_dict(of: Of) -> dict[str, Any]:
    """A finding in the shape of `superbill check`, with the claim and line that it is of. Of a row
    that can't be read, `lines` is the line's code as the file has it."""
    return {"claim": of.claim, "line": of.line, **of.finding.as_dict()}


def json_lines(findings: Iterable[Of]) -> Iterator[str]:
    """One text a finding, with its line end. One that stands at many lines is written out once."""
    written: dict[int, tuple[Finding, str]] = {}
    for of in findings:
        known = written.get(id(of.finding))
        if known is None:
            known = written[id(of.finding)] = (of.finding, _dumped(of.finding.as_dict())[1:])
        yield f'{{"claim": {_dumped(of.claim)}, "line": {_dumped(of.line)}, {known[1]}\n'


def _dumped(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False)
