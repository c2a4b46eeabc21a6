"""A card as one line of JSON, for the compiled store, and back, unchanged.

Kept apart from the loader, so that a look-up in the store needs no YAML.
"""

from __future__ import annotations

import json
import types
from collections.abc import Mapping
from dataclasses import asdict, fields, is_dataclass
from datetime import date
from functools import cache
from typing import Any, Literal, TypeVar, Union, cast, get_args, get_origin, get_type_hints

from superbill.errors import StoreDamaged
from superbill.knowledge.card import Card

T = TypeVar("T")


def card_as_json(card: Card) -> str:
    """All of a card, in the order of its fields, days as YYYY-MM-DD. The same card gives the same
    text."""
    return json.dumps(asdict(card), ensure_ascii=False, separators=(",", ":"), default=_day_as_text)


def card_from_json(text: str) -> Card:
    """The card that `card_as_json` wrote. Raises StoreDamaged where the text is not one."""
    try:
        return _from_mapping(Card, json.loads(text))
    except (KeyError, TypeError, ValueError, AttributeError) as fault:
        raise StoreDamaged(
            f"a card can't be read ({fault!r}).",
            remedy="`superbill data verify --repair` builds it again.",
        ) from fault


def _day_as_text(value: object) -> str:
    if isinstance(value, date):
        return value.isoformat()
    raise TypeError(f"a card holds no {type(value).__name__}")


@cache
def _plan(cls: type) -> tuple[tuple[str, Any], ...]:
    hints = get_type_hints(cls)
    return tuple((f.name, hints[f.name]) for f in fields(cls))


def _from_mapping(cls: type[T], data: Mapping[str, Any]) -> T:
    plan = _plan(cls)
    if set(data) != {name for name, _ in plan}:
        raise ValueError(f"the keys are not those of {cls.__name__}")
    return cls(**{name: _value(hint, data[name]) for name, hint in plan})


def _value(hint: Any, value: Any) -> Any:
    origin: Any = get_origin(hint)
    if origin in (types.UnionType, Union):
        if value is None:
            return None
        (hint,) = (a for a in get_args(hint) if a is not type(None))
        return _value(hint, value)
    if origin is tuple:
        item = get_args(hint)[0]
        return tuple(_value(item, v) for v in value)
    if is_dataclass(hint):
        return _from_mapping(cast(type[Any], hint), value)
    if hint is date:
        return date.fromisoformat(value)
    allowed: tuple[Any, ...] = get_args(hint) if origin is Literal else ()
    if not isinstance(value, str) or (allowed and value not in allowed):
        raise ValueError(f"{value!r}")
    return value
