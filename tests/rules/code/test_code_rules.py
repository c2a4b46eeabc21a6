"""Whether codes are valid on the day of their line, and what is nearest to those that aren't."""

from __future__ import annotations

from datetime import date
from types import SimpleNamespace
from typing import Any, cast

from superbill.codesets.answers import Status
from superbill.rules.claim import ClaimLines, Line, Scene
from superbill.rules.code import diagnosis, setting, valid

ON = date(2026, 5, 1)


def _scene(context: Any, claim: ClaimLines, on: date = ON, where: Any = "practitioner") -> Scene:
    return Scene(claim, context.book, (), on, where, "medicare")


def test_each_line_is_judged_on_its_own_day(context: Any) -> None:
    """The defect: a claim's first day for all its lines."""
    lines = (Line("58565", "cpt", on=date(2004, 12, 31)), Line("58565", "cpt", on=date(2005, 1, 1)))
    outcome = valid.check(_scene(context, ClaimLines(lines), date(2005, 1, 1)))
    assert [(f.verdict, f.at) for f in outcome.findings] == [("future", (0,))]


def test_a_code_that_was_divided_names_those_below_it(context: Any) -> None:
    (found,) = diagnosis.check(_scene(context, ClaimLines((), ("R10.2",)))).findings
    assert found.verdict == "header"
    assert "R10.20" in found.remedy


def test_a_code_that_ended_names_what_stands_near_it(context: Any) -> None:
    """G93.3 ended on 1 October 2022, when G93.31 to G93.39 began."""
    for code, day, near in [("I48.1", ON, "I48.11"), ("M54.5", ON, "M54.50")]:
        (found,) = diagnosis.check(_scene(context, ClaimLines((), (code,)), day)).findings
        assert near in found.remedy


def test_a_mistyped_code_names_those_most_alike(context: Any) -> None:
    (found,) = diagnosis.check(_scene(context, ClaimLines((), ("E11.7",)))).findings
    assert found.severity == "error"
    assert "E11." in found.remedy


def test_a_line_without_a_list_is_not_called_wrong(context: Any) -> None:
    outcome = valid.check(_scene(context, ClaimLines((Line("99213", "cpt"),))))
    assert outcome.findings == ()
    assert outcome.checked[0].result.startswith("not loaded")


def test_far_days_are_answered_or_not_known(context: Any) -> None:
    for day in (date(1900, 1, 1), date(2200, 1, 1)):
        outcome = diagnosis.check(_scene(context, ClaimLines((), ("E11.9",)), day))
        assert outcome.findings or outcome.checked
        clean = [c for c in outcome.checked if c.result.startswith("valid")]
        assert all("later than that edition" in c.result for c in clean)


def test_an_icd9_code_as_a_line_after_its_end(context: Any) -> None:
    claim = ClaimLines((Line("66.39", "icd9cm"),))
    before = setting.check(_scene(context, claim, date(2015, 9, 30), "inpatient"))
    after = setting.check(_scene(context, claim, date(2015, 10, 1), "inpatient"))
    assert (before.findings, len(after.findings)) == ((), 1)


class _Hcpcs:
    """CMS's file of 2024: it lacks a code that ended in 2004, as it lacks a mistyped one."""

    def status(self, code: str, system: str, *, on: date) -> Status:
        return Status(system, code, on, "unknown", None, "hcpcs 2024-01-01", None)

    def concept(self, code: str, system: str, *, on: date) -> Any:
        return SimpleNamespace(children=(), nearest=(), parents=())


def test_what_ended_long_before_the_file_is_not_called_wrong() -> None:
    """S2255 was a code from April to December 2004."""
    for day, severity in ((date(2004, 5, 1), "warning"), (date(2023, 5, 1), "error")):
        claim = ClaimLines((Line("S2255", "hcpcs"),))
        scene = Scene(claim, cast("Any", _Hcpcs()), (), day, "practitioner", "medicare")
        (found,) = valid.check(scene).findings
        assert (found.severity, found.verdict) == (severity, "unknown")
