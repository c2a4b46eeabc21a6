"""Many notes at once: worker processes, each with the data home opened for itself.

Answers come back in the order of the notes and are printed as they come; only a few notes a worker
are under way at any time, so room doesn't grow with the batch. A note that breaks its worker (a
reader of PDF that fails in native code) is told as that note's error, and the batch goes on.
"""

from __future__ import annotations

import gc
import multiprocessing
import os
import signal
from collections import deque
from collections.abc import Callable, Generator, Iterator, Sequence
from concurrent.futures import Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from itertools import islice
from pathlib import Path
from typing import NamedTuple, TypeAlias

from superbill.coding.result import CodingResult
from superbill.errors import SuperbillError

CHUNK = 4
"""Notes that a worker is given at a time."""
_AHEAD = 3
"""Chunks for each worker that are under way or wait."""
_GC = 50_000


class Answer(NamedTuple):
    """shown: the result, as it is printed where that is one text; answered: whether any rule could
    run on it"""

    shown: str | CodingResult
    answered: bool


class Crashed(SuperbillError):
    """A note on which the program itself failed. Nothing of the note is in the message."""


Coder: TypeAlias = Callable[[str], Answer]
"""Codes the note of a name. Raises SuperbillError."""
Outcome: TypeAlias = "Answer | SuperbillError"


def cores() -> int:
    """The processor cores that this process may use."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


def outcome(coder: Coder, name: str) -> Outcome:
    """The answer for a note, or what was wrong with it: nothing stops the batch."""
    try:
        return coder(name)
    except SuperbillError as fault:
        return fault
    except Exception as fault:
        return Crashed(f"the program failed on this note ({_place(fault)}).", where=name,
                       remedy="Please report it, without the note.")  # fmt: skip


def _place(fault: BaseException) -> str:
    """The kind of a fault and the line that raised it. Its message may quote the note."""
    trace = fault.__traceback__
    while trace is not None and trace.tb_next is not None:
        trace = trace.tb_next
    if trace is None:
        return type(fault).__name__
    file = Path(trace.tb_frame.f_code.co_filename).name
    return f"{type(fault).__name__} in {file}, line {trace.tb_lineno}"


def outcomes(
    names: Sequence[str], start: Callable[[], Coder], *, jobs: int
) -> Generator[tuple[str, Outcome], None, None]:
    """Each note with what came of it, in order. start: makes the coder, once in each worker; it
    must be what can be pickled. Leaving the iteration ends the workers."""
    pool = _Pool(start, jobs)
    chunks = (tuple(names[n : n + CHUNK]) for n in range(0, len(names), CHUNK))
    waiting: deque[tuple[tuple[str, ...], Future[list[Outcome]]]] = deque()
    try:
        while True:
            for chunk in islice(chunks, jobs * _AHEAD - len(waiting)):
                waiting.append((chunk, pool.submit(chunk)))
            if not waiting:
                return
            chunk, future = waiting.popleft()
            try:
                made = future.result()
            except BrokenProcessPool:
                pool.renew()
                made = list(_one_by_one(pool, chunk))
                waiting = deque((other, pool.submit(other)) for other, _ in waiting)
            yield from zip(chunk, made, strict=True)
    finally:
        pool.end()


def _one_by_one(pool: _Pool, chunk: Sequence[str]) -> Iterator[Outcome]:
    """The notes of a chunk that broke a worker, or that lost theirs to another chunk's."""
    for name in chunk:
        try:
            yield from pool.submit((name,)).result()
        except BrokenProcessPool:
            pool.renew()
            yield Crashed("the program broke down on this note.", where=name,
                          remedy="Please report it, without the note.")  # fmt: skip


class _Pool:
    """Workers that are started anew where one broke down."""

    def __init__(self, start: Callable[[], Coder], jobs: int):
        self._start, self._jobs = start, jobs
        # One thread a worker: the cores are all taken.
        os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
        self._pool = self._made()

    def _made(self) -> ProcessPoolExecutor:
        # Not forked: what this process has opened must not be shared.
        return ProcessPoolExecutor(
            self._jobs, multiprocessing.get_context("spawn"), initializer=_begin,
            initargs=(self._start,),
        )  # fmt: skip

    def submit(self, names: tuple[str, ...]) -> Future[list[Outcome]]:
        return self._pool.submit(_coded, names)

    def renew(self) -> None:
        """Other workers, where one broke down and its pool with it."""
        self._pool.shutdown(cancel_futures=True)
        self._pool = self._made()

    def end(self) -> None:
        """Ends the workers, whatever they are doing, and waits until they are gone."""
        for child in multiprocessing.active_children():
            child.terminate()
        self._pool.shutdown(cancel_futures=True)
        del self._pool


_coder: list[Coder] = []


def _begin(start: Callable[[], Coder]) -> None:
    gc.set_threshold(_GC)
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # the parent is told, and ends its workers
    _coder.append(start())


def _coded(names: tuple[str, ...]) -> list[Outcome]:
    return [outcome(_coder[0], name) for name in names]
