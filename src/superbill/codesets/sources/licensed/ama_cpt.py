"""The AMA's CPT descriptors, from the files of the user's own licence.

Nothing of them is shipped with superbill. They load only where the user attests the licence.

Files, as the AMA's documentation describes its standard data files and as the AMA's own software
reads them (file layout notes of the CPT data files; AMADataLabs/Core on GitHub):

- a notice of several paragraphs, then a blank line, then one row a code;
- LONGULT.txt: code, tab, long descriptor; LONGULF.txt: code, two-digit sequence number, blank,
  descriptor in pieces;
- MEDU.txt: code, blank, descriptor of at most 48 characters in capitals;
- SHORTU.txt: code, blank, descriptor of at most 28 characters in capitals;
- the consolidated code list: tab-delimited under a header (Concept Id, CPT Code, Long, Medium,
  Short, ...).

CPT changes on 1 January. Category III codes, vaccines and proprietary laboratory analyses are also
published in between: an annual file does not hold those.
"""

from __future__ import annotations

import json
import re
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from superbill.codesets.draft import Draft, Files
from superbill.codesets.importing.layout import Match
from superbill.codesets.importing.sample import Sample
from superbill.codesets.release_writer import ReleaseWriter
from superbill.codesets.sources.reading.border import file_in, refused
from superbill.codesets.sources.reading.declared import layout_of, layouts, rows_of_sheet
from superbill.codesets.sources.reading.grid import read_text

FAMILY = SYSTEM = LICENCE = "cpt"
LONG, MEDIUM, SHORT, CONSOLIDATED = "long", "medium", "short", "consolidated"

_LAYOUTS = Path(__file__).with_name("ama_cpt.columns.yaml")
_NOTICE = "american medical association"
_CODE = re.compile(r"\d{4}[0-9AFMTU]", re.ASCII)
_ROW = re.compile(r"(\d{4}[0-9AFMTU])(?:\t| |(\d\d) )(\S[^\t]*)", re.ASCII)
_MOST = {SHORT: 28, MEDIUM: 48}

# "CPT copyright 2025" is the year in which the text was made, not that of the edition.
_STATED = re.compile(r"(?<!copyright )\bCPT(?:®|\(R\))? (20\d\d)\b")
_DAY = re.compile(r"(?<!\d)(20\d\d)([01]\d)([0-3]\d)(?!\d)", re.ASCII)
_YEAR = re.compile(r"(?<!\d)(20\d\d)(?!\d)", re.ASCII)


@dataclass(frozen=True, slots=True)
class Descriptor:
    """A code with one descriptor, and the line on which it begins."""

    line: int
    code: str
    text: str


def recognise(sample: Sample) -> Match | None:
    """A descriptor file, by the AMA's notice and its rows; which one, by how long its texts are."""
    texts = _texts(sample)
    if layout_of(sample, layouts(_LAYOUTS)):
        role, rank = CONSOLIDATED, 0
    elif texts is None:
        return None
    else:
        longest = max(len(row[3].rstrip()) for row in texts)
        pieced = any(row[2] for row in texts)
        role = LONG if pieced else next((r for r, most in _MOST.items() if longest <= most), LONG)
        # The AMA ships the long texts four times; whole and in both cases is the best of them.
        rank = pieced + (2 if all(row[3].isupper() for row in texts) else 0)
    named = _named(sample.names)
    stated = _stated(sample.text)
    if stated and named and stated.year == named.year:
        stated = named  # the content says the year, the name which release of it
    return Match(FAMILY, role, stated=stated, named=named, rank=rank, licence=LICENCE)


def _texts(sample: Sample) -> list[re.Match[str]] | None:
    """The rows below the AMA's notice; None where there is no notice, or another thing below."""
    lines = sample.lines
    begin = _first_row(lines)
    if begin is None or _NOTICE not in " ".join("\n".join(lines[:begin]).lower().split()):
        return None
    rows = [_ROW.fullmatch(line.rstrip()) for line in lines[begin:] if line.strip()]
    found = [row for row in rows if row]
    return found if len(found) == len(rows) else None


def _first_row(lines: list[str]) -> int | None:
    """The rows begin below the last blank line that has a row right under it."""
    for number, line in enumerate(lines):
        if _ROW.fullmatch(line.rstrip()) and (number == 0 or not lines[number - 1].strip()):
            return number
    return None


def _stated(notice: str) -> date | None:
    years = {int(year) for year in _STATED.findall(notice)}
    return date(years.pop(), 1, 1) if len(years) == 1 else None


def _named(names: Collection[str]) -> date | None:
    for name in names:
        if day := _DAY.search(name):
            return date(int(day[1]), int(day[2]), int(day[3]))
        if "cpt" in name.lower() and (year := _YEAR.search(name)):
            return date(int(year[1]), 1, 1)
    return None


