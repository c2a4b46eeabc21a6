"""The E/M calculator: facts of a visit in, a level out, by decision making and by time.

Nothing here knows how often a level is billed, and nothing aims at one.
"""

from __future__ import annotations

from typing import Any, get_args

from django.http import HttpRequest, HttpResponse
from django.urls import path

from superbill.dates import parse_date
from superbill.errors import SuperbillError, WrongUsage
from superbill.rules.em.levels import CategoryName, levels
from superbill.server.site.dates import date_asked
from superbill.server.site.engine import engine
from superbill.server.site.mdm_grid import mdm_grid
from superbill.server.site.pages.asked import answered, one_of, whole, word
from superbill.tools.context import Context
from superbill.tools.em import (
    EarlierService,
    em_by_mdm,
    em_by_time,
    em_new_or_established,
    em_prolonged,
)
from superbill.tools.em_facts import em_facts

MOST_ITEMS = 50


def em(request: HttpRequest) -> HttpResponse:
    """`?kind=` of visit; `problem=`, `risk=` as FACT:COUNT; `tests=`, `notes=` how many; the three
    yes or no of data; `minutes=`; `seen=` the last service of the group and specialty."""
    on, _ = date_asked(request)
    kind = one_of(request, "kind", get_args(CategoryName), default="office_established")
    shown: dict[str, Any] = {"kind": kind, "kinds": levels().categories.values()}
    try:
        with engine() as context:
            facts = em_facts(context, kind, on=on)  # type: ignore[arg-type]
            shown |= {"facts": facts, "grid": mdm_grid(facts, None, {})}
            shown |= _asked(request)
            decided = _by_mdm(context, request, kind, on)
            shown |= {"mdm": decided, "grid": mdm_grid(facts, decided, shown)}
            shown |= _by_time(context, request, kind, on)
            shown |= _patient(context, request, on)
    except SuperbillError as fault:
        return answered(request, "site/em.html", {**shown, **_asked_words(request)}, fault)
    return answered(request, "site/em.html", shown, None)


def _asked_words(request: HttpRequest) -> dict[str, Any]:
    names = ("problem", "risk", "tests", "notes", "historian", "interpreted", "discussed",
             "minutes", "seen")  # fmt: skip
    return {name: word(request, name) for name in names}


def _asked(request: HttpRequest) -> dict[str, Any]:
    """What the form holds. Raises WrongUsage for counts that aren't any."""
    counts = {name: whole(request, name, what=name) or 0 for name in ("tests", "notes")}
    for name, count in counts.items():
        if count > MOST_ITEMS:
            raise WrongUsage(f"{count} are more than are counted.", where=name)
    return _asked_words(request) | counts | {"minutes": whole(request, "minutes", what="minutes")}


def _by_mdm(context: Context, request: HttpRequest, kind: str, on: Any) -> Any:
    """The decision by facts, None where no problem is given yet."""
    asked = _asked(request)
    if not asked["problem"]:
        return None
    return em_by_mdm(
        context, kind, on=on,  # type: ignore[arg-type]
        problems=_facts(asked["problem"]), risk=_facts(asked["risk"]),
        notes_reviewed=tuple(f"note {n}" for n in range(1, asked["notes"] + 1)),
        tests=tuple(f"test {n}" for n in range(1, asked["tests"] + 1)),
        historian=bool(asked["historian"]), interpreted=bool(asked["interpreted"]),
        discussed=bool(asked["discussed"]),
    ).as_dict()  # fmt: skip


def _facts(written: str) -> tuple[str, ...]:
    """`stable_chronic:2` as two facts of that kind."""
    fact, _, count = written.partition(":")
    number = int(count) if count in ("1", "2", "3") else 1
    return (fact,) * number if fact else ()


def _by_time(context: Context, request: HttpRequest, kind: str, on: Any) -> dict[str, Any]:
    minutes = whole(request, "minutes", what="minutes")
    if minutes is None:
        return {}
    try:
        time = em_by_time(context, kind, minutes, on=on)  # type: ignore[arg-type]
    except WrongUsage as fault:
        return {"time_fault": fault}
    found = {"time": time.as_dict()}
    if time.level is None:
        return found
    beyond: list[dict[str, Any]] = []
    for rules in ("medicare", "cpt"):
        try:
            more = em_prolonged(context, time.level.code, minutes, on=on, rules=rules)
        except SuperbillError:
            continue  # no prolonged service goes with this code: nothing to say of it
        beyond.append(more.as_dict())
    return found | {"prolonged": beyond}


def _patient(context: Context, request: HttpRequest, on: Any) -> dict[str, Any]:
    seen = word(request, "seen", most=10)
    if not seen:
        return {}
    earlier = (EarlierService(parse_date(seen).isoformat()),)
    return {"patient": em_new_or_established(context, on=on, earlier=earlier).as_dict()}


urls = [path("em", em, name="em")]
