"""Which behaviours a learner shows reliably, sometimes or not yet, with their best words for it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal, NamedTuple

from app.domain.rubric import Behaviour, Rubric
from app.domain.scorecard import Evidence, Finding, Scorecard

LATELY = 4
"""Scored rehearsals that say how reliable a behaviour is."""
RELIABLE = 3
"""How many of them must show it."""
EXAMPLES = 12
"""Scored rehearsals in which the best example is looked for."""

Standing = Literal["reliably", "sometimes", "not_yet"]


class Best(NamedTuple):
    """The learner's own words that show a behaviour best."""

    quote: str
    rehearsal_id: str


class Mastery(NamedTuple):
    """How a behaviour stands."""

    behaviour: Behaviour
    shown: int
    """In how many of the latest rehearsals."""
    of: int
    """How many there are of these: at most `LATELY`."""
    best: Best | None

    @property
    def standing(self) -> Standing:
        """Whether it is shown reliably, sometimes or not (yet, or any more)."""
        if not self.shown:
            return "not_yet"
        return "reliably" if self.shown >= RELIABLE else "sometimes"


def mastery(rubric: Rubric, cards: Sequence[Scorecard]) -> dict[str, tuple[Mastery, ...]]:
    """Return, per criterion, how each behaviour stands; `cards` are the newest first."""
    recent = cards[:LATELY]
    found = [_shown(card) for card in cards[:EXAMPLES]]
    return {
        criterion.id: tuple(
            Mastery(
                behaviour,
                sum(behaviour.id in shown for shown in found[: len(recent)]),
                len(recent),
                _best(behaviour.id, cards, found),
            )
            for behaviour in criterion.behaviours
        )
        for criterion in rubric.criteria
    }


def _shown(card: Scorecard) -> dict[str, Finding]:
    """Return what a card's judge saw, by behaviour."""
    return {
        finding.behaviour: finding
        for score in card.criteria
        for finding in score.findings
        if finding.shown != "no" and finding.evidence
    }


def _best(
    behaviour: str, cards: Sequence[Scorecard], found: Sequence[dict[str, Finding]]
) -> Best | None:
    """Return the words that show it whole, then specifically, then most lately."""
    there = [
        (shown[behaviour], card)
        for card, shown in zip(cards, found, strict=False)
        if behaviour in shown
    ]
    if not there:
        return None
    # Of equals the first counts, which is the newest.
    finding, card = max(there, key=lambda one: (one[0].shown == "yes", one[0].specific))
    return Best(_longest(finding.evidence).quote, card.rehearsal_id)


def _longest(evidence: Sequence[Evidence]) -> Evidence:
    return max(evidence, key=lambda one: len(one.quote))
