"""The shipped lexicon, loaded once."""

import pytest

from superbill.knowledge.lexicon import Lexicon, load_lexicon


@pytest.fixture(scope="session")
def lexicon() -> Lexicon:
    return load_lexicon()
