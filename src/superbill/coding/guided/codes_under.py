"""Lists of codes as data writes them: beginnings of codes, and spans of categories."""

from __future__ import annotations

from functools import lru_cache


@lru_cache(65_536)
def stands_under(code: str, listed: tuple[str, ...]) -> bool:
    """Whether a code begins as one of a list does, or lies in one of its spans of categories.

    >>> stands_under("I11.0", ("I10-I13",)), stands_under("I50.9", ("I50",))
    (True, True)
    >>> stands_under("F32.1", ("F32.A",)), stands_under("E10.9", ("E08-E09",))
    (False, False)
    """
    return any(_under(code, one) for one in listed)


def _under(code: str, one: str) -> bool:
    first, span, last = one.partition("-")
    if not span:
        return code.startswith(one)
    return first <= code[: len(first)] and code[: len(last)] <= last
