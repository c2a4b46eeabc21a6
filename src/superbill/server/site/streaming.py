"""Answers that are sent while they are made: CSV files, and pages that show how far they are."""

from __future__ import annotations

import asyncio
import csv
from collections.abc import AsyncIterator, Iterable, Iterator
from io import StringIO

from django.core.handlers.asgi import ASGIRequest
from django.http import HttpRequest, StreamingHttpResponse

_ROWS = 500
_FORMULA = ("=", "+", "-", "@", "\t", "\r")


def streamed(
    request: HttpRequest, parts: Iterator[str], *, content_type: str
) -> StreamingHttpResponse:
    """An answer in parts, each sent as it comes, whichever way the server runs; kept by no
    cache and not held back to be compressed."""
    encoded = _encoded(parts)
    body = _in_turn(encoded) if isinstance(request, ASGIRequest) else encoded
    answer = StreamingHttpResponse(body, content_type=content_type)
    answer["Cache-Control"] = "no-store"
    answer["X-Accel-Buffering"] = "no"
    # Compressed, the first part would wait for others; and the middleware makes a gzip member of
    # each part, of which browsers read the first alone.
    answer["Content-Encoding"] = "identity"
    return answer


def _encoded(parts: Iterator[str]) -> Iterator[bytes]:
    for part in parts:
        yield part.encode()


async def _in_turn(parts: Iterator[bytes]) -> AsyncIterator[bytes]:
    """The parts, each made on a thread beside the loop."""
    while part := await asyncio.to_thread(next, parts, b""):
        yield part


def csv_answer(
    request: HttpRequest, rows: Iterable[Iterable[str]], *, name: str
) -> StreamingHttpResponse:  # fmt: skip
    """Rows as a CSV file to keep. A cell that a spreadsheet would take for a formula is quoted with
    an apostrophe: what claims and notes say is no program."""
    answer = streamed(request, _written(rows), content_type="text/csv; charset=utf-8")
    answer["Content-Disposition"] = f'attachment; filename="{name}.csv"'
    return answer


def _written(rows: Iterable[Iterable[str]]) -> Iterator[str]:
    buffer = StringIO()
    writer = csv.writer(buffer, lineterminator="\r\n")
    for count, row in enumerate(rows, 1):
        writer.writerow([_plain(cell) for cell in row])
        if count % _ROWS == 0:
            yield buffer.getvalue()
            buffer.seek(0)
            buffer.truncate()
    if buffer.tell():
        yield buffer.getvalue()


def _plain(cell: str) -> str:
    return f"'{cell}" if cell.startswith(_FORMULA) and not _is_number(cell) else cell


def _is_number(cell: str) -> bool:
    try:
        float(cell)
    except ValueError:
        return False
    return True
