"""Questions to the clinician where the note is silent.

They follow the practice of compliant queries (AHIMA and ACDIS, Guidelines for Achieving a Compliant
Query Practice, 2022): facts of the note first, an open question, no answer suggested, nothing about
payment.
"""

from __future__ import annotations

from superbill.coding.result import Query
from superbill.coding.words import Words
from superbill.notes.values import Evidence, Procedure, Side


def other_side(procedure: Procedure, side: Side, words: Words) -> Query:
    site = words.name("site", procedure.site)
    return Query(
        f"The note describes the procedure on the {side} side ({site}). Please document what, if"
        " anything, was done on the other side, and with what result.",
        "the other side", "whether the code stands for both sides or for one", procedure.evidence,
    )  # fmt: skip


def which_sides(procedure: Procedure, words: Words) -> Query:
    site = words.name("site", procedure.site)
    return Query(
        f"Please document on which side or sides ({site}) the procedure was done, and with what"
        " result on each.",
        "the side", "which code, and whether it is reported in full", procedure.evidence,
    )  # fmt: skip


def reason_for_ending(procedure: Procedure, name: str) -> Query:
    return Query(
        f"The note says that a procedure ({name}) was not completed. Please document why it ended.",
        "the reason why it ended", "whether and how the procedure is reported", procedure.evidence,
    )  # fmt: skip


def how_far(procedure: Procedure, name: str) -> Query:
    return Query(
        f"Please document how far the procedure ({name}) had gone when it ended: what had been"
        " introduced or done by then.",
        "how far it had gone", "which service, if any, is reported", procedure.evidence,
    )  # fmt: skip


def anesthesia_state(procedure: Procedure, name: str) -> Query:
    return Query(
        f"Please document the anesthesia for the procedure ({name}): what was planned, and what had"
        " been given when it ended.",
        "the state of anesthesia", "which modifier the facility reports", procedure.evidence,
    )  # fmt: skip


def device_count(procedure: Procedure, device: str) -> Query:
    return Query(
        f"The note counts {procedure.count} ({device}) and describes"
        f" {len(procedure.sides)} sides. Please document what was left in place on each side.",
        "the devices on each side", "whether the procedure was completed on each side",
        procedure.evidence,
    )  # fmt: skip


def deciding_fact(evidence: tuple[Evidence, ...], facts: tuple[str, ...]) -> Query:
    return Query(
        f"Please document more closely what was done: {'; '.join(facts)}",
        "; ".join(facts), "which code describes the procedure", evidence,
    )  # fmt: skip


def reason_for_procedure(procedure: Procedure, name: str) -> Query:
    return Query(
        f"Please document the diagnosis or other reason for which the procedure ({name}) was done.",
        "the reason for the procedure", "which diagnosis is reported", procedure.evidence,
    )  # fmt: skip


def whose_note(people: tuple[Evidence, ...]) -> Query:
    return Query(
        f"The record names more than one patient ({'; '.join(e.text for e in people)}). Please"
        " state whose visit it documents, and document each patient's visit in its own record.",
        "the patient", "whether anything in the record can be coded", people,
    )  # fmt: skip


def whose_equipment(procedure: Procedure, name: str) -> Query:
    return Query(
        f"Please document where the procedure ({name}) was done, and whose equipment was used.",
        "whose equipment was used", "which part of the service is reported", procedure.evidence,
    )  # fmt: skip
