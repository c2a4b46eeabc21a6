"""The cards, once; the code book is the compiled one (`context`)."""

from __future__ import annotations

import pytest

from superbill.knowledge.card import Card
from superbill.knowledge.cards import load_cards


@pytest.fixture(scope="session")
def cards() -> tuple[Card, ...]:
    return load_cards()
