"""Check the lines and diagnoses of one claim."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from typing import Annotated, Any, Literal

from superbill.codesets.answers import Concept, Status
from superbill.dates import parse_date
from superbill.errors import WrongUsage
from superbill.rules.book import RuleBook, Table
from superbill.rules.claim import ClaimLines, Line, Patient
from superbill.rules.code.diagnosis import diagnosis_on
from superbill.rules.finding import NOT_LOADED, Check, Finding
from superbill.rules.run import RuleReport, run_rules
from superbill.rules.written import line_of
from superbill.tools.context import Context
from superbill.tools.registry import Says

OLDEST = 130


@dataclass(frozen=True, slots=True)
class ClaimCheck:
    """What the rules say of one claim.

    lines, diagnoses: as they were read; stale: an edition older than the date of service answered
    """

    lines: tuple[str, ...]
    diagnoses: tuple[str, ...]
    on: date
    setting: str
    payer: str
    report: RuleReport
    stale: bool

    @property
    def findings(self) -> tuple[Finding, ...]:
        return self.report.findings

    @property
    def checked(self) -> tuple[Check, ...]:
        return self.report.checked

    @property
    def clean(self) -> bool:
        """Nothing wrong, nothing to look at, no rule missing, and no edition too old to say so."""
        return self.report.clean and not self.stale

    @property
    def answered(self) -> bool:
        """Whether any rule could run."""
        ran = any(not check.result.startswith(NOT_LOADED) for check in self.checked)
        return ran or bool(self.findings)

    def as_dict(self) -> dict[str, Any]:
        return {
            "lines": list(self.lines),
            "diagnoses": list(self.diagnoses),
            "on": self.on.isoformat(),
            "setting": self.setting,
            "payer": self.payer,
            **self.report.as_dict(),
            "clean": self.clean,
            "stale": self.stale,
        }


def check(
    context: Context,
    lines: Annotated[
        tuple[str, ...],
        Says("the claim's lines, each as CODE[-MODIFIER[,MODIFIER]][xUNITS]", "58565-50"),
    ] = (),
    *,
    on: Annotated[date, Says("the date of service")],
    dx: Annotated[tuple[str, ...], Says("the diagnoses, in their order", "Z30.2")] = (),
    payer: Annotated[Literal["medicare", "medicaid", "commercial"], Says("who pays")] = "medicare",
    setting: Annotated[
        Literal["practitioner", "outpatient", "inpatient", "dme"], Says("whose claim it is")
    ] = "practitioner",
    age: Annotated[int | None, Says("the patient's age in years, on the date of service")] = None,
    sex: Annotated[Literal["F", "M"] | None, Says("the patient's sex")] = None,
    plan: Annotated[str | None, Says("the payer's plan, for your own rules that name one")] = None,
    days: Annotated[
        tuple[str, ...],
        Says("each line's own date of service, in the order of the lines; - for the claim's", "-"),
    ] = (),
) -> ClaimCheck:
    """What every edit says of a claim's lines and diagnoses on a date of service.

    Each finding names its remedy, edition and source; `checked` says what was looked up and found
    no edit, and which rules lack their table. A stay without procedures has diagnoses alone.
    Raises WrongUsage where a line, a diagnosis or the age can't be read, or there is neither.
    """
    if not lines and not dx:
        raise WrongUsage(
            "Neither a line nor a diagnosis to check.", remedy="Give at least one, as 58565-52x1."
        )
    if age is not None and not 0 <= age <= OLDEST:
        raise WrongUsage(f"{age} is not an age in years.", remedy=f"Give 0 to {OLDEST}.")
    claim = ClaimLines(
        _dated(tuple(line_of(text) for text in lines), days),
        tuple(diagnosis_on(text, context.book, on).code for text in dx),
        Patient(age, sex),
        plan=plan,
    )
    book = _NotingBook(context.book)
    cards = context.cards_of({line.code for line in claim.lines})
    report = run_rules(claim, book=book, cards=cards, on=on, setting=setting, payer=payer)
    return ClaimCheck(
        tuple(map(str, claim.lines)), claim.diagnoses, on, setting, payer, report, book.stale
    )


def _dated(lines: tuple[Line, ...], days: tuple[str, ...]) -> tuple[Line, ...]:
    """The lines with their own days. Raises WrongUsage for more days than lines, or no day."""
    if len(days) > len(lines):
        raise WrongUsage(
            f"{len(days)} dates for {len(lines)} lines.",
            remedy="Give one a line, - for the claim's.",
        )
    own = {at: parse_date(day) for at, day in enumerate(days) if day.strip() not in ("", "-")}
    return tuple(replace(line, on=own.get(at)) for at, line in enumerate(lines))


class _NotingBook:
    """The code book, noting whether what answered is older than the day asked."""

    def __init__(self, book: RuleBook):
        self._book = book
        self.stale = False

    def status(self, code: str, system: str, *, on: date) -> Status:
        found = self._book.status(code, system, on=on)
        self.stale |= found.stale
        return found

    def concept(self, code: str, system: str, *, on: date) -> Concept:
        found = self._book.concept(code, system, on=on)
        self.stale |= found.status.stale
        return found

    def table(self, family: str, name: str, *, on: date) -> Table:
        found = self._book.table(family, name, on=on)
        self.stale |= found.stale
        return found

    def __getattr__(self, name: str) -> Any:
        return getattr(self._book, name)
