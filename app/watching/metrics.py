"""Numbers for Prometheus. A registry for each app: nothing is counted in module globals."""

from __future__ import annotations

from collections.abc import Callable
from importlib.metadata import version
from typing import get_args

from prometheus_client import (
    CollectorRegistry,
    Counter,
    Gauge,
    Histogram,
    ProcessCollector,
)
from prometheus_client.exposition import CONTENT_TYPE_LATEST, generate_latest

from app import errors
from app.domain.conversation import OutcomeName, SpeakerKind, Usage
from app.domain.scorecard import JudgeKind
from app.watching.watch import Event, Failed, Finished, Replied, Said, Scored, Started

CONTENT_TYPE = CONTENT_TYPE_LATEST

_SHORT = (0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60)
_LONG = (0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 120, 300)
_KINDS = frozenset(
    {
        name
        for name, thing in vars(errors).items()
        if isinstance(thing, type) and issubclass(thing, errors.AppError)
    }
    | {"bug", "partial"}
)
"""All that the label `kind` can say: labels are bounded, whatever happens."""


class Metrics:
    """Counts what happens, as a `Watch`."""

    def __init__(self) -> None:
        self._registry = CollectorRegistry()
        ProcessCollector(registry=self._registry)
        self._count()
        self._measure()
        about = self._gauge("rehearse_info", "The version that runs.", "version")
        about.labels(version("rehearsal-room")).set(1)

    def watch_over(self, on_their_way: Callable[[], int]) -> None:
        """Tell how many boss turns are being made, which `on_their_way` returns."""
        gauge = self._gauge("rehearse_replies_in_flight", "Boss turns being made.")
        gauge.set_function(on_their_way)

    def exposition(self) -> bytes:
        """Return all numbers in Prometheus' text format, of the type `CONTENT_TYPE`."""
        return generate_latest(self._registry)

    def happened(self, event: Event) -> None:
        """Count `event`."""
        match event:
            case Started(speaker):
                self._started.labels(speaker).inc()
            case Said():
                self._turns.labels("learner").inc()
            case Replied():
                self._replied(event)
            case Finished(outcome):
                self._finished.labels(outcome).inc()
            case Scored(judge, seconds, usage):
                self._judged.labels(judge).observe(seconds)
                self._spend("judge", usage)
                self._unscored.inc(event.unscored)
            case Failed(kind):
                self._fail(kind)

    def _replied(self, event: Replied) -> None:
        if event.first is not None:
            self._first_words.labels(event.speaker).observe(event.first)
        if event.problem:
            self._fail(event.problem)
        if event.problem in ("", "partial"):
            self._turns.labels("boss").inc()
            self._replies.labels(event.speaker).observe(event.seconds)
        self._spend("boss", event.usage)

    def _spend(self, who: str, usage: Usage) -> None:
        self._tokens.labels(who, "prompt").inc(usage.prompt)
        self._tokens.labels(who, "completion").inc(usage.completion)

    def _fail(self, kind: str) -> None:
        self._errors.labels(kind if kind in _KINDS else "other").inc()

    def _count(self) -> None:
        self._started = self._counter("rehearse_started", "Rehearsals that began.", "speaker")
        self._finished = self._counter("rehearse_finished", "Meetings that ended.", "outcome")
        self._turns = self._counter("rehearse_turns", "Turns that were stored.", "speaker")
        self._tokens = self._counter("rehearse_tokens", "Tokens of the endpoint.", "who", "kind")
        self._errors = self._counter("rehearse_errors", "What went wrong, by kind.", "kind")
        self._unscored = self._counter(
            "rehearse_unscored_criteria", "Criteria for which a judge had no valid answer."
        )
        # From the start, not from the first time on: a rate needs the zero before the one.
        for speaker in get_args(SpeakerKind):
            self._started.labels(speaker)
        for outcome in get_args(OutcomeName):
            self._finished.labels(outcome)

    def _measure(self) -> None:
        self._first_words = self._histogram(
            "rehearse_first_token_seconds",
            "From the learner's words to the boss's first.",
            _SHORT,
            "speaker",
        )
        self._replies = self._histogram(
            "rehearse_reply_seconds",
            "From the learner's words to the whole reply.",
            _LONG,
            "speaker",
        )
        self._judged = self._histogram(
            "rehearse_judge_seconds", "The making of a scorecard.", _LONG, "judge"
        )
        for judge in get_args(JudgeKind):
            self._judged.labels(judge)

    def _counter(self, name: str, what: str, *labels: str) -> Counter:
        return Counter(name, what, labels, registry=self._registry)

    def _gauge(self, name: str, what: str, *labels: str) -> Gauge:
        return Gauge(name, what, labels, registry=self._registry)

    def _histogram(
        self, name: str, what: str, buckets: tuple[float, ...], *labels: str
    ) -> Histogram:
        return Histogram(name, what, labels, buckets=buckets, registry=self._registry)
