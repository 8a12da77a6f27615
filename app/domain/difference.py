"""What changed between two transcripts: words, findings, levels; and whether it is noise."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from difflib import SequenceMatcher
from itertools import takewhile, zip_longest
from typing import Literal, NamedTuple

from pydantic import Field

from app.domain.conversation import OutcomeName, SpeakerName, Turn
from app.domain.persona import Frozen
from app.domain.rubric import Rubric
from app.domain.scorecard import CriterionScore, Finding, Scorecard

ALIKE = 0.4
"""Two turns that share a smaller part of their words were said anew: nearly all would be marked."""
BY_CHANCE = 3
"""Fewer words in a row than this are not worth leaving unmarked between others that differ."""


class Noise(Frozen):
    """How far a judge varies where nothing has changed, as it was measured."""

    rubric: str
    rubric_hash: str
    judge_hash: str
    """What was measured; another fit of the judge may vary otherwise."""
    transcripts: int
    share: float = Field(gt=0, lt=1)
    """Share of pairs that differ by no more than what follows."""
    points: dict[str, float]
    """Criterion id -> points between two talks that raters put on the same level."""
    overall: float
    """Points of 100 between the judge's difference of two talks and the raters'."""
    source: str = ""
    """Where the figures come from."""


Sure = Literal["same", "noise", "more", "unknown"]
"""No difference; one within the judge's noise; one beyond it; or nobody measured the noise."""


class Side(NamedTuple):
    """One of the two that are compared."""

    turns: Sequence[Turn]
    card: Scorecard | None = None
    outcome: OutcomeName | None = None


class Piece(NamedTuple):
    """Some words of a turn."""

    text: str
    changed: bool = False
    """Whether the other side does not have them."""


class Pair(NamedTuple):
    """What both sides said at the same place; None where one was over already."""

    speaker: SpeakerName
    before: tuple[Piece, ...] | None
    after: tuple[Piece, ...] | None

    @property
    def anew(self) -> bool:
        """Whether this was said in other words altogether, so that none are marked."""
        pieces = (*(self.before or ()), *(self.after or ()))
        words = {"".join(piece.text for piece in side or ()) for side in (self.before, self.after)}
        return len(words) == 2 and not any(piece.changed for piece in pieces)


class Shift(NamedTuple):
    """One behaviour on both sides."""

    behaviour: str
    before: Finding | None
    """None if it was not shown."""
    after: Finding | None

    @property
    def kind(self) -> Literal["gained", "lost", "kept"]:
        """What became of it."""
        if self.before is None:
            return "gained"
        return "lost" if self.after is None else "kept"


class CriterionChange(NamedTuple):
    """One criterion on both sides; a score is None where there is no scorecard."""

    id: str
    before: CriterionScore | None
    after: CriterionScore | None
    sure: Sure
    shifts: tuple[Shift, ...]


class Difference(NamedTuple):
    """Two transcripts side by side."""

    first: Side
    second: Side
    common: int
    """How many turns both begin with."""
    pairs: tuple[Pair, ...]
    """What comes after the common beginning."""
    criteria: tuple[CriterionChange, ...]
    comparable: bool
    """Whether one judge, by one rubric, scored both."""
    overall: Sure


def difference(first: Side, second: Side, rubric: Rubric, noise: Noise | None) -> Difference:
    """Return what changed from `first` to `second`; `noise` is the embedded judge's, if known."""
    common = _common(first.turns, second.turns)
    comparable = _comparable(first.card, second.card)
    embedded = first.card is not None and first.card.pins.judge.kind == "embedded"
    measured = noise if comparable and embedded else None
    return Difference(
        first=first,
        second=second,
        common=common,
        pairs=tuple(
            _pair(before, after)
            for before, after in zip_longest(first.turns[common:], second.turns[common:])
        ),
        criteria=tuple(
            _criterion(criterion.id, first.card, second.card, measured, comparable)
            for criterion in rubric.criteria
        ),
        comparable=comparable,
        overall=_overall(first.card, second.card, measured),
    )


def _comparable(first: Scorecard | None, second: Scorecard | None) -> bool:
    if first is None or second is None:
        return False
    one, other = first.pins, second.pins
    return (one.judge, one.rubric_id, one.rubric_hash) == (
        other.judge,
        other.rubric_id,
        other.rubric_hash,
    )


def _common(first: Sequence[Turn], second: Sequence[Turn]) -> int:
    pairs = zip(first, second, strict=False)
    same = takewhile(lambda pair: _said(pair[0]) == _said(pair[1]), pairs)
    return sum(1 for _ in same)


