"""How sure a code is, from 0 to 1.

This is the confidence of services, and of diagnoses by lexicon and cards: NOT CALIBRATED, as no
public notes with experts' CPT codes were found to fit it on. The numbers order the codes of one
note and rise with the evidence; they are not frequencies.

The confidence of diagnoses that a note names (mention_features.py) is calibrated: of 2,020 codes
reported on notes that it was not fitted on, those of each tenth were right as often as it said but
for 1.6 points in the mean (`benchmarks/mentions.py`, 2026-11-25; docs/scorecard.md has the curve).
It is the chance that experts who code every mention give the code, which is no guideline coding.
What was learned (learning/) is calibrated on parts of the course that taught it nothing.
"""

from __future__ import annotations

_FIRST = 0.55
_PLACES = (0.0, 0.12, 0.16)
_FIELD = 0.04
_FIELDS_AT_MOST = 6
_PER_QUESTION = 0.15
CEILING = 0.95


def confidence(*, places: int, fields: int, questions: int = 0) -> float:
    """Rises with the places of the note that say so and with the fields of the frame that they
    meet; falls with each question that stays open.

    places: spans of evidence; 0 gives 0
    fields: stated fields of the card's frame that are met (0 for a diagnosis)

    >>> confidence(places=2, fields=4) > confidence(places=1, fields=4)
    True
    """
    if places <= 0:
        return 0.0
    value = _FIRST + _PLACES[min(places, len(_PLACES)) - 1]
    value += _FIELD * min(fields, _FIELDS_AT_MOST)
    return round(max(0.05, min(CEILING, value - _PER_QUESTION * questions)), 2)
