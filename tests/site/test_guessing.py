"""Guessing: passwords and addresses are tried only so often, at every door, from every place."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

import pytest
from account_steps import ADDRESS, OTHER, PASSWORD, QUICK, account_for

if TYPE_CHECKING:
    from django.test import Client


@pytest.fixture(autouse=True)
def _quick(site: None) -> Iterator[None]:
    from django.test import override_settings

    with override_settings(PASSWORD_HASHERS=QUICK):
        yield


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

    account = account_for()
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

    account_for()
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