def missing(roles: Collection[str]) -> str | None:
    """Short and medium descriptors alone are no code book: the long ones are the definition."""
    if LONG in roles or CONSOLIDATED in roles:
        return None
    return "the long descriptors (LONGULT.txt) are missing."


def draft(files: Files, *, edition: date) -> Draft:
    """The codes of an annual release with their descriptors. Roles: `long` or `consolidated`;
    `medium`, `short`.

    Raises ReleaseRefused, with file and line, for a row that is no code and text, a code that
    stands twice, and files that do not hold the same codes.
    """
    texts = _descriptors(files)
    return Draft(
        family=FAMILY,
        edition=edition,
        title=f"CPT {edition.year}",
        publisher="American Medical Association",
        kind="edition",
        start=edition,
        end=date(edition.year + 1, 1, 1),
        systems=(SYSTEM,),
        licence="American Medical Association; under the user's own licence, not for others",
        url="https://www.ama-assn.org/practice-management/cpt",
        fill=lambda writer: fill(writer, texts),
        remarks=(
            "Category III, vaccine and proprietary laboratory codes also change within the year:"
            " this file holds those of its own date.",
        ),
    )


def fill(writer: ReleaseWriter, texts: Mapping[str, Mapping[str, Descriptor]]) -> None:
    """Writes a concept for each code, and the property `medium` where there is one."""
    short, medium = texts.get(SHORT, {}), texts.get(MEDIUM, {})
    writer.add(
        "concept",
        (
            (SYSTEM, code, n, "code", 1, None, long.text, short[code].text if short else None)
            for n, (code, long) in enumerate(texts[LONG].items(), 1)
        ),
    )
    writer.add(
        "property",
        (
            (SYSTEM, code, MEDIUM, 0, json.dumps({"text": x.text}, ensure_ascii=False))
            for code, x in medium.items()
        ),
    )


def _descriptors(files: Files) -> dict[str, dict[str, Descriptor]]:
    """By role, each code's descriptor. All files hold the same codes."""
    texts: dict[str, dict[str, Descriptor]] = {}
    if CONSOLIDATED in files:
        texts = _consolidated(file_in(files, CONSOLIDATED))
    for role in (LONG, MEDIUM, SHORT):
        if role in files:
            texts[role] = _by_code(file_in(files, role), role)
    for role, found in texts.items():
        path = files.get(role) or files[CONSOLIDATED]
        apart = sorted(found.keys() ^ texts[LONG].keys(), key=lambda c: (c not in found, c))
        if apart:
            code = apart[0]
            there = "not among" if code in found else "only among"
            line = found[code].line if code in found else None
            raise refused(path, line, f"{code} is {there} the long descriptors.")
    return texts


def _by_code(path: Path, role: str) -> dict[str, Descriptor]:
    found: dict[str, Descriptor] = {}
    most = _MOST.get(role)
    for one in _pieced(path):
        if one.code in found:
            raise refused(path, one.line, f"{one.code} stands twice.")
        if most and len(one.text) > most:
            said = f"a {role} descriptor of {len(one.text)} characters; at most {most}."
            raise refused(path, one.line, said)
        found[one.code] = one
    return found


def _pieced(path: Path) -> Iterator[Descriptor]:
    """The descriptors; pieces that carry one on (01, 02, ...) put together."""
    lines = read_text(path).split("\n")
    begin = _first_row(lines)
    if begin is None:
        raise refused(path, None, "it holds no code and its descriptor.")
    begun: Descriptor | None = None
    pieces = 0
    for number, line in enumerate(lines[begin:], begin + 1):
        if not line.strip():
            continue
        row = _ROW.fullmatch(line.rstrip())
        if row is None:
            raise refused(path, number, f"{line[:10]!r}... is not a code and its descriptor.")
        code, piece, text = row[1], row[2], " ".join(row[3].split())
        carries_on = piece is not None and begun is not None and begun.code == code
        pieces = pieces + 1 if carries_on else 1
        if piece is not None and int(piece) != pieces:
            raise refused(path, number, f"piece {piece} of {code}, not {pieces:02}.")
        if carries_on and begun is not None:
            begun = Descriptor(begun.line, code, f"{begun.text} {text}")
            continue
        if begun is not None:
            yield begun
        begun = Descriptor(number, code, text)
    if begun is not None:
        yield begun


def _consolidated(path: Path) -> dict[str, dict[str, Descriptor]]:
    texts: dict[str, dict[str, Descriptor]] = {LONG: {}, MEDIUM: {}, SHORT: {}}
    for line, row in rows_of_sheet(path, layouts(_LAYOUTS)[0]):
        code = row["code"]
        if not _CODE.fullmatch(code):
            raise refused(path, line, f"{code!r} is not a CPT code.")
        if code in texts[LONG]:
            raise refused(path, line, f"{code} stands twice.")
        for role, found in texts.items():
            if not row[role]:
                raise refused(path, line, f"{code} has no {role} descriptor.")
            found[code] = Descriptor(line, code, row[role])
    return texts
