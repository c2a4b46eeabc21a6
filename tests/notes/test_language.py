"""A note in another language is not read as if it were English: its denials would be lost."""

from __future__ import annotations

from datetime import date

import pytest

from superbill.notes.language import other_language
from superbill.tools.code import code
from superbill.tools.context import Context


@pytest.mark.parametrize(
    ("why", "text", "language"),
    [
        ("Spanish", "Paciente con diabetes mellitus tipo 2 y sin hipertension.", "Spanish"),
        ("German", "Die Patientin hat keine Hypertonie und wird mit Insulin behandelt.", "German"),
        ("French", "Patient sans diabète, avec une hypertension depuis dix ans.", "French"),
        ("English", "No hypertension; diabetes mellitus, type 2, on insulin.", None),
        ("letters alone", "HTN, DM2, CKD", None),
        ("nothing", "", None),
    ],
)
def test_a_language_is_known_by_its_small_words(why: str, text: str, language: str | None) -> None:
    assert other_language(text) == language, why


def test_nothing_of_another_language_is_coded(context: Context) -> None:
    note = "Paciente con diabetes mellitus tipo 2 y sin hipertension."
    found = code(context, note, on=date(2025, 11, 3))
    assert found.codes == ()
    assert found.messages[0].startswith("The note is in Spanish")


def test_an_edition_older_than_the_day_says_so(context: Context) -> None:
    found = code(context, "ASSESSMENT: Gout.", on=date(2030, 1, 1))
    assert found.stale
    assert any("later than what the newest edition at hand covers" in m for m in found.messages)
