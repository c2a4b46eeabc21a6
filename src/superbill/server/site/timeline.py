"""A code's periods as a time line: one row a source, one bar a period, the day asked as a line."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date

WIDTH = 640
LEFT, RIGHT, TOP, ROW, FOOT = 8, 8, 6, 34, 22
LEAST_YEARS = 3
MOST_TICKS = 8


@dataclass(frozen=True, slots=True)
class Span:
    """What was so from `start` until `end` (None: no end is stated), and who says so."""

    what: str
    start: date
    end: date | None
    source: str = ""


@dataclass(frozen=True, slots=True)
class Bar:
    x: float
    width: float
    open: bool
    title: str


@dataclass(frozen=True, slots=True)
class Row:
    """label, y: of the words above the bars; bar_y: of the bars"""

    label: str
    y: float
    bar_y: float
    bars: tuple[Bar, ...]


@dataclass(frozen=True, slots=True)
class Tick:
    x: float
    label: str


@dataclass(frozen=True, slots=True)
class Timeline:
    width: int
    height: int
    foot: float
    rows: tuple[Row, ...]
    ticks: tuple[Tick, ...]
    on_x: float
    on_anchor: str
    says: str


def timeline(spans: Iterable[Span], *, on: date) -> Timeline | None:
    """The time line of some periods, None where there is none. One that has no end goes to the
    right edge, which is a year after the last day that is spoken of."""
    spans = tuple(spans)
    if not spans:
        return None
    first = min(*(span.start for span in spans), on)
    last = max(*(span.end or span.start for span in spans), on)
    begin = min(first.year, date.max.year - LEAST_YEARS)
    end = min(max(last.year + 2, begin + LEAST_YEARS), date.max.year)
    scale = (WIDTH - LEFT - RIGHT) / (_days(date(end, 1, 1)) - _days(date(begin, 1, 1)))

    def x_of(day: date) -> float:
        return round(LEFT + (_days(day) - _days(date(begin, 1, 1))) * scale, 1)

    rows: list[Row] = []
    for at, name in enumerate(dict.fromkeys(span.what for span in spans)):
        top = TOP + at * ROW
        bars = tuple(_bar(span, x_of, x_of(date(end, 1, 1))) for span in spans if span.what == name)
        rows.append(Row(name, top + 11, top + 16, bars))
    foot = TOP + len(rows) * ROW + 4
    every = next(n for n in (1, 2, 5, 10, 20, 50) if (end - begin) / n <= MOST_TICKS)
    ticks = tuple(
        Tick(x_of(date(year, 1, 1)), str(year))
        for year in range(begin, end) if year % every == 0
    )  # fmt: skip
    at = x_of(on)
    anchor = "end" if at > WIDTH - 80 else "start" if at < 80 else "middle"
    return Timeline(WIDTH, int(foot + FOOT), foot, tuple(rows), ticks, at, anchor, _says(spans))


def _bar(span: Span, x_of: Callable[[date], float], edge: float) -> Bar:
    start = x_of(span.start)
    stop = x_of(span.end) if span.end else edge
    until = f"until {span.end.isoformat()}" if span.end else "no end stated"
    title = f"{span.what}: from {span.start.isoformat()}, {until}"
    return Bar(start, max(2.0, round(stop - start, 1)), span.end is None, title)


def _says(spans: tuple[Span, ...]) -> str:
    return "; ".join(
        f"{span.what} {span.start.isoformat()} to {span.end.isoformat() if span.end else 'open'}"
        for span in spans
    )


def _days(day: date) -> int:
    return day.toordinal()
