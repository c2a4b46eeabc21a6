"""`python -m superbill.server.site.manage staff ADDRESS`: who may enter /staff/."""

# allauth comes without types.
# pyright: basic, reportMissingTypeStubs=false

from __future__ import annotations

import getpass
import sys
from argparse import ArgumentParser
from typing import Any

from allauth.account.models import EmailAddress
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError
from django.core.validators import validate_email
from django.db import transaction

from superbill.server.site.backend import accounts_of
from superbill.server.site.models import Account


class Command(BaseCommand):
    help = (
        "Makes the account of an address a staff account. Where the address has none, it is made,"
        " with the password that is asked for (or the first line of standard input). Who runs this"
        " vouches for the address: it counts as verified."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("address", help="e-mail address")
        parser.add_argument("--remove", action="store_true", help="staff no more")

    def handle(self, *_args: Any, **options: Any) -> None:
        address = options["address"].strip().lower()
        try:
            validate_email(address)
        except ValidationError as fault:
            raise CommandError(f"{address!r} is not an e-mail address.") from fault
        with transaction.atomic():
            self.stdout.write(self._remove(address) if options["remove"] else self._make(address))

    def _make(self, address: str) -> str:
        account, made = _existing(address), ""
        if account is None:
            account = Account(email=address)
            account.set_password(_password(account))
            made = "A new account. "
        account.is_staff = True
        account.save()
        EmailAddress.objects.update_or_create(
            user=account, email=address, defaults={"verified": True, "primary": True}
        )
        return f"{made}{address} is staff. /staff/ asks for two-factor authentication."

    def _remove(self, address: str) -> str:
        accounts = [a for a in accounts_of(address) if a.is_staff]
        if not accounts:
            raise CommandError(f"{address} is not staff.")
        Account.objects.filter(pk__in=[a.pk for a in accounts]).update(
            is_staff=False, is_superuser=False
        )
        return f"{address} is staff no more."


def _existing(address: str) -> Account | None:
    """The account that verified the address, None where no account has it. An unverified one may
    be a stranger's, and is not made staff."""
    accounts = accounts_of(address)
    verified = EmailAddress.objects.filter(email=address, verified=True).first()
    if verified is not None:
        return next((a for a in accounts if a == verified.user), None)
    if accounts:
        raise CommandError(
            f"{address} has an account whose owner has not verified it. Verify it there first:"
            " anybody could have signed up with the address."
        )
    return None


def _password(account: Account) -> str:
    given = getpass.getpass("Password: ") if sys.stdin.isatty() else sys.stdin.readline().rstrip()
    try:
        validate_password(given, account)
    except ValidationError as fault:
        raise CommandError(" ".join(fault.messages)) from fault
    return given
