from __future__ import annotations

from itertools import pairwise
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.domain.rubric import Criterion, Rubric, level
from app.domain.scorecard import CriterionScore, Finding, Shown, Verdict
from app.judge.scoring import overall, points, reached, scored

WAIT = settings(deadline=None)


def behaviour(behaviour_id: str, worth: float, specific: float = 0) -> dict[str, Any]:
    return {
        "id": behaviour_id,
        "points": worth,
        "specific_points": specific,
        "description": "d",
        "advice": "a",
        "contrast": {"weak": "w", "strong": "s"},
    }


def criterion(criterion_id: str = "plan", **fields: Any) -> Criterion:
    return Criterion.model_validate(
        {
            "id": criterion_id,
            "title": "Plan",
            "question": "Is there one?",
            "levels": {level: f"level {level}" for level in range(5)},
            "cut_points": [1, 2, 4, 7],
            "behaviours": [
                behaviour("names", 2, specific=1),
                behaviour("helps", 2),
                behaviour("asks", 3),
                behaviour("shouts", -2),
                behaviour("sighs", -0.5),
            ],
            **fields,
        }
    )


def found(**shown: str) -> list[Finding]:
    """Findings by behaviour: yes, partly, no; with a + if they are specific."""
    return [
        Finding.model_validate(
            {"behaviour": name, "shown": how.rstrip("+"), "specific": how.endswith("+")}
        )
        for name, how in shown.items()
    ]


@pytest.mark.parametrize(
    ("shown", "worth", "reached_level"),
    [
        ({}, 0, 0),
        ({"names": "no"}, 0, 0),
        ({"names": "no+"}, 0, 0),
        ({"names": "partly"}, 1, 1),
        ({"names": "partly+"}, 1.5, 1),
        ({"names": "yes"}, 2, 2),
        ({"names": "yes+"}, 3, 2),
        ({"helps": "yes+"}, 2, 2),
        ({"names": "yes+", "helps": "partly"}, 4, 3),
        ({"names": "yes", "helps": "yes", "asks": "partly"}, 5.5, 3),
        ({"names": "yes", "helps": "yes", "asks": "yes"}, 7, 4),
        ({"names": "yes+", "helps": "yes", "asks": "yes"}, 8, 4),
        ({"shouts": "yes"}, -2, 0),
        ({"shouts": "partly"}, -1, 0),
        ({"names": "yes", "helps": "yes", "asks": "yes", "shouts": "yes"}, 5, 3),
        ({"names": "yes", "sighs": "yes"}, 1.5, 1),
        ({"names": "yes", "sighs": "partly"}, 1.75, 1),
        ({"unheard_of": "yes"}, 0, 0),
    ],
)
def test_points_add_up_to_a_level(shown: dict[str, str], worth: float, reached_level: int) -> None:
    assert points(criterion(), found(**shown)) == worth
    assert reached(criterion(), found(**shown)) == (reached_level, "")


def test_a_behaviour_counts_once_however_often_it_was_said() -> None:
    often = [*found(names="yes"), *found(names="yes"), *found(names="yes")]

    assert points(criterion(), often) == points(criterion(), found(names="yes"))


def test_a_talk_may_start_above_nothing() -> None:
    neutral = criterion(base_points=2)

    assert reached(neutral, [])[0] == 2
    assert reached(neutral, found(shouts="yes"))[0] == 0


ALL = {"names": "yes", "helps": "yes", "asks": "yes"}
CAP = {"when": "shouts", "max_level": 1, "unless": ["asks"]}


@pytest.mark.parametrize(
    ("shown", "reached_level", "why"),
    [
        ({"names": "yes+", "helps": "yes", "shouts": "no"}, 4, ""),
        ({"names": "yes+", "helps": "yes", "shouts": "partly"}, 3, ""),
        ({"names": "yes+", "helps": "yes", "shouts": "yes"}, 1, "held at 1 by 'shouts'"),
        ({**ALL, "shouts": "yes"}, 4, ""),
        ({"names": "yes", "helps": "yes", "asks": "partly", "shouts": "yes"}, 3, ""),
        ({"names": "partly", "shouts": "yes"}, 0, ""),
    ],
)
def test_a_cap_holds_the_level_down_unless_it_is_lifted(
    shown: dict[str, str], reached_level: int, why: str
) -> None:
    capped = criterion(caps=[CAP], cut_points=[0.5, 1, 3, 5])

    assert reached(capped, found(**shown)) == (reached_level, why)


NEED = {"level": 3, "any_of": ["names", "helps"], "at_least": 2}


