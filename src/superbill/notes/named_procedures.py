"""Procedures that a note names, in all of medicine: `left radical nephrectomy`, `CT of the abdomen
with contrast`, `the mass of the right thigh was excised`.

Words come from knowledge/lexicon (anatomy, named_procedures, procedure_words). Beside them stands
the older reader (procedures.py), which follows the account of the operations that the knowledge
cards describe, and whose results this one does not touch.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Mapping, Sequence
from dataclasses import replace

from superbill.notes.deeds import because, patterns
from superbill.notes.named_frames import NamedProcedure, together, with_parts
from superbill.notes.named_sentence import SentenceReader
from superbill.notes.other_days import day_of
from superbill.notes.procedure_phrases import Line, lines_of, vocabulary
from superbill.notes.sides import find_sides
from superbill.notes.values import Document, Side

_SIDE_BEFORE, _SIDE_AFTER = 3, 2
_RESULT = 300
"""Characters of the next sentence in which the result of what was ordered is looked for."""
_OPENED = re.compile(r"open|otomy")
_THE_WHOLE = re.compile(r"\b(?:procedure|operation|surgery|case|attempt|examination)\b")
_SCOPED = ("laparoscopic", "thoracoscopic", "arthroscopic")


def read_named_procedures(document: Document) -> tuple[NamedProcedure, ...]:
    """Every procedure that the note names, once, in the order of the telling: done, meant, failed,
    broken off or denied, now or at an earlier time. Other people's are left out. Nothing is raised.
    """
    lines, visit = lines_of(document), day_of(document)
    found: list[NamedProcedure] = []
    for line in lines:
        if line.acts:
            end = line.sentence.end
            following = document.text[end : end + _RESULT]
            found += SentenceReader(document, line, following, visit=visit).frames()
    sides = _sides_by_site(lines)
    found = [_with_side_of_note(f, sides) for f in found if not _out_of_context(f, sides)]
    found = _broken_off(document, lines, _converted(document, found))
    say = vocabulary().terms
    surgical = [a.id for a in say.acts.values() if a.sort == "surgery"]
    joined = with_parts(together(found), surgical)
    operated = any(f.act in surgical and f.outcome != "planned" for f in joined)
    # A step is a part of something: where nothing was operated on there is nothing to be part of.
    return tuple(f for f in joined if operated or f.act not in say.steps)


def _sides_by_site(lines: Sequence[Line]) -> Mapping[str, frozenset[Side]]:
    """Of each part of the body that the note names, the sides that it gives to it anywhere."""
    found: dict[str, set[Side]] = {}
    for line in lines:
        for hit in line.sites.values():
            told = found.setdefault(hit.label[1], set())
            if len(told) < 2:
                last = min(hit.last + _SIDE_AFTER, len(line.words) - 1)
                start, end = line.place(max(0, hit.first - _SIDE_BEFORE), last)
                begin = line.sentence.start
                told.update(w.side for w in find_sides(line.text[start - begin : end - begin]))
    return {site: frozenset(told) for site, told in found.items()}


def _with_side_of_note(
    frame: NamedProcedure, sides: Mapping[str, frozenset[Side]]
) -> NamedProcedure:
    """The side, where the phrase has none, that the rest of the note gives to the same part of the
    body, if it gives it but one."""
    parts = vocabulary().terms.parts
    if frame.sides or not frame.sites or not all(parts[s].paired for s in frame.sites):
        return frame
    told = {side for site in frame.sites for side in sides.get(site, ())}
    if len(told) != 1:
        return frame
    return replace(frame, sides=tuple(told), inferred=(*frame.inferred, "side"))


def _out_of_context(frame: NamedProcedure, named: Mapping[str, object]) -> bool:
    """A name of several meanings in a note that never speaks of the part that this one is of."""
    term = vocabulary().terms.named.get(frame.name or "")
    return term is not None and term.needs == "context" and term.site not in named


def _converted(document: Document, found: Sequence[NamedProcedure]) -> list[NamedProcedure]:
    """Laparoscopy and thoracoscopy that the note says were converted ended as open operations."""
    m = patterns()["converted"].search(document.text)
    if m is None or not _OPENED.search(document.text[m.end() : m.end() + 60].lower()):
        return list(found)
    return [
        replace(f, approach="open", converted_from=f.approach)
        if f.approach in _SCOPED and not f.past and not f.act.startswith("inspect")
        else f
        for f in found
    ]


def _broken_off(
    document: Document, lines: Sequence[Line], found: Sequence[NamedProcedure]
) -> list[NamedProcedure]:
    """A sentence that says only that the procedure was stopped speaks of the last one told."""
    named = {line.sentence.start for line in lines if line.acts}
    starts = [s.start for s in document.sentences]
    out = list(found)
    for m in patterns()["stopped"].finditer(document.text):
        n = bisect_right(starts, m.start()) - 1
        if n < 0 or document.sentences[n].end <= m.start() or starts[n] in named:
            continue
        sentence = document.sentences[n]
        if not _THE_WHOLE.search(document.text[sentence.start : sentence.end].lower()):
            continue
        last = bisect_right(out, sentence.start, key=lambda f: f.evidence[0].start) - 1
        if last >= 0 and out[last].outcome == "completed" and not out[last].past:
            reason = because(document, sentence, 0)
            out[last] = replace(out[last], outcome="stopped", reason=reason)
        named.add(starts[n])
    return out
