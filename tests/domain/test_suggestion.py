from __future__ import annotations

from typing import Any

import pytest

from app.domain.mastery import mastery
from app.domain.persona import Persona
from app.domain.progress import PastScore
from app.domain.suggestion import Suggestion, fitting, suggest
from tests.support.pasts import WAY_OUT, a_card, a_past
from tests.support.people import a_boss, a_rubric


def next_boss(personas: list[Persona], past: list[PastScore], *shown: str) -> Suggestion | None:
    cards = [a_card(n, *shown) for n in range(4)]
    return suggest(personas, a_rubric(), past, mastery(a_rubric(), cards))


def boss(name: str, any_of: list[str] | None = None, **changes: Any) -> Persona:
    """A boss with Robin's concerns, or with one that takes `any_of`."""
    one = a_boss().model_dump(mode="json", by_alias=True)["concerns"]
    if any_of:
        one = [{**one[0], "answered_by": {"any_of": any_of}}]
        changes = {"yields_when": {"answered": 1}, **changes}
    return a_boss(id=name, name=name.title(), concerns=one, **changes)


@pytest.mark.parametrize(
    ("outcomes", "difficulties", "expected"),
    [
        ([], [], (1, 1)),
        (["agreed"], [2], (2, 2)),
        (["agreed", "parked", "agreed", "left"], [2, 2, 3, 2], (2, 3)),
        (["agreed", "agreed", "left", "left"], [3, 3, 3, 3], (3, 3)),
        (["left", "accepted", "stalemate"], [3, 3, 3], (3, 2)),
        (["left", "left", "left"], [1, 1, 1], (1, 1)),
        (["agreed"] * 4, [5] * 4, (5, 5)),
    ],
)
def test_the_difficulty_follows_how_it_went(
    outcomes: list[str], difficulties: list[int], expected: tuple[int, int]
) -> None:
    past = [
        a_past(n, outcome=outcome, difficulty=difficulty)
        for n, (outcome, difficulty) in enumerate(zip(outcomes, difficulties, strict=True))
    ]

    assert fitting(past) == expected


def test_the_boss_whose_worry_needs_what_is_missing_is_suggested() -> None:
    warm = boss("warm", ["wants_current_path", "commits_to_growth"])
    way_out = boss("way-out", ["small_step", "future_value"])
    past = [a_past(1, 3, 1), a_past(0, 3, 2)]

    found = next_boss([warm, way_out], past, "future_value")

    assert found is not None
    assert found.persona == way_out
    assert (found.criterion.id, found.level) == (WAY_OUT, 1.5)
    assert found.concern == way_out.concerns[0]
    assert found.missing is not None
    assert found.missing.id == "small_step"


def test_the_one_just_done_and_other_rubrics_are_left_out() -> None:
    past = [a_past(0, 1, 1, persona_id="robin")]

    assert next_boss([boss("robin"), boss("other", rubric="another")], past) is None
    found = next_boss([boss("robin"), boss("sasha")], past)
    assert found is not None
    assert found.persona.id == "sasha"


def test_difficulty_comes_before_need_and_fewer_meetings_before_the_name() -> None:
    needed, far = boss("needed", difficulty=1), boss("far", ["thanks"], difficulty=5)
    past = [a_past(0, 2, 1, outcome="left", difficulty=5, persona_id="robin")]
    twins = [boss("ann"), boss("ben")]
    met = [a_past(1, 2, 1, persona_id="robin"), a_past(0, 2, 1, persona_id="ann")]

    first, second = next_boss([needed, far], past), next_boss(twins, met)

    assert first is not None
    assert first.persona == far
    assert first.concern is None  # nothing that is weak answers a worry of theirs
    assert second is not None
    assert second.persona.id == "ben"


def test_without_any_level_the_gentlest_step_is_still_reasoned() -> None:
    found = next_boss([boss("sasha", difficulty=2)], [a_past(0)])

    assert found is not None
    assert (found.level, found.step) == (None, "easier")
