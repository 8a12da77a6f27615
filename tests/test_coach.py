"""Hints in a meeting: one level after the other, for the concern on the table."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from app.coach import Coach
from app.errors import NotFound, StaleRehearsal
from tests.support.rehearsing import ME, Practice, practice


@pytest.fixture
async def room(tmp_path: Path) -> AsyncIterator[Practice]:
    with practice(tmp_path) as room:
        yield room


@pytest.fixture
def coach(room: Practice) -> Coach:
    return room.rehearsals.coach


async def test_levels_come_one_after_the_other_and_begin_anew_with_a_boss_turn(
    room: Practice, coach: Coach
) -> None:
    talk = await room.start()
    opening = [coach.hint(ME, talk, level) for level in (3, 2, 9)]
    assert [(one.level, one.stage) for one in opening] == [
        (1, "opening"),
        (2, "opening"),
        (3, "opening"),
    ]

    talk = await room.say(talk, "thanks")
    concern = talk.turns[-1].state and talk.turns[-1].state.current
    given = coach.hint(ME, talk, 1)

    assert (given.level, given.concern, given.turn_id) == (1, concern, talk.turns[-1].id)
    assert coach.hints(ME, talk.rehearsal.id) == (*opening, given)


async def test_asking_twice_at_once_takes_one_hint(room: Practice, coach: Coach) -> None:
    talk = await room.start()

    assert coach.hint(ME, talk, 1) == coach.hint(ME, talk, 1)
    assert len(coach.hints(ME, talk.rehearsal.id)) == 1


async def test_hints_change_no_score_and_say_nothing_for_the_learner(
    room: Practice, coach: Coach
) -> None:
    cards = []
    for level in (0, 3):
        talk = await room.start()
        for _ in range(level):
            coach.hint(ME, talk, 3)
        talk = await room.say(talk, "thanks and small_step")
        talk = await room.rehearsals.end(ME, talk.rehearsal.id)
        cards.append(await room.rehearsals.after.scorecard(ME, talk.rehearsal.id))
        assert [turn.text for turn in talk.turns if turn.speaker == "learner"] == [
            "thanks and small_step"
        ]

    assert cards[0].criteria == cards[1].criteria


async def test_a_meeting_that_is_over_or_another_s_gives_no_hint(
    room: Practice, coach: Coach
) -> None:
    talk = await room.start()
    with pytest.raises(NotFound):
        coach.hint("ann", talk, 1)
    ended = await room.rehearsals.end(ME, talk.rehearsal.id)

    for over in (talk, ended):
        with pytest.raises(StaleRehearsal):
            coach.hint(ME, over, 1)
    assert coach.hints(ME, talk.rehearsal.id) == ()


async def test_the_meter_knows_which_criteria_were_touched(room: Practice, coach: Coach) -> None:
    talk = await room.start()
    assert coach.touched(talk) == frozenset()

    talk = await room.say(talk, "hostile ~small_step")

    assert coach.touched(talk) == {"way_out"}
