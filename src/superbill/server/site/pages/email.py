"""The account's address: changing it, and the link that verifies it."""

# allauth comes without types.
# pyright: basic, reportMissingTypeStubs=false

from __future__ import annotations

from typing import Any

from allauth.account.views import ConfirmEmailView, EmailView
from django.contrib import messages
from django.contrib.auth.mixins import LoginRequiredMixin
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import path, re_path
from django.utils.translation import gettext as _


class Email(EmailView):
    """allauth's, without its way of making an address the account's before it is verified."""

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if "action_primary" in request.POST:
            raise Http404
        response = super().post(request, *args, **kwargs)
        if "action_send" in request.POST and not self._did_send_verification_email:
            said = _("No letter was sent: one is on its way since less than three minutes.")
            messages.info(request, said)
        return response


class Confirm(LoginRequiredMixin, ConfirmEmailView):
    """A link verifies the address of the account that is signed in, and of no other.

    A stranger can sign up with an address that isn't theirs, or leave it waiting for a change. Its
    owner, who finds the link in their mail, must not hand the stranger's account their address.
    """

    def get_object(self, queryset: Any = None) -> Any:
        confirmation = super().get_object(queryset)
        if confirmation.email_address.user != self.request.user:
            raise Http404
        return confirmation

    def logout_other_user(self, confirmation: Any) -> None:
        """Nobody is signed out by following a link."""


urls = [
    path("account/email/", Email.as_view(), name="account_email"),
    re_path(r"^account/confirm-email/(?P<key>[-:\w]+)/$", Confirm.as_view(),
            name="account_confirm_email"),
]  # fmt: skip
