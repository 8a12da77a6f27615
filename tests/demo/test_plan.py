"""What the demo plans and says, without holding a single rehearsal."""

from __future__ import annotations

import random
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from statistics import fmean

import pytest

from app.catalog.catalog import Catalog
from app.demo.lines import Voice, load
from app.demo.plan import Meeting, planned
from app.domain.conversation import BossState
from app.domain.persona import Persona

TODAY = datetime(2026, 11, 28, 12, 30, tzinfo=UTC)
GOODNESS = {"weak": 0, "half": 1, "mixed": 2, "strong": 3}


def bosses() -> list[Persona]:
    return [one for one in Catalog().personas.values() if one.id in load().bosses]


def plan(seed: int = 1, weeks: int = 9) -> list[Meeting]:
    return planned(bosses(), random.Random(seed), weeks, TODAY)


def test_the_lines_are_for_shipped_bosses_and_their_concerns() -> None:
    personas = Catalog().personas
    for boss, lines in load().bosses.items():
        concerns = {concern.id for concern in personas[boss].concerns}
        assert set(lines.half) == set(lines.strong) == concerns
        assert set(lines.begins) == {"weak", "half", "strong"}
    assert len(load().bosses) >= 10


def test_no_line_is_written_twice() -> None:
    told = [
        line
        for boss in load().bosses.values()
        for group in (boss.begins.values(), boss.weak, *boss.half.values(), *boss.strong.values())
        for line in group
    ]

    assert sorted(set(told)) == sorted(told)


@pytest.mark.parametrize("seed", range(8))
def test_the_weeks_are_believable(seed: int) -> None:
    meetings = plan(seed)

    assert 24 <= len(meetings) <= 40
    assert all(before.at < after.at for before, after in pairwise(meetings))
    assert meetings[-1].at < TODAY < meetings[0].at + timedelta(weeks=9, days=1)
    assert all(one.persona is not other.persona for one, other in pairwise(meetings))
    assert len({one.persona.id for one in meetings}) >= 8
    early, late = meetings[:8], meetings[-8:]
    assert fmean(one.persona.difficulty for one in early) + 1.5 < fmean(
        one.persona.difficulty for one in late
    )
    assert fmean(GOODNESS[one.quality] for one in early) + 1 < fmean(
        GOODNESS[one.quality] for one in late
    )
    twists = {one.twist for one in meetings}
    assert "" in twists
    assert len(twists) > 1


@pytest.mark.parametrize("weeks", [1, 2, 6, 52])
def test_any_number_of_weeks_has_rehearsals(weeks: int) -> None:
    assert 2 * (weeks - 1) <= len(plan(weeks=weeks)) <= 5 * weeks
    assert plan(weeks=weeks)


def test_the_same_seed_is_the_same_plan_and_another_one_is_not() -> None:
    assert plan(3) == plan(3)
    assert plan(3) != plan(4)


def test_answers_fit_the_concern_on_the_table_and_none_comes_twice() -> None:
    lines = load()
    voice = Voice(lines, random.Random(1))
    dana = Catalog().personas["dana-reyes"]
    said: list[str] = []
    for concern in ("", "wasted", "gap", "wasted"):
        words = voice.answer(dana, "strong", BossState(current=concern or None), said)
        assert words is not None
        said.append(words)

    own, model = lines.bosses["dana-reyes"], dana.model_employee
    assert said[1] in own.strong["wasted"]
    assert said[2] in own.strong["gap"]
    assert said[3] in model.answers["wasted"]
    assert (
        voice.answer(dana, "strong", BossState(current="gap"), ["", *said])
        in (model.answers["gap"])
    )


def test_a_half_prepared_learner_runs_out_of_words() -> None:
    lines = load()
    dana = Catalog().personas["dana-reyes"]
    everything = [line for group in lines.bosses["dana-reyes"].half.values() for line in group]

    said = ["Thanks.", *everything]
    assert Voice(lines, random.Random(1)).answer(dana, "half", BossState(), said) is None
