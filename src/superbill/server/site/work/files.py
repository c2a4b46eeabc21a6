"""The claim and the coding as files: JSON as the command line gives it, CSV that `superbill scrub`
reads, and a Claim of FHIR R4."""

from __future__ import annotations

import csv
import io
import json
from typing import Any

from superbill.claims.layout import MANY
from superbill.server.site.work.bench import Bench, as_result
from superbill.server.site.work.claim import Diagnosis, FinishedClaim, ServiceLine, finished

_COLUMNS = (
    "claim", "line", "code", "modifiers", "units", "dos", "dx", "pos", "payer", "setting", "age",
    "sex",
)  # fmt: skip
_FORMULA = ("=", "+", "-", "@", "\t")
"""A cell that begins so is worked out by a spreadsheet."""

_FHIR = {
    "icd10cm": "http://hl7.org/fhir/sid/icd-10-cm",
    "icd9cm": "http://hl7.org/fhir/sid/icd-9-cm",
    "icd10pcs": "http://www.cms.gov/Medicare/Coding/ICD10",
    "cpt": "http://www.ama-assn.org/go/cpt",
    "hcpcs": "http://www.cms.gov/Medicare/Coding/HCPCSReleaseCodeSets",
    "cdt": "http://www.ada.org/cdt",
}
"""HL7 Terminology, the systems that FHIR R4 names for these code sets (read November 2026)."""
_THO = "http://terminology.hl7.org/CodeSystem/"
_PLACES = "https://www.cms.gov/Medicare/Coding/place-of-service-codes/Place_of_Service_Code_Set"
_ABSENT = {
    "extension": [
        {"url": "http://hl7.org/fhir/StructureDefinition/data-absent-reason",
         "valueCode": "unknown"}
    ]
}  # fmt: skip
_OWNED = ("cpt", "cdt")
"""Systems whose text is their owners': no file holds it."""


def as_json(bench: Bench) -> str:
    """One document in the shape of `superbill code --json`; `by` says whose each code is."""
    shown = as_result(bench).as_dict()
    by = {(s.entry.system, s.entry.code): s.by for s in bench.shown}
    for one in shown["codes"]:
        one["by"] = by.get((one["system"], one["code"]), "coder")
    rejected = {(o.system, o.code) for o in bench.offered if o.by == "coder"}
    for one in shown["candidates"]:
        one["by"] = "coder" if (one["system"], one["code"]) in rejected else "engine"
    return json.dumps(shown, ensure_ascii=False, indent=1) + "\n"


def as_csv(bench: Bench) -> str:
    """A book of one claim, a row for each line; of a stay without lines the diagnoses alone."""
    claim, out = finished(bench), io.StringIO()
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow(_COLUMNS)
    encounter = claim.encounter
    name = f"'{claim.name}" if claim.name.startswith(_FORMULA) else claim.name
    codes = [d.shown.entry.code for d in claim.diagnoses]
    age = "" if encounter.age is None else encounter.age
    after = (encounter.pos, encounter.payer, encounter.setting, age, encounter.sex)
    for line in claim.lines:
        entry = line.shown.entry
        pointed = MANY.join(codes[n - 1] for n in line.points) if line.pointed else MANY.join(codes)
        writer.writerow((name, line.number, entry.code, MANY.join(entry.modifiers), entry.units,
                         encounter.on.isoformat(), pointed, *after))  # fmt: skip
    if not claim.lines and codes:
        writer.writerow((name, 1, "", "", "", encounter.on.isoformat(), MANY.join(codes), *after))
    return out.getvalue()


