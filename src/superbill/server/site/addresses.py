"""What stands in addresses besides text and numbers: `<system:...>` and `<mark:...>`."""

from __future__ import annotations

from django.urls import register_converter

from superbill.codesets.systems import SYSTEMS


class _Named:
    """One of a few names."""

    regex = ""

    def to_python(self, value: str) -> str:
        return value

    def to_url(self, value: str) -> str:
        return value


class SystemName(_Named):
    """A code system."""

    regex = "|".join(SYSTEMS)


class MarkName(_Named):
    """A kind of mark that a user makes."""

    regex = "favourite|note|visit"


def register() -> None:
    """Before any page's module is read: their addresses are made of these."""
    register_converter(SystemName, "system")
    register_converter(MarkName, "mark")
