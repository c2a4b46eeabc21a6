"""Asking a publisher's server: over http and https only, and never led anywhere else."""

from __future__ import annotations

import http.client
import time
from collections.abc import Mapping
from contextlib import closing
from dataclasses import dataclass
from typing import cast
from urllib.parse import urljoin, urlsplit, urlunsplit
from urllib.request import (
    HTTPHandler,
    HTTPSHandler,
    OpenerDirector,
    ProxyHandler,
    Request,
    UnknownHandler,
)

from superbill import __version__
from superbill.errors import ReleaseRefused, WrongUsage

MOST_REDIRECTS = 5
LARGEST_PAGE = 8 * 1024**2

_REDIRECTS = {301, 302, 303, 307, 308}
_AGAIN = {408, 425, 429, 500, 502, 503, 504}

Answer = http.client.HTTPResponse
NETWORK_FAULTS = (OSError, http.client.HTTPException)


@dataclass(frozen=True, slots=True)
class Web:
    """How servers are asked.

    base: the scheme and host (and path before theirs) that stand in for the publishers', for a
        mirror; None: the publishers' own
    timeout: seconds without a byte; tries: how often in a row something may come to nothing;
    pause: seconds before the second try, doubled for each one after it
    """

    base: str | None = None
    timeout: float = 60
    tries: int = 4
    pause: float = 1

    def __post_init__(self) -> None:
        if self.base is not None and urlsplit(self.base).scheme not in ("http", "https"):
            raise WrongUsage(f"{self.base!r} is not an http or https address.", where="--base-url")

    def address(self, official: str) -> str:
        """Where a file with this official address is asked for."""
        if self.base is None:
            return official
        parts = urlsplit(official)
        return self.base.rstrip("/") + urlunsplit(("", "", parts.path, parts.query, ""))

    def ask(
        self, address: str, *, method: str = "GET", headers: Mapping[str, str] | None = None
    ) -> Answer:
        """The server's answer, whatever its status, after redirects; the caller closes it.

        Raises ReleaseRefused where a redirect leads to a page of terms, to another kind of
        address, or in circles; and what the network raises.
        """
        for _ in range(MOST_REDIRECTS + 1):
            request = Request(address, method=method, headers={**_headers(), **(headers or {})})
            answer = cast(Answer, _opener().open(request, timeout=self.timeout))
            if answer.status not in _REDIRECTS:
                return answer
            with closing(answer):
                address = _followed(address, answer.headers.get("Location", ""))
        raise ReleaseRefused("the server redirects in circles.", where=address)

    def asked_again(self, address: str, *, method: str = "GET") -> Answer:
        """As `ask`, with more tries where the server or the network is at fault."""
        for number in range(self.tries):
            last = number == self.tries - 1
            try:
                answer = self.ask(address, method=method)
            except NETWORK_FAULTS as fault:
                if last or is_offline(fault):
                    raise
            else:
                if last or not is_passing(answer):
                    return answer
                answer.close()
            self.wait(number)
        raise AssertionError("the last try returns or raises")

    def page(self, address: str) -> str:
        """The text of a publisher's page; empty where it can't be had."""
        try:
            with closing(self.asked_again(address)) as answer:
                data = answer.read(LARGEST_PAGE) if answer.status == 200 else b""
        except NETWORK_FAULTS:
            return ""
        return data.decode("utf-8", errors="replace")

    def wait(self, number: int) -> None:
        """Gives the server time, more with each try."""
        time.sleep(self.pause * 2**number)


def with_query(address: str, query: str) -> str:
    """An address and what is sent with it."""
    return f"{address}?{query}" if query else address


def is_passing(answer: Answer) -> bool:
    """Whether a status says that the same question may be answered a little later."""
    return answer.status in _AGAIN


def is_offline(fault: BaseException) -> bool:
    """Whether a fault says that there is no network, or no such server: trying again is idle."""
    reason = getattr(fault, "reason", fault)
    return type(reason).__name__ == "gaierror" or isinstance(reason, ConnectionRefusedError)


def _headers() -> dict[str, str]:
    return {"User-Agent": f"superbill/{__version__}", "Accept-Encoding": "identity"}


def _opener() -> OpenerDirector:
    """An opener without file:, data: and ftp: addresses, that leaves statuses to the caller."""
    opener = OpenerDirector()
    for handler in (ProxyHandler(), HTTPHandler(), HTTPSHandler(), UnknownHandler()):
        opener.add_handler(handler)
    return opener


def _followed(address: str, location: str) -> str:
    target = urljoin(address, location)
    old, new = urlsplit(address).scheme, urlsplit(target).scheme
    if new not in ("http", "https") or (old == "https" and new == "http"):
        raise ReleaseRefused(
            f"the server redirects to {target[:80]!r}, which is not followed.", where=address
        )
    if "license" in urlsplit(target).path.lower():
        raise asks_for_licence(address)
    return target


def asks_for_licence(address: str) -> ReleaseRefused:
    """The refusal where a server answers with its terms instead of the file."""
    return ReleaseRefused(
        "the server sent a page of terms instead of the file.", where=address,
        remedy="Accept them in a browser, and import what you get: superbill data import FILE.",
    )  # fmt: skip
