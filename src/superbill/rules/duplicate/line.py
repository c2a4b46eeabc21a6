"""`duplicate.line`: the same service stands twice on a claim, and nothing says that it was."""

from __future__ import annotations

from datetime import date

from superbill.citation import Citation
from superbill.rules.claim import Line, Scene
from superbill.rules.finding import Check, Finding
from superbill.rules.rule import Outcome, Rule

RULE = Rule(
    id="duplicate.line",
    title="A service stands once, or a modifier says why it stands again",
    payer="Medicare's manual; other payers detect duplicates likewise",
    source=Citation(
        "Medicare Claims Processing Manual",
        "chapter 1, section 120, Detection of Duplicate Claims",
        url="https://www.cms.gov/regulations-and-guidance/guidance/manuals/downloads/clm104c01.pdf",
    ),
)  # fmt: skip

SYSTEMS = ("cpt", "hcpcs")
"""Lines of these systems repeat nothing without a modifier. An ICD-10-PCS code may stand twice:
guideline B3.2 has the same root operation coded again at another place."""

SAYS_REPEATED = frozenset({"76", "77", "91", "59", "XE", "XP", "XS", "XU"})

Same = tuple[str, tuple[str, ...], date, str | None]


def check(scene: Scene) -> Outcome:
    """A warning for each service that stands more than once, at the lines after the first."""
    first: dict[Same, list[int]] = {}
    for at, line in enumerate(scene.claim.lines):
        if line.system in SYSTEMS and SAYS_REPEATED.isdisjoint(line.modifiers):
            provider = line.provider or scene.claim.provider
            # The order of modifiers makes no other service.
            same = (line.code, tuple(sorted(line.modifiers)), scene.day_of(line), provider)
            first.setdefault(same, []).append(at)
    repeated = [at for at in first.values() if len(at) > 1]
    if repeated:
        return Outcome(tuple(_finding(scene, tuple(at)) for at in repeated))
    if sum(map(len, first.values())) < 2:
        return Outcome()
    return Outcome((), (Check(RULE.id, None, "no service stands twice"),))


def _finding(scene: Scene, at: tuple[int, ...]) -> Finding:
    lines: tuple[Line, ...] = tuple(scene.claim.lines[i] for i in at)
    day = scene.day_of(lines[0]).isoformat()
    mods = lines[0].modifiers
    alike = f" with the same modifiers ({' '.join(mods)})" if mods else ""
    times = "twice" if len(lines) == 2 else f"{len(lines)} times"
    return Finding(
        RULE.id, "warning", "stands again", tuple(map(str, lines)),
        f"{lines[0].code} stands {times} on {day}{alike}; a line like another is denied as its"
        " duplicate.",
        "Where it was done once, keep one line. Where it was done again, say so on the later line"
        " with 76 or 77 (91 for a laboratory test), with the site, or state the units on one line.",
        None, RULE.source, at,
    )  # fmt: skip
