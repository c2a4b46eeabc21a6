"""Accounts: signing up and in, addresses that several accounts have, resets, two factors, the end.

The stories: a coder signs up and is back where they were, with everything unlocked; a stranger
learns nothing of who has an account, and gets nothing of one that they made with another's address.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING

import pytest
from account_steps import (
    ADDRESS,
    OTHER,
    PASSWORD,
    QUICK,
    account_for,
    code_of,
    letters,
    links,
    new_client,
    sign_in,
    sign_up,
    two_factors,
    verify,
    who,
)

if TYPE_CHECKING:
    from django.http import HttpResponse
    from django.test import Client


@pytest.fixture(autouse=True)
def _quick(site: None) -> Iterator[None]:
    """Passwords are derived cheaply here; one test counts how often it is done."""
    from django.test import override_settings

    letters().clear()
    with override_settings(PASSWORD_HASHERS=QUICK):
        yield


# Signing up


def test_a_sign_up_unlocks_at_once_and_returns_to_the_block(guest: Client) -> None:
    page = "/cpt/58565?on=2024-07-15"
    locked = guest.get(page).content.decode()
    link = re.search(r'href="(/account/signup/\?next=[^"]+%23edits)"', locked)
    assert link is not None
    form = guest.get(link.group(1)).content.decode()
    back = re.search(r'name="next" value="([^"]+)"', form)
    assert back is not None
    answer = sign_up(guest, next=back.group(1).replace("&amp;", "&"))
    assert (answer.status_code, answer["Location"]) == (302, f"{page}#edits")
    assert "Create a free account" not in guest.get(page).content.decode()


def test_the_way_from_sign_up_to_sign_in_keeps_the_place(guest: Client) -> None:
    page = guest.get("/account/signup/?next=/cpt/58565%3Fon%3D2024-07-15%23edits").content.decode()
    assert "/account/login/?next=%2Fcpt%2F58565%3Fon%3D2024-07-15%23edits" in page


@pytest.mark.parametrize(
    ("why", "email", "password"),
    [
        ("no address", "coder", PASSWORD),
        ("no password", ADDRESS, ""),
        ("a short one", ADDRESS, "k9#xw2"),
        ("a common one", ADDRESS, "password123456"[:10]),
        ("only digits", ADDRESS, "8402917364"),
        ("the address itself", "longcoder@example.org", "longcoder@example.org"),
        ("a header in the address", "a@example.org\nBcc: b@example.org", PASSWORD),
    ],
)
def test_a_bad_sign_up_makes_no_account(guest: Client, why: str, email: str, password: str):
    from superbill.server.site.models import Account

    answer = sign_up(guest, email, password)
    assert (answer.status_code, Account.objects.count(), letters()) == (200, 0, []), why
    assert "errorlist" in answer.content.decode()


def test_a_sign_up_with_the_password_of_an_account_opens_that_account(guest: Client) -> None:
    from superbill.server.site.models import Account

    first = account_for()
    answer = sign_up(guest, next="/cpt/58565#fees")
    assert (who(guest), Account.objects.count()) == (str(first.pk), 1)
    assert answer["Location"] == "/cpt/58565#fees"


def test_a_sign_up_is_no_way_around_the_second_factor(guest: Client) -> None:
    two_factors(account_for())
    answer = sign_up(guest)
    assert (who(guest), answer["Location"]) == (None, "/account/2fa/authenticate/")


# What a stranger learns


def _told(answer: HttpResponse) -> tuple[int, str, str]:
    """What an answer shows, without what differs from each to the next."""
    text = re.sub(r'name="csrfmiddlewaretoken" value="[^"]+"', "", answer.content.decode())
    return answer.status_code, answer.get("Location", ""), text


@pytest.mark.parametrize("standing", ["none", "unverified", "verified"])
@pytest.mark.parametrize("asked", ["sign up", "sign in", "reset"])
def test_nothing_tells_whether_an_address_has_an_account(asked: str, standing: str) -> None:
    """Against the same question of an address that nobody has."""
    addresses = {"sign up": OTHER, "sign in": OTHER, "reset": ""}

    def ask(email: str) -> tuple[int, str, str]:
        client = new_client()
        if asked == "sign up":
            answer = sign_up(client, email, addresses[asked])
        elif asked == "sign in":
            answer = sign_in(client, email, addresses[asked])
        else:
            answer = client.post("/account/reset/".replace("reset", "password/reset"),
                                 {"email": email})  # fmt: skip
        told = _told(answer)
        return (*told[:2], told[2].replace(email, "")) if asked != "sign up" else told

    if standing != "none":
        account = account_for()
        if standing == "verified":
            verify(account)
    letters().clear()
    known, of_known = ask(ADDRESS), len(letters())
    letters().clear()
    unknown, of_unknown = ask("nobody@example.org"), len(letters())
    assert known == unknown
    assert of_known == of_unknown or asked == "sign up"  # a letter more in three minutes isn't sent


def test_who_signed_up_with_anothers_address_is_not_shut_out_by_the_owner(guest: Client) -> None:
    """Being refused would tell that the owner has an account."""
    owner, stranger = account_for(), account_for(OTHER)
    verify(owner)
    sign_in(guest, password=OTHER)
    assert who(guest) == str(stranger.pk)


@pytest.mark.parametrize("accounts", [0, 1, 2, 3])
def test_a_refused_sign_in_takes_as_long_whatever_accounts_there_are(
    accounts: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    from django.contrib.auth.hashers import MD5PasswordHasher

    made = [account_for(f"{PASSWORD} {i}") for i in range(accounts)]
    if accounts > 1:
        verify(made[1])
    derived: list[str] = []
    encode = MD5PasswordHasher.encode
    monkeypatch.setattr(
        MD5PasswordHasher, "encode",
        lambda self, password, salt: derived.append(salt) or encode(self, password, salt),
    )  # fmt: skip
    sign_in(new_client(), password=OTHER)
    assert len(derived) == 1


# Accounts of one address


def test_each_account_of_an_address_opens_by_its_own_password() -> None:
    mine, strangers = account_for(), account_for(OTHER)
    for password, account in ((PASSWORD, mine), (OTHER, strangers)):
        client = new_client()
        sign_in(client, password=password)
        assert who(client) == str(account.pk)


def test_of_two_with_one_password_the_verified_one_opens(guest: Client) -> None:
    first, second = account_for(), account_for(OTHER)
    second.set_password(PASSWORD)
    second.save()
    verify(second)
    sign_in(guest)
    assert who(guest) == str(second.pk) != str(first.pk)


def test_a_reset_reaches_every_unverified_account_and_says_which(guest: Client) -> None:
    account_for(), account_for(OTHER)
    letters().clear()
    guest.post("/account/password/reset/", {"email": ADDRESS})
    assert len(links("/password/reset/key/")) == 2
    assert all("was made on 20" in m.body for m in letters())


def test_a_reset_reaches_the_verified_account_alone(guest: Client) -> None:
    owner, _stranger = account_for(), account_for(OTHER)
    verify(owner)
    letters().clear()
    guest.post("/account/password/reset/", {"email": ADDRESS})
    (link,) = links("/password/reset/key/")
    form = guest.get(link, follow=True)
    new = "another sentence altogether"
    guest.post(form.redirect_chain[-1][0], {"password1": new, "password2": new})
    owner.refresh_from_db()
    assert owner.check_password(new)
    again = guest.get(link, follow=True)
    assert "already been used" in again.content.decode(), "a link works once"


def test_a_reset_ends_the_sessions_of_the_account(guest: Client) -> None:
    """A stranger who signed up with the owner's address is out once the owner takes it over."""
    stranger = new_client()
    sign_up(stranger)
    letters().clear()
    guest.post("/account/password/reset/", {"email": ADDRESS})
    form = guest.get(links("/password/reset/key/")[0], follow=True)
    guest.post(form.redirect_chain[-1][0], {"password1": OTHER, "password2": OTHER})
    assert stranger.get("/me").status_code == 302


