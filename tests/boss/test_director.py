from __future__ import annotations

import random
from collections.abc import Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.boss import director
from app.boss.heard import Heard
from app.domain.conversation import BossState, Move, Seen
from app.domain.persona import ACTS, Persona
from tests.support.people import (
    ANSWERS,
    BEHAVIOURS,
    CONCERNS,
    COURTESY,
    OTHERS,
    TWICE,
    WEAK,
    a_boss,
    heard,
)

ROBIN = a_boss()


def noticed(
    behaviours: Sequence[str] = BEHAVIOURS, acts: Sequence[str] = tuple(ACTS)
) -> st.SearchStrategy[Heard]:
    """Anything that a judge could notice in one turn: one thing, or several."""
    names = [f"{hint}{name}" for name in (*behaviours, *acts) for hint in ("", "~")]
    chance = random.Random(1)
    several = [chance.sample(names, chance.randint(2, 5)) for _ in range(400)]
    turns = [
        heard(*{name.lstrip("~"): name for name in turn}.values(), date=chance.random() < 0.2)
        for turn in ([], *([name] for name in names), *several)
    ]
    return st.sampled_from(turns)


LONGEST = ROBIN.patience + 1
"""A warm boss stays one turn longer."""
talks = st.lists(noticed(), min_size=LONGEST, max_size=LONGEST)


def played(
    turns: Sequence[Heard], persona: Persona = ROBIN
) -> list[tuple[Heard, BossState, Move, BossState]]:
    """A talk, until the boss closes it: what was heard, state before, move, state after."""
    _, state = director.opening()
    steps = []
    for turn in turns:
        before = state
        move, state = director.direct(persona, before, turn)
        steps.append((turn, before, move, state))
        if move.outcome:
            break
    return steps


def said(*turns: Heard, persona: Persona = ROBIN) -> str:
    """The boss's last move in a talk, in short: 'concede gap, raise worth'."""
    move = played(turns, persona)[-1][2]
    parts = [f"{part.kind} {part.concern or part.reaction or move.outcome}" for part in move.parts]
    return ", ".join(parts)


def outcome(*turns: Heard, persona: Persona = ROBIN) -> str | None:
    return played(turns, persona)[-1][2].outcome


# What always holds


@given(talks)
def test_the_same_talk_is_directed_the_same_way(turns: list[Heard]) -> None:
    assert played(turns) == played(turns)


@given(talks)
def test_every_talk_ends_within_the_boss_s_patience(turns: list[Heard]) -> None:
    steps = played(turns)

    assert steps[-1][2].outcome is not None
    assert len(steps) <= LONGEST


@given(st.lists(noticed(acts=["distress"]), min_size=LONGEST, max_size=LONGEST))
def test_even_a_talk_of_distress_ends(turns: list[Heard]) -> None:
    assert played(turns)[-1][2].outcome is not None


@given(talks)
def test_a_turn_takes_something_up_then_brings_up_one_thing_or_closes(turns: list[Heard]) -> None:
    for _, before, move, state in played(turns):
        kinds = [part.kind for part in move.parts]
        assert 1 <= len(kinds) <= 2
        assert [kind for kind in kinds[:-1] if kind not in ("concede", "react")] == []
        for part in move.parts:
            if part.kind in ("raise", "press"):
                assert move.outcome is None
                assert part.concern not in state.answered
                assert (part.kind == "raise") == (part.concern not in before.presses)
        assert ("close" in kinds) <= (move.outcome is not None)


@given(talks)
def test_the_boss_agrees_when_enough_is_answered_and_nothing_just_raised_is_left(
    turns: list[Heard],
) -> None:
    for turn, before, move, state in played(turns):
        enough = len(state.answered) >= ROBIN.yields_when.answered
        hanging = before.presses.get(before.current or "") == 1
        hanging &= before.current not in state.answered
        if move.outcome == "agreed":
            assert enough
        elif enough and not hanging and not turn.find("distress"):
            held = turn.clearly("hostile", "accepts_if")
            assert held or move.outcome in ("accepted", "parked")
        assert (move.why is None) == (move.outcome is None)


@given(talks)
def test_only_answers_answer_and_as_many_as_the_concern_takes(turns: list[Heard]) -> None:
    steps = played(turns)
    told = {seen.name for turn, *_ in steps for seen in turn.behaviours}
    for _, before, move, state in steps:
        for concern_id in set(state.answered) - set(before.answered):
            concern = ROBIN.concern(concern_id)
            answers = set(state.heard[concern_id])
            assert answers <= told & set(concern.answered_by.any_of)
            assert len(answers) >= concern.answered_by.at_least
        conceded = [part.concern for part in move.parts if part.kind == "concede"]
        assert set(conceded) <= set(state.answered) - set(before.answered)


