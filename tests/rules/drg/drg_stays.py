"""Stays for the tests of MS-DRGs: random ones of codes that version 43 knows, and CMS's Table 6K
read anew, so that nothing is proved by the code that it proves."""

from __future__ import annotations

import random
import re
import sys
from collections import defaultdict
from functools import cache
from pathlib import Path

from superbill.rules.drg.stay import Diagnosis, Stay

PRINCIPALS = (
    "A41.9", "I50.20", "I21.4", "J18.9", "K35.80", "N17.9", "E11.65", "C34.90", "S72.001A",
    "O80", "P07.18", "F20.9", "B20", "T20.30XA", "Z51.11", "M17.11", "G20.A1", "H25.9", "D57.00",
    "L03.115", "N40.1", "N80.00",
)  # fmt: skip
SECONDARY = (
    "J96.01", "I50.21", "I50.22", "N17.9", "N18.6", "E43", "R65.21", "I46.9", "R57.0", "L89.153",
    "S72.001A", "T81.11XA", "I10", "E11.9", "E11.00", "K72.00", "G93.41", "I26.99", "J18.9",
    "A41.9", "D62", "Z66", "B20", "I21.4", "F32.A", "C78.00", "N39.0", "O99.891", "Z99.999",
)  # fmt: skip
PROCEDURES = (
    "02703DZ", "0DTJ4ZZ", "30233N1", "5A1955Z", "0SRC0J9", "0BH17EZ", "0JBC0ZZ", "0SG0071",
    "3E030U1", "XXXXXXX",
)  # fmt: skip


def random_stay(seed: int) -> Stay:
    chance = random.Random(seed)
    return Stay(
        Diagnosis(chance.choice(PRINCIPALS), chance.choice("YN")),
        tuple(
            Diagnosis(chance.choice(SECONDARY), chance.choice(["Y", "N", "U", "W", "Y", "Y", ""]))
            for _ in range(chance.randint(0, 7))
        ),
        tuple(chance.choice(PROCEDURES) for _ in range(chance.randint(0, 3))),
        chance.choice("FM"),
        chance.choice(["01", "03", "07", "20"]),
    )


@cache
def table_6k() -> tuple[dict[str, str], dict[str, frozenset[str]]]:
    """Bare complication -> its PDX collection, and collection -> its bare principal diagnoses."""
    name = "drg/data/cms/cc_exclusions.txt"
    path = next(p for folder in sys.path if (p := Path(folder, name)).is_file())
    text = path.read_text(encoding="utf-8").partition("K Part 2")[0]
    collections = dict(re.findall(r"^ (\w{3,7}) +M?CC +(\d{4}):", text, re.MULTILINE))
    members: dict[str, set[str]] = defaultdict(set)
    for block in text.split("PDX collection ")[1:]:
        members[block[:4]] |= set(re.findall(r"^  (\w{3,7}) ", block, re.MULTILINE))
    return collections, {number: frozenset(codes) for number, codes in members.items()}
