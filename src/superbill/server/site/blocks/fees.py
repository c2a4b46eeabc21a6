"""What it is paid: indicators, relative value units, fees by place and locality, global period."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from superbill.codesets.answers import Concept
from superbill.errors import NotLoaded, SuperbillError
from superbill.server.site.blocks.block import Asked, Block
from superbill.tools.context import Context
from superbill.tools.global_window import fee_indicators, global_window
from superbill.tools.opps import opps
from superbill.tools.payment import fee

SYSTEMS = ("cpt", "hcpcs")


def build(context: Context, concept: Concept, on: date, asked: Asked) -> Mapping[str, Any] | None:
    """asked: `locality`, as CA-05 or 01112-05; left out: the national amounts."""
    status = concept.status
    if status.system == "msdrg":
        weights = concept.properties.get("weights", ())
        return {"weights": weights} if weights else None
    if status.system not in SYSTEMS:
        return None
    code, locality = status.code, asked.get("locality") or None
    said: dict[str, Any] = {"locality": locality or ""}
    for name, ask in (
        ("fee", lambda: fee(context, code, on=on, locality=locality)),
        ("indicators", lambda: fee_indicators(context, code, on=on)),
        ("window", lambda: global_window(context, code, on=on)),
        ("opps", lambda: opps(context, code, on=on)),
    ):
        try:
            said[name] = ask()
        except NotLoaded as fault:
            said[f"no_{name}"] = str(fault)
        except SuperbillError as fault:  # a locality that isn't one
            said[f"no_{name}"] = str(fault)
            said["refused"] = True
    return said


def preview(said: Mapping[str, Any]) -> str:
    if "weights" in said:
        return "Relative weight and lengths of stay."
    return "Fees facility and non-facility, by locality; relative value units; global calendar."


BLOCK = Block("fees", "Fees", False, build, preview)
