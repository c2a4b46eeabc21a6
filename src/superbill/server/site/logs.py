"""What is logged of an error: where it happened and its kind, never its words."""

from __future__ import annotations

import logging
import traceback
from types import TracebackType


class Formatter(logging.Formatter):
    """An error's message often quotes what it couldn't read: a line of a note, an address."""

    def formatException(  # noqa: N802
        self,
        ei: tuple[type[BaseException], BaseException, TracebackType | None]
        | tuple[None, None, None],
    ) -> str:
        lines = traceback.format_tb(ei[2])
        return "".join([*lines, ei[0].__name__ if ei[0] else ""])
