"""The site with a database of its own, in folders of the run; each test's changes are undone."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from django.test import Client

    from superbill.server.site.models import Account

PASSWORD = "correct horse battery staple"


@pytest.fixture(scope="session")
def _site(home: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    own = tmp_path_factory.mktemp("site")
    os.environ |= {
        "SUPERBILL_HOME": str(home),
        "SUPERBILL_SITE": str(own),
        "DJANGO_SETTINGS_MODULE": "superbill.server.site.settings",
        "DATABASE_URL": f"sqlite:///{own / 'site.sqlite3'}",
    }
    import django

    django.setup()
    from django.core.management import call_command
    from django.test.utils import setup_test_environment, teardown_test_environment

    setup_test_environment()
    call_command("migrate", verbosity=0)
    call_command("collectstatic", verbosity=0, interactive=False)
    yield
    teardown_test_environment()


@pytest.fixture
def site(_site: None) -> Iterator[None]:
    """The site, set up; what the test writes to the database is undone after it."""
    from django.core.cache import cache
    from django.db import connection, transaction

    cache.clear()
    with transaction.atomic():
        yield
        transaction.set_rollback(True)
    connection.close()


@pytest.fixture
def guest(site: None) -> Client:
    """A reader without an account. CSRF is enforced, as in life."""
    from django.test import Client

    return Client()


@pytest.fixture
def account(site: None) -> Account:
    from superbill.server.site.models import Account

    return Account.objects.create_user(
        username="a" * 32, email="coder@example.org", password=PASSWORD
    )


@pytest.fixture
def coder(account: Account) -> Client:
    """A reader who is signed in."""
    from django.test import Client

    client = Client()
    client.force_login(account)
    return client
