"""Cases of one stage, as an expert writes them: codes with the note's words in, codes out.

A case of the YAML files beside the tests:

    case: what it is
    note: the note's text, where the stage reads it
    codes: {code: words of the note that tell of it}; `{}` for words that don't matter
    causes: {code: what the note names as its cause}; unrelated: {code: what it isn't of}
    measured: {kind: number}; on: a day, 2026-01-15 where none is given
    gives: the codes that stand after the stage
    reason: why
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

from superbill.coding.guided.condition import Case, Condition, Stage
from superbill.coding.guided.told import sentence_of
from superbill.coding.linking import Linked
from superbill.coding.result import Step
from superbill.knowledge.lexicon import load_lexicon
from superbill.knowledge.yaml_file import build, read_yaml
from superbill.notes.assertions import assert_span
from superbill.notes.disorders import Disorder
from superbill.notes.document import parse
from superbill.notes.values import Attribute, Evidence
from superbill.tools.context import Context

ON = date(2026, 1, 15)


@dataclass(frozen=True, slots=True)
class StageCase:
    case: str
    codes: Mapping[str, str]
    gives: tuple[str, ...]
    reason: str
    note: str = "x"
    causes: Mapping[str, str] = field(default_factory=dict[str, str])
    unrelated: Mapping[str, str] = field(default_factory=dict[str, str])
    measured: Mapping[str, str] = field(default_factory=dict[str, str])
    on: date = ON
    setting: str = "inpatient"


def stage_cases(name: str) -> list[StageCase]:
    path = Path(__file__).with_name(f"{name}_cases.yaml")
    return [build(StageCase, at) for at in read_yaml(path).items()]


def after(stage: Stage, one: StageCase, context: Context) -> tuple[set[str], tuple[Step, ...]]:
    """The codes that stand after a stage, and its steps. Fails where a step is without a sentence,
    or a rejected code without a reason."""
    document = parse(one.note, name="note", lexicon=load_lexicon())
    everywhere = Evidence(0, 1, one.note[:1], "assessment")
    facts = tuple(
        Attribute(kind, kind, everywhere, number=float(n)) for kind, n in one.measured.items()
    )
    case = Case(document, one.on, one.setting, context.book, facts)  # type: ignore[arg-type]
    conditions = tuple(_condition(code, words, one, case) for code, words in one.codes.items())
    done = stage(conditions, case)
    assert all(s.says and s.citation.locator for s in done.steps)
    assert all(c.rejected for c in done.conditions if not c.stands)
    for condition in done.conditions:
        told = [e for e in condition.evidence if e != everywhere]
        assert all(one.note[e.start : e.end] == e.text for e in told)
    return {c.code for c in done.conditions if c.stands}, done.steps


def _condition(code: str, words: str, one: StageCase, case: Case) -> Condition:
    facts = case.billable(code)
    assert facts is not None, f"{code} is not in force on {case.on}"
    evidence = _evidence(words, case)
    attributes = tuple(
        Attribute(kind, told[code], evidence)
        for kind, told in (("cause", one.causes), ("unrelated", one.unrelated))
        if code in told
    )
    disorder = Disorder(0, True, evidence, (), ())
    mention = Linked(disorder, code, code, 0, 1, 0, 0, attributes=attributes)
    return Condition(facts, words, (evidence,), (mention,), confidence=0.5)


def _evidence(words: str, case: Case) -> Evidence:
    text = case.document.text
    start = text.find(words)
    assert start >= 0, f"{words!r} is not in the note"
    plain = Evidence(start, start + len(words), words, "assessment")
    sentence = case.document.sentences[sentence_of(plain, case)]
    within = text[sentence.start : sentence.end]
    begin = max(start - sentence.start, 0)
    said, _ = assert_span(within, begin, begin + len(words))
    return Evidence(start, start + len(words), words, sentence.section, said)
