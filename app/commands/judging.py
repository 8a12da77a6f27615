"""What `score` and `agree` share: a rubric, a judge, and an event loop that closes its models."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from contextlib import contextmanager
from typing import NamedTuple

from app import bootstrap
from app.config import Settings
from app.domain.rubric import Rubric
from app.domain.scorecard import JudgeKind
from app.scoring import Scorer


class Judging(NamedTuple):
    """All that it takes to score transcripts."""

    rubric: Rubric
    rubric_hash: str
    scorer: Scorer
    runner: asyncio.Runner
    """Runs everything that asks the scorer: an endpoint's connections belong to one loop."""


@contextmanager
def judging(
    rubric_id: str, judge: JudgeKind | None, settings: Settings | None = None
) -> Iterator[Judging]:
    """Yield what the settings say; closes the endpoint's connections at the end.

    Raises `NotFound` and `SetupError`.
    """
    settings = settings or Settings()
    shelf = bootstrap.catalog(settings)
    rubric = shelf.rubric(rubric_id)
    models = bootstrap.chat_models(settings)
    embedded = bootstrap.embedded_judge(settings, shelf)
    scorer = bootstrap.scorer(settings, embedded, judge, models)
    with asyncio.Runner() as runner:
        try:
            yield Judging(rubric, shelf.rubric_hash(rubric.id), scorer, runner)
        finally:
            runner.run(models.aclose())
