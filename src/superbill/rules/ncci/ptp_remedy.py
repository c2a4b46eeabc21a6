"""What cures a PTP edit, in words: which modifier, on which line, and when it may not be used."""

from __future__ import annotations

from datetime import date

from superbill.rules.claim import Setting
from superbill.rules.ncci.ptp_edit import PtpEdit
from superbill.rules.ncci.ptp_modifiers import (
    Cure,
    Standing,
    cures,
    kept_to_column2,
    kind_of,
    parameters,
    standing,
)  # fmt: skip

LAST = "Never only to get past the edit."


def beside_zero(edit: PtpEdit, modifiers: tuple[str, ...]) -> str:
    """What to do about an edit of indicator 0."""
    given = [m for m in modifiers if any(m in e.modifiers for e in parameters().associated)]
    told = f" Without effect here: {', '.join(given)}." if given else ""
    return (
        f"Nothing cures it: leave {edit.column2} off. Indicator 0 takes no modifier, and an appeal"
        f" has nothing to stand on.{told}"
    )


def remedy(
    edit: PtpEdit, on_column1: tuple[str, ...], *, on: date, setting: Setting
) -> str:  # fmt: skip
    """What would cure an edit of indicator 1. on_column1: modifiers that stand on column 1."""
    right = cures(edit.column1, edit.column2, on=on, setting=setting)
    ways = "; ".join(f"{c.written} on {_where(c, edit)}: {c.when}" for c in right)
    kept = (rule for m in on_column1 if (rule := kept_to_column2(m, on)))
    moved = "".join(
        f" Before {rule.before.isoformat()} {' '.join(rule.modifiers)} counted on the line of"
        f" column 2 ({edit.column2}) alone ({rule.source})."
        for rule in dict.fromkeys(kept)
    )
    return (
        f"Leave {edit.column2} off, or, where the record supports it, one of: {ways}. {LAST}{moved}"
    )


def cured_words(
    edit: PtpEdit, on_column1: tuple[str, ...], on_column2: tuple[str, ...], *, on: date,
    setting: Setting,
) -> tuple[str, bool] | None:  # fmt: skip
    """How permitted modifiers on two lines bypass the edit, in words, and whether one of them
    fits its line; None where none stands."""
    right = cures(edit.column1, edit.column2, on=on, setting=setting)
    found = standing(on_column1, on_column2, right, on=on)
    if not found:
        return None
    fit = [s for s in found if s.fit]
    given = " and ".join(f"{s.modifier} on {_code(s.column, edit)}" for s in fit or found)
    bypasses = "bypasses" if len(fit or found) == 1 else "bypass"
    said = f"{given} {bypasses} it; the record must show it: {_when(fit, right)}."
    if not fit:
        said = f"{given} {bypasses} it, {_misplaced(found, edit, right)}"
    same = {m for m in on_column1 if m in on_column2} & _anatomic()
    if same and all(s.modifier in same for s in fit or found):
        said += f" Both lines carry {', '.join(sorted(same))}: that alone shows no separate site."
    return said, bool(fit)


def _anatomic() -> frozenset[str]:
    entries = (e for e in parameters().associated if e.group == "anatomic")
    return frozenset(m for e in entries for m in e.modifiers)


def _when(fit: list[Standing], right: tuple[Cure, ...]) -> str:
    given = {s.modifier for s in fit}
    return "; ".join(c.when for c in right if given & set(c.modifiers))


def _misplaced(found: tuple[Standing, ...], edit: PtpEdit, right: tuple[Cure, ...]) -> str:
    """Why modifiers that are permitted are not the right ones here."""
    first = found[0]
    code = _code(first.column, edit)
    belongs = next(e for e in parameters().associated if first.modifier in e.modifiers)
    kinds = {"evaluation": "E/M lines", "laboratory": "laboratory lines"}
    on = " and ".join(kinds.get(kind, "procedure lines") for kind in belongs.fits)
    proper = ", ".join(f"{c.written} on {_where(c, edit)}" for c in right[:3])
    is_kind = {"evaluation": "an E/M code", "laboratory": "a laboratory code"}
    return (
        f"but doesn't fit: it belongs on {on}, and {code} is"
        f" {is_kind.get(kind_of(code), 'a procedure')}. A review takes the payment back; right"
        f" would be, where the record supports it, {proper}."
    )


def _where(cure: Cure, edit: PtpEdit) -> str:
    return " or ".join(_code(column, edit) for column in cure.columns)


def _code(column: int, edit: PtpEdit) -> str:
    return edit.column1 if column == 1 else edit.column2
