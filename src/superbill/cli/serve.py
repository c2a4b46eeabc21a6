"""`superbill serve`: the site on this machine."""

from __future__ import annotations

import argparse
import os
import sys

from superbill.cli import command
from superbill.codesets.location import default_home
from superbill.errors import WrongUsage


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--host", default="127.0.0.1", help="address to listen at")
    parser.add_argument("--port", type=int, default=8000, help="port to listen at")
    parser.add_argument(
        "--access", choices=("accounts", "open"), default="accounts",
        help="accounts: guests see the first blocks of a code page; open: everybody sees all",
    )  # fmt: skip
    parser.add_argument("--workers", type=int, default=min(2, os.cpu_count() or 1),
                        help="processes that answer")  # fmt: skip
    parser.add_argument("--home", help="the data home; left out: $SUPERBILL_HOME or the user's own")


def execute(given: argparse.Namespace) -> int:
    if given.home:
        os.environ["SUPERBILL_HOME"] = given.home
    os.environ["SUPERBILL_ACCESS"] = given.access
    try:
        import uvicorn

        from superbill.server.site.setup import prepare
    except ModuleNotFoundError as missing:
        raise WrongUsage(
            f"the site's parts are not installed ({missing.name}).",
            remedy="Install them: pip install 'superbill[site]'.",
        ) from missing
    with command.open_context(given):
        pass  # compiles the embedded data where that is still to be done, with its progress
    prepare()
    command.notice(f"http://{given.host}:{given.port}  data in {default_home()}")
    sys.stdout.flush()
    uvicorn.run(
        "superbill.server.asgi:application", host=given.host, port=given.port,
        workers=given.workers, log_level="warning", access_log=False, lifespan="off",
        server_header=False,
    )  # fmt: skip
    return 0
