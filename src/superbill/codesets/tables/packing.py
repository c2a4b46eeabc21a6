"""Codes packed into integers, so that a key is compared in one step.

A code of up to `width` characters is a number in base 37: blank padding is 0, then 0-9, then A-Z.
Packed codes compare as the padded texts do. Twelve characters fit into 63 bits.
"""

from __future__ import annotations

from functools import lru_cache

BASE = 37
LONGEST = 12

_DIGITS = {"": 0, " ": 0} | {c: i for i, c in enumerate("0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ", 1)}


@lru_cache(65_536)
def packed(code: str, width: int) -> int:
    """The number of one code, padded with blanks on the right to `width`.

    Raises ValueError for a longer code, or a character that is none of 0-9, A-Z and blank.

    >>> packed("1", 2), packed("10", 2), packed("", 2)
    (74, 75, 0)
    """
    if len(code) > width:
        raise ValueError(f"{code!r} is longer than {width} characters")
    number = 0
    for i in range(width):
        try:
            number = number * BASE + _DIGITS[code[i : i + 1]]
        except KeyError:
            raise ValueError(f"{code!r} holds a character that no code has") from None
    return number
