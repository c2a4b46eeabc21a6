"""What all tests share: where the real files lie, and one compiled code book for the run."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import pytest

REPOSITORY = Path(__file__).resolve().parent.parent
SHARED_DATA = REPOSITORY.parent / "shared" / "data"


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    if SHARED_DATA.is_dir():
        return
    skip = pytest.mark.skip(reason="the publishers' real files are not at ../shared/data")
    for item in items:
        if "real_data" in item.keywords:
            item.add_marker(skip)


@pytest.fixture(scope="session")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A data home with the embedded code book, compiled once for the whole run (or the one that
    SUPERBILL_TEST_HOME names, so that a developer need not wait for it)."""
    from superbill.tools.context import Context

    named = os.environ.get("SUPERBILL_TEST_HOME")
    folder = Path(named) if named else tmp_path_factory.mktemp("home")
    Context(folder).close()
    return folder


@pytest.fixture(scope="session")
def context(home: Path) -> Iterator["Context"]:  # noqa: F821, UP037
    from superbill.tools.context import Context

    with Context(home) as opened:
        yield opened
