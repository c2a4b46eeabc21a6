"""Diagnoses by the guidelines as proposals, with their roles."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from superbill.coding.guided.certainty import certainty
from superbill.coding.guided.condition import Case, Condition
from superbill.coding.guided.gathered import gathered
from superbill.coding.guided.guide import guide
from superbill.coding.guidelines import guideline
from superbill.coding.mentioned import Mentioned
from superbill.coding.phrase_book import PhraseBook
from superbill.coding.proposal import Proposal
from superbill.coding.result import Query, Role, Step


@dataclass(frozen=True, slots=True)
class GuidedDiagnoses:
    """proposals: the principal or first-listed one, the others in their order, the rejected."""

    proposals: tuple[Proposal, ...]
    steps: tuple[Step, ...] = ()
    queries: tuple[Query, ...] = ()


def guided_diagnoses(
    known: Sequence[Proposal], found: Sequence[Mentioned], phrases: PhraseBook, case: Case
) -> GuidedDiagnoses:
    """known: the diagnoses by the lexicon and the cards; found: those by name, see gathered."""
    done = guide(gathered(known, found, phrases, case), case)
    lead: Role = "principal" if case.inpatient else "first_listed"
    standing = [c for c in done.conditions if c.stands]
    made = [_proposal(c, lead if n == 0 else "secondary", case) for n, c in enumerate(standing)]
    made += [_proposal(c, "secondary", case) for c in done.conditions if not c.stands]
    # What isn't in force that day goes to the gate as it is, which says so.
    made += [p for p in known if case.billable(p.code) is None]
    return GuidedDiagnoses(tuple(made), done.steps, done.queries)


def _proposal(one: Condition, role: Role, case: Case) -> Proposal:
    why = one.why if role == "secondary" else (*one.why, guideline(role).citation())
    return Proposal(
        "icd10cm", one.code, one.name, role, one.evidence, tuple(dict.fromkeys(why)),
        confidence=certainty(one, case) if one.stands else 0.0, rejected=one.rejected,
    )  # fmt: skip
