"""A card with a typing error must be refused with its line, never loaded without the fact."""

from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Literal

import pytest

from superbill.errors import CardRefused
from superbill.knowledge.yaml_file import build, read_yaml


@dataclass(frozen=True)
class Step:
    name: str
    times: int = 1


@dataclass(frozen=True)
class Sheet:
    code: str
    kind: Literal["major", "minor"]
    steps: tuple[Step, ...]
    pairs: tuple[tuple[str, str], ...] = ()
    end: date | None = None
    done: bool = False


WHOLE = """\
code: 00100
kind: minor
steps:
- name: on
- {name: fill, times: 2}
pairs:
- [a, b]
end: 2024-07-15
done: true
"""


def sheet(tmp_path: Path, text: str) -> Sheet:
    path = tmp_path / "sheet.yaml"
    path.write_text(text, encoding="utf-8")
    return build(Sheet, read_yaml(path))


def test_a_dataclass_is_built_with_the_characters_as_written(tmp_path: Path):
    assert sheet(tmp_path, WHOLE) == Sheet(
        code="00100",
        kind="minor",
        steps=(Step("on"), Step("fill", 2)),
        pairs=(("a", "b"),),
        end=date(2024, 7, 15),
        done=True,
    )


@pytest.mark.parametrize(
    ("text", "where", "says"),
    [
        (WHOLE + "stpes: 1\n", "sheet.yaml:10", "Unknown key 'stpes'"),
        (WHOLE + "kind: major\n", "sheet.yaml:10", "line 2 already"),
        (WHOLE.replace("kind: minor\n", ""), "sheet.yaml:1", "Missing: kind"),
        (WHOLE.replace("minor", "small"), "sheet.yaml:2", "not one of: major, minor"),
        (WHOLE.replace("times: 2", "times: two"), "sheet.yaml:5", "A number was expected"),
        (WHOLE.replace("[a, b]", "[a]"), "sheet.yaml:7", "A list of 2"),
        (WHOLE.replace("2024-07-15", "2024-02-30"), "sheet.yaml:8", "is not a date"),
        (WHOLE.replace("done: true", "done: yes"), "sheet.yaml:9", "true or false"),
        (WHOLE.replace("00100", "~"), "sheet.yaml:1", "not nothing"),
        (WHOLE.replace("00100", "[1]"), "sheet.yaml:1", "not a list"),
        (WHOLE.replace("- name: on", "- &a {name: on}\n- *a"), "sheet.yaml:4", "Anchors"),
        ("code: [\n", "sheet.yaml:2", "Not YAML"),
        ("", "sheet.yaml:1", "empty"),
    ],
    ids=lambda value: value if isinstance(value, str) and "\n" not in value else "",
)
def test_a_fault_names_its_file_and_line(tmp_path: Path, text: str, where: str, says: str):
    with pytest.raises(CardRefused) as caught:
        sheet(tmp_path, text)
    assert caught.value.where == where
    assert says in caught.value.message
