"""`superbill learn COURSE`: the user's own coded notes, and what was learned of them."""

from __future__ import annotations

import argparse
from pathlib import Path

from superbill.cli import command
from superbill.coding.learning.learned import About
from superbill.errors import WrongUsage
from superbill.tools.learn import (
    LearnedShown,
    Lesson,
    learn,
    learned_delete,
    learned_list,
    learned_show,
)

_SHOWN = 40
"""Lines of each kind that are shown to people; `--json` has all, and so has the folder."""
_FAULTS = 10


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "course", metavar="COURSE", nargs="?",
        help="a folder of texts with a codes.tsv, or a JSONL file",
    )  # fmt: skip
    parser.add_argument(
        "--name", metavar="NAME", help="what to call what is learned (default: of the course)"
    )
    parser.add_argument("--on", metavar="YYYY-MM-DD", help="the day whose code sets it is read by")
    parser.add_argument("--list", action="store_true", help="what was learned")
    parser.add_argument("--show", metavar="NAME", help="all that was learned under a name")
    parser.add_argument("--delete", metavar="NAME", help="forget what was learned under a name")
    command.add_home(parser)
    parser.add_argument("--json", action="store_true", help="one JSON document")


def execute(given: argparse.Namespace) -> int:
    asked = [given.course is not None, given.list, given.show is not None, given.delete is not None]
    if sum(asked) != 1:
        raise WrongUsage("give a COURSE, or one of --list, --show NAME and --delete NAME.")
    with command.open_context(given) as context:
        if given.list:
            answer, lines = (every := learned_list(context)), list(map(_about_line, every.learned))
        elif given.show is not None:
            answer, lines = (one := learned_show(context, given.show)), _shown_lines(one)
        elif given.delete is not None:
            answer, lines = learned_delete(context, given.delete), [f"{given.delete}: deleted"]
        else:
            name = given.name if given.name is not None else Path(given.course).stem
            made = learn(context, given.course, on=command.date_given(given.on), name=name)
            answer, lines = made, _lesson_lines(made)
    if given.json:
        command.print_json(answer.as_dict())
    else:
        print("\n".join(lines or ["nothing was learned yet"]))
    return 0


def _about_line(about: About) -> str:
    measured = "; ".join(
        f"{system}: F1 {h.f1:.3f}, MAP {h.average_precision:.3f}"
        + ("" if h.calibration_error is None else f", calibration error {h.calibration_error:.3f}")
        for system, h in about.held_out.items()
    )
    return command.one_line(
        f"{about.name}: {about.notes} notes, {about.codes} codes, learned {about.learned} from"
        f" {about.course}; on held-out folds {measured or 'not measured'}"
    )


def _lesson_lines(made: Lesson) -> list[str]:
    lines = [_about_line(made.about), f"{made.phrases} phrases in {made.folder}"]
    lines += [f"left out: {n} × {reason}" for reason, n in made.about.skipped.items()]
    lines += [f"  {command.one_line(fault)}" for fault in made.faults[:_FAULTS]]
    return lines


def _shown_lines(shown: LearnedShown) -> list[str]:
    learned = shown.learned
    lines = [_about_line(learned.about), f"all of it: {shown.folder}", "", "Phrases:"]
    lines += [
        command.one_line(f"{p.weight:+.2f} {p.code} {p.words} ({p.support} of {p.of})")
        for p in learned.phrases[:_SHOWN]
    ]
    rarely = sorted((n for n in learned.rates.names if n.weight < 0), key=lambda n: n.weight)
    lines += ["", "Built-in names that are usually not coded here:"]
    lines += [
        command.one_line(f"{n.weight:+.2f} {n.code} {n.words} ({n.right} of {n.of})")
        for n in rarely[:_SHOWN]
    ]
    return lines
