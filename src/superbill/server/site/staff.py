"""The staff's pages at /staff/: accounts, and the review of the knowledge cards.

Nothing here shows a password, a note or a case. Who may enter is marked as staff (`manage staff`),
has two-factor authentication, and gave a code of it in this session.
"""

# allauth comes without types.
# pyright: basic, reportMissingTypeStubs=false

from __future__ import annotations

from typing import Any

from allauth.account.authentication import get_authentication_records
from allauth.mfa.utils import is_mfa_enabled
from django.contrib import admin, messages
from django.contrib.admin.models import CHANGE, LogEntry
from django.contrib.auth.models import AnonymousUser
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import path, reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from superbill.server.site.frame import account_of
from superbill.server.site.models import Account, CardReview


class Staff(admin.AdminSite):
    site_header = site_title = gettext_lazy("superbill staff")
    index_title = gettext_lazy("Staff")
    index_template = "site/staff_index.html"
    enable_nav_sidebar = False

    def has_permission(self, request: HttpRequest) -> bool:
        user = request.user
        return user.is_active and user.is_staff and _gave_code(request)

    def login(self, request: HttpRequest, extra_context: Any = None) -> HttpResponse:
        """Sends on to what is still missing. There is no password field of the admin's own."""
        wanted = urlencode({"next": request.GET.get("next") or reverse("admin:index")})
        if isinstance(request.user, AnonymousUser):
            return HttpResponseRedirect(f"{reverse('account_login')}?{wanted}")
        if not request.user.is_staff:
            raise PermissionDenied
        if not is_mfa_enabled(request.user):
            messages.warning(request, _("Staff pages need two-factor authentication."))
            return HttpResponseRedirect(reverse("mfa_index"))
        if not _gave_code(request):
            return HttpResponseRedirect(f"{reverse('mfa_reauthenticate')}?{wanted}")
        return HttpResponseRedirect(reverse("admin:index"))

    def logout(self, request: HttpRequest, extra_context: Any = None) -> HttpResponse:
        return HttpResponseRedirect(reverse("account_logout"))

    def password_change(self, request: HttpRequest, extra_context: Any = None) -> HttpResponse:
        return HttpResponseRedirect(reverse("account_change_password"))

    def get_urls(self) -> list[Any]:
        from superbill.server.site.pages import cards

        own = [
            path("cards/", self.admin_view(cards.listed), name="cards"),
            path("cards/<system:system>/<str:code>", self.admin_view(cards.card), name="card"),
        ]
        return [*own, *super().get_urls()]


def _gave_code(request: HttpRequest) -> bool:
    """Whether this session was opened, or confirmed since, by a second factor."""
    if isinstance(request.user, AnonymousUser):
        return False
    records = get_authentication_records(request, request.user)
    return any(r["method"] == "mfa" for r in records)


site = Staff(name="admin")


@admin.register(Account, site=site)
class Accounts(admin.ModelAdmin):
    """Found by address; opened and shut. An account is deleted by its owner alone."""

    list_display = ("email", "date_joined", "last_login", "is_active", "is_staff")
    list_filter = ("is_active", "is_staff")
    search_fields = ("email",)
    ordering = ("email",)
    fields = ("email", "date_joined", "last_login", "is_staff", "is_active")
    readonly_fields = ("email", "date_joined", "last_login", "is_staff")
    actions = ("shut", "open")

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return obj is None or obj != request.user

    def has_view_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return True

    def has_module_permission(self, request: HttpRequest) -> bool:
        return True

    @admin.action(description=gettext_lazy("Deactivate: no sign-in, all sessions end"))
    def shut(self, request: HttpRequest, accounts: QuerySet[Account]) -> None:
        others = list(accounts.exclude(pk=request.user.pk))
        self._set(request, others, active=False)
        self.message_user(request, _("Deactivated: %d.") % len(others))

    @admin.action(description=gettext_lazy("Activate"))
    def open(self, request: HttpRequest, accounts: QuerySet[Account]) -> None:
        shut = list(accounts)
        self._set(request, shut, active=True)
        self.message_user(request, _("Activated: %d.") % len(shut))

    def _set(self, request: HttpRequest, accounts: list[Account], *, active: bool) -> None:
        """The list's history says who did it."""
        Account.objects.filter(pk__in=[a.pk for a in accounts]).update(is_active=active)
        said = "Activated." if active else "Deactivated."
        LogEntry.objects.log_actions(account_of(request).pk, accounts, CHANGE, change_message=said)


@admin.register(CardReview, site=site)
class CardReviews(admin.ModelAdmin):
    """What was said of the cards. Written on the card's own page (pages/cards.py)."""

    list_display = ("card", "verdict", "of", "reviewer", "made")
    list_filter = ("verdict",)
    search_fields = ("card", "words")
    readonly_fields = ("card", "of", "verdict", "words", "reviewer", "made")

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return True

    def has_view_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return True

    def has_module_permission(self, request: HttpRequest) -> bool:
        return True
