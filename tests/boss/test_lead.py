from __future__ import annotations

import pytest

from app.boss.authored import common
from app.boss.heard import Heard
from app.boss.lead import COMMON_REACTIONS, lead
from app.domain.conversation import OutcomeName, Seen
from app.domain.persona import ACTS
from tests.support.people import COURTESY, a_boss, after, heard

ROBIN = a_boss()


def led(
    turn: Heard, outcome: OutcomeName | None = None, **state: object
) -> tuple[str | None, bool]:
    """What the boss reacts to, and whether that is all."""
    found = lead(ROBIN, after(**{"turns": 5, "current": "worth", **state}), turn, [], outcome)
    return (found.parts[0].reaction if found.parts else None), found.enough


def test_there_are_common_lines_for_every_common_reaction() -> None:
    assert common("reactions").keys() == COMMON_REACTIONS
    assert set(ACTS) <= COMMON_REACTIONS


@pytest.mark.parametrize(
    ("turn", "expected"),
    [
        (heard("thanks", "lists_negatives"), "lists_negatives"),
        (heard("thanks", "wants_current_path"), "wants_current_path"),
        (heard("vague_reason", "leaves_gap"), "leaves_gap"),
        (heard("leaves_gap", "hostile"), "hostile"),
        (heard("~hostile"), None),
        (heard("~lists_negatives"), None),
        (heard("~thanks"), "thanks"),
        (heard("~acknowledges_boss"), None),
        (heard("~hostile", "~vague_reason"), "vague_reason"),
        (heard("~acknowledges_boss", "~quantified_impact"), "quantified_impact"),
        (heard("~small_step"), None),
        (heard("~asks_question"), None),
        (heard("~vague_reason", "thanks"), "thanks"),
        (heard("~asks_question", "thanks"), "thanks"),
        (heard("asks_question", "thanks"), "asks_question"),
        (heard("asks_question", "asks_options"), "asks_options"),
        (heard("asks_question", "wants_current_path"), "wants_current_path"),
        (heard("~vague_reason", "next_step"), None),
        (heard("next_step"), None),
        (heard(), None),
    ],
)
def test_the_most_pressing_thing_is_taken_up_and_of_hints_only_answers(
    turn: Heard, expected: str | None
) -> None:
    assert led(turn)[0] == expected


@pytest.mark.parametrize("name", COURTESY)
def test_courtesy_is_taken_up_once(name: str) -> None:
    assert led(heard(name)) == (name, False)
    assert led(heard(name), reactions={name: 1}) == (None, False)


def test_a_weak_answer_is_not_named_twice_running() -> None:
    assert led(heard("vague_reason"), reactions={"vague_reason": 4}) == (None, False)
    assert led(heard("vague_reason"), reactions={"vague_reason": 3}) == ("vague_reason", False)


@pytest.mark.parametrize("name", ["asks_question", "asks_options", "asks_for_time", "accepts_if"])
def test_a_wish_is_met_and_the_turn_handed_back_then_the_boss_returns_to_the_matter(
    name: str,
) -> None:
    assert led(heard(name)) == (name, True)
    assert led(heard(name), reactions={name: 4}) == (name, False)


def test_beside_an_argument_a_question_is_a_way_of_speaking() -> None:
    assert led(heard("asks_question", "quantified_impact")) == ("quantified_impact", False)
    assert led(heard("asks_options", "company_benefit")) == ("asks_options", False)


@pytest.mark.parametrize(
    ("turn", "expected"),
    [
        (heard("~accepts"), "accepts"),
        (heard("accepts", "wants_current_path"), "accepts"),
        (heard("accepts", "company_benefit"), None),
    ],
)
def test_half_a_yes_is_asked_about(turn: Heard, expected: str | None) -> None:
    assert led(turn) == (expected, expected is not None)


def test_what_may_only_have_sounded_so_is_not_called_off_the_point_or_a_no() -> None:
    for name in ("off_topic", "blunt_refusal", "leaves_gap", "asks_for_time"):
        assert led(heard(name))[0] == name
        assert led(heard(f"~{name}"))[0] is None


@pytest.mark.parametrize("act", ["out_of_role", "unclear"])
def test_such_an_act_stands_alone_once_and_is_then_passed_over(act: str) -> None:
    assert led(heard(act)) == (act, True)
    assert led(heard(f"~{act}")) == (act, True)
    assert led(heard(act), reactions={act: 4}) == (None, False)
    assert led(heard(act), outcome="stalemate") == (None, False)


@pytest.mark.parametrize(
    ("turn", "expected"),
    [
        (heard("unclear", "thanks"), "thanks"),
        (heard("~off_topic", "thanks"), "thanks"),
        (heard("off_topic", "thanks"), "off_topic"),
        (heard("out_of_role", "thanks"), "out_of_role"),
        (heard("out_of_role", "quantified_impact"), "quantified_impact"),
        (heard("off_topic", "~thanks"), "off_topic"),
    ],
)
def test_an_act_stands_alone_only_if_nothing_that_matters_was_said(
    turn: Heard, expected: str
) -> None:
    assert led(turn)[0] == expected


def test_only_what_was_given_can_be_taken_back() -> None:
    assert led(heard("takes_back")) == (None, False)
    assert led(heard("takes_back"), accepted=True) == ("takes_back", True)


@pytest.mark.parametrize(
    ("turn", "outcome", "expected"),
    [
        (heard("ends_talk"), "parked", "ends_talk"),
        (heard("ends_talk"), "left", None),
        (heard("~accepts"), "stalemate", None),
        (heard("asks_for_time"), "parked", "asks_for_time"),
        (heard("asks_question"), "stalemate", "asks_question"),
        (heard("asks_question", "next_step"), "parked", None),
        (heard("hostile"), "stalemate", "hostile"),
    ],
)
def test_a_close_is_led_up_to_by_what_fits_a_close(
    turn: Heard, outcome: OutcomeName, expected: str | None
) -> None:
    assert led(turn, outcome)[0] == expected


def test_the_answer_that_came_first_is_why_the_boss_gives_way() -> None:
    concern = ROBIN.concern("gap")
    turn = heard(thanks="Thank you", transition_help="I cover May", names_candidate="ask Ann")

    part = lead(ROBIN, after(), turn, [concern], None).parts[0]

    assert (part.kind, part.concern) == ("concede", "gap")
    assert part.because is not None
    assert part.because.quote == "I cover May"


def test_ok_after_an_answer_is_no_riddle() -> None:
    assert led(heard("unclear")) == ("unclear", True)
    assert led(heard("unclear"), reactions={"asks_question": 4}) == (None, False)


def test_an_apology_is_accepted_after_a_sharp_word_only() -> None:
    assert led(heard_acts("apologises"), reactions={"hostile": 4}) == ("apologises", False)
    assert led(heard_acts("apologises")) == (None, False)


def test_whoever_asks_to_be_heard_out_is_told_to_go_on() -> None:
    assert led(heard_acts("asks_to_speak")) == ("asks_to_speak", True)


def heard_acts(*names: str) -> Heard:
    return Heard(acts=tuple(Seen(name=name) for name in names))
