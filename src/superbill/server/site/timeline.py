"""A code's periods as a time line: one row a source, one bar a period, the day asked as a line."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

WIDTH = 640
LEFT, RIGHT, TOP, ROW, FOOT = 8, 8, 6, 34, 22
LEAST_YEARS = 3
MOST_TICKS = 8
LEAST_BAR = 2.0
_EVERY = (1, 2, 5, 10, 20, 50, 100, 200, 500, 1000, 2000)


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
    foot: int
    rows: tuple[Row, ...]
    ticks: tuple[Tick, ...]
    on_x: float
    says: str


def timeline(spans: Iterable[Span], *, on: date) -> Timeline | None:
    """The time line of some periods, None where there is none. One that has no end goes to the
    right edge, which lies after the last day that is spoken of."""
    spans = tuple(spans)
    if not spans:
        return None
    scale = _scale(
        min(*(span.start for span in spans), on).year,
        max(*(span.end or span.start for span in spans), on).year,
    )
    rows: list[Row] = []
    for at, name in enumerate(dict.fromkeys(span.what for span in spans)):
        top = TOP + at * ROW
        bars = tuple(_bar(span, scale) for span in spans if span.what == name)
        rows.append(Row(name, top + 11, top + 16, bars))
    foot = TOP + len(rows) * ROW + 4
    return Timeline(
        WIDTH, foot + FOOT, foot, tuple(rows), scale.ticks(), scale.x_of(on), _says(spans)
    )


@dataclass(frozen=True, slots=True)
class _Scale:
    """From the first day of one year to the first of another."""

    begin: int
    end: int

    def x_of(self, day: date) -> float:
        first, last = (date(year, 1, 1).toordinal() for year in (self.begin, self.end))
        share = min(1.0, (day.toordinal() - first) / (last - first))
        return round(LEFT + share * (WIDTH - LEFT - RIGHT), 1)

    def ticks(self) -> tuple[Tick, ...]:
        years = self.end - self.begin
        every = next(n for n in _EVERY if years / n <= MOST_TICKS)
        shown = (year for year in range(self.begin, self.end) if year % every == 0)
        return tuple(Tick(self.x_of(date(year, 1, 1)), str(year)) for year in shown)


def _scale(first: int, last: int) -> _Scale:
    begin = min(first, date.max.year - LEAST_YEARS)
    return _Scale(begin, min(max(last + 2, begin + LEAST_YEARS), date.max.year))


def _bar(span: Span, scale: _Scale) -> Bar:
    start = scale.x_of(span.start)
    stop = scale.x_of(span.end) if span.end else float(WIDTH - RIGHT)
    until = f"until {span.end.isoformat()}" if span.end else "no end stated"
    title = f"{span.what}: from {span.start.isoformat()}, {until}"
    return Bar(start, max(LEAST_BAR, round(stop - start, 1)), span.end is None, title)


def _says(spans: tuple[Span, ...]) -> str:
    return "; ".join(
        f"{span.what} {span.start.isoformat()} to {span.end.isoformat() if span.end else 'open'}"
        for span in spans
    )
