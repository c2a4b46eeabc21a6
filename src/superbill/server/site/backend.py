"""Signing in by e-mail address and password, where several accounts may have one address."""

# allauth comes without types.
# pyright: basic, reportMissingTypeStubs=false

from __future__ import annotations

from typing import Any

from allauth.account.auth_backends import AuthenticationBackend
from allauth.account.models import EmailAddress
from django.contrib.auth.hashers import identify_hasher
from django.db.models import Exists, OuterRef
from django.utils.crypto import constant_time_compare

from superbill.server.site.models import Account


class Backend(AuthenticationBackend):
    """allauth's, but an account still opens by its password after another verified its address.

    allauth shuts the unverified accounts out then: whoever signs up with a stranger's address, and
    is refused the next day, has learnt that the stranger has an account.
    """

    def _authenticate_by_email(self, email: str, password: str) -> Account | None:
        accounts = accounts_of(email)
        self._did_check_password = any(a.has_usable_password() for a in accounts)
        opened = opened_by(accounts, password)
        for account in opened:
            if self.user_can_authenticate(account):
                _renew(account, password)
                return account
        if opened:
            self._stash_user(opened[0])  # the page that says the account is shut, and no other
        return None


def accounts_of(address: str) -> list[Account]:
    """Every account of the address: the one that verified it first, then by age."""
    verified = EmailAddress.objects.filter(
        user=OuterRef("pk"), email=OuterRef("email"), verified=True
    )
    accounts = Account.objects.filter(email=address.lower())
    return list(accounts.order_by(Exists(verified).desc(), "pk"))


def opened_by(accounts: list[Account], password: str) -> list[Account]:
    """Those of them that the password opens. One derivation for all that share a salt."""
    derived: dict[tuple[Any, ...], str] = {}
    opened: list[Account] = []
    for account in accounts:
        if not account.has_usable_password():
            continue
        hasher: Any = identify_hasher(account.password)
        read = hasher.decode(account.password)
        costs = {"iterations": read["iterations"]} if "iterations" in read else {}
        key = (read["algorithm"], read["salt"], *costs.values())
        if key not in derived:
            derived[key] = hasher.encode(password, read["salt"], **costs)
        if constant_time_compare(derived[key], account.password):
            opened.append(account)
    return opened


def _renew(account: Account, password: str) -> None:
    """Derives a password anew that was stored with fewer rounds than are used today."""
    if identify_hasher(account.password).must_update(account.password):
        account.set_password(password)
        account.save(update_fields=["password"])
