"""Where a statement comes from."""

from typing import NamedTuple


class Citation(NamedTuple):
    """Which file or document, of which release, says so, and where in it.

    source: name of the file, document or card, as a person would cite it
    locator: place in it (code, chapter, section, page, row)
    release: identifier of the release that holds it, as `icd10cm 2026-04-01`, or None
    url: the publisher's page, where there is one
    """

    source: str
    locator: str
    release: str | None = None
    url: str | None = None

    def as_dict(self) -> dict[str, str | None]:
        return {
            "source": self.source,
            "locator": self.locator,
            "release": self.release,
            "url": self.url,
        }
