"""What every page's frame shows: the day that answers, and whether the blocks are open."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.http import HttpRequest

from superbill.server.site.dates import date_asked
from superbill.server.site.models import Account

NAV = (
    ("search", "Code book", "b"),
    ("workbench", "Workbench", "w"),
    ("check", "Claim check", "c"),
    ("builder", "PCS builder", "p"),
    ("em", "E/M", "e"),
    ("fees", "Fees", "f"),
    ("global", "Global", "g"),
    ("changed", "What changed", "n"),
    ("data", "Data", "d"),
)
"""Name of the address, words, and the key that follows `g` to go there."""


def frame(request: HttpRequest) -> dict[str, Any]:
    on, given = date_asked(request)
    return {
        "on": on,
        "on_given": given,
        "nav": NAV,
        "unlocked": is_unlocked(request),
        "access": settings.ACCESS,
        "path": request.get_full_path(),
    }


def is_unlocked(request: HttpRequest) -> bool:
    """Whether the reader sees all blocks: by an account, or where access is open to everybody."""
    if settings.ACCESS == "open":
        return True
    user = getattr(request, "user", None)  # none where a request was refused before it was read
    return user is not None and user.is_authenticated


def account_of(request: HttpRequest) -> Account:
    """The account that is signed in, where `login_required` has seen to it."""
    account = request.user
    assert isinstance(account, Account)
    return account
