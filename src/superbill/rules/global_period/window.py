"""`global.window`: what falls inside the package of a procedure carries the modifier that sets it
apart, over the lines of a claim and the patient's other services."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from superbill.citation import Citation
from superbill.errors import NotLoaded
from superbill.rules.claim import Scene
from superbill.rules.finding import Finding, Severity
from superbill.rules.global_period.calendar import Window, window
from superbill.rules.global_period.needs import Need, Of, kinds_of, need_of
from superbill.rules.mpfs.fee_row import FeeRow, edition, fee_row
from superbill.rules.mpfs.judging import PAYER, SYSTEMS, TABLE, Told, concerns
from superbill.rules.rule import Outcome, Rule

RULE = Rule(
    id="global.window",
    title="A service inside another's global period carries the modifier that sets it apart",
    payer=PAYER,
    source=Citation(
        "Medicare Claims Processing Manual (Pub. 100-04), chapter 12", "sections 40.1 to 40.4",
        url="https://www.cms.gov/regulations-and-guidance/guidance/manuals",
    ),
    table=TABLE,
)  # fmt: skip

NO_PACKAGE = frozenset(("80", "81", "82", "AS", "56", "78"))
"""With these a procedure opens no package of its own: assistants have none (section 40.1), 56 is
only the preoperative part, and 78 begins no new period (section 40.2.A.6)."""

SURGERY_ONLY = "54"
AFTERCARE_ONLY = "55"
NO_OPERATION = frozenset(("80", "81", "82", "AS", "55", "56"))
"""With these a line tells of no operation of its own that another's package would hold."""


@dataclass(frozen=True, slots=True)
class Service:
    """A line of the claim, or another service of the patient.

    place: in the claim, None on another claim; provider: who did it, None where not known
    """

    code: str
    shown: str
    modifiers: tuple[str, ...]
    on: date
    provider: str | None
    place: int | None
    row: FeeRow | None

    @property
    def window(self) -> Window | None:
        return window(self.row.indicator("global"), self.on) if self.row else None

    @property
    def package(self) -> Window | None:
        """The package that it opens, None where it opens none."""
        return None if NO_PACKAGE.intersection(self.modifiers) else self.window

    @property
    def kinds(self) -> tuple[Of, ...]:
        operates = not NO_OPERATION.intersection(self.modifiers)
        has_window = operates and self.window is not None
        return kinds_of(self.code, on=self.on, has_window=has_window)


def check(scene: Scene) -> Outcome:
    """A finding for each line of the claim that falls inside a package of the same practitioner
    and carries none of the modifiers it needs.

    An error where the practitioner is known to be the same (the same claim, or the same provider),
    a warning where that is not known; none where they differ. Parameters: calendar.yaml and
    needs.yaml.
    """
    told = Told(RULE)
    if not concerns(scene):
        return told.outcome()
    services = _services(scene, told)
    opened = [s for s in services if s.package is not None]
    for service in services:
        if service.place is not None:
            _judge(service, opened, told)
    return told.outcome()


def _services(scene: Scene, told: Told) -> list[Service]:
    found: list[Service] = []
    for place, line in enumerate(scene.claim.lines):
        if line.system in SYSTEMS:
            on = scene.day_of(line)
            row = _row(scene, told, line.code, on)
            provider = line.provider or scene.claim.provider
            found.append(Service(line.code, str(line), line.modifiers, on, provider, place, row))
    for other in scene.claim.earlier:
        row = _row(scene, told, other.code, other.on)
        shown = f"{other.code} of {other.on.isoformat()}"
        found.append(
            Service(other.code, shown, other.modifiers, other.on, other.provider, None, row)
        )
    return found


def _row(scene: Scene, told: Told, code: str, on: date) -> FeeRow | None:
    """The row, with what it says of the package put into words."""
    try:
        row = fee_row(scene.book, code, on=on)
        if row is None:
            told.said.setdefault((edition(scene.book, on=on), False), []).append(
                f"{code} is not in it"
            )
            return None
    except NotLoaded as fault:
        told.missing[str(fault)] = None
        return None
    found = window(row.indicator("global"), on)
    days = f", {found.first.isoformat()} to {found.last.isoformat()}" if found else ""
    said = f"{code} has global {row.indicator('global')}{days}"
    told.said.setdefault((row.release, row.stale), []).append(said)
    return row


def _judge(service: Service, opened: list[Service], told: Told) -> None:
    """At most one finding for each need, naming the latest procedure, the surest first."""
    kinds = service.kinds
    needed: dict[str, tuple[Need, Service, bool]] = {}
    for procedure in sorted(opened, key=lambda s: s.on):
        sure = _same_practitioner(service, procedure)
        need = _need(service, kinds, procedure)
        if sure is None or need is None or set(need.accepts) & set(service.modifiers):
            continue
        known = needed.get(need.id)
        if known is None or sure or not known[2]:
            needed[need.id] = (need, procedure, sure)
    for need, procedure, sure in needed.values():
        told.findings.append(_finding(service, procedure, need, sure=sure))


def _need(service: Service, kinds: tuple[Of, ...], procedure: Service) -> Need | None:
    package = procedure.package
    place = package.place_of(service.on) if package else None
    if procedure is service or package is None or place is None:
        return None
    if AFTERCARE_ONLY in procedure.modifiers and place != "after":
        return None
    return need_of(kinds, place, package.period.size, on=service.on)


def _same_practitioner(service: Service, procedure: Service) -> bool | None:
    """True: the same; False: not known; None: another one. Lines of one claim are the same
    practitioner's where they do not say otherwise."""
    if service.provider is None or procedure.provider is None:
        return procedure.place is not None
    return True if service.provider == procedure.provider else None


def _finding(service: Service, procedure: Service, need: Need, *, sure: bool) -> Finding:
    package, row = procedure.package, procedure.row
    if package is None or row is None or service.place is None:
        raise AssertionError("a package comes from a row")
    shared = SURGERY_ONLY in procedure.modifiers and need.place == "after"
    severity: Severity = "error" if sure and not shared else "warning"
    doubts = "" if sure else " Whether the same practitioner or group did both is not known."
    if shared:
        doubts += f" {procedure.code} carries 54: who took over the aftercare is not known."
    places = (service.place,) if procedure.place is None else (service.place, procedure.place)
    return Finding(
        RULE.id,
        severity,
        need.verdict,
        (service.shown, procedure.shown),
        f"{service.code} on {service.on.isoformat()} falls in the package of {procedure.code} of"
        f" {procedure.on.isoformat()} (global {package.period.indicator},"
        f" {package.first.isoformat()} to {package.last.isoformat()}): {need.says}."
        f"{doubts}{row.warning}",
        need.remedy,
        row.release,
        Citation(need.source, need.locator, row.release),
        places,
    )
