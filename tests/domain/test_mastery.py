from __future__ import annotations

import pytest

from app.domain.mastery import Mastery, mastery
from app.domain.scorecard import Scorecard
from tests.support.pasts import WARMTH, WAY_OUT, a_card
from tests.support.people import a_rubric


def thanks(*cards: Scorecard) -> Mastery:
    return mastery(a_rubric(), cards)[WARMTH][0]


@pytest.mark.parametrize(
    ("shown", "expected", "words"),
    [
        ([], "not_yet", 0),
        ([0, 0, 0, 0], "not_yet", 0),
        ([1], "sometimes", 1),
        ([1, 1], "sometimes", 2),
        ([1, 1, 1], "reliably", 3),
        ([0, 1, 1, 1], "reliably", 3),
        ([1, 1, 0, 0, 1, 1], "sometimes", 2),
        ([0, 0, 0, 0, 1, 1, 1], "not_yet", 0),
    ],
)
def test_three_of_the_latest_four_make_it_reliable(
    shown: list[int], expected: str, words: int
) -> None:
    found = thanks(*(a_card(n, *["thanks"] * there) for n, there in enumerate(shown)))

    assert (found.standing, found.shown) == (expected, words)
    assert found.of == min(4, len(shown))
    assert (found.best is not None) == any(shown)


def test_the_best_example_is_whole_then_specific_then_new() -> None:
    cards = [a_card(0, "~thanks+"), a_card(1, "thanks"), a_card(2, "thanks+"), a_card(3, "thanks+")]

    best = thanks(*cards).best

    assert best is not None
    assert (best.rehearsal_id, best.quote) == ("r2", "thanks+ <2>")


def test_every_behaviour_of_the_rubric_has_its_place_and_strangers_have_none() -> None:
    found = mastery(a_rubric(), [a_card(0, "of_an_older_rubric")])

    for criterion in a_rubric().criteria:
        assert [one.behaviour for one in found[criterion.id]] == list(criterion.behaviours)
    assert not any(one.shown for one in found[WARMTH] + found[WAY_OUT])
