"""A strict reader of the project's own YAML: every value knows its file and line.

    read_yaml(path)          -> Located: the file's root, with file and line on every value
    build(Dataclass, located) -> the frozen dataclass that a mapping stands for

`build` follows the type hints of a dataclass: nested dataclasses, `tuple[X, ...]` from sequences,
`Mapping[str, str]`, `X | None`, `Literal`, `str`, `int`, `bool`, `float`, `date`. Fields with a
default may be left out. An unknown key, a key given twice, a missing key, a wrong kind of value, an
anchor or an empty file is a CardRefused that names file and line. What the hints can't say, the
caller checks and reports with `raise located.refused("...")`.

A scalar keeps its characters as they stand in the file: `code: 00100` is "00100" for a `str` field,
and `no` is not a boolean unless the field is one.

    root = read_yaml(path)
    for entry in root.items():
        fields = entry.mapping(required={"id", "phrases"}, optional={"pcs"})
        term = build(Term, entry)
"""

from __future__ import annotations

import types
import typing
from collections.abc import Mapping
from dataclasses import MISSING, dataclass, fields, is_dataclass
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any, Literal, TypeVar, get_args, get_origin

import yaml

from superbill.dates import parse_date
from superbill.errors import CardRefused, WrongUsage

T = TypeVar("T")

_LOADER: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_NULL = "tag:yaml.org,2002:null"
_STR = "tag:yaml.org,2002:str"


@dataclass(frozen=True, slots=True)
class Located:
    """A value of a YAML file and where it stands.

    value: the characters of a scalar, None for null, a tuple of Located for a sequence, or a
        dictionary of Located for a mapping
    line: 1 for the first line
    quoted: whether the scalar is text by its notation, so that "3" is not a number
    """

    path: Path
    line: int
    value: str | tuple[Located, ...] | dict[str, Located] | None
    quoted: bool = False

    @property
    def where(self) -> str:
        """File and line, as errors name them: `actions.yaml:12`."""
        return f"{self.path.name}:{self.line}"

    def refused(self, message: str) -> CardRefused:
        """The error to raise for a fault of this value."""
        return CardRefused(message, where=self.where)

    def text(self) -> str:
        """The scalar's characters. Raises CardRefused for anything else, and for nothing."""
        if not isinstance(self.value, str) or not self.value.strip():
            raise self.refused(f"Text was expected, not {_described(self)}.")
        return self.value.strip()

    def items(self) -> tuple[Located, ...]:
        """The values of a sequence. Raises CardRefused for anything else."""
        if not isinstance(self.value, tuple):
            raise self.refused(f"A list was expected, not {_described(self)}.")
        return self.value

    def entries(self) -> dict[str, Located]:
        """The values of a mapping whose keys are free. Raises CardRefused for anything else."""
        if not isinstance(self.value, dict):
            raise self.refused(f"Keys with values were expected, not {_described(self)}.")
        return self.value

    def mapping(self, *, required: set[str], optional: set[str]) -> dict[str, Located]:
        """The values of a mapping that has all of `required` and nothing beyond `optional`."""
        found = self.entries()
        for key, value in found.items():
            if key not in required and key not in optional:
                known = ", ".join(sorted(required | optional))
                raise value.refused(f"Unknown key {key!r}. Known here: {known}.")
        missing = sorted(required - found.keys())
        if missing:
            raise self.refused(f"Missing: {', '.join(missing)}.")
        return found


def read_yaml(path: Path) -> Located:
    """The root value of a YAML file, every value with its line.

    Raises CardRefused, naming file and line, for a file that can't be read, isn't YAML, is empty,
    holds several documents, an anchor, or one key twice.
    """
    try:
        text = path.read_text(encoding="utf-8")
        node = yaml.compose(text, Loader=_LOADER)
    except (OSError, UnicodeDecodeError) as fault:
        raise CardRefused(f"Can't be read: {fault}.", where=path.name) from fault
    except yaml.MarkedYAMLError as fault:
        line = fault.problem_mark.line + 1 if fault.problem_mark else 1
        raise CardRefused(
            f"Not YAML: {fault.problem or fault.context}.", where=f"{path.name}:{line}"
        ) from fault
    except yaml.YAMLError as fault:
        raise CardRefused(f"Not YAML: {fault}.", where=path.name) from fault
    if node is None:
        raise CardRefused("The file is empty.", where=f"{path.name}:1")
    return _located(node, path, seen=set())


