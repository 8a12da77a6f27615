from __future__ import annotations

from datetime import date, timedelta

import pytest

from app.domain.progress import (
    GROUPS,
    SINGLE,
    Weeks,
    change,
    marks,
    noise,
    reached,
    scored,
    weeks,
)
from tests.support.pasts import WARMTH, WAY_OUT, a_past

MONDAY = date(2026, 11, 23)


def test_only_levels_that_were_given_are_on_the_line() -> None:
    past = [a_past(0, 1, 2), a_past(1), a_past(2, None, 3), a_past(3, 4)]

    assert [level for level, _ in scored(past, WARMTH)] == [1, 4]
    assert [level for level, _ in scored(past, WAY_OUT)] == [2, 3]
    assert scored(past, "gone") == []


@pytest.mark.parametrize("number", [1, 2, SINGLE + GROUPS])
def test_a_short_history_has_a_mark_for_each_rehearsal(number: int) -> None:
    given = [(n % 5, a_past(n, n % 5)) for n in range(number)]

    line = marks(given)

    assert [mark.past[0].rehearsal_id for mark in line] == [f"r{n}" for n in range(number)]
    assert all(mark.alone for mark in line)


@pytest.mark.parametrize("number", [SINGLE + GROUPS + 1, 100, 2000, 2013])
def test_a_long_history_is_averaged_but_for_its_end(number: int) -> None:
    given = [(n % 5, a_past(n, n % 5)) for n in range(number)]

    line = marks(given)

    assert len(line) <= SINGLE + GROUPS
    assert [one.rehearsal_id for mark in line for one in mark.past] == [
        f"r{n}" for n in range(number)
    ]
    assert all(mark.alone for mark in line[-SINGLE:])
    total = sum(mark.level * len(mark.past) for mark in line)
    assert total == pytest.approx(sum(level for level, _ in given))


@pytest.mark.parametrize(
    ("levels", "number", "counts"),
    [
        ([2, 2], 1, False),
        ([1, 3], 1, False),  # two levels between single rehearsals may be noise
        ([0, 4], 1, True),
        ([1, 1, 2, 2], 2, False),
        ([0, 1, 3, 3], 2, True),
        ([2, 1, 2, 1, 2, 2, 1, 2, 2, 3], 5, False),
        ([1, 0, 1, 2, 1, 4, 3, 3, 3, 2, 3], 5, True),
        ([3, 4, 3, 3, 4, 1, 1, 0, 1, 2], 5, True),
    ],
)
def test_a_change_counts_when_it_is_more_than_noise(
    levels: list[int], number: int, counts: bool
) -> None:
    found = change(levels, "positivity")

    assert found is not None
    assert (found.number, found.counts) == (number, counts)
    assert found.up == (levels[-1] > levels[0])


def test_one_rehearsal_is_no_change() -> None:
    assert change([], "positivity") is None
    assert change([3], "positivity") is None


def test_more_rehearsals_are_less_noise_and_what_was_not_measured_is_the_noisiest() -> None:
    assert noise(5, 5, "positivity") < noise(5, 1, "positivity") < noise(1, 1, "positivity")
    assert noise(1, 1, "business_case") < noise(1, 1, "of my own")
    assert noise(1, 1, "alternatives") == noise(1, 1, "of my own")


@pytest.mark.parametrize(
    ("days_ago", "today", "expected"),
    [
        ([], MONDAY, Weeks(0, 0)),
        ([0], MONDAY, Weeks(1, 1)),
        ([0, 1], MONDAY, Weeks(2, 2)),
        ([1, 8, 15], MONDAY, Weeks(3, 3)),  # nothing yet this week
        ([8, 15], MONDAY, Weeks(2, 0)),
        ([0, 1, 2, 6, 7], MONDAY + timedelta(days=6), Weeks(2, 2)),
        ([0, 15, 22], MONDAY, Weeks(3, 1)),
    ],
)
def test_weeks_are_counted_and_a_week_that_goes_on_breaks_nothing(
    days_ago: list[int], today: date, expected: Weeks
) -> None:
    assert weeks((today - timedelta(days=n) for n in days_ago), today) == expected


def test_the_hardest_boss_who_agreed_was_reached() -> None:
    past = [
        a_past(0, difficulty=4, outcome="parked"),
        a_past(1, difficulty=4, outcome="agreed"),
        a_past(2, difficulty=4, outcome="parked"),
        a_past(3, difficulty=5, outcome="left"),
        a_past(4, difficulty=1, outcome="agreed"),
    ]

    assert reached(past) == past[1]
    assert reached(past[3:4]) is None
