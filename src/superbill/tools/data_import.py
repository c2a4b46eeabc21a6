"""Import publishers' files that the user has."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from datetime import date
from typing import Annotated, Any

from superbill.codesets.home import publish, writing
from superbill.codesets.importing.load import Outcome, load_paths
from superbill.errors import WrongUsage
from superbill.tools.context import Context
from superbill.tools.registry import Says


@dataclass(frozen=True, slots=True)
class Imports:
    """What became of every file. `exit_status`: 2 where none was of use, 1 where some were not."""

    outcomes: tuple[Outcome, ...]

    @property
    def exit_status(self) -> int:
        refused = sum(o.refused for o in self.outcomes)
        return 0 if not refused else 2 if refused == len(self.outcomes) else 1

    def as_dict(self) -> dict[str, Any]:
        return {"files": [asdict(o) for o in self.outcomes]}


def data_import(
    context: Context,
    paths: Annotated[tuple[str, ...], Says("files, folders, or archives of files")],
    *,
    release: Annotated[
        date | None, Says("the edition's first day, for files that don't say it themselves")
    ] = None,
    attest_cpt_licence: Annotated[
        bool, Says("I hold an AMA licence for the CPT text in these files")
    ] = False,
    attest_cdt_licence: Annotated[
        bool, Says("I hold an ADA licence for the CDT text in these files")
    ] = False,
) -> Imports:
    """Loads publishers' files into the catalogue: each release whole, or not at all.

    All that could be loaded is in force together, in one switch. A file that is not recognised,
    or is not what it should be, is named with the reason and changes nothing.
    """
    attested = {"cpt"} if attest_cpt_licence else set[str]()
    attested |= {"cdt"} if attest_cdt_licence else set[str]()
    if not all(paths) or not paths:  # an empty name would be the working folder
        raise WrongUsage("no file to import was named.")
    with writing(context.home, notice=context.notice) as current:
        entries, outcomes = load_paths(
            context.home,
            current,
            paths,
            given=release,
            attested=attested,
            progress=context.progress,
        )
        if entries:
            names = ", ".join(e.release.id for e in entries)
            publish(context.home, current, added=entries, action=f"import {names}")
    if not outcomes:
        raise WrongUsage("no file to import.", where=" ".join(paths))
    return Imports(tuple(outcomes))
