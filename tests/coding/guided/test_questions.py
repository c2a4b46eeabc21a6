"""Questions to the clinician: asked where one more fact decides, never leading, never about money.

The defect that this prevents: a query that suggests its answer, asks what the note already says, or
turns a measured number into a diagnosis.
"""

from __future__ import annotations

from datetime import date

import pytest

from superbill.coding.guided.gaps import axes
from superbill.coding.guided.questions import measures, open_facts
from superbill.rules.icd10cm.references import references
from superbill.tools.code import code
from superbill.tools.context import Context

ON = date(2025, 11, 3)
LEADING = ("pay", "reimburs", "higher", "would you agree", "isn't it", "please add", "drg", "hcc")


def asked(context: Context, assessment: str) -> list[str]:
    found = code(context, f"ASSESSMENT:\n{assessment}\n", on=ON)
    for query in found.queries:
        assert not [w for w in LEADING if w in query.question.lower()]
        assert query.evidence
    return [q.question for q in found.queries]


@pytest.mark.parametrize(
    ("why", "assessment", "fact"),
    [
        ("a side is open", "Otitis media.", "on which side"),
        ("a stage is open", "Chronic kidney disease.", "the stage"),
        ("a type is open", "Congestive heart failure.", "type of the heart failure"),
        ("a trimester is open", "Pre-eclampsia; she is pregnant.", "trimester"),
        ("a pattern is open", "Atrial fibrillation.", "type of the atrial fibrillation"),
        ("a number is no diagnosis", "Knee pain. BMI 41.2.", "that the body mass index reflects"),
    ],
)
def test_what_is_open_is_asked(context: Context, why: str, assessment: str, fact: str) -> None:
    questions = asked(context, assessment)
    assert any(fact in q for q in questions), (why, questions)


@pytest.mark.parametrize(
    ("why", "assessment", "fact"),
    [
        ("the side is said", "Otitis media of the right ear.", "on which side"),
        ("the stage is said", "Chronic kidney disease stage 4.", "the stage"),
        ("obesity is documented", "Obesity. BMI 41.2.", "body mass index"),
        ("the weight is ordinary", "Knee pain. BMI 23.", "body mass index"),
    ],
)
def test_what_is_said_is_not_asked(context: Context, why: str, assessment: str, fact: str) -> None:
    assert not any(fact in q for q in asked(context, assessment)), why


def test_a_question_says_what_it_would_change(context: Context) -> None:
    found = code(context, "ASSESSMENT: Chronic kidney disease.", on=ON)
    (query,) = [q for q in found.queries if "stage" in q.fact]
    assert "N18.9" in query.changes
    assert [e.text for e in query.evidence] == ["Chronic kidney disease"]


@pytest.mark.parametrize("entry", open_facts(), ids=lambda e: e.codes[0])
def test_an_entry_speaks_of_codes_in_force(context: Context, entry: object) -> None:
    for name in entry.codes:  # type: ignore[attr-defined]
        assert context.book.status(name, "icd10cm", on=ON).active, name
    for text in entry.closer:  # type: ignore[attr-defined]
        assert references(f"({text})"), text


def test_the_lists_can_be_read() -> None:
    assert all(set(a.needs) <= set(a.words) for a in axes())
    assert {m.measure for m in measures()} == {"bmi"}


def test_two_statements_that_contradict_each_other_are_asked_about(context: Context) -> None:
    note = "HPI: He denies gout.\nASSESSMENT: Gout of the right knee."
    questions = [q.question for q in code(context, note, on=ON).queries]
    assert any("Please clarify which holds." in q for q in questions), questions
    assert not any("Please clarify" in q for q in asked(context, "Gout of the right knee."))


def test_a_severity_is_asked_for_where_none_is_said(context: Context) -> None:
    asks = "mild, moderate or severe"
    assert any(asks in q for q in asked(context, "Opioid use disorder in remission."))
    assert not any(asks in q for q in asked(context, "Severe opioid use disorder in remission."))


def test_a_name_of_several_diseases_is_none_of_them(context: Context) -> None:
    assert code(context, "ASSESSMENT: Lupus.", on=ON).codes == ()
    assert [c.code for c in code(context, "ASSESSMENT: SLE.", on=ON).codes] == ["M32.9"]