def test_a_link_verifies_the_account_that_is_signed_in_and_no_other() -> None:
    """The owner of an address finds a link in their mail that a stranger's sign-up caused. It must
    not make the address the stranger's account's, nor sign the owner out."""
    from allauth.account.models import EmailAddress

    stranger, owner, guest = new_client(), new_client(), new_client()
    sign_up(stranger, password=OTHER)
    (link,) = links("/confirm-email/")
    sign_up(owner)
    assert guest.get(link)["Location"].startswith("/account/login/?next=")
    assert "belongs to another account" in owner.get(link).content.decode()
    assert owner.post(link).status_code == 404
    assert owner.get("/me").status_code == 200
    assert not EmailAddress.objects.filter(verified=True).exists()
    stranger.get(link)
    assert stranger.post(link).status_code == 302
    assert EmailAddress.objects.get(verified=True).user.pk == int(who(stranger) or 0)


def test_an_address_is_changed_once_the_new_one_is_verified(guest: Client) -> None:
    from superbill.server.site.models import Account

    sign_up(guest)
    new = "new@example.org"
    asked = guest.post("/account/email/", {"action_add": "", "email": new})
    assert asked["Location"].startswith("/account/reauthenticate/"), "the password is asked again"
    guest.post(asked["Location"], {"password": PASSWORD})
    assert Account.objects.get(pk=who(guest)).email == ADDRESS, "not yet"
    assert guest.post("/account/email/", {"action_primary": "", "email": new}).status_code == 404
    guest.post(links("/confirm-email/")[-1])
    assert Account.objects.get(pk=who(guest)).email == new
    assert sign_in(new_client(), email=new).status_code == 302


# Sessions


def test_signing_in_makes_a_new_session(guest: Client) -> None:
    """What was planted before (fixation) opens nothing after."""
    account_for()
    guest.get("/account/login/?next=/me")
    session = guest.session
    session["planted"] = "yes"
    session.save()
    planted = session.session_key
    guest.cookies["sessionid"] = planted
    sign_in(guest)
    assert guest.session.session_key != planted
    assert not guest.session.exists(planted)


