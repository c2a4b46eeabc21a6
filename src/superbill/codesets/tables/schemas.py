"""The tables that importers fill and rules read: the contract between the two.

Column names are the publishers' terms in lower case; `says` is what the publisher means by them.
Dates are half open like everywhere: `deletion_date` is the publisher's last day, as the file has
it, and `end` would be the day after.
"""

from __future__ import annotations

from superbill.codesets.tables.table import Column, Table


def _code(name: str, says: str, width: int = 5, *, optional: bool = False) -> Column:
    return Column(name, "code", says, width=width, optional=optional)


def _text(name: str, says: str) -> Column:
    return Column(name, "text", says, optional=True)


def _decimal(name: str, says: str, scale: int = 2) -> Column:
    return Column(name, "decimal", says, scale=scale, optional=True)


def _date(name: str, says: str) -> Column:
    return Column(name, "date", says, optional=True)


PTP = Table(
    "ptp",
    "NCCI procedure-to-procedure edits",
    ("column1", "column2"),
    (
        _code("column1", "column 1 code"),
        _code("column2", "column 2 code, denied beside column 1"),
        Column("indicator", "digit", "modifier indicator: 0 not allowed, 1 allowed, 9 n/a"),
        _date("effective_date", "first day of the edit; None where the file does not state it"),
        _date("deletion_date", "last day of the edit; None while it is in force"),
        Column("prior_to_1996", "flag", "in existence prior to 1996", optional=True),
        _text("rationale", "PTP edit rationale"),
    ),
)

MUE = Table(
    "mue",
    "NCCI medically unlikely edits",
    ("code",),
    (
        _code("code", "HCPCS or CPT code"),
        Column("value", "integer", "most units"),
        Column("mai", "digit", "adjudication indicator: 1 line, 2 day by policy, 3 day, clinical"),
        _text("rationale", "MUE rationale"),
    ),
)

ADD_ON = Table(
    "addon",
    "NCCI add-on code edits",
    ("addon", "primary"),
    (
        _code("addon", "add-on code"),
        _code("primary", "primary code; None: the contractor defines them", optional=True),
        Column("type", "digit", "1 closed list of primaries, 2 contractor's, 3 some listed"),
        _date("effective_date", "first day of the edit"),
        _date("deletion_date", "last day of the edit; None while it is in force"),
        _date("addon_deletion_date", "last day of the add-on code itself; None while valid"),
        _date("primary_deletion_date", "last day of the primary code itself; None while valid"),
        _text("primary_text", "what the file has in the place of a primary code, where no code"),
        _text("instructions", "special instruction"),
    ),
)

PFS = Table(
    "pfs",
    "Physician fee schedule relative values and indicators (PPRRVU)",
    ("code", "modifier"),
    (
        _code("code", "HCPCS or CPT code"),
        _code("modifier", "26, TC or 53; blank for the whole service", 2, optional=True),
        Column("status", "text", "status code"),
        _text("description", "short descriptor: only of HCPCS Level II, never of CPT or CDT"),
        _text("not_used", "+ where Medicare does not pay by these values"),
        _decimal("work_rvu", "work RVU"),
        _decimal("pe_nonfacility_rvu", "non-facility practice expense RVU"),
        _text("pe_nonfacility_na", "NA where the service is rarely done outside a facility"),
        _decimal("pe_facility_rvu", "facility practice expense RVU"),
        _text("pe_facility_na", "NA where the service is rarely done in a facility"),
        _decimal("mp_rvu", "malpractice RVU"),
        _decimal("total_nonfacility_rvu", "total non-facility RVUs, as printed"),
        _decimal("total_facility_rvu", "total facility RVUs, as printed"),
        _text("pctc", "PC/TC indicator"),
        _text("global", "global surgery: 000 010 090 MMM XXX YYY ZZZ"),
        _decimal("preoperative", "preoperative share", 3),
        _decimal("intraoperative", "intraoperative share", 3),
        _decimal("postoperative", "postoperative share", 3),
        _text("multiple_procedure", "multiple procedure (51)"),
        _text("bilateral", "bilateral surgery (50)"),
        _text("assistant", "assistant at surgery"),
        _text("co_surgeon", "co-surgeons (62)"),
        _text("team", "team surgery (66)"),
        _text("price_indicator", "PRIC IND, from 2026"),
        _code("endoscopic_base", "endoscopic base code", optional=True),
        _decimal(
            "conversion_factor",
            "conversion factor; from 2026 of clinicians who are not qualifying APM participants",
            4,
        ),
        _decimal(
            "conversion_factor_qualifying",
            "from 2026: conversion factor of qualifying APM participants",
            4,
        ),
        _text("supervision", "physician supervision of diagnostic procedures"),
        _text("calculation_flag", "calculation flag"),
        _text("imaging_family", "diagnostic imaging family indicator"),
        _decimal("opps_pe_nonfacility", "non-facility PE used for OPPS payment amount"),
        _decimal("opps_pe_facility", "facility PE used for OPPS payment amount"),
        _decimal("opps_mp", "malpractice used for OPPS payment amount"),
    ),
)

