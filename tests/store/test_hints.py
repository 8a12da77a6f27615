from __future__ import annotations

from typing import Any

import pytest

from app.domain.hint import Hint, TradeContrast
from app.errors import NotFound, StaleRehearsal
from app.store.repository import Store
from tests.store.samples import NOON, a_boss_turn, a_rehearsal, a_turn, later


def a_hint(level: int = 1, **changes: Any) -> Hint:
    contrast = TradeContrast(weak="Hm.", strong="Yes.", trade="forestry")
    fields = {
        "rehearsal_id": "r1",
        "turn_id": "t0",
        "level": level,
        "at": NOON,
        "stage": "concern",
        "concern": "gap",
        "contrast": contrast if level == 3 else None,
    }
    return Hint.model_validate({**fields, **changes})


@pytest.fixture
def store(store: Store) -> Store:
    """A store with a meeting that its boss has just opened."""
    store.add_rehearsal(a_rehearsal(), a_boss_turn("t0"))
    return store


def test_hints_come_back_in_the_order_of_asking(store: Store) -> None:
    for level in (1, 2, 3):
        assert store.hints.keep("local", a_hint(level)) == a_hint(level)

    assert store.hints.of("local", "r1") == (a_hint(1), a_hint(2), a_hint(3))


def test_the_same_level_on_the_same_turn_is_one_hint(store: Store) -> None:
    store.hints.keep("local", a_hint())

    assert store.hints.keep("local", a_hint(at=later(1))) == a_hint()
    assert store.hints.of("local", "r1") == (a_hint(),)


def test_no_hint_is_taken_on_a_turn_that_has_passed_or_in_a_meeting_that_is_over(
    store: Store,
) -> None:
    store.add_turn(a_turn("t1", "t0"))
    with pytest.raises(StaleRehearsal):
        store.hints.keep("local", a_hint())
    store.finish("r1", "left", NOON)
    with pytest.raises(StaleRehearsal):
        store.hints.keep("local", a_hint(turn_id="t1"))

    assert store.hints.of("local", "r1") == ()


def test_another_s_meeting_is_as_good_as_none(store: Store) -> None:
    store.hints.keep("local", a_hint())

    for rehearsal, owner in (("r1", "ann"), ("r9", "local")):
        with pytest.raises(NotFound, match=f"no rehearsal called '{rehearsal}'"):
            store.hints.keep(owner, a_hint(rehearsal_id=rehearsal))
    assert store.hints.of("ann", "r1") == ()


def test_hints_go_with_their_rehearsal(store: Store) -> None:
    store.hints.keep("local", a_hint())
    store.delete("local", "r1", NOON)
    assert store.hints.of("local", "r1") == ()

    assert store.purge(later(1)) == 1
