"""Where in the note something stands: its sentence, what that part of the note is to a coder,
whether it is an item of its own, whether the note is the account of an operation."""

from __future__ import annotations

import re
from bisect import bisect_right
from functools import lru_cache
from typing import NamedTuple

from superbill.coding.guided.condition import Case, Condition
from superbill.notes.same import sections_at
from superbill.notes.section_kinds import SectionKind, kind_of
from superbill.notes.values import Document, Evidence

_OF_OPERATIONS = frozenset({"preoperative_diagnosis", "postoperative_diagnosis", "narrative",
                            "estimated_blood_loss", "procedure_performed", "specimens",
                            "implants"})  # fmt: skip
_OF_STAYS = frozenset({"discharge_diagnosis", "hospital_course", "emergency_course",
                       "discharge_medications"})  # fmt: skip
_ITEM_BEGINS = re.compile(r"(?:^|[\n;,:])[ \t]*(?:[#*\u2022-]|\d{1,2}[.)])?[ \t]*\Z")
_ITEM_ENDS = re.compile(r"[ \t]*(?:\Z|[\n;,(\u2013\u2014]|\.(?:\s|\Z)|- |due\b|with\b)")
_AROUND = 40
_CONCLUDES = re.compile(
    r"\b(?:(?:final |discharge |principal |primary |d/?c )?(?:dx|diagnos[ie]s)|impression|imp"
    r"|assessment|a/?p)"
    r"\s*(?:\([^()\n]{0,12}\)\s*)?(?:[:\u2013-]|\d[.)])"
    r"|(?:^|[.;\n])\s*(?:a ?[:/]|(?:final|assess?|dc|d/c|dd)\s*:|"
    r"(?-i:IMPRESSION|DIAGNOS[IE]S|ASSESSMENT|DX)\b|"
    r"(?:(?:final|discharge|d/?c) )?(?:dx|imp)\b(?!\s+(?:of|in|at|with)\b))",
    re.IGNORECASE,
)
"""A conclusion that is written within another part: `Labs ok. Dx: sprain`."""
_NO_CONCLUSION: tuple[SectionKind, ...] = ("complaint", "course", "exam", "plan")
_TOLD: tuple[SectionKind, ...] = ("complaint", "course")
_BY_A_STUDY = re.compile(
    r"\b(?:CXR|x-?rays?|XR|KUB|CT|CTA|CTPA|MRI|MRA|(?-i:US)|ultrasound|echo|TTE|TEE|EKG|ECG|duplex|doppler|labs?|UA)\b"
    r"[^.;\n]*\Z",
    re.IGNORECASE,
)
"""What a study showed is a finding (III.B), also where it is told in the account."""
_ACCOUNT = re.compile(r"[ \t]*(?:an? )?\d{1,3}[ -]?(?:[MF]\b|y/?o\b|years?|yrs?\b)")
"""A line that introduces the patient begins the account, also right after a conclusion."""
_SAME = ("same", "as above", "as preop", "unchanged")
_FAR = 400
_DAYS, _MONTHS = 365, 12


class Said(NamedTuple):
    """A sentence: what stands before the words, and what after them."""

    before: str
    after: str


def sentence_of(case: Case, evidence: Evidence) -> Said:
    """The sentence that holds the words, without them; of a long one what is near."""
    document = case.document
    n = bisect_right(document.sentences, evidence.start, key=lambda s: s.start) - 1
    if n < 0:
        return Said("", "")
    found = document.sentences[n]
    begin = max(found.start, evidence.start - _FAR)
    end = max(min(found.end, evidence.end + _FAR), evidence.end)
    return Said(document.text[begin : evidence.start], document.text[evidence.end : end])


def is_item(case: Case, evidence: Evidence) -> bool:
    """Whether the words are an item of a list, or a statement, by themselves."""
    text = case.document.text
    before = text[max(evidence.start - _AROUND, 0) : evidence.start]
    begins = not before.strip() or _ITEM_BEGINS.search(before) is not None
    return begins and _ITEM_ENDS.match(text, evidence.end) is not None


def operation(case: Case) -> bool:
    """Whether the note is the account of an operation: by the fields that only such notes have, or
    as a procedure of a card was done and nothing of a stay or a visit is told."""
    names = {s.name for s in case.document.sections}
    if names & _OF_STAYS:
        return False
    return bool(names & _OF_OPERATIONS) or bool(case.reasons)


def kind_at(case: Case, evidence: Evidence) -> SectionKind:
    """What the place is to a coder of diagnoses: by its section, and by a conclusion that begins
    within the same line."""
    kind = kind_of(evidence.section)
    text = case.document.text
    line = text.rfind("\n", 0, evidence.start) + 1
    if kind == "conclusion":
        begun = _begin(case.document, evidence.start)
        return "course" if line > begun and _ACCOUNT.match(text, line) else kind
    if any(kind_of(name) == "conclusion" for name in sections_at(case.document, evidence.start)):
        return "conclusion"  # what a later diagnosis calls the same
    if evidence.section == "preoperative_diagnosis":
        return "conclusion" if not _postoperative(case.document) else kind
    if kind not in _NO_CONCLUSION or evidence.section.endswith("_diagnosis"):
        return kind
    begin = max(line - 1, _begin(case.document, evidence.start), evidence.start - _FAR, 0)
    if _CONCLUDES.search(text, begin, evidence.start):
        return "conclusion"
    before = sentence_of(case, evidence).before
    return "exam" if kind in _TOLD and _BY_A_STUDY.search(before) else kind


def _begin(document: Document, place: int) -> int:
    n = bisect_right(document.sections, place, key=lambda s: s.start) - 1
    return document.sections[n].start if n >= 0 else 0


def _postoperative(document: Document) -> str:
    """What the note gives as postoperative diagnosis, in small letters; empty where it is the
    preoperative one."""
    told = " ".join(
        document.text[s.start : s.end] for s in document.sections
        if s.name == "postoperative_diagnosis"
    ).strip(" \t\n:,.-").lower()  # fmt: skip
    return "" if told.startswith(_SAME) else told


def postoperative(case: Case) -> bool:
    """Whether the note has a postoperative diagnosis that it doesn't call the same."""
    return bool(_postoperative(case.document))


def kinds_at(case: Case, one: Condition) -> frozenset[SectionKind]:
    """Of the places in which the note tells of a condition."""
    return frozenset(kind_at(case, e) for e in one.evidence)


def concludes(case: Case) -> bool:
    """Whether the note has conclusions: a section of them, or a line."""
    return case.concludes() or _CONCLUDES.search(case.document.text) is not None


@lru_cache(maxsize=256)
def _finder(wanted: tuple[str, ...]) -> re.Pattern[str]:
    return re.compile(
        r"(?<![a-z0-9])(?:" + "|".join(re.escape(w.lower()) for w in wanted) + r")(?![a-z0-9])"
    )


def has_words(text: str, wanted: tuple[str, ...]) -> bool:
    """Whether a text in small letters has one of these words or phrases, as whole words."""
    return bool(wanted) and _finder(wanted).search(text) is not None


def years_old(case: Case) -> float | None:
    """The patient's age, where the note tells it."""
    for one in case.measured:
        if one.kind == "age" and one.number is not None:
            per = {"months": _MONTHS, "days": _DAYS}.get(one.unit or "", 1)
            return one.number / per
    return None
