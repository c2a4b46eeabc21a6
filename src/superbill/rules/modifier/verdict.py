"""One verdict on a code with a modifier, on a day, for a payer and a setting.

What decides, in this order: whether the modifier exists that day, whether it is for the setting,
for Medicare's practitioners the indicator of the fee schedule that it goes by, else the codes that
it is for (known/*.yaml).
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from superbill.citation import Citation
from superbill.codesets.shelf import MODIFIER
from superbill.errors import NotLoaded
from superbill.rules.book import RuleBook
from superbill.rules.claim import Payer, Setting
from superbill.rules.modifier.code_groups import groups_of
from superbill.rules.modifier.known import Known, is_cpt, known
from superbill.rules.modifier.redundant import MULTIPLE, add_on_said
from superbill.rules.modifier.setting import INSTEAD
from superbill.rules.mpfs.fee_row import FeeRow, fee_row
from superbill.rules.mpfs.indicators import Verdict as OfIndicator
from superbill.rules.mpfs.indicators import indicator


@dataclass(frozen=True, slots=True)
class ModifierVerdict:
    """verdict: permitted, permitted with documentation, pays differently, no effect, not
    permitted, or not known

    whose: whose rule it is; indicator, value, meaning: of the fee schedule, where one decided
    release: of the table that decided; stale: the day is later than that edition speaks of
    """

    code: str
    modifier: str
    on: date
    payer: Payer
    setting: Setting
    verdict: str
    title: str
    message: str
    whose: str
    citation: Citation
    indicator: str | None = None
    value: str | None = None
    meaning: str | None = None
    release: str | None = None
    stale: bool = False

    def as_dict(self) -> dict[str, Any]:
        return {
            "code": self.code,
            "modifier": self.modifier,
            "on": self.on.isoformat(),
            "payer": self.payer,
            "setting": self.setting,
            "verdict": self.verdict,
            "title": self.title,
            "message": self.message,
            "whose": self.whose,
            "indicator": self.indicator,
            "value": self.value,
            "meaning": self.meaning,
            "release": self.release,
            "stale": self.stale,
            "citation": self.citation.as_dict(),
        }


@dataclass(frozen=True, slots=True)
class Question:
    """A code with a modifier, and what is known of the modifier."""

    book: RuleBook
    code: str
    modifier: str
    on: date
    payer: Payer
    setting: Setting

    def answer(
        self, verdict: str, message: str, entry: Known | None, **more: Any
    ) -> ModifierVerdict:
        citation = entry.citation if entry else Citation("HCPCS Level II", self.modifier)
        return ModifierVerdict(
            self.code, self.modifier, self.on, self.payer, self.setting, verdict,
            entry.title if entry else "", message, entry.whose if entry else "",
            more.pop("citation", citation), **more,
        )  # fmt: skip


def verdict_on(
    book: RuleBook, code: str, modifier: str, *, on: date, payer: Payer, setting: Setting
) -> ModifierVerdict:
    """The verdict. Raises NotLoaded where the table that decides is not loaded."""
    asked = Question(book, code, modifier, on, payer, setting)
    entry = known(modifier)
    if entry is None:
        return _unheard(asked)
    standing = entry.standing(on)
    if standing != "in force":
        return _out_of_force(asked, entry, standing)
    if payer not in entry.payers:
        says = f"It is for {' and '.join(entry.payers)}; {payer} has no use for it that is known."
        return asked.answer("no effect", says, entry)
    if setting not in entry.settings:
        instead = INSTEAD.get((modifier, setting), "")
        says = f"It is for {' and '.join(entry.settings)} claims, not for {setting}. {instead}"
        return asked.answer("not permitted", says.strip(), entry)
    if modifier == MULTIPLE and (on_add_on := _on_add_on(asked, entry)):
        return on_add_on
    if entry.indicator and payer == "medicare" and setting == "practitioner":
        return _by_indicator(asked, entry)
    return _by_codes(asked, entry)


def _on_add_on(asked: Question, entry: Known) -> ModifierVerdict | None:
    """51 on an add-on code, whoever pays; None for another code, or where no table tells."""
    try:
        release, said = add_on_said(asked.book, asked.code, on=asked.on)
    except NotLoaded:
        return None
    if not said:
        return None
    says = f"{asked.code} is an add-on code ({said}); 51 never stands on one. Leave 51 out."
    return asked.answer("not permitted", says, entry, release=release)


def _unheard(asked: Question) -> ModifierVerdict:
    """A modifier of which this project holds no rule: the publisher's file says whether it is
    one."""
    if is_cpt(asked.modifier):
        return asked.answer("not permitted", "It is no CPT modifier that is known.", None)
    status = asked.book.status(asked.modifier, MODIFIER, on=asked.on)
    if status.active:
        says = f"It is in force in {status.release}; superbill holds no rule on its use."
        return asked.answer("not known", says, None, release=status.release, stale=status.stale)
    if status.status == "unknown" and status.stale:
        says = f"It is not in {status.release}, which is older than the day."
        return asked.answer("not known", says, None, release=status.release, stale=True)
    says = f"{status.message} " if status.message else ""
    says += f"It is no modifier in force on {asked.on.isoformat()} in {status.release}."
    return asked.answer("not permitted", says, None, release=status.release)


def _out_of_force(asked: Question, entry: Known, standing: str) -> ModifierVerdict:
    if standing == "not known":
        says = f"Whether it was in force before {entry.start.isoformat()} is not known."
        return asked.answer("not known", says, entry)
    when = f"begins on {entry.start}" if standing == "not yet" else f"ended on {entry.end}"
    return asked.answer("not permitted", f"It {when}.", entry)


def _by_indicator(asked: Question, entry: Known) -> ModifierVerdict:
    row = fee_row(asked.book, asked.code, on=asked.on)
    name = entry.indicator
    if row is None:
        release = asked.book.table("pfs", "pfs", on=asked.on).release.id
        says = f"The code is not in {release}, whose {indicator(name).title} indicator decides."
        return asked.answer("not known", says, entry, release=release)
    value = row.meaning(name)
    found = value.verdict_on(asked.modifier) if value else None
    return asked.answer(
        found.verdict if found else "not known",
        _in_words(row, name, found),
        entry,
        citation=row.cited(name),
        indicator=name,
        value=row.indicator(name),
        meaning=value.meaning if value else None,
        release=row.release,
        stale=row.stale,
    )


def _in_words(row: FeeRow, name: str, found: OfIndicator | None) -> str:
    says = found.says if found else "What it says of the modifier is not known."
    remedy = f" {found.remedy}" if found and found.remedy else ""
    return f"{row.code}: {row.said(name)}. {says}{remedy}{row.warning}"


def _by_codes(asked: Question, entry: Known) -> ModifierVerdict:
    of = set(groups_of(asked.code, on=asked.on))
    theirs = ""
    if asked.payer != "medicare" and entry.indicator:
        theirs = " The payer's own rule is not loaded."
    if of & set(entry.never):
        return asked.answer("not permitted", f"{entry.title}: {entry.never_says}", entry)
    if entry.indicator_is:
        return _by_value(asked, entry)
    if not entry.groups or of & set(entry.groups):
        return asked.answer(entry.verdict, f"{entry.says}{theirs}", entry)
    return asked.answer(entry.outside, f"{entry.outside_says}{theirs}", entry)


def _by_value(asked: Question, entry: Known) -> ModifierVerdict:
    """Modifiers for the codes that have a value of an indicator, whoever pays."""
    name = entry.indicator_is
    row = fee_row(asked.book, asked.code, on=asked.on)
    inside = row is not None and row.indicator(name) in entry.indicator_values
    says = entry.says if inside else entry.outside_says
    verdict = entry.verdict if inside else entry.outside
    if row is None:
        return asked.answer(verdict, says, entry)
    value = row.meaning(name)
    return asked.answer(
        verdict, f"{row.code}: {row.said(name)}. {says}{row.warning}", entry,
        indicator=name, value=row.indicator(name), meaning=value.meaning if value else None,
        release=row.release, stale=row.stale,
    )  # fmt: skip


def not_known(asked: Question, fault: NotLoaded) -> ModifierVerdict:
    """The verdict where the table that decides is not loaded."""
    return asked.answer("not known", str(fault), known(asked.modifier))