def test_all_other_sessions_are_ended_from_the_list(guest: Client) -> None:
    other = new_client()
    sign_up(other)
    sign_in(guest)
    page = guest.get("/account/sessions/").content.decode()
    assert page.count("<tr>") == 3
    guest.post("/account/sessions/")
    assert (guest.get("/me").status_code, other.get("/me").status_code) == (200, 302)


def test_a_new_password_ends_the_other_sessions(guest: Client) -> None:
    other = new_client()
    sign_up(other)
    sign_in(guest)
    guest.post(
        "/account/password/change/",
        {"oldpassword": PASSWORD, "password1": OTHER, "password2": OTHER},
    )
    assert (guest.get("/me").status_code, other.get("/me").status_code) == (200, 302)
    assert any("password" in m.subject.lower() for m in letters())


def test_a_deactivated_account_is_out_at_once_and_told_only_with_its_password(
    guest: Client,
) -> None:
    sign_up(guest)
    from superbill.server.site.models import Account

    Account.objects.update(is_active=False)
    assert guest.get("/me").status_code == 302
    assert sign_in(new_client())["Location"] == "/account/inactive/"
    assert sign_in(new_client(), password=OTHER).status_code == 200


# Two factors


def test_the_whole_way_of_two_factors(guest: Client) -> None:
    sign_up(guest)
    assert guest.get("/account/2fa/totp/activate/", follow=True).redirect_chain, "unverified"
    guest.post(links("/confirm-email/")[0])
    asked = guest.get("/account/2fa/totp/activate/")
    guest.post(asked["Location"], {"password": PASSWORD})
    page = guest.get("/account/2fa/totp/activate/").content.decode()
    assert 'src="data:image/svg+xml;base64,' in page, "the code's picture is in the page itself"
    secret = re.search(r'id="authenticator_secret" value="([A-Z2-7]+)"', page)
    assert secret is not None
    guest.post("/account/2fa/totp/activate/", {"code": code_of(secret.group(1))})
    codes = re.findall(r"\b\d{8}\b", guest.get("/account/2fa/recovery-codes/").content.decode())
    assert len(codes) == 10
    for times, opened in ((1, True), (2, False)):
        other = new_client()
        assert sign_in(other, next="/me")["Location"] == "/account/2fa/authenticate/"
        assert other.get("/me").status_code == 302, "not in yet"
        other.post("/account/2fa/authenticate/", {"code": codes[0]})
        assert (other.get("/me").status_code == 200) is opened, f"a recovery code, time {times}"


def test_codes_are_not_guessed(guest: Client) -> None:
    two_factors(account_for())
    sign_in(guest)
    answers = [
        guest.post("/account/2fa/authenticate/", {"code": f"{n:06}"}).content.decode()
        for n in range(8)
    ]
    assert "Too many failed" in answers[-1]


# The end


def _rows() -> dict[str, int]:
    from django.apps import apps

    return {m.__name__: m._default_manager.count() for m in apps.get_models()}


@pytest.mark.parametrize("guarded", [False, True])
def test_deleting_an_account_leaves_no_row_of_it(guest: Client, guarded: bool) -> None:
    from datetime import date

    from superbill.server.site.models import Account, CardReview, Case, CodeNote

    before = _rows()
    sign_up(guest)
    account = Account.objects.get(pk=who(guest))
    guest.get("/icd10cm/E11.22")
    guest.post("/me/favourite/icd10cm/E11.22")
    guest.post("/me/note/icd10cm/E11.22", {"text": "mine"})
    Case.objects.create(owner=account, name="a case", note="a note", on=date(2025, 1, 1))
    CardReview.objects.create(card="cpt:58565", of=date(2025, 1, 1), reviewer=account)
    assert CodeNote.objects.count() == 1
    other = new_client()
    sign_in(other)
    given = {"password": PASSWORD}
    if guarded:
        secret, _codes = two_factors(account)
        assert guest.post("/me/delete", given).status_code == 400, "a code is missing"
        assert guest.post("/me/delete", {**given, "code": "000000"}).status_code == 400
        given["code"] = code_of(secret)
    assert guest.post("/me/delete", {**given, "password": OTHER}).status_code == 400
    assert guest.post("/me/delete", given).status_code == 302
    after = _rows()
    assert after.pop("CardReview") == 1, "a verdict outlives the name of who gave it"
    assert CardReview.objects.get().reviewer is None
    before.pop("CardReview")
    assert {k: v for k, v in after.items() if v != before[k]} == {}
    assert (guest.get("/me").status_code, other.get("/me").status_code) == (302, 302)


def test_nobody_is_signed_out_or_deleted_by_a_link(coder: Client) -> None:
    coder.get("/account/logout/")
    coder.get("/me/delete?password=" + PASSWORD)
    assert coder.get("/me").status_code == 200


# Who may see


def test_open_access_shows_all_and_asks_nobody_in(guest: Client) -> None:
    from django.test import override_settings

    with override_settings(ACCESS="open"):
        page = guest.get("/cpt/58565?on=2024-07-15").content.decode()
    assert "Create a free account" not in page
    head = page.partition("<main")[0]
    assert "Sign in" not in head
