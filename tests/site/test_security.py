"""What an attacker tries: forged forms, planted markup, addresses that lead away, guessing, uploads
that are too large; and the headers that a browser needs to help."""

from __future__ import annotations

import asyncio
import os
import re
import subprocess
import sys
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

import pytest
from account_steps import ADDRESS, PASSWORD, QUICK, account_for

if TYPE_CHECKING:
    from django.test import Client

    from superbill.server.site.models import Account


@pytest.fixture(autouse=True)
def _quick(site: None) -> Iterator[None]:
    from django.test import override_settings

    with override_settings(PASSWORD_HASHERS=QUICK):
        yield


# Forged forms (CSRF)

POSTS = (
    "/account/login/", "/account/signup/", "/account/logout/", "/account/password/reset/",
    "/account/password/change/", "/account/email/", "/account/sessions/",
    "/account/2fa/totp/activate/", "/account/2fa/recovery-codes/generate/",
    "/account/reauthenticate/", "/me/delete", "/me/favourite/icd10cm/E11.22",
    "/me/note/icd10cm/E11.22", "/me/saved/import", "/me/saved/forget",
    "/me/saved/remove/note/1", "/staff/site/account/", "/staff/cards/cpt/58565",
)  # fmt: skip


@pytest.mark.parametrize("address", POSTS)
def test_a_form_from_elsewhere_changes_nothing(account: Account, address: str) -> None:
    from django.test import Client

    client = Client(enforce_csrf_checks=True)
    client.force_login(account)
    answer = client.post(address, {"password": PASSWORD, "text": "x"}, HTTP_ORIGIN="http://evil")
    assert answer.status_code == 403
    assert "Nothing was changed" in answer.content.decode()
    assert "style=" not in answer.content.decode()


def test_every_form_that_posts_has_its_mark(coder: Client) -> None:
    """Read from the pages themselves, so that a new form can't be forgotten on them."""
    seen = 0
    for page in (*PAGES_OF_ACCOUNTS, "/icd10cm/E11.22"):
        text = coder.get(page, follow=True).content.decode()
        for form in re.findall(r'<form[^>]*method="post".*?</form>', text, re.DOTALL | re.I):
            assert "csrfmiddlewaretoken" in form, page
            seen += 1
    assert seen >= 8


# Where one is led

AWAY = (
    "https://evil.example/", "//evil.example", "///evil.example", "////evil.example",
    "http:evil.example", "http:///evil.example", "https:evil.example", "\\\\evil.example",
    "/\\evil.example", "\\/evil.example", "/\t/evil.example", "\t//evil.example",
    "//evil.example\\@testserver", "//testserver@evil.example", "https://testserver@evil.example/",
    "//testserver.evil.example", "javascript:alert(1)", "JaVaScRiPt:alert(1)",
    " javascript:alert(1)", "java\nscript:alert(1)", "data:text/html,<script>1</script>",
    "vbscript:x", "ftp://testserver/", "http://testserver:80@evil.example/",
)  # fmt: skip


@pytest.mark.parametrize("away", AWAY)
@pytest.mark.parametrize("door", ["sign up", "sign in", "signed in", "sign out", "again"])
def test_nobody_is_led_away(guest: Client, door: str, away: str) -> None:
    if door == "sign up":
        given = {"email": ADDRESS, "password1": PASSWORD, "next": away}
        answer = guest.post("/account/signup/", given)
    else:
        account_for()
        if door != "sign in":
            guest.post("/account/login/", {"login": ADDRESS, "password": PASSWORD})
        if door == "sign in":
            given = {"login": ADDRESS, "password": PASSWORD, "next": away}
            answer = guest.post("/account/login/", given)
        elif door == "signed in":
            answer = guest.get("/account/login/", {"next": away})
        elif door == "sign out":
            answer = guest.post("/account/logout/", {"next": away})
        else:
            given = {"password": PASSWORD, "next": away}
            answer = guest.post("/account/reauthenticate/", given)
    assert answer.status_code == 302
    assert answer["Location"] == "/"


@pytest.mark.parametrize("away", ['"><script>alert(1)</script>', "javascript:alert(1)"])
def test_what_stands_in_an_address_is_never_markup(guest: Client, away: str) -> None:
    for page in ("/account/login/", "/account/signup/", "/account/password/reset/", "/search"):
        text = guest.get(page, {"next": away, "q": away}).content.decode()
        assert "<script>alert" not in text
        assert f'href="{away}"' not in text


# Markup


