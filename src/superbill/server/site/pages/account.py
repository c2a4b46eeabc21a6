"""The account's own page: what is kept of it, and its end."""

# allauth comes without types.
# pyright: basic, reportMissingTypeStubs=false

from __future__ import annotations

from typing import Any

from allauth.account.adapter import get_adapter
from allauth.account.models import EmailAddress
from allauth.mfa.base.forms import ReauthenticateForm
from allauth.mfa.models import Authenticator
from allauth.mfa.utils import is_mfa_enabled
from allauth.usersessions.models import UserSession
from django import forms
from django.contrib import messages
from django.contrib.auth import logout
from django.contrib.auth.decorators import login_required
from django.contrib.sessions.models import Session
from django.db import transaction
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import path, reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.debug import sensitive_post_parameters

from superbill.server.site.frame import account_of
from superbill.server.site.models import Case, CodeNote, Favourite


@login_required
def account(request: HttpRequest) -> HttpResponse:
    user = account_of(request)
    mine: dict[str, Any] = {"owner": user}
    verified = EmailAddress.objects.filter(user=user, verified=True)
    factor = Authenticator.objects.filter(user=user, type=Authenticator.Type.TOTP)
    sessions: Any = UserSession.objects
    shown = {
        "verified": verified.filter(email=user.email).exists(),
        "two_factor": factor.exists(),
        "sessions": len(sessions.purge_and_list(user)),
        "favourites": Favourite.objects.filter(**mine).count(),
        "notes": CodeNote.objects.filter(**mine).count(),
        "cases": Case.objects.filter(**mine).count(),
    }
    return render(request, "site/account.html", shown)


class DeleteForm(forms.Form):
    """The password; where the account has two-factor authentication, a code of it too. Tries of
    either are counted with those of signing in."""

    password = forms.CharField(
        label=gettext_lazy("Password"),
        widget=forms.PasswordInput(attrs={"autocomplete": "current-password"}),
    )
    code = forms.CharField(
        label=gettext_lazy("Code of the authenticator app, or a recovery code"),
        widget=forms.TextInput(attrs={"autocomplete": "one-time-code"}),
    )

    def __init__(self, account: Any, data: Any = None) -> None:
        super().__init__(data)
        self.account = account
        if not is_mfa_enabled(account):
            del self.fields["code"]

    def clean_password(self) -> str:
        password = self.cleaned_data["password"]
        if not get_adapter().reauthenticate(self.account, password):
            raise forms.ValidationError(_("That is not the password of this account."))
        return password

    def clean_code(self) -> str:
        """Looked at once the password was right: a recovery code is spent by it."""
        code = self.cleaned_data["code"]
        if "password" not in self.cleaned_data:
            return code
        factor = ReauthenticateForm({"code": code}, user=self.account)
        if not factor.is_valid():
            raise forms.ValidationError([str(e) for e in factor.errors.get("code", ())])
        return code


@sensitive_post_parameters()
@login_required
def delete(request: HttpRequest) -> HttpResponse:
    """Deletes the account with everything in it, and ends its sessions everywhere."""
    form = DeleteForm(request.user, request.POST if request.method == "POST" else None)
    if request.method != "POST" or not form.is_valid():
        status = 400 if form.errors else 200
        return render(request, "site/account_delete.html", {"form": form}, status=status)
    account = request.user
    keys = list(UserSession.objects.filter(user=account).values_list("session_key", flat=True))
    logout(request)
    with transaction.atomic():
        account.delete()
        Session.objects.filter(session_key__in=keys).delete()
    messages.success(request, _("The account and everything in it is gone."))
    return HttpResponseRedirect(reverse("home"))


urls = [
    path("me", account, name="account"),
    path("me/delete", delete, name="account_delete"),
]
