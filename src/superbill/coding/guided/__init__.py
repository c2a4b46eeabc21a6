"""Diagnoses by the Official Guidelines: from all that a note mentions to what is reported.

    Mentioned -> [Condition] -> stages (guide.py, in their order) -> sequence -> Proposal

Each stage is a module with one function, `stage(conditions, case) -> Staged`, its data in YAML
beside it where it has any. A stage takes the conditions as they are and gives them back with some
rejected, replaced or added, and says in a step what it did.
"""
