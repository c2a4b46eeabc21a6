"""The steps of people with accounts that several tests take: signing up and in, their letters, a
second factor."""

from __future__ import annotations

import re
import time
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from django.test import Client

    from superbill.server.site.models import Account

PASSWORD, OTHER = "correct horse battery staple", "a quite different sentence"
ADDRESS = "coder@example.org"
QUICK = ["django.contrib.auth.hashers.MD5PasswordHasher"]
"""Passwords are derived cheaply; the tests that count how often name it."""


def new_client() -> Client:
    from django.test import Client

    return Client()


def sign_up(client: Client, email: str = ADDRESS, password: str = PASSWORD, **more: str) -> Any:
    return client.post("/account/signup/", {"email": email, "password1": password, **more})


def sign_in(client: Client, email: str = ADDRESS, password: str = PASSWORD, **more: str) -> Any:
    return client.post("/account/login/", {"login": email, "password": password, **more})


def who(client: Client) -> str | None:
    return client.session.get("_auth_user_id")


def account_for(password: str = PASSWORD, email: str = ADDRESS) -> Account:
    """A new account of the address."""
    client = new_client()
    sign_up(client, email, password)
    from superbill.server.site.models import Account

    return Account.objects.get(pk=who(client))


def verify(account: Account) -> None:
    from allauth.account.models import EmailAddress

    EmailAddress.objects.filter(user=account).update(verified=True)


def letters() -> list[Any]:
    from django.core import mail

    return mail.outbox


def links(word: str) -> list[str]:
    """The links of all letters that hold the word, without the host."""
    found = (re.findall(r"http://testserver(\S+)", m.body) for m in letters())
    return [link for each in found for link in each if word in link]


def two_factors(account: Account) -> tuple[str, list[str]]:
    """Turns them on; the secret and the recovery codes."""
    from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
    from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret

    verify(account)
    secret = generate_totp_secret()
    TOTP.activate(account, secret)
    return secret, RecoveryCodes.activate(account).get_unused_codes()


def code_of(secret: str) -> str:
    from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value

    return format_hotp_value(hotp_value(secret, int(time.time()) // 30))
