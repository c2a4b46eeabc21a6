"""Two coders' lists of one note, side by side: where they agree, and what the engine says of each
code on which they don't."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any, cast

from superbill.citation import Citation
from superbill.codesets.systems import readings
from superbill.coding.confirm import confirm
from superbill.coding.proposal import Proposal
from superbill.coding.result import Candidate
from superbill.errors import WrongUsage
from superbill.notes.values import Evidence
from superbill.rules.written import line_of
from superbill.server.site.work.bench import Bench
from superbill.server.site.work.work import MOST_ENTRIES, Entry, kind_of
from superbill.tools.context import Context

_CATEGORY = 3
"""Characters of a category (ICD-10-CM), of a table (ICD-10-PCS); elsewhere a code is its own."""
_WHOLE_PCS = 7
_GROUPED = ("icd10cm", "icd9cm", "icd10pcs")


@dataclass(frozen=True, slots=True)
class Share:
    """How many of all that either listed both listed. of 0: neither listed any."""

    what: str
    both: int
    of: int
    first: int
    second: int

    @property
    def percent(self) -> str:
        """Whole percents; `–` where there is nothing to agree on."""
        return f"{round(100 * self.both / self.of)}%" if self.of else "–"


@dataclass(frozen=True, slots=True)
class Difference:
    """One code that they treat otherwise. first, second: the line as each has it, `` where not
    listed; says: what the engine says of it; evidence, why: its words and sources for it"""

    system: str
    code: str
    title: str
    first: str
    second: str
    says: str
    evidence: tuple[Evidence, ...]
    why: tuple[Citation, ...]


@dataclass(frozen=True, slots=True)
class Audit:
    """unread: what of the second list is no code; leads: the first-listed diagnosis of each"""

    shares: tuple[Share, ...]
    differences: tuple[Difference, ...]
    agreed: tuple[str, ...]
    leads: tuple[str, str]
    unread: tuple[str, ...]

    @property
    def same_lead(self) -> bool:
        return bool(self.leads[0]) and self.leads[0] == self.leads[1]


def second_list(text: str) -> tuple[tuple[Entry, ...], tuple[str, ...]]:
    """The entries of another coder's list, and what of it is none: codes as `superbill check` takes
    them, divided by blanks, commas before a blank, or semicolons; or the JSON that the workbench
    or `superbill code` writes.

    >>> [e.line for e in second_list("I10; E11.9\\n58565-52x2")[0]]
    ['I10', 'E11.9', '58565-52x2']

    Raises WrongUsage for JSON of another shape, and for too long a list.
    """
    given = text.strip()
    if given.startswith(("{", "[")):
        return _from_json(given), ()
    found: list[Entry] = []
    unread: list[str] = []
    for word in re.split(r"[;\s]+", given):
        written = word.strip(",")
        if not written:
            continue
        entry = _read(written)
        if entry is None:
            unread.append(written[:40])
        else:
            found.append(entry)
    if len(found) > MOST_ENTRIES or len(unread) > MOST_ENTRIES:
        raise WrongUsage(f"The second list has more than {MOST_ENTRIES} entries.")
    return tuple(found), tuple(unread)


def _read(written: str) -> Entry | None:
    """The entry, None for what is no code. Many a word has the form of an ICD-10-PCS prefix."""
    try:
        entry = _entry(written)
    except WrongUsage:
        return None
    return entry if entry.system != "icd10pcs" or len(entry.code) == _WHOLE_PCS else None


def _entry(written: str) -> Entry:
    line = line_of(written.replace(".", ""))
    return Entry(line.system, line.code, kind_of(line.system, line.code), line.modifiers,
                 max(1, line.units))  # fmt: skip


def _from_json(text: str) -> tuple[Entry, ...]:
    try:
        whole = json.loads(text)
        listed = cast("list[dict[str, Any]]", whole["codes"])[:MOST_ENTRIES]
        return tuple(
            Entry(
                *(name := readings(f"{c['system']}:{c['code']}")[0]),
                kind_of(*name),
                tuple(str(m).upper()[:2] for m in c.get("modifiers", ())),
                max(1, int(c.get("units", 1))),
            )
            for c in listed
        )
    except (ValueError, TypeError, KeyError, AttributeError, RecursionError, WrongUsage):
        raise WrongUsage(
            "The second coder's JSON is not an export of codes.",
            remedy="Give the file that the workbench or superbill code --json writes, or codes.",
        ) from None


def audit(
    context: Context, bench: Bench, second: Sequence[Entry], unread: Iterable[str] = ()
) -> Audit:
    """The first coder's list is the bench's own, confirmed or not."""
    first = [s.entry for s in bench.shown]
    kinds = (("diagnoses", True), ("procedures", False))
    shares: list[Share] = []
    for what, wanted in kinds:
        one, other = _of(first, diagnoses=wanted), _of(second, diagnoses=wanted)
        shares.append(_share(f"{what}, exactly", {e.name for e in one}, {e.name for e in other}))
        if wanted:
            shares.append(_share("diagnoses, by category", *(_categories(e) for e in (one, other))))
    lines = [{e.name: e for e in _of(side, diagnoses=False)} for side in (first, second)]
    both = sorted(lines[0].keys() & lines[1].keys())
    for what in ("modifiers", "units"):
        same = sum(_detail(lines[0][n], what) == _detail(lines[1][n], what) for n in both)
        shares.append(Share(f"{what} of shared procedures", same, len(both), len(both), len(both)))
    leads = tuple(next((e.code for e in side if e.kind == "diagnosis"), "")
                  for side in (first, second))  # fmt: skip
    differences, agreed = _differences(context, bench, first, second)
    return Audit(tuple(shares), differences, agreed, (leads[0], leads[1]), tuple(unread))


def _of(entries: Sequence[Entry], *, diagnoses: bool) -> list[Entry]:
    return [e for e in entries if (e.kind == "diagnosis") == diagnoses]


def _categories(entries: Sequence[Entry]) -> set[tuple[str, str]]:
    return {
        (e.system, e.code[:_CATEGORY] if e.system in _GROUPED else e.code) for e in entries
    }  # fmt: skip


def _share(what: str, one: set[tuple[str, str]], other: set[tuple[str, str]]) -> Share:
    return Share(what, len(one & other), len(one | other), len(one), len(other))


def _detail(entry: Entry, what: str) -> object:
    return frozenset(entry.modifiers) if what == "modifiers" else entry.units


def _differences(
    context: Context, bench: Bench, first: Sequence[Entry], second: Sequence[Entry]
) -> tuple[tuple[Difference, ...], tuple[str, ...]]:
    sides = [_lines_by_name(side) for side in (first, second)]
    found: list[Difference] = []
    agreed: list[str] = []
    for name in dict.fromkeys([*sides[0], *sides[1]]):
        one, other = sides[0].get(name, ""), sides[1].get(name, "")
        if one == other:
            agreed.append(one)
            continue
        found.append(_difference(context, bench, name, one, other))
    return tuple(found), tuple(agreed)


def _lines_by_name(entries: Sequence[Entry]) -> dict[tuple[str, str], str]:
    lines: dict[tuple[str, str], list[str]] = {}
    for entry in entries:
        in_order = Entry(entry.system, entry.code, entry.kind,
                         tuple(sorted(entry.modifiers)), entry.units)  # fmt: skip
        lines.setdefault(entry.name, []).append(in_order.line)
    return {name: ", ".join(sorted(of)) for name, of in lines.items()}


def _line_of(found: Candidate) -> str:
    entry = Entry(found.system, found.code, "procedure", found.modifiers, found.units)
    return entry.line


def _difference(
    context: Context, bench: Bench, name: tuple[str, str], one: str, other: str
) -> Difference:
    system, code = name
    known = {(c.system, c.code): c for c in (*bench.result.candidates, *bench.result.codes)}
    found = known.get(name)
    asked = Proposal(system, code, found.title if found else "", "secondary", ())
    stands = confirm(asked, context.book, on=bench.work.encounter.on).candidate
    says = "The engine reads no words for it in the note."
    if found is not None:
        says = found.rejected or f"The engine has it as {_line_of(found)}."
    if stands.rejected and stands.rejected != says:
        says = f"{stands.rejected} {says}"
    return Difference(
        system, code, stands.title, one, other, says,
        found.evidence if found else (), found.why if found else (),
    )  # fmt: skip
