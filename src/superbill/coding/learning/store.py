"""Where what was learned lies: `HOME/learned/NAME/`, in files that people can read and edit.

    about.json    the course, the day, counts, and what the held-out folds measured
    phrases.tsv   words, system, code, weight, support, of: the learned lexicon
    names.tsv     words, code, weight, right, of: built-in names and how often they are coded here
    codes.tsv     system, code, notes, proposed, right: each code in the course
    ranking.json  the weights of the features and the threshold, by system

A line may be changed, added or deleted by hand. All of it is written beside its place and then
renamed into it, so that a reader sees the old or the new.
"""

from __future__ import annotations

import json
import os
import re
import shutil
from collections.abc import Callable, Iterable, Sequence
from dataclasses import asdict, astuple
from pathlib import Path
from typing import Any, TypeVar, cast

from superbill.coding.learning.course import SYSTEMS
from superbill.coding.learning.learned import About, HeldOut, Learned, Ranking
from superbill.coding.learning.lexicon import Phrase
from superbill.coding.learning.rates import CodeRate, NameRate, Rates
from superbill.errors import StoreDamaged, WrongUsage

T = TypeVar("T")

_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9_.-]{0,63}")
_PHRASES = ("words", "system", "code", "weight", "support", "of")
_NAMES = ("words", "code", "weight", "right", "of")
_CODES = ("system", "code", "notes", "proposed", "right")
_FORMAT = 1


def folder_of(home: Path) -> Path:
    return home / "learned"


def named(name: str) -> str:
    """The name, where it can be one. Raises WrongUsage."""
    if not _NAME.fullmatch(name):
        raise WrongUsage(f"{name!r} is no name for what is learned.",
                         remedy="Use letters, digits, dots, dashes and underscores.")  # fmt: skip
    return name


def list_names(home: Path) -> tuple[str, ...]:
    """What there is, by name."""
    folder = folder_of(home)
    if not folder.is_dir():
        return ()
    return tuple(sorted(p.parent.name for p in folder.glob("*/about.json")
                        if _NAME.fullmatch(p.parent.name)))  # fmt: skip


def place_of(home: Path, name: str) -> Path:
    """The folder of what was learned under a name. Raises WrongUsage with the names there are."""
    if _NAME.fullmatch(name) and name in list_names(home):
        return folder_of(home) / name
    there = list_names(home)
    told = f"There is: {' '.join(there)}." if there else "Nothing was learned yet: superbill learn."
    raise WrongUsage(f"nothing was learned under the name {name!r}.", remedy=told)


def save(home: Path, learned: Learned) -> Path:
    """Writes it, in place of what had the name before. Raises OSError."""
    folder = folder_of(home) / named(learned.about.name)
    folder.parent.mkdir(parents=True, exist_ok=True)
    incoming = folder.with_name(f".{folder.name}-{os.getpid()}")
    shutil.rmtree(incoming, ignore_errors=True)
    incoming.mkdir()
    try:
        about = {"format": _FORMAT, **asdict(learned.about)}
        _write_json(incoming / "about.json", about)
        ranking = {system: asdict(r) for system, r in sorted(learned.ranking.items())}
        _write_json(incoming / "ranking.json", {"skip": learned.skip, "systems": ranking})
        _write_table(incoming / "phrases.tsv", _PHRASES, learned.phrases)
        _write_table(incoming / "names.tsv", _NAMES, learned.rates.names)
        _write_table(incoming / "codes.tsv", _CODES, learned.rates.codes)
        _replace(incoming, folder)
    except BaseException:
        shutil.rmtree(incoming, ignore_errors=True)
        raise
    return folder


def _replace(incoming: Path, folder: Path) -> None:
    """A folder that is not empty can't be renamed over, so the old one steps aside first."""
    aside = folder.with_name(f".{folder.name}-old-{os.getpid()}")
    if folder.exists():
        folder.rename(aside)
    try:
        incoming.rename(folder)
    except OSError:
        if aside.exists():
            aside.rename(folder)
        raise
    shutil.rmtree(aside, ignore_errors=True)


def delete(home: Path, name: str) -> None:
    """Raises WrongUsage where there is nothing of that name."""
    folder = place_of(home, name)
    aside = folder.with_name(f".{folder.name}-old-{os.getpid()}")
    folder.rename(aside)
    shutil.rmtree(aside)


