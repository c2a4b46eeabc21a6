"""A browser without JavaScript, as far as the workbench needs one: it reads the form of a page and
sends it, with one button pressed."""

from __future__ import annotations

from html.parser import HTMLParser
from typing import Any

from django.test import Client

STAY = """DISCHARGE SUMMARY

DISCHARGE DIAGNOSES:
1. Acute appendicitis.
2. Asthma.

HOSPITAL COURSE: She denies chest pain.
"""
OPERATION = """OPERATIVE REPORT
PREOPERATIVE DIAGNOSIS: Undesired fertility.
PROCEDURE: Hysteroscopic sterilization with tubal inserts.
DESCRIPTION OF PROCEDURE: The hysteroscope was introduced. A micro-insert was deployed in the right
fallopian tube and a second in the left fallopian tube. The hysteroscope was removed.
"""
IN_STAY = {"on": "2025-11-01", "setting": "inpatient"}
IN_OFFICE = {"on": "2025-11-01"}


class Form(HTMLParser):
    """The fields of `#work-form` in their order, and what the note's pane shows."""

    def __init__(self, html: str):
        super().__init__(convert_charrefs=True)
        self.fields: list[tuple[str, str]] = []
        self.note = ""
        self.tags: list[str] = []
        self.marks: list[tuple[str, str]] = []
        self._in = ""
        self._name = ""
        self._inside = False
        self.feed(html)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        named = {k: v or "" for k, v in attrs}
        self.tags.append(tag)
        self._inside |= tag == "form" and named.get("id") == "work-form"
        if tag == "pre" and named.get("id") == "note":
            self._in, self.note = "pre", ""
        elif tag == "mark":
            self.marks.append((named["id"], named["data-for"]))
        elif not self._inside:
            return
        elif tag == "input" and named.get("type") not in ("file", "checkbox"):
            self.fields.append((named["name"], named.get("value", "")))
        elif tag == "input" and named.get("type") == "checkbox" and "checked" in named:
            self.fields.append((named["name"], named.get("value", "on")))
        elif tag == "textarea":
            self._in, self._name = "textarea", named["name"]
            self.fields.append((self._name, ""))
        elif tag == "select":
            self._name = named["name"]
            self.fields.append((self._name, ""))
        elif tag == "option" and "selected" in named and self._name:
            self._in = "option" if "value" not in named else ""
            self.fields[-1] = (self._name, named.get("value", ""))

    def handle_endtag(self, tag: str) -> None:
        if tag == self._in:
            self._in = ""
        if tag == "select":
            self._name = ""
        if tag == "form":
            self._inside = False

    def handle_data(self, data: str) -> None:
        if self._in == "pre":
            self.note += data
        elif self._in == "textarea":
            self.fields[-1] = (self._name, self.fields[-1][1] + data)
        elif self._in == "option":
            self.fields[-1] = (self._name, self.fields[-1][1] + data)
            self._in = ""

    def shown_note(self) -> str:
        """The note's text as a browser has it: a line end right after the tag is none of it."""
        return self.note.removeprefix("\n")

    def values(self, name: str) -> list[str]:
        return [value for key, value in self.fields if key == name]

    def sent(self, do: str = "", **changed: Any) -> dict[str, list[str]]:
        """What a browser sends when a button is pressed: line ends as two characters. `changed`
        names fields with _ for -; a list changes all of that name."""
        data: dict[str, list[str]] = {}
        for name, value in self.fields:
            text = value.removeprefix("\n") if name in ("note", "second") else value
            data.setdefault(name, []).append(text.replace("\n", "\r\n"))
        for name, value in changed.items():
            data[name.replace("_", "-")] = value if isinstance(value, list) else [value]
        return {**data, "do": [do]} if do else data


def coded(client: Client, note: str, **fields: str) -> Form:
    """The bench of a note, as pasted."""
    answer = client.post("/workbench", {"do": "code", "note": note, **fields})
    assert answer.status_code == 200, answer.content.decode()[-3000:]
    return Form(answer.content.decode())


def pressed(client: Client, form: Form, do: str, **changed: Any) -> Form:
    """The bench after a button was pressed."""
    answer = client.post("/workbench", form.sent(do, **changed))
    assert answer.status_code == 200, answer.content.decode()[-3000:]
    return Form(answer.content.decode())


def codes(form: Form) -> list[str]:
    """The codes of its list, in their order."""
    return [value.partition(":")[2] for value in form.values("entry")]
