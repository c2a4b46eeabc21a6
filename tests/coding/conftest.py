"""Cards, lexicon and a small code book, once for all tests of coding."""

from __future__ import annotations

import pytest
from small_book import SmallBook

from superbill.knowledge.card import Card
from superbill.knowledge.cards import load_cards
from superbill.knowledge.lexicon import Lexicon, load_lexicon


@pytest.fixture(scope="session")
def cards() -> tuple[Card, ...]:
    return load_cards()


@pytest.fixture(scope="session")
def lexicon() -> Lexicon:
    return load_lexicon()


@pytest.fixture(scope="session")
def small_book(cards: tuple[Card, ...]) -> SmallBook:
    return SmallBook(cards)
