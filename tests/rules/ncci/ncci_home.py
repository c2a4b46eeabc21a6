"""Synthetic NCCI tables, written in CMS's layouts and imported into a home of the test's own."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from pathlib import Path

from superbill.codesets.book import CodeBook
from superbill.codesets.catalogue import read_current
from superbill.codesets.home import publish, writing
from superbill.codesets.importing.load import load_paths

_PTP_HEAD = (
    "A made-up notice of the owner of some codes.\t\t\t\t\t\t\n"
    "Column1/Column2 Edits\t\t\t\t\t\t\n"
    "Column 1\tColumn 2\t*=in existence\tEffective\tDeletion\tModifier\tPTP Edit Rationale\n"
    "\t\tprior to 1996\tDate\tDate\t0=not allowed\t\n"
    "\t\t\t\t*=no data\t1=allowed\t\n"
    "\t\t\t\t\t9=not applicable\t\n"
)
_PTP_NAMES = {
    "ncci.ptp.practitioner": "ccipra-v302r0-f{part}.TXT",
    "ncci.ptp.outpatient": "ccioph-v302r0-f{part}.TXT",
    "ncci.ptp.medicaid.practitioner": "medicaid-ncci-q3-2024-ptp-practitioner-r0-f{part}.txt",
}
_MUE_NAMES = {
    "ncci.mue.practitioner": ("MCR_MUE_PractitionerServices_Eff_{day}.csv", "Practitioner"),
    "ncci.mue.outpatient": ("MCR_MUE_OutpatientHospitalServices_Eff_{day}.csv",
                            "Outpatient Hospital"),
    "ncci.mue.dme": ("MCR_MUE_DMESupplierServices_Eff_{day}.csv", "DME Supplier"),
    "ncci.mue.medicaid.practitioner": ("MCD_MUE_PractitionerServices_Eff_{day}.csv",
                                       "Practitioner"),
}  # fmt: skip
_MAI = {
    "1": "1 Line Edit",
    "2": "2 Date of Service Edit: Policy",
    "3": "3 Date of Service Edit: Clinical",
}


def book_of(
    folder: Path, tables: Mapping[str, Iterable[str]], *, mue_edition: date = date(2024, 7, 1)
) -> CodeBook:
    """A code book with these tables of 2024 Q3. Rows: as the cases beside the rules write them."""
    files = [
        path
        for family, rows in tables.items()
        for path in _files(folder / "files", family, list(rows), mue_edition)
    ]
    home = folder / "home"
    with writing(home, notice=lambda _: None) as current:
        entries, outcomes = load_paths(
            home, current, [str(path) for path in files], given=None, attested=frozenset(),
            progress=lambda *_: None,
        )  # fmt: skip
        assert {e.release.family for e in entries} == set(tables), outcomes
        publish(home, current, added=entries, action="import")
    return CodeBook(home, read_current(home))


def _files(folder: Path, family: str, rows: list[str], mue_edition: date) -> list[Path]:
    folder = folder / family
    folder.mkdir(parents=True)
    if family in _PTP_NAMES:
        return _ptp(folder, _PTP_NAMES[family], rows)
    if family in _MUE_NAMES:
        return [_mue(folder, *_MUE_NAMES[family], rows, mue_edition)]
    return [_addon(folder, rows)]


def _ptp(folder: Path, name: str, rows: list[str]) -> list[Path]:
    """All rows stand in the first of four parts, sorted; the others have one of their own."""
    parts = [sorted(rows), *([f"V000{part} V0009 19960101 * 0"] for part in (2, 3, 4))]
    paths: list[Path] = []
    for part, mine in enumerate(parts, 1):
        text = _PTP_HEAD
        for row in mine:
            column1, column2, first, last, indicator = row.split()
            text += f"{column1}\t{column2}\t\t{first}\t{last}\t{indicator}\tMade-up reason\n"
        path = folder / name.format(part=part)
        path.write_bytes(text.replace("\n", "\r\n").encode())
        paths.append(path)
    return paths


def _mue(folder: Path, name: str, title: str, rows: list[str], edition: date) -> Path:
    text = f'"A made-up notice.\n\nIt ends.",,,\n"HCPCS/\nCPT Code",{title} Services MUE Values,'
    text += "MUE Adjudication Indicator,MUE Rationale\n"
    for row in rows:
        code, value, mai = row.split()
        text += f"{code},{value},{_MAI[mai]},Made-up\n"
    path = folder / name.format(day=edition.strftime("%m-%d-%Y"))
    path.write_bytes(text.replace("\n", "\r\n").encode())
    return path


def _addon(folder: Path, rows: list[str]) -> Path:
    """Fixed-width records; days as year and day of the year."""
    text = ""
    for row in rows:
        kind, code, primary, first, last, *note = row.split(" ", 5)
        days = _day_of_year(first) + _day_of_year(last)
        text += f"{kind}{code}{'':7}{primary}{'':7}{days}{''.join(note):<57}\r\n"
    path = folder / "AOC_V2024Q3-F-MCR.txt"
    path.write_bytes(text.encode())
    return path


def _day_of_year(written: str) -> str:
    if written == "*":
        return " " * 7
    return date.fromisoformat(f"{written[:4]}-{written[4:6]}-{written[6:]}").strftime("%Y%j")
