"""What there is to fetch, as `addresses.yaml` declares it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import MISSING, dataclass, fields
from datetime import date
from functools import cache
from pathlib import Path
from string import Formatter
from typing import Any, TypeVar, cast, get_args

import yaml

from superbill.codesets.pulling.period import Every, Period, period_of
from superbill.errors import ReleaseRefused, WrongUsage

PATH = Path(__file__).with_name("addresses.yaml")

_LOADER: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Licence:
    """Terms that someone else than the publisher sets.

    option: what the user says to accept them; says: why, in one line; text: where they stand
    query: what the publisher's page of terms sends with the address when they are accepted
    """

    option: str
    says: str
    query: str
    text: str


@dataclass(frozen=True, slots=True)
class Pattern:
    """A file of an item, for any date.

    role: what it is of the item; parts: where it comes in several files, their numbers
    addresses: where it may lie, likeliest first; link: what its address looks like on the page
    certain: whether the pattern was seen of at least three editions; seen: of which
    """

    role: str
    addresses: tuple[str, ...]
    link: str
    certain: bool
    seen: tuple[str, ...]
    parts: tuple[int, ...] = (0,)


@dataclass(frozen=True, slots=True)
class Item:
    """Something that a publisher gives out for each period.

    name: the family of the release that it makes, or begins with
    page: where a person finds it; carries: the licence that it needs, if any
    imported: whether superbill reads it; else it is fetched for people to read
    """

    name: str
    title: str
    every: Every
    page: str
    files: tuple[Pattern, ...]
    carries: str | None = None
    imported: bool = True


@dataclass(frozen=True, slots=True)
class Wanted:
    """A file of an item for a date.

    addresses: where it may lie, each with whether it is of an earlier edition than the date's own
    """

    item: Item
    period: Period
    role: str
    addresses: tuple[tuple[str, bool], ...]
    link: str
    page: str
    certain: bool


@dataclass(frozen=True, slots=True)
class Addresses:
    """All of addresses.yaml."""

    checked: date
    source: str
    licences: Mapping[str, Licence]
    items: tuple[Item, ...]

    def chosen(self, what: tuple[str, ...]) -> tuple[Item, ...]:
        """The items of these names or whose names begin with them; all, where none is named.

        Raises WrongUsage where a name is nobody's.
        """
        for name in what:
            if not any(_named(item, name) for item in self.items):
                known = " ".join(item.name for item in self.items)
                raise WrongUsage(
                    f"there is nothing to fetch named {name!r}.", remedy=f"Names: {known}."
                )
        return tuple(i for i in self.items if not what or any(_named(i, name) for name in what))


def _named(item: Item, name: str) -> bool:
    return item.name == name or item.name.startswith(f"{name}.")


def wanted(item: Item, on: date) -> Iterator[Wanted]:
    """The files that an item has for the period that a day is in."""
    period = period_of(on, item.every)
    for pattern in item.files:
        for part in pattern.parts:
            values = {**period.values, "part": str(part)}
            yield Wanted(
                item=item,
                period=period,
                role=pattern.role.format(**values),
                addresses=tuple(_addresses(pattern, values)),
                link=pattern.link.format(**values),
                page=item.page.format(**values),
                certain=pattern.certain,
            )


def _addresses(pattern: Pattern, values: Mapping[str, str]) -> Iterator[tuple[str, bool]]:
    for address in pattern.addresses:
        names = {name for _, name, _, _ in Formatter().parse(address) if name}
        if names <= values.keys():
            # In the April half an address without {april} is that of October's edition.
            yield address.format(**values), "april" in values and "april" not in names


@cache
def read_addresses(path: Path = PATH) -> Addresses:
    """The declared items. Raises ReleaseRefused where a key is missing or unknown."""
    root = cast(dict[str, Any], yaml.load(path.read_text(encoding="utf-8"), Loader=_LOADER))
    licences = {
        name: _made(Licence, entry, f"{path.name}: {name}")
        for name, entry in root.get("licences", {}).items()
    }
    items = [_item(entry, path) for entry in root.get("items", ())]
    made = _made(Addresses, {**root, "licences": licences, "items": items}, path.name)
    for item in made.items:
        if item.every not in get_args(Every) or (item.carries and item.carries not in licences):
            raise ReleaseRefused("no such period or licence.", where=f"{path.name}: {item.name}")
    return made


def _item(entry: dict[str, Any], path: Path) -> Item:
    where = f"{path.name}: {entry.get('name')}"
    files = [_made(Pattern, file, where) for file in entry.get("files", ())]
    return _made(Item, {**entry, "files": files}, where)


def _made(cls: type[T], entry: dict[str, Any], where: str) -> T:
    """A dataclass from a mapping with just its keys; lists become tuples."""
    named = fields(cls)  # type: ignore[arg-type]
    needed = {f.name for f in named if f.default is MISSING}
    wrong = (needed - set(entry)) | (set(entry) - {f.name for f in named})
    if wrong:
        raise ReleaseRefused(f"missing or unknown: {', '.join(sorted(wrong))}.", where=where)
    values: dict[str, Any] = {
        key: tuple(cast(list[Any], value)) if isinstance(value, list) else value
        for key, value in entry.items()
    }
    return cls(**values)
