"""Saved cases: the one place where a note is kept, at its owner's wish, for its owner alone."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import path, reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from superbill.errors import SuperbillError, WrongUsage
from superbill.server.site.engine import engine
from superbill.server.site.models import Case
from superbill.server.site.pages.faults import refused
from superbill.server.site.pages.workbench import bench_posted, shown_page
from superbill.server.site.work.bench import bench
from superbill.server.site.work.beside import beside
from superbill.server.site.work.posted import note_text
from superbill.server.site.work.work import Work, work_of

MOST_CASES = 1_000
"""Of one account."""
_NAME = 120


@login_required
@require_GET
def cases(request: HttpRequest) -> HttpResponse:
    return render(request, "site/workbench/cases.html", {
        "cases": Case.objects.filter(owner=request.user).defer("note", "work"),
    })  # fmt: skip


@login_required
@require_GET
def opened(request: HttpRequest, number: int) -> HttpResponse:
    """The bench as it was saved, judged by the releases of today."""
    case = _own(request, number)
    try:
        work = _work(case)
        with engine() as context:
            done = bench(context, work)
            shown = beside(context, done)
    except SuperbillError as fault:
        return refused(request, fault)
    return shown_page(request, done, shown)


@login_required
@require_POST
def save(request: HttpRequest) -> HttpResponse:
    """Saves the posted bench: over the case that it was opened from, else as a new one."""
    try:
        with engine() as context:
            work = bench_posted(request, context).work
        case = _own(request, work.case) if work.case is not None else _new(request)
    except SuperbillError as fault:
        return refused(request, fault)
    case.name = work.name or _("Case of %(on)s") % {"on": work.encounter.on}
    case.note = note_text(work.note)
    case.on, case.setting = work.encounter.on, work.encounter.setting
    case.payer = work.encounter.payer
    case.work = work.as_dict()
    case.save()
    messages.success(request, _("The case is saved."))
    return HttpResponseRedirect(reverse("workbench_case", args=(case.pk,)))


@login_required
@require_POST
def rename(request: HttpRequest, number: int) -> HttpResponse:
    case = _own(request, number)
    name = " ".join(request.POST.get("name", "").split())[:_NAME]
    if name:
        case.name = name
        case.save(update_fields=("name", "changed"))
        messages.success(request, _("The case is renamed."))
    else:
        messages.error(request, _("A case has a name."))
    return HttpResponseRedirect(reverse("workbench_cases"))


@login_required
@require_POST
def delete(request: HttpRequest, number: int) -> HttpResponse:
    _own(request, number).delete()
    messages.success(request, _("The case is deleted."))
    return HttpResponseRedirect(reverse("workbench_cases"))


def _own(request: HttpRequest, number: int) -> Case:
    """The user's own case of that number; 404 for another's, as for none."""
    return get_object_or_404(Case, pk=number, owner=request.user)


def _new(request: HttpRequest) -> Case:
    if Case.objects.filter(owner=request.user).count() >= MOST_CASES:
        raise WrongUsage(
            f"{MOST_CASES:,} cases are kept at most.", remedy="Delete those that are done."
        )
    return Case(owner=request.user)


def _work(case: Case) -> Work:
    try:
        return work_of(case.work, note=case.note, name=case.name, case=case.pk)
    except (KeyError, TypeError, ValueError) as fault:
        raise WrongUsage(
            "The case was saved by another version and can't be opened.", where=case.name
        ) from fault


urls = [
    path("workbench/cases", cases, name="workbench_cases"),
    path("workbench/cases/<int:number>", opened, name="workbench_case"),
    path("workbench/save", save, name="workbench_save"),
    path("workbench/cases/<int:number>/rename", rename, name="workbench_rename"),
    path("workbench/cases/<int:number>/delete", delete, name="workbench_delete"),
]
