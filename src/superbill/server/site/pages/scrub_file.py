"""A file of claims, checked: progress while it is judged, then findings as a table or a CSV.

The file stays in memory and is gone when the answer is; nothing of it is kept, logged or written to
a disk.
"""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from concurrent.futures import TimeoutError as Waiting
from threading import BoundedSemaphore
from time import monotonic
from typing import Any

from django.core.files.uploadedfile import UploadedFile
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.template.loader import render_to_string
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from superbill.errors import SuperbillError, WrongUsage
from superbill.server.site.dates import date_asked
from superbill.server.site.engine import engine
from superbill.server.site.memory_file import memory_file
from superbill.server.site.pages.asked import answered
from superbill.server.site.streaming import csv_answer, streamed
from superbill.tools.scrub import Scrubbed, scrub

MOST_BYTES = 5_000_000
SHOWN = 500
COLUMNS = ("claim", "line", "severity", "rule", "verdict", "codes", "message", "remedy", "release",
           "source")  # fmt: skip
_TICK = 0.4
"""Seconds between two words of progress."""

MOST_WAITING = 6
"""Files judged or waiting at once; who comes then is asked to come again."""

_SUFFIXES = (".csv", ".txt", ".tsv")
_workers = ThreadPoolExecutor(max_workers=2, thread_name_prefix="scrub")
_places = BoundedSemaphore(MOST_WAITING)


@require_POST
def scrub_file(request: HttpRequest) -> HttpResponseBase:
    """A form with `claims`, a file; `payer`, `setting` and `on` hold where the file does not say.
    `out=csv` answers with all findings as a file; `piece=1` with a piece of a page."""
    try:
        judged = _begun(_sent(request.FILES.get("claims")), _defaults(request))
    except SuperbillError as fault:
        return answered(request, "site/scrub_refused.html", {}, fault)
    if request.POST.get("out") == "csv":
        try:
            found = judged.result()
        except SuperbillError as fault:
            return answered(request, "site/scrub_refused.html", {}, fault)
        return csv_answer(request, _cells(found), name="findings")
    piece = bool(request.POST.get("piece"))
    told = _told(request, judged, piece=piece)
    return streamed(request, told, content_type="text/html; charset=utf-8")


def _sent(sent: UploadedFile | None) -> bytes:
    """The file's bytes. Raises WrongUsage for none, an empty or too large a one, and one that is no
    CSV: a Parquet file of a few megabytes may hold gigabytes."""
    if sent is None or not sent.size:
        raise WrongUsage(_("No file was sent, or an empty one."))
    if sent.size > MOST_BYTES:
        raise WrongUsage(
            _("The file is larger than %(most)s MB.") % {"most": MOST_BYTES // 1_000_000},
            remedy=_("Larger ones are checked on the command line: superbill scrub FILE."),
        )
    if not (sent.name or "").lower().endswith(_SUFFIXES):
        raise WrongUsage(
            _("Claims are read from CSV files here, and the name says another kind."),
            remedy=_("Others are checked on the command line: superbill scrub FILE."),
        )
    return sent.read()


def _defaults(request: HttpRequest) -> dict[str, Any]:
    on, given = date_asked(request)
    payer = request.POST.get("payer") or "medicare"
    setting = request.POST.get("setting") or "practitioner"
    return {"payer": payer, "setting": setting, "on": on if given else None}


def _begun(content: bytes, defaults: dict[str, Any]) -> Future[Scrubbed]:
    """The judging, on its way. Raises WrongUsage where as many wait as may."""
    if not _places.acquire(blocking=False):
        raise WrongUsage(
            _("Several files are being checked already."), remedy=_("Try again in a minute.")
        )
    judged = _workers.submit(_judged, content, defaults)
    judged.add_done_callback(lambda _judged: _places.release())
    return judged


def _judged(content: bytes, defaults: dict[str, Any]) -> Scrubbed:
    """What the rules say. Raises the error of a file that can't be read."""
    with memory_file(content) as file, engine() as context:
        found = scrub(context, (str(file),), format="csv", **defaults)  # type: ignore[arg-type]
        for failure in found.failures:
            fault = failure.error
            raise WrongUsage(fault.message, where=_("the file"), remedy=fault.remedy)
        return found


def _told(request: HttpRequest, judged: Future[Scrubbed], *, piece: bool) -> Iterator[str]:
    """The page in parts: its beginning, a word every while, the findings, its end."""
    shown: dict[str, Any] = {"piece": piece}
    if not piece:
        page = render_to_string("site/scrub.html", shown, request)
        begin, _mark, end = page.partition("<!--findings-->")
    else:
        begin, end = "", ""
    began = monotonic()
    yield begin + render_to_string("site/scrub_progress.html", {"seconds": 0})
    while True:
        try:
            found = judged.result(timeout=_TICK)
        except Waiting:
            yield render_to_string(
                "site/scrub_progress.html", {"seconds": round(monotonic() - began, 1)}
            )
            continue
        except SuperbillError as fault:
            yield render_to_string("site/scrub_piece.html", {"fault": fault}) + end
            return
        except Exception:
            says = _("Something went wrong here. Nothing of what you sent was logged.")
            yield render_to_string("site/scrub_piece.html", {"fault": says}) + end
            raise
        break
    yield render_to_string("site/scrub_piece.html", _words(found)) + end


def _words(found: Scrubbed) -> dict[str, Any]:
    """The first findings, and the counts of all."""
    first: list[Any] = []
    severities = {"error": 0, "warning": 0, "info": 0}
    total = 0
    for of in found.findings():
        total += 1
        severities[of.finding.severity] += 1
        if len(first) < SHOWN and of.claim is not None:
            first.append(of)
    return {
        "found": found, "first": first, "total": total, "severities": severities,
        "counts": found.counts(), "missing": found.missing,
    }  # fmt: skip


def _cells(found: Scrubbed) -> Iterator[tuple[str, ...]]:
    yield COLUMNS
    for of in found.findings():
        one = of.finding
        yield (
            of.claim or "", of.line or "", one.severity, one.rule, one.verdict,
            " ".join(one.lines), one.message, one.remedy, one.release or "",
            f"{one.citation.source}, {one.citation.locator}",
        )  # fmt: skip
