"""What a user keeps of the code book: favourites, notes, codes seen last; out to a file, and in."""

from __future__ import annotations

from datetime import date
from typing import Any, NamedTuple

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import path, reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_POST

from superbill.errors import SuperbillError, WrongUsage
from superbill.server.site.dates import date_asked
from superbill.server.site.engine import engine
from superbill.server.site.frame import account_of
from superbill.server.site.marks_file import LARGEST, Merged, merge, read, written
from superbill.server.site.models import CodeNote, Favourite, Visit
from superbill.tools.context import Context
from superbill.tools.lookup import lookup

_SHOWN = 400
"""Rows of a list. Each has its title, a look-up of about a millisecond; all stand in the file."""


class Row(NamedTuple):
    """A mark, and its code's title today; empty where no list at hand has one."""

    mark: Favourite | CodeNote | Visit
    title: str


class Listed(NamedTuple):
    """The rows that are shown, and how many there are in all."""

    rows: list[Row]
    number: int

    @property
    def more(self) -> int:
        return self.number - len(self.rows)


@login_required
@require_GET
def saved(request: HttpRequest) -> HttpResponse:
    return _page(request)


def _page(request: HttpRequest, *, fault: str = "") -> HttpResponse:
    mine: dict[str, Any] = {"owner": request.user}
    on, _given = date_asked(request)
    order = ("system", "code")
    with engine() as context:
        shown = {
            "favourites": _listed(context, Favourite.objects.filter(**mine).order_by(*order), on),
            "notes": _listed(context, CodeNote.objects.filter(**mine).order_by(*order), on),
            "recent": _listed(context, Visit.objects.filter(**mine).order_by("-seen", "-pk"), on),
        }
    shown |= {"fault": fault, "largest": LARGEST}
    return render(request, "site/saved.html", shown, status=400 if fault else 200)


def _listed(context: Context, marks: QuerySet[Any], on: date) -> Listed:
    rows: list[Row] = []
    for mark in marks[:_SHOWN]:
        try:
            found = lookup(context, mark.code, on=on, system=mark.system)
            title = found.status.title or ""
        except SuperbillError:
            title = ""  # the code's own page says what is missing
        rows.append(Row(mark, title))
    return Listed(rows, marks.count())


_KINDS = {"favourite": Favourite, "note": CodeNote, "visit": Visit}


@require_POST
@login_required
def remove(request: HttpRequest, kind: str, number: int) -> HttpResponse:
    """One mark; 404 for another's."""
    get_object_or_404(_KINDS[kind], pk=number, owner=request.user).delete()
    return HttpResponseRedirect(reverse("saved"))


@require_POST
@login_required
def forget(request: HttpRequest) -> HttpResponse:
    """All codes seen last."""
    Visit.objects.filter(owner=request.user).delete()
    messages.success(request, _("The list of codes seen last is empty."))
    return HttpResponseRedirect(reverse("saved"))


@login_required
@require_GET
def exported(request: HttpRequest) -> HttpResponse:
    text = written(account_of(request)).model_dump_json(indent=1)
    return HttpResponse(
        text + "\n",
        content_type="application/json",
        headers={"Content-Disposition": 'attachment; filename="superbill-marks.json"'},
    )


@require_POST
@login_required
def imported(request: HttpRequest) -> HttpResponse:
    """One file, merged with what is there, or a page that says why not."""
    file = request.FILES.get("file")
    if file is None:
        return _page(request, fault=_("Choose a file first."))
    try:
        if file.size > LARGEST:
            raise WrongUsage(_("The file is larger than 1 MB. Nothing was imported."))
        merged = merge(account_of(request), read(file.read()))
    except WrongUsage as fault:
        return _page(request, fault=str(fault))
    messages.success(request, _said(merged))
    return HttpResponseRedirect(reverse("saved"))


def _said(merged: Merged) -> str:
    parts = [
        ngettext("%d favourite", "%d favourites", merged.favourites) % merged.favourites,
        ngettext("%d note", "%d notes", merged.notes) % merged.notes,
        ngettext("%d code seen", "%d codes seen", merged.recent) % merged.recent,
    ]
    told = [_("Imported: %s.") % ", ".join(parts)]
    if merged.joined:
        told.append(
            ngettext("%d note was put below yours.", "%d notes were put below yours.",
                     merged.joined) % merged.joined
        )  # fmt: skip
    if merged.left:
        told.append(
            ngettext("%d note would have been too long below yours, and was left out.",
                     "%d notes would have been too long below yours, and were left out.",
                     merged.left) % merged.left
        )  # fmt: skip
    return " ".join(told)


urls = [
    path("me/saved", saved, name="saved"),
    path("me/saved/export", exported, name="saved_export"),
    path("me/saved/import", imported, name="saved_import"),
    path("me/saved/forget", forget, name="saved_forget"),
    path("me/saved/remove/<mark:kind>/<int:number>", remove, name="saved_remove"),
]