NO_ANSWERS = [*COURTESY, *WEAK, *OTHERS]
HARMLESS_ACTS = sorted(set(ACTS) - {"accepts"})


@given(st.lists(noticed(NO_ANSWERS, HARMLESS_ACTS), min_size=LONGEST, max_size=LONGEST))
def test_courtesy_never_answers_however_long_it_goes_on(turns: list[Heard]) -> None:
    steps = played(turns)

    assert all(state.answered == () for *_, state in steps)
    assert steps[-1][2].outcome in ("parked", "stalemate", "left")


@given(talks)
def test_nobody_gives_way_in_the_moment_of_being_attacked(turns: list[Heard]) -> None:
    for turn, before, move, state in played(turns):
        if turn.clearly("hostile"):
            assert state.answered == before.answered
            assert "concede" not in [part.kind for part in move.parts]


@given(talks)
def test_moods_stay_between_cold_and_warm_and_turns_are_counted(turns: list[Heard]) -> None:
    for number, (*_, state) in enumerate(played(turns), 1):
        assert director.COLD <= state.mood <= director.WARM
        assert state.turns == number


# Answering


def test_one_answer_is_enough_for_a_concern_that_takes_one() -> None:
    assert said(heard("names_candidate")) == "concede gap, raise worth"


def test_a_concern_that_takes_two_is_not_answered_by_the_same_thing_twice() -> None:
    twice = played([heard("company_benefit"), heard("company_benefit")])

    assert twice[-1][3].answered == ()
    assert said(heard("company_benefit"), heard("quantified_impact")) == "concede worth, raise gap"


def test_the_boss_stays_with_a_concern_that_is_half_answered() -> None:
    assert said(heard("vague_reason"), heard("company_benefit")) == "press worth"
    assert said(heard(), heard("company_benefit")) == "raise worth"


def test_half_an_answer_counts_for_the_concern_on_the_table_only() -> None:
    assert said(heard("~names_candidate")) == "raise gap"
    assert said(heard(), heard("~names_candidate")) == "concede gap, raise worth"
    assert said(heard(), heard("~small_step")) == "raise ladder"
    # What is clearly something else is not half an answer to what was asked.
    assert said(heard(), heard("small_step", "~names_candidate")) == "concede ladder, press gap"


def test_two_answers_at_once_both_count_and_one_is_spoken_of() -> None:
    both = heard("names_candidate", "alternative_role")

    assert said(both) == "concede gap, close agreed"
    assert said(both, persona=a_boss(yields_when={"answered": 3})) == "concede gap, raise worth"


def test_the_concern_on_the_table_is_conceded_before_others() -> None:
    on_the_table = [heard(), heard(), heard("~small_step")]
    both = heard("names_candidate", "alternative_role")

    assert said(*on_the_table, both) == "concede ladder, close agreed"


def test_conceding_tells_the_words_that_did_it() -> None:
    part = played([heard(thanks="Thank you", names_candidate="Ask Priya")])[0][2].parts[0]

    assert part.because == Seen(name="names_candidate", quote="Ask Priya")


def test_what_was_said_in_anger_counts_when_the_anger_is_over() -> None:
    angry = heard("hostile", "names_candidate")

    assert said(angry) == "react hostile"
    assert said(angry, heard()) == "concede gap, raise worth"


def test_a_sharp_tone_is_no_attack() -> None:
    assert said(heard("~hostile", "names_candidate")) == "concede gap, raise worth"


# How it ends


@pytest.mark.parametrize(
    "turn",
    [
        heard("accepts"),
        heard("accepts", "thanks", "acknowledges_boss"),
        heard("accepts", "asks_question"),
        heard("accepts", "~wants_current_path"),
    ],
)
def test_a_clear_yes_takes_the_job(turn: Heard) -> None:
    step = played([turn])[0]

    assert step[2].outcome == "accepted"
    assert [part.kind for part in step[2].parts] == ["close"]
    assert step[3].accepted


