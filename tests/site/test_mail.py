"""Where letters go, and what happens where they can't."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from django.test import Client

ADDRESS = "coder@example.org"


@pytest.mark.parametrize(
    ("why", "url"),
    [
        ("no scheme", "post.example:25"),
        ("the web", "https://post.example"),
        ("no host", "smtp://"),
        ("no number", "smtp://post.example:many"),
        ("no port", "smtp://post.example:99999"),
        ("half an address", "smtp://[::1"),
    ],
)
def test_a_mail_server_must_be_named_right(why: str, url: str) -> None:
    from superbill.errors import WrongUsage
    from superbill.server.site.mail import mail_settings

    with pytest.raises(WrongUsage, match="EMAIL_URL is not"):
        mail_settings(url)


def test_the_password_of_a_mail_server_is_in_no_message() -> None:
    from superbill.errors import WrongUsage
    from superbill.server.site.mail import mail_settings

    with pytest.raises(WrongUsage) as fault:
        mail_settings("http://user:secret@post.example")
    assert "secret" not in str(fault.value)


def test_a_mail_server_that_is_down_breaks_no_page_and_names_nobody(
    guest: Client, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    import logging

    from django.conf import settings
    from django.test import override_settings

    from superbill.server.site import mail

    monkeypatch.setattr(settings, "SENT_BY", "no.such.Backend", raising=False)
    monkeypatch.setattr(logging.getLogger("django"), "propagate", True)
    with override_settings(EMAIL_BACKEND="superbill.server.site.mail.Later"):
        answer = guest.post("/account/password/reset/", {"email": ADDRESS})
    mail._sender.submit(int).result(5)
    assert answer.status_code == 302
    assert "could not be sent: ModuleNotFoundError" in caplog.text
    assert ADDRESS not in caplog.text


def test_the_documentation_of_mail_settings_is_right() -> None:
    import doctest

    from superbill.server.site import mail

    assert doctest.testmod(mail).failed == 0
