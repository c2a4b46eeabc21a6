"""One code book with an invented fee schedule, imported once for the run."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from fee_home import fee_home

from superbill.codesets.book import CodeBook


@pytest.fixture(scope="session")
def fees(tmp_path_factory: pytest.TempPathFactory) -> Iterator[CodeBook]:
    book = fee_home(tmp_path_factory.mktemp("fees"))
    yield book
    book.close()
