"""What the progress page reads, and the demo's rehearsals, on both databases."""

from __future__ import annotations

import pytest
from sqlalchemy import event

from app.domain.conversation import OutcomeName
from app.domain.scorecard import CriterionScore
from app.store.repository import Store
from tests.store.corrections import a_wrong
from tests.store.samples import NOON, a_boss_turn, a_rehearsal, a_scorecard, later


def add(
    store: Store,
    name: str,
    *levels: int | None,
    outcome: OutcomeName | None = "agreed",
    minutes: float = 0,
    owner: str = "local",
    rubric: str = "declining-promotion",
) -> None:
    """Add a rehearsal, with a scorecard for each level of positivity."""
    one = a_rehearsal(name, owner=owner, started_at=later(minutes), rubric_id=rubric)
    store.add_rehearsal(one, a_boss_turn("t1", rehearsal_id=name))
    if outcome:
        store.finish(name, outcome, later(minutes + 5))
    for number, level in enumerate(levels):
        criteria = (CriterionScore(id="positivity", level=level, points=level),)
        card = a_scorecard(f"{name}-s{number}", rehearsal_id=name, criteria=criteria)
        store.add_scorecard(card)


def test_past_rehearsals_come_with_their_newest_levels(store: Store) -> None:
    add(store, "old", 1, 3, minutes=1)
    add(store, "new", minutes=2, outcome="left")
    add(store, "open", outcome=None, minutes=3)
    add(store, "redone", 2, outcome=None, minutes=4)  # scored, and on its way again
    add(store, "theirs", 4, owner="ann")
    add(store, "deleted", 4)
    store.delete("local", "deleted", NOON)

    redone, new, old = store.pasts.past("local")

    assert (new.rehearsal_id, new.outcome, new.levels, new.overall) == ("new", "left", None, None)
    assert (old.rehearsal_id, old.levels, old.overall) == ("old", {"positivity": 3}, 75)
    assert (redone.rehearsal_id, redone.outcome) == ("redone", None)
    assert old.started_at == later(1)
    assert (old.persona_id, old.difficulty) == ("dana-reyes", 3)
    assert store.pasts.past("nobody") == []


def test_the_latest_cards_are_one_a_rehearsal_of_one_rubric(store: Store) -> None:
    for minute in range(5):
        add(store, f"r{minute}", 1, 2, minutes=minute)
    add(store, "other", 4, minutes=9, rubric="another")
    add(store, "theirs", 4, minutes=9, owner="ann")
    add(store, "bare", minutes=9)

    cards = store.pasts.latest_cards("local", "declining-promotion", 3)

    assert [card.id for card in cards] == ["r4-s1", "r3-s1", "r2-s1"]
    assert store.pasts.latest_cards("ann", "another", 3) == ()


def test_it_is_one_statement_however_many_there_are(store: Store) -> None:
    for minute in range(3):
        add(store, f"r{minute}", 1, minutes=minute)
    statements: list[str] = []
    listen = lambda *told: statements.append(told[2])  # noqa: E731
    event.listen(store._engine, "before_cursor_execute", listen)

    store.pasts.past("local")

    event.remove(store._engine, "before_cursor_execute", listen)
    (select,) = (one for one in statements if one.startswith("SELECT"))
    assert "body" not in select


@pytest.mark.parametrize("owner", [None, "local"])
def test_exactly_the_demos_rehearsals_are_removed(store: Store, owner: str | None) -> None:
    add(store, "demo-1", 1)
    add(store, "demo-2", 2)
    store.delete("local", "demo-2", NOON)
    store.keep_correction(a_wrong(rehearsal_id="demo-1", scorecard_id="demo-1-s0"))
    for name in ("0demo-1", "democracy", "DEMO-3", "demo_4", "r1"):
        add(store, name, 3)
    add(store, "demo-ann", 3, owner="ann")

    assert store.demos.count("local") == 2
    assert store.demos.remove(owner) == (2 if owner else 3)

    assert store.demos.count() == (1 if owner else 0)
    assert len(store.pasts.past("local")) == 5
    assert len(store.scorecards("r1")) == 1
    assert store.scorecards("demo-1") == ()
    assert store.demos.remove(owner) == 0
