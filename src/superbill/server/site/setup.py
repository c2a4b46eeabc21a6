"""What must be there before the site answers: its database, and its files as they are sent."""

from __future__ import annotations

import os

import django
from django.core.management import call_command


def prepare() -> None:
    """Brings the database to this version and collects the static files."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "superbill.server.site.settings")
    django.setup()
    call_command("migrate", verbosity=0, interactive=False)
    call_command("collectstatic", verbosity=0, interactive=False, clear=False)
