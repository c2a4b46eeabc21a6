"""The one ASGI application: `superbill serve` runs it."""

from __future__ import annotations

import os

from django.core.asgi import get_asgi_application

from superbill.server.bounds import bounded

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "superbill.server.site.settings")

application = bounded(get_asgi_application())
