"""What is loaded on this machine, from when until when, what is missing and how to load it."""

from __future__ import annotations

from itertools import groupby
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import path

from superbill.codesets.release import Release
from superbill.codesets.systems import SYSTEMS
from superbill.server.site.dates import date_asked
from superbill.server.site.engine import engine
from superbill.tools.data import DataList, data_list, size_of
from superbill.tools.rules import RuleList, rules_list


def data(request: HttpRequest) -> HttpResponse:
    """`?on=` the day for which editions are current or not."""
    on, _ = date_asked(request)
    with engine() as context:
        found, rules = data_list(context), rules_list(context)
    return render(request, "site/data.html", {
        "found": found, "families": _families(found, on), "rules": _without_table(rules),
        "own": rules.own, "own_faults": rules.faults,
        "megabytes": sum(size_of(e) for e in found.catalogue.entries) / 1e6,
    })  # fmt: skip


def _families(found: DataList, on: Any) -> list[dict[str, Any]]:
    """The releases of each family, newest first; `late` where the newest ended before the day."""
    entries = sorted(found.catalogue.entries, key=lambda e: e.release.family)
    families: list[dict[str, Any]] = []
    for family, of in groupby(entries, key=lambda e: e.release.family):
        newest_first = sorted(of, key=lambda e: e.release.edition, reverse=True)
        ends = [e.release.end for e in newest_first]
        late = (
            not _is_over(newest_first[0].release)
            and None not in ends
            and max(end for end in ends if end) <= on
        )
        families.append({
            "family": family, "late": late,
            "releases": [
                {
                    "release": e.release, "origin": e.origin, "imported_at": e.imported_at[:10],
                    "rows": sum(e.release.counts.values()), "megabytes": size_of(e) / 1e6,
                    "answers": e.release.answers_for(on),
                }
                for e in newest_first
            ],
        })  # fmt: skip
    return families


def _is_over(release: Release) -> bool:
    """Whether the code systems of a release are all out of use, so that no newer one will come."""
    ended = [SYSTEMS[name].ended for name in release.systems if name in SYSTEMS]
    return bool(ended) and None not in ended


def _without_table(rules: RuleList) -> list[Any]:
    return [listed.rule for listed in rules.rules if listed.loaded is False]


urls = [path("data", data, name="data")]
