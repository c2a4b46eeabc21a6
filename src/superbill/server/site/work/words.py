"""The note's pieces as the page links them: each to the codes that its words prove."""

from __future__ import annotations

from dataclasses import dataclass

from superbill.server.site.work.bench import Bench
from superbill.server.site.work.work import key_of


@dataclass(frozen=True, slots=True)
class Linked:
    """A piece of the note. id: of its mark, `` for plain text; keys: of the cards that it proves,
    first the one that a click leads to; codes: for people; listed: one of them is on the list"""

    text: str
    id: str = ""
    keys: tuple[str, ...] = ()
    codes: tuple[str, ...] = ()
    listed: bool = False

    @property
    def many(self) -> bool:
        return len(self.keys) > 1


def words_of(bench: Bench) -> list[Linked]:
    """The note, piece by piece; what is on the list comes first among what a piece proves."""
    listed = {f"{s.entry.system}:{s.entry.code}" for s in bench.shown}
    return [
        Linked(
            piece.text,
            f"w{piece.start}",
            tuple(key_of(*name.split(":", 1)) for name in proves),
            tuple(name.split(":", 1)[1] for name in proves if not name.startswith("query:")),
            any(name in listed for name in proves),
        )
        if (proves := sorted(piece.proves, key=lambda name: name not in listed))
        else Linked(piece.text)
        for piece in bench.pieces
    ]
