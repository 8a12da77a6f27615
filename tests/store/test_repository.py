from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone
from uuid import uuid4

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from app.domain.conversation import Turn
from app.domain.history import HistoryQuery
from app.domain.text import storable
from app.errors import NotFound
from app.store.repository import Store
from tests.store.samples import NOON, a_boss_turn, a_rehearsal, a_scorecard, a_turn, later


def test_a_rehearsal_comes_back_as_it_was(store: Store) -> None:
    whole = a_rehearsal(
        model="m at host", outcome="agreed", finished_at=later(9), leaf_id="t9", speaker="prompted"
    )
    store.add_rehearsal(whole)

    assert store.rehearsal("local", "r1") == whole


def test_missing_deleted_and_somebody_elses_rehearsals_look_the_same(store: Store) -> None:
    for rehearsal_id, owner in (("r1", "local"), ("r2", "local"), ("r3", "ann")):
        store.add_rehearsal(a_rehearsal(rehearsal_id, owner=owner))
    store.delete("local", "r2", NOON)

    assert store.rehearsal("ann", "r3").id == "r3"
    for rehearsal_id in ("r2", "r3", "r4"):
        with pytest.raises(NotFound) as refused:
            store.rehearsal("local", rehearsal_id)
        assert str(refused.value) == f"There is no rehearsal called '{rehearsal_id}'."


def test_turns_come_back_as_they_were_root_first(store: Store) -> None:
    said = (
        a_boss_turn("t1"),
        a_turn("t2", "t1"),
        a_boss_turn("t3", "t2", complete=False, origin="authored after m: no answer"),
    )
    _rehearse(store, *said)

    assert store.path("r1", "t3") == said
    assert store.path("r1", "t2") == said[:2]
    assert store.turn("r1", "t3") == said[2]


def test_the_leaf_moves_with_each_new_turn(store: Store) -> None:
    _rehearse(store, a_boss_turn("t1"))
    assert store.rehearsal("local", "r1").leaf_id == "t1"

    store.add_turn(a_turn("t2", "t1"))

    assert store.rehearsal("local", "r1").leaf_id == "t2"


def test_times_of_any_zone_come_back_as_utc(store: Store) -> None:
    tokyo = datetime(2026, 11, 23, 8, 30, tzinfo=timezone(timedelta(hours=9)))
    _rehearse(store, a_turn("t1", at=tokyo))

    stored = store.turn("r1", "t1").at
    assert stored == tokyo
    assert stored.tzinfo is UTC


@pytest.mark.parametrize("parent", [None, "t0"])
def test_26_the_same_message_twice_is_one_turn_and_the_leaf_stays(
    store: Store, parent: str | None
) -> None:
    _rehearse(store, a_boss_turn("t0"))
    first = store.add_turn(a_turn("t1", parent, message_id="m"))
    store.add_turn(a_boss_turn("t2", "t1"))

    again = store.add_turn(a_turn("other", parent, message_id="m", text="typed again"))

    assert again == first
    assert [turn.id for turn in store.tree("r1")] == ["t0", "t1", "t2"]
    assert store.rehearsal("local", "r1").leaf_id == "t2"


def test_the_same_message_in_another_place_is_another_turn(store: Store) -> None:
    _rehearse(store, a_boss_turn("t1"), a_turn("t2", "t1", message_id="m"))
    store.add_rehearsal(a_rehearsal("r2"))

    store.add_turn(a_turn("t3", "t2", message_id="m"))
    store.add_turn(a_turn("t4", message_id="m"))
    store.add_turn(a_turn("t2", rehearsal_id="r2", message_id="m"))

    assert [turn.id for turn in store.tree("r1")] == ["t1", "t2", "t3", "t4"]
    assert [turn.id for turn in store.tree("r2")] == ["t2"]


def test_a_tree_keeps_every_attempt_and_a_path_is_one_of_them(store: Store) -> None:
    _rehearse(
        store,
        a_boss_turn("t1"),
        a_turn("bold", "t1"),
        a_boss_turn("reply-1", "bold"),
        a_turn("shy", "t1", at=later(-60)),
    )

    assert [turn.id for turn in store.path("r1", "shy")] == ["t1", "shy"]
    assert [turn.id for turn in store.tree("r1")] == ["t1", "bold", "reply-1", "shy"]


