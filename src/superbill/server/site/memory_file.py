"""What was uploaded, under a path that the engine can open, without a disk."""

from __future__ import annotations

import os
from collections.abc import Generator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory


@contextmanager
def memory_file(content: bytes) -> Generator[Path]:
    """A path to the content for the duration of a `with`: in memory where the system can (Linux),
    else in a folder that only this user reads and that is deleted at once."""
    if not hasattr(os, "memfd_create"):
        with TemporaryDirectory(prefix="superbill-") as folder:
            path = Path(folder) / "claims"
            path.write_bytes(content)
            yield path
        return
    number = os.memfd_create("claims", os.MFD_CLOEXEC)
    try:
        with os.fdopen(os.dup(number), "wb") as file:
            file.write(content)
        yield Path(f"/proc/self/fd/{number}")
    finally:
        os.close(number)
