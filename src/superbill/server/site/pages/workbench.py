"""The workbench: a note becomes codes, the coder decides, and a claim comes out.

The server keeps nothing: the page holds the note and the list, every change posts them, and every
code is confirmed anew. The engine's reading of the note comes back sealed (work/carried.py).
"""

from __future__ import annotations

from pathlib import PurePath
from typing import Any

from django.core.files.uploadedfile import UploadedFile
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import render
from django.urls import path
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from superbill.errors import SuperbillError, WrongUsage
from superbill.notes.files import LARGEST, SUFFIXES, source_in
from superbill.search.hit import Hit
from superbill.server.site.dates import date_asked, today
from superbill.server.site.engine import engine
from superbill.server.site.work.bench import Bench, bench
from superbill.server.site.work.beside import Beside, beside
from superbill.server.site.work.posted import work_posted
from superbill.server.site.work.words import words_of
from superbill.server.site.work.work import MOST_CHARACTERS, Work
from superbill.tools.context import Context
from superbill.tools.lookup import lookup
from superbill.tools.search import complete_words, search

REASONS = (
    "The record does not support it.",
    "It was not evaluated or treated at this encounter.",
    "It is part of another code.",
    "A more specific code stands for it.",
    "Policy does not have it reported.",
)
_FOUND = 8


def workbench(request: HttpRequest) -> HttpResponse:
    """GET: an empty bench. POST: a note to be coded, or one change of its list."""
    if request.method != "POST":
        return start(request)
    form = request.POST.copy()
    deed = form.get("do", "code")
    notices: list[str] = []
    try:
        if deed == "code":
            notices = _take_file(request, form)
            form["decided"] = ""
        work, faults = work_posted(form, today=today())
        if not work.note.strip():
            raise WrongUsage("There is no note.", remedy="Paste one, or choose its file.")
        with engine() as context:
            deed, hits = _found(context, form, work, deed)
            done = bench(
                context, work, deed="" if deed == "code" else deed,
                reasons=tuple(form.getlist("entry-reason")), sealed=form.get("sealed", ""),
            )  # fmt: skip
            shown = beside(context, done)
    except SuperbillError as fault:
        return _refused(request, form, fault)
    return _page(request, done, shown, faults=faults, notices=notices, hits=hits, query=form)


def start(request: HttpRequest, *, fault: str = "", form: QueryDict | None = None) -> HttpResponse:
    """The bench with nothing on it. fault: why what was given could not be taken."""
    note = form.get("note", "") if form is not None else ""
    shown = {
        "fault": fault,
        "form": form,
        "note": note if len(note) <= MOST_CHARACTERS else "",
        "suffixes": ",".join(SUFFIXES),
        "largest": LARGEST // 1024 // 1024,
        "most": MOST_CHARACTERS,
    }
    return render(request, "site/workbench/start.html", shown, status=400 if fault else 200)


def shown_page(request: HttpRequest, done: Bench, shown: Beside) -> HttpResponse:
    """The whole page of a bench, as a saved case opens."""
    return _page(request, done, shown, faults=[], notices=[], hits=None, query=QueryDict())


def _page(
    request: HttpRequest, done: Bench, shown: Beside, *, faults: list[str], notices: list[str],
    hits: tuple[Hit, ...] | None, query: QueryDict,
) -> HttpResponse:  # fmt: skip
    whole = done.read or "HX-Request" not in request.headers
    page = {
        "bench": done,
        "work": done.work,
        "encounter": done.work.encounter,
        "on": done.work.encounter.on,
        "on_given": True,
        "beside": shown,
        "faults": faults,
        "notices": notices,
        "hits": hits,
        "asked": query.get("add", "") if hits is not None else "",
        "words": words_of(done) if whole else (),
        "reasons": REASONS,
        "suffixes": ",".join(SUFFIXES),
        "piece": "HX-Request" in request.headers,
    }
    if "HX-Request" not in request.headers:
        return render(request, "site/workbench/page.html", page)
    if not whole:
        return render(request, "site/workbench/bench.html", page)
    answer = render(request, "site/workbench/work.html", page)
    answer["HX-Retarget"] = "#work"
    return answer


def _refused(request: HttpRequest, form: QueryDict, fault: SuperbillError) -> HttpResponse:
    """A change that can't be made says so beside what is there; a note that can't be read, on the
    empty bench."""
    if "HX-Request" in request.headers:
        answer = render(request, "site/workbench/fault.html", {"fault": str(fault)})
        answer["HX-Retarget"], answer["HX-Reswap"] = "#said", "innerHTML"
        return answer
    return start(request, fault=str(fault), form=form)


def _take_file(request: HttpRequest, form: QueryDict) -> list[str]:
    """Puts the text of the file given, if one is, in the place of what was pasted; the sentences
    that a person should know of its reading. A date of service in the file is taken where the form
    has none."""
    given = request.FILES.get("file")
    if not isinstance(given, UploadedFile) or not given.name:
        return []
    name = PurePath(given.name.replace("\\", "/")).name[:120]
    if (given.size or 0) > LARGEST:
        raise WrongUsage(
            _("The note is larger than %(n)d MB.") % {"n": LARGEST // 1024 // 1024}, where=name
        )
    source = source_in(given.read(), name, suffix=PurePath(name).suffix)
    form["note"], form["name"] = source.text, name
    notices = list(source.notices)
    facts = source.facts
    if facts.on and not form.get("on"):
        form["on"] = facts.on.isoformat()
        notices.append(_("The date of service is the file's: %(on)s.") % {"on": facts.on})
    if facts.sex and not form.get("sex"):
        form["sex"] = facts.sex[0].upper()
    return notices


def _found(
    context: Context, form: QueryDict, work: Work, deed: str
) -> tuple[str, tuple[Hit, ...] | None]:
    """The deed, with a search for a code turned to the addition of the one that was named; else
    the codes that its words may mean."""
    words = form.get("add", "").strip()[:200]
    if deed not in ("find", "apply") or not words:
        return ("" if deed == "find" else deed), None
    on = work.encounter.on
    try:
        status = lookup(context, words, on=on).status
        if status.active:
            return f"add:{status.system}:{status.code}", None
    except SuperbillError:
        pass  # words, not a code: they are searched for
    return "", search(context, words, on=on, limit=_FOUND).hits


@require_GET
def find(request: HttpRequest) -> HttpResponse:
    """Below the field that adds a code: names that go on from what is typed, as a piece."""
    beginning, (on, _given) = request.GET.get("add", "").strip()[:200], date_asked(request)
    names: list[dict[str, Any]] = []
    if len(beginning) > 1:
        try:
            with engine() as context:
                found = complete_words(context, beginning, on=on, limit=_FOUND).names
                names = [n.as_dict() for n in found if n.billable]
                if not names:
                    hits = search(context, beginning, on=on, limit=_FOUND).hits
                    names = [
                        {"system": h.system, "code": h.code, "text": h.title}
                        for h in hits if h.billable
                    ]  # fmt: skip
        except SuperbillError:
            names = []  # nothing goes on from it: the search itself will say why
    return render(request, "site/workbench/options.html", {"names": names})


def bench_posted(request: HttpRequest, context: Context) -> Bench:
    """The bench of a posted form, for a sheet, a file or a saved case. Raises SuperbillError."""
    form = request.POST
    work, _faults = work_posted(form, today=today())
    if not work.note.strip():
        raise WrongUsage("There is no note.", remedy="Paste one, or choose its file.")
    return bench(context, work, sealed=form.get("sealed", ""))


urls = [
    path("workbench", workbench, name="workbench"),
    path("workbench/find", find, name="workbench_find"),
]
