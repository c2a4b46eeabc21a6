"""The knowledge cards as a release: compiled from YAML once, then read like any other."""

from __future__ import annotations

import json
from collections.abc import Collection, Iterator, Mapping
from datetime import date
from pathlib import Path

from superbill.codesets.book import CodeBook
from superbill.codesets.draft import Draft
from superbill.codesets.shelf import CARDS
from superbill.codesets.store import FILE_NAME, StoreWriter, open_store
from superbill.knowledge.card import Card
from superbill.knowledge.card_json import card_as_json, card_from_json


def draft(files: Mapping[str, Path]) -> Draft:
    """A release of the cards in the folder `cards`. Raises CardRefused with file and line."""
    from superbill.knowledge.cards import load_cards  # reads YAML: only a compilation needs it

    cards = load_cards(files["cards"])
    return Draft(
        family=CARDS,
        edition=max(card.reviewed for card in cards),
        title="superbill knowledge cards",
        publisher="superbill",
        kind="dated",
        start=min(card.validity.start for card in cards),
        end=None,
        systems=tuple(sorted({_split(card)[0] for card in cards})),
        licence="Apache-2.0",
        url="",
        fill=lambda writer: _fill(writer, cards),
        remarks=(
            "Names and descriptions are superbill's own words, not the code owners'.",
            "A card confirms its own code only, where the publisher's list is not loaded.",
        ),
    )


def _split(card: Card) -> tuple[str, str]:
    system, _, code = card.code.partition(":")
    return system, code


def _fill(writer: StoreWriter, cards: tuple[Card, ...]) -> None:
    writer.add("card", ((*_split(c), card_as_json(c)) for c in cards))
    writer.add(
        "concept",
        ((*_split(c), i, "code", 1, None, c.name, None) for i, c in enumerate(cards)),
    )
    writer.add(
        "validity",
        ((*_split(c), c.validity.start.isoformat(), _iso(c.validity.end)) for c in cards),
    )
    writer.add("property", _validity_rows(cards))


def _iso(day: date | None) -> str | None:
    return day.isoformat() if day else None


def _validity_rows(cards: tuple[Card, ...]) -> Iterator[tuple[object, ...]]:
    for card in cards:
        said = {
            "start_is": card.validity.start_is,
            "checked": card.validity.checked.isoformat(),
            "source": card.validity.source,
        }
        yield (*_split(card), "validity", 0, json.dumps(said))


def read_cards(
    book: CodeBook, home: Path, *, codes: Collection[str] | None = None
) -> tuple[Card, ...]:
    """The cards of the newest cards release at hand, in code order; none where none is.

    codes: in display form, whose cards are wanted; None: all
    """
    entries = [
        e
        for e in book.catalogue.entries
        if e.release.family == CARDS
        and (book.known_on is None or e.release.known_from <= book.known_on)
    ]
    if not entries:
        return ()
    newest = max(entries, key=lambda e: e.release.edition)
    db = open_store(home / "releases" / newest.folder / FILE_NAME)
    try:
        if codes is None:
            rows = db.execute("SELECT body FROM card ORDER BY system, code").fetchall()
        else:
            rows = db.execute(
                "SELECT body FROM card WHERE code IN (SELECT value FROM json_each(?))"
                " ORDER BY system, code",
                (json.dumps(sorted(codes)),),
            ).fetchall()
    finally:
        db.close()
    return tuple(card_from_json(body) for (body,) in rows)
