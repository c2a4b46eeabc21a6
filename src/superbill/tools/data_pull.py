"""Fetch the publishers' files that a day needs, and load them."""

from __future__ import annotations

import getpass
from collections.abc import Callable, Iterable, Iterator
from dataclasses import asdict, dataclass, replace
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Annotated, Any, Literal

from superbill.codesets.pulling.addresses import Addresses, Wanted, read_addresses, wanted
from superbill.codesets.pulling.fetch import Download, fetch, place_of
from superbill.codesets.pulling.resolve import Found, resolve
from superbill.codesets.pulling.web import Web
from superbill.errors import ReleaseRefused
from superbill.tools.context import Context
from superbill.tools.data_import import Imports, data_import
from superbill.tools.registry import Says

State = Literal["to fetch", "fetched", "here already", "refused"]

NOT_RECOGNISED = "not recognised"
_LARGE = 8 * 1024**2


@dataclass(frozen=True, slots=True)
class Pulled:
    """What became of one file.

    item, role: what it is; address: where it lies; size: in bytes, None where nobody said
    path: where it is now, None where it isn't
    message: why it was refused, or what to know of it
    """

    item: str
    role: str
    address: str
    size: int | None
    state: State
    path: str | None = None
    message: str = ""


@dataclass(frozen=True, slots=True)
class Pull:
    """What was fetched, and what became of it when it was loaded.

    `exit_status`: 2 where nothing was of use, 1 where something was not.
    """

    on: date
    files: tuple[Pulled, ...]
    imports: Imports | None

    @property
    def exit_status(self) -> int:
        bad = sum(f.state == "refused" for f in self.files) + len(self.not_loaded)
        good = sum(f.state != "refused" for f in self.files) - len(self.not_loaded)
        return 0 if not bad else 1 if good > 0 else 2

    @property
    def not_loaded(self) -> tuple[str, ...]:
        """The fetched files of which nothing could be loaded."""
        outcomes = self.imports.outcomes if self.imports else ()
        lost: list[str] = []
        for path in (f.path for f in self.files if f.path and self.imports):
            mine = [o for o in outcomes if path and o.shown.startswith(path)]
            # Read-me files and pictures in an archive are no fault.
            told = [o for o in mine if o.message != NOT_RECOGNISED]
            if mine and (not told or any(o.refused for o in told)):
                lost.append(path or "")
        return tuple(lost)

    def as_dict(self) -> dict[str, Any]:
        imported: list[Any] = self.imports.as_dict()["files"] if self.imports else []
        return {
            "on": self.on.isoformat(),
            "files": [asdict(f) for f in self.files],
            "imported": imported,
        }


def data_pull(
    context: Context,
    what: Annotated[
        tuple[str, ...], Says("names, as `ncci` or `pfs`; all, where none is given")
    ] = (),
    *,
    on: Annotated[date, Says("the day whose files are fetched")],
    accept_ama_licence: Annotated[
        bool, Says("I accept the AMA's licence for files that carry CPT codes")
    ] = False,
    dry_run: Annotated[bool, Says("show what would be fetched, and fetch nothing")] = False,
    base_url: Annotated[
        str | None, Says("a mirror, asked in the place of the publishers' servers")
    ] = None,
) -> Pull:
    """Fetches CMS's and CDC's files for a day from their own sites, and loads them.

    The day decides the edition. Files that carry CPT codes need --accept-ama-licence. What is cut
    is continued; what is here already, unchanged, isn't fetched again. All that came through is
    loaded in one switch, each release whole or not at all.
    """
    addresses = read_addresses()
    chosen = [w for item in addresses.chosen(what) for w in wanted(item, on)]
    puller = _Puller(context, addresses, Web(base_url), accepted=accept_ama_licence)
    if dry_run:
        return Pull(on, tuple(puller.shown(chosen)), None)
    with _held(context):
        files = tuple(puller.pulled(chosen))
        paths = _to_import(files, chosen)
        imports = data_import(context, paths) if paths else None
    return Pull(on, files, imports)


def _to_import(files: Iterable[Pulled], chosen: Iterable[Wanted]) -> tuple[str, ...]:
    """The folders of what came. Each is named for its period, which states the edition where the
    file doesn't."""
    read = {w.item.name for w in chosen if w.item.imported}
    folders = (str(Path(f.path).parent) for f in files if f.path and f.item in read)
    return tuple(dict.fromkeys(folders))


