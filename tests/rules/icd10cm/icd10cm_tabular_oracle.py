"""An independent, slow reading of the tabular list's XML, for the rules to be held against.

Nothing is shared with the importer or the rules: ranges are read by the *position* of codes in the
list, not by comparing their characters; a note holds at every element below the one it stands in.
"""

from __future__ import annotations

import re
import xml.etree.ElementTree as ET
from dataclasses import dataclass, field
from importlib.util import find_spec
from pathlib import Path

KINDS = {
    "excludes1": "excludes1",
    "excludes2": "excludes2",
    "codeFirst": "code_first",
    "useAdditionalCode": "use_additional",
    "codeAlso": "code_also",
}


@dataclass
class Level:
    name: str
    first: int
    last: int = -1
    notes: list[tuple[str, str]] = field(default_factory=list)
    above: Level | None = None


class Tabular:
    """levels: of every code and heading of the list, by its name."""

    def __init__(self) -> None:
        package = find_spec("simple_icd_10_cm")
        assert package is not None
        assert package.origin is not None
        (path,) = (Path(package.origin).parent / "data").glob("icd10c-tabular-*.xml")
        self.levels: dict[str, Level] = {}
        self._count = 0
        root = ET.fromstring(path.read_text(encoding="utf-8"))
        for chapter in root.iter("chapter"):
            self._read(chapter, None)
            self._nest([s.get("id") or "" for s in chapter.iter("section")])

    def _read(self, element: ET.Element, above: Level | None) -> None:
        name = element.get("id") or element.findtext("name") or ""
        level = Level(name.strip(), self._count, above=above)
        self._count += 1
        for tag, kind in KINDS.items():
            for holder in element.findall(tag):
                level.notes += [(kind, "".join(n.itertext())) for n in holder.findall("note")]
        for below in element:
            if below.tag in ("section", "diag"):
                self._read(below, level)
        level.last = self._count - 1
        if element.tag == "diag" or level.name not in self.levels:
            self.levels[level.name] = level

    def _nest(self, blocks: list[str]) -> None:
        """The file lists blocks one after the other, also those that hold others (`V00-V99`)."""
        for inner in blocks:
            low, high = inner[:3], inner[-3:]
            around = [
                b for b in blocks
                if b != inner and len(b) == 7 and b[:3] <= low and high <= b[-3:]
            ]  # fmt: skip
            if around:
                widths = {
                    b: sum(b[:3] <= o[:3] and o[-3:] <= b[-3:] for o in blocks) for b in around
                }
                self.levels[inner].above = self.levels[min(around, key=widths.__getitem__)]

    def level_of(self, code: str) -> Level | None:
        """The list's own entry for a code that may have a 7th character the list doesn't print."""
        for text in (
            code,
            *(code[:n].rstrip("X").rstrip(".") for n in range(len(code) - 1, 2, -1)),
        ):
            if text in self.levels:
                return self.levels[text]
        return None

    def relations(self, carrier: str, named: str) -> set[tuple[str, str]]:
        """(kind, where the note stands) of every note that holds at one code and names the other.
        Notes whose brackets are narrowed to characters (`with ...`) aren't read."""
        level, other, own = self.level_of(carrier), self.level_of(named), self.level_of(carrier)
        found: set[tuple[str, str]] = set()
        while level is not None:
            for kind, text in level.notes:
                spans = self._spans(text)
                if any(
                    f <= other.first <= last and not f <= own.first <= last for f, last in spans
                ):
                    found.add((kind, level.name))
            level = level.above
        return found

    def narrowed(self, code: str) -> bool:
        level = self.level_of(code)
        while level is not None:
            if any(("with" in t and "character" in t) or "with ." in t for _, t in level.notes):
                return True
            level = level.above
        return False

    def _spans(self, text: str) -> list[tuple[int, int]]:
        spans: list[tuple[int, int]] = []
        for inside in re.findall(r"\(([^()]+)\)", text):
            if "with" in inside:
                continue
            parts = re.split(r"\s*[,;]\s*", inside)
            read = [self._span(part) for part in parts]
            if all(read):
                spans += [span for span in read if span]
        return spans

    def _span(self, part: str) -> tuple[int, int] | None:
        codes = re.findall(r"[A-Z][0-9][0-9A-Z](?:\.[0-9A-Z]+)?", part)
        rest = re.sub(r"[A-Z][0-9][0-9A-Z](?:\.[0-9A-Z]*)?|[-.\s]|to", "", part)
        if not codes or rest or len(codes) > 2:
            return None
        levels = [self.levels.get(code) or self.level_of(code) for code in codes]
        if any(
            level is None or level.name != code for level, code in zip(levels, codes, strict=True)
        ):
            return None
        return levels[0].first, levels[-1].last
