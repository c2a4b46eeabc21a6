"""The engine, lent to a request: an open Context of the data home, used by one thread at a time."""

from __future__ import annotations

from collections.abc import Generator
from contextlib import contextmanager
from queue import Empty, LifoQueue
from threading import Lock

from superbill.tools.context import Context

MOST = 4
"""Contexts of a process. They share the operating system's copy of the files they map."""

_free: LifoQueue[Context] = LifoQueue()
_made = 0
_making = Lock()


@contextmanager
def engine() -> Generator[Context]:
    """A Context for the duration of a `with`; waits where all are in use. What a request reads
    is of one catalogue, the newest when it began."""
    context = _taken()
    try:
        yield context
    finally:
        _free.put(context)


def _taken() -> Context:
    global _made  # noqa: PLW0603
    try:
        return _fresh(_free.get_nowait())
    except Empty:
        pass
    with _making:
        if _made < MOST:
            context = Context()
            _made += 1
            return context
    return _fresh(_free.get())


def _fresh(context: Context) -> Context:
    """The Context, or one of the catalogue that has come into force since."""
    current = (context.home / "CURRENT").read_text(encoding="ascii")
    if int(current) == context.catalogue.serial:
        return context
    context.close()
    return Context(context.home)
