"""Pictures of the pages of a running site, to look at: light, dark and on a phone.

python benchmarks/screenshots.py http://127.0.0.1:8000 FOLDER"""

from __future__ import annotations

import shutil
import sys
from pathlib import Path

from playwright.sync_api import sync_playwright

PAGES = {
    "home": "/", "search": "/search?q=heart+attack", "cpt": "/cpt/58565?on=2024-07-15",
    "icd10cm": "/icd10cm/E11.9", "workbench": "/workbench", "check": "/check",
    "builder": "/builder", "em": "/em", "fees": "/fees", "global": "/global",
    "changed": "/changed", "data": "/data", "signup": "/account/signup/",
    "login": "/account/login/",
}  # fmt: skip
WAYS = {"light": ("light", 1280), "dark": ("dark", 1280), "phone": ("light", 320)}


def main(site: str, folder: str) -> None:
    out = Path(folder)
    out.mkdir(parents=True, exist_ok=True)
    with sync_playwright() as started:
        browser = started.chromium.launch(
            executable_path=shutil.which("chromium"),
            args=["--no-sandbox", "--disable-background-networking"],
        )
        for way, (scheme, width) in WAYS.items():
            page = browser.new_page(
                viewport={"width": width, "height": 900},
                color_scheme=scheme,  # type: ignore[arg-type]
            )
            for name, address in PAGES.items():
                page.goto(site + address)
                page.screenshot(path=out / f"{name}-{way}.png")
        browser.close()


if __name__ == "__main__":
    main(*sys.argv[1:])
