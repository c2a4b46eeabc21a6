"""Names of sections: by the lists, by the noun of a heading no list has, by what a section holds
together, and by the looks of messy notes. Each case is a note and the sections it must have."""

import pytest

from superbill.knowledge.lexicon import Lexicon
from superbill.notes.document import parse
from superbill.notes.heading_words import by_noun, heading_words, normal_heading
from superbill.notes.narrative import wording
from superbill.notes.section_kinds import kind_of, section_kinds


@pytest.mark.parametrize(
    ("headings", "name"),
    [
        (["HPI", "History of Present Illness", "Interval History"], "history_present"),
        (["PMH", "PMHx", "Past Medical Hx"], "past_medical_history"),
        (["PSH", "Surgical Hx"], "past_surgical_history"),
        (["FHx", "Family Medical History"], "family_history"),
        (["SHx", "Soc Hx"], "social_history"),
        (["ROS", "Review of Symptoms"], "review_of_systems"),
        (["PE", "Physical Exam", "Exam on Admission"], "physical_exam"),
        (["VS", "Vital Signs"], "vitals"),
        (["CC", "Chief Complaint(s)"], "chief_complaint"),
        (["Reason for Visit", "Reason for Encounter"], "reason_for_visit"),
        (["Reason for Consultation"], "consult_question"),
        (["A/P", "A&P", "Assessment & Plan", "IMPRESSION AND PLAN", "Impression/Plan"],
         "assessment_and_plan"),
        (["Impression", "A", "Assessment"], "assessment"),
        (["Dx", "Final Diagnosis", "ED Diagnosis", "Visit Diagnoses"], "diagnosis"),
        (["D/C Dx", "Discharge Diagnoses", "Principal Diagnosis"], "discharge_diagnosis"),
        (["Admitting Diagnosis", "Admission Dx"], "admission_diagnosis"),
        (["Pre-op Dx", "Preoperative Diagnosis"], "preoperative_diagnosis"),
        (["Post-op Dx", "Pre/Post-op Diagnosis"], "postoperative_diagnosis"),
        (["DDx", "Differential Diagnosis"], "differential_diagnosis"),
        (["Hosp Course", "Brief Hospital Course"], "hospital_course"),
        (["ED Course", "Emergency Department Course"], "emergency_course"),
        (["MDM", "Medical Decision Making"], "medical_decision_making"),
        (["Problem List", "Active Problems"], "problem_list"),
        (["Discharge Medications", "Meds on Discharge"], "discharge_medications"),
        (["Medications on Admission"], "admission_medications"),
        (["F/U", "Follow-up"], "follow_up"),
        (["Discharge Instructions"], "instructions"),
        (["Labs", "Lab Results"], "laboratory"),
        (["Imaging", "Chest X-ray", "EKG"], "imaging"),
        (["Surgical Pathology", "Specimen Diagnosis"], "pathology"),
        (["Immunizations"], "immunizations"),
        (["Code Status"], "code_status"),
        (["Attending Attestation"], "attestation"),
        (["Addendum"], "addendum"),
        (["OB History"], "obstetric_history"),
    ],
)  # fmt: skip
def test_the_field_s_names(headings: list[str], name: str, lexicon: Lexicon):
    for heading in headings:
        document = parse(f"{heading}: words here", name="n", lexicon=lexicon)
        assert [s.name for s in document.sections] == [name], heading


@pytest.mark.parametrize(
    ("heading", "name"),
    [
        ("Cardiology Assessment", "assessment"),
        ("Past Oncologic History", "past_medical_history"),
        ("Family Psychiatric History", "family_history"),
        ("History of Falls", "past_medical_history"),
        ("Previous Abdominal Surgery", "past_surgical_history"),
        ("Knee Exam", "physical_exam"),
        ("Wound Culture Results", "imaging"),
        ("Blood Culture Results", "laboratory"),
        ("Proposed Procedure", "procedure_planned"),
        ("Neurosurgery Recommendations", "plan"),
        ("Fall Risk Assessment", None),
        ("Diabetes", None),
        ("", None),
    ],
)
def test_the_noun_of_a_heading(heading: str, name: str | None):
    assert by_noun(normal_heading(heading)) == name


