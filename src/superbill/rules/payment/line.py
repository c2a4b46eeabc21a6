"""One line's price before the rules that look across lines: its fee and its modifiers.

The order is that of Medicare Claims Processing Manual, chapter 12, sections 40.6 to 40.8:
component, part of the global package, surgeon's role, both sides; then, in multiple.py, ranks.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from typing import Literal

from superbill.citation import Citation
from superbill.rules.claim import Line
from superbill.rules.payment.amounts import amount
from superbill.rules.payment.fee import Basis, Fee, Row, fee_of
from superbill.rules.payment.own import OwnSchedule
from superbill.rules.payment.step import Step, scaled

Verdict = Literal["paid", "not paid", "by report", "not known"]
ONE = Decimal(1)
COMPONENTS = ("26", "TC", "53")
ASSISTANTS = frozenset({"80", "81", "82", "AS"})
_ANATOMIC = (
    "LT RT E1 E2 E3 E4 FA F1 F2 F3 F4 F5 F6 F7 F8 F9 TA T1 T2 T3 T4 T5 T6 T7 T8 T9 LC LD LM RC RI"
)
ANATOMIC = frozenset(_ANATOMIC.split())


@dataclass(frozen=True, slots=True)
class Priced:
    """A line with the price of one of it.

    at: its place in the claim; each: dollars of one, after the modifiers, None where nothing says;
    ratio: what the modifiers made of the fee; count: how many are paid; row, fee: Medicare's, None
    for a code that its fee schedule doesn't have; own: the price is the user's own
    """

    line: Line
    at: int
    verdict: Verdict
    reason: str
    each: Decimal | None = None
    ratio: Decimal = ONE
    count: int = 1
    row: Row | None = None
    fee: Fee | None = None
    own: bool = False
    steps: tuple[Step, ...] = ()
    notes: tuple[str, ...] = ()
    citation: Citation | None = None

    def stopped(self, verdict: Verdict, reason: str) -> Priced:
        return replace(self, verdict=verdict, reason=reason, each=None)

    def times(self, name: str, share: Decimal, *, by: str) -> Priced:
        """With one more adjustment of the price of one."""
        if self.each is None:
            return self
        step = scaled(name, self.each, share, by=by)
        return replace(self, each=step.amount, ratio=self.ratio * share, steps=(*self.steps, step))

    def noted(self, *notes: str) -> Priced:
        return replace(self, notes=(*self.notes, *notes))

    def indicator(self, name: str) -> str:
        return str(self.row[name] or "") if self.row else ""


@dataclass(frozen=True, slots=True)
class Ways:
    """How lines are priced. own: the user's schedule instead of Medicare's; reduced: what is left
    of a service with 52 or 53, as a share, where the user states it."""

    basis: Basis
    facility: bool
    own: OwnSchedule | None = None
    reduced: Decimal | None = None
    on: date = date.min


def price(line: Line, at: int, ways: Ways) -> Priced:
    """The price of one of a line, with its component, its part of the package and its role."""
    priced = _base(line, at, ways)
    for adjust in (_parts, _reduced, _role, _sides):
        if priced.verdict != "paid":
            break
        priced = adjust(priced, ways)
    return priced


def _base(line: Line, at: int, ways: Ways) -> Priced:
    component = next((m for m in line.modifiers if m in COMPONENTS), None)
    row = ways.basis.row(line.code, component)
    if component == "53" and row is None:
        row = ways.basis.row(line.code)
    start = Priced(line, at, "paid", "paid", row=row, count=line.units)
    if ways.own is not None:
        return _own_base(start, component, ways)
    if row is None:
        what = f"{line.code}-{component}" if component else line.code
        return start.stopped("not known", f"{what} is not in {ways.basis.release}")
    fee = fee_of(ways.basis, row, facility=ways.facility)
    start = replace(start, fee=fee, each=fee.amount, steps=fee.steps, notes=fee.notes)
    standing = fee.standing
    said = f"status {standing.status}: {standing.says}"
    if standing.pays == "anesthesia":
        return start.stopped("not known", f"{said}; the tool anesthesia_units works it out")
    if standing.pays == "by report":
        return start.stopped("by report", said)
    if standing.pays == "not paid":
        return start.stopped("not paid", said)
    return start.noted(said) if standing.status in "RT" else start


def _own_base(start: Priced, component: str | None, ways: Ways) -> Priced:
    assert ways.own is not None
    line = start.line
    own = ways.own.find(line.code, component, on=ways.on)
    if own is None and component == "53":
        own = ways.own.find(line.code, None, on=ways.on)
    if own is None:
        what = f"{line.code}-{component}" if component else line.code
        return start.stopped("not known", f"the fee schedule of {ways.own.payer} has no {what}")
    step = Step(f"fee of {own.payer}", f"stated: {own.amount}", own.amount)
    return replace(start, own=True, each=own.amount, steps=(step,), citation=own.citation)


def _parts(priced: Priced, _: Ways) -> Priced:
    """54, 55, 56 and 78: the part of the global package that was done (chapter 12, 40.2 and
    40.4: the surgeon with 54 is paid the preoperative and the intraoperative share)."""
    named = [m for m in ("54", "55", "56", "78") if m in priced.line.modifiers]
    if not named:
        return priced
    if priced.row is None:
        return priced.stopped("not known", "without the fee schedule's row no share is known")
    if "78" in named and priced.indicator("global") == "000":
        return priced.noted("78 with a global period of 0 days: the full amount")
    shares = [priced.row[f"{part}operative"] or Decimal(0) for part in ("pre", "intra", "post")]
    pre, intra, post = shares
    if not sum(shares):
        return priced.stopped("not paid", f"{named[0]}: the code has no shares of a global package")
    parts = {"54": pre + intra, "55": post, "56": pre, "78": intra}
    if "56" in named:
        priced = priced.noted(
            "56: Medicare pays the preoperative share with 54; few contractors pay it apart"
        )
    if "55" in named:
        priced = priced.noted(
            "55: the postoperative share is divided by days if two share the care"
        )
    taken = ("78",) if "78" in named else tuple(dict.fromkeys(named))
    share = min(ONE, sum((parts[m] for m in taken), Decimal(0)))
    return priced.times("part of the global package", share, by=f"modifier {', '.join(taken)}")


def _reduced(priced: Priced, ways: Ways) -> Priced:
    """22, 52 and 53 are priced by the contractor from the report; 53 may have its own row."""
    modifiers = priced.line.modifiers
    if "22" in modifiers:
        priced = priced.noted("22: anything above the fee is by report")
    stopped = "53" in modifiers and (priced.row is None or priced.row["modifier"] != "53")
    if "52" not in modifiers and not stopped:
        return priced
    which = "52" if "52" in modifiers else "53"
    if ways.reduced is None:
        return priced.stopped("by report", f"{which}: the contractor prices what was done")
    return priced.times("reduced service", ways.reduced, by=f"modifier {which}, share as given")


def _role(priced: Priced, ways: Ways) -> Priced:
    """62, 66, 80, 81, 82 and AS (chapter 12, sections 20.4.3 and 40.8)."""
    modifiers = set(priced.line.modifiers)
    if "66" in modifiers:
        team = priced.indicator("team")
        if team in ("0", "9"):
            return priced.stopped("not paid", f"66: team surgery indicator {team}")
        return priced.stopped("by report", f"66: team surgery indicator {team or 'not known'}")
    if "62" in modifiers:
        pair = priced.indicator("co_surgeon")
        if pair in ("0", "9"):
            return priced.stopped("not paid", f"62: co-surgeon indicator {pair}")
        if pair == "1":
            priced = priced.noted("62: co-surgeon indicator 1, the need must be documented")
        return priced.times("co-surgeon", amount("co_surgeon", ways.on).value, by="modifier 62")
    role = modifiers & ASSISTANTS
    return _assistant(priced, role, ways) if role else priced


def _assistant(priced: Priced, role: set[str], ways: Ways) -> Priced:
    may = priced.indicator("assistant")
    if may in ("1", "9"):
        why = "paid to no one, by statute" if may == "1" else "not applicable"
        return priced.stopped("not paid", f"assistant at surgery indicator {may}: {why}")
    if may == "0":
        priced = priced.noted("assistant indicator 0: paid only where the need is documented")
    named = ", ".join(sorted(role))
    priced = priced.times(
        "assistant at surgery", amount("assistant", ways.on).value, by=f"modifier {named}"
    )
    if "AS" not in role:
        return priced
    share = amount("assistant_not_physician", ways.on).value
    return priced.times("not a physician", share, by="modifier AS")


def _sides(priced: Priced, ways: Ways) -> Priced:
    """50, or two in the units (RVU25D documentation, bilateral surgery)."""
    line, indicator = priced.line, priced.indicator("bilateral")
    both = "50" in line.modifiers
    # `with a 2 in the units field`: said of indicators 1, 2 and 3; a digit or eyelid is no side.
    twice = line.units == 2 and not both and not ANATOMIC & set(line.modifiers)
    if not both and not (twice and indicator in ("1", "2")):
        return priced
    how = "modifier 50" if both else "2 units"
    priced = replace(priced, count=1)
    if both and line.units > 1:
        priced = priced.noted(f"50 is billed with one unit; {line.units} were taken as one")
    if indicator == "1":
        share = amount("bilateral", ways.on).value
        return priced.times("both sides", share, by=f"{how}, bilateral indicator 1")
    if indicator == "3":
        return replace(priced, count=2).noted("bilateral indicator 3: each side in full")
    return priced.noted(f"{how}: bilateral indicator {indicator or 'not known'}, paid once")


def second_sides(lines: tuple[Priced, ...], ways: Ways) -> tuple[Priced, ...]:
    """The same code once with LT and once with RT, on two lines: what the second is paid."""
    first: dict[tuple[str, frozenset[str]], str] = {}
    found: list[Priced] = []
    for priced in lines:
        side = next((m for m in priced.line.modifiers if m in ("LT", "RT")), None)
        key = (priced.line.code, frozenset(priced.line.modifiers) - {"LT", "RT", "59", "51"})
        if side is None or priced.verdict != "paid" or first.setdefault(key, side) == side:
            found.append(priced)
        else:
            found.append(_second(priced, ways))
    return tuple(found)


def _second(priced: Priced, ways: Ways) -> Priced:
    indicator = priced.indicator("bilateral")
    by = f"LT and RT, bilateral indicator {indicator}"
    if indicator == "1":
        rest = amount("bilateral", ways.on).value - ONE
        return priced.times("the second side", rest, by=by)
    if indicator in ("0", "2"):
        return priced.times("the second side", Decimal(0), by=by)
    return priced
