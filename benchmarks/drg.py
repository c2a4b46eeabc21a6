"""Agreement of the MS-DRG grouper with an independent one, drgpy, on generated stays.

    python benchmarks/drg.py --drgpy FOLDER [--cases 2000] [--seed 1]

drgpy (PyPI, Apache-2.0) is no dependency: `pip install --target FOLDER drgpy==0.2.1` puts it
anywhere. It reads CMS's Definitions Manual (versions 36 to 43.1 are with it) and groups by rules of
its own, where the package msdrg is a port of CMS's software: two ways to the same group. Stays are
drawn from the codes that the version knows: a principal diagnosis, up to eight secondary ones of
which about half are complications, and in half of the stays up to three procedures. Every
difference is put into a category by what the two groups are; `--show` prints the stays of one.
"""

from __future__ import annotations

import argparse
import random
import struct
import sys
import time
from collections import Counter
from dataclasses import dataclass
from typing import Any

from superbill.rules.drg.grouper import group
from superbill.rules.drg.lists import OPERATING_ROOM, lists
from superbill.rules.drg.stay import Diagnosis, Stay

VERSIONS = {
    "v40": 400,
    "v41": 410,
    "v41.1": 411,
    "v42": 420,
    "v42.1": 421,
    "v43": 430,
    "v43.1": 431,
}
ALIVE, DIED = "01", "20"

# Causes of differences that stand in drgpy's own rules and tables (version 0.2.1).
ONE_SEX = "no group there: drgpy takes a diagnosis of one sex's category from that sex alone"
ANY_ROOM = frozenset({769, 817, 818, 819, 829, 830, 876, 939, 940, 941})
ANY_ROOM_SAYS = (
    "groups that take any O.R. procedure: drgpy asks for one that Appendix E lists there"
)
NO_WAY_OUT = (
    "groups of newborns, burns, HIV and abortion, which CMS's formulas never leave for 981-989"
)
ONE_CATEGORY = (
    "O.R. procedure of several categories: drgpy keeps the first that Appendix E lists, and misses "
    "the group"
)
NOT_HIV = "drgpy gives 969 to an O.R. procedure without HIV"
AFTERCARE = "949 is with CC or MCC by its title; drgpy asks for an MCC"
NEWBORN = "newborns: drgpy leaves out 789 (died or transferred), and 794's combinations"
TRAUMA = "multiple trauma: complications that Appendix C part 3 passes over (963-965)"
NO_HACS = "hospital-acquired condition: drgpy's tables mark none"


@dataclass(frozen=True)
class Codes:
    """What one version knows: bare diagnoses, of them complications; procedures, of them O.R."""

    diagnoses: list[str]
    complications: list[str]
    procedures: list[str]
    operating_room: list[str]


def codes_of(version: int) -> Codes:
    found = lists()
    diagnoses = _in_force(found._value("diagnosis"), found._diagnoses._start, version)
    procedures = [c for c in _rows(found._procedures, version) if not c.startswith("Z@")]
    severe = [c for c in diagnoses if _scheme(c, version)[4:] in (b"CC\0\0", b"MCC\0")]
    rooms = [c for c in procedures if (found.procedure_lists(c, version) or set()) & OPERATING_ROOM]
    return Codes(diagnoses, severe, procedures, rooms)


def _in_force(data: bytes, start: int, version: int) -> list[str]:
    (count,) = struct.unpack_from("<I", data, 8)
    return [
        code.rstrip(b"\0").decode()
        for code, first, last, _value in struct.iter_unpack(
            "<8s3i", data[start : start + count * 20]
        )
        if first <= version <= last
    ]


def _rows(rows: Any, version: int) -> list[str]:
    start = rows._start
    data = rows._data[start : start + len(rows) * 20]
    return [
        code.rstrip(b"\0").decode()
        for code, first, last, _value in struct.iter_unpack("<8s3i", data)
        if first <= version <= last
    ]


