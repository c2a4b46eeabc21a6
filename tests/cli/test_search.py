"""`superbill search`, one query and a file of them, as the contract says (docs/cli.md)."""

from __future__ import annotations

import io
import json
from pathlib import Path
from typing import Any

import pytest

from superbill.cli.main import main
from superbill.tools.context import Context

ON = ("--on", "2024-07-15")
CONTRACT_KEYS = {"query", "results"}
HIT_KEYS = {"system", "code", "title", "score", "billable", "why"}

Capture = pytest.CaptureFixture[str]


@pytest.fixture(scope="module", autouse=True)
def _written_index(context: Context) -> None:
    """The index is there before anything is asked, whichever test runs first: its making is told
    on stderr."""
    assert context.index.systems


def run(capsys: Capture, home: Path, *arguments: str) -> tuple[int, str, str]:
    try:
        status = main(["search", *arguments, "--home", str(home)])
    except SystemExit as left:  # argparse leaves on its own
        status = left.code if isinstance(left.code, int) else 1
    caught = capsys.readouterr()
    return status, caught.out, caught.err


def answered(capsys: Capture, home: Path, *arguments: str) -> dict[str, Any]:
    status, out, _ = run(capsys, home, *arguments, *ON, "--json")
    assert status == 0
    return json.loads(out)


def batch(
    capsys: Capture, home: Path, content: str | bytes, tmp_path: Path, *more: str
) -> tuple[int, list[dict[str, Any]], str]:
    file = tmp_path / "queries.txt"
    file.write_bytes(content.encode() if isinstance(content, str) else content)
    status, out, err = run(capsys, home, "--batch", str(file), *ON, "--jsonl", *more)
    return status, [json.loads(line) for line in out.split("\n") if line], err


def test_json_has_the_shape_of_the_contract(capsys: Capture, home: Path) -> None:
    answer = answered(capsys, home, "heart attack", "--limit", "5")
    assert set(answer) >= CONTRACT_KEYS
    assert answer["query"] == "heart attack"
    assert answer["on"] == "2024-07-15"
    assert 1 <= len(answer["results"]) <= 5
    for hit in answer["results"]:
        assert set(hit) >= HIT_KEYS
        assert isinstance(hit["billable"], bool)
        assert 0 <= hit["score"] <= 1
        assert hit["why"]["kind"]
        assert hit["why"]["text"]
    assert "I21.9" in [hit["code"] for hit in answer["results"]][:2]


def test_a_heading_shows_its_codes(capsys: Capture, home: Path) -> None:
    first, *_ = answered(capsys, home, "E11", "--system", "icd10cm")["results"]
    assert (first["code"], first["billable"]) == ("E11", False)
    assert first["children"][0]["code"] == "E11.00"
    assert first["children"][0]["title"]
    assert first["children_total"] >= len(first["children"])


def test_what_was_read_as_what_is_said(capsys: Capture, home: Path) -> None:
    answer = answered(capsys, home, "CHF", "--system", "icd10cm")
    assert any("CHF: congestive heart failure" in h["why"].get("read_as", ())
               for h in answer["results"])  # fmt: skip


def test_text_has_a_line_for_each_hit(capsys: Capture, home: Path) -> None:
    expected = answered(capsys, home, "bladder cancer")["results"]
    status, out, err = run(capsys, home, "bladder cancer", *ON)
    assert (status, err) == (0, "")
    assert "2024-07-15" in out
    lines = out.splitlines()
    for hit in expected:
        (line,) = [ln for ln in lines if ln.split()[:2] == [hit["system"], hit["code"]]]
        assert hit["title"] in line
        assert ("heading" in line) == (not hit["billable"])


def test_text_says_that_nothing_was_found(capsys: Capture, home: Path) -> None:
    status, out, _ = run(capsys, home, "xqzvkwj", *ON)
    assert status == 0, "no finding is an answer"
    assert "Nothing found" in out


def test_text_asks_what_was_meant(capsys: Capture, home: Path) -> None:
    _, out, _ = run(capsys, home, "diabetis mellitus", *ON)
    assert "Did you mean: diabetes mellitus?" in out


def test_jsonl_is_one_line(capsys: Capture, home: Path) -> None:
    status, out, _ = run(capsys, home, "gout", *ON, "--jsonl")
    assert status == 0
    assert len(out.splitlines()) == 1
    assert json.loads(out)["query"] == "gout"


def test_a_batch_answers_each_line_in_order(capsys: Capture, home: Path, tmp_path: Path) -> None:
    lines = ["heart attack", "", "type 2 diabetes", "xqzvkwj", "  gout  ", "E11.9"]
    status, answers, err = batch(capsys, home, "\n".join(lines), tmp_path)
    assert (status, err) == (0, "")
    assert [answer["query"] for answer in answers] == lines
    assert [bool(answer["results"]) for answer in answers] == [True, False, True, False, True, True]


@pytest.mark.parametrize(
    ("content", "queries", "why"),
    [
        ("gout\n", ["gout"], "a line break at the end is no line"),
        ("gout\n\n", ["gout", ""], "but a blank line is one"),
        ("gout\r\nasthma\r\n", ["gout", "asthma"], "line breaks of Windows"),
        ("\ufeffgout\n", ["gout"], "a byte order mark was part of the first query"),
        ("a\x0bb\x85c\u2028d", ["a\x0bb\x85c\u2028d"], "other characters break no line"),
        ("", [], "an empty file"),
    ],
)
def test_lines_of_a_batch(
    capsys: Capture, home: Path, tmp_path: Path, content: str, queries: list[str], why: str
) -> None:
    status, answers, _ = batch(capsys, home, content, tmp_path)
    assert status == 0
    assert [answer["query"] for answer in answers] == queries, why


