"""What happens in rehearsals, told to whoever watches: numbers and names, never a word of a talk.

Whoever makes something happen says so in one event, after it happened. Watchers count, log or
trace; they change nothing and must not fail.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import NamedTuple, Protocol

from app.domain.conversation import OutcomeName, SpeakerKind, Usage
from app.domain.scorecard import JudgeKind
from app.errors import AppError


class Started(NamedTuple):
    """A rehearsal began."""

    speaker: SpeakerKind


class Said(NamedTuple):
    """A learner's turn was stored."""


class Replied(NamedTuple):
    """The making of a boss turn came to its end, good or bad."""

    speaker: SpeakerKind
    seconds: float
    first: float | None
    """Seconds until the first words; None when there were none."""
    usage: Usage
    """Tokens that it took; none are known of a reply that failed altogether."""
    problem: str = ""
    """Why it failed or is partial: the name of an error, or 'partial'."""


class Finished(NamedTuple):
    """A meeting ended."""

    outcome: OutcomeName


class Scored(NamedTuple):
    """A scorecard was made."""

    judge: JudgeKind
    seconds: float
    usage: Usage
    unscored: int
    """Criteria for which there was no valid answer."""


class Failed(NamedTuple):
    """Something that a learner asked for could not be done."""

    kind: str
    """The name of an error of `app.errors`, or 'bug'."""


Event = Started | Said | Replied | Finished | Scored | Failed


class Watch(Protocol):
    """Somebody who wants to know what happens."""

    def happened(self, event: Event) -> None:
        """Take note of `event`. Quick, from any thread; raises nothing."""
        ...


class Nobody:
    """The watcher where nobody watches."""

    def happened(self, event: Event) -> None:
        """Do nothing."""


class Several:
    """Watchers who all hear everything."""

    def __init__(self, watches: Sequence[Watch]) -> None:
        self._watches = tuple(watches)

    def happened(self, event: Event) -> None:
        """Tell each of them."""
        for watch in self._watches:
            watch.happened(event)


@contextmanager
def failures_told(watch: Watch) -> Iterator[None]:
    """Tell of an `AppError` that passes through."""
    try:
        yield
    except AppError as error:
        watch.happened(Failed(type(error).__name__))
        raise
