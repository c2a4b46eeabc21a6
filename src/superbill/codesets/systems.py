"""The code systems, their short names, and how a code of each is written.

A code is stored and shown in its publisher's display form: `E11.9` with its dot, `58565` without.
People and claims write it in other ways; `readings` gives every code that a text may mean.
"""

import re
from datetime import date
from typing import NamedTuple

from superbill.errors import WrongUsage


class System(NamedTuple):
    """One code system.

    form: the regular expression of a code without dots, in capitals; compiled by re when asked
    dot_after: number of characters before the dot, 0 where there is none
    ended: the first day on which no code of it is in force any more, or None
    """

    name: str
    title: str
    publisher: str
    form: str
    dot_after: int = 0
    ended: date | None = None


SYSTEMS: dict[str, System] = {
    s.name: s
    for s in (
        System("icd10cm", "ICD-10-CM", "CDC NCHS and CMS",
               r"[A-Z](?:\d[0-9A-Z]|A\d)[0-9A-Z]{0,4}", dot_after=3),
        System("icd10pcs", "ICD-10-PCS", "CMS", r"[0-9A-HJ-NP-Z]{1,7}"),
        System("hcpcs", "HCPCS Level II", "CMS", r"[A-CE-V]\d{4}"),
        System("cpt", "CPT", "American Medical Association",
               r"\d{5}|\d{4}[AFMTU]"),
        System("icd9cm", "ICD-9-CM", "CDC NCHS and CMS",
               r"\d{2,5}|V\d{2,4}|E\d{3,4}",
               ended=date(2015, 10, 1)),  # 45 CFR 162.1002(b) and (c)
        System("cdt", "CDT", "American Dental Association", r"D\d{4}"),
        System("msdrg", "MS-DRG", "CMS", r"\d{1,3}"),
    )
}  # fmt: skip

# The order in which a bare code is tried where it has the form of several systems: the one in
# which people write it just so comes first. Which of them knows the code decides.
BARE_ORDER = ("cpt", "hcpcs", "cdt", "icd10cm", "icd10pcs", "msdrg", "icd9cm")
DOTTED_ORDER = ("icd10cm", "icd9cm")

_CATEGORY = r"[A-Z](?:\d[0-9A-Z]|A\d)"
_BLOCK = f"{_CATEGORY}-{_CATEGORY}"
_CHAPTER = r"\d{1,2}"


def _is(text: str, form: str) -> bool:
    """Whether the whole text has a form; \\d is 0 to 9 and no digit of another script."""
    return re.fullmatch(form, text, re.ASCII) is not None


class Reading(NamedTuple):
    """One code that a text may mean, in display form."""

    system: str
    code: str


def system_named(name: str) -> System:
    """The system of that short name. Raises WrongUsage with the names there are."""
    found = SYSTEMS.get(name.strip().lower())
    if found is None:
        raise WrongUsage(f"{name!r} is not a code system.", remedy=f"One of: {' '.join(SYSTEMS)}.")
    return found


def readings(text: str, system: str | None = None) -> tuple[Reading, ...]:
    """Every code that `text` may mean, likeliest first, by its form alone.

    `text` may name its system (`cpt:58565`), have its dot or not, in either case.
    Raises WrongUsage where the text has the form of no code.

    >>> readings("e119")[0]
    Reading(system='icd10cm', code='E11.9')
    >>> [r.code for r in readings("icd9cm:0010")]
    ['001.0', '00.10']
    """
    named, colon, rest = text.partition(":")
    if colon:
        if system is not None and system_named(named).name != system_named(system).name:
            raise WrongUsage(f"{text!r} names another system than {system!r}.")
        system, text = named, rest
    bare = text.strip()
    # upper() would make an ASCII letter of some that are not, the long s among them.
    bare = bare.upper() if bare.isascii() else bare
    found: list[Reading] = []
    names = (system_named(system).name,) if system else _order(bare)
    for name in names:
        found += [Reading(name, code) for code in _display_forms(bare, name, named=bool(system))]
    if not found:
        of = f" of {SYSTEMS[names[0]].title}" if system else ""
        raise WrongUsage(
            f"{text.strip()[:40]!r} does not have the form of a code{of}.",
            remedy="Write it as E11.9, 0UL78DZ or 58565, or with its system as icd9cm:250.00.",
        )
    return tuple(found)


def _order(bare: str) -> tuple[str, ...]:
    return DOTTED_ORDER if "." in bare else BARE_ORDER


def _display_forms(bare: str, name: str, *, named: bool) -> list[str]:
    if name == "icd10cm" and (_is(bare, _BLOCK) or (named and _is(bare, _CHAPTER))):
        return [shown] if (shown := bare.lstrip("0")) else []
    system = SYSTEMS[name]
    if name == "icd9cm":
        return _icd9cm_forms(bare)
    undotted = bare.replace(".", "", 1)
    if not _is(undotted, system.form) or undotted.isspace():
        return []
    if name == "icd10pcs" and len(undotted) < 7 and not named and not _looks_like_table(undotted):
        return []
    if name == "msdrg":
        return [undotted.zfill(3)] if "." not in bare else []
    if not system.dot_after:
        return [undotted] if "." not in bare else []
    head, tail = undotted[: system.dot_after], undotted[system.dot_after :]
    shown = f"{head}.{tail}" if tail else head
    return [shown] if "." not in bare or bare.rstrip(".") == shown else []


def _looks_like_table(undotted: str) -> bool:
    """A bare ICD-10-PCS prefix (`0UL`, `0UL7`) mixes digits and letters after a first digit or
    section letter; shorter ones and pure numbers are other systems' codes."""
    return len(undotted) >= 3 and not undotted.isdigit()


def _icd9cm_forms(bare: str) -> list[str]:
    """Diagnoses have three digits before the dot (E codes a letter and three), procedures two:
    without the dot a text may be either."""
    undotted = bare.replace(".", "", 1)
    if not _is(undotted, SYSTEMS["icd9cm"].form):
        return []
    forms: list[str] = []
    cuts = (4,) if undotted[0] == "E" else (3,) if undotted[0] == "V" else (3, 2)
    for cut in cuts:
        head, tail = undotted[:cut], undotted[cut:]
        if len(head) < cut or len(tail) > 2 or (cut == 4 and len(tail) > 1):
            continue
        shown = f"{head}.{tail}" if tail else head
        if "." not in bare or bare.rstrip(".") == shown:
            forms.append(shown)
    return forms
