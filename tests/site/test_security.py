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

if TYPE_CHECKING:
    from django.test import Client

    from superbill.server.site.models import Account

PASSWORD, OTHER = "correct horse battery staple", "a quite different sentence"
ADDRESS = "coder@example.org"


@pytest.fixture(autouse=True)
def _quick(site: None) -> Iterator[None]:
    from django.test import override_settings

    with override_settings(PASSWORD_HASHERS=["django.contrib.auth.hashers.MD5PasswordHasher"]):
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
    assert seen > 10


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
        _account()
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


# Guessing


def _account(password: str = PASSWORD) -> Account:
    from django.test import Client

    from superbill.server.site.models import Account

    client = Client()
    client.post("/account/signup/", {"email": ADDRESS, "password1": password})
    return Account.objects.get(pk=client.session["_auth_user_id"])


def _try(client: Client, door: str, number: int, address: str = ADDRESS) -> Any:
    wrong = f"wrong guess {number}"
    if door == "sign in":
        return client.post("/account/login/", {"login": address, "password": wrong})
    if door == "sign up":
        return client.post("/account/signup/", {"email": address, "password1": wrong})
    if door == "again":
        return client.post("/account/reauthenticate/", {"password": wrong})
    return client.post("/me/delete", {"password": wrong})


@pytest.mark.parametrize("door", ["sign in", "sign up", "again", "delete"])
def test_a_password_is_not_guessed_at_any_door(door: str) -> None:
    """Five wrong ones of an address in five minutes; then the right one is refused too."""
    from django.test import Client

    account = _account()
    clients = [Client() for _ in range(7)]
    for number, client in enumerate(clients):
        if door in ("again", "delete"):
            client.force_login(account)
        _try(client, door, number)
    answer = Client().post("/account/login/", {"login": ADDRESS, "password": PASSWORD})
    assert "Too many failed" in answer.content.decode()
    account.refresh_from_db()
    if door == "sign up":
        assert type(account).objects.count() <= 6, "accounts of one address are not made endlessly"


def test_many_addresses_are_not_tried_from_one_place() -> None:
    from django.test import Client

    answers = [_try(Client(), "sign in", n, f"c{n}@example.org") for n in range(32)]
    assert "Too many failed" in answers[12].content.decode()
    assert answers[-1].status_code == 429
    assert "Too many tries" in answers[-1].content.decode()
    assert "<html lang" in answers[-1].content.decode()


def test_who_guesses_from_one_place_does_not_lock_the_owner_out_of_another() -> None:
    """The address is locked for five minutes by five wrong passwords from anywhere; a sign-in from
    a place with many guesses at others is not."""
    from django.test import Client

    _account()
    for n in range(12):
        _try(Client(REMOTE_ADDR="10.0.0.9"), "sign in", n, f"c{n}@example.org")
    answer = Client(REMOTE_ADDR="10.0.0.7").post(
        "/account/login/", {"login": ADDRESS, "password": PASSWORD}
    )
    assert answer.status_code == 302


@pytest.mark.parametrize("claim", ["X-Forwarded-For", "X-Real-IP", "Forwarded", "True-Client-IP"])
def test_another_place_is_not_claimed_by_a_header(claim: str) -> None:
    from django.test import Client

    for n in range(32):
        answer = Client(headers={claim: f"10.1.1.{n}"}).post(
            "/account/login/", {"login": f"c{n}@example.org", "password": OTHER}
        )
    assert answer.status_code == 429


def test_letters_are_not_sent_endlessly(guest: Client) -> None:
    from django.core import mail

    mail.outbox.clear()
    statuses = [
        guest.post("/account/password/reset/", {"email": ADDRESS}).status_code for _ in range(8)
    ]
    assert (statuses[-1], len(mail.outbox)) == (429, 5)


def test_tries_are_counted_for_all_workers_together() -> None:
    from django.conf import settings

    assert settings.CACHES["default"]["BACKEND"].endswith("DatabaseCache")


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


def test_an_error_is_logged_by_its_place_and_kind_alone() -> None:
    import logging

    from superbill.server.site.logs import Formatter

    try:
        int("a line of Mrs Example's note")
    except ValueError:
        record = logging.LogRecord("x", logging.ERROR, "", 0, "it failed", (), sys.exc_info())
    text = Formatter().format(record)
    assert ("ValueError" in text, "test_security.py" in text) == (True, True)
    assert "Mrs Example" not in text


def test_cookies_are_out_of_reach(guest: Client) -> None:
    _account()
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
    s.ACCOUNT_QUESTIONS, oct(os.stat(s.HOME / "secret").st_mode)[-3:]]))
"""


def _settings(tmp_path: Any, **given: str) -> subprocess.CompletedProcess[str]:
    environment = {**os.environ, "SUPERBILL_SITE": str(tmp_path / "site"), **given}
    return subprocess.run(
        [sys.executable, "-c", _SHOWN], env=environment, capture_output=True, text=True, check=False
    )


def test_https_makes_cookies_secure(tmp_path: Any) -> None:
    import json

    plain = json.loads(_settings(tmp_path).stdout)
    secure = json.loads(_settings(tmp_path, SUPERBILL_HTTPS="1").stdout)
    assert plain == [False, False, "sessionid", False, None, False, 20, 500, "600"]
    assert secure == [True, True, "__Host-session", True, ["HTTP_X_FORWARDED_PROTO", "https"],
                      False, 20, 500, "600"]  # fmt: skip


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


# Mail


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
