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
    """A card's plain name, and the products that its code was made for; its other name is its title
    in the release."""
    for system, code, body in db.execute("SELECT system, code, body FROM card"):
        card = json.loads(body)
        yield Term(system, code, "card", card["plain_name"], release.id)
        for product in {status["product"] for status in card.get("market") or ()}:
            yield Term(system, code, "card", product, release.id)
