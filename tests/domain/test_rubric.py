from __future__ import annotations

from pathlib import Path

import pytest

from app.domain.rubric import LEVEL_NAMES, TOP_LEVEL, Rubric
from tests.support.content import loaded


@pytest.fixture
def rubric(tmp_path: Path) -> Rubric:
    return loaded(tmp_path)[1]


def test_behaviours_and_criteria_are_found_by_their_ids(rubric: Rubric) -> None:
    assert [one.id for one in rubric.behaviours] == ["thanks", "names_candidate", "shouts"]
    assert rubric.behaviour("shouts").points == -2
    assert rubric.criterion("plan").weight == 2
    with pytest.raises(KeyError):
        rubric.behaviour("charms")
    with pytest.raises(KeyError):
        rubric.criterion("charm")


def test_a_behaviour_is_called_by_its_title_or_its_id_in_words(rubric: Rubric) -> None:
    names = rubric.behaviour("names_candidate")

    assert names.label == "Names candidate"
    assert names.model_copy(update={"title": "Names somebody"}).label == "Names somebody"


def test_there_are_five_levels() -> None:
    assert (len(LEVEL_NAMES), TOP_LEVEL) == (5, 4)
