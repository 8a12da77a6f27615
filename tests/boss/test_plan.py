from __future__ import annotations

import pytest

from app.boss.plan import planned
from app.domain.conversation import Seen
from tests.support.people import a_boss, after

ROBIN = a_boss()


@pytest.mark.parametrize(
    ("concern", "text", "conceded"),
    [
        ("gap", "Priya.", True),
        ("gap", "Josie on nights.", True),
        ("gap", "Nobody.", False),
        ("ladder", "Priya.", False),
        (None, "Priya.", False),
    ],
)
def test_a_bare_name_answers_the_boss_who_asked_for_one(
    concern: str | None, text: str, conceded: bool
) -> None:
    before = after(turns=2, current=concern)
    seen = [Seen(name="off_topic", shown="partly", quote=text)]

    plan = planned(ROBIN, before, seen, text, 1)

    assert ("gap" in plan.state.answered) == conceded
    assert ("candidate" in plan.state.facts) == conceded
