"""What readers do in several tests."""

from __future__ import annotations

from pathlib import Path
from typing import Any

PASSWORD = "correct horse battery staple"
NOTE = Path(__file__).parents[3] / "examples" / "hysteroscopic-sterilization.txt"

PUBLIC = [
    "/", "/search?q=diabetes", "/cpt/58565?on=2024-07-15", "/icd10cm/E11.9",
    "/icd10cm/S72.001", "/workbench", "/check", "/builder", "/em", "/fees", "/global", "/changed",
    "/data", "/account/signup/", "/account/login/", "/account/password/reset/",
]  # fmt: skip
OWN = [
    "/me", "/me/saved", "/me/delete", "/workbench/cases", "/account/email/", "/account/2fa/",
    "/account/password/change/", "/account/sessions/", "/account/logout/",
    "/cpt/58565?on=2024-07-15",
]  # fmt: skip


def sign_up(page: Any, email: str) -> None:
    if "/account/signup/" not in page.url:
        page.goto("/account/signup/")
    page.fill("main [name=email]", email)
    page.fill("main [name=password1]", PASSWORD)
    page.click("main form.stack button")
    page.wait_for_selector(f".who >> text={email}")


def code_note(page: Any) -> None:
    page.goto("/workbench")
    page.fill("#note-field", NOTE.read_text(encoding="utf-8"))
    page.fill("#start-form [name=on]", "2024-07-15")
    page.click("#code-note")
    page.wait_for_selector("#bench .card")
