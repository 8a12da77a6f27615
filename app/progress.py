"""The use case of the progress page: where a learner stands, and whom to talk to next."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime
from typing import NamedTuple

from app.catalog.catalog import Catalog
from app.domain.mastery import EXAMPLES, Mastery, mastery
from app.domain.progress import PastScore, Weeks, reached, weeks
from app.domain.rubric import Rubric
from app.domain.suggestion import Suggestion, suggest
from app.store.repository import Store


class Standing(NamedTuple):
    """What the progress page shows of one rubric."""

    rubric: Rubric
    choices: tuple[Rubric, ...]
    """The rubrics with scored rehearsals, the one rehearsed last first; and `rubric` itself."""
    past: tuple[PastScore, ...]
    """The past rehearsals on the rubric, newest first; some may have no scorecard."""
    scored: tuple[PastScore, ...]
    """Those of them with at least one level."""
    gone: int
    """Scored rehearsals whose rubric is not there any more; they are left out."""
    mastery: dict[str, tuple[Mastery, ...]]
    """By criterion."""
    weeks: Weeks
    """Of all past rehearsals, whatever their rubric."""
    reached: PastScore | None
    suggestion: Suggestion | None


def has_level(past: PastScore) -> bool:
    """Whether at least one criterion of a rehearsal was scored."""
    return any(level is not None for level in (past.levels or {}).values())


class LearnerProgress:
    """How learners get on. Keeps nothing."""

    def __init__(self, store: Store, catalog: Catalog, clock: Callable[[], datetime]) -> None:
        self._store, self._catalog, self._clock = store, catalog, clock

    def standing(self, owner: str, rubric_id: str = "") -> Standing | None:
        """Return where the owner stands on a rubric, by default on the one rehearsed last.

        A rubric that is not there counts as the default; None when there is no rubric at all.
        """
        past = self._store.pasts.past(owner)
        known = self._catalog.rubrics
        choices = _rehearsed(past, known)
        rubric = known.get(rubric_id) or next(iter(choices), next(iter(known.values()), None))
        if rubric is None:
            return None
        own = tuple(one for one in past if one.rubric_id == rubric.id)
        cards = self._store.pasts.latest_cards(owner, rubric.id, EXAMPLES) if own else ()
        standings = mastery(
            rubric, [card for card in cards if any(one.level is not None for one in card.criteria)]
        )
        personas = self._catalog.personas.values()
        return Standing(
            rubric=rubric,
            choices=choices if rubric in choices else (rubric, *choices),
            past=own,
            scored=tuple(one for one in own if has_level(one)),
            gone=sum(has_level(one) for one in past if one.rubric_id not in known),
            mastery=standings,
            weeks=weeks(
                (one.started_at.astimezone().date() for one in past),
                self._clock().astimezone().date(),
            ),
            reached=reached(own),
            suggestion=suggest(personas, rubric, own, standings) if own else None,
        )


def _rehearsed(past: Sequence[PastScore], known: dict[str, Rubric]) -> tuple[Rubric, ...]:
    """Return the known rubrics with scored rehearsals, the one rehearsed last first."""
    ids = dict.fromkeys(one.rubric_id for one in past if has_level(one))
    return tuple(known[rubric_id] for rubric_id in ids if rubric_id in known)