GPCI = Table(
    "gpci",
    "Geographic practice cost indices",
    ("mac", "locality"),
    (
        _code("mac", "Medicare administrative contractor"),
        _code("locality", "locality number", 2),
        _text("state", "state"),
        _text("name", "locality name"),
        _decimal("work", "work GPCI (with floor, where the file states one)", 3),
        _decimal("work_without_floor", "work GPCI without the 1.0 floor", 3),
        _decimal("pe", "practice expense GPCI", 3),
        _decimal("mp", "malpractice GPCI", 3),
    ),
)

LOCALITY = Table(
    "locality",
    "Localities and their counties",
    ("mac", "locality"),
    (
        _code("mac", "Medicare administrative contractor"),
        _code("locality", "locality number", 2),
        _text("state", "state"),
        _text("name", "fee schedule area"),
        _text("counties", "counties"),
    ),
)

ANESTHESIA = Table(
    "anesthesia",
    "Anaesthesia conversion factors",
    ("mac", "locality"),
    (
        _code("mac", "Medicare administrative contractor"),
        _code("locality", "locality number", 2),
        _text("name", "locality name"),
        _decimal("conversion_factor", "anaesthesia conversion factor", 4),
        _decimal("national", "national anaesthesia conversion factor, as the header states it", 4),
    ),
)

OPPS_CAP = Table(
    "oppscap",
    "OPPS caps on imaging under the physician fee schedule",
    ("code", "modifier", "mac"),
    (
        _code("code", "HCPCS or CPT code"),
        _code("modifier", "TC, 26 or blank", 2, optional=True),
        _code("mac", "Medicare administrative contractor"),
        Column("locality", "text", "locality number"),
        _text("status", "procedure status"),
        _decimal("facility_price", "facility price, dollars"),
        _decimal("nonfacility_price", "non-facility price, dollars"),
    ),
)

OPPS = Table(
    "opps",
    "OPPS Addendum B: status indicator and payment of each code",
    ("code",),
    (
        _code("code", "HCPCS or CPT code"),
        _text("status", "OPPS status indicator"),
        _text("apc", "ambulatory payment classification"),
        _decimal("relative_weight", "relative weight", 4),
        _decimal("payment_rate", "payment rate, dollars", 3),
        _decimal("national_copayment", "national unadjusted copayment, dollars", 3),
        _decimal("minimum_copayment", "minimum unadjusted copayment, dollars", 3),
        _decimal("adjusted_copayment", "adjusted beneficiary copayment, dollars", 3),
        _text("ira_coinsurance", "coinsurance under the Inflation Reduction Act, in percent"),
        _text("copayment_note", "note on the copayment"),
        _text("pass_through_end", "drug and device pass-through expiration within the year"),
        _text("change", "* where the row changed"),
    ),
)

OPPS_STATUS = Table(
    "opps_status",
    "OPPS status indicators (Addendum D1)",
    ("status",),
    (
        _code("status", "status indicator", 2),
        _text("item", "items, codes or services that have it"),
        _text("payment", "OPPS payment status"),
    ),
)

LCD = Table(
    "lcd",
    "Local coverage: diagnoses that determinations list for a code",
    ("code", "icd10cm"),
    (
        _code("code", "HCPCS or CPT code"),
        _code(
            "icd10cm", "ICD-10-CM code without its dot; None: they list no diagnosis", 7,
            optional=True,
        ),
        Column(
            "covered", "flag", "whether the diagnosis supports the code; None beside no diagnosis",
            optional=True,
        ),
        Column("lcds", "text", "determinations of the code, divided by blanks: one says so"),
    ),
)  # fmt: skip

TABLES: dict[str, Table] = {
    t.name: t
    for t in (PTP, MUE, ADD_ON, PFS, GPCI, LOCALITY, ANESTHESIA, OPPS_CAP, OPPS, OPPS_STATUS, LCD)
}
