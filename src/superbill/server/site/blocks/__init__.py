"""The blocks of a code page. To add one: a module with `BLOCK`, named in BLOCKS at its place, and
a template of its name in templates/site/blocks/.
"""

from __future__ import annotations

from superbill.server.site.blocks import (
    axes,
    crosswalks,
    description,
    documentation,
    edits,
    fees,
    history,
    record,
    steps,
    tabular,
)
from superbill.server.site.blocks.block import Block

BLOCKS: tuple[Block, ...] = (
    description.BLOCK,
    steps.BLOCK,
    axes.BLOCK,
    tabular.BLOCK,
    record.BLOCK,
    documentation.BLOCK,
    edits.BLOCK,
    fees.BLOCK,
    crosswalks.BLOCK,
    history.BLOCK,
)
