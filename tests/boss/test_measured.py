"""The cast, measured with all scripts: the figures that hold in CI."""

from __future__ import annotations

import asyncio
from collections import Counter
from functools import partial
from pathlib import Path

import pytest

from app.boss.measure import NO_REASONS, REASONS, Report, measured, ranks_agree
from app.catalog.catalog import Catalog
from app.commands.measure import learners
from app.domain.persona import SITUATIONS
from app.judge.embedded import EmbeddedJudge
from app.judge.encoder import Encoder

CATALOG = Catalog()
IDS = sorted(CATALOG.personas)
LEARNERS = learners()
each_boss = pytest.mark.parametrize("persona_id", IDS)


@pytest.fixture(scope="module")
def reports(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Report]:
    """A report on each boss, with the authored speaker."""
    cache: Path = tmp_path_factory.mktemp("judge")
    judge = EmbeddedJudge(Encoder(), CATALOG.rubric_folder, cache)
    notice = partial(judge.notice, CATALOG.rubric("declining-promotion"))

    async def all_of_them() -> dict[str, Report]:
        bosses = CATALOG.personas.values()
        return {boss.id: await measured(boss, LEARNERS, notice) for boss in bosses}

    return asyncio.run(all_of_them())


def test_there_are_enough_scripts_of_every_kind_in_many_voices() -> None:
    kinds = Counter(one.kind for one in LEARNERS)

    assert len(LEARNERS) >= 100
    assert len({one.id for one in LEARNERS}) == len(LEARNERS)
    assert min(kinds.values()) >= 4
    for kind in (*REASONS, *NO_REASONS, "middling", "accepts", "time", "role_breaking", "odd"):
        assert kinds[kind] >= 7, kind
    lines = Counter(line for one in LEARNERS for line in one.lines if len(line.split()) > 6)
    assert max(lines.values()) == 1, "no two learners say the same"
    assert {one.persona for one in LEARNERS} - {None} == set(IDS)


def test_the_cast_covers_all_situations_and_difficulties() -> None:
    cast = CATALOG.personas.values()

    assert len(cast) >= 10
    assert {boss.situation.kind for boss in cast} == set(SITUATIONS)
    assert {boss.difficulty for boss in cast} == {1, 2, 3, 4, 5}


@each_boss
def test_reasons_win(reports: dict[str, Report], persona_id: str) -> None:
    assert reports[persona_id].won_by_reasons >= 0.9


@each_boss
@pytest.mark.parametrize("kind", NO_REASONS)
def test_nothing_else_does(reports: dict[str, Report], persona_id: str, kind: str) -> None:
    talks = [t for t in reports[persona_id].talks if t.learner.kind == kind]

    assert [t.learner.id for t in talks if t.outcome in ("agreed", "accepted")] == []


@each_boss
def test_a_yes_is_heard(reports: dict[str, Report], persona_id: str) -> None:
    assert reports[persona_id].acceptance_heard >= 0.95


@each_boss
def test_questions_of_fact_are_answered(reports: dict[str, Report], persona_id: str) -> None:
    assert reports[persona_id].questions_answered >= 0.9


@each_boss
def test_59_distress_is_met(reports: dict[str, Report], persona_id: str) -> None:
    assert reports[persona_id].distress_met == 1


@each_boss
def test_59_the_role_is_kept(reports: dict[str, Report], persona_id: str) -> None:
    assert reports[persona_id].role_kept == 1


@each_boss
def test_a_long_talk_repeats_nothing(reports: dict[str, Report], persona_id: str) -> None:
    assert reports[persona_id].repeated == 0
    assert reports[persona_id].longest >= 15


def test_the_stated_difficulty_orders_as_measured(reports: dict[str, Report]) -> None:
    stated = [report.persona.difficulty for report in reports.values()]

    assert ranks_agree(stated, [report.effort for report in reports.values()]) >= 0.8
    for report in reports.values():
        assert abs(report.difficulty - report.persona.difficulty) <= 1


@each_boss
def test_a_boss_turn_takes_no_time(reports: dict[str, Report], persona_id: str) -> None:
    assert reports[persona_id].milliseconds < 20
