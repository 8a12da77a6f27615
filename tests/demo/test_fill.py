"""The demo over real stores, with the real director and the real judge."""

from __future__ import annotations

from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from app import bootstrap
from app.config import Settings
from app.demo.fill import Demo
from app.demo.lines import load
from app.domain.history import HistoryQuery
from app.errors import AppError
from app.store.repository import Store
from tests.store.samples import a_boss_turn, a_rehearsal

TODAY = datetime(2026, 11, 28, 12, 30, tzinfo=UTC)
OWNER = "ann"


async def filled(demo: Demo, owner: str = OWNER, seed: int = 5) -> int:
    steps = [step async for step in demo.fill(owner, seed=seed, weeks=1, today=TODAY)]
    assert [step.done for step in steps] == list(range(1, steps[0].total + 1))
    return len(steps)


def told(store: Store, owner: str = OWNER) -> list[tuple[object, ...]]:
    """Return everything but the ids: who said what and when, how it ended, and the levels."""
    rows, _ = store.history(owner, HistoryQuery(sort="oldest"))
    return [
        (
            row.rehearsal.persona_id,
            row.rehearsal.outcome,
            row.levels,
            [(turn.speaker, turn.text, turn.at) for turn in store.tree(row.rehearsal.id)],
        )
        for row in rows
    ]


async def test_rehearsals_are_held_scored_and_dated_back(database_url: str, tmp_path: Path) -> None:
    settings = Settings(data_dir=tmp_path)
    with (
        closing(Store.open(database_url)) as store,
        bootstrap.demo(settings, url=database_url) as demo,
    ):
        store.add_rehearsal(a_rehearsal("mine", owner=OWNER), a_boss_turn("t", rehearsal_id="mine"))
        number = await filled(demo)

        past = store.pasts.past(OWNER)
        assert len(past) == number > 1
        assert all(one.rehearsal_id.startswith("demo-") and one.levels for one in past)
        assert TODAY - timedelta(days=8) < past[-1].started_at < past[0].started_at < TODAY
        for one in past:
            (card,) = store.scorecards(one.rehearsal_id)
            assert card.pins.judge.kind == "embedded"
            at = [turn.at for turn in store.tree(one.rehearsal_id)]
            assert at == sorted(at)
            assert one.started_at <= at[0] <= at[-1] <= card.created_at < TODAY
        with pytest.raises(AppError, match="rehearse demo --remove"):
            await filled(demo)

        assert demo.remove("somebody else") == 0
        assert demo.remove(OWNER) == number
        assert [row.rehearsal.id for row in store.history(OWNER, HistoryQuery())[0]] == ["mine"]


async def test_the_same_seed_says_the_same_for_any_number_of_learners(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path / 'rehearsals.db'}"
    with (
        closing(Store.open(url)) as store,
        bootstrap.demo(Settings(data_dir=tmp_path), url=url) as demo,
    ):
        for owner, seed in (("ann", 5), ("ben", 5), ("cem", 6)):
            await filled(demo, owner, seed)

        assert told(store, "ann") == told(store, "ben") != told(store, "cem")
        demo.remove("ben")
        assert told(store, "ann")
        assert not told(store, "ben")


def test_no_line_sounds_like_distress_or_talk_to_the_app(tmp_path: Path) -> None:
    settings = Settings(data_dir=tmp_path)
    shelf, lines = bootstrap.catalog(settings), load()
    judge = bootstrap.embedded_judge(settings, shelf)
    heard = [
        (boss, line, seen.name)
        for boss, own in lines.bosses.items()
        for rubric in [shelf.rubric(shelf.persona(boss).rubric)]
        for group in (own.begins.values(), own.weak, *own.half.values(), *own.strong.values())
        for line in group
        for seen in judge.notice(rubric, "", line)
        if seen.name in ("distress", "out_of_role") and seen.shown == "yes"
    ]

    assert heard == []


async def test_without_a_boss_that_it_knows_it_says_so(tmp_path: Path) -> None:
    (tmp_path / "bosses").mkdir()
    settings = Settings(data_dir=tmp_path, personas=tmp_path / "bosses")
    with (
        bootstrap.demo(settings, url=f"sqlite:///{tmp_path / 'x.db'}") as demo,
        pytest.raises(AppError, match="REHEARSE_PERSONAS"),
    ):
        await filled(demo)
