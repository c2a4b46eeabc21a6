"""Where a wanted file lies: the first of its addresses that is there, else what its page names."""

from __future__ import annotations

import html
import re
from contextlib import closing
from dataclasses import dataclass
from urllib.parse import urljoin, urlsplit

from superbill.codesets.pulling.addresses import Wanted
from superbill.codesets.pulling.web import NETWORK_FAULTS, Answer, Web, is_offline, with_query
from superbill.errors import ReleaseRefused

_NOT_THERE = {404, 410}


@dataclass(frozen=True, slots=True)
class Found:
    """A file that is there.

    address: its official address, without what accepting terms adds
    size: in bytes, None where the server doesn't say
    tag: what the server calls this version of it; it changes with the file
    older: the date's own edition was not there, and this is the one before it
    """

    wanted: Wanted
    address: str
    size: int | None
    tag: str | None
    older: bool

    @property
    def name(self) -> str:
        return urlsplit(self.address).path.rpartition("/")[2]


def resolve(web: Web, wanted: Wanted, *, query: str) -> Found:
    """The file's address, asked of the server. query: what says that terms are accepted.

    Raises ReleaseRefused, with the page to look at, where it is nowhere or nobody answers.
    """
    for address, older in wanted.addresses:
        found = _there(web, wanted, address, query, older=older)
        if found is not None:
            return found
    for address in _on_page(web, wanted):
        older = "april" in wanted.period.name and "april" not in address
        found = _there(web, wanted, address, query, older=older)
        if found is not None:
            return found
    raise ReleaseRefused(
        "it is not there (404).", where=wanted.addresses[0][0],
        remedy=f"It may have another name, or not be published yet: look at {wanted.page} and "
        "import what you fetch there: superbill data import FILE.",
    )  # fmt: skip


def _there(web: Web, wanted: Wanted, address: str, query: str, *, older: bool) -> Found | None:
    asked = with_query(web.address(address), query)
    try:
        with closing(web.asked_again(asked, method="HEAD")) as answer:
            if answer.status in _NOT_THERE:
                return None
            known = answer.status == 200
            size = size_of(answer) if known else None
            return Found(wanted, address, size, tag_of(answer) if known else None, older)
    except NETWORK_FAULTS as fault:
        raise unreachable(address, fault) from None


def _on_page(web: Web, wanted: Wanted) -> list[str]:
    """The addresses on the publisher's page that look like the file's. They are taken as paths of
    the page's own server: a page can't send anybody elsewhere."""
    text = html.unescape(web.page(web.address(wanted.page)))
    paths = re.findall(wanted.link, text, re.IGNORECASE)
    return [urljoin(wanted.page, path) for path in dict.fromkeys(paths)]


def size_of(answer: Answer) -> int | None:
    text = answer.headers.get("Content-Length", "")
    return int(text) if text.isascii() and text.isdigit() else None


def tag_of(answer: Answer) -> str | None:
    """What tells one version of a file from the next: the server's tag, else its date. A weak tag
    may stay where bytes changed, and is none."""
    tag = answer.headers.get("ETag", "")
    return tag if tag and not tag.startswith("W/") else answer.headers.get("Last-Modified")


def unreachable(address: str, fault: BaseException) -> ReleaseRefused:
    """The refusal for a server that doesn't answer."""
    host = urlsplit(address).hostname or address
    if is_offline(fault):
        said = f"{host} can't be reached: no network, or no such server."
    elif "timed out" in str(fault) or isinstance(fault, TimeoutError):
        said = f"{host} doesn't answer in time."
    else:
        said = f"the connection to {host} fails ({type(fault).__name__})."
    return ReleaseRefused(
        said, where=address, remedy="Try again later: what came so far is kept and continued."
    )
