"""allauth's forms, where the site wants something else of them."""

# allauth comes without types.
# pyright: basic, reportMissingTypeStubs=false

from __future__ import annotations

from typing import Any

from allauth.account.adapter import get_adapter
from allauth.account.forms import AddEmailForm, SignupForm
from allauth.account.internal.flows.email_verification import send_verification_email_to_address
from allauth.account.internal.flows.login import perform_password_login
from allauth.account.models import EmailAddress, Login
from allauth.account.utils import get_next_redirect_url
from allauth.core import context
from django.contrib.auth.base_user import AbstractBaseUser
from django.http import HttpRequest
from django.utils.translation import gettext_lazy


class SignUp(SignupForm):
    """An address and a password. Who has an account already, and gives its password, is signed in
    to it: else a second, empty one would open, and the first would seem lost."""

    known: AbstractBaseUser | None = None

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["password1"].help_text = gettext_lazy(
            "At least 10 characters, not only digits; none of the passwords that everybody tries."
        )

    def clean(self) -> dict[str, Any]:
        """Counts as a try of the address, so that a sign-up can't be used to guess passwords.
        The same work is done whether or not there is an account."""
        given = super().clean()
        if not self.errors:
            assert context.request is not None
            self.known = get_adapter().authenticate(
                context.request, email=given["email"], password=given["password1"]
            )
        return given

    def try_save(self, request: HttpRequest) -> tuple[Any, Any]:
        if self.known is None:
            return super().try_save(request)
        login = Login(
            user=self.known,
            email=self.cleaned_data["email"],
            redirect_url=get_next_redirect_url(request),
        )
        said = {"email": login.email}
        return self.known, perform_password_login(request, said, login)


class ChangeEmail(AddEmailForm):
    """A new address waits beside the old one until it is verified; until then the old one signs
    in, were it itself never verified (allauth would drop it at once)."""

    def save(self, request: HttpRequest) -> EmailAddress:
        waiting = EmailAddress.objects.filter(user=self.user, verified=False, primary=False)
        waiting.delete()
        address = EmailAddress.objects.create(user=self.user, email=self.cleaned_data["email"])
        send_verification_email_to_address(request, address)
        return address
