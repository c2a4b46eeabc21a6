"""The hash that a server states of a file, and whether the file has it.

Neither CMS nor CDC publishes hashes of its files; a server or a mirror may state one with them.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import re
from pathlib import Path

from superbill.codesets.pulling.web import Answer

# RFC 9530 (Repr-Digest, of the whole file whatever part of it was sent) and RFC 3230 (Digest).
_REPR = re.compile(r"sha-256\s*=\s*:([A-Za-z0-9+/=]+):", re.IGNORECASE)
_DIGEST = re.compile(r"sha-256\s*=\s*([A-Za-z0-9+/=]+)", re.IGNORECASE)


def published_hash(answer: Answer) -> str | None:
    """The SHA-256 of the whole file that an answer states, in hexadecimal, or None."""
    found = _REPR.search(answer.headers.get("Repr-Digest", "")) or _DIGEST.search(
        answer.headers.get("Digest", "")
    )
    if found is None:
        return None
    try:
        return base64.b64decode(found[1], validate=True).hex()
    except binascii.Error:
        return None


def wrong_hash(path: Path, stated: str | None) -> str | None:
    """What is wrong, in words, where a file has not the hash that was stated."""
    if stated is None:
        return None
    with path.open("rb") as file:
        own = hashlib.file_digest(file, "sha256").hexdigest()
    return (
        None if own == stated else f"its SHA-256 is {own[:12]}..., and {stated[:12]}... is stated"
    )
