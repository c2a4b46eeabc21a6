"""The tools on modifiers and the global period, over an embedded home and an invented fee
schedule."""

from __future__ import annotations

from datetime import date
from types import SimpleNamespace
from typing import Any

import pytest

from superbill.codesets.answers import Status
from superbill.codesets.release import Release
from superbill.errors import NotLoaded, WrongUsage
from superbill.rules.claim import ClaimLines, Line, Scene
from superbill.rules.modifier import exists
from superbill.tools.global_window import fee_indicators, global_window
from superbill.tools.modifier import modifier_verdict, modifiers_of
from superbill.tools.registry import TOOLS, call

ON = date(2024, 7, 15)
RELEASE = Release(
    "pfs", date(2024, 7, 1), "Invented fee schedule", "nobody", "edition", date(2024, 7, 1),
    date(2024, 10, 1), date(2024, 7, 1), (), "", "https://example.org", "",
)  # fmt: skip
BLANK: dict[str, Any] = dict.fromkeys(
    ("preoperative", "intraoperative", "postoperative", "endoscopic_base", "modifier")
)
INDICATORS: dict[str, str] = {
    "status": "A", "pctc": "0", "global": "090", "multiple_procedure": "2", "bilateral": "1",
    "assistant": "2", "co_surgeon": "1", "team": "0", "supervision": "09", "imaging_family": "99",
}  # fmt: skip


class Rows:
    """A table of invented codes: a major operation, an add-on to it, a therapy service."""

    def find(self, *key: str) -> list[dict[str, Any]]:
        if key[0] == "10901":
            return [{**BLANK, **INDICATORS}]
        if key[0] == "97901":
            return [{**BLANK, **INDICATORS, "global": "XXX", "multiple_procedure": "5"}]
        if key[0] == "10903":
            return [{**BLANK, **INDICATORS, "global": "ZZZ", "multiple_procedure": "0"}]
        return []


ROWS = Rows()


class Book:
    """The fee schedule, and a list of HCPCS modifiers that holds LT, and ZZ until 2020."""

    def __init__(self, *, loaded: bool = True, stale: bool = False):
        self.loaded, self.stale = loaded, stale

    def table(self, family: str, name: str, *, on: date) -> Any:
        if family != "pfs" or not self.loaded:
            raise NotLoaded(f"{family} is not loaded.", remedy="superbill data import PATH")
        return SimpleNamespace(release=RELEASE, rows=ROWS, stale=self.stale)

    def status(self, code: str, system: str, *, on: date) -> Status:
        assert system == "modifier"
        known = {"LT": "active", "ZZ": "deleted", "QQ": "active"}
        status: Any = known.get(code, "unknown")
        end = date(2020, 1, 1) if status == "deleted" else None
        return Status(
            "modifier", code, on, status, None, "hcpcs 2024-01-01", None, date(2000, 1, 1), end,
            self.stale,
        )  # fmt: skip


def context(**kind: bool) -> Any:
    return SimpleNamespace(book=Book(**kind))


@pytest.mark.parametrize(
    ("code", "modifier", "asked", "verdict", "reason"),
    [
        ("10901", "50", {}, "pays differently", "bilateral indicator 1"),
        ("10901", "66", {}, "not permitted", "team indicator 0"),
        ("10901", "62", {}, "permitted with documentation", "co-surgeons indicator 1"),
        ("10901", "80", {}, "pays differently", "assistant indicator 2"),
        ("10901", "26", {}, "not permitted", "PC/TC indicator 0"),
        ("10901", "51", {}, "no effect", "Medicare ranks itself"),
        ("10903", "51", {}, "not permitted", "an add-on code, by its global"),
        ("10903", "51", {"payer": "commercial"}, "not permitted", "CPT's rule, whoever pays"),
        ("10901", "54", {}, "pays differently", "global 090"),
        ("10901", "56", {}, "no effect", "Medicare pays it with 54"),
        ("10901", "78", {}, "pays differently", "the intraoperative share"),
        ("97901", "54", {}, "not permitted", "global XXX"),
        ("97901", "GP", {}, "permitted", "multiple procedure indicator 5"),
        ("10901", "GP", {}, "not known", "no therapy that the schedule marks"),
        ("10901", "25", {}, "not permitted", "no visit"),
        ("99213", "25", {}, "permitted", "a visit, and no table is needed"),
        ("99213", "59", {}, "not permitted", "a visit takes 25"),
        ("10901", "50", {"payer": "commercial"}, "permitted", "CPT's convention"),
        ("10901", "53", {"setting": "outpatient"}, "not permitted", "a hospital uses 73 or 74"),
        ("10901", "73", {}, "not permitted", "a practitioner uses 53"),
        ("10901", "FP", {}, "no effect", "it is Medicaid's"),
        ("10901", "FP", {"payer": "medicaid"}, "not known", "the state's rule is not loaded"),
        ("10901", "XE", {"on": date(2014, 12, 31)}, "not permitted", "from 2015"),
        ("10901", "59", {"on": date(1980, 1, 1)}, "not known", "earlier days are not known"),
        ("10901", "21", {}, "not permitted", "ended with 2008"),
        ("10901", "48", {}, "not permitted", "no CPT modifier"),
        ("10901", "QQ", {}, "not known", "in force, and no rule is held"),
        ("10901", "ZZ", {}, "not permitted", "ended with 2019"),
        ("10901", "YY", {}, "not permitted", "no modifier"),
        ("J1885", "JZ", {}, "no effect", "nothing was discarded"),
        ("10901", "JZ", {}, "not permitted", "no drug"),
        ("10902", "50", {}, "not known", "the edition does not hold the code"),
    ],
)
def test_verdicts(
    code: str, modifier: str, asked: dict[str, Any], verdict: str, reason: str
) -> None:
    found = modifier_verdict(context(), code, modifier, **{"on": ON, **asked})
    assert found.verdict == verdict, (reason, found.message)
    assert found.message
    assert found.citation.source


