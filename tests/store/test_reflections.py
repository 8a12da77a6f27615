from __future__ import annotations

from contextlib import closing

import pytest

from app.domain.reflection import Reflection
from app.errors import NotFound
from app.store.repository import Store
from tests.store.samples import NOON, a_rehearsal, a_turn, later


def a_reflection(leaf_id: str = "t1", **changes: object) -> Reflection:
    fields = {"rehearsal_id": "r1", "leaf_id": leaf_id, "text": "Name Inês.", "updated_at": NOON}
    return Reflection.model_validate({**fields, **changes})


@pytest.fixture
def talked(store: Store) -> Store:
    """A rehearsal in which one message was answered in two ways."""
    store.add_rehearsal(a_rehearsal(), a_turn("t0"))
    store.add_turn(a_turn("t1", "t0"))
    store.add_turn(a_turn("t2", "t0"))
    return store


def test_every_attempt_has_a_reflection_of_its_own_and_the_last_words_count(
    talked: Store, database_url: str
) -> None:
    talked.reflections.keep("local", a_reflection("t1", text="First."))
    talked.reflections.keep("local", a_reflection("t2", text="On the other."))
    last = a_reflection("t1", text="Thank first,\nthen ask. 😀 שלום\x00", updated_at=later(1))
    talked.reflections.keep("local", last)

    with closing(Store.open(database_url)) as store:
        found = store.reflections.of("local", "r1", "t1")
        other = store.reflections.of("local", "r1", "t2")
    kept = {"text": "Thank first,\nthen ask. 😀 שלום\ufffd"}
    assert found == last.model_copy(update=kept)
    assert other == a_reflection("t2", text="On the other.")
    assert talked.reflections.of("local", "r1", "t0") is None


def test_wiping_the_words_out_leaves_none(talked: Store) -> None:
    talked.reflections.keep("local", a_reflection())
    talked.reflections.keep("local", a_reflection(text=" \n"))

    assert talked.reflections.of("local", "r1", "t1") is None


def test_another_s_is_as_good_as_none(talked: Store) -> None:
    talked.reflections.keep("local", a_reflection())

    for rehearsal in ("r1", "nowhere"):
        missing = f"no rehearsal called '{rehearsal}'"
        with pytest.raises(NotFound, match=missing):
            talked.reflections.of("ann", rehearsal, "t1")
        with pytest.raises(NotFound, match=missing):
            talked.reflections.keep("ann", a_reflection(rehearsal_id=rehearsal, text="Mine."))
    with pytest.raises(NotFound, match="no turn called 't9'"):
        talked.reflections.keep("local", a_reflection("t9"))
    assert talked.reflections.of("local", "r1", "t1") == a_reflection()


def test_it_hides_and_goes_with_its_rehearsal(talked: Store) -> None:
    talked.reflections.keep("local", a_reflection())
    talked.delete("local", "r1", NOON)
    with pytest.raises(NotFound):
        talked.reflections.of("local", "r1", "t1")
    with pytest.raises(NotFound):
        talked.reflections.keep("local", a_reflection(text="Too late."))
    talked.restore("local", "r1")
    assert talked.reflections.of("local", "r1", "t1") == a_reflection()

    talked.delete("local", "r1", NOON)
    talked.purge(later(1))

    talked.add_rehearsal(a_rehearsal(), a_turn("t1"))
    assert talked.reflections.of("local", "r1", "t1") is None
