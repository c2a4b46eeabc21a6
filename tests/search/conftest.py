"""The index of the embedded code book, once for all tests of the search."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from finding import ON, Find

from superbill.search.hit import Results
from superbill.search.index import Index
from superbill.tools.context import Context
from superbill.tools.search import search


@pytest.fixture(scope="session")
def index(context: Context) -> Index:
    return context.index


@pytest.fixture(scope="session")
def find(context: Context) -> Find:
    def found(query: str, *, on: date = ON, **more: Any) -> Results:
        return search(context, query, on=on, **more)

    return found
