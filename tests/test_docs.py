"""Generated pages are what the code would generate."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from superbill.tools.context import Context

sys.path.insert(0, str(Path(__file__).resolve().parent.parent / "docs"))
import generate


@pytest.mark.parametrize("name", sorted(generate.PAGES))
def test_page_is_current(name: str, context: Context) -> None:
    written = (generate.DOCS / name).read_text(encoding="utf-8")
    assert written == generate.page(name, context), "run `make docs`"