def test_the_learner_can_be_put_on_another_path(store: Store) -> None:
    _rehearse(store, a_boss_turn("t1"), a_turn("bold", "t1"), a_turn("shy", "t1"))

    store.set_leaf("r1", "bold")

    assert store.rehearsal("local", "r1").leaf_id == "bold"
    with pytest.raises(NotFound, match="no turn called 'nowhere'"):
        store.set_leaf("r1", "nowhere")


def test_the_first_end_of_a_meeting_counts(store: Store) -> None:
    _rehearse(store)

    store.finish("r1", "agreed", later(5))
    store.finish("r1", "left", later(6))

    ended = store.rehearsal("local", "r1")
    assert (ended.outcome, ended.finished_at) == ("agreed", later(5))


def test_what_is_not_there_is_said_so(store: Store) -> None:
    _rehearse(store)
    for ask in (
        lambda: store.turn("r1", "t1"),
        lambda: store.path("r1", "t1"),
        lambda: store.attempts.answer(a_boss_turn("t1", rehearsal_id="r2"), None, NOON),
        lambda: store.scorecard("s1"),
        lambda: store.add_turn(a_turn("t1", rehearsal_id="r2")),
        lambda: store.add_scorecard(a_scorecard(rehearsal_id="r2")),
        lambda: store.finish("r2", "left", NOON),
        lambda: store.delete("local", "r2", NOON),
        lambda: store.restore("local", "r2"),
    ):
        with pytest.raises(NotFound):
            ask()
    assert store.tree("r1") == ()
    assert store.scorecards("r1") == ()


def test_scorecards_come_back_as_they_were_the_last_one_first(store: Store) -> None:
    _rehearse(store)
    first, second = a_scorecard("s1"), a_scorecard("s2", overall=None, created_at=later(-90))
    store.add_scorecard(first)
    store.add_scorecard(second)

    assert store.scorecard("s1") == first
    assert store.scorecards("r1") == (second, first)


def test_a_deleted_rehearsal_takes_no_more_turns_until_it_is_restored(store: Store) -> None:
    _rehearse(store, a_boss_turn("t1"))
    store.delete("local", "r1", NOON)

    with pytest.raises(NotFound):
        store.add_turn(a_turn("t2", "t1"))
    with pytest.raises(NotFound):
        store.delete("local", "r1", NOON)
    with pytest.raises(NotFound):
        store.restore("ann", "r1")
    assert store.history("local", HistoryQuery()) == ([], 0)

    store.restore("local", "r1")
    store.add_turn(a_turn("t2", "t1"))
    assert store.rehearsal("local", "r1").leaf_id == "t2"


def test_purging_removes_what_was_deleted_before_and_nothing_else(store: Store) -> None:
    for rehearsal_id in ("old", "recent", "kept"):
        store.add_rehearsal(a_rehearsal(rehearsal_id))
        store.add_turn(a_boss_turn("t1", rehearsal_id=rehearsal_id))
        store.add_turn(a_turn("t2", "t1", rehearsal_id=rehearsal_id))
        store.add_scorecard(a_scorecard(f"of {rehearsal_id}", rehearsal_id=rehearsal_id))
    store.delete("local", "old", NOON)
    store.delete("local", "recent", later(10))

    assert store.purge(later(10)) == 1

    assert store.tree("old") == ()
    assert store.scorecards("old") == ()
    store.restore("local", "recent")
    for rehearsal_id in ("recent", "kept"):
        assert len(store.tree(rehearsal_id)) == 2
        assert len(store.scorecards(rehearsal_id)) == 1
    with pytest.raises(NotFound):
        store.restore("local", "old")


@settings(deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    text=st.text(
        st.characters() | st.characters(categories=["Cs"]) | st.sampled_from("\0\u200b\u202e'\\%")
    )
)
def test_33_text_comes_back_as_it_was_but_for_what_no_database_holds(
    store: Store, text: str
) -> None:
    rehearsal_id = uuid4().hex
    store.add_rehearsal(a_rehearsal(rehearsal_id))

    stored = store.add_turn(a_turn("t1", rehearsal_id=rehearsal_id, text=text))

    assert stored.text == storable(text)
    assert store.path(rehearsal_id, "t1") == (stored,)


def _rehearse(store: Store, *turns: Turn) -> None:
    store.add_rehearsal(a_rehearsal())
    for turn in turns:
        store.add_turn(turn)
