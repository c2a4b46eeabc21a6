"""A site of its own in a child process, and a browser that reads it."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

HERE = Path(__file__).parent
SERVE = (
    "import sys; from superbill.cli.main import run; sys.argv = ['superbill', *sys.argv[1:]]; "
    "sys.exit(run())"
)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if HERE in item.path.parents:
            item.add_marker("browser")
            item.add_marker("enable_socket")


@pytest.fixture(autouse=True)
def _loopback() -> None:
    from pytest_socket import socket_allow_hosts

    socket_allow_hosts(["127.0.0.1"], allow_unix_socket=True)


class Site:
    """Where it answers, and what it has printed (letters among it)."""

    def __init__(self, address: str, log: Path) -> None:
        self.address, self.log = address, log

    def letters(self) -> str:
        return self.log.read_text(encoding="utf-8", errors="replace")


def _free_port() -> int:
    with socket.socket() as bound:
        bound.bind(("127.0.0.1", 0))
        return int(bound.getsockname()[1])


@pytest.fixture(scope="session")
def served(home: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    own = tmp_path_factory.mktemp("served")
    port, log = _free_port(), own / "log"
    environment = {k: v for k, v in os.environ.items() if k not in ("DATABASE_URL", "EMAIL_URL")}
    environment |= {
        "SUPERBILL_HOME": str(home), "SUPERBILL_SITE": str(own / "site"), "PYTHONUNBUFFERED": "1",
    }  # fmt: skip
    command = [sys.executable, "-c", SERVE, "serve", "--port", str(port), "--workers", "1"]
    with log.open("wb") as written:
        child = subprocess.Popen(command, env=environment, stdout=written, stderr=written)
    site = Site(f"http://127.0.0.1:{port}", log)
    try:
        _wait(site, child)
        yield site
    finally:
        child.terminate()
        child.wait(10)


def _wait(site: Site, child: subprocess.Popen[bytes]) -> None:
    for _ in range(300):
        if child.poll() is not None:
            break
        try:
            with urllib.request.urlopen(site.address, timeout=5):
                return
        except OSError:
            time.sleep(0.1)
    pytest.fail(f"the site did not start: {site.letters()[-2000:]}")


@pytest.fixture(scope="module")
def browser() -> Iterator[Any]:
    """For a module, not the run: while it is open, Django takes the thread for an async one."""
    playwright = pytest.importorskip("playwright.sync_api", reason="playwright is not installed")
    chromium = shutil.which("chromium") or shutil.which("chromium-browser")
    if chromium is None:
        pytest.skip("chromium is not installed")
    with playwright.sync_playwright() as started:
        opened = started.chromium.launch(
            executable_path=chromium, args=["--no-sandbox", "--disable-background-networking"]
        )
        yield opened
        opened.close()


@pytest.fixture
def visit(browser: Any, served: Site) -> Iterator[Any]:
    """Opens a window of a new reader. After the test: no other host was asked, and the console
    holds no error."""
    opened, faults = [], []

    def new(**options: Any) -> Any:
        window = browser.new_context(base_url=served.address, reduced_motion="reduce", **options)
        window.set_default_timeout(8000)
        opened.append(window)
        page = window.new_page()
        page.on("request", lambda r: None if r.url.startswith((served.address, "data:", "blob:"))
                else faults.append(f"asked {r.url}"))  # fmt: skip
        page.on("console", lambda m: faults.append(f"{page.url}: {m.text}")
                if m.type == "error" else None)  # fmt: skip
        page.on("pageerror", lambda e: faults.append(f"{page.url}: {e}"))
        return page

    yield new
    for window in opened:
        window.close()
    assert faults == []
