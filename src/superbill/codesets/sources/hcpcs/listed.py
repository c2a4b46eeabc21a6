"""Lists of HCPCS Level II codes that lost the codes' dates: bare codes, or codes and long texts.

CMS keeps ended codes in its file for years: that a code is listed does not say that it is in
force. So these releases are no family of validity; they say of a code that CMS's file of a quarter
lists it, and, where the list has it, what it is called.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from superbill.codesets.draft import Draft, Files
from superbill.codesets.importing.layout import Match, quarter_after
from superbill.codesets.importing.sample import Sample
from superbill.codesets.release_writer import ReleaseWriter
from superbill.codesets.sources.hcpcs.quarterly import LICENCE, SYSTEMS, URL, hcpcs_edition
from superbill.codesets.sources.hcpcs.record import CODE, MODIFIER, owner
from superbill.codesets.sources.reading.border import file_in, refused
from superbill.codesets.sources.reading.declared import layout_of, layouts, named, rows_of_sheet
from superbill.codesets.sources.reading.grid import head_rows, read_text
from superbill.errors import ReleaseRefused

FAMILY = "hcpcs.listed"
ROLE = "list"

_LAYOUTS = Path(__file__).with_name("hcpcs_listed.columns.yaml")
_EDITION_IN_COLUMN = re.compile(r"_(20\d\d(?:Q\d|FILE)?)(?:_|$)")


@dataclass(frozen=True, slots=True)
class _Listed:
    system: str
    code: str
    title: str | None


def recognise(sample: Sample) -> Match | None:
    """A list of bare codes, or of codes with texts; the names say which quarter's.

    Raises ReleaseRefused for a table whose columns are of several editions.
    """
    _refuse_mixed(sample)
    if not _is_bare(sample) and layout_of(sample, layouts(_LAYOUTS)) is None:
        return None
    # Of two lists of one quarter, the one that says more is read.
    return Match(FAMILY, ROLE, named=hcpcs_edition(sample.names), rank=int(_is_bare(sample)))


def _is_bare(sample: Sample) -> bool:
    lines = [line.strip() for line in sample.lines if line.strip()]
    return bool(lines) and all(CODE.fullmatch(line) for line in lines)


def _refuse_mixed(sample: Sample) -> None:
    header = [named(cell) for cell in next(iter(head_rows(sample)), ())]
    if "LONG_DESCRIPTION" not in "".join(header) or "CODE" not in header:
        return
    editions = {found[1] for cell in header if (found := _EDITION_IN_COLUMN.search(cell))}
    if len(editions) > 1:
        raise ReleaseRefused(
            f"its columns are of {len(editions)} editions ({', '.join(sorted(editions))}): no day "
            "can be answered from it.",
            where=sample.shown,
            remedy="Import the files that it was made from.",
        )


def draft(files: Files, *, edition: date) -> Draft:
    """The codes that CMS's file of a quarter lists. Role: `list`.

    Raises ReleaseRefused, with file and line, for what is no code, or stands twice.
    """
    listed = list(_listed(file_in(files, ROLE)))
    titled = any(x.title for x in listed)
    return Draft(
        family=FAMILY,
        edition=edition,
        title=f"HCPCS Level II codes listed, {edition:%B %Y}",
        publisher="Centers for Medicare & Medicaid Services",
        kind="edition",
        start=edition,
        end=quarter_after(edition),
        systems=SYSTEMS if any(x.system == "modifier" for x in listed) else ("hcpcs",),
        licence=LICENCE,
        url=URL,
        fill=lambda writer: fill(writer, listed, edition=edition),
        remarks=(
            "Codes without their dates: a listed code may have ended; it decides no status.",
            *(() if titled else ("Codes only: no titles, no modifiers.",)),
        ),
    )


def fill(writer: ReleaseWriter, listed: list[_Listed], *, edition: date) -> None:
    """Writes the property `listed` of each code, which holds for the quarter of the list, and a
    concept where the list has its text."""
    quarter = {"start": edition.isoformat(), "end": quarter_after(edition).isoformat()}
    value = json.dumps(quarter)
    writer.add("property", ((x.system, x.code, "listed", 0, value) for x in listed))
    writer.add(
        "concept",
        (
            (x.system, x.code, n, "code" if x.system == "hcpcs" else "modifier", 1, None, x.title,
             None)
            for n, x in enumerate(listed, 1)
            if x.title
        ),
    )  # fmt: skip


def _listed(path: Path) -> Iterator[_Listed]:
    bare = _is_bare(Sample(path, path.name, (path.name,)))
    seen: set[str] = set()
    for line, code, title in _bare_rows(path) if bare else _titled_rows(path):
        if code in seen:
            raise refused(path, line, f"{code} stands twice.")
        seen.add(code)
        whose = owner(code)
        if CODE.fullmatch(code):
            yield _Listed("hcpcs", code, title)
        elif MODIFIER.fullmatch(code):
            yield _Listed("modifier", code, None if whose else title)
        elif whose is None:
            raise refused(path, line, f"{code!r} is not a HCPCS code or modifier.")


def _bare_rows(path: Path) -> Iterator[tuple[int, str, None]]:
    for number, line in enumerate(read_text(path).split("\n"), 1):
        if line.strip():
            yield number, line.strip(), None


def _titled_rows(path: Path) -> Iterator[tuple[int, str, str]]:
    layout = layouts(_LAYOUTS)[0]
    for line, row in rows_of_sheet(path, layout):
        if not row["long_description"]:
            raise refused(path, line, f"{row['hcpc']} has no description.")
        yield line, row["hcpc"], row["long_description"]
