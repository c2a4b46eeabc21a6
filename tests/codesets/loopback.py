"""A publisher's server on loopback, that fails in the ways that servers and networks do."""

from __future__ import annotations

import hashlib
import re
import threading
import time
from base64 import b64encode
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer


@dataclass
class Served:
    """One file on the server, and how it is served.

    tag: its ETag, None for a server that gives none
    cut_after: bytes after which the connection breaks, one for each GET, while there are any
    statuses: answers to the first requests, instead of the file
    length: a Content-Length that isn't so; sized: whether one is given
    ranges: whether the server continues; start_off: a wrong place to continue from
    """

    data: bytes
    tag: str | None = '"1"'
    kind: str = "application/zip"
    cut_after: list[int] = field(default_factory=list[int])
    statuses: list[int] = field(default_factory=list[int])
    length: int | None = None
    sized: bool = True
    ranges: bool = True
    start_off: int = 0
    location: str = ""
    digest: str = ""
    seconds: float = 0


@dataclass
class Publisher:
    """The server. asked: every request, as `METHOD path?query [range]`."""

    base: str
    files: dict[str, Served] = field(default_factory=dict[str, Served])
    asked: list[str] = field(default_factory=list[str])

    def gets(self) -> list[str]:
        return [a for a in self.asked if a.startswith("GET")]


@contextmanager
def publisher() -> Iterator[Publisher]:
    server = ThreadingHTTPServer(("127.0.0.1", 0), _Handler)
    server.daemon_threads = True
    state = Publisher(f"http://127.0.0.1:{server.server_port}")
    server.state = state  # type: ignore[attr-defined]
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    try:
        yield state
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


def digest_of(data: bytes) -> str:
    return f"sha-256=:{b64encode(hashlib.sha256(data).digest()).decode()}:"


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def log_message(self, format: str, *args: object) -> None:
        """Says nothing."""

    def do_HEAD(self) -> None:
        self._answer(body=False)

    def do_GET(self) -> None:
        self._answer(body=True)

    def _answer(self, *, body: bool) -> None:
        state: Publisher = self.server.state  # type: ignore[attr-defined]
        wanted = self.headers.get("Range", "")
        state.asked.append(f"{self.command} {self.path} {wanted}".strip())
        self.close_connection = True
        served = state.files.get(self.path.partition("?")[0])
        if served is None:
            self._status(404)
        elif body and served.statuses:
            self._status(served.statuses.pop(0), served.location)
        elif not body and served.location and not served.data:
            self._status(302, served.location)
        else:
            self._file(served, wanted, body=body)

    def _status(self, status: int, location: str = "") -> None:
        self.send_response(status)
        if location:
            self.send_header("Location", location)
        self.send_header("Content-Length", "0")
        self.end_headers()

    def _file(self, served: Served, wanted: str, *, body: bool) -> None:
        found = re.fullmatch(r"bytes=(\d+)-", wanted)
        current = self.headers.get("If-Range") in (None, served.tag)
        start = int(found[1]) if found and current and served.ranges else 0
        time.sleep(served.seconds if body else 0)
        self.send_response(206 if start else 200)
        self.send_header("Content-Type", served.kind)
        rest = served.data[start:]
        if start:
            stated = start + served.start_off
            whole = len(served.data)
            self.send_header("Content-Range", f"bytes {stated}-{whole - 1}/{whole}")
        if served.sized:
            length = len(rest) if served.length is None else served.length
            self.send_header("Content-Length", str(length))
        if served.tag:
            self.send_header("ETag", served.tag)
        if served.digest:
            self.send_header("Repr-Digest", served.digest)
        self.end_headers()
        if body:
            self.wfile.write(rest[: served.cut_after.pop(0)] if served.cut_after else rest)