def _scheme(code: str, version: int) -> bytes:
    """Category (4 bytes) and severity (4 bytes) of a diagnosis that the version knows."""
    found = lists()
    data = found._value("diagnosis")
    start = (
        struct.unpack_from("<I", data, 12)[0] + (found._diagnoses.value(code, version) or 0) * 20
    )
    return data[start : start + 8]


def stays(version: int, codes: Codes, chance: random.Random, count: int) -> list[Stay]:
    """Generated stays, the same for the same seed."""
    made: list[Stay] = []
    leading = _by_category(codes.diagnoses, version)
    while len(made) < count:
        secondary = [
            chance.choice(codes.complications if chance.random() < 0.5 else codes.diagnoses)
            for _ in range(chance.randint(0, 8))
        ]
        stay = Stay(
            Diagnosis(_dotted(chance.choice(leading[chance.choice(sorted(leading))])), "Y"),
            tuple(
                Diagnosis(_dotted(c), chance.choice("YYYYYYN")) for c in dict.fromkeys(secondary)
            ),
            (),
            chance.choice("FM"),
            chance.choice([ALIVE] * 9 + [DIED]),
        )
        if chance.random() < 0.5:
            stay = _with_procedures(stay, version, codes, chance)
        if group(stay, version).drg not in (998, 999):
            made.append(stay)
    return made


def _by_category(diagnoses: list[str], version: int) -> dict[int, list[str]]:
    """The diagnoses that may lead, by major diagnostic category: injuries are two thirds of all
    codes, and would be two thirds of all stays."""
    found: dict[int, list[str]] = {}
    for code in diagnoses:
        mdc = struct.unpack("<i", _scheme(code, version)[:4])[0]
        if code[0] not in "VWXY" and mdc > 0:
            found.setdefault(mdc, []).append(code)
    return found


def _with_procedures(stay: Stay, version: int, codes: Codes, chance: random.Random) -> Stay:
    """One to three procedures; mostly such as belong to the principal diagnosis."""
    related = chance.random() < 0.8
    for _ in range(60):
        first = chance.choice(codes.operating_room)
        more = [chance.choice(codes.procedures) for _ in range(chance.randint(0, 2))]
        operated = Stay(stay.principal, stay.secondary, tuple(dict.fromkeys([first, *more])),
                        stay.sex, stay.discharge_status)  # fmt: skip
        if not related or not 981 <= group(operated, version).drg <= 989:
            return operated
    return stay


def theirs(engine: Any, stay: Stay) -> str:
    found = engine.get_drg(
        [stay.principal.bare, *(d.bare for d in stay.secondary)],
        list(stay.procedures),
        gender=stay.sex,
        is_alive=stay.discharge_status != DIED,
        poa=[stay.principal.poa, *(d.poa for d in stay.secondary)],
        discharge_status=stay.discharge_status,
    )
    return "none" if found in (None, "", "000") else str(found).zfill(3)


def category(stay: Stay, version: int, other: str, engine: Any) -> str:
    """What kind of difference it is, by its cause where that is known."""
    ours = group(stay, version).drg
    if other == "none":
        return ONE_SEX
    number = int(other)
    if number in (969, 970) and not 969 <= ours <= 977:
        return NOT_HIV
    if 981 <= number <= 989 and not 981 <= ours <= 989:
        return _left_for_unrelated(ours, version)
    if (ours, number) == (949, 950):
        return AFTERCARE
    if ours in (789, 794) and 790 <= number <= 795:
        return NEWBORN
    if _base(number, version) == _base(ours, version):
        reason = _severity_reason(stay, version, engine)
        return (
            TRAUMA if reason == "" and 963 <= ours <= 965 else reason or "severity, not explained"
        )
    rank = engine.surgical_rank
    if rank.get(str(ours), 999) < rank.get(str(number), 999):
        # By Appendix D, as drgpy itself reads it, the group found here comes first.
        return ONE_CATEGORY
    if _mdc(ours, version) == _mdc(number, version):
        return "order of groups within a category, not explained"
    return "other category, not explained"


