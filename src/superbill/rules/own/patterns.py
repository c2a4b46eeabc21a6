"""How a rule of the user's names codes: one by one, by their beginning, or from one to another.

>>> matches("G9905", ("G9901-G9910",)), matches("G0101", ("G99*", "58565"))
(True, False)
>>> matches("E11.9", ("E08-E13",)), matches("Z30.2", ("Z30.*",))
(True, True)
"""

from __future__ import annotations

import re
from functools import lru_cache

_FORM = re.compile(r"\*|[A-Z0-9.]{1,8}\*?|[A-Z0-9.]{1,8}-[A-Z0-9.]{1,8}", re.ASCII)


def fault_of(pattern: str) -> str | None:
    """What is wrong with a pattern, None where it is one."""
    if not _FORM.fullmatch(pattern):
        return (
            f"{pattern[:30]!r} names no codes: write one code, its beginning and * (G99*), or a"
            " range (G9901-G9910), in capitals."
        )
    first, dash, last = pattern.partition("-")
    if dash and (len(_plain(first)) != len(_plain(last)) or _plain(first) > _plain(last)):
        return f"{pattern!r} is no range: both ends have one length, and the first comes first."
    return None


def matches(code: str, patterns: tuple[str, ...]) -> bool:
    """Whether a code in display form is among those that the patterns name. Dots do not matter; a
    range of beginnings (E08-E13) holds every code that begins with one between them."""
    return any(_matches(_plain(code), pattern) for pattern in patterns)


@lru_cache(65_536)
def _matches(plain: str, pattern: str) -> bool:
    if pattern.endswith("*"):
        return plain.startswith(_plain(pattern[:-1]))
    first, dash, last = pattern.partition("-")
    if not dash:
        return plain == _plain(pattern)
    return _plain(first) <= plain[: len(_plain(first))] <= _plain(last)


def _plain(code: str) -> str:
    return code.replace(".", "")
