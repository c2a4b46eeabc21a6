"""Why a stay has its group: what each diagnosis and procedure did, and what its absence would do.

Sources: MS-DRG Definitions Manual, Appendix C (complications, part 1: exclusions by principal
diagnosis; part 2: those that count only of a patient discharged alive; part 3: those that single
groups pass over), Appendix E (operating-room procedures), Appendix I (hospital-acquired
conditions). The trace says what is documented in the codes given; it never proposes another.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Literal

from superbill.rules.drg.grouper import NOT_KNOWN_STATUS, DiagnosisMark, Grouped, group
from superbill.rules.drg.lists import OPERATING_ROOM, GroupKind, lists
from superbill.rules.drg.stay import Diagnosis, Stay

Level = Literal["MCC", "CC", "none"]
Effect = Literal[
    "counts", "no complication", "unknown code", "excluded by principal", "patient died",
    "passed over by the group", "hospital-acquired", "not grouped",
]  # fmt: skip

OTHER_STATUSES = ("20", "07", "02")
"""One status of each kind that groups ask about: died, left against advice, transferred."""


@dataclass(frozen=True, slots=True)
class Exclusion:
    """The principal diagnosis and its list that keep a complication from counting.

    number, size: the grouper's exclusion list of that principal diagnosis
    """

    principal: str
    number: int
    size: int


@dataclass(frozen=True, slots=True)
class Acquired:
    """A hospital-acquired condition (HAC) on whose list a diagnosis stands. met: its criteria are
    met; None: not known, because no POA indicator was given."""

    number: str
    title: str
    met: bool | None


@dataclass(frozen=True, slots=True)
class SecondaryTrace:
    """What one secondary diagnosis did.

    level: MCC, CC or none, before anything took it away; effect: whether it counted, or what took
        it away; without: the group of the stay without this diagnosis; decisive: another group
    """

    code: str
    poa: str
    level: Level
    effect: Effect
    exclusion: Exclusion | None
    acquired: Acquired | None
    without: str
    decisive: bool


@dataclass(frozen=True, slots=True)
class ProcedureTrace:
    """What one procedure did.

    operating_room: None where the version does not know the code
    asked_for: the formula of the group asks for it; without: the group of the stay without it
    """

    code: str
    operating_room: bool | None
    asked_for: bool
    without: str
    decisive: bool


@dataclass(frozen=True, slots=True)
class Trace:
    """The group of a stay and why.

    drg: three digits, 999 or 998 where it can't be grouped; initial: before hospital-acquired
        conditions were taken out; mdc: two digits; base: the first group of the same base
    surgical: None where no formula made the group
    severity: the highest level that counted
    by_status: the groups under other discharge statuses, where none was given and they differ
    by_sex: the group of each sex, where it was not given and they differ: the group is not known
    """

    stay: Stay
    version: int
    drg: str
    initial: str
    mdc: str
    base: str | None
    surgical: bool | None
    severity: Level
    return_code: str
    secondary: tuple[SecondaryTrace, ...]
    procedures: tuple[ProcedureTrace, ...]
    by_status: tuple[tuple[str, str], ...] = ()
    by_sex: tuple[tuple[str, str], ...] = ()

    @property
    def grouped(self) -> bool:
        return self.drg not in ("998", "999")

    @property
    def known(self) -> bool:
        """Whether the stay has one group, whatever was not given."""
        return not self.by_sex


@lru_cache(1_024)
def trace(stay: Stay, version: int) -> Trace:
    """The group of a stay under a version (431 is 43.1), with what each code did.

    Groups the stay once more for each code and each thing not given. Raises what grouper.group
    raises.
    """
    by_sex = _by_sex(stay, version)
    stay_asked = stay if by_sex or stay.sex else replace(stay, sex="F")
    found = group(stay_asked, version)
    kind = lists().group_kind(found.drg, _formula_category(found), version)
    effects = _effects(stay_asked, found, kind, version)
    return Trace(
        stay=stay,
        version=version,
        drg=_three(found.drg),
        initial=_three(found.initial),
        mdc=f"{found.mdc:02}",
        base=None if found.base is None else _three(found.base),
        surgical=None if kind is None else kind.surgical,
        severity=_level(found.severity),
        return_code=found.return_code,
        secondary=tuple(
            _secondary(stay_asked, place, found, effect, version)
            for place, effect in enumerate(effects)
        ),
        procedures=tuple(
            _procedure(stay_asked, place, found, version) for place in range(len(stay.procedures))
        ),
        by_status=_by_status(stay_asked, found, version),
        by_sex=by_sex,
    )


def _formula_category(found: Grouped) -> int:
    """Groups unrelated to the principal diagnosis are made in a category of their own, 29."""
    return 29 if 981 <= found.drg <= 989 else found.mdc


def _by_sex(stay: Stay, version: int) -> tuple[tuple[str, str], ...]:
    if stay.sex is not None:
        return ()
    women = group(replace(stay, sex="F"), version).drg
    men = group(replace(stay, sex="M"), version).drg
    return () if women == men else (("F", _three(women)), ("M", _three(men)))


def _by_status(stay: Stay, found: Grouped, version: int) -> tuple[tuple[str, str], ...]:
    if stay.discharge_status is not None:
        return ()
    others = [
        (s, group(replace(stay, discharge_status=s), version).drg)
        for s in (NOT_KNOWN_STATUS, *OTHER_STATUSES)
    ]
    if all(drg == found.drg for _, drg in others):
        return ()
    return tuple((status, _three(drg)) for status, drg in others)


def _effects(
    stay: Stay, found: Grouped, kind: GroupKind | None, version: int
) -> tuple[Effect, ...]:
    """What became of each secondary diagnosis. Where formulas of one group pass over different
    lists, those that agree with the severity that the grouper found."""
    if kind is None:
        return _under(stay, found, frozenset(), version)
    effects = _under(stay, found, kind.suppressed, version)
    counting = [m.severity for m, e in zip(found.secondary, effects, strict=True) if e == "counts"]
    most = "MCC" if "MCC" in counting else "CC" if "CC" in counting else "NONE"
    agrees = most == found.severity
    return effects if agrees else _under(stay, found, kind.sometimes, version)


def _under(
    stay: Stay, found: Grouped, suppressed: frozenset[str], version: int
) -> tuple[Effect, ...]:
    pairs = zip(stay.secondary, found.secondary, strict=True)
    return tuple(_effect(d, mark, found, suppressed, version) for d, mark in pairs)


def _secondary(
    stay: Stay, place: int, found: Grouped, effect: Effect, version: int
) -> SecondaryTrace:
    diagnosis, mark = stay.secondary[place], found.secondary[place]
    without = group(stay.without_secondary(place), version).drg
    exclusion = _exclusion(stay.principal, diagnosis, version) if "EXCLUDED" in mark.flags else None
    return SecondaryTrace(
        code=diagnosis.code,
        poa=diagnosis.poa,
        level=_level(mark.severity),
        effect=effect,
        exclusion=exclusion,
        acquired=_acquired(stay, mark),
        without=_three(without),
        decisive=without != found.drg,
    )


def _effect(
    diagnosis: Diagnosis, mark: DiagnosisMark, found: Grouped, suppressed: frozenset[str],
    version: int,
) -> Effect:  # fmt: skip
    if "VALID" not in mark.flags:
        return "unknown code"
    if mark.severity == "NONE":
        return "no complication"
    if "DEATH_EXCLUSION" in mark.flags:
        return "patient died"
    if "EXCLUDED" in mark.flags:
        return "excluded by principal"
    if mark.hac_status == "HAC_CRITERIA_MET":
        return "hospital-acquired"
    if found.drg in (998, 999):
        return "not grouped"
    if suppressed & lists().diagnosis_lists(diagnosis.bare, version):
        return "passed over by the group"
    return "counts"


def _exclusion(principal: Diagnosis, diagnosis: Diagnosis, version: int) -> Exclusion | None:
    found = lists().exclusions(principal.bare, version)
    if found is None or diagnosis.bare not in found.codes:
        return None
    return Exclusion(principal.code, found.number, len(found.codes))


def _acquired(stay: Stay, mark: DiagnosisMark) -> Acquired | None:
    if not mark.hac_status:
        return None
    # The list is written HAC05 or hac06_show; the number itself is 0 where criteria are not met.
    number = "".join(c for c in mark.hac_list[:5] if c.isdigit()) or f"{mark.hac:02}"
    met = None if not stay.poa_given else mark.hac_status == "HAC_CRITERIA_MET"
    return Acquired(number, mark.hac_title, False if stay.poa_exempt else met)


def _procedure(stay: Stay, place: int, found: Grouped, version: int) -> ProcedureTrace:
    code = stay.procedures[place]
    stands_on = lists().procedure_lists(code, version)
    without = group(stay.without_procedure(place), version).drg
    return ProcedureTrace(
        code=code,
        operating_room=None if stands_on is None else bool(stands_on & OPERATING_ROOM),
        asked_for=found.deciding[place],
        without=_three(without),
        decisive=without != found.drg,
    )


def _three(drg: int) -> str:
    return f"{drg:03}"


def _level(severity: str) -> Level:
    return "MCC" if severity == "MCC" else "CC" if severity == "CC" else "none"
