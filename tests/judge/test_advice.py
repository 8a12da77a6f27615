from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.catalog.catalog import Catalog
from app.domain.conversation import Line
from app.domain.rubric import Rubric
from app.domain.scorecard import Advice, Evidence, Finding, Verdict
from app.judge.advice import MOST, advised, praised
from app.judge.scoring import scored
from tests.support.content import loaded
from tests.support.scenes import lines

TRANSCRIPT = lines(
    "I want you to lead the team.",
    "Thank you, that is kind of you, and I am glad you asked me.",
    "So?",
    "Do what you like.",
    "And who should do it?",
    "Priya would be good at it.",
)
SHIPPED = Catalog().rubrics["declining-promotion"]


@pytest.fixture
def rubric(tmp_path: Path) -> Rubric:
    return loaded(tmp_path)[1]


def shown(behaviour: str, how: str, turn: int | None = None, specific: bool = False) -> Finding:
    evidence: tuple[Evidence, ...] = ()
    if turn is not None:
        text = TRANSCRIPT[turn].text
        evidence = (Evidence(turn=turn, start=0, end=len(text), quote=text),)
    return Finding.model_validate(
        {"behaviour": behaviour, "shown": how, "specific": specific, "evidence": evidence}
    )


def advice(
    rubric: Rubric, *findings: Finding, transcript: Sequence[Line] = TRANSCRIPT, **unscored: Any
) -> list[Advice]:
    by_criterion = {
        criterion.id: tuple(
            finding
            for finding in findings
            if finding.behaviour in {behaviour.id for behaviour in criterion.behaviours}
        )
        for criterion in rubric.criteria
        if criterion.id not in unscored
    }
    scores = scored(rubric, Verdict(findings=by_criterion, unscored=unscored))
    return [one for score in advised(rubric, scores, transcript) for one in score.advice]


def test_advice_says_what_to_do_and_how_it_sounds(rubric: Rubric) -> None:
    first = advice(rubric)[0]

    assert first == Advice(
        behaviour="thanks",
        title="Thanks",
        text="Say thank you.",
        weak="Fine.",
        strong="Thank you for asking me.",
        turn=3,
    )


def test_advice_stands_with_its_own_criterion(rubric: Rubric) -> None:
    scores = scored(rubric, Verdict(findings={"warmth": (), "plan": ()}))

    warmth, plan = advised(rubric, scores, TRANSCRIPT)

    assert [one.behaviour for one in warmth.advice] == ["thanks"]
    assert [one.behaviour for one in plan.advice] == ["names_candidate"]


def test_what_was_fully_shown_is_not_advised(rubric: Rubric) -> None:
    full = [shown("thanks", "yes", 1), shown("names_candidate", "yes", 5, specific=True)]

    assert advice(rubric, *full) == []


def test_what_was_partly_shown_is_advised_for_the_turn_that_shows_it(rubric: Rubric) -> None:
    given_ = advice(rubric, shown("thanks", "partly", 1), shown("names_candidate", "yes", 5, True))

    assert [(one.behaviour, one.turn) for one in given_] == [("thanks", 1)]


def test_what_could_be_more_specific_is_advised_where_that_earns_points(rubric: Rubric) -> None:
    given_ = advice(rubric, shown("thanks", "yes", 1), shown("names_candidate", "yes", 5))

    assert [(one.behaviour, one.turn) for one in given_] == [("names_candidate", 5)]


def test_a_turn_that_cost_points_is_the_one_to_redo(rubric: Rubric) -> None:
    # The longest turn shouts, and another one earned nothing.
    given_ = advice(rubric, shown("shouts", "yes", 1), shown("names_candidate", "partly", 5))

    turns = {one.behaviour: one.turn for one in given_}
    assert turns == {"thanks": 1, "shouts": 1, "names_candidate": 5}


