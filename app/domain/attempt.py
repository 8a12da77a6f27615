"""Attempts: the ways through a rehearsal's tree of turns, and where they branch off."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from typing import NamedTuple

from app.domain.conversation import OutcomeName, Turn
from app.domain.persona import Frozen
from app.domain.scorecard import Scorecard

_LAST = datetime.max.replace(tzinfo=UTC)


class Ending(Frozen):
    """How and when an attempt ended: the meeting was over after the turn `leaf_id`."""

    leaf_id: str
    outcome: OutcomeName
    finished_at: datetime
    """UTC."""


class Attempt(NamedTuple):
    """One way through the tree, from the opening to where it ends or was left off."""

    number: int
    """From 1, in the order in which the learner began them."""
    turns: tuple[Turn, ...]
    """Its transcript, the opening first."""
    own: int = 0
    """Index of its first turn that the attempt it branches from does not have."""
    parent: int | None = None
    """Number of the attempt that it branches from; None for the first."""
    ending: Ending | None = None
    """None while it is not finished."""
    card: Scorecard | None = None
    """The newest scorecard of exactly this transcript."""
    here: bool = False
    """Whether the learner is on it."""

    @property
    def leaf(self) -> str:
        """The id of its last turn, which names it."""
        return self.turns[-1].id

    @property
    def answer(self) -> int:
        """The number of the first answer of its own, from 1."""
        return 1 + sum(turn.speaker == "learner" for turn in self.turns[: self.own])

    @property
    def said(self) -> str:
        """The first answer of its own; '' if there is none."""
        own = self.turns[self.own :]
        return next((turn.text for turn in own if turn.speaker == "learner"), "")


class _Line(NamedTuple):
    """An attempt before it has its number; lines are told apart by their place in a list."""

    leaf: str
    own: int
    parent: int | None
    since: datetime


def attempts(
    turns: Sequence[Turn],
    endings: Sequence[Ending] = (),
    cards: Sequence[Scorecard] = (),
    here: str | None = None,
) -> tuple[Attempt, ...]:
    """Return the attempts in a tree of turns, numbered in the order in which they were begun.

    `turns` come parents before children, siblings in the order of writing; `cards` the newest
    first; `here` is the turn that the learner is at. Who first goes on from a turn goes on with
    the attempt that the turn belongs to; everybody after them branches off from it.
    """
    paths = _paths(turns)
    ended = {ending.leaf_id: ending for ending in endings if ending.leaf_id in paths}
    newest = {card.leaf_id: card for card in reversed(cards)}
    lines = _lines(turns, paths, ended, here)
    # The first stays the first, even if the clock was set back.
    order = sorted(
        range(len(lines)), key=lambda place: (lines[place].parent is not None, lines[place].since)
    )
    numbers = {place: number for number, place in enumerate(order, 1)}
    return tuple(
        Attempt(
            number=numbers[place],
            turns=paths[line.leaf],
            own=line.own,
            parent=None if line.parent is None else numbers[line.parent],
            ending=ended.get(line.leaf),
            card=newest.get(line.leaf),
            here=line.leaf == here,
        )
        for place in order
        for line in (lines[place],)
    )


def shared(found: Sequence[Attempt]) -> int:
    """Return how many turns all attempts begin with."""
    return min((one.own for one in found if one.parent is not None), default=len(found[0].turns))


def _paths(turns: Sequence[Turn]) -> dict[str, tuple[Turn, ...]]:
    """Return the transcript that ends in each turn."""
    paths: dict[str, tuple[Turn, ...]] = {}
    for turn in turns:
        paths[turn.id] = (*paths.get(turn.parent_id or "", ()), turn)
    return paths


def _lines(
    turns: Sequence[Turn],
    paths: Mapping[str, tuple[Turn, ...]],
    ended: Mapping[str, Ending],
    here: str | None,
) -> list[_Line]:
    lines: list[_Line] = []
    line_of: dict[str, int] = {}
    went_on: set[str] = set()
    for turn in turns:
        before = turn.parent_id
        if before is None or before in went_on:
            place = len(lines)
            own = len(paths[turn.id]) - 1
            lines.append(_Line(turn.id, own, line_of.get(before or ""), turn.at))
        else:
            place = line_of[before]
            lines[place] = lines[place]._replace(leaf=turn.id)
        line_of[turn.id] = place
        went_on |= {before} if before else set()
    # A meeting that ended, or is going on, where another attempt has gone further.
    tips = {line.leaf for line in lines}
    inside = [leaf for leaf in ended if leaf not in tips]
    if here in paths and here not in tips and here not in ended:
        inside.append(str(here))
    for leaf in inside:
        since = ended[leaf].finished_at if leaf in ended else _LAST
        lines.append(_Line(leaf, len(paths[leaf]), line_of[leaf], since))
    return lines
