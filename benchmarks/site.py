"""Speed of the site: the server's time for pages of codes, and many readers at once.

    SUPERBILL_HOME=... python benchmarks/site.py --users 50 --seconds 10

The first is taken within this process (no network); the second over loopback, from as many threads
as users, against `superbill serve` in a child process. The last line is JSON."""

from __future__ import annotations

import argparse
import http.client
import json
import os
import socket
import subprocess
import sys
import tempfile
import threading
import time

PAGES = [
    "/cpt/58565?on=2024-07-15", "/cpt/99213", "/cpt/45378", "/icd10cm/E11.9", "/icd10cm/I10",
    "/icd10cm/S72.001A", "/hcpcs/J3301", "/hcpcs/G0439",
]  # fmt: skip
SERVE = "import sys; from superbill.cli.main import run; sys.exit(run())"


def p95(taken: list[float]) -> float:
    return round(sorted(taken)[int(len(taken) * 0.95)], 1) if taken else 0.0


def alone(rounds: int) -> dict[str, float]:
    """Milliseconds of the pages for who is signed in (every block), after one warm round."""
    os.environ["DJANGO_SETTINGS_MODULE"] = "superbill.server.site.settings"
    from superbill.server.site.setup import prepare

    prepare()
    from django.contrib.auth import get_user_model
    from django.test import Client

    client, taken, largest = Client(headers={"accept-encoding": "gzip"}), [], 0
    client.force_login(get_user_model().objects.create_user(username="b", email="b@example.org"))
    for at in range(rounds + 1):
        for page in PAGES:
            began = time.perf_counter()
            answer = client.get(page, headers={"host": "127.0.0.1"})
            if at:
                taken.append((time.perf_counter() - began) * 1000)
            if answer.status_code != 200:
                print(f"{page}: {answer.status_code}")
            largest = max(largest, len(answer.content))
    middle = round(sorted(taken)[len(taken) // 2], 1)
    return {"page_ms_p50": middle, "page_ms_p95": p95(taken), "page_bytes_most": largest}


def together(users: int, seconds: float, workers: int) -> dict[str, float]:
    with socket.socket() as bound:
        bound.bind(("127.0.0.1", 0))
        port = bound.getsockname()[1]
    child = subprocess.Popen(
        [sys.executable, "-c", SERVE, "serve", "--port", str(port), "--workers", str(workers)],
        stdout=subprocess.DEVNULL,
    )
    try:
        _wait(port)
        taken: list[float] = []
        errors: list[str] = []
        end = time.monotonic() + seconds
        threads = [
            threading.Thread(target=_reader, args=(port, n, end, taken, errors))
            for n in range(users)
        ]
        for one in threads:
            one.start()
        for one in threads:
            one.join()
    finally:
        child.terminate()
        child.wait()
    return {
        "users": users, "workers": workers, "seconds": seconds, "requests": len(taken),
        "errors": len(errors), "users_ms_p95": p95(taken),
    }  # fmt: skip


def _wait(port: int) -> None:
    for _ in range(300):
        try:
            socket.create_connection(("127.0.0.1", port), 1).close()
            return
        except OSError:
            time.sleep(0.1)
    raise SystemExit("the site did not start")


def _reader(port: int, number: int, end: float, taken: list[float], errors: list[str]) -> None:
    """One reader who opens page after page, without a pause."""
    at = number
    line = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
    while time.monotonic() < end:
        began = time.perf_counter()
        try:
            line.request("GET", PAGES[at % len(PAGES)], headers={"Accept-Encoding": "gzip"})
            answer = line.getresponse()
            answer.read()
            if answer.status != 200:
                errors.append(str(answer.status))
        except OSError as fault:
            errors.append(type(fault).__name__)
            line.close()
        taken.append((time.perf_counter() - began) * 1000)
        at += 1


def main() -> None:
    reader = argparse.ArgumentParser(description=__doc__)
    reader.add_argument("--users", type=int, default=50)
    reader.add_argument("--seconds", type=float, default=10)
    reader.add_argument("--workers", type=int, default=2)
    reader.add_argument("--rounds", type=int, default=40)
    given = reader.parse_args()
    with tempfile.TemporaryDirectory() as own:
        os.environ["SUPERBILL_SITE"] = own
        figures = alone(given.rounds) | together(given.users, given.seconds, given.workers)
    print(json.dumps(figures))


if __name__ == "__main__":
    main()