@pytest.mark.parametrize(
    "turn",
    [
        heard("~accepts"),
        heard("accepts", "accepts_if"),
        heard("accepts", "~accepts_if"),
        heard("accepts", "takes_back"),
        heard("accepts", "wants_current_path"),
        heard("accepts", "names_candidate"),
        heard("accepts", "~names_candidate"),
        heard("accepts", "~leaves_gap"),
        heard("accepts", "alternative_role"),
        heard("accepts", "other_structure"),
        heard("accepts", "small_step"),
        heard("accepts", "asks_for_time"),
        heard("accepts", "blunt_refusal"),
        heard("accepts", "hostile"),
        heard("accepts_if"),
    ],
)
def test_a_yes_with_a_condition_or_a_sign_of_staying_does_not(turn: Heard) -> None:
    assert outcome(turn) != "accepted"


def test_nobody_who_is_not_well_takes_a_job() -> None:
    assert said(heard("accepts", "distress")) == "react distress"


@pytest.mark.parametrize(
    ("turns", "expected"),
    [
        ([heard("asks_for_time", date=True)], "parked"),
        ([heard("asks_for_time")], None),
        ([heard("asks_for_time"), heard(date=True)], "parked"),
        ([heard("asks_for_time"), heard("thanks", date=True)], "parked"),
        ([heard("asks_for_time"), heard("next_step")], "parked"),
        ([heard("asks_for_time", "asks_question", date=True)], "parked"),
        ([heard("asks_for_time"), heard("quantified_impact", date=True)], None),
        ([heard("asks_for_time"), heard("asks_question", date=True)], None),
        ([heard("asks_for_time", "hostile", date=True)], None),
        ([heard("~asks_for_time", date=True)], None),
        ([heard(date=True)], None),
        ([heard("next_step")], None),
    ],
)
def test_time_and_a_date_park_the_talk(turns: list[Heard], expected: str | None) -> None:
    assert outcome(*turns) == expected


def test_a_concession_comes_before_the_talk_is_parked() -> None:
    turn = heard("asks_for_time", "names_candidate", date=True)

    assert said(turn) == "concede gap, close parked"


@pytest.mark.parametrize(
    ("turns", "expected"),
    [
        ([heard()] * 8, "stalemate"),
        ([heard("names_candidate"), *[heard()] * 7], "parked"),
        ([heard("asks_for_time"), *[heard()] * 7], "parked"),
        ([*[heard()] * 7, heard("accepts_if")], "parked"),
        ([heard("names_candidate"), *[heard()] * 6, heard("small_step")], "agreed"),
    ],
)
def test_patience_ends_the_meeting_honestly(turns: list[Heard], expected: str) -> None:
    steps = played(turns)

    assert len(steps) == 8
    assert steps[-1][2].outcome == expected


def test_a_warm_boss_stays_a_turn_longer_and_a_cold_one_leaves_sooner() -> None:
    assert outcome(*[heard("thanks")] * 8) is None
    assert outcome(*[heard("thanks")] * 9) == "stalemate"
    chilled = [heard("blunt_refusal"), heard("leaves_gap")]
    assert outcome(*chilled, *[heard()] * 4) is None
    assert outcome(*chilled, *[heard()] * 5) == "stalemate"


def test_the_boss_does_not_close_on_a_worry_that_was_raised_a_moment_ago() -> None:
    raised = [heard("names_candidate"), heard("small_step")]
    assert said(raised[0]) == "concede gap, raise worth"
    assert said(*raised) == "concede ladder, press worth"
    assert said(*raised, heard()) == "close agreed"
    assert said(*raised, heard("hostile")) == "react hostile"
    assert said(*raised, heard("hostile"), heard()) == "close agreed"


def test_a_close_says_why() -> None:
    def why(*turns: Heard) -> str | None:
        return played(turns)[-1][2].why

    assert why(*[heard("names_candidate", "small_step")] * 2) == "answered"
    assert why(heard("accepts")) == "yes"
    assert why(heard("asks_for_time", date=True)) == "date"
    assert why(heard("ends_talk")) == "goodbye"
    assert why(*[heard()] * 8) == "patience"
    assert why(heard("hostile"), heard("hostile")) == "cold"
    assert why(*[heard()] * 7, heard("distress")) == "distress"


def test_what_is_brought_up_says_what_in_the_words_led_to_it() -> None:
    hinted = played([heard("~small_step")])[-1][2].parts[-1]
    assert hinted.concern == "ladder"
    assert hinted.because == Seen(name="small_step", shown="partly")
    weak = played([heard("leaves_gap")])[-1][2].parts[-1]
    assert weak.concern == "gap"
    assert weak.because == Seen(name="leaves_gap")


def test_silence_is_met_and_then_the_boss_goes_on() -> None:
    silence = Heard(acts=(Seen(name="silence"),))
    assert said(silence) == "react silence"
    assert said(silence, silence) == "raise gap"