def _left_for_unrelated(ours: int, version: int) -> str:
    if ours in ANY_ROOM:
        return ANY_ROOM_SAYS
    return ONE_CATEGORY if _surgical(ours, version) else NO_WAY_OUT


def _severity_reason(stay: Stay, version: int, engine: Any) -> str:
    """What the two read differently of a complication; `` where nothing."""
    marks = group(stay, version).secondary
    for diagnosis, mark in zip(stay.secondary, marks, strict=True):
        known = engine.ccmap.get(diagnosis.bare)
        if (known["level"] if known else "NONE") != mark.severity:
            return "a complication of another level"
        excluded = bool(known) and stay.principal.bare in engine.exmap.get(known["pdx"], ())
        if known and excluded != ("EXCLUDED" in mark.flags):
            return "an exclusion by principal diagnosis"
        if mark.hac_status == "HAC_CRITERIA_MET" and not known.get("hac"):
            return NO_HACS
    return ""


def _base(drg: int, version: int) -> int:
    return _formulas(version).get(drg, (drg, None, None))[0]


def _surgical(drg: int, version: int) -> bool | None:
    return _formulas(version).get(drg, (drg, None, None))[1]


def _mdc(drg: int, version: int) -> int | None:
    return _formulas(version).get(drg, (drg, None, None))[2]


_known: dict[int, dict[int, tuple[int, bool | None, int | None]]] = {}


def _formulas(version: int) -> dict[int, tuple[int, bool | None, int | None]]:
    if version not in _known:
        data = lists()._value("drg_formulas")
        count, _n, entries, formulas, _s = struct.unpack_from("<5I", data, 4)
        made: dict[int, tuple[int, bool | None, int | None]] = {}
        for i in range(count):
            mdc, first, last, start, size = struct.unpack_from("<3i2I", data, entries + i * 20)
            for at in range(formulas + start * 48, formulas + (start + size) * 48, 48):
                f = struct.unpack_from("<4i8s2i4I", data, at)
                if first <= version <= last:
                    made.setdefault(f[3], (f[2], f[4].rstrip(b"\0") == b"SURGICAL", mdc))
        _known[version] = made
    return _known[version]


def _dotted(code: str) -> str:
    return f"{code[:3]}.{code[3:]}" if len(code) > 3 else code


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0] if __doc__ else "")
    parser.add_argument("--drgpy", help="folder that drgpy was installed to")
    parser.add_argument("--cases", type=int, default=2000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--show", help="print the stays of the categories that contain this text")
    given = parser.parse_args()
    if given.drgpy:
        sys.path.insert(0, given.drgpy)
    from drgpy.msdrg import DRGEngine

    chance = random.Random(given.seed)
    differences: Counter[str] = Counter()
    agreed = total = 0
    seconds = 0.0
    for place, (name, version) in enumerate(VERSIONS.items()):
        engine, codes = DRGEngine(version=name), codes_of(version)
        rooms, indexed = set(codes.operating_room), set(engine.orpcsmap)
        print(
            f"{name}: {len(indexed)} O.R. procedures in Appendix E, {len(indexed - rooms)} of them "
            f"not here, {len(rooms - indexed)} here alone"
        )
        share = given.cases // len(VERSIONS) + (place < given.cases % len(VERSIONS))
        for stay in stays(version, codes, chance, share):
            group.cache_clear()
            begun = time.perf_counter()
            ours = group(stay, version)
            seconds += time.perf_counter() - begun
            other = theirs(engine, stay)
            total += 1
            if other == f"{ours.drg:03}":
                agreed += 1
                continue
            kind = category(stay, version, other, engine)
            differences[kind] += 1
            if given.show and given.show in kind:
                print(f"{name}: {ours.drg:03} here, {other} there ({kind}): {stay}")
    print(f"agree {agreed} of {total} ({100 * agreed / total:.1f} %)")
    print(f"grouped here in {1000 * seconds / total:.2f} ms each")
    for kind, count in differences.most_common():
        print(f"{count:5}  {kind}")


if __name__ == "__main__":
    main()
