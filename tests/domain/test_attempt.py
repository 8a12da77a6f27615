from __future__ import annotations

from app.domain.attempt import Ending, attempts, shared
from app.domain.conversation import OutcomeName, Turn
from tests.store.samples import a_boss_turn, a_scorecard, a_turn, later

OPENING = a_boss_turn("b0")


def exchange(number: str, parent: str, minutes: float = 0) -> tuple[Turn, ...]:
    """A learner's turn l1 and the boss's b1 after it."""
    learner = a_turn(f"l{number}", parent, at=later(minutes))
    return learner, a_boss_turn(f"b{number}", learner.id, at=later(minutes))


TREE = (
    OPENING,
    *exchange("1", "b0", 1),
    *exchange("2", "b1", 2),
    *exchange("2x", "b1", 3),
    *exchange("1y", "b0", 4),
    *exchange("3x", "b2x", 5),
    *exchange("3z", "b2x", 6),
)
"""Three ways from b1 or b0, and a fourth that leaves the second one late."""


def test_whoever_goes_on_first_keeps_the_attempt_and_the_others_branch_off() -> None:
    found = attempts(TREE, here="b3z")

    assert [(one.number, one.leaf, one.parent, one.answer, one.said) for one in found] == [
        (1, "b2", None, 1, "I am l1."),
        (2, "b3x", 1, 2, "I am l2x."),
        (3, "b1y", 1, 1, "I am l1y."),
        (4, "b3z", 2, 3, "I am l3z."),
    ]
    assert [turn.id for turn in found[3].turns] == ["b0", "l1", "b1", "l2x", "b2x", "l3z", "b3z"]
    assert [one.here for one in found] == [False, False, False, True]
    assert shared(found) == 1


def test_a_clock_that_was_set_back_hides_no_attempt() -> None:
    tree = (OPENING, *exchange("1", "b0"), *exchange("2", "b0", -90), *exchange("3", "b0", -60))

    found = attempts(tree)

    assert [(one.number, one.leaf, one.parent) for one in found] == [
        (1, "b1", None),
        (2, "b2", 1),
        (3, "b3", 1),
    ]


def test_each_attempt_has_its_own_ending_and_its_newest_scorecard() -> None:
    endings = [Ending(leaf_id=leaf, outcome=how, finished_at=later(9)) for leaf, how in ENDED]
    cards = [a_scorecard("new", leaf_id="b2"), a_scorecard("old", leaf_id="b2")]

    found = attempts(TREE, endings, [*cards, a_scorecard("other", leaf_id="gone")])

    assert [one.ending and one.ending.outcome for one in found] == ["agreed", None, "left", None]
    assert [one.card and one.card.id for one in found] == ["new", None, None, None]


ENDED: tuple[tuple[str, OutcomeName], ...] = (
    ("b2", "agreed"),
    ("b1y", "left"),
    ("nowhere", "left"),
)


def test_a_meeting_that_ended_where_another_attempt_went_on_is_an_attempt_of_its_own() -> None:
    ending = Ending(leaf_id="b1", outcome="left", finished_at=later(2.5))

    found = attempts(TREE, [ending])

    assert [(one.number, one.leaf) for one in found[:3]] == [(1, "b2"), (2, "b1"), (3, "b3x")]
    assert (found[1].parent, found[1].answer, found[1].said) == (1, 2, "")


def test_who_has_taken_an_answer_back_is_on_an_attempt_without_words_of_its_own() -> None:
    found = attempts(TREE, here="b1")

    assert (found[-1].leaf, found[-1].parent, found[-1].here) == ("b1", 1, True)
    assert shared(found) == 1


def test_one_attempt_shares_all_its_turns_with_itself() -> None:
    found = attempts(TREE[:3], here="b1")

    assert len(found) == 1
    assert shared(found) == 3
    assert attempts([OPENING], here="b0")[0].said == ""