class _Puller:
    """Fetches one file after the other, and says of each what became of it."""

    def __init__(self, context: Context, addresses: Addresses, web: Web, *, accepted: bool):
        self._context, self._addresses, self._web = context, addresses, web
        self._accepted = accepted
        self._downloads = context.home / "downloads"

    def shown(self, files: Iterable[Wanted]) -> Iterator[Pulled]:
        """What would be fetched. Where the server can't be asked, the likeliest address."""
        for file in files:
            try:
                yield self._pulled(self._found(file), "to fetch")
            except ReleaseRefused as fault:
                yield self._refused(file, fault)

    def pulled(self, files: Iterable[Wanted]) -> Iterator[Pulled]:
        kept: dict[Path, set[Path]] = {}
        for file in files:
            try:
                found = self._found(file)
                download = self._fetched(found)
            except ReleaseRefused as fault:
                yield self._refused(file, fault)
                continue
            kept.setdefault(download.path.parent, set()).add(download.path)
            state: State = "fetched" if download.fresh else "here already"
            yield replace(self._pulled(found, state), size=download.size, path=str(download.path))
        for folder, paths in kept.items():
            # A file that the publisher gave another name has taken the place of its old one.
            for left in set(folder.iterdir()) - paths:
                left.unlink()

    def _found(self, file: Wanted) -> Found:
        return resolve(self._web, file, query=self._query(file))

    def _query(self, file: Wanted) -> str:
        """What says that the terms of a file are accepted. Raises ReleaseRefused where they are
        not."""
        if file.item.carries is None:
            return ""
        licence = self._addresses.licences[file.item.carries]
        if not self._accepted:
            raise ReleaseRefused(
                f"{licence.says} ({licence.text}).", where=file.addresses[0][0],
                remedy=f"If you accept it: {licence.option}.",
            )  # fmt: skip
        return licence.query

    def _fetched(self, found: Found) -> Download:
        item = found.wanted.item
        size = f"{found.size:,} bytes" if found.size is not None else "size not stated"
        self._context.notice(f"{item.name}: {found.address} ({size})")
        return fetch(
            self._web, found, place_of(self._downloads, found),
            query=self._query(found.wanted),
            accepted=_acceptance(item.carries) if item.carries else None,
            told=_Quarters(self._context.notice, found.name),
        )  # fmt: skip

    def _pulled(self, found: Found, state: State) -> Pulled:
        file = found.wanted
        notes: list[str] = []
        if found.older:
            notes.append("no update for this half-year was found: October's edition")
        if not file.certain and state == "to fetch":
            notes.append(f"the address is a likely one; the page is {file.page}")
        return Pulled(
            file.item.name, file.role, found.address, found.size, state, message="; ".join(notes)
        )

    def _refused(self, file: Wanted, fault: ReleaseRefused) -> Pulled:
        message = " ".join(part for part in (fault.message, fault.remedy) if part)
        address = fault.where or file.addresses[0][0]
        return Pulled(file.item.name, file.role, address, None, "refused", message=message)


class _Quarters:
    """Says of a large file when another quarter of it has come."""

    def __init__(self, notice: Callable[[str], None], name: str):
        self._notice, self._name = notice, name
        self._said = 0

    def __call__(self, have: int, total: int | None) -> None:
        if total is None or total < _LARGE:
            return
        quarters = 4 * have // total
        if self._said < quarters < 4:
            self._notice(f"{self._name}: {quarters * 25}%")
        self._said = max(self._said, quarters)


def _acceptance(licence: str) -> str:
    day = datetime.now(UTC).date().isoformat()
    return f"{licence.upper()}: the AMA's licence accepted by {getpass.getuser()} on {day}"


def _held(context: Context) -> Any:
    """The lock of the downloads: a second pull waits, and then finds the files here."""
    from filelock import FileLock, Timeout

    folder = context.home / "downloads"
    folder.mkdir(parents=True, exist_ok=True)
    lock = FileLock(folder / "lock")
    try:
        lock.acquire(timeout=0)
        lock.release()
    except Timeout:
        context.notice("another superbill is fetching; waiting for it")
    return lock
