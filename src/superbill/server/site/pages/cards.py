"""The staff's review of the knowledge cards. staff.py lets in."""

from __future__ import annotations

from datetime import date
from typing import Any, NamedTuple

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from superbill.codesets.answers import Status
from superbill.errors import SuperbillError
from superbill.knowledge.card import Card
from superbill.knowledge.check import Disagreement
from superbill.server.site.dates import today
from superbill.server.site.engine import engine
from superbill.server.site.models import CardReview
from superbill.tools.context import Context
from superbill.tools.knowledge import knowledge_check
from superbill.tools.lookup import lookup


class Line(NamedTuple):
    """A card in the list: what the engine says of its code today, what was said of it last, and
    whether the card has been changed since."""

    card: Card
    system: str
    code: str
    status: Status | None
    fault: str
    last: CardReview | None

    @property
    def changed_since(self) -> bool:
        return self.last is not None and self.last.of != self.card.reviewed


class ReviewForm(forms.ModelForm):
    class Meta:
        model = CardReview
        fields = ("verdict", "words")
        widgets = {"words": forms.Textarea(attrs={"rows": 4})}  # noqa: RUF012


def listed(request: HttpRequest) -> HttpResponse:
    """Every card. `?check=1` also holds each against the releases at hand (a second or so)."""
    last: dict[str, CardReview] = {}
    for review in CardReview.objects.select_related("reviewer").order_by("made"):
        last[review.card] = review
    disagreements: tuple[Disagreement, ...] | None = None
    told: tuple[str, ...] = ()
    with engine() as context:
        lines = [_line(context, card, last, today()) for card in context.cards]
        if request.GET.get("check"):
            checked = knowledge_check(context)
            disagreements, told = checked.disagreements, checked.messages
    shown = {"lines": lines, "disagreements": disagreements, "told": told}
    return render(request, "site/cards.html", shown)


def card(request: HttpRequest, system: str, code: str) -> HttpResponse:
    """One card's reviews, and the form for another."""
    with engine() as context:
        found = next((c for c in context.cards if c.code == f"{system}:{code}"), None)
        if found is None:
            raise Http404
        line = _line(context, found, {}, today())
    form = ReviewForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        review = form.save(commit=False)
        review.card, review.of = found.code, found.reviewed
        review.reviewer = request.user
        review.save()
        messages.success(request, _("The review was kept."))
        return HttpResponseRedirect(reverse("admin:cards"))
    reviews = CardReview.objects.filter(card=found.code).select_related("reviewer")
    shown: dict[str, Any] = {"line": line, "form": form, "reviews": reviews}
    return render(request, "site/card.html", shown, status=400 if form.errors else 200)


def _line(context: Context, card: Card, last: dict[str, CardReview], on: date) -> Line:
    system, _colon, code = card.code.partition(":")
    try:
        status, fault = lookup(context, code, on=on, system=system).status, ""
    except SuperbillError as refused:
        status, fault = None, str(refused)
    return Line(card, system, code, status, fault, last.get(card.code))
