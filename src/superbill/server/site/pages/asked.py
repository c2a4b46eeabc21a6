"""What an address asks: words, whole numbers and claim lines, each bounded; and how a page with a
form of its own answers where the engine refuses."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Any
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from superbill.errors import NotLoaded, SuperbillError, WrongUsage
from superbill.rules.written import line_of

MOST_LINES = 60
"""Of a form. A claim of more is a file's."""

EMPTY_LINES = 2
LEAST_LINES = 4


def word(request: HttpRequest, name: str, *, most: int = 60) -> str:
    return request.GET.get(name, "").strip()[:most]


def whole(request: HttpRequest, name: str, *, what: str) -> int | None:
    """A whole number, None where none is given. Raises WrongUsage for anything else."""
    written = word(request, name, most=12)
    if not written:
        return None
    if not (written.isascii() and written.isdigit()):
        raise WrongUsage(f"{written!r} is not a whole number.", where=what)
    return int(written)


def one_of(request: HttpRequest, name: str, among: Iterable[str], *, default: str) -> str:
    """One of some names; the default for none of them."""
    given = word(request, name)
    return given if given in set(among) else default


@dataclass(frozen=True, slots=True)
class TypedLine:
    """A claim line as its row of a form has it. day: its own date of service, or empty."""

    code: str = ""
    modifiers: str = ""
    units: str = ""
    day: str = ""

    @property
    def text(self) -> str:
        """The line as the tools take it, `CODE-MODIFIERSxUNITS`."""
        modifiers = ",".join(self.modifiers.replace(",", " ").replace("-", " ").split())
        return f"{self.code}{f'-{modifiers}' if modifiers else ''}" + (
            f"x{self.units}" if self.units not in ("", "1") else ""
        )


def lines_asked(request: HttpRequest) -> tuple[TypedLine, ...]:
    """The claim lines of `line=58565-52x2`, each with its own `day=`, one for one; or those of the
    rows of a form (`code`, `mod`, `units`, `day`)."""
    asked = request.GET
    days = [day.strip()[:10] for day in asked.getlist("day")]
    if "code" not in asked:
        texts = [text.strip()[:60] for text in asked.getlist("line") if text.strip()]
        rows = [_typed(text) for text in texts]
    else:
        columns = (asked.getlist("code"), asked.getlist("mod"), asked.getlist("units"))
        rows = [
            TypedLine(*((c[at] if at < len(c) else "").strip()[:40] for c in columns))
            for at in range(len(columns[0]))
        ]
    found = [
        replace(row, day=days[at] if at < len(days) else "")
        for at, row in enumerate(rows) if row.code
    ]  # fmt: skip
    return tuple(found[:MOST_LINES])


def _typed(text: str) -> TypedLine:
    try:
        line = line_of(text)
    except WrongUsage:
        return TypedLine(text)  # the tool says what is wrong with it
    return TypedLine(line.code, " ".join(line.modifiers), str(line.units))


def rows_shown(lines: tuple[TypedLine, ...]) -> tuple[TypedLine, ...]:
    """The rows of the form: the lines, and some empty ones."""
    count = max(len(lines) + EMPTY_LINES, LEAST_LINES)
    return (*lines, *(TypedLine() for _ in range(count - len(lines))))


def short_address(request: HttpRequest) -> str:
    """The address that says the same as a form's, short enough to be linked and read."""
    lines = lines_asked(request)
    pairs = [("line", line.text) for line in lines]
    if any(line.day for line in lines):
        pairs += [("day", line.day) for line in lines]
    left_out = {"code", "mod", "units", "day", "line"}
    for name, values in request.GET.lists():
        if name not in left_out:
            pairs += [(name, value) for value in values if value]
    return f"{request.path}?{urlencode(pairs)}"


def answered(
    request: HttpRequest, template: str, shown: Mapping[str, Any], fault: SuperbillError | None
) -> HttpResponse:
    """A page that keeps its form, with the fault as a sentence: 404 for what isn't loaded, 400 for
    what can't be read. Asked by htmx, which shows nothing of a refusal, it is 200."""
    status = 200
    if fault is not None and not request.headers.get("HX-Request"):
        status = 404 if isinstance(fault, NotLoaded) else 400
    return render(request, template, {**shown, "fault": fault}, status=status)
