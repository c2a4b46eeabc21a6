"""Fails where a file of the repository holds what isn't the project's to give out.

    python ci/leak_guard [--repository DIR] [--data DIR] [--fee-schedule FILE ...]

Looked for: AMA and ADA short descriptors of a fee schedule that is at hand; rows and columns of
the publishers' files; paths of this machine and the host of its package index. Looked at: every
file that git tracks, or would after `git add`. A part whose data is not at hand is skipped, and
said. No text that was found is printed: the place and the code are.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterator
from pathlib import Path

import descriptors
import places
import rows
from tracked import Leak, texts_of, tracked_files

REPOSITORY = Path(__file__).resolve().parents[2]


def main(arguments: list[str]) -> int:
    """0 where nothing is found, 1 where something is, 2 where the guard can't look."""
    parser = argparse.ArgumentParser(prog="leak_guard", description=__doc__.partition("\n")[0])
    parser.add_argument("--repository", type=Path, default=REPOSITORY, help="what is looked at")
    parser.add_argument("--data", type=Path, help="the publishers' files (else ../shared/data)")
    parser.add_argument("--fee-schedule", type=Path, action="append", default=[],
                        help="a PPRRVU file, or an archive of one")  # fmt: skip
    given = parser.parse_args(arguments)
    data = given.data or given.repository.parent / "shared" / "data"
    files = tracked_files(given.repository)
    texts = [text for path in files for text in texts_of(path, given.repository)]
    try:
        leaks = list(_leaks(data, given.fee_schedule, texts))
    except (OSError, ValueError) as fault:
        print(f"leak guard: {fault}", file=sys.stderr)
        return 2
    leaks += places.leaks(places.of_this_machine(given.repository), texts)
    for leak in leaks:
        print(leak, file=sys.stderr)
    print(f"leak guard: {len(files)} files, {len(leaks)} leaks")
    return 1 if leaks else 0


def _leaks(data: Path, schedules: list[Path], texts: list[tuple[str, str]]) -> Iterator[Leak]:
    found = [*schedules, *descriptors.schedules_at_hand(data)]
    if found:
        known = descriptors.read(found)
        print(f"leak guard: {len(known)} short descriptors of {len(found)} fee schedules")
        yield from descriptors.leaks(known, texts)
    else:
        print("leak guard: no fee schedule at hand: descriptors not looked for")
    if data.is_dir():
        yield from rows.leaks(data, texts)
    else:
        print("leak guard: the publishers' real files are not at hand: rows not looked for")


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
