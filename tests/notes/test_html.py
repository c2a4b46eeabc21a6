"""HTML: what a page shows, line by line, and never more than once over what never ends."""

import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from superbill.notes.formats.html import read


def shown(markup: str) -> str:
    return read(markup.encode(), "note").text


@pytest.mark.parametrize(
    ("why", "markup", "text"),
    [
        ("headings and paragraphs", "<h2>Plan</h2><p>Go\n home.</p>", "## Plan\n\nGo home."),
        ("scripts and styles", "a<script>if (a<b) {}</script><style>p{}</style>b", "ab"),
        ("a comment", "a<!-- <p>not said</p> -->b", "ab"),
        ("what is hidden", "<p>a</p><p style='display:none'>b</p><div hidden><p>c</p></div>d",
         "a\n\nd"),
        ("hidden without its end", "<p hidden>a<p>b", "b"),
        ("a head without its end", "<html><head><title>t</title><body>b", "b"),
        ("lists", "<ol><li>Asthma<li>Gout</ol><ul><li>foot</ul>",
         "1. Asthma\n2. Gout\n\n- foot"),
        ("a table", "<table><tr><td>Na</td><td>140</td></tr><tr><td/><td>K</td></tr></table>",
         "Na  140\nK"),
        ("entities", "&lt;5 &amp; caf&eacute;&#233;", "<5 & caféé"),
        ("an angle that is said", "A1c < 7 and > 5", "A1c < 7 and > 5"),
        ("a bold line is a heading", "<p><b>Assessment</b></p><p><b>Note</b> well</p>",
         "**Assessment**\n\nNote well"),
        ("boxes of a form", "<input type=checkbox checked>smoker<br><input type='checkbox'>drinks",
         "☒ smoker\n☐ drinks"),
        ("preformatted lines", "<pre>A: 1\nB:   2</pre>", "A: 1\nB:   2"),
    ],
)  # fmt: skip
def test_html(why: str, markup: str, text: str):
    assert shown(markup) == text


@pytest.mark.parametrize(
    "markup",
    ["<!--", "<a ", "&", "<![CDATA[", "</", "<p><b>", "<ol><li>", "<a b='", "<div hidden>", "</p>",
     "<script>", "<", "&#9", "<p hidden></b>"],
)  # fmt: skip
def test_html_that_never_ends_is_read_once(markup: str):
    """The standard library's parser took minutes for 100,000 comments without an end."""
    text = (markup * 1_000_000)[:300_000]
    began = time.process_time()
    shown("<html>" + text)
    assert time.process_time() - began < 5


@settings(max_examples=150, deadline=None)
@given(st.lists(st.sampled_from(
    ["<p>", "</p>", "<li>", "<ol>", "</ol>", "<b>", "</b>", "<td>", "word", " ", "&amp;", "<!--",
     "-->", "< ", ">", "<br/>", "<h1>", "</h1>", "<div", "\n", "<pre>", "</pre>", "'", "<input>"]
), max_size=20).map("".join))  # fmt: skip
def test_any_markup_can_be_read(markup: str):
    said = shown(markup).count("word")
    assert said <= markup.count("word")
    if "<!--" not in markup and "<div" not in markup:
        assert said == markup.count("word")
