from __future__ import annotations

from typing import Any

import pytest

from app.domain.job import BATCH, Item, Job
from app.errors import NotFound
from app.store.repository import Store
from tests.store.samples import NOON, a_rehearsal, a_scorecard, a_turn, later


def a_job(job_id: str = "j1", **changes: Any) -> Job:
    fields = {
        "id": job_id,
        "kind": "rescore",
        "about": "declining-promotion",
        "options": {"judge": ""},
        "ordered_by": "local",
        "created_at": NOON,
    }
    return Job.model_validate({**fields, **changes})


def alone(connection: object, count: int) -> None:
    """Nothing else happens in the transaction."""


def ordered(store: Store, count: int, **changes: Any) -> list[Item]:
    items = [Item(position, f'"payload {position}: ü"') for position in range(count)]
    store.jobs.add(a_job(**changes), items, alone)
    return items


def test_a_job_is_done_batch_by_batch(store: Store) -> None:
    items = ordered(store, 2 * BATCH + 1)

    assert store.jobs.open_batches("j1") == (0, 1, 2)
    job, left = store.jobs.left("j1", 1)
    assert (job, list(left)) == (a_job(), items[BATCH : 2 * BATCH])
    for item in items[: BATCH + 1]:
        assert store.jobs.keep("j1", item, later(1), result=b"\x00of it")

    progress = store.jobs.progress("j1")
    assert (progress.state, progress.total, progress.done) == ("running", len(items), BATCH + 1)
    assert store.jobs.open_batches("j1") == (1, 2)
    assert store.jobs.left("j1", 1)[1] == tuple(items[BATCH + 1 : 2 * BATCH])
    assert not store.jobs.finish("j1", later(2))
    for item in items[BATCH + 1 :]:
        store.jobs.keep("j1", item, later(3), problem="not for scoring")
    assert store.jobs.finish("j1", later(4))

    progress = store.jobs.progress("j1")
    assert (progress.state, progress.skipped) == ("done", BATCH)
    assert [one.position for one in store.jobs.results("j1")] == list(range(BATCH + 1))
    assert store.jobs.problems("j1", 1) == ((BATCH + 1, "not for scoring"),)
    assert store.jobs.unfinished() == ()


def test_what_is_done_twice_is_kept_once(store: Store) -> None:
    store.add_rehearsal(a_rehearsal(), a_turn("t1"))
    (item,) = ordered(store, 1)

    first = store.jobs.keep("j1", item, later(1), card=a_scorecard("s1"))
    again = store.jobs.keep("j1", item, later(2), card=a_scorecard("s2"))

    assert (first, again) == (True, False)
    assert [card.id for card in store.scorecards("r1")] == ["s1"]


def test_of_a_cancelled_job_nothing_is_kept_until_it_goes_on(store: Store) -> None:
    first, second = ordered(store, 2)
    store.jobs.keep("j1", first, later(1), result=b"1")

    assert store.jobs.cancel("j1", later(2))
    assert not store.jobs.cancel("j1", later(3))
    assert store.jobs.left("j1", 0) == (None, ())
    assert not store.jobs.keep("j1", second, later(4), result=b"2")
    assert store.jobs.progress("j1").state == "cancelled"

    assert store.jobs.again("j1", alone) == 1
    assert store.jobs.left("j1", 0)[1] == (second,)


def test_an_order_is_kept_whole_or_not_at_all(store: Store) -> None:
    def fail(connection: object, count: int) -> None:
        raise NotFound("queue", f"for {count}")

    with pytest.raises(NotFound, match="for 2500"):
        store.jobs.add(a_job(), (Item(position, "{}") for position in range(2500)), fail)

    with pytest.raises(NotFound):
        store.jobs.progress("j1")
    assert store.jobs.newest(9) == ()


def test_erased_rehearsals_and_forgotten_jobs_leave_nothing(store: Store) -> None:
    for name in ("r1", "r2"):
        store.add_rehearsal(a_rehearsal(name), a_turn("t1", rehearsal_id=name))
    items = [Item(0, "{}", "r1"), Item(1, "{}", "r2")]
    store.jobs.add(a_job(), items, alone)
    for item in items:
        store.jobs.keep("j1", item, later(1), result=b"what they said")

    store.delete("local", "r1", later(2))
    store.purge(later(3))

    assert [one.rehearsal_id for one in store.jobs.results("j1")] == ["r2"]
    store.jobs.remove("j1")
    assert list(store.jobs.results("j1")) == []
    with pytest.raises(NotFound):
        store.jobs.remove("j1")


def test_finished_attempts_of_a_rubric_are_everybodys_and_not_deleted(store: Store) -> None:
    for name, owner, rubric in (
        ("r1", "ann", "one"),
        ("r2", "bea", "one"),
        ("r3", "ann", "two"),
        ("r4", "ann", "one"),
        ("r5", "ann", "one"),
    ):
        store.add_rehearsal(
            a_rehearsal(name, owner=owner, rubric_id=rubric), a_turn("t1", rehearsal_id=name)
        )
        if name != "r5":
            store.finish(name, "left", NOON)
    store.delete("ann", "r4", NOON)

    assert list(store.jobs.finished_attempts("one")) == [("ann", "r1", "t1"), ("bea", "r2", "t1")]
    assert list(store.jobs.all_rehearsals("ann")) == [("ann", n) for n in ("r1", "r3", "r5")]
