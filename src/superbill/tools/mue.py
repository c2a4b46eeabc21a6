"""NCCI medically unlikely edits (MUE) of a code, in every setting."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Annotated, Any

from superbill.citation import Citation
from superbill.rules.claim import Payer, Setting
from superbill.rules.ncci.edits import late
from superbill.rules.ncci.mue_parameters import Adjudication, adjudication, time_units
from superbill.tools.context import Context
from superbill.tools.ncci_tables import Asked, service_code, tables
from superbill.tools.registry import Says

_SETTINGS: tuple[Setting, ...] = ("practitioner", "outpatient", "dme")


@dataclass(frozen=True, slots=True)
class MueAnswer:
    """What one table says of a code. value: None where the table has none of it, or isn't loaded
    (release None): neither means that there is none."""

    payer: Payer
    setting: Setting
    value: int | None
    mai: int | None
    rule: Adjudication | None
    rationale: str | None
    release: str | None
    stale: bool
    message: str
    citation: Citation | None

    def as_dict(self) -> dict[str, Any]:
        return {
            "payer": self.payer,
            "setting": self.setting,
            "value": self.value,
            "mai": self.mai,
            "mai_says": self.rule.says if self.rule else None,
            "counts": self.rule.counts if self.rule else None,
            "above_it": self.rule.cure if self.rule else None,
            "rationale": self.rationale,
            "release": self.release,
            "stale": self.stale,
            "message": self.message,
            "citation": self.citation.as_dict() if self.citation else None,
        }


@dataclass(frozen=True, slots=True)
class Mue:
    """A code's medically unlikely edits, setting by setting. note: what to know of its units."""

    code: str
    on: date
    note: str
    answers: tuple[MueAnswer, ...]

    def as_dict(self) -> dict[str, Any]:
        return {
            "code": self.code,
            "on": self.on.isoformat(),
            "note": self.note,
            "answers": [a.as_dict() for a in self.answers],
        }


def mue(
    context: Context,
    code: Annotated[str, Says("a CPT or HCPCS code", "58565")],
    *,
    on: Annotated[date, Says("the date of service")],
) -> Mue:
    """The most units of a code that a payer expects on a day (MUE), in every setting side by side.

    With each value its adjudication indicator (MAI) in words, and what is left to do above it. A
    code that a table does not have is `not published`, which is not `none`. Raises WrongUsage for
    what is no CPT or HCPCS code, NotLoaded where no table is loaded for the day.
    """
    asked = service_code(code)
    minutes = time_units(asked)
    note = f"Its units are minutes ({minutes.locator}): held against no MUE." if minutes else ""
    found = tables(context, "mue", _SETTINGS, on=on)
    return Mue(asked, on, note, tuple(_answer(a, asked) for a in found))


def _answer(asked: Asked, code: str) -> MueAnswer:
    view = asked.view
    if view is None:
        return MueAnswer(
            asked.payer, asked.setting, None, None, None, None, None, False,
            f"Not known: {asked.missing}", None,
        )  # fmt: skip
    release = view.release
    citation = Citation(release.title, f"code {code}", release.id, release.url)
    after = late(view, asked.edits.family)
    rows = view.rows.find(code)
    if not rows:
        return MueAnswer(
            asked.payer, asked.setting, None, None, None, None, release.id, view.stale,
            f"Not published in edition {release.id}; some values are confidential, so whether"
            f" there is one is not known.{after}", citation,
        )  # fmt: skip
    row = rows[0]
    rule = adjudication(row["mai"])
    return MueAnswer(
        asked.payer, asked.setting, row["value"], rule.mai, rule, row["rationale"], release.id,
        view.stale, f"At most {row['value']}, MAI {rule.mai} ({rule.says}): held against it are"
        f" {rule.counts}.{after}", citation,
    )  # fmt: skip
