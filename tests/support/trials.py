"""The page of trials: python -m tests.support.trials writes docs/trials.md anew.

A trial is one fault that the app must survive. Its tests are those whose names begin with its
number; the figures that they or a benchmark reached stand in docs/trials.json. To reach them anew:
RECORD_TRIALS=1 python -m pytest -k test_17
"""

from __future__ import annotations

import ast
import fcntl
import json
import os
import re
import tomllib
from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import NamedTuple

ROOT = Path(__file__).parents[2]
FAULTS = Path(__file__).with_suffix(".toml")
PAGE = ROOT / "docs" / "trials.md"
FIGURES = ROOT / "docs" / "trials.json"
SWITCH = "RECORD_TRIALS"
"""Set, it makes tests write down what they reached."""

_NAME = re.compile(r"test_(\d\d)_(\w+)")
_HEAD = (
    "# Trials\n\nWhat the app must survive, and what tries it. Written by `python -m "
    "tests.support.trials` from the tests whose names begin with a trial's number, and from the "
    "figures that they and the benchmarks wrote down (`docs/trials.json`, each with its day); a "
    "test holds this page to the tests. A test without a figure passes or fails and reaches "
    "nothing in between; a test whose tool a machine lacks (LibreOffice) is left out there.\n"
)


class Trial(NamedTuple):
    """One fault."""

    number: int
    part: str
    """The heading it stands under."""
    fault: str
    must: str
    """What must hold."""
    open: str
    """What is not tested or not reached; empty if nothing."""


class Trying(NamedTuple):
    """One test of a trial."""

    number: int
    path: str
    """Its file, from the root."""
    name: str
    what: str
    """What it does: its name, and the first paragraph of its docstring."""


class Figure(NamedTuple):
    """What a test or benchmark reached."""

    number: int
    where: str
    """The test (`file::name`) or the benchmark (`bench …`)."""
    figure: str
    date: str


def recording() -> bool:
    """Whether figures are written down: then tests try everything, however long it takes."""
    return bool(os.environ.get(SWITCH))


def record(number: int, figure: str, where: str = "") -> None:
    """Write down what was reached, if RECORD_TRIALS is set; `where` is the running test."""
    if not recording():
        return
    where = where or os.environ["PYTEST_CURRENT_TEST"].rsplit(" ", 1)[0]
    with FIGURES.open("r+", encoding="utf-8") as file:
        fcntl.flock(file, fcntl.LOCK_EX)  # tests run in several processes
        known = {(one.number, one.where): one for one in _read(file.read())}
        known[number, where] = Figure(number, where, figure, f"{datetime.now(UTC):%Y-%m-%d}")
        file.seek(0)
        file.truncate()
        rows = [one._asdict() for one in sorted(known.values())]
        file.write(json.dumps(rows, indent=1, ensure_ascii=False) + "\n")


def figures() -> list[Figure]:
    """Return all figures that were written down."""
    return _read(FIGURES.read_text("utf-8"))


def _read(text: str) -> list[Figure]:
    return [Figure(**row) for row in json.loads(text)]


def trials() -> list[Trial]:
    """Return all trials, in the order of their numbers."""
    parts = tomllib.loads(FAULTS.read_text("utf-8"))
    left_open = parts.pop("open") | parts.pop("untested")
    return [
        Trial(int(number), part, row["fault"], row["must"], left_open.get(number, ""))
        for part, rows in parts.items()
        for number, row in rows.items()
    ]


def untested() -> set[int]:
    """Return the numbers of which it is said that they have no test yet."""
    return {int(number) for number in tomllib.loads(FAULTS.read_text("utf-8"))["untested"]}


def tryings() -> list[Trying]:
    """Return all tests whose names begin with a trial's number, in the order of their places."""
    return [one for path in sorted((ROOT / "tests").rglob("test_*.py")) for one in _in_file(path)]


def _in_file(path: Path) -> Iterator[Trying]:
    for node in ast.parse(path.read_text("utf-8")).body:
        if not isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            continue
        if named := _NAME.fullmatch(node.name):
            what = f"{named[2].replace('_', ' ').capitalize()}."
            told = (ast.get_docstring(node) or "").partition("\n\n")[0]
            place = str(path.relative_to(ROOT))
            yield Trying(int(named[1]), place, node.name, " ".join([what, *told.split()]))


def page(faults: Sequence[Trial], tests: Sequence[Trying], reached: Sequence[Figure]) -> str:
    """Return docs/trials.md."""
    lines, part = [_HEAD], ""
    for trial in faults:
        if trial.part != part:
            part = trial.part
            lines.append(f"## {part}\n")
        lines += _section(
            trial,
            [one for one in tests if one.number == trial.number],
            [one for one in reached if one.number == trial.number],
        )
    return "\n".join(lines)


def _section(trial: Trial, tests: Sequence[Trying], reached: Sequence[Figure]) -> Iterator[str]:
    yield f"**{trial.number}. {trial.fault}** {trial.must}\n"
    by_test: Mapping[str, list[Figure]] = {
        f"{one.path}::{one.name}": [f for f in reached if _test_of(f) == f"{one.path}::{one.name}"]
        for one in tests
    }
    for test in tests:
        found = by_test[f"{test.path}::{test.name}"]
        yield f"- {test.what} [{test.path}](../{test.path}){''.join(map(_told, found))}"
    for figure in reached:
        if _test_of(figure) not in by_test:
            yield f"- `python -m {_test_of(figure)}`{_told(figure)}"
    if trial.open:
        yield f"- *Open:* {trial.open}"
    yield ""


def _test_of(figure: Figure) -> str:
    """Return the test that reached it, whatever its parameters were."""
    return figure.where.partition("[")[0]


def _told(figure: Figure) -> str:
    _, _, which = figure.where.partition("[")
    with_which = f" ({which.removesuffix(']')})" if which else ""
    return f" Reached{with_which} on {figure.date}: **{figure.figure}**."


if __name__ == "__main__":
    PAGE.write_text(page(trials(), tryings(), figures()), "utf-8")
