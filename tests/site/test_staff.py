"""The staff's pages: who gets in, what they see of accounts, the review of the cards."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

import pytest
from account_steps import (
    ADDRESS,
    PASSWORD,
    QUICK,
    account_for,
    code_of,
    new_client,
    sign_in,
    sign_up,
    two_factors,
    who,
)

if TYPE_CHECKING:
    from django.test import Client

    from superbill.server.site.models import Account


@pytest.fixture(autouse=True)
def _quick(site: None) -> Iterator[None]:
    from django.test import override_settings

    with override_settings(PASSWORD_HASHERS=QUICK):
        yield


def test_the_staff_command(site: None, monkeypatch: pytest.MonkeyPatch) -> None:
    import io

    from allauth.account.models import EmailAddress
    from django.core.management import CommandError, call_command

    from superbill.server.site.models import Account

    def staff(*given: str, typed: str = "") -> None:
        monkeypatch.setattr("sys.stdin", io.StringIO(typed))
        call_command("staff", *given, stdout=io.StringIO())

    with pytest.raises(CommandError, match="not an e-mail"):
        staff("nobody")
    with pytest.raises(CommandError, match="too short"):
        staff("boss@example.org", typed="short\n")
    staff("boss@example.org", typed=f"{PASSWORD}\n")
    boss = Account.objects.get(email="boss@example.org")
    assert (boss.is_staff, boss.is_superuser, boss.check_password(PASSWORD)) == (True, False, True)
    assert EmailAddress.objects.get(user=boss).verified
    account_for()
    with pytest.raises(CommandError, match="has not verified"):
        staff(ADDRESS)
    staff("boss@example.org", "--remove")
    boss.refresh_from_db()
    assert not boss.is_staff


def _staff() -> tuple[Client, Account]:
    """A member of the staff who gave a code."""
    account = account_for(email="boss@example.org")
    account.is_staff = True
    account.save()
    secret, _codes = two_factors(account)
    client = new_client()
    sign_in(client, email="boss@example.org")
    client.post("/account/2fa/authenticate/", {"code": code_of(secret)})
    return client, account


def test_the_staff_pages_need_staff_and_two_factors(guest: Client, coder: Client) -> None:
    assert guest.get("/staff/", follow=True).redirect_chain[-1][0].startswith("/account/login/")
    assert coder.get("/staff/", follow=True).status_code == 403
    from superbill.server.site.models import Account

    Account.objects.update(is_staff=True)
    assert coder.get("/staff/", follow=True).redirect_chain[-1][0] == "/account/2fa/"
    two_factors(Account.objects.get())
    chain = coder.get("/staff/", follow=True).redirect_chain
    assert chain[-1][0] == "/account/2fa/reauthenticate/?next=%2Fstaff%2F", (
        "no code in this session"
    )
    assert "password" not in coder.get("/staff/login/").content.decode()


def test_the_staff_sees_and_shuts_accounts_but_nothing_in_them(guest: Client) -> None:
    from datetime import date

    from superbill.server.site.models import Case

    client, boss = _staff()
    sign_up(guest)
    guest.post("/me/note/icd10cm/E11.22", {"text": "a private thought"})
    Case.objects.create(owner_id=who(guest), name="Mrs X", note="a note", on=date(2025, 1, 1))
    listed = client.get("/staff/site/account/?q=coder@").content.decode()
    assert ADDRESS in listed
    assert "boss@example.org</a></th>" not in listed
    page = f"/staff/site/account/{who(guest)}/change/"
    for text in (listed, client.get(page).content.decode(), client.get("/staff/").content.decode()):
        for private in ("a private thought", "Mrs X", "a note", "md5$"):
            assert private not in text
    assert 'name="password"' not in client.get(page).content.decode()
    assert client.get(f"/staff/site/account/{who(guest)}/delete/").status_code == 403
    assert client.get("/staff/site/case/").status_code == 404
    assert client.get("/staff/site/codenote/").status_code == 404
    client.post(
        "/staff/site/account/", {"action": "shut", "_selected_action": [who(guest), boss.pk]}
    )
    assert guest.get("/me").status_code == 302
    assert client.get("/staff/").status_code == 200, "nobody shuts themselves out"
    client.post(page, {"is_active": "on"})
    assert guest.get("/me").status_code == 200


def test_the_cards_are_reviewed(guest: Client) -> None:
    client, _boss = _staff()
    listed = client.get("/staff/cards/").content.decode()
    assert 'href="/cpt/58565"' in listed
    assert "none yet" in listed
    page = "/staff/cards/cpt/58565"
    assert client.post(page, {"words": "no verdict"}).status_code == 400
    assert client.post(page, {"verdict": "mend", "words": "<script>1</script>"}).status_code == 302
    assert "&lt;script&gt;1" in client.get(page).content.decode()
    assert "to be mended" in client.get("/staff/cards/").content.decode()
    assert client.get("/staff/cards/cpt/99999").status_code == 404
    assert guest.get(page).status_code == 302
