"""Codes, quotations and sources as pages show them."""

from __future__ import annotations

from datetime import date
from typing import Any

from django import template
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString

from superbill.codesets.systems import SYSTEMS, readings
from superbill.errors import SuperbillError

register = template.Library()


@register.simple_tag(takes_context=True)
def code_link(context: dict[str, Any], system: str, code: str, title: str = "") -> SafeString:
    """A code that leads to its page, on the date of this one."""
    address = reverse("code", args=(system, code))
    on = context.get("on")
    if isinstance(on, date) and context.get("on_given"):
        address += f"?on={on.isoformat()}"
    return format_html('<a class="code" href="{}" title="{}">{}</a>', address, title, code)


@register.simple_tag(takes_context=True)
def bare_link(context: dict[str, Any], code: str) -> SafeString:
    """The same of a code as tables have it, without its system; the text where it is no code."""
    try:
        reading = readings(code)[0]
    except SuperbillError:
        return format_html('<span class="code">{}</span>', code)
    return code_link(context, reading.system, reading.code)


@register.filter
def system_title(name: str) -> str:
    """`ICD-10-CM` of `icd10cm`; the name itself where it is none."""
    return SYSTEMS[name].title if name in SYSTEMS else name


@register.filter
def spaced(name: str) -> str:
    """A value's name in words: `first_listed` as `first listed`."""
    return str(name).replace("_", " ")


@register.filter
def remedy(fault: SuperbillError) -> str:
    return getattr(fault, "remedy", "") or ""