@pytest.mark.parametrize(
    "address", ['"<script>alert(1)</script>"@example.org', "'onload=alert(1)'@example.org",
                "a+<b>@example.org", "{{7*7}}@example.org"]
)  # fmt: skip
def test_markup_in_an_address_is_text_in_pages_and_letters(guest: Client, address: str) -> None:
    from django.core import mail

    from superbill.server.site.models import Account

    guest.post("/account/signup/", {"email": address, "password1": PASSWORD})
    if not Account.objects.exists():
        return  # no address, by the standard
    for page in ("/", "/me", "/account/email/", "/account/2fa/", "/me/delete"):
        text = guest.get(page, follow=True).content.decode()
        assert "<script>alert" not in text
        assert "'onload" not in text
        assert "49@" not in text
    for letter in mail.outbox:
        assert not getattr(letter, "alternatives", []), "plain text alone"


# Headers

PAGES_OF_ALL = (
    "/", "/search?q=heart", "/icd10cm/E11.22", "/account/login/", "/account/signup/",
    "/account/password/reset/", "/account/password/reset/done/", "/account/inactive/",
    "/account/password/reset/key/1-abc/", "/account/confirm-email/", "/no/such/page",
    "/icd10cm/E11.2299", "/static/site/site.css", "/complete?q=hea",
)  # fmt: skip
PAGES_OF_ACCOUNTS = (
    "/me", "/me/saved", "/me/saved/export", "/me/delete", "/account/email/",
    "/account/password/change/", "/account/sessions/", "/account/2fa/", "/account/logout/",
    "/account/reauthenticate/", "/account/2fa/totp/activate/", "/account/confirm-email/bad:key/",
    "/staff/", "/",
)  # fmt: skip


def _guarded(answer: Any, page: str) -> None:
    policy = answer["Content-Security-Policy"]
    assert "default-src 'none'" in policy, page
    assert "frame-ancestors 'none'" in policy
    assert "unsafe" not in policy
    assert answer["X-Frame-Options"] == "DENY", page
    assert answer["X-Content-Type-Options"] == "nosniff", page
    assert answer["Referrer-Policy"] == "same-origin", page
    assert answer["Cross-Origin-Opener-Policy"] == "same-origin", page
    assert "camera=()" in answer["Permissions-Policy"]
    if answer["Content-Type"].startswith("text/html"):
        _obeys(answer.content.decode(), page)


def _obeys(text: str, page: str) -> None:
    """Nothing on the page is what the policy forbids."""
    assert not re.search(r"<[^>]+\sstyle\s*=", text), page
    assert not re.search(r"<[^>]+\son[a-z]+\s*=", text), page
    assert "<style" not in text, page
    for script in re.findall(r"<script([^>]*)>", text):
        assert "src=" in script or "application/json" in script, page
    assert not re.search(r'(?:src|href|action)="(?:https?:)?//', text), page


@pytest.mark.parametrize("page", PAGES_OF_ALL)
def test_every_page_is_guarded(guest: Client, page: str) -> None:
    if page.startswith("/static/"):
        from django.templatetags.static import static

        page = static(page.removeprefix("/static/"))
    answer = guest.get(page)
    _guarded(answer, page)
    answer.close()
    if not page.startswith("/static/"):
        assert "public" not in answer.get("Cache-Control", "")


@pytest.mark.parametrize("page", PAGES_OF_ACCOUNTS)
def test_every_page_of_an_account_is_guarded_and_kept_nowhere(coder: Client, page: str) -> None:
    answer = coder.get(page)
    _guarded(answer, page)
    assert "no-store" in answer["Cache-Control"], page


