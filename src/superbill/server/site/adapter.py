"""How accounts are told apart and let in, for allauth."""

# allauth comes without types.
# pyright: basic, reportMissingTypeStubs=false

from __future__ import annotations

from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.core import context

from superbill.server.site.models import Account


class Adapter(DefaultAccountAdapter):
    """allauth's own, but for one thing."""

    def reauthenticate(self, user: Any, password: str) -> bool:
        """Whether it is the password of this very account: another of the same address may have
        the same one. Counts as a try of the address, as a sign-in does."""
        assert context.request is not None
        self.pre_authenticate(context.request, email=user.email)
        if not user.check_password(password):
            return False
        self._rollback_login_failed_rl_usage()
        return True


def shown(user: Account) -> str:
    """How messages call an account."""
    return user.email
