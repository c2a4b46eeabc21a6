"""Whether a name that the note uses is, by itself, a sign of its code.

The confidence of mention_features is fitted on notes in which every mention is coded. What is
reported must be surer, and another kind of sure: what sort of name it is, and who says it where.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache, lru_cache
from pathlib import Path

from superbill.coding.guided.codes_under import stands_under
from superbill.coding.guided.condition import Case
from superbill.coding.guided.places import is_item, kind_at, operation, sentence_of
from superbill.coding.linking import Linked
from superbill.coding.phrase_book import PhraseBook
from superbill.knowledge.yaml_file import build, read_yaml
from superbill.notes.assertions import find_cues
from superbill.notes.section_kinds import SectionKind
from superbill.notes.values import Evidence

FILE = Path(__file__).with_suffix(".yaml")

LETTERS = "The letters may mean something else, and the note doesn't write them out."
VAGUE = "The word alone doesn't say which disorder, or whether it is one."
LOOSE = "The note's words are only like the name, or have others between them."
REMAINDER = "The note's words don't decide among several codes, and nothing concludes it."
NARRATED = "A word of the account of an operation, not said of the patient as a diagnosis."
NO_STATEMENT = "A drug, an allergy or a field of the form states no diagnosis."
PRIMARY = "What is called metastatic there is the cancer of the site, not one that came to it."
FINDINGS = "findings"
ANOTHER = "It names a test, a vaccine or a service there, not a disorder."
ORGANISM = "An organism is named, and no infection by it."
NOT_HERS = "The code is of pregnancy or of the newborn, and the note tells of neither."
BORN_SO = "A word that names something inborn in the list, and here is one of the account."
NOT_NOW = "In a pregnancy the scar of the uterus has a code of the chapter of pregnancy."
PLACED_NOW = "What is put in at this encounter is its procedure, and no status yet."
BY_ENCOUNTER = "The reason for an encounter is read from what the note says of the visit."

_TOKEN = re.compile(r"[A-Za-z][A-Za-z0-9-]*")
_CAPITALS = re.compile(r"[A-Z].*[A-Z]|[A-Z]+\d")
_JOINED = re.compile(r"\b(?:and|or)\b|[/&]")
_PREGNANT = re.compile(
    r"pregnan|gestation|gravid|trimester|antepartum|postpartum|obstetric|deliver(?:y|ed)|\bin labor"
    r"|\bG\d{1,2} ?P\d|\bOB\b|\bfetal|\bfetus|miscarriage|abortion|ectopic|\bIUP\b|cesarean",
    re.IGNORECASE,
)
_NEWBORN = re.compile(r"newborn|neonat|\bNICU\b|day[- ]old|nursery|at birth\b", re.IGNORECASE)
_ORGANISMS = ("A49", "B95", "B96", "B97")
_OF_LIFE = ("Z55-Z65", "Z72", "Z73")
_NOWHERE = ("T14", "T07", "R69", "R68.8")
"""Codes for a thing of no said site or kind."""
_SPREAD = ("C77", "C78", "C79")
_CANCER = re.compile(r"[ \t]+(?:cancer|carcinoma|ca\b|adeno\w*|tumou?r|malignan\w*)", re.IGNORECASE)
_ADJECTIVE = re.compile(r"(?:ic|al|ous|ary)\Z")
_IMPLANTS = ("Z95", "Z96", "Z97")
_PLACED = re.compile(
    r"[ \t]+(?:(?:was|were|is|successfully|then) )*(?:placed|implant(?:ed|ation)|inserted|deployed"
    r"|insertion|placement)\b", re.IGNORECASE
)  # fmt: skip
_SCAR = ("Z98.891",)
_STATED_NOWHERE: tuple[SectionKind, ...] = ("treatment", "form")
_CONCLUDED: tuple[SectionKind, ...] = ("conclusion",)
_LETTERS = 6
"""Letters of an abbreviation at most."""
_A_WORD = 4
"""Letters of a word that is none of the letters of an abbreviation."""
_ALLERGIC = re.compile(r"\ballerg\w*\s*(?:to [\w ]{1,30})?[(:-][^.;\n]{0,40}\Z", re.IGNORECASE)
_OF_A_THING = re.compile(
    r"[ \t]+(?:vaccin\w*|vax|shots?|immuniz\w*|given|boosters?|titers?|screen(?:ing|ed|s)?|tests?"
    r"|testing|panel|serolog\w*|antibod\w*|antigen|prophylaxis|precautions|risk|education"
    r"|protocol|bundle|action plan|clinic|consult\w*|team|service|counsel\w*)\b",
    re.IGNORECASE,
)
_LETTERS_BEFORE = re.compile(r"\b[A-Z]{2,4} \Z")
_AT_LEAST = 0.02
"""Share of a word's names that lead to its category, under which one word decides nothing."""
_FIRST_STATUS = "Z77"
"""From here on Z codes tell of exposure, status and history; those before it, but for circumstances
of life (Z55-Z65), of encounters."""
_RECEPTORS = re.compile(r"\s*(?:\+|pos)", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class _Signs:
    letters: tuple[str, ...]
    vague: tuple[str, ...]
    of_the_patient: tuple[str, ...]


def no_sign(one: Linked, phrases: PhraseBook, case: Case) -> str | None:
    """Why a mention is no sign of its code, in a sentence; None where it is one."""
    evidence = one.disorder.evidence
    kind = kind_at(case, evidence)
    if of_a_thing(case.document.text, evidence):
        return ANOTHER
    if kind in _STATED_NOWHERE or _ALLERGIC.search(sentence_of(case, evidence).before):
        return NO_STATEMENT
    return (
        _of_patient(one, case)
        or _of_code(one, case)
        or _of_letters(one, phrases, case)
        or _of_words(one, phrases, case, kind)
        or _narrated(one, case, kind)
    )


def of_a_thing(text: str, evidence: Evidence) -> bool:
    """Whether the words name a test, a vaccine or a service: `asthma action plan`."""
    return _OF_A_THING.match(text, evidence.end) is not None


def _of_patient(one: Linked, case: Case) -> str | None:
    text = case.document.text
    if one.code.startswith("O") and not _tells(_PREGNANT, text):
        return NOT_HERS
    if one.code.startswith("P") and not _tells(_NEWBORN, text):
        return NOT_HERS
    return None


@lru_cache(maxsize=4)
def _tells(pattern: re.Pattern[str], text: str) -> bool:
    return pattern.search(text) is not None


@lru_cache(maxsize=2)
def _lower(text: str) -> str:
    """A note in small letters. Kept for the note at hand: every abbreviation asks for it."""
    return text.lower()


def _of_code(one: Linked, case: Case) -> str | None:
    evidence = one.disorder.evidence
    if one.code.startswith(_NOWHERE) and kind_at(case, evidence) not in _CONCLUDED:
        return VAGUE
    if one.code.startswith(_SPREAD) and _CANCER.match(case.document.text, evidence.end):
        return PRIMARY
    if one.code.startswith("Z17"):
        after = case.document.text[evidence.end : evidence.end + 4]
        return None if _RECEPTORS.match(after) or "positive" in evidence.text.lower() else LOOSE
    if stands_under(one.code, _OF_LIFE):
        told = kind_at(case, evidence) in ("conclusion", "social", "complaint")
        return None if told and evidence.assertion == "affirmed" and one.disorder.exact else VAGUE
    if one.code.startswith(_IMPLANTS) and _PLACED.match(case.document.text, evidence.end):
        return PLACED_NOW
    if one.code.startswith(_SCAR) and any(a.kind == "gestation" for a in case.measured):
        return NOT_NOW
    if one.code.startswith("Z") and one.code < _FIRST_STATUS:
        return BY_ENCOUNTER
    if one.code.startswith(_ORGANISMS) and one.disorder.letters:
        return ORGANISM
    if one.code.startswith("A49") and "infection" not in evidence.text.lower():
        return ORGANISM
    return None


def _of_letters(one: Linked, phrases: PhraseBook, case: Case) -> str | None:
    """Letters count that mean their disorder nearly always, that stand with a word of the name,
    that the note writes out, or that it concludes by themselves."""
    if one.disorder.letters is None:
        return None
    evidence = one.disorder.evidence
    tokens = _TOKEN.findall(evidence.text)
    written = [w for w in tokens if len(w) <= _LETTERS and w.isupper() and _CAPITALS.search(w)]
    if all(w in _letters() for w in written):
        return None
    if any(len(w) >= _A_WORD for w in tokens if w not in written):
        return None
    name = phrases.part.text(one.term).lower()
    if name in _lower(case.document.text):
        return None
    return None if kind_at(case, evidence) in _CONCLUDED and is_item(case, evidence) else LETTERS


def _of_words(one: Linked, phrases: PhraseBook, case: Case, kind: SectionKind) -> str | None:
    disorder, concluded = one.disorder, kind in _CONCLUDED
    words = set(disorder.words)
    text = disorder.evidence.text.lower()
    alone = len(words) == 1
    if " ".join(_TOKEN.findall(text)) in _vague():
        meant = concluded and alone and is_item(case, disorder.evidence)
        if not (meant and _share(one, phrases)):
            return VAGUE
    if _is_parted(disorder.evidence.text):
        return LOOSE
    if (
        alone
        and not concluded
        and _LETTERS_BEFORE.search(sentence_of(case, disorder.evidence).before)
    ):
        before = sentence_of(case, disorder.evidence).before.split()[-1]
        if before not in _letters():
            return LOOSE
    if one.guessed > 1 or (one.guessed and not concluded):
        return REMAINDER
    if not disorder.exact and (alone or disorder.skipped) and not concluded:
        return LOOSE
    if disorder.skipped and disorder.listed and not (disorder.exact and _JOINED.search(text)):
        return LOOSE
    if not concluded and disorder.touched[1] and not alone and _ADJECTIVE.search(text):
        return LOOSE
    if one.code.startswith("Q") and not concluded and (alone or any(disorder.touched)):
        return BORN_SO
    return None


def _is_parted(text: str) -> bool:
    """Whether the words of a name have a cue between them: `skin, suspect BCC`."""
    return any(
        cue.start > 0 and cue.assertion in ("possible", "negated") for cue in find_cues(text)
    )


def _share(one: Linked, phrases: PhraseBook) -> bool:
    words = frozenset(one.disorder.words)
    return phrases.concentration(words, one.code[:3]) >= _AT_LEAST


def _narrated(one: Linked, case: Case, kind: SectionKind) -> str | None:
    """In the account of an operation disorders are what was seen or done, unless said of the
    patient; of the findings see reported.py."""
    evidence = one.disorder.evidence
    if kind != "course" or not operation(case) or evidence.section == FINDINGS:
        return None
    before = sentence_of(case, evidence).before.lower()
    said = any(words in before for words in _signs().of_the_patient)
    return None if said and not one.code.startswith("R") else NARRATED


@cache
def _letters() -> frozenset[str]:
    return frozenset(_signs().letters)


@cache
def _vague() -> frozenset[str]:
    return frozenset(_signs().vague)


@cache
def _signs() -> _Signs:
    """The lists of signs.yaml. Raises CardRefused for a fault of the file."""
    return build(_Signs, read_yaml(FILE))
