"""A home with an invented fee schedule, in the layout of CMS's October 2025 file."""

from __future__ import annotations

from pathlib import Path

from superbill.codesets.book import CodeBook
from superbill.codesets.catalogue import read_current
from superbill.codesets.home import publish, writing
from superbill.codesets.importing.load import load_paths

FIXTURE = Path(__file__).resolve().parents[2] / "fixtures" / "pfs" / "PPRRVU2025_Oct.csv"
HEAD_LINES = 10

STATUSES = "BCDEFGHIJMNPRTX"
"""One code each, G9911 to G9925."""

# code, modifier, status, PC/TC, global, multiple, bilateral, assistant, co-surgeons, team, base
ROWS = """
10901 . A 0 000 2 0 1 0 0 .
10902 . A 0 010 2 1 0 1 1 .
10903 . A 0 090 3 2 1 2 0 10901
10904 . A 0 090 2 3 2 9 2 .
10905 . A 0 000 3 9 9 0 9 10901
10906 . A 0 ZZZ 0 0 0 0 0 .
10907 . A 0 MMM 0 0 0 0 0 .
10908 . C 0 YYY 2 1 2 1 1 .
70901 . A 1 XXX 4 3 0 0 0 .
70901 26 A 1 XXX 4 3 0 0 0 .
70901 TC A 1 XXX 4 3 0 0 0 .
70902 . A 1 XXX 4 0 0 0 0 .
70902 26 A 1 XXX 4 0 0 0 0 .
70902 TC A 1 XXX 4 0 0 0 0 .
70903 . A 2 XXX 0 0 0 0 0 .
70904 . A 3 XXX 0 0 0 0 0 .
70905 . A 4 XXX 0 0 0 0 0 .
70906 . A 5 XXX 0 0 0 0 0 .
80901 . X 6 XXX 9 9 9 9 9 .
80902 . A 8 XXX 0 0 0 0 0 .
92991 . A 1 XXX 7 2 0 0 0 .
92992 . A 1 XXX 7 2 0 0 0 .
93901 . A 1 XXX 6 0 0 0 0 .
93901 26 A 1 XXX 0 0 0 0 0 .
93902 . A 1 XXX 6 0 0 0 0 .
93902 26 A 1 XXX 0 0 0 0 0 .
97901 . A 7 XXX 5 0 0 0 0 .
97902 . A 7 XXX 5 0 0 0 0 .
99024 . B 9 XXX 9 9 9 9 9 .
99213 . A 0 XXX 0 0 0 0 0 .
99291 . A 0 XXX 0 0 0 0 0 .
"""


def fee_rows() -> list[list[str]]:
    rows = [
        ["" if cell == "." else cell for cell in line.split()] for line in ROWS.split("\n")[1:-1]
    ]
    for number, status in enumerate(STATUSES, 9911):
        rows.append([f"G{number}", "", status, "9", "XXX", "9", "9", "9", "9", "9", ""])
    return sorted(rows)


def fee_home(folder: Path) -> CodeBook:
    """The code book of a home of its own, with that file and nothing else imported."""
    head = FIXTURE.read_text(encoding="cp1252").splitlines()[:HEAD_LINES]
    source = folder / FIXTURE.name
    source.parent.mkdir(parents=True, exist_ok=True)
    source.write_text("\n".join([*head, *map(_written, fee_rows())]) + "\n", encoding="cp1252")
    home = folder / "home"
    with writing(home, notice=lambda _: None) as current:
        entries, outcomes = load_paths(
            home, current, [str(source)], given=None, attested=frozenset(),
            progress=lambda *_: None,
        )  # fmt: skip
        assert not [o.message for o in outcomes if o.refused]
        publish(home, current, added=entries, action="import")
    return CodeBook(home, read_current(home))


def _written(row: list[str]) -> str:
    code, modifier, status, pctc, days, multiple, bilateral, assistant, co, team, base = row
    shares = "0.12,0.74,0.14" if days == "090" else "0.00,0.00,0.00"
    return (
        f"{code},{modifier},Invented service,{status},,1.00,2.00,,1.00,,0.10,3.10,2.10,{pctc},"
        f"{days},{shares},{multiple},{bilateral},{assistant},{co},{team},{base},30.1234,09,0,"
        f"{'88' if multiple == '4' else '99'},0.00,0.00,0.00"
    )
