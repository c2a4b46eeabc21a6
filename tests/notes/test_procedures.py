"""Short notes and what is read from them: procedures.yaml is the table, for experts to extend."""

from dataclasses import dataclass
from pathlib import Path

import pytest

from superbill.knowledge.lexicon import Lexicon
from superbill.knowledge.yaml_file import build, read_yaml
from superbill.notes.reading import read
from superbill.notes.values import Procedure


@dataclass(frozen=True)
class Case:
    why: str
    note: str
    told: tuple[str, ...]


CASES = [build(Case, c) for c in read_yaml(Path(__file__).with_name("procedures.yaml")).items()]


def told(p: Procedure) -> str:
    parts = [p.outcome, p.action, p.site if p.target is None else f"{p.site}/{p.target}"]
    parts.append(p.approach or "unapproached")
    parts += ["with", p.device] if p.device else []
    parts += p.sides
    parts += ["not", *p.failed_sides] if p.failed_sides else []
    parts += [f"x{p.count}"] if p.count else []
    parts += [f"({', '.join(p.circumstances)})"] if p.circumstances else []
    parts += ["because", p.reason_class] if p.reason_class else []
    return " ".join(str(part) for part in parts)


@pytest.mark.parametrize("case", CASES, ids=[c.why for c in CASES])
def test_what_a_note_tells(case: Case, lexicon: Lexicon):
    reading = read(case.note, name="note", lexicon=lexicon)
    assert sorted(map(told, reading.procedures)) == sorted(case.told)


@pytest.mark.parametrize("case", CASES, ids=[c.why for c in CASES])
def test_evidence_is_the_words_of_the_note_within_one_sentence(case: Case, lexicon: Lexicon):
    reading = read(case.note, name="note", lexicon=lexicon)
    sentences = reading.document.sentences
    for procedure in reading.procedures:
        assert procedure.evidence
        for e in (*procedure.evidence, *([procedure.reason] if procedure.reason else [])):
            assert e.text.strip()
            assert case.note[e.start : e.end] == e.text
            assert any(s.start <= e.start and e.end <= s.end for s in sentences), e.text


@pytest.mark.parametrize(
    "case",
    [c for c in CASES if not any(p.startswith("completed") and "bilateral" in p for p in c.told)],
    ids=lambda case: case.why,
)
def test_a_sterilization_is_bilateral_only_where_both_sides_are_told(case: Case, lexicon: Lexicon):
    """The dangerous error: one side done, both coded."""
    reading = read(case.note.upper(), name="note", lexicon=lexicon)
    assert not [
        p
        for p in reading.procedures
        if p.site == "fallopian_tube" and p.outcome == "completed" and p.sides == ("bilateral",)
    ]