def test_a_verdict_by_an_indicator_quotes_it() -> None:
    found = modifier_verdict(context(), "10901", "50", on=ON).as_dict()
    assert (found["indicator"], found["value"], found["release"]) == (
        "bilateral", "1", "pfs 2024-07-01",
    )  # fmt: skip
    assert "bilateral surgery indicator 1" in found["message"]
    assert found["meaning"]
    assert found["citation"]["release"] == "pfs 2024-07-01"


def test_a_stale_verdict_says_so() -> None:
    found = modifier_verdict(context(stale=True), "10901", "50", on=date(2030, 1, 1))
    assert found.stale
    assert "load a newer one" in found.message


def test_without_the_table_the_verdict_is_not_given() -> None:
    with pytest.raises(NotLoaded, match="superbill data import"):
        modifier_verdict(context(loaded=False), "10901", "50", on=ON)


def test_without_the_table_the_list_says_not_known() -> None:
    found = {v.modifier: v for v in modifiers_of(context(loaded=False), "10901", on=ON).verdicts}
    assert found["50"].verdict == "not known"
    assert "superbill data import" in found["50"].message
    assert found["25"].verdict == "not permitted"


@pytest.mark.parametrize("wrong", ["5", "500", "5!", "", "é1"])
def test_what_is_no_modifier_is_refused(wrong: str) -> None:
    with pytest.raises(WrongUsage, match="is not a modifier"):
        modifier_verdict(context(), "10901", wrong, on=ON)


@pytest.mark.parametrize("wrong", ["Z30.2", "hello", "0UL78DZ"])
def test_what_takes_no_modifiers_is_refused(wrong: str) -> None:
    with pytest.raises(WrongUsage):
        modifiers_of(context(), wrong, on=ON)


def test_the_calendar_of_an_operation() -> None:
    found = global_window(context(), "10901", on=date(2024, 12, 1)).as_dict()
    assert (found["first"], found["last"], found["days"]) == ("2024-11-30", "2025-03-01", 92)
    assert any(
        said.startswith("2024-11-30: a visit on the day before") for said in found["calendar"]
    )
    assert found["calendar"][-1].startswith("2025-03-02: the first day outside")


def test_no_calendar_is_put_into_words() -> None:
    found = global_window(context(), "97901", on=ON)
    assert (found.first, found.last, found.days) == (None, None, 0)
    assert "no calendar of its own" in found.calendar[0]


def test_78_begins_no_new_period() -> None:
    found = global_window(context(), "10901", on=ON, modifiers=("78",))
    assert found.first is None
    assert "no new period" in found.calendar[0]


def test_a_code_that_the_edition_lacks() -> None:
    with pytest.raises(NotLoaded, match="is not in pfs 2024-07-01"):
        global_window(context(), "10999", on=ON)


def test_the_calendar_at_the_end_of_time() -> None:
    """The defect: the day after the last date there is."""
    found = global_window(context(), "10901", on=date(9999, 12, 31)).as_dict()
    assert (found["first"], found["last"]) == ("9999-12-30", "9999-12-31")
    assert not [says for says in found["calendar"] if "outside the period" in says]


def test_all_indicators_of_a_code() -> None:
    found = fee_indicators(context(), "10901", on=ON).as_dict()
    assert len(found["indicators"]) == 10
    assert all(i["meaning"] for i in found["indicators"])


def test_the_tools_take_json() -> None:
    given = {"code": "10901", "modifier": "50", "on": "2024-07-15"}
    assert call(TOOLS["modifier_verdict"], context(), given).verdict == "pays differently"
    with pytest.raises(WrongUsage):
        call(TOOLS["modifiers_of"], context(), {"code": "10901", "on": "yesterday"})


@pytest.mark.parametrize(
    ("modifier", "stale", "expected"),
    [
        ("LT", False, []),
        ("ZZ", False, [("error", "modifier deleted")]),
        ("YY", False, [("error", "unknown modifier")]),
        ("YY", True, [("warning", "unknown modifier")]),
        ("XE", True, []),
    ],
)
def test_hcpcs_modifiers_by_the_imported_file(
    modifier: str, stale: bool, expected: list[tuple[str, str]]
) -> None:
    """An edition older than the day can't know what began since: that is a warning."""
    scene = Scene(
        ClaimLines((Line("10901", "cpt", (modifier,)),)), Book(stale=stale), (), ON,
        "practitioner", "medicare",
    )  # fmt: skip
    assert [(f.severity, f.verdict) for f in exists.check(scene).findings] == expected
