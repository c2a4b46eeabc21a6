"""The user's own rules: read strictly, run with their own cases, and kept to their own payer."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

import pytest

import superbill.rules.own
from superbill.errors import NotLoaded
from superbill.knowledge.yaml_file import build, read_yaml
from superbill.rules.claim import ClaimLines, Line, Patient, Scene, payer_named, setting_named
from superbill.rules.own import payer
from superbill.rules.own.cases import failures
from superbill.rules.own.patterns import fault_of, matches
from superbill.rules.own.rule_file import own_rules
from superbill.rules.rule import Outcome
from superbill.rules.written import line_of

ON = date(2024, 7, 15)
RULE = """\
- id: {id}
  payer: commercial
  title: made up
  provenance: {{source: Provider manual, locator: section 4.2, date: 2024-01-01}}
  start: {start}
  severity: error
  when: {{codes: [A4264]{when}}}
  message: Not paid so.
  remedy: Bill it otherwise.
"""


@dataclass
class OwnBook:
    """A code book of which the rule asks nothing but where its home is."""

    home: Path
    asked: list[str] = field(default_factory=list[str])

    def status(self, code: str, system: str, *, on: date) -> Any:
        raise NotLoaded("nothing is loaded.")

    def concept(self, code: str, system: str, *, on: date) -> Any:
        raise NotLoaded("nothing is loaded.")

    def table(self, family: str, name: str, *, on: date) -> Any:
        raise NotLoaded("nothing is loaded.")


@dataclass(frozen=True)
class Case:
    case: str
    on: date
    lines: tuple[str, ...]
    expected: tuple[str, ...]
    reason: str
    payer: str
    age: int | None = None


def rule(name: str = "made-up", start: str = "2024-01-01", when: str = "") -> str:
    return RULE.format(id=name, start=start, when=f", {when}" if when else "")


def home_with(folder: Path, *texts: str) -> Path:
    (folder / "rules").mkdir(parents=True)
    for number, text in enumerate(texts):
        (folder / "rules" / f"{number}.yaml").write_text(text, encoding="utf-8")
    return folder


def judged(
    home: Path, claim: ClaimLines, *, payer_: str = "commercial", on: date = ON,
    setting: str = "practitioner",
) -> Outcome:  # fmt: skip
    scene = Scene(claim, OwnBook(home), (), on, setting_named(setting), payer_named(payer_))
    return payer.check(scene)


def claim_of(*lines: str, dx: tuple[str, ...] = (), **more: Any) -> ClaimLines:
    return ClaimLines(tuple(map(line_of, lines)), dx, **more)


def cases() -> tuple[str, list[Any]]:
    path = Path(superbill.rules.own.__file__).with_name("payer_cases.yaml")
    root = read_yaml(path).entries()
    (text,) = root["tables"].items()
    found = (build(Case, item) for item in root["cases"].items())
    return text.text(), [pytest.param(case, id=case.case) for case in found]


@pytest.mark.parametrize("case", cases()[1])
def test_case(case: Case, tmp_path: Path) -> None:
    home = home_with(tmp_path, cases()[0])
    claim = claim_of(*case.lines, patient=Patient(case.age))
    found = judged(home, claim, payer_=case.payer, on=case.on)
    assert [f"{f.rule} {f.verdict}" for f in found.findings] == list(case.expected), case.reason


def test_a_finding_says_whose_rule_it_is_and_where_the_user_has_it_from(tmp_path: Path) -> None:
    (found,) = judged(home_with(tmp_path, rule()), claim_of("99213", "A4264x2")).findings
    assert (found.rule, found.severity, found.at) == ("own.made-up", "error", (1,))
    assert found.lines == ("A4264x2",)
    assert "the user's own, of commercial" in found.message
    assert found.citation.source == "your rule at 0.yaml:1"
    assert found.citation.locator == "Provider manual, section 4.2, 2024-01-01"


@pytest.mark.parametrize(
    ("plan", "severities", "reason"),
    [
        (None, ["warning"], "the claim does not say whose plan it is of"),
        ("example  health plan", ["error"], "capitals and blanks do not matter"),
        ("Another Plan", [], "another plan's claim"),
    ],
)
def test_a_rule_of_one_plan(
    tmp_path: Path, plan: str | None, severities: list[str], reason: str
) -> None:
    text = rule().replace("payer: commercial\n", "payer: commercial\n  plan: Example Health Plan\n")
    found = judged(home_with(tmp_path, text), claim_of("A4264", plan=plan)).findings
    assert [f.severity for f in found] == severities, reason


@pytest.mark.parametrize(
    ("when", "claim", "fires", "reason"),
    [
        ("modifiers: [NU]", claim_of("A4264-NU"), True, "carries it"),
        ("modifiers: [NU]", claim_of("A4264"), False, "carries none"),
        ("missing_modifiers: [KX, GA]", claim_of("A4264"), True, "carries neither"),
        ("missing_modifiers: [KX, GA]", claim_of("A4264-GA"), False, "carries one"),
        ("units_over: 1", claim_of("A4264"), False, "not over"),
        ("units_over: 1", claim_of("A4264x2"), True, "over"),
        ("diagnoses: [Z30.*]", claim_of("A4264", dx=("I10", "Z30.2")), True, "one of them"),
        ("diagnoses: [Z30.*]", claim_of("A4264", dx=("I10",)), False, "none of them"),
        ("missing_diagnoses: [E08-E13]", claim_of("A4264", dx=("E11.9",)), False, "in the range"),
        ("missing_diagnoses: [E08-E13]", claim_of("A4264", dx=("E14",)), True, "beyond it"),
        ("beside: ['58565']", claim_of("A4264", "58565"), True, "a pair"),
        ("beside: ['58565']", claim_of("A4264"), False, "alone"),
        ("beside: [A4264]", claim_of("A4264"), False, "a line is not beside itself"),
        ("without: ['58565']", claim_of("A4264"), True, "alone"),
        ("settings: [outpatient]", claim_of("A4264"), False, "another setting"),
    ],
)
def test_what_a_rule_can_ask_of_a_line(
    tmp_path: Path, when: str, claim: ClaimLines, fires: bool, reason: str
) -> None:
    found = judged(home_with(tmp_path, rule(when=when)), claim)
    assert bool(found.findings) == fires, reason


@pytest.mark.parametrize(
    ("when", "lines", "patient", "verdict"),
    [
        ("age_under: 18", Line("A4264", "hcpcs"), Patient(17), "fires"),
        ("age_under: 18", Line("A4264", "hcpcs"), Patient(18), "quiet"),
        ("age_from: 18", Line("A4264", "hcpcs"), Patient(18), "fires"),
        ("age_under: 18", Line("A4264", "hcpcs"), Patient(), "not known"),
        ("sex: F", Line("A4264", "hcpcs"), Patient(None, "M"), "quiet"),
        ("sex: F", Line("A4264", "hcpcs"), Patient(), "not known"),
        ("sex: F, age_under: 18", Line("A4264", "hcpcs"), Patient(40), "quiet"),
        ("pos: ['11']", Line("A4264", "hcpcs", pos="11"), Patient(), "fires"),
        ("other_pos: ['11']", Line("A4264", "hcpcs", pos="11"), Patient(), "quiet"),
        ("pos: ['11']", Line("A4264", "hcpcs"), Patient(), "not known"),
    ],
)
def test_what_the_claim_does_not_state_is_not_known(
    tmp_path: Path, when: str, lines: Line, patient: Patient, verdict: str
) -> None:
    outcome = judged(home_with(tmp_path, rule(when=when)), ClaimLines((lines,), patient=patient))
    assert bool(outcome.findings) == (verdict == "fires")
    told = [c.result for c in outcome.checked]
    assert any(t.startswith("not known") for t in told) == (verdict == "not known")


def test_lines_of_another_day_are_not_beside(tmp_path: Path) -> None:
    home = home_with(tmp_path, rule(when="beside: ['58565']"))
    other = Line("58565", "cpt", on=date(2024, 7, 16))
    claim = ClaimLines((Line("A4264", "hcpcs"), other))
    assert judged(home, claim).findings == ()


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (rule().replace("severity:", "gravity:"), "0.yaml:6: Unknown key 'gravity'"),
        (rule(when="codez: [A]"), "0.yaml:7: Unknown key 'codez'"),
        (rule().replace("severity: error", "severity: grave"), "0.yaml:6"),
        (rule().replace("payer: commercial", "payer: Aetna"), "0.yaml:2"),
        (rule("Not An Id"), "is no identifier"),
        (rule().replace("[A4264]", "[]"), "names the codes"),
        (rule().replace("[A4264]", "[a4264]"), "names no codes"),
        (rule().replace("[A4264]", "[A4269-A4264]"), "is no range"),
        (rule(when="modifiers: [NUU]"), "'NUU' is not of modifiers"),
        (rule(when="age_from: 20, age_under: 18"), "No one is 20 or older and under 18"),
        (rule(when="units_over: -1"), "less than nothing"),
        (rule().replace("severity:", "end: 2024-01-01\n  severity:"), "not after 2024-01-01"),
        (rule().replace("title: made up", "title: "), "0.yaml:3"),
        ("", "The file is empty"),
        ("- [", "Not YAML"),
    ],
)  # fmt: skip
def test_a_faulty_file_is_named_with_its_line_and_never_a_clean_bill(
    tmp_path: Path, text: str, said: str
) -> None:
    home = home_with(tmp_path, text, rule("good"))
    outcome = judged(home, claim_of("A4264"))
    assert [f.rule for f in outcome.findings] == ["own.good"]
    (fault,) = [c.result for c in outcome.checked if c.result.startswith("not loaded")]
    assert said in fault


@pytest.mark.parametrize(
    ("first", "second", "faults"),
    [
        ("", "2024-06-01", 1),
        ("  end: 2024-06-01\n", "2024-06-01", 0),
        ("  end: 2024-06-02\n", "2024-06-01", 1),
    ],
)
def test_one_id_has_one_meaning_a_day(tmp_path: Path, first: str, second: str, faults: int) -> None:
    home = home_with(tmp_path, rule() + first, rule(start=second))
    assert len(own_rules(home / "rules").faults) == faults


def test_a_changed_file_is_read_again(tmp_path: Path) -> None:
    home = home_with(tmp_path, rule())
    assert judged(home, claim_of("A4264")).findings
    (home / "rules" / "0.yaml").write_text(rule().replace("A4264", "A4265"), encoding="utf-8")
    assert not judged(home, claim_of("A4264")).findings


def test_without_a_folder_nothing_is_said(tmp_path: Path) -> None:
    assert judged(tmp_path, claim_of("A4264")) == Outcome()


def test_the_cases_of_a_rule_are_run(tmp_path: Path) -> None:
    text = rule() + (
        "  cases:\n"
        "    - {case: holds, lines: [A4264], on: 2024-07-15, expected: fires}\n"
        "    - {case: wrong, lines: [A4265], on: 2024-07-15, expected: fires}\n"
        '    - {case: unread, lines: ["?"], on: 2024-07-15, expected: quiet}\n'
    )
    (found,) = own_rules(home_with(tmp_path, text) / "rules").rules
    failed = list(failures(found, OwnBook(tmp_path)))
    assert [(f.case, f.where) for f in failed] == [("wrong", "0.yaml:12"), ("unread", "0.yaml:13")]
    assert failed[0].message == "expected fires, found quiet"


@pytest.mark.parametrize(
    ("code", "pattern", "is_so"),
    [
        ("58565", "58565", True), ("58565", "5856*", True), ("58565", "58560-58570", True),
        ("58571", "58560-58570", False), ("E11.9", "E11.9", True), ("E11.9", "E119", True),
        ("Z30.2", "Z30.*", True), ("E08.9", "E08-E13", True), ("E13.65", "E08-E13", True),
        ("E14", "E08-E13", False), ("A4264", "*", True), ("0421T", "0420T-0430T", True),
    ],
)  # fmt: skip
def test_patterns(code: str, pattern: str, is_so: bool) -> None:
    assert fault_of(pattern) is None
    assert matches(code, (pattern,)) == is_so


@pytest.mark.parametrize("pattern", ["", "a*", "A*B", "A1-", "-A1", "A1-A", "A 1", "A1--A2", "é"])
def test_what_is_no_pattern(pattern: str) -> None:
    assert fault_of(pattern) is not None


def test_the_example_of_the_page_holds(tmp_path: Path) -> None:
    page = Path(__file__).resolve().parents[3] / "docs" / "payer-rules.md"
    text = page.read_text(encoding="utf-8").split("```yaml\n")[1].split("```")[0]
    found = own_rules(home_with(tmp_path, text) / "rules")
    assert found.faults == ()
    assert [list(failures(one, OwnBook(tmp_path))) for one in found.rules] == [[]]


def test_the_page_names_every_condition() -> None:
    from dataclasses import fields

    from superbill.rules.own.rule_file import When

    page = Path(__file__).resolve().parents[3] / "docs" / "payer-rules.md"
    told = page.read_text(encoding="utf-8")
    assert [f.name for f in fields(When) if f"`{f.name}`" not in told] == []