def test_a_page_that_fails_is_guarded_and_says_nothing(
    coder: Client, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    from superbill.server.site.pages import search

    def fail(*_given: Any, **_named: Any) -> None:
        raise RuntimeError("a line of Mrs Example's note")

    monkeypatch.setattr(search, "search_codes", fail)
    coder.raise_request_exception = False
    answer = coder.get("/search?q=heart")
    assert answer.status_code == 500
    _guarded(answer, "500")
    logged = capfd.readouterr()
    assert "Mrs Example" not in answer.content.decode() + logged.out + logged.err
    assert "Traceback" not in answer.content.decode()


@pytest.mark.parametrize("note", ["a line of Mrs Example's note"])
def test_an_error_is_logged_by_its_place_and_kind_alone(note: str) -> None:
    import logging

    from superbill.server.site.logs import Formatter

    try:
        int(note)
    except ValueError:
        record = logging.LogRecord("x", logging.ERROR, "", 0, "it failed", (), sys.exc_info())
    text = Formatter().format(record)
    assert ("ValueError" in text, "test_security.py" in text) == (True, True)
    assert note not in text


def test_cookies_are_out_of_reach(guest: Client) -> None:
    account_for()
    guest.get("/account/login/")
    guest.post("/account/login/", {"login": ADDRESS, "password": PASSWORD})
    session = guest.cookies["sessionid"]
    assert (session["httponly"], session["samesite"], session["domain"]) == (True, "Lax", "")
    assert guest.cookies["csrftoken"]["samesite"] == "Lax"


_SHOWN = """
import json, os
os.environ["DJANGO_SETTINGS_MODULE"] = "superbill.server.site.settings"
import django; django.setup()
from django.conf import settings as s
print(json.dumps([s.SESSION_COOKIE_SECURE, s.CSRF_COOKIE_SECURE, s.SESSION_COOKIE_NAME,
    s.SECURE_HSTS_SECONDS > 0, s.SECURE_PROXY_SSL_HEADER, s.DEBUG, s.GUEST_QUESTIONS,
    s.ACCOUNT_QUESTIONS, *(oct(os.stat(p).st_mode)[-3:] for p in (s.HOME / "secret", s.HOME))]))
"""


def _settings(tmp_path: Any, **given: str) -> subprocess.CompletedProcess[str]:
    environment = {**os.environ, "SUPERBILL_SITE": str(tmp_path / "site"), **given}
    return subprocess.run(
        [sys.executable, "-c", _SHOWN], env=environment, capture_output=True, text=True, check=False
    )


def test_https_makes_cookies_secure_and_the_folder_is_the_owners(tmp_path: Any) -> None:
    import json

    plain = json.loads(_settings(tmp_path).stdout)
    secure = json.loads(_settings(tmp_path, SUPERBILL_HTTPS="1").stdout)
    assert plain == [False, False, "sessionid", False, None, False, 20, 500, "600", "700"]
    assert secure == [True, True, "__Host-session", True, ["HTTP_X_FORWARDED_PROTO", "https"],
                      False, 20, 500, "600", "700"]  # fmt: skip


def test_a_setting_that_is_no_number_is_refused(tmp_path: Any) -> None:
    failed = _settings(tmp_path, SUPERBILL_GUEST_QUESTIONS="many")
    assert failed.returncode != 0
    assert "SUPERBILL_GUEST_QUESTIONS is 'many'" in failed.stderr


def test_a_host_that_is_not_ours_is_refused(guest: Client) -> None:
    """A letter's link is made of the host that was asked: it must not be the attacker's."""
    from django.core import mail

    mail.outbox.clear()
    answer = guest.post("/account/password/reset/", {"email": ADDRESS}, HTTP_HOST="evil.example")
    assert (answer.status_code, mail.outbox) == (400, [])


# Sizes


@pytest.mark.parametrize("tells", [True, False])
@pytest.mark.parametrize(("size", "status"), [(100, 200), (101, 413)])
def test_a_request_is_bounded_before_it_is_kept(tells: bool, size: int, status: int) -> None:
    from superbill.server.bounds import bounded

    kept: list[bytes] = []

    async def app(scope: Any, receive: Any, send: Any) -> None:
        more = True
        while more:
            message = await receive()
            kept.append(message["body"])
            more = message["more_body"]
        await send({"type": "http.response.start", "status": 200, "headers": []})

    async def run() -> int:
        body = [b"x" * 50, b"x" * (size - 50)]
        sent: list[Any] = []

        async def receive() -> Any:
            return {"type": "http.request", "body": body.pop(0), "more_body": bool(body)}

        async def send(message: Any) -> None:
            sent.append(message)

        headers = [(b"content-length", str(size).encode())] if tells else []
        await bounded(app, largest=100)({"type": "http", "headers": headers}, receive, send)
        return sent[0]["status"]

    assert asyncio.run(run()) == status
    assert sum(map(len, kept)) <= 100


def test_an_upload_is_never_written_to_a_folder(site: None) -> None:
    from django.conf import settings

    from superbill.server.bounds import LARGEST

    assert settings.FILE_UPLOAD_MAX_MEMORY_SIZE == LARGEST
    assert settings.FILE_UPLOAD_HANDLERS == [
        "django.core.files.uploadhandler.MemoryFileUploadHandler"
    ]