def read_about(home: Path, name: str) -> About:
    told = _read_json(place_of(home, name) / "about.json")
    if told.pop("format", None) != _FORMAT:
        raise _damaged(place_of(home, name) / "about.json", "written by another version")
    try:
        measured = {system: HeldOut(**held) for system, held in told.pop("held_out").items()}
        return About(**told, held_out=measured)
    except (TypeError, KeyError, AttributeError) as fault:
        raise _damaged(place_of(home, name) / "about.json", str(fault)) from None


def load(home: Path, name: str) -> Learned:
    """Raises WrongUsage where there is nothing of that name, StoreDamaged, with file and line, for
    what can't be read."""
    folder = place_of(home, name)
    told = _read_json(folder / "ranking.json")
    try:
        ranking = {
            system: Ranking(float(r["least"]), {str(k): float(v) for k, v in r["weights"].items()})
            for system, r in told["systems"].items()
        }
        skip = float(told["skip"])
    except (TypeError, KeyError, ValueError, AttributeError) as fault:
        raise _damaged(folder / "ranking.json", f"{type(fault).__name__} {fault}") from None
    return Learned(
        read_about(home, name),
        tuple(_rows(folder / "phrases.tsv", _PHRASES, _phrase)),
        Rates(
            _rows(folder / "names.tsv", _NAMES, _name_rate),
            _rows(folder / "codes.tsv", _CODES, _code_rate),
        ),
        ranking,
        skip,
    )


def _phrase(c: Sequence[str]) -> Phrase:
    return Phrase(_filled(c[0]), _system(c[1]), _filled(c[2]), _number(c[3]), int(c[4]), int(c[5]))


def _name_rate(c: Sequence[str]) -> NameRate:
    return NameRate(_filled(c[0]), _filled(c[1]), _number(c[2]), int(c[3]), int(c[4]))


def _code_rate(c: Sequence[str]) -> CodeRate:
    return CodeRate(_system(c[0]), _filled(c[1]), int(c[2]), int(c[3]), int(c[4]))


def _filled(cell: str) -> str:
    if not cell.strip():
        raise ValueError("a cell is empty")
    return cell.strip()


def _system(cell: str) -> str:
    if cell not in SYSTEMS:
        raise ValueError(f"{cell!r} is not one of: {', '.join(SYSTEMS)}")
    return cell


def _number(cell: str) -> float:
    value = float(cell)
    if not -100 < value < 100:  # so that NaN is none either
        raise ValueError(f"{cell} is no weight")
    return value


def _rows(file: Path, header: Sequence[str], made: Callable[[Sequence[str]], T]) -> list[T]:
    try:
        lines = file.read_text(encoding="utf-8").split("\n")
    except (OSError, UnicodeDecodeError) as fault:
        raise _damaged(file, str(fault)) from None
    if tuple(lines[0].rstrip("\r").split("\t")) != tuple(header):
        raise _damaged(file, f"its first line must name: {', '.join(header)}", line=1)
    found: list[T] = []
    for number, line in enumerate(lines[1:], 2):
        cells = line.rstrip("\r").split("\t")
        if not line.strip():
            continue
        if len(cells) != len(header):
            raise _damaged(file, f"{len(cells)} cells, not {len(header)}", line=number)
        try:
            found.append(made(cells))
        except ValueError as fault:
            raise _damaged(file, str(fault), line=number) from None
    return found


def _damaged(file: Path, what: str, *, line: int | None = None) -> StoreDamaged:
    at = f":{line}" if line else ""
    return StoreDamaged(
        f"can't be read: {what}.", where=f"{file.parent.name}/{file.name}{at}",
        remedy="Mend the line, or learn again with `superbill learn`.",
    )  # fmt: skip


def _read_json(file: Path) -> dict[str, Any]:
    try:
        told: Any = json.loads(file.read_text(encoding="utf-8"))
    except (OSError, ValueError, RecursionError) as fault:
        raise _damaged(file, str(fault)) from None
    if not isinstance(told, dict):
        raise _damaged(file, "it is no object")
    return cast(dict[str, Any], told)


def _write_json(file: Path, value: object) -> None:
    file.write_text(json.dumps(value, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")


def _write_table(
    file: Path, header: Sequence[str], rows: Iterable[Phrase | NameRate | CodeRate]
) -> None:
    lines = ["\t".join(header), *("\t".join(map(str, astuple(row))) for row in rows)]
    file.write_text("\n".join(lines) + "\n", encoding="utf-8")