@pytest.mark.parametrize(
    ("why", "text", "sections"),
    [
        ("a review keeps its lines", "ROS:\nConstitutional: denies fever\nCARDIOVASCULAR: no pain",
         ["review_of_systems"]),
        ("an examination keeps its lines", "Exam:\nHEENT: normal\nLUNGS: clear\nImpression: well",
         ["physical_exam", "assessment"]),
        ("an examination without heading", "CC: cough\n\nGeneral: well\nLungs: clear\nPlan: home",
         ["chief_complaint", "physical_exam", "plan"]),
        ("a review without heading", "CC: cough\n\nGeneral: denies fever\nLungs: denies wheeze",
         ["chief_complaint", "review_of_systems"]),
        ("results are no headings", "Labs:\nSODIUM: 140\nPOTASSIUM: 3.1", ["laboratory"]),
        ("a pulse is no plan", "Vitals:\nP: 80\nP: 1. Home", ["vitals", "plan"]),
        ("problems belong to the assessment", "A/P:\n# COPD: stable\n**Gout**\nHYPERTENSION: up",
         ["assessment_and_plan", "assessment_and_plan", "assessment_and_plan",
          "assessment_and_plan"]),
        ("a new part does not", "Plan: home\nDELIVERY NOTE: vacuum used", ["plan", "other"]),
        ("underlined", "Nephrology\n==========\nSeen today.", ["other"]),
        ("numbered", "1. EXAMINATION OF KNEE\nEffusion.\nIV. ASSESSMENT\nEffusion of the knee.",
         ["physical_exam", "assessment"]),
        ("title case before a line end", "Seen.\nNutrition Services:\nReviewed.",
         ["preamble", "other"]),
        ("between blank lines", "Seen.\n\nWound Clinic\n\nShe was seen by the wound nurse today.",
         ["preamble", "other"]),
        ("a double-spaced list has no headings",
         "Seen.\n\nHysteroscopy\n\nPolypectomy\n\nCurettage",
         ["preamble"]),
        ("with a dash", "Plan - home", ["plan"]),
        ("joined by commas", "PREOPERATIVE DIAGNOSIS: , Carpal tunnel., POSTOPERATIVE DIAGNOSIS: , "
         "Same., PROCEDURE: , Release.,TOURNIQUET SETTINGS:, 250.",
         ["preoperative_diagnosis", "postoperative_diagnosis", "procedure_performed", "other"]),
        ("capitals that run on", "PREOPERATIVE DIAGNOSIS CARPAL TUNNEL POSTOPERATIVE DIAGNOSIS "
         "SAME PROCEDURE RELEASE ANESTHESIA LOCAL FINDINGS A FLAT NERVE",
         ["preoperative_diagnosis", "postoperative_diagnosis", "procedure_performed", "anesthesia",
          "findings"]),
        ("capitals within a mixed text",
         "PREOPERATIVE DIAGNOSIS Arthritis POSTOPERATIVE DIAGNOSIS Same",
         ["preoperative_diagnosis", "postoperative_diagnosis"]),
        ("a line that runs together", "Past Medical History: gout Past Surgical History: none "
         "ALLERGIES: none PLAN: rest", ["past_medical_history", "past_surgical_history",
          "allergies", "plan"]),
        ("small words in a line", "She has a family history: unclear. My plan: rest", ["preamble"]),
        ("a quotation is told", 'He said: "Plan: go home."', ["preamble"]),
        ("a list without marks", "DIAGNOSES:\nAsthma\nGout\n\nShe was seen in the clinic today.",
         ["diagnosis", "other"]),
        ("a test in a sentence is no section", "ED Course: Seen. EKG: normal. Troponin: normal.",
         ["emergency_course"]),
        ("what is said to somebody", "Seen.\nNote: read this\nTime: 10:30\nThe plan was this: rest",
         ["preamble"]),
        ("Windows line ends", "Impression\r\n1. COPD\r\nPlan:\r\nHome", ["assessment", "plan"]),
    ],
)  # fmt: skip
def test_sections_of_messy_notes(why: str, text: str, sections: list[str], lexicon: Lexicon):
    document = parse(text, name="n", lexicon=lexicon)
    assert [s.name for s in document.sections] == sections


def test_each_section_has_a_role_and_a_kind(lexicon: Lexicon):
    """A section without one is read as told, whatever it is."""
    names = {term.id for term in lexicon.terms("section")} | {"preamble", "other", "page"}
    assert set(section_kinds()) == names
    assert set(wording().plain.section_roles) == names
    assert kind_of("no such section") == "course"


def test_the_lists_of_headings_name_sections_that_are(lexicon: Lexicon):
    words, names = heading_words(), set(section_kinds())
    assert {n.gives for n in words.nouns} <= names
    held = (*words.held_together, *words.examination_after, *words.parts_of, *words.short_parts_of)
    assert set(held) <= names
    assert {*words.parts_of_kind, *words.short_parts_of_kind} <= set(section_kinds().values())