def test_with_no_cost_the_turn_that_earned_least_is_the_one_to_redo(rubric: Rubric) -> None:
    given_ = advice(rubric, shown("names_candidate", "yes", 5))

    assert given_[0].turn == 3


def test_of_turns_that_earned_the_same_the_shorter_one_is_to_be_redone(rubric: Rubric) -> None:
    talk = lines("So?", "Well, I could not say what to do.", "And?", "Hm.", "And?", "Hm.")

    assert advice(rubric, transcript=talk)[0].turn == 3


def test_without_a_learner_turn_there_is_advice_but_no_turn(rubric: Rubric) -> None:
    given_ = advice(rubric, transcript=lines("So?"))

    assert {one.turn for one in given_} == {None}


def test_a_criterion_that_was_not_scored_gets_no_advice(rubric: Rubric) -> None:
    assert [one.behaviour for one in advice(rubric, plan="no answer")] == ["thanks"]
    assert advice(rubric, plan="no answer", warmth="no answer") == []


def test_a_behaviour_that_is_worth_nothing_is_not_advised(rubric: Rubric) -> None:
    weightless = rubric.model_dump()
    weightless["criteria"][1]["behaviours"][1]["points"] = 0
    neutral = Rubric.model_validate(weightless)

    assert "shouts" not in [one.behaviour for one in advice(neutral, shown("shouts", "yes", 3))]


def test_what_would_raise_the_overall_most_is_advised_when_there_is_too_much(
    rubric: Rubric,
) -> None:
    fields = rubric.model_dump()
    warmth, plan = fields["criteria"]
    warmth["weight"] = 0.1
    plan["behaviours"] += ({**plan["behaviours"][0], "id": "other", "points": 2},)
    crowded = Rubric.model_validate(fields)

    given_ = advice(crowded, shown("shouts", "yes", 3))

    assert sorted(one.behaviour for one in given_) == ["names_candidate", "other", "shouts"]


how = st.sampled_from(["yes", "partly", "no"])
said = st.fixed_dictionaries(
    {b.id: st.tuples(how, st.booleans(), st.sampled_from([1, 3, 5])) for b in SHIPPED.behaviours}
)


@given(said)
@settings(deadline=None, max_examples=50)
def test_there_are_at_most_three_pieces_each_for_something_that_can_be_better(
    said: dict[str, tuple[str, bool, int]],
) -> None:
    findings = [
        shown(name, how, turn if how != "no" else None, specific)
        for name, (how, specific, turn) in said.items()
    ]

    given_ = advice(SHIPPED, *findings)

    assert len(given_) <= MOST == 3
    assert len({one.behaviour for one in given_}) == len(given_)
    for one in given_:
        behaviour = SHIPPED.behaviour(one.behaviour)
        shown_how, specific, turn = said[one.behaviour]
        full = shown_how == "yes" and (specific or not behaviour.specific_points)
        if behaviour.points > 0:
            assert not full
        else:
            assert shown_how != "no"
        assert one.turn in (1, 3, 5)
        assert shown_how == "no" or one.turn == turn


def praise(rubric: Rubric, *findings: Finding) -> list[tuple[str, str]]:
    scores = scored(rubric, Verdict(findings={"warmth": findings[:1], "plan": findings[1:]}))
    told = praised(rubric, scores)
    return [(one.behaviour, one.quote) for score in told for one in score.praise]


def test_praise_goes_to_what_was_clearly_done_with_its_words(rubric: Rubric) -> None:
    thanks, names = shown("thanks", "yes", 1), shown("names_candidate", "yes", 5)

    assert praise(rubric, thanks, names) == [
        ("thanks", TRANSCRIPT[1].text),
        ("names_candidate", TRANSCRIPT[5].text),
    ]


def test_half_a_thing_and_what_costs_points_get_no_praise(rubric: Rubric) -> None:
    costs = next(b.id for b in rubric.criteria[1].behaviours if b.points < 0)

    assert praise(rubric, shown("thanks", "partly", 1), shown(costs, "yes", 5)) == []