def build(cls: type[T], located: Located) -> T:
    """The dataclass `cls` from a mapping, checked against its type hints.

    Raises CardRefused with file and line of the first fault.
    """
    hints = _hints(cls)
    named = fields(cls)  # type: ignore[arg-type]
    free = {f.name for f in named if f.default is not MISSING or f.default_factory is not MISSING}
    found = located.mapping(required={f.name for f in named} - free, optional=free)
    return cls(**{key: _value(hints[key], value) for key, value in found.items()})


@cache
def _hints(cls: type) -> dict[str, Any]:
    return typing.get_type_hints(cls)


def _value(hint: Any, at: Located) -> Any:
    origin: Any = get_origin(hint)
    args: tuple[Any, ...] = get_args(hint)
    if origin in (types.UnionType, typing.Union):
        if at.value is None and type(None) in args:
            return None
        (only,) = (a for a in args if a is not type(None))
        return _value(only, at)
    if origin is tuple:
        return _tuple(args, at)
    if origin is Literal:
        return _one_of(args, at)
    if origin is not None and issubclass(origin, Mapping):
        return {key: _value(args[1], value) for key, value in at.entries().items()}
    if is_dataclass(hint):
        return build(typing.cast(type[Any], hint), at)
    return _scalar(hint, at)


def _tuple(args: tuple[Any, ...], at: Located) -> tuple[Any, ...]:
    items = at.items()
    if len(args) == 2 and args[1] is Ellipsis:
        return tuple(_value(args[0], item) for item in items)
    if len(items) != len(args):
        raise at.refused(f"A list of {len(args)} was expected, not of {len(items)}.")
    return tuple(_value(arg, item) for arg, item in zip(args, items, strict=True))


def _one_of(allowed: tuple[Any, ...], at: Located) -> str:
    text = at.text()
    if text not in allowed:
        raise at.refused(f"{text!r} is not one of: {', '.join(map(str, allowed))}.")
    return text


def _scalar(hint: Any, at: Located) -> Any:
    text = at.text()
    if hint is str:
        return text
    if hint is bool:
        if text not in ("true", "false") or at.quoted:
            raise at.refused(f"true or false was expected, not {text!r}.")
        return text == "true"
    if hint in (int, float):
        try:
            return hint(text)
        except ValueError:
            raise at.refused(f"A number was expected, not {text!r}.") from None
    if hint is date:
        try:
            return parse_date(text)
        except WrongUsage as fault:
            raise at.refused(fault.message) from None
    raise TypeError(f"build doesn't know how to read {hint!r}")


def _located(node: Any, path: Path, *, seen: set[int]) -> Located:
    """`seen` holds the nodes met: an alias gives the same node twice."""
    line = int(node.start_mark.line) + 1
    if id(node) in seen:
        raise CardRefused("Anchors are not used here: write it out.", where=f"{path.name}:{line}")
    seen.add(id(node))
    if isinstance(node, yaml.ScalarNode):
        text = None if node.tag == _NULL else str(node.value)
        return Located(path, line, text, quoted=node.style in ("'", '"') or node.tag == _STR)
    if isinstance(node, yaml.SequenceNode):
        return Located(path, line, tuple(_located(n, path, seen=seen) for n in node.value))
    return Located(path, line, _entries(node, path, seen=seen))


def _entries(node: Any, path: Path, *, seen: set[int]) -> dict[str, Located]:
    found: dict[str, Located] = {}
    for key_node, value_node in node.value:
        line = int(key_node.start_mark.line) + 1
        if not isinstance(key_node, yaml.ScalarNode):
            raise CardRefused("A key must be a word.", where=f"{path.name}:{line}")
        key = str(key_node.value)
        if key in found:
            raise CardRefused(
                f"The key {key!r} was given on line {found[key].line} already.",
                where=f"{path.name}:{line}",
            )
        value = _located(value_node, path, seen=seen)
        # The line of the key is the one to look at when a value begins on the line below.
        found[key] = Located(path, line, value.value, quoted=value.quoted)
    return found


def _described(at: Located) -> str:
    if at.value is None or at.value == "":
        return "nothing"
    if isinstance(at.value, str):
        return repr(at.value[:40])
    return "a list" if isinstance(at.value, tuple) else "keys with values"