def as_fhir(bench: Bench) -> str:
    """A draft Claim of FHIR R4. Patient, provider and coverage are not known here and say so; no
    text of CPT or CDT is in it."""
    claim = finished(bench)
    encounter = claim.encounter
    kind = "professional" if encounter.setting in ("practitioner", "dme") else "institutional"
    resource: dict[str, Any] = {
        "resourceType": "Claim",
        "status": "draft",
        "type": {"coding": [{"system": f"{_THO}claim-type", "code": kind}]},
        "use": "claim",
        "patient": _ABSENT,
        "billablePeriod": {"start": encounter.on.isoformat(), "end": encounter.on.isoformat()},
        "created": encounter.on.isoformat(),
        "provider": _ABSENT,
        "priority": {"coding": [{"system": f"{_THO}processpriority", "code": "normal"}]},
        "diagnosis": [_diagnosis(n, d) for n, d in enumerate(claim.diagnoses, 1)],
        "procedure": [
            {"sequence": n, "procedureCodeableConcept": _concept(line)}
            for n, line in enumerate(_stay(claim), 1)
        ],
        "insurance": [
            {"sequence": 1, "focal": True, "coverage": {"display": encounter.payer.capitalize()}}
        ],
        "item": [_item(n, line, claim) for n, line in enumerate(_services(claim), 1)],
    }
    kept = {key: value for key, value in resource.items() if value != []}
    return json.dumps(kept, ensure_ascii=False, indent=1) + "\n"


def _stay(claim: FinishedClaim) -> list[ServiceLine]:
    return [line for line in claim.lines if line.shown.entry.system in ("icd10pcs", "icd9cm")]


def _services(claim: FinishedClaim) -> list[ServiceLine]:
    return [line for line in claim.lines if line.shown.entry.system not in ("icd10pcs", "icd9cm")]


def _coding(system: str, code: str, title: str) -> dict[str, str]:
    coding = {"system": _FHIR[system], "code": code}
    return coding if system in _OWNED or not title else {**coding, "display": title}


def _concept(line: ServiceLine) -> dict[str, Any]:
    entry = line.shown.entry
    return {"coding": [_coding(entry.system, entry.code, line.shown.title)]}


def _diagnosis(number: int, one: Diagnosis) -> dict[str, Any]:
    shown = one.shown
    entry = shown.entry
    said: dict[str, Any] = {
        "sequence": number,
        "diagnosisCodeableConcept": {"coding": [_coding(entry.system, entry.code, shown.title)]},
    }
    if shown.role == "principal":
        principal = {"system": f"{_THO}ex-diagnosistype", "code": "principal"}
        said["type"] = [{"coding": [principal]}]
    if entry.poa in ("Y", "N", "U", "W"):
        said["onAdmission"] = {
            "coding": [
                {"system": f"{_THO}ex-diagnosis-on-admission", "code": entry.poa.lower()}
            ]
        }  # fmt: skip
    return said


def _item(number: int, line: ServiceLine, claim: FinishedClaim) -> dict[str, Any]:
    entry, encounter = line.shown.entry, claim.encounter
    said: dict[str, Any] = {
        "sequence": number,
        "diagnosisSequence": list(line.points),
        "productOrService": _concept(line),
        "modifier": [
            {"coding": [{"system": _FHIR[_system_of_modifier(m)], "code": m}]}
            for m in entry.modifiers
        ],
        "servicedDate": encounter.on.isoformat(),
        "locationCodeableConcept": {"coding": [{"system": _PLACES, "code": encounter.pos}]},
        "quantity": {"value": entry.units},
    }
    if encounter.setting not in ("practitioner", "dme"):
        said.pop("locationCodeableConcept")
    return {key: value for key, value in said.items() if value != []}


def _system_of_modifier(modifier: str) -> str:
    """CPT's modifiers are numbers, a number and P, or P and a number; the others are HCPCS's.

    >>> [_system_of_modifier(m) for m in ("59", "LT", "P3", "8P", "GA")]
    ['cpt', 'hcpcs', 'cpt', 'cpt', 'hcpcs']
    """
    own = modifier[0].isdigit() or (modifier[0] == "P" and modifier[1].isdigit())
    return "cpt" if own else "hcpcs"
