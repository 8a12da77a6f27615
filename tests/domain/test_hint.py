"""Hints: what is on the table, a question, a contrast; for any boss and any rubric."""

from __future__ import annotations

from typing import Any

import pytest

from app.catalog.catalog import Catalog
from app.domain.conversation import BossState, Move, Part, Turn
from app.domain.hint import Coaching, Hint, foreign, hint
from app.domain.persona import Persona
from app.domain.worksheet import Worksheet
from tests.store.samples import NOON, a_boss_turn
from tests.support.people import a_boss, a_rubric

SHIPPED = Catalog()
GUIDED = SHIPPED.coaching("declining-promotion")
RUBRIC = SHIPPED.rubric("declining-promotion")
BOSSES = sorted(SHIPPED.personas)


def turn(reaction: str = "", **state: Any) -> Turn:
    part = Part(kind="react", reaction=reaction) if reaction else Part(kind="open")
    return a_boss_turn("t2", move=Move(parts=(part,)), state=BossState.model_validate(state))


def plain(level: int, said: Turn, sheet: Worksheet | None = None, **boss: Any) -> Hint:
    """The hint of a rubric that says nothing to learners of its own."""
    persona = a_boss(**boss)
    return hint(said, persona, a_rubric(), Coaching(), sheet or Worksheet(), level, NOON)


def shipped(
    level: int, boss: Persona, concern: str, sheet: Worksheet | None = None, times: int = 1
) -> Hint:
    said = turn(current=concern, presses={concern: times})
    return hint(said, boss, RUBRIC, GUIDED, sheet or Worksheet(), level, NOON)


def test_first_it_says_which_concern_is_open_and_what_would_answer_it() -> None:
    given = plain(1, turn(current="gap", presses={"gap": 1}))

    assert (given.stage, given.concern, given.belief) == ("concern", "gap", "Belief gap.")
    assert given.needs == (
        "the learner shows names_candidate",
        "the learner shows transition_help",
        "the learner shows other_structure",
    )
    assert (given.question, given.contrast) == ("", None)


def test_what_was_heard_already_is_not_asked_for_again() -> None:
    heard = {"worth": ("quantified_impact",)}
    given = plain(1, turn(current="worth", presses={"worth": 2}, heard=heard))

    assert given.how_many == 1
    assert len(given.needs) == 2
    assert plain(1, turn(current="worth", presses={"worth": 1})).how_many == 2


def test_of_a_rubric_without_a_guide_the_advice_leads_and_its_own_contrast_shows() -> None:
    said = turn(current="gap", presses={"gap": 1})
    question, contrast = plain(2, said), plain(3, said)

    assert question.question == "Do it."
    assert contrast.contrast
    assert (contrast.contrast.weak, contrast.contrast.strong) == ("Hm.", "Yes.")


def test_an_answered_concern_gives_way_to_one_that_is_still_open() -> None:
    said = turn(current="gap", answered=("gap",), presses={"ladder": 1, "gap": 1})

    assert plain(1, said).concern == "ladder"


@pytest.mark.parametrize("level", [1, 2, 3])
def test_when_nothing_is_open_it_still_says_something_useful(level: int) -> None:
    closing = plain(level, turn(answered=("gap",), current="gap", presses={"gap": 1}))
    opening = plain(level, turn())

    assert (closing.stage, opening.stage) == ("closing", "opening")
    for given in (closing, opening):
        assert given.needs or given.question or given.contrast


def test_silence_and_questions_are_explained_first() -> None:
    assert plain(1, turn("silence")).moment == "silence"
    assert plain(1, turn("asks_question", current="gap", presses={"gap": 1})).concern == "gap"


def test_nobody_who_is_not_well_is_coached() -> None:
    given = plain(1, turn("distress", current="gap", presses={"gap": 1}))

    assert (given.stage, given.needs, given.belief) == ("care", (), "")


def test_what_was_prepared_leads_the_way_and_another_question_comes_with_the_next_push() -> None:
    dana = SHIPPED.persona("dana-reyes")
    sheet = Worksheet(off_desk="The vendors ring me.")

    given = shipped(2, dana, "wasted", sheet)
    assert (given.note, given.note_field) == ("The vendors ring me.", "off_desk")
    assert "Whose calls" in given.question

    pushes = {shipped(2, dana, "wasted", times=times).question for times in (1, 2, 3)}
    assert len(pushes) == 3


@pytest.mark.parametrize("boss", BOSSES)
def test_every_concern_of_a_shipped_boss_has_a_guide_and_a_contrast_from_elsewhere(
    boss: str,
) -> None:
    persona = SHIPPED.persona(boss)
    for concern in persona.concerns:
        assert set(concern.answered_by.any_of) <= set(GUIDED.guides)
        for times in range(1, 5):
            contrast = shipped(3, persona, concern.id, times=times).contrast
            assert contrast
            assert contrast.trade != "another place"
            assert foreign(contrast.trade, persona, Worksheet())
    assert persona.situation.kind in GUIDED.opening


def test_a_contrast_is_not_from_the_learner_s_own_trade() -> None:
    dana = SHIPPED.persona("dana-reyes")
    first = shipped(3, dana, "gap").contrast
    assert first
    own = Worksheet(trade=first.trade.removeprefix("an ").removeprefix("a "))

    other = shipped(3, dana, "gap", own).contrast

    assert other
    assert other.trade != first.trade


def test_the_same_turn_gives_the_same_hint() -> None:
    said = turn(current="gap", presses={"gap": 1})

    assert plain(3, said) == plain(3, said)
