"""Imports at real size: time, memory, room on disk, and that the same files give the same bytes.

    python benchmarks/imports.py --data ../shared/data [--home DIR]

Imports a folder of publishers' files into a data home of its own, twice, and the practitioner PTP
table alone. Prints a table and, last, one JSON object; exit status 1 where a figure is missed by
more than half (noise alone must not fail a build), or bytes differ.
"""

from __future__ import annotations

import argparse
import json
import resource
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from superbill.codesets.catalogue import read_current

MOST = {
    "practitioner PTP (s)": 10.0,
    "practitioner PTP, peak (MB)": 1024.0,
    "whole folder (s)": 90.0,
    "store on disk (MB)": 400.0,
}


def superbill(home: Path, *arguments: str) -> float:
    """Runs the command as a process of its own and gives its wall time in seconds."""
    start = time.perf_counter()
    command = [str(Path(sys.executable).parent / "superbill"), *arguments, "--home", str(home)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    if done.returncode not in (0, 1):
        sys.exit(f"{' '.join(command)}: {done.stderr or done.stdout}")
    return time.perf_counter() - start


def contents(home: Path) -> dict[str, str]:
    """Release -> hash of all its files."""
    return {e.release.id: e.release.digest for e in read_current(home).entries}


def size(home: Path) -> float:
    return sum(p.stat().st_size for p in (home / "releases").rglob("*") if p.is_file()) / 1e6


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, required=True)
    given = parser.parse_args()
    ptp = sorted((given.data / "ncci").glob("ptp_practitioner*"))
    if not ptp:
        print("not measured: no real files at", given.data)
        return 0
    figures: dict[str, float] = {}
    with tempfile.TemporaryDirectory() as folder:
        one, two, alone = (Path(folder) / name for name in ("one", "two", "alone"))
        superbill(alone, "data", "list")  # compiles the embedded code book first
        figures["practitioner PTP (s)"] = superbill(alone, "data", "import", *map(str, ptp))
        peak = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024
        figures["practitioner PTP, peak (MB)"] = peak
        superbill(one, "data", "list")
        figures["whole folder (s)"] = superbill(one, "data", "import", str(given.data))
        figures["store on disk (MB)"] = size(one)
        superbill(two, "data", "import", str(given.data))
        same = contents(one) == contents(two)
        figures["releases"] = float(len(contents(one)))
    for name, value in figures.items():
        most = MOST.get(name)
        print(f"{name:<32}{value:>10.1f}{f'   at most {most:g}' if most else ''}")
    print(f"{'the same bytes on repeat':<32}{'yes' if same else 'NO':>10}")
    print(json.dumps({"bench": "imports", "same_bytes": same, **figures}))
    return int(not same or any(figures[n] > 1.5 * most for n, most in MOST.items()))


if __name__ == "__main__":
    sys.exit(main())
