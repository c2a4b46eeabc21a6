"""The order file, in which CMS lists every code and header of an ICD-10 classification.

The layout is one for both, fixed in width: order number in columns 1 to 5, code in 7 to 13, in 15
a 1 for a valid code and a 0 for a header, short title in 17 to 76, long title from 78 on. Source:
the record layout in CMS's ICD10OrderFiles.pdf, which comes with the files.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from superbill.codesets.importing.sample import Sample
from superbill.codesets.sources.reading.border import lines_of, refused

_LINE = re.compile(
    r"(?P<number>\d{5}) (?P<code>[0-9A-Z ]{7}) (?P<valid>[01]) (?P<short>.{60}) (?P<long>.+)"
)


@dataclass(frozen=True, slots=True)
class OrderLine:
    """One line: where it stands in the file, and its five fields. `code` is without its dot."""

    line: int
    number: int
    code: str
    valid: bool
    short: str
    long: str


def looks_like(sample: Sample, *, code: str) -> bool:
    """Whether the first lines of a file are an order file whose codes have that form."""
    first = sample.lines[:3]
    form = re.compile(code)
    found = [_LINE.fullmatch(line.rstrip()) for line in first]
    return len(first) == 3 and all(m is not None and form.fullmatch(m["code"]) for m in found)


def fixed_width_lines(path: Path) -> Iterator[OrderLine]:
    """The lines of a file in the publisher's layout. Raises ReleaseRefused at one that isn't."""
    for at, text in lines_of(path):
        if not text.strip():
            continue
        found = _LINE.fullmatch(text.rstrip())
        if found is None:
            raise refused(path, at, f"{text[:40]!r} is not a line of an order file.")
        yield OrderLine(
            at,
            int(found["number"]),
            found["code"].rstrip(),
            found["valid"] == "1",
            found["short"].rstrip(),
            found["long"].strip(),
        )


def in_order(path: Path, lines: Iterable[OrderLine], *, last_section: str) -> Iterator[OrderLine]:
    """The same lines, each checked: numbered without a gap, titled, no code twice, every header
    with a code below it.

    last_section: a first character that a whole file has codes of. The publisher states no count,
        so a file that was cut short shows itself by the sections that it lacks.

    Raises ReleaseRefused, with file and line.
    """
    seen: set[str] = set()
    before: OrderLine | None = None
    reached = False
    for number, each in enumerate(lines, 1):
        if each.number != number:
            raise refused(path, each.line, f"order number {each.number}, where {number} was due.")
        if not (each.short and each.long):
            raise refused(path, each.line, f"{each.code} lacks a title.")
        if each.code in seen:
            raise refused(path, each.line, f"{each.code} stands twice.")
        if before is not None and not before.valid and not each.code.startswith(before.code):
            raise refused(path, before.line, f"no code stands below the header {before.code}.")
        seen.add(each.code)
        reached = reached or (each.valid and each.code.startswith(last_section))
        before = each
        yield each
    if before is None:
        raise refused(path, None, "the file holds no code.")
    if not before.valid or not reached:
        raise refused(
            path,
            before.line,
            f"the file ends with {before.code} and has no code of {last_section}: "
            "it may have been cut short.",
        )
