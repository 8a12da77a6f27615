"""What a benchmark says, and how it is written down."""

from __future__ import annotations

import statistics
import time
from collections.abc import Callable, Sequence
from typing import NamedTuple


class Row(NamedTuple):
    """One measured thing."""

    what: str
    measured: str
    target: str = ""
    met: bool | None = None
    """None: there is no target."""


class Section(NamedTuple):
    """What one benchmark measured, and how."""

    title: str
    how: str
    rows: list[Row]


def at_most(what: str, value: float, limit: float, unit: str, *, factor: float = 1) -> Row:
    """Return the row of a value that has an absolute target; `factor` converts both for people."""
    shown, target = f"{value * factor:.3g} {unit}", f"at most {limit * factor:.3g} {unit}"
    return Row(what, shown, target, value <= limit)


def compared(what: str, value: float, baseline: float, most: float, unit: str) -> Row:
    """Return the row of a value that may be `most` times its baseline."""
    ratio = value / baseline
    shown = f"{value:.3g} {unit}, baseline {baseline:.3g} {unit}: {ratio:.2f}x"
    return Row(what, shown, f"at most {most:g}x", ratio <= most)


def median(seconds: Sequence[float]) -> float:
    """Return the median."""
    return statistics.median(seconds)


def timed(work: Callable[[], object]) -> float:
    """Return how long `work` takes (in seconds)."""
    start = time.perf_counter()
    work()
    return time.perf_counter() - start


def as_markdown(section: Section) -> str:
    """Return a section with its table."""
    lines = [f"## {section.title}", "", section.how, "", "| what | measured | target | met |"]
    lines.append("|---|---|---|---|")
    for row in section.rows:
        met = "" if row.met is None else "yes" if row.met else "**no**"
        lines.append(f"| {row.what} | {row.measured} | {row.target} | {met} |")
    return "\n".join(lines) + "\n"
