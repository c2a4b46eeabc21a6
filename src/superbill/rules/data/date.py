"""`data.date`: a date of service can be one."""

from __future__ import annotations

from superbill.citation import Citation
from superbill.dates import within
from superbill.rules.claim import Line, Scene
from superbill.rules.data.parameters import dates
from superbill.rules.finding import Finding
from superbill.rules.rule import Outcome, Rule

RULE = Rule(
    id="data.date",
    title="The date of service can be read, and can be meant",
    payer="every payer",
    source=Citation("superbill", "rules/data/dates.yaml: the days that a date of service can be"),
    grain="line",
)


def check(scene: Scene) -> Outcome:
    """An error for a line of a day on which no claim can be; silence else."""
    known = dates()
    return Outcome(
        tuple(
            _finding(line, at, scene)
            for at, line in enumerate(scene.claim.lines)
            if not within(scene.day_of(line), known.first, known.end)
        )
    )


def _finding(line: Line, at: int, scene: Scene) -> Finding:
    known, day = dates(), scene.day_of(line)
    early = day < known.first
    bound = f"before {known.first.isoformat()}" if early else f"from {known.end.isoformat()} on"
    return Finding(
        RULE.id, "error", "date too early" if early else "date too late", (str(line),),
        f"{line.code} is dated {day.isoformat()}; no claim is judged {bound}.",
        "Correct the date of service.",
        None, Citation(known.first_source if early else known.end_source, "date of service"),
        (at,),
    )  # fmt: skip
