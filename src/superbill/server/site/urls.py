"""Addresses. Each page's own stand in its module; the code page, which matches most, comes last."""

from __future__ import annotations

from django.urls import URLPattern, URLResolver, include, path

from superbill.server.site.pages import (
    account,
    builder,
    cases,
    changed,
    check,
    code,
    data,
    em,
    email,
    fees,
    global_calendar,
    home,
    marks,
    partners,
    saved,
    search,
    sheets,
    workbench,
)
from superbill.server.site.staff import site as staff

urlpatterns: list[URLPattern | URLResolver] = [
    path("", home.home, name="home"),
    *search.urls,
    *account.urls,
    *email.urls,
    *saved.urls,
    *marks.urls,
    *workbench.urls,
    *sheets.urls,
    *cases.urls,
    *check.urls,
    *builder.urls,
    *em.urls,
    *fees.urls,
    *global_calendar.urls,
    *changed.urls,
    *data.urls,
    path("account/", include("allauth.urls")),
    path("staff/", staff.urls),
    *partners.urls,
    *code.urls,
]
handler400 = "superbill.server.site.pages.faults.misread"
handler403 = "superbill.server.site.pages.faults.denied"
handler404 = "superbill.server.site.pages.faults.not_found"
handler429 = "superbill.server.site.pages.faults.too_many"
handler500 = "superbill.server.site.pages.faults.failed"
