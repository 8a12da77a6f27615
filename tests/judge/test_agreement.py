from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.judge.agreement import (
    Agreement,
    Found,
    Judged,
    agreement,
    found,
    kappa_interval,
    length_bias,
    quadratic_kappa,
)

levels = st.lists(st.tuples(st.integers(0, 4), st.integers(0, 4)), min_size=1, max_size=40)


def kappa(first: list[int], second: list[int]) -> float | None:
    return quadratic_kappa(np.array(first), np.array(second))


def test_kappa_is_what_it_is_by_hand() -> None:
    # Squared gaps: 0, 1, 0, 4, 0, so 5 in all. Marks 0 1 2 2 4 against 0 2 2 4 4: by chance the
    # sum over all 25 pairs of (a - b)², divided by 5: (0+1+4+4+16)*5 - 2*9*12 + (0+4+4+16+16)*5
    # = 125 - 216 + 200 = 109, so 21.8. Kappa is 1 - 5/21.8.
    assert kappa([0, 1, 2, 2, 4], [0, 2, 2, 4, 4]) == pytest.approx(1 - 5 / 21.8)


@pytest.mark.parametrize(
    ("first", "second", "wanted"),
    [
        ([0, 1, 2, 3, 4], [0, 1, 2, 3, 4], 1),
        ([0, 1, 2, 3, 4], [4, 3, 2, 1, 0], -1),
        ([0, 4], [4, 0], -1),
        ([0, 0, 4, 4], [0, 4, 0, 4], 0),
        ([0, 1, 2, 3, 4], [2, 2, 2, 2, 2], 0),
        ([1, 1, 1], [3, 3, 3], 0),
        ([2, 2, 2], [2, 2, 2], None),
        ([3], [3], None),
    ],
)
def test_kappa_of_known_marks(first: list[int], second: list[int], wanted: float | None) -> None:
    assert kappa(first, second) == (wanted if wanted is None else pytest.approx(wanted))


@given(levels)
@settings(deadline=None)
def test_kappa_is_the_same_both_ways_and_at_most_one(pairs: list[tuple[int, int]]) -> None:
    first, second = [a for a, _ in pairs], [b for _, b in pairs]

    there, back = kappa(first, second), kappa(second, first)

    assert there == (back if back is None else pytest.approx(back))
    assert there is None or there <= 1


def test_agreement_counts_exact_near_bias_and_what_was_not_scored() -> None:
    pairs: list[tuple[int, int | None]] = [(0, 0), (1, 2), (2, 2), (2, 4), (4, 4), (3, None)]

    found = agreement([Judged(*pair) for pair in pairs])

    assert (found.count, found.unscored) == (5, 1)
    assert found.qwk == pytest.approx(1 - 5 / 21.8)
    assert (found.exact, found.within_one, found.bias) == pytest.approx((0.6, 0.8, 0.6))


def test_a_judge_that_is_too_strict_has_a_negative_bias() -> None:
    assert agreement([Judged(4, 3), Judged(3, 2), Judged(2, 2), Judged(1, 0)]).bias == -0.75


@pytest.mark.parametrize(("pairs", "unscored"), [([], 0), ([(2, None), (3, None)], 2)])
def test_where_nothing_was_scored_there_is_no_agreement(
    pairs: list[tuple[int, int | None]], unscored: int
) -> None:
    assert agreement([Judged(*pair) for pair in pairs]) == Agreement(
        count=0, unscored=unscored, qwk=None, exact=0, within_one=0, bias=0
    )


def test_the_confusion_has_labels_down_and_judged_levels_across() -> None:
    one = agreement([Judged(0, 0), Judged(0, 1), Judged(3, 1)])

    assert one.confusion[0] == (1, 1, 0, 0, 0)
    assert one.confusion[3] == (0, 1, 0, 0, 0)
    assert sum(map(sum, one.confusion)) == 3


def test_an_interval_holds_the_kappa_and_few_transcripts_have_none() -> None:
    first = np.array([0, 1, 2, 3, 4] * 6)
    second = np.array([0, 1, 2, 3, 3] * 6)
    exact = quadratic_kappa(first, second)

    ends = kappa_interval(first, second)

    assert ends is not None
    assert exact is not None
    assert ends[0] < exact < ends[1]
    assert kappa_interval(first, second) == ends, "the draws are seeded"
    assert kappa_interval(first[:5], second[:5]) is None


@pytest.mark.parametrize(
    ("levels", "words", "wanted"),
    [
        ([1, 3, 2, 4], [10, 30, 10, 30], 1),
        ([3, 1, 4, 2], [10, 30, 10, 30], -1),
        ([1, 1, 2, 2], [10, 30, 10, 30], None),
        ([1, 3, 4, 2], [10, 30, 10, 30], 0),
    ],
)
def test_length_bias_compares_talks_of_one_label(
    levels: list[int], words: list[int], wanted: float | None
) -> None:
    labels = np.array([1, 1, 3, 3])

    bias = length_bias(labels, np.array(levels), np.array(words))

    assert bias == (wanted if wanted is None else pytest.approx(wanted))


def test_a_behaviour_is_counted_once_a_transcript() -> None:
    pairs = [({"a"}, {"a", "b"}), ({"a"}, set()), (set(), {"a"}), ({"a"}, {"a"})]

    one = found(pairs, "a")

    assert one == Found(labelled=3, found=3, hits=2)
    assert (one.precision, one.recall, one.f1) == pytest.approx((2 / 3, 2 / 3, 2 / 3))
    assert found(pairs, "b").f1 == 0
    assert found(pairs, "c").f1 == 0