def test_a_batch_that_is_not_utf8(capsys: Capture, home: Path, tmp_path: Path) -> None:
    """One bad line is no reason to leave the others unanswered."""
    status, answers, err = batch(capsys, home, b"gout\nheart \xff\xfe\nasthma\n", tmp_path)
    assert status in (0, 1)
    assert err == ""
    assert len(answers) == 3
    assert [answers[0]["query"], answers[2]["query"]] == ["gout", "asthma"]


def test_a_batch_of_odd_lines(capsys: Capture, home: Path, tmp_path: Path) -> None:
    odd = "\x00\x1b[2J\n" + "((" * 5000 + "\n" + "a" * 10_000 + "\n糖尿病\nOR AND NOT\ngout\n"
    status, answers, _ = batch(capsys, home, odd, tmp_path)
    assert status == 0
    assert len(answers) == 6
    assert answers[-1]["results"]


def test_a_batch_from_stdin(capsys: Capture, home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO(b"gout\nasthma\n")))
    status, out, _ = run(capsys, home, "--batch", "-", *ON, "--jsonl")
    assert status == 0
    assert [json.loads(line)["query"] for line in out.splitlines()] == ["gout", "asthma"]


def test_a_batch_gives_what_a_single_query_gives(
    capsys: Capture, home: Path, tmp_path: Path
) -> None:
    _, (answer,), _ = batch(capsys, home, "bladder cancer", tmp_path, "--limit", "3")
    assert answer == answered(capsys, home, "bladder cancer", "--limit", "3")


@pytest.mark.parametrize(
    ("arguments", "said", "why"),
    [
        ((), "QUERY", "neither a query nor a file"),
        (("gout", "--batch", "queries.txt"), "QUERY", "both"),
        (("--batch", "/no/such/file"), "/no/such/file", "a file that is not there"),
        (("--batch", ""), "--batch", "no name: the working folder was read"),
        (("--batch", "/"), "/", "a folder"),
        (("gout", "--system", "icd11"), "icd11", "an unknown system"),
        (("gout", "--limit", "0"), "limit", "too few"),
        (("gout", "--limit", "201"), "limit", "too many"),
        (("gout", "--limit", "many"), "limit", "no number"),
        (("gout", "--on", "tomorrow"), "YYYY-MM-DD", "no date"),
        (("gout", "--nonsense"), "--nonsense", "no option"),
    ],
)
def test_wrong_usage_is_one_line(
    capsys: Capture, home: Path, arguments: tuple[str, ...], said: str, why: str
) -> None:
    status, out, err = run(capsys, home, *arguments)
    assert (status, out, len(err.splitlines())) == (2, "", 1), why
    assert said in err


@pytest.mark.parametrize("wrong", [("--system", "icd11"), ("--limit", "0")])
def test_wrong_options_of_a_batch_are_said_once(
    capsys: Capture, home: Path, tmp_path: Path, wrong: tuple[str, ...]
) -> None:
    """Every line was answered with the same complaint, and exit status 1."""
    status, answers, err = batch(capsys, home, "gout\nasthma\n", tmp_path, *wrong)
    assert (status, answers, len(err.splitlines())) == (2, [], 1)


@pytest.mark.parametrize(
    ("system", "why"),
    [("cdt", "nothing at hand speaks of it"), ("hcpcs", "only cards do, and none of this")],
)
def test_a_system_that_is_not_loaded(capsys: Capture, home: Path, system: str, why: str) -> None:
    status, out, err = run(capsys, home, "wheelchair", "--system", system, *ON)
    assert (status, out, len(err.splitlines())) == (3, "", 1), why
    assert "superbill data import" in err


def test_a_batch_of_a_system_that_is_not_loaded(
    capsys: Capture, home: Path, tmp_path: Path
) -> None:
    """3 where nothing of what was asked could be answered, 1 where something was."""
    status, answers, _ = batch(
        capsys, home, "wheelchair\ncrutches\n", tmp_path, "--system", "hcpcs"
    )
    assert status == 3
    assert [answer["input"] for answer in answers] == ["wheelchair", "crutches"]
    assert {answer["error"]["type"] for answer in answers} == {"NotLoaded"}
    status, answers, _ = batch(capsys, home, "wheelchair\nA4264\n", tmp_path, "--system", "hcpcs")
    assert status == 1
    assert [set(answer) >= CONTRACT_KEYS for answer in answers] == [False, True]


def test_known_on_reaches_the_search(capsys: Capture, home: Path) -> None:
    answer = answered(
        capsys, home, "multiple sclerosis", "--system", "icd10cm", "--known-on", "2024-06-01"
    )
    assert answer["results"]
    for hit in answer["results"]:
        assert hit["confirmed_by"] <= "icd10cm 2024-06-01"


def test_the_tool_answers_the_same(capsys: Capture, home: Path) -> None:
    given = json.dumps({"query": "kidney stone", "on": "2024-07-15", "limit": 4})
    assert main(["tool", "search", "--input", given, "--home", str(home)]) == 0
    told = json.loads(capsys.readouterr().out)
    by_command = answered(capsys, home, "kidney stone", "--limit", "4")
    assert told == by_command


def test_completion_is_a_tool(capsys: Capture, home: Path) -> None:
    """It answered with a bare tuple, and `superbill tool complete` with a traceback."""
    given = json.dumps({"beginning": "myocard", "on": "2024-07-15"})
    assert main(["tool", "complete", "--input", given, "--home", str(home)]) == 0
    found = json.loads(capsys.readouterr().out)
    assert (found["beginning"], found["on"]) == ("myocard", "2024-07-15")
    assert "myocarditis" in [one["text"].lower() for one in found["completions"]]
    assert all({"system", "code", "billable"} <= set(one) for one in found["completions"])
