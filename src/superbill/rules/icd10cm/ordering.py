"""Which diagnoses of a list may lead, what must come before what, and an order that keeps it all.

For who codes notes and for the tool `sequencing`. The record decides what was chiefly responsible
for the encounter; where the rules leave a choice the given order stands.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from superbill.citation import Citation
from superbill.rules.icd10cm.code_first import must_come_first, needs_cause
from superbill.rules.icd10cm.etiology_order import added_to
from superbill.rules.icd10cm.facts import Facts
from superbill.rules.icd10cm.guideline import guideline, tabular
from superbill.rules.icd10cm.lists import code_list, listed
from superbill.rules.icd10cm.relations import names
from superbill.rules.icd10cm.sequence import acute_of


@dataclass(frozen=True, slots=True)
class Reason:
    """A sentence and where it is from."""

    says: str
    citation: Citation


@dataclass(frozen=True, slots=True)
class Before:
    """`earlier` stands before `later`, for a reason."""

    earlier: str
    later: str
    reason: Reason


@dataclass(frozen=True, slots=True)
class Order:
    """suggested: the codes in an order that keeps every `before`, as far as they agree
    may_not_lead: reasons by code, for those that may not
    contradictory: codes among which the rules can't all be kept
    leads: whether the first of the suggested order may lead
    """

    suggested: tuple[str, ...]
    before: tuple[Before, ...]
    may_not_lead: dict[str, tuple[Reason, ...]]
    contradictory: tuple[str, ...]
    leads: bool


def order_of(diagnoses: Sequence[Facts], on: date) -> Order:
    """The order of distinct diagnoses on a day."""
    distinct = tuple({f.code: f for f in diagnoses}.values())
    befores = tuple(_befores(distinct, on))
    barred = {f.code: reasons for f in distinct if (reasons := tuple(why_not_first(f, on)))}
    suggested, contradictory = _sorted([f.code for f in distinct], befores, barred)
    leads = bool(suggested) and suggested[0] not in barred
    return Order(tuple(suggested), befores, barred, contradictory, leads)


def why_not_first(code: Facts, on: date) -> Iterator[Reason]:
    """Why a code may not be the principal or first-listed diagnosis; nothing where it may."""
    if code.manifestation:
        yield Reason("is a manifestation of another condition", guideline("I.A.13"))
    for name in ("never_first", "external_cause"):
        entry = listed(name, code.bare, on)
        if entry is not None:
            yield Reason(entry.says, entry.citation)
    for instruction in must_come_first(code):
        if needs_cause(code, instruction) and not code.manifestation:
            place = tabular(instruction.at, "Code first", code.release)
            yield Reason(f"the tabular list says {instruction.quoted()}", place)


def _befores(diagnoses: tuple[Facts, ...], on: date) -> Iterator[Before]:
    for one in diagnoses:
        for other in diagnoses:
            if one.code != other.code:
                reason = why_before(one, other, on)
                if reason is not None:
                    yield Before(one.code, other.code, reason)


def why_before(earlier: Facts, later: Facts, on: date) -> Reason | None:
    """Why one code stands before another, or None. Two codes may have reasons for either order:
    then the rules contradict each other, and the record decides."""
    for instruction in must_come_first(later):
        if names(instruction, later, earlier):
            place = tabular(instruction.at, "Code first", later.release)
            return Reason(f"{later.code}: {instruction.quoted(earlier.bare)}", place)
    added = added_to(earlier, later)
    if added is not None:
        place = tabular(added.instruction.at, "Use additional code", earlier.release)
        return Reason(f"{earlier.code}: {added.instruction.quoted(later.bare)}", place)
    if acute_of(earlier, later):
        return Reason("the acute form stands before the chronic", guideline("I.B.8"))
    return _by_list(earlier, later, on)


def _by_list(earlier: Facts, later: Facts, on: date) -> Reason | None:
    only = listed("first_only", earlier.bare, on) or listed("liveborn", earlier.bare, on)
    if only and not (listed("first_only", later.bare, on) or listed("liveborn", later.bare, on)):
        return Reason(f"{earlier.code} {only.says}", only.citation)
    mother = code_list("obstetric")[0]
    if mother.holds(earlier.bare, on) and not later.code.startswith("O"):
        leading = listed("first_only", later.bare, on) or must_come_first(earlier)
        return None if leading else Reason(mother.says, mother.citation)
    cause = code_list("external_cause")[0]
    if cause.holds(later.bare, on) and not cause.holds(earlier.bare, on):
        return Reason("external causes follow what they explain", guideline("I.C.20.a"))
    return None


def _sorted(
    codes: list[str], befores: tuple[Before, ...], barred: dict[str, tuple[Reason, ...]]
) -> tuple[list[str], tuple[str, ...]]:
    """The codes in the given order, each right after what must stand before it and isn't placed
    yet; and those that can't all be kept so. What may not lead doesn't, while another can."""
    earlier: dict[str, list[str]] = {code: [] for code in codes}
    for b in befores:
        earlier[b.later].append(b.earlier)
    chains = [_chain(code, codes, earlier) for code in codes]
    leading = next((c for c in chains if c[0] not in barred), None)
    placed: list[str] = []
    for chain in ([leading] if leading else []) + chains:
        placed += [code for code in chain if code not in placed]
    kept = {code: n for n, code in enumerate(placed)}
    broken = [b for b in befores if kept[b.earlier] > kept[b.later]]
    return placed, tuple(c for c in codes if any(c in (b.earlier, b.later) for b in broken))


def _chain(code: str, codes: list[str], earlier: dict[str, list[str]]) -> list[str]:
    """A code after all that must stand before it, in their given order."""
    chain: list[str] = []

    def place(one: str, above: frozenset[str]) -> None:
        for other in codes:
            if other in earlier[one] and other not in above and other not in chain:
                place(other, above | {other})
        if one not in chain:
            chain.append(one)

    place(code, frozenset({code}))
    return chain
