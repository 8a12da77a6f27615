from __future__ import annotations

from typing import Any

import pytest

from app.domain.conversation import Line
from app.domain.talk import Talk
from tests.store.samples import a_boss_turn, a_rehearsal, a_turn
from tests.support.people import a_boss

OPENING = a_boss_turn("t1")
ANSWER = a_turn("t2", "t1")


def a_talk(*turns: Any, outcome: str | None = None) -> Talk:
    return Talk(a_rehearsal(outcome=outcome), (OPENING, *turns), a_boss())


@pytest.mark.parametrize(
    ("talk", "waiting"),
    [
        (a_talk(), False),
        (a_talk(ANSWER), True),
        (a_talk(ANSWER, a_boss_turn("t3", "t2")), False),
        (a_talk(ANSWER, a_boss_turn("t3", "t2", complete=False)), True),
        (a_talk(ANSWER, outcome="left"), False),
        (a_talk(ANSWER, a_boss_turn("t3", "t2", complete=False), outcome="left"), False),
    ],
)
def test_a_boss_turn_is_due_after_the_learner_s_and_after_half_of_one(
    talk: Talk, waiting: bool
) -> None:
    assert talk.waiting is waiting


def test_only_the_learner_s_turns_count_against_the_boss_s_patience() -> None:
    talk = a_talk(ANSWER, a_boss_turn("t3", "t2"), a_turn("t4", "t3"))

    assert talk.learner_turns == 2
    assert talk.patience == a_boss().patience


def test_a_talk_whose_persona_is_gone_still_has_a_length() -> None:
    assert a_talk(ANSWER)._replace(persona=None).patience == 1


def test_judges_see_who_said_what() -> None:
    assert a_talk(ANSWER).lines == (
        Line(speaker="boss", text=OPENING.text),
        Line(speaker="learner", text=ANSWER.text),
    )