KNOWING = a_boss(answers={"pay": ["A band more."], "start": ["In March."]})


def asking(*topics: str, names: Sequence[str] = ()) -> Heard:
    return heard("asks_question", *names)._replace(asked=topics)


def test_a_question_of_fact_is_answered_before_anything_is_asked() -> None:
    def parts(turn: Heard) -> list[tuple[str, str | None]]:
        move = played([turn], KNOWING)[-1][2]
        return [(part.kind, part.topic or part.concern) for part in move.parts]

    assert parts(asking("pay")) == [("react", "pay")]
    assert parts(asking("pay", "start")) == [("react", "pay"), ("react", "start")]
    assert parts(asking("pay", names=["names_candidate"])) == [("concede", "gap"), ("react", "pay")]
    argued = asking("pay", names=["quantified_impact"])
    assert parts(argued) == [("react", "pay"), ("raise", "worth")]
    assert parts(asking("others")) == [("react", None)]


def test_two_attacks_end_in_a_stalemate_and_one_is_a_warning() -> None:
    assert said(heard("hostile")) == "react hostile"
    assert said(heard("hostile"), heard("hostile")) == "react hostile, close stalemate"
    assert outcome(heard("blunt_refusal"), heard("hostile", "leaves_gap")) is None
    assert outcome(heard("hostile", "blunt_refusal", "leaves_gap")) is None


def test_a_cold_boss_does_not_punish_an_apology() -> None:
    assert outcome(heard("blunt_refusal"), heard("hostile"), heard("thanks")) is None


def test_three_flat_refusals_end_in_a_stalemate() -> None:
    assert outcome(*[heard("blunt_refusal")] * 2) is None
    assert outcome(*[heard("blunt_refusal")] * 3) == "stalemate"


@pytest.mark.parametrize(
    ("turns", "expected"),
    [
        ([heard("ends_talk")], "close left"),
        ([heard("ends_talk", "hostile")], "react hostile, close left"),
        ([heard("~ends_talk")], "raise gap"),
        ([heard("asks_for_time"), heard("ends_talk")], "react ends_talk, close parked"),
        ([heard("names_candidate"), heard("ends_talk")], "react ends_talk, close parked"),
        ([heard("ends_talk", "names_candidate")], "concede gap, close parked"),
    ],
)
def test_a_learner_may_close_the_talk(turns: list[Heard], expected: str) -> None:
    assert said(*turns) == expected


def test_59_distress_at_the_end_of_patience_is_met_with_care_and_no_verdict() -> None:
    last = [*[heard()] * 7, heard("distress")]

    assert said(*last) == "react distress"
    assert outcome(*last) == "parked"


# What is brought up


def test_a_concern_is_raised_then_pressed_then_another_has_its_turn() -> None:
    talk = [said(*[heard()] * length) for length in range(1, 8)]

    assert talk == [
        "raise gap",
        "press gap",
        "raise worth",
        "press worth",
        "raise ladder",
        "press ladder",
        "press gap",
    ]


@pytest.mark.parametrize(
    ("weakness", "concern"),
    [
        ("leaves_gap", "gap"),
        ("vague_reason", "worth"),
        ("self_interest", "worth"),
        ("self_doubt", "ladder"),
    ],
)
def test_a_weak_answer_calls_for_the_concern_it_leaves_open(weakness: str, concern: str) -> None:
    assert said(heard(weakness)) == f"react {weakness}, raise {concern}"


def test_a_weak_answer_is_not_held_against_the_learner_for_ever() -> None:
    assert said(*[heard("vague_reason")] * 3) == "react vague_reason, raise gap"


@pytest.mark.parametrize("concern", CONCERNS)
def test_any_answer_wins_its_concern(concern: str) -> None:
    for answer in CONCERNS[concern]:
        others = [heard(name) for name in CONCERNS[concern][:2] if name != answer]
        turns = [heard(answer), *(others if concern == TWICE else [])]
        assert concern in played(turns)[-1][3].answered


def test_every_boss_can_be_won_with_answers_alone() -> None:
    talk = [heard(name) for name in ANSWERS]

    assert outcome(*talk) == "agreed"


def test_a_whole_answer_and_half_of_another_are_one_answer() -> None:
    before = BossState(turns=2, current=TWICE)

    _, one = director.direct(ROBIN, before, heard("quantified_impact", "~cost_of_moving"))
    _, two = director.direct(ROBIN, before, heard("quantified_impact", "cost_of_moving"))

    assert one.heard[TWICE] == ("quantified_impact",)
    assert TWICE in two.answered
