"""What a sentence says of its marked words: [[...]] in the text, assertion and cue beside it."""

import pytest

from superbill.notes.assertions import assert_span

CASES = [
    ("affirmed", None, "There was a [[polyp]] on the fundus.", "nothing said against it"),
    ("negated", "no", "There was no [[polyp]] on the fundus.", "cue before"),
    ("negated", "denies", "She denies fever, chills or [[pelvic pain]].", "reaches along a list"),
    ("negated", "was not", "The [[polyp]] was not seen.", "cue after"),
    ("affirmed", None, "The [[implant]] was placed without difficulty.", "false cue"),
    ("affirmed", None, "No polyp but a [[fibroid]] was seen.", "but ends the reach"),
    ("affirmed", None, "[[Bleeding]] with no increase since.", "no increase negates nothing"),
    ("possible", "possible", "Findings suggest possible [[adenomyosis]].", "cue before"),
    ("possible", "cannot be excluded", "A [[septum]] cannot be excluded.", "cue after"),
    ("negated", "No", "No evidence of possible [[perforation]].", "negated outranks possible"),
    ("hypothetical", "return if", "Return if [[bleeding]] recurs.", "a condition"),
    ("hypothetical", "Risks of", "Risks of [[perforation]] were reviewed.", "a risk"),
    ("historical", "s/p", "s/p [[D&C]] in 2010", "cue before"),
    ("historical", "in 2010", "She had a [[D&C]] in 2010.", "a year"),
    ("historical", "years ago", "[[Tubal ligation]] ten years ago.", "cue after"),
    ("family", "Mother", "Mother had [[endometrial cancer]].", "someone else's"),
    ("negated", "no", "Her mother had no [[cancer]].", "negated outranks family"),
    ("affirmed", None, "Advanced maternal age; [[infertility]].", "maternal age is her own"),
]  # fmt: skip


@pytest.mark.parametrize(("assertion", "cue", "marked", "why"), CASES)
def test_assertion(assertion: str, cue: str | None, marked: str, why: str):
    before, _, rest = marked.partition("[[")
    words, _, after = rest.partition("]]")
    text = before + words + after
    said, evidence = assert_span(text, len(before), len(before) + len(words))
    assert said == assertion
    if cue is None:
        assert evidence is None
    else:
        assert evidence is not None
        assert text[evidence.start : evidence.end] == evidence.text
        assert evidence.text.lower().startswith(cue.lower())
