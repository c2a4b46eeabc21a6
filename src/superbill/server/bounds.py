"""How large a request may be: what is larger is refused before any of it is kept.

Django's own limits leave uploads out, and its ASGI handler first writes a large body to a temporary
file. A note must not be left there.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, MutableMapping
from typing import Any

LARGEST = 25 * 1024 * 1024
"""Bytes of a request's body."""

_Message = MutableMapping[str, Any]
_Receive = Callable[[], Awaitable[_Message]]
_Send = Callable[[_Message], Awaitable[None]]
_App = Callable[[_Message, _Receive, _Send], Awaitable[None]]


class _TooLarge(Exception):
    """The body went on beyond LARGEST without having said so before."""


def bounded(app: _App, *, largest: int = LARGEST) -> _App:
    """The application, answering 413 to a larger body, by what it says of itself or by what
    comes."""

    async def answered(scope: _Message, receive: _Receive, send: _Send) -> None:
        if scope["type"] != "http":
            await app(scope, receive, send)
            return
        if _stated(scope) > largest:
            await _refuse(send)
            return
        came, begun = 0, False

        async def counted() -> _Message:
            nonlocal came
            message = await receive()
            came += len(message.get("body", b""))
            if came > largest:
                raise _TooLarge
            return message

        async def noted(message: _Message) -> None:
            nonlocal begun
            begun = True
            await send(message)

        try:
            await app(scope, counted, noted)
        except _TooLarge:
            if not begun:
                await _refuse(send)

    return answered


def _stated(scope: _Message) -> int:
    stated = dict(scope["headers"]).get(b"content-length", b"0")
    return int(stated) if stated.isdigit() else 0


async def _refuse(send: _Send) -> None:
    headers = [(b"content-type", b"text/plain; charset=utf-8"), (b"connection", b"close")]
    await send({"type": "http.response.start", "status": 413, "headers": headers})
    await send({"type": "http.response.body", "body": b"This is larger than 25 MB.\n"})
