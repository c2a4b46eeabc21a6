"""A user's own marks on a code's page: a star, a private note. The code page shows them
(`marks_of`); a change answers with that piece of the page, or leads back to it."""

from __future__ import annotations

from typing import Any, NamedTuple

from django import forms
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import path, reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from superbill.errors import SuperbillError
from superbill.server.site.dates import date_asked
from superbill.server.site.engine import engine
from superbill.server.site.models import CodeNote, Favourite, Visit
from superbill.server.site.models.marks import LONGEST
from superbill.server.site.pages.faults import refused
from superbill.tools.lookup import lookup

_KNOWN = ("active", "header", "deleted", "future")


class Of(NamedTuple):
    """Whose mark of which code: what its row is found by."""

    owner: Any
    system: str
    code: str


def marks_of(request: HttpRequest, system: str, code: str) -> dict[str, Any]:
    """The reader's marks of a code, for its page; that it was opened is remembered. Nothing for a
    guest."""
    if not request.user.is_authenticated:
        return {}
    of = Of(request.user, system, code)
    Visit.objects.remember(*of)
    return _shown(of)


def _shown(of: Of) -> dict[str, Any]:
    return {
        "marked_system": of.system,
        "marked_code": of.code,
        "is_favourite": Favourite.objects.filter(**of._asdict()).exists(),
        "code_note": CodeNote.objects.filter(**of._asdict()).first(),
        "note_longest": LONGEST,
    }


@require_POST
@login_required
def favourite(request: HttpRequest, system: str, code: str) -> HttpResponse:
    """Puts the star where there is none, and takes it away where there is one."""
    of = _known(request, system, code)
    if not isinstance(of, Of):
        return of
    if not Favourite.objects.filter(**of._asdict()).delete()[0]:
        Favourite.objects.get_or_create(**of._asdict())
    return _changed(request, of)


class NoteForm(forms.Form):
    text = forms.CharField(max_length=LONGEST, required=False)


@require_POST
@login_required
def note(request: HttpRequest, system: str, code: str) -> HttpResponse:
    """Keeps the note's text in place of the one before; an empty one deletes it."""
    of = _known(request, system, code)
    if not isinstance(of, Of):
        return of
    given = request.POST.get("text", "").replace("\r\n", "\n")
    form = NoteForm({"text": given})
    if not form.is_valid():
        fault = _("A note has at most %d characters of text. It was not kept.") % LONGEST
        return _changed(request, of, fault=fault, draft=given)
    text: str = form.cleaned_data["text"]
    if text:
        now = {"text": text, "changed": timezone.now()}
        CodeNote.objects.update_or_create(**of._asdict(), defaults=now)
    else:
        CodeNote.objects.filter(**of._asdict()).delete()
    return _changed(request, of)


def _known(request: HttpRequest, system: str, code: str) -> Of | HttpResponse:
    """The code in its display form. 404 where no list knows it: nothing is kept of a typing
    error."""
    try:
        with engine() as context:
            status = lookup(context, code, on=date_asked(request)[0], system=system).status
    except SuperbillError as fault:
        return refused(request, fault)
    if status.status not in _KNOWN:
        raise Http404
    return Of(request.user, status.system, status.code)


def _changed(request: HttpRequest, of: Of, *, fault: str = "", draft: str = "") -> HttpResponse:
    if request.headers.get("HX-Request") or fault:
        shown = {**_shown(of), "note_fault": fault, "note_draft": draft}
        page = "site/marks.html" if request.headers.get("HX-Request") else "site/marks_page.html"
        return render(request, page, shown, status=400 if fault else 200)
    address = reverse("code", args=(of.system, of.code))
    on, given = date_asked(request)
    return HttpResponseRedirect(f"{address}?on={on.isoformat()}#marks" if given else
                                f"{address}#marks")  # fmt: skip


urls = [
    path("me/favourite/<system:system>/<str:code>", favourite, name="favourite"),
    path("me/note/<system:system>/<str:code>", note, name="note"),
]