def _said(turn: Turn) -> tuple[str, str]:
    return turn.speaker, turn.text


def _pair(before: Turn | None, after: Turn | None) -> Pair:
    there = before or after
    assert there is not None  # zip_longest never yields a pair of nothing
    if before is None or after is None:
        return Pair(
            there.speaker,
            (Piece(before.text),) if before else None,
            (Piece(after.text),) if after else None,
        )
    marked = marked_words(before.text, after.text)
    return Pair(there.speaker, *marked)


def marked_words(before: str, after: str) -> tuple[tuple[Piece, ...], tuple[Piece, ...]]:
    """Return both texts in pieces, those marked that the other text does not have.

    Nothing is marked in texts that have little in common. A few words that both have by chance,
    between others that differ, are marked with them.
    """
    left, right = (re.findall(r"\s*\S+\s*", text) for text in (before, after))
    words = [[word.strip() for word in side] for side in (left, right)]
    matcher = SequenceMatcher(a=words[0], b=words[1], autojunk=False)
    if not left or not right or matcher.ratio() < ALIKE:
        return (Piece(before),), (Piece(after),)
    steps = matcher.get_opcodes()
    inner = range(1, len(steps) - 1)
    kept = {
        place
        for place, (kind, a, b, _, _) in enumerate(steps)
        if kind == "equal" and (b - a >= BY_CHANCE or place not in inner)
    }
    return (
        _pieces((left[a:b], place not in kept) for place, (_, a, b, _, _) in enumerate(steps)),
        _pieces((right[c:d], place not in kept) for place, (_, _, _, c, d) in enumerate(steps)),
    )


def _pieces(parts: Iterable[tuple[list[str], bool]]) -> tuple[Piece, ...]:
    """Join words, and neighbours that are marked alike."""
    pieces: list[Piece] = []
    for words, changed in parts:
        text = "".join(words)
        if pieces and text and pieces[-1].changed == changed:
            pieces[-1] = Piece(pieces[-1].text + text, changed)
        elif text:
            pieces.append(Piece(text, changed))
    return tuple(pieces)


def _criterion(
    criterion: str,
    first: Scorecard | None,
    second: Scorecard | None,
    noise: Noise | None,
    comparable: bool,
) -> CriterionChange:
    before, after = _score(first, criterion), _score(second, criterion)
    return CriterionChange(
        id=criterion,
        before=before,
        after=after,
        sure=_sure(before, after, noise) if comparable else "unknown",
        shifts=_shifts(before, after),
    )


def _score(card: Scorecard | None, criterion: str) -> CriterionScore | None:
    scores = card.criteria if card else ()
    return next((score for score in scores if score.id == criterion), None)


def _sure(before: CriterionScore | None, after: CriterionScore | None, noise: Noise | None) -> Sure:
    """Return whether a difference of levels is more than the judge's noise.

    Intervals over repeats of a judge say it themselves; else the measured noise does.
    """
    if before is None or after is None or before.level is None or after.level is None:
        return "unknown"
    if before.level == after.level:
        return "same"
    if before.interval and after.interval:
        low, high = sorted((before.interval, after.interval))
        return "more" if low[1] < high[0] else "noise"
    limit = noise.points.get(before.id) if noise else None
    if limit is None or before.points is None or after.points is None:
        return "unknown"
    return "more" if abs(after.points - before.points) > limit else "noise"


def _overall(first: Scorecard | None, second: Scorecard | None, noise: Noise | None) -> Sure:
    if first is None or second is None or first.overall is None or second.overall is None:
        return "unknown"
    if first.overall == second.overall:
        return "same"
    if noise is None:
        return "unknown"
    return "more" if abs(second.overall - first.overall) > noise.overall else "noise"


def _shifts(before: CriterionScore | None, after: CriterionScore | None) -> tuple[Shift, ...]:
    """Return every behaviour that was shown on a side: gained ones first, then lost, then kept."""
    left, right = _shown(before), _shown(after)
    shifts = [Shift(name, left.get(name), right.get(name)) for name in {**left, **right}]
    order = ("gained", "lost", "kept")
    return tuple(sorted(shifts, key=lambda shift: order.index(shift.kind)))


def _shown(score: CriterionScore | None) -> Mapping[str, Finding]:
    findings = score.findings if score else ()
    return {finding.behaviour: finding for finding in findings if finding.shown != "no"}