@pytest.mark.parametrize(
    ("shown", "reached_level", "why"),
    [
        ({"names": "yes", "helps": "partly", "asks": "yes"}, 3, ""),
        ({"names": "yes", "asks": "yes"}, 2, "level 3 needs 2 of: names or helps"),
        ({"names": "yes", "helps": "no", "asks": "yes"}, 2, "level 3 needs 2 of: names or helps"),
        ({"names": "yes"}, 2, ""),
        (ALL, 4, ""),
    ],
)
def test_a_level_may_ask_for_behaviours_whatever_the_points(
    shown: dict[str, str], reached_level: int, why: str
) -> None:
    assert reached(criterion(needs=[NEED]), found(**shown)) == (reached_level, why)


def test_of_several_needs_the_one_that_is_missed_lowest_counts() -> None:
    needs = [{"level": 4, "any_of": ["asks"]}, {"level": 2, "any_of": ["helps"]}, NEED]
    strict = criterion(needs=needs, cut_points=[0.5, 1, 1.5, 2])

    assert reached(strict, found(names="yes"))[0] == 1
    assert reached(strict, found(helps="yes"))[0] == 2
    assert reached(strict, found(helps="yes", names="yes"))[0] == 3
    assert reached(strict, found(**ALL))[0] == 4


cuts = st.lists(st.floats(-20, 20), min_size=4, max_size=4, unique=True).map(sorted).map(tuple)


@given(st.lists(st.floats(-30, 30), min_size=2), cuts)
@WAIT
def test_more_points_never_mean_a_lower_level(
    some: list[float], cut_points: tuple[float, ...]
) -> None:
    levels = [level(one, cut_points) for one in sorted(some)]

    assert all(lower <= higher for lower, higher in pairwise(levels))
    assert all(0 <= one <= 4 for one in levels)


@pytest.mark.parametrize(
    ("worth", "wanted"), [(-9, 0), (0.99, 0), (1, 1), (1.99, 1), (2, 2), (4, 3), (6.9, 3), (7, 4)]
)
def test_a_cut_point_is_where_its_level_begins(worth: float, wanted: int) -> None:
    assert level(worth, (1, 2, 4, 7)) == wanted


shown: st.SearchStrategy[Shown] = st.sampled_from(["yes", "partly", "no"])
better = {"no": ("partly", "yes"), "partly": ("yes",), "yes": ()}


@given(st.fixed_dictionaries({name: shown for name in ALL}), st.sampled_from(sorted(ALL)))
@WAIT
def test_showing_more_of_what_helps_never_lowers_the_level(
    before: dict[str, Shown], name: str
) -> None:
    strict = criterion(needs=[NEED], caps=[CAP])

    for more in better[before[name]]:
        now = {**before, name: more}
        assert reached(strict, found(**now))[0] >= reached(strict, found(**before))[0]


def rubric(*weights: float) -> Rubric:
    """One criterion a weight."""
    criteria = [
        criterion(
            f"c{i}",
            weight=weight,
            cut_points=[1, 2, 3, 4],
            behaviours=[behaviour(f"b{i}", 4)],
        )
        for i, weight in enumerate(weights)
    ]
    return Rubric(id="r", title="R", criteria=tuple(criteria))


@pytest.mark.parametrize(
    ("weights", "levels", "wanted"),
    [
        ((1, 1, 1), (4, 4, 4), 100),
        ((1, 1, 1), (0, 0, 0), 0),
        ((1, 1, 1), (4, 2, 0), 50),
        ((1, 1, 1), (1, 0, 0), 8),
        ((2, 1, 1), (4, 0, 0), 50),
        ((0.5, 1.5), (4, 0), 25),
        ((1,), (3,), 75),
        ((1, 1, 1), (4, None, 4), None),
        ((1, 1, 1), (None, None, None), None),
    ],
)
def test_the_overall_score_is_the_weighted_mean_or_none(
    weights: tuple[float, ...], levels: tuple[int | None, ...], wanted: int | None
) -> None:
    scores = [CriterionScore(id=f"c{i}", level=one, points=one) for i, one in enumerate(levels)]

    assert overall(rubric(*weights), scores) == wanted


def test_a_criterion_without_findings_is_not_scored_and_says_why() -> None:
    verdict = Verdict(
        findings={"c0": (Finding(behaviour="b0", shown="partly"),)},
        unscored={"c1": "the model declined"},
    )

    first, second, third = scored(rubric(1, 1, 1), verdict)

    assert (first.level, first.points, first.reason) == (2, 2, "")
    assert first.findings == verdict.findings["c0"]
    assert (second.level, second.points, second.reason) == (None, None, "the model declined")
    assert (third.level, third.reason) == (None, "The judge gave no answer.")


def test_what_held_a_level_down_is_said() -> None:
    capped = Rubric(id="r", title="R", criteria=(criterion(needs=[NEED]),))
    verdict = Verdict(findings={"plan": tuple(found(names="yes", asks="yes"))})

    assert scored(capped, verdict)[0].reason == "level 3 needs 2 of: names or helps"
