"""Which format reads a file, and the small ones."""

import pytest

from superbill.errors import WrongUsage
from superbill.notes.files import SUFFIXES
from superbill.notes.formats.table import FORMATS, format_of


def text_of(data: bytes, suffix: str) -> str:
    return format_of(data, suffix).read(data, "note").text


def test_every_suffix_belongs_to_one_format():
    assert len(SUFFIXES) == len(set(SUFFIXES))
    assert all(format_of(b"x", suffix).name == f.name for f in FORMATS for suffix in f.suffixes)


def test_rtf():
    data = rb"{\rtf1\ansi{\fonttbl{\f0 Arial;}}\b PLAN:\b0  She\rquote s home \u8211? ok.\par Next}"
    assert text_of(data, ".rtf") == "PLAN: She’s home – ok.\nNext"


def test_what_only_claims_to_be_rtf_is_refused():
    with pytest.raises(WrongUsage, match="not RTF"):
        text_of(b"plain words", ".rtf")
