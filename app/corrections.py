"""The use case of trainers: correct a scorecard, and see where the judge needs them.

Without accounts the one person on this machine is learner and trainer: `who` is both whose
rehearsal it is and whose correction.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from datetime import datetime
from typing import Literal, NamedTuple, TypeVar
from uuid import uuid4

from app.catalog.catalog import Catalog
from app.domain.conversation import Line
from app.domain.correction import (
    ApartRow,
    ChangedLevel,
    Correction,
    CorrectionRow,
    MissingFinding,
    WrongFinding,
)
from app.domain.scorecard import Evidence, Scorecard
from app.domain.text import storable
from app.errors import CorrectionRefused, NotFound
from app.judge.evidence import locate
from app.judge.lessons import Lesson, lessons
from app.store.repository import Store

MOST_APART = 100
"""Rehearsals on the list of second opinions: more than this nobody works off."""


MAX_REASON = 1000
"""Longest reason for a level (in characters)."""

Kind = TypeVar("Kind", WrongFinding, MissingFinding, ChangedLevel)


class Overview(NamedTuple):
    """What a trainer's page shows."""

    apart: tuple[ApartRow, ...]
    """Where the judges are far apart, newest first."""
    rows: tuple[CorrectionRow, ...]
    """All corrections, the last one first."""


class Corrections:
    """Everything a trainer can do with scorecards, which themselves never change."""

    def __init__(self, store: Store, catalog: Catalog, clock: Callable[[], datetime]) -> None:
        self._store, self._catalog, self._clock = store, catalog, clock

    def of(self, card: Scorecard) -> tuple[Correction, ...]:
        """Return what trainers say of a scorecard, the last one last."""
        return self._store.corrections(card.id)

    def overview(self, who: str) -> Overview:
        """Return where a trainer is needed, and what they have corrected."""
        return Overview(self._store.apart(who, MOST_APART), self._store.all_corrections(who))

    def mark_wrong(
        self, who: str, scorecard_id: str, behaviour: str, turn: int, start: int
    ) -> WrongFinding:
        """Say that a finding's evidence at `start` of turn `turn` does not show the behaviour.

        Raises `NotFound`, and `CorrectionRefused` when the card has no such finding.
        """
        card = self._card(who, scorecard_id)
        findings = [finding for score in card.criteria for finding in score.findings]
        for finding in findings:
            for spot in finding.evidence:
                if (finding.behaviour, spot.turn, spot.start) == (behaviour, turn, start):
                    return self._kept(who, card, WrongFinding, behaviour=behaviour, evidence=spot)
        raise CorrectionRefused("This scorecard has no such finding. Load the page again.")

    def add_missing(
        self,
        who: str,
        scorecard_id: str,
        behaviour: str,
        turn: int,
        words: str,
        *,
        how: Literal["yes", "partly"] = "yes",
        specific: bool = False,
    ) -> MissingFinding:
        """Say that `words` of turn `turn` show a behaviour that the judge did not see.

        Raises `NotFound`, and `CorrectionRefused` when the words are not the learner's own.
        """
        card = self._card(who, scorecard_id)
        rubric = self._catalog.rubric(card.pins.rubric_id)
        if behaviour not in {known.id for known in rubric.behaviours}:
            raise NotFound("behaviour", behaviour)
        evidence = _own_words(self._transcript(card), turn, words)
        return self._kept(
            who,
            card,
            MissingFinding,
            behaviour=behaviour,
            evidence=evidence,
            how=how,
            specific=specific,
        )

    def give_level(
        self, who: str, scorecard_id: str, criterion: str, level: int, reason: str
    ) -> ChangedLevel:
        """Give a criterion another level, or the same one to agree. The last one counts.

        Raises `NotFound`, and `CorrectionRefused` without a reason.
        """
        card = self._card(who, scorecard_id)
        judged = {score.id: score.level for score in card.criteria}
        if criterion not in judged:
            raise NotFound("criterion", criterion)
        if not reason.strip():
            raise CorrectionRefused("Say why: a level without a reason teaches nobody.")
        if len(reason) > MAX_REASON:
            raise CorrectionRefused(f"Say it in {MAX_REASON:,} characters or fewer.")
        return self._kept(
            who,
            card,
            ChangedLevel,
            criterion=criterion,
            level=level,
            judged=judged[criterion],
            reason=storable(reason),
        )

    def undo(self, who: str, correction_id: str) -> Correction:
        """Take a correction back, and return it. Raises `NotFound`."""
        return self._store.drop_correction(who, correction_id)

    def lessons(self, rubric_id: str) -> Iterator[Lesson]:
        """Yield what everybody's corrections teach about a rubric, the oldest first.

        Raises `NotFound`.
        """
        rubric = self._catalog.rubric(rubric_id)
        by_card: dict[str, list[Correction]] = {}
        for row in reversed(self._store.all_corrections(rubric_id=rubric_id)):
            by_card.setdefault(row.correction.scorecard_id, []).append(row.correction)
        for scorecard_id, corrections in by_card.items():
            card = self._store.scorecard(scorecard_id)
            yield from lessons(card, self._transcript(card), rubric, corrections)

    def _card(self, who: str, scorecard_id: str) -> Scorecard:
        """Return a scorecard of a rehearsal that `who` may see; another's is as good as none."""
        card = self._store.scorecard(scorecard_id)
        try:
            self._store.rehearsal(who, card.rehearsal_id)
        except NotFound:
            raise NotFound("scorecard", scorecard_id) from None
        return card

    def _transcript(self, card: Scorecard) -> tuple[Line, ...]:
        path = self._store.path(card.rehearsal_id, card.leaf_id)
        return tuple(Line(speaker=turn.speaker, text=turn.text) for turn in path)

    def _kept(self, who: str, card: Scorecard, kind: type[Kind], **says: object) -> Kind:
        """Keep a correction of `card` and return it."""
        correction = kind.model_validate(
            {
                "id": uuid4().hex,
                "rehearsal_id": card.rehearsal_id,
                "scorecard_id": card.id,
                "trainer": who,
                "at": self._clock(),
                **says,
            }
        )
        self._store.keep_correction(correction)
        return correction


def _own_words(transcript: Sequence[Line], turn: int, words: str) -> Evidence:
    """Return where `words` stand in the learner's turn. Raises `CorrectionRefused`."""
    words = words.strip()
    if not words:
        raise CorrectionRefused("Select the words that show it, or paste them.")
    own = [index for index, line in enumerate(transcript) if line.speaker == "learner"]
    places = {index: locate(transcript[index].text, words) for index in own}
    if place := places.get(turn):
        start, end = place
        return Evidence(turn=turn, start=start, end=end, quote=transcript[turn].text[start:end])
    elsewhere = [f"{number}" for number, index in enumerate(own, 1) if places[index]]
    hint = f" They are in turn {elsewhere[0]}." if elsewhere else ""
    raise CorrectionRefused(f"These words are not in that turn, to the letter.{hint}")
