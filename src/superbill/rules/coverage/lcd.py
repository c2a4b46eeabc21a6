"""`coverage.lcd`: diagnoses that local coverage determinations list for the code."""

from __future__ import annotations

from superbill.citation import Citation
from superbill.codesets.shelf import how_to_load
from superbill.errors import NotLoaded
from superbill.rules.book import Table
from superbill.rules.claim import Line, Scene
from superbill.rules.coverage.lcd_lists import FAMILY, MERGED, SYSTEMS, WHOSE, Listing, listing
from superbill.rules.coverage.ncd import NOTICES
from superbill.rules.finding import NOT_LOADED, Check, Finding, Severity
from superbill.rules.ncci.edits import named
from superbill.rules.rule import Outcome, Rule

RULE = Rule(
    id="coverage.lcd",
    title="A diagnosis of the line is listed as supporting the code in a local determination",
    payer="Medicare, each contractor's own",
    source=Citation(
        "Social Security Act, section 1862(a)(1)(A) and 1869(f)(2)(B)",
        "local coverage determinations and their articles",
        url="https://www.cms.gov/medicare-coverage-database",
    ),
    table="lists of the Medicare Coverage Database's local determinations",
)

REMEDY = (
    "Read the determination if it is your contractor's. Another diagnosis only where the record"
    " bears it out. If denial is to be expected: GA with a notice (ABN) signed before the service,"
    " GZ without one. NCCI edits and their modifiers do not bear on coverage."
)


def check(scene: Scene) -> Outcome:
    """A warning for each line of which the determinations at hand list no diagnosis as supporting,
    or some as not supporting; a check for the others. Never an error: whose determinations they
    are, the file does not say."""
    if scene.payer != "medicare" or scene.setting == "inpatient":
        return Outcome()
    findings: list[Finding] = []
    checked: dict[Check, None] = {}
    for at, line in enumerate(scene.claim.lines):
        if line.system not in SYSTEMS:
            continue
        try:
            table = scene.book.table(FAMILY, FAMILY, on=scene.day_of(line))
        except NotLoaded as missing:
            checked[Check(RULE.id, None, f"{NOT_LOADED}: {missing}")] = None
            continue
        found, said = _of_line(line, at, scene, table)
        findings += [found] if found else []
        checked[Check(RULE.id, table.release.id, f"{said}{_late(table)}")] = None
    return Outcome(tuple(findings), tuple(checked))


def _late(table: Table) -> str:
    if not table.stale:
        return ""
    return (
        f". Answered by {table.release.id}, which is older than the date of service; load a newer"
        f" one with: {how_to_load(FAMILY)}"
    )


def _of_line(line: Line, at: int, scene: Scene, table: Table) -> tuple[Finding | None, str]:
    """The finding of a line, if any, and what was looked at."""
    pointed = line.dx or scene.claim.diagnoses
    lists = listing(table, line.code, pointed)
    if lists is None:
        return None, (
            f"{line.code}: no determination in edition {table.release.id}, which does not hold all:"
            " a contractor may have one"
        )
    if lists.silent:
        return None, f"{line.code}: {lists.named} list no diagnosis for it; their text decides"
    if not pointed:
        return None, f"{line.code}: {lists.named} list diagnoses, the claim has none: not judged"
    found = _finding(line, at, lists, _late(table))
    if lists.supporting:
        return found, (
            f"{line.code}: {named(lists.supporting)} listed as supporting it in some group of"
            f" {lists.named}: {MERGED}. Not a promise of coverage"
        )
    if found is None:
        return None, f"{line.code}: {named(pointed)} not among those that {lists.named} rule out"
    return found, f"{line.code}: no diagnosis listed as supporting it in {table.release.id}"


def _finding(line: Line, at: int, lists: Listing, late: str) -> Finding | None:
    severity: Severity = "warning"
    if lists.against:
        verdict = "listed as not supporting"
        said = f"{named(lists.against)} is listed as not supporting {line.code} in {_where(lists)}"
        if lists.supporting:
            severity = "info"
            said += f"; {named(lists.supporting)} is listed as supporting it"
    elif lists.positive and not lists.supporting:
        verdict = "not listed as supporting"
        said = f"No diagnosis of the line ({named(lists.unlisted)}) is listed as supporting"
        said += f" {line.code} in {_where(lists)}"
    else:
        return None
    notices = [m for m in NOTICES if m in line.modifiers]
    if notices:
        severity = "info"
        said += f"; the line carries {' and '.join(notices)}"
    message = f"{said}. {_sentence(MERGED)}; {WHOSE}{late}."
    return Finding(
        RULE.id, severity, verdict, (str(line),), message, REMEDY, lists.release, lists.citation,
        at=(at,),
    )  # fmt: skip


def _where(lists: Listing) -> str:
    return f"any group of {lists.named}" if not lists.against else f"some group of {lists.named}"


def _sentence(text: str) -> str:
    return text[0].upper() + text[1:]
