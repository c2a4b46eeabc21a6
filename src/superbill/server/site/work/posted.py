"""Work from a posted form. Everything posted may be forged: what can't be read is left out, with a
sentence; nothing posted is believed about a code but that the coder wants it listed."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date
from typing import Any

from django.http import QueryDict

from superbill.codesets.systems import Reading, readings
from superbill.dates import parse_date
from superbill.errors import WrongUsage
from superbill.rules.claim import payer_named, setting_named
from superbill.server.site.work.work import (
    LETTERS,
    MOST_CHARACTERS,
    MOST_ENTRIES,
    MOST_MODIFIERS,
    MOST_POINTERS,
    MOST_UNITS,
    Encounter,
    Entry,
    Rejection,
    Visit,
    Work,
    kind_of,
)
from superbill.tools.check import OLDEST

_WORDS = 200
_SECOND = 100_000
_FACTS = 40
_PARTS = ("entry", "entry-kind", "entry-modifiers", "entry-units", "entry-points", "entry-poa")
_UNPRINTED = re.compile("[\0\ud800-\udfff]")
_MODIFIER = re.compile(r"[A-Z0-9]{2}", re.ASCII)
_POA = ("Y", "N", "U", "W", "1")


def note_text(posted: str) -> str:
    """The note's characters. A form sends every end of a line as two characters, and no page can
    hold a null or half a pair of UTF-16: a line end becomes one character, and so do the others.

    Raises WrongUsage for a note that is too long.
    """
    text = _UNPRINTED.sub("\ufffd", posted.replace("\r\n", "\n").replace("\r", "\n"))
    if len(text) > MOST_CHARACTERS:
        raise WrongUsage(
            f"The note has {len(text):,} characters; at most {MOST_CHARACTERS:,} are read at once.",
            remedy="Give the notes of one encounter.",
        )
    return text


def work_posted(form: QueryDict, *, today: date) -> tuple[Work, list[str]]:
    """The Work of a form and what of it could not be read.

    Raises WrongUsage where the note is too long, the date, setting or payer is none, or the list
    holds what is no code or came incomplete.
    """
    faults: list[str] = []
    entries = _entries(form, faults)
    work = Work(
        note=note_text(form.get("note", "")),
        encounter=_encounter(form, faults, today=today),
        name=_line(form.get("name", ""), 120),
        decided=form.get("decided") == "1",
        rejections=_rejections(form),
        visit=_visit(form, faults),
        second=form.get("second", "")[:_SECOND],
        case=_whole(form.get("case", ""), 1, 2**53),
    )
    return work.with_entries(entries) if work.decided else work, faults


def _encounter(form: QueryDict, faults: list[str], *, today: date) -> Encounter:
    on, age = form.get("on", "").strip(), form.get("age", "").strip()
    years = _whole(age, 0, OLDEST)
    if age and years is None:
        faults.append(f"“{age[:20]}” is not an age in years, 0 to {OLDEST}; none is taken.")
    return Encounter(
        on=parse_date(on) if on else today,
        setting=setting_named(form.get("setting") or "practitioner"),
        payer=payer_named(form.get("payer") or "medicare"),
        age=years,
        sex=form.get("sex", "") if form.get("sex") in ("F", "M") else "",
        pos=_line(form.get("pos", ""), 2) or "11",
        locality=_line(form.get("locality", ""), 12),
        discharged=_line(form.get("discharged", ""), 2),
    )


def _entries(form: QueryDict, faults: list[str]) -> tuple[Entry, ...]:
    columns = [form.getlist(name) for name in _PARTS]
    if len({len(column) for column in columns}) != 1 or len(columns[0]) > MOST_ENTRIES:
        raise WrongUsage(
            "The list of codes came incomplete.", remedy="Go back, and make the change again."
        )
    rows = list(zip(*columns, strict=True))
    read = [readings(row[0][:60])[0] for row in rows]
    letters = [r.code for r in read if kind_of(r.system, r.code) == "diagnosis"][: len(LETTERS)]
    return tuple(
        _entry(r, row[1:], letters, faults) for r, row in zip(read, rows, strict=True)
    )  # fmt: skip


def _entry(read: Reading, row: Sequence[str], letters: list[str], faults: list[str]) -> Entry:
    (system, code), (kind, modifiers, units, points, poa) = read, row
    own = kind_of(system, code)
    if own == "procedure" and kind == "device":
        own = "device"
    count = _whole(units or "1", 1, MOST_UNITS)
    if count is None:
        faults.append(
            f"{code}: “{units[:20]}” is not a number of units from 1 to {MOST_UNITS:,}; 1 stands."
        )
    return Entry(
        system, code, own, _modifiers(modifiers, code, faults), count or 1,
        _points(points, letters, code, faults), poa if poa in _POA else "",
    )  # fmt: skip


def _read(named: str) -> tuple[str, str] | None:
    try:
        reading = readings(named[:60])[0]
    except WrongUsage:
        return None
    return reading.system, reading.code


def _modifiers(text: str, code: str, faults: list[str]) -> tuple[str, ...]:
    parts = [part for part in re.split(r"[^A-Za-z0-9]+", text[:60].upper()) if part]
    read = tuple(dict.fromkeys(part for part in parts if _MODIFIER.fullmatch(part)))
    if len(read) < len(set(parts)):
        faults.append(f"{code}: a modifier has two letters or digits; “{text[:20]}” has others.")
    if len(read) > MOST_MODIFIERS:
        faults.append(f"{code}: a line has room for {MOST_MODIFIERS} modifiers; the rest went.")
    return read[:MOST_MODIFIERS]


def _points(text: str, letters: list[str], code: str, faults: list[str]) -> tuple[str, ...]:
    given = [c for c in text[:40].upper() if c.isalnum()]
    known = dict(zip(LETTERS, letters, strict=False))
    read = tuple(dict.fromkeys(known[c] for c in given if known.get(c)))
    if len(read) < len(set(given)):
        faults.append(f"{code}: “{text[:20]}” points to a diagnosis that isn't listed.")
    if len(read) > MOST_POINTERS:
        faults.append(f"{code}: a line points to {MOST_POINTERS} diagnoses at most.")
    return read[:MOST_POINTERS]


def _rejections(form: QueryDict) -> tuple[Rejection, ...]:
    pairs = zip(form.getlist("rejected"), form.getlist("rejected-reason"), strict=False)
    found = ((_read(named), _line(reason, _WORDS)) for named, reason in pairs)
    return tuple(Rejection(*read, reason) for read, reason in found if read)[:MOST_ENTRIES]


def _visit(form: QueryDict, faults: list[str]) -> Visit:
    minutes = form.get("em-minutes", "").strip()
    read = _whole(minutes, 0, 1_440)
    if minutes and read is None:
        faults.append(f"“{minutes[:20]}” is not a total of minutes of one date.")
    counts = (
        (name.removeprefix("em-problem-")[:60], _whole(form.get(name, ""), 1, 9))
        for name in sorted(form)
        if name.startswith("em-problem-")
    )
    return Visit(
        category=_line(form.get("em-category", ""), 60),
        problems=tuple((fact, n) for fact, n in counts if n)[:_FACTS],
        risk=tuple(dict.fromkeys(_line(r, 60) for r in form.getlist("em-risk")))[:_FACTS],
        notes=_listed(form.get("em-notes", "")),
        tests=_listed(form.get("em-tests", "")),
        historian=form.get("em-historian") == "1",
        interpreted=form.get("em-interpreted") == "1",
        discussed=form.get("em-discussed") == "1",
        minutes=read,
    )


def _listed(text: str) -> tuple[str, ...]:
    parts = (_line(part, 80) for part in re.split(r"[,;\n]", text[:4_000]))
    return tuple(part for part in parts if part)[:_FACTS]


def _line(text: str, most: int) -> str:
    """One line of print, its blanks single."""
    return " ".join("".join(c if c.isprintable() else " " for c in text).split())[:most].strip()


def _whole(text: str, least: int, most: int) -> int | None:
    given = text.strip()
    if not (given.isascii() and given.isdigit() and len(given) < 17):
        return None
    value: Any = int(given)
    return value if least <= value <= most else None
