"""Give back the room of what the catalogue no longer names."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from superbill.codesets.home import prune, writing
from superbill.tools.context import Context


@dataclass(frozen=True, slots=True)
class Pruned:
    """The folders that were removed, and the bytes that this gave back."""

    folders: tuple[str, ...]
    freed: int

    def as_dict(self) -> dict[str, Any]:
        return {"folders": list(self.folders), "freed": self.freed}


def data_prune(context: Context) -> Pruned:
    """Deletes releases that neither the current catalogue nor the one before it names.

    After it, `rollback` goes back one step at most.
    """
    with writing(context.home, notice=context.notice) as current:
        folders, freed = prune(context.home, current)
    return Pruned(folders, freed)
