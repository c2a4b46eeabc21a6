"""Where the data home is."""

from __future__ import annotations

import os
from pathlib import Path


def default_home() -> Path:
    """`$SUPERBILL_HOME`, else the platform's folder for a user's data."""
    named = os.environ.get("SUPERBILL_HOME")
    if named:
        return Path(named)
    from platformdirs import user_data_path  # slow to import, and rarely needed

    return user_data_path("superbill", appauthor=False)
