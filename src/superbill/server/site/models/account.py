"""An account: an e-mail address and a password, nothing else."""

from __future__ import annotations

from typing import Any
from uuid import uuid4

from django.contrib.auth.hashers import identify_hasher, make_password
from django.contrib.auth.models import AbstractUser
from django.db import models


def random_number() -> str:
    return uuid4().hex


class Account(AbstractUser):
    """Known by e-mail. All that is kept of it goes with it when it is deleted.

    The address isn't unique before it is verified: who signs up with another's address learns
    nothing of whether there is an account (allauth, strict prevention of enumeration), and only
    who reads its mail can verify it. `username` is a random number that nobody sees.
    """

    username = models.CharField(max_length=32, unique=True, default=random_number, editable=False)
    first_name = None  # type: ignore[assignment]
    last_name = None  # type: ignore[assignment]
    email = models.EmailField("e-mail address", max_length=254, db_index=True)

    class Meta:
        verbose_name, verbose_name_plural = "account", "accounts"

    def __str__(self) -> str:
        return self.email

    def get_full_name(self) -> str:
        return self.email

    def get_short_name(self) -> str:
        return self.email

    def set_password(self, raw_password: str | None) -> None:
        """Accounts of one address share a salt: one derivation then tells which of them a password
        opens, and how long a sign-in takes doesn't tell how many of them there are."""
        others = Account.objects.filter(email=self.email).exclude(pk=self.pk)
        stored = others.order_by("pk").values_list("password", flat=True).first()
        self.password = make_password(raw_password, salt=_salt_of(stored or ""))
        self._password = raw_password  # as Django's own does, for validators that keep a history


def _salt_of(stored: str) -> str | None:
    """The salt of a stored password; None where it has none that can be read."""
    try:
        hasher: Any = identify_hasher(stored)
        return hasher.decode(stored)["salt"]
    except (ValueError, KeyError):
        return None
