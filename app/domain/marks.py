"""The evidence in a turn as a transcript marks it, on the page and on paper."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise
from typing import NamedTuple

from app.domain.correction import Correction, missing, wrong
from app.domain.rubric import Behaviour, Rubric
from app.domain.scorecard import Evidence, Scorecard

MARKED_WRONG, ADDED = "marked wrong", "added"
"""What a trainer says of a piece of evidence."""


class Hit(NamedTuple):
    """One piece of evidence in one turn: which words, and what they showed."""

    start: int
    end: int
    behaviour: Behaviour
    criterion: int
    """The criterion's place in the rubric: its colour and shape."""
    partly: bool
    turn: int = 0
    """Index in the transcript."""
    trainer: str = ""
    """What a trainer says of it: `MARKED_WRONG`, `ADDED`, or nothing."""

    @property
    def costs(self) -> bool:
        """Whether these words cost points."""
        return self.behaviour.points < 0

    @property
    def note(self) -> str:
        """The id of the note that explains it: one for each behaviour of a turn."""
        return f"note-{self.turn}-{self.behaviour.id}"


def hits(
    card: Scorecard, rubric: Rubric, turn: int, corrections: Sequence[Correction] = ()
) -> list[Hit]:
    """Return the evidence in turn `turn`, the judge's and the trainers', in the words' order."""
    known = {behaviour.id: behaviour for behaviour in rubric.behaviours}
    places = {b.id: place for place, c in enumerate(rubric.criteria) for b in c.behaviours}
    judged = [
        (spot, finding.behaviour, finding.shown, _marked(corrections, finding.behaviour, spot))
        for score in card.criteria
        for finding in score.findings
        if finding.shown != "no" and finding.behaviour in known
        for spot in finding.evidence
    ]
    added = [(a.evidence, a.behaviour, a.how, ADDED) for a in missing(corrections, known)]
    found = [
        Hit(spot.start, spot.end, known[name], places[name], shown == "partly", turn, trainer)
        for spot, name, shown, trainer in (*judged, *added)
        if spot.turn == turn
    ]
    return sorted(found, key=lambda hit: (hit.start, hit.end, hit.criterion, hit.behaviour.id))


def _marked(corrections: Sequence[Correction], behaviour: str, spot: Evidence) -> str:
    return MARKED_WRONG if wrong(corrections, behaviour, spot) else ""


def marks(found: Sequence[Hit]) -> list[Hit]:
    """Return what stands in the margin: a behaviour once, and once more as a trainer sees it."""
    return list({(hit.note, hit.trainer): hit for hit in found}.values())


def segments(text: str, found: Sequence[Hit]) -> list[tuple[str, tuple[Hit, ...]]]:
    """Cut `text` where evidence begins or ends; each piece knows all the evidence over it."""
    edges = {0, len(text)}
    for hit in found:
        edges |= {min(hit.start, len(text)), min(hit.end, len(text))}
    cuts = sorted(edges)
    return [
        (text[a:b], tuple(hit for hit in found if hit.start <= a and b <= hit.end))
        for a, b in pairwise(cuts)
    ]


def points(behaviour: Behaviour) -> str:
    """Return what a behaviour is worth, with a real minus sign: '+2', '−1'."""
    return f"{behaviour.points:+g}".replace("-", "−")
