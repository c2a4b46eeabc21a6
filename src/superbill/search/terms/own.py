"""The project's own words: synonyms, and the names that knowledge cards give."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterator

from superbill.codesets.release import Release
from superbill.knowledge.synonyms import load_synonyms
from superbill.search.terms.term import Term

OWN = "synonyms"
"""What stands for a release where the project's own synonyms are the source."""


def synonym_terms() -> Iterator[Term]:
    for line in load_synonyms():
        for name in line.names:
            yield Term(line.system, line.code, "synonym", name, OWN)


def card_terms(release: Release, db: sqlite3.Connection) -> Iterator[Term]:
    """A card's plain name; its other name is its title in the release."""
    for system, code, body in db.execute("SELECT system, code, body FROM card"):
        yield Term(system, code, "card", json.loads(body)["plain_name"], release.id)
