"""RTF, as EHRs and transcription services write it."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import cast

from superbill.errors import WrongUsage
from superbill.notes.formats.source import Source

_SPACE_AROUND_BAR = re.compile(r"[ \t]*\|[ \t]*")


def read(data: bytes, where: str) -> Source:
    """The text, a line for each paragraph and each row of a table; pictures are left out.
    Raises WrongUsage for what is not RTF."""
    from striprtf import striprtf  # pyright: ignore[reportMissingTypeStubs]

    if not data.lstrip().startswith(b"{\\rtf"):
        raise WrongUsage("The file is not RTF.", where=where)
    to_text = cast(Callable[..., str], striprtf.rtf_to_text)
    try:
        text = to_text(data.decode("latin-1"), encoding="cp1252", errors="replace")
    except Exception as fault:
        # The library lets every error of a damaged file through.
        raise WrongUsage(f"The RTF can't be read: {fault}.", where=where) from None
    return Source("\n".join(_row(line) for line in text.splitlines()))


def _row(line: str) -> str:
    """Cells end with a bar; a bar of the text itself stands between words all the same."""
    return _SPACE_AROUND_BAR.sub("  ", line).rstrip() if line.rstrip().endswith("|") else line
