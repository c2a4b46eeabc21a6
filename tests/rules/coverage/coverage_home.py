"""Synthetic coverage files, imported into a home of the test's own."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import date
from pathlib import Path

from superbill.codesets.book import CodeBook
from superbill.codesets.catalogue import read_current
from superbill.codesets.home import publish, writing
from superbill.codesets.importing.load import load_paths

FIRST = date(2031, 5, 1)

# Codes and determinations are made up.
LISTS = {
    "A0001": {
        "covered": ["M43.28", "G35.A"],
        "notCovered": ["Z00.00"],
        "lcdIds": ["L90001", "L90002"],
    },
    "A0002": {"covered": [], "notCovered": [], "lcdIds": ["L90003"]},
    "A0003": {"covered": [], "notCovered": ["I10"], "lcdIds": ["L90004"]},
}

_EXPORT_HEADER = (
    "NCD_id,NCD_vrsn_num,natl_cvrg_type,cvrg_lvl_cd,NCD_mnl_sect,NCD_mnl_sect_title,NCD_efctv_dt,"
    "NCD_impltn_dt,NCD_trmntn_dt,itm_srvc_desc,indctn_lmtn,xref_txt,othr_txt,trnsmtl_num,"
    "trnsmtl_issnc_dt,trnsmtl_url,chg_rqst_num,pblctn_cd,rev_hstry,under_rvw,creatd_tmstmp,"
    "last_updt_tmstmp,last_clrnc_tmstmp,NCD_lab,NCD_keyword,NCD_AMA\r\n"
)


def lcd_file(folder: Path, lists: Mapping[str, object] = LISTS) -> Path:
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / "lcd_coverage.json"
    path.write_text(json.dumps(lists), encoding="utf-8")
    return path


def ncd_file(folder: Path, *, begins: str = "1966-01-01", ends: str = "") -> Path:
    """A file with section 230.3 alone, its text made up."""
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / "ncd_2031-05.csv"
    row = (
        f'"1","1","True","2","230.3","Sterilization","{begins} 00:00:00","","{ends}","",'
        '"<p>Made-up text.</p>","","","","","","","25","","True","2024-04-25 15:10:07","","",'
        '"False","","False"\r\n'
    )
    path.write_bytes((_EXPORT_HEADER + row).encode())
    return path


def loaded(home: Path, *files: Path, given: date | None = None) -> CodeBook:
    with writing(home, notice=lambda _: None) as current:
        entries, outcomes = load_paths(
            home, current, [str(f) for f in files], given=given, attested=frozenset(),
            progress=lambda *_: None,
        )  # fmt: skip
        assert len(entries) == len(files), outcomes
        publish(home, current, added=entries, action="import")
    return CodeBook(home, read_current(home))
