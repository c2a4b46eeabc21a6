"""Scrub files of claims."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from time import perf_counter
from typing import TYPE_CHECKING, Annotated, Any, Literal

from superbill.errors import SuperbillError, WrongUsage
from superbill.rules.finding import Finding
from superbill.tools.context import Context
from superbill.tools.registry import Says

if TYPE_CHECKING:
    from superbill.claims.found import Found, Of


@dataclass(frozen=True, slots=True)
class Failure:
    """A file that could not be read, and why."""

    input: str
    error: SuperbillError

    def as_dict(self) -> dict[str, Any]:
        return {"input": self.input, "error": self.error.as_dict()}


@dataclass(frozen=True, slots=True)
class Scrubbed:
    """What the rules found in files of claims.

    lines, claims: how many there were
    parts: of each file, the findings in the order of its claims, or why it could not be read
    missing: one finding for each rule and table that it lacked; ran: whether any rule ran
    seconds: of reading and judging
    """

    lines: int
    claims: int
    parts: tuple[Found | Failure, ...]
    missing: tuple[Finding, ...]
    ran: bool
    seconds: float

    @property
    def failures(self) -> tuple[Failure, ...]:
        return tuple(part for part in self.parts if isinstance(part, Failure))

    @property
    def books(self) -> tuple[Found, ...]:
        return tuple(part for part in self.parts if not isinstance(part, Failure))

    def findings(self) -> Iterator[Of]:
        """Every finding in order, those of the whole run last."""
        from superbill.claims.found import Of

        for book in self.books:
            yield from book
        yield from (Of(None, None, finding) for finding in self.missing)

    def counts(self) -> dict[str, int]:
        """Errors and warnings of each rule, by rule."""
        total: dict[str, int] = {}
        for book in self.books:
            for rule, count in book.counts().items():
                total[rule] = total.get(rule, 0) + count
        return dict(sorted(total.items()))

    @property
    def lines_per_second(self) -> int:
        return round(self.lines / self.seconds) if self.lines else 0

    def summary(self) -> dict[str, Any]:
        return {
            "counts": self.counts(),
            "lines": self.lines,
            "claims": self.claims,
            "lines_per_second": self.lines_per_second,
            "errors": [f.as_dict() for f in self.failures],
        }

    def as_dict(self) -> dict[str, Any]:
        from superbill.claims.jsonl import as_dict

        return {"findings": [as_dict(of) for of in self.findings()], **self.summary()}

    def json_lines(self) -> Iterator[str]:
        """Every finding as JSON, one a line, and a line for each file that could not be read."""
        from superbill.claims.found import Of
        from superbill.claims.jsonl import json_lines

        for part in self.parts:
            if isinstance(part, Failure):
                yield json.dumps(part.as_dict(), ensure_ascii=False) + "\n"
            else:
                yield from json_lines(part)
        yield from json_lines(Of(None, None, finding) for finding in self.missing)

    def write(self, out: Path) -> None:
        """The findings as JSON lines, whole or not at all. Raises WrongUsage where it can't."""
        part = out.with_name(f".{out.name}.part")
        try:
            with part.open("w", encoding="utf-8", errors="backslashreplace", newline="\n") as file:
                file.writelines(self.json_lines())
            part.replace(out)
        except OSError as fault:
            with suppress(OSError):
                part.unlink(missing_ok=True)
            said = fault.strerror or str(fault)
            raise WrongUsage(f"the findings can't be written ({said}).", where=str(out)) from None


def scrub(
    context: Context,
    files: Annotated[tuple[str, ...], Says("files of claims", "claims.csv")],
    *,
    format: Annotated[
        Literal["837p", "837i", "csv", "parquet", "fhir"] | None,
        Says("what the files are; left out, as their names say. csv and parquet are read so far"),
    ] = None,
    map: Annotated[
        str | None, Says("a YAML file with the file's own names of the columns", "columns.yaml")
    ] = None,
    on: Annotated[date | None, Says("the date of service of claims that state none")] = None,
    payer: Annotated[
        Literal["medicare", "medicaid", "commercial"], Says("who pays, where a claim does not say")
    ] = "medicare",
    setting: Annotated[
        Literal["practitioner", "outpatient", "inpatient", "dme"],
        Says("whose claims they are, where they do not say"),
    ] = "practitioner",
) -> Scrubbed:
    """Every edit over files of claims, in CSV or Parquet, with a finding for each that fires.

    A bad row becomes a finding, a file that can't be read a failure; neither stops the others. A
    rule without its table is named once for the run. Raises WrongUsage for a format that is not
    read, and CardRefused for a map with an unknown column.
    """
    # Polars and what it takes are imported where claims are read: listing tools needs none of it.
    from superbill.claims.found import Missing
    from superbill.claims.layout import format_named, format_of, read_map
    from superbill.claims.read import Defaults, read_book
    from superbill.claims.scrub import scrub as scrub_book
    from superbill.rules.claim import payer_named, setting_named

    form = format_named(format) if format else None
    named = read_map(Path(map)) if map else {}
    defaults = Defaults(setting_named(setting), payer_named(payer), on)
    missing = Missing()
    parts: list[Found | Failure] = []
    lines = claims = 0
    began = perf_counter()
    for file in files:
        try:
            path = Path(file)
            book = read_book(path, form or format_of(path), named=named, defaults=defaults)
        except SuperbillError as fault:
            parts.append(Failure(file, fault))
            continue
        lines, claims = lines + book.rows, claims + len(book.claims)
        parts.append(scrub_book(book, rule_book=context.book, cards=context.cards, missing=missing))
    seconds = max(perf_counter() - began, 1e-9)
    return Scrubbed(lines, claims, tuple(parts), missing.findings(), bool(missing.ran), seconds)
