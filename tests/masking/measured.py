"""The labelled sentences, and how well a recogniser does on them."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import NamedTuple

from app.llm.masking import Detail, details, people

LABEL = re.compile(r"\{([A-Z]+):([^}]+)\}")
TUNED, HELD_OUT = "sentences.txt", "held_out.txt"
"""What the recogniser was written with, and what was written after it and changed nothing of it."""


class Sentence(NamedTuple):
    text: str
    details: tuple[Detail, ...]


class Measured(NamedTuple):
    """A detail counts as found when the whole of it is hidden, whatever kind it is taken for; what
    is hidden counts as right when it touches a detail."""

    recall: float
    precision: float
    found: int
    there: int
    hidden: int


def sentences(name: str = TUNED) -> list[Sentence]:
    text = Path(__file__).with_name(name).read_text("utf-8")
    return [_sentence(line) for line in text.splitlines() if line]


def _sentence(line: str) -> Sentence:
    text, found = "", []
    at = 0
    for label in LABEL.finditer(line):
        text += line[at : label.start()]
        found.append(
            Detail(label.group(1), len(text), len(text) + len(label.group(2)))  # type: ignore[arg-type]
        )
        text += label.group(2)
        at = label.end()
    return Sentence(text + line[at:], tuple(found))


def ours(text: str) -> tuple[Detail, ...]:
    return details(text, people(text))


def measure(
    file: str = TUNED,
    kind: str | None = None,
    recogniser: Callable[[str], Iterable[Detail]] = ours,
) -> Measured:
    """Recall and precision over all sentences, of one kind or of all."""
    counted: Counter[str] = Counter()
    for text, there in sentences(file):
        hidden = [one for one in recogniser(text) if kind in (None, one.kind)]
        wanted = [one for one in there if kind in (None, one.kind)]
        counted["there"] += len(wanted)
        counted["hidden"] += len(hidden)
        covered = {place for one in recogniser(text) for place in range(one.start, one.end)}
        counted["found"] += sum(covered >= set(range(one.start, one.end)) for one in wanted)
        counted["right"] += sum(
            any(one.start < other.end and other.start < one.end for other in there)
            for one in hidden
        )
    return Measured(
        counted["found"] / counted["there"],
        counted["right"] / max(1, counted["hidden"]),
        counted["found"],
        counted["there"],
        counted["hidden"],
    )


if __name__ == "__main__":
    for file in (TUNED, HELD_OUT):
        for name in (None, "EMAIL", "PHONE", "ACCOUNT", "ADDRESS", "PERSON"):
            print(file, name or "all", measure(file, name))  # noqa: T201
