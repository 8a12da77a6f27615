"""How far the judge and its trainers agree."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest

from app.domain.correction import Correction, CorrectionRow
from app.judge.trainers import Corrections, by_behaviour, by_criterion, by_month
from tests.store.corrections import a_level, a_missing, a_wrong
from tests.store.samples import a_rehearsal


def rows(*corrections: Correction, **changes: Any) -> list[CorrectionRow]:
    past = a_rehearsal(**changes)
    return [CorrectionRow(correction=one, rehearsal=past) for one in corrections]


def levels(*pairs: tuple[int, int | None], **changes: Any) -> list[Correction]:
    return [a_level(level=given, judged=judged, **changes) for given, judged in pairs]


def test_levels_that_trainers_gave_are_what_the_judge_is_measured_by() -> None:
    given = levels((3, 3), (1, 3), (2, 3), (4, None))
    other = levels((2, 2), criterion="alternatives")

    found = by_criterion(rows(*given, *other, a_wrong()))

    assert [where[1] for where in found] == ["alternatives", "positivity"]
    positivity = found["declining-promotion", "positivity"]
    assert (positivity.count, positivity.unscored) == (3, 1)
    assert positivity.exact == pytest.approx(1 / 3)
    assert positivity.within_one == pytest.approx(2 / 3)
    assert positivity.bias == 1
    assert positivity.qwk == 0


def test_one_criterion_of_two_rubrics_is_two() -> None:
    both = rows(*levels((3, 3))) + rows(*levels((1, 3)), rubric_id="another")

    assert list(by_criterion(both)) == [
        ("another", "positivity"),
        ("declining-promotion", "positivity"),
    ]


def test_months_come_newest_first() -> None:
    october, november = datetime(2026, 10, 31, tzinfo=UTC), datetime(2026, 11, 1, tzinfo=UTC)
    early = levels((0, 3), (1, 3), at=october)
    late = levels((3, 3), at=november) + levels((2, 2), at=november, criterion="alternatives")

    found = by_month(rows(*early, *late))

    assert list(found) == ["2026-11", "2026-10"]
    assert (found["2026-11"].count, found["2026-11"].exact) == (2, 1)
    assert (found["2026-10"].count, found["2026-10"].exact) == (2, 0)


def test_behaviours_are_counted_the_most_corrected_first() -> None:
    found = by_behaviour(
        rows(a_wrong(), a_missing(), a_missing(), a_missing(behaviour="thanks"), a_level())
        + rows(a_wrong(behaviour="next_step"))
    )

    assert found == {
        ("declining-promotion", "asks_for_time"): Corrections(0, 2),
        ("declining-promotion", "thanks"): Corrections(1, 1),
        ("declining-promotion", "next_step"): Corrections(1, 0),
    }
    assert [where[1] for where in found] == ["asks_for_time", "thanks", "next_step"]


def test_without_corrections_there_is_nothing_to_tell() -> None:
    assert (by_criterion([]), by_month([]), by_behaviour([])) == ({}, {}, {})
