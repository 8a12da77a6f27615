from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import closing
from datetime import datetime

import pytest
from alembic import command
from alembic.config import Config
from sqlalchemy import Connection, Engine, text

from app.domain.attempt import Ending
from app.domain.conversation import Usage
from app.domain.history import HistoryQuery
from app.errors import NotFound, StaleRehearsal
from app.store.engine import open_engine, writer
from app.store.repository import Store
from app.store.tables import SCHEMA
from tests.store.samples import (
    NOON,
    a_boss_turn,
    a_rehearsal,
    a_scorecard,
    a_turn,
    later,
)


@pytest.fixture
def met(store: Store) -> Store:
    """Two exchanges, and an agreement."""
    store.add_rehearsal(a_rehearsal(), a_boss_turn("b0"))
    for number in (1, 2):
        store.add_turn(a_turn(f"l{number}", f"b{number - 1}"))
        store.add_turn(a_boss_turn(f"b{number}", f"l{number}"))
    store.finish("r1", "agreed", later(5))
    return store


AGREED = Ending(leaf_id="b2", outcome="agreed", finished_at=later(5))


def now(store: Store) -> tuple[str | None, str | None]:
    rehearsal = store.rehearsal("local", "r1")
    assert (rehearsal.outcome is None) == (rehearsal.finished_at is None)
    return rehearsal.leaf_id, rehearsal.outcome


def test_another_answer_opens_the_meeting_again_and_keeps_how_it_had_ended(met: Store) -> None:
    kept = met.attempts.branch(a_turn("l2x", "b1"), instead_of="l2", leaf="b2")

    assert kept == met.turn("r1", "l2x")
    assert now(met) == ("l2x", None)
    assert met.attempts.endings("r1") == (AGREED,)
    met.attempts.answer(a_boss_turn("b2x", "l2x"), "parked", later(8))
    assert now(met) == ("b2x", "parked")
    met.set_leaf("r1", "b2")
    assert now(met) == ("b2", "agreed")
    assert [one.outcome for one in met.attempts.endings("r1")] == ["agreed", "parked"]


def test_26_the_same_message_branches_off_once(met: Store) -> None:
    first = met.attempts.branch(a_turn("l2x", "b1", message_id="m"), instead_of="l2", leaf="b2")
    met.attempts.answer(a_boss_turn("b2x", "l2x"), None, NOON)

    again = met.attempts.branch(a_turn("l2y", "b1", message_id="m"), instead_of="l2", leaf="b2")

    assert again == first
    assert now(met) == ("b2x", None)


def test_29_a_branch_from_a_view_that_is_out_of_date_is_refused(met: Store) -> None:
    for turn, instead_of, leaf in (
        (a_turn("x", "b1"), "l2", "b1"),
        (a_turn("x", "b1"), "l1", "b2"),
        (a_turn("x", "b0"), "l2", "b2"),
    ):
        with pytest.raises(StaleRehearsal):
            met.attempts.branch(turn, instead_of=instead_of, leaf=leaf)
    with pytest.raises(NotFound):
        met.attempts.branch(a_turn("x", "b1"), instead_of="nothing", leaf="b2")
    with pytest.raises(NotFound):
        met.attempts.branch(a_turn("x", "b1", rehearsal_id="r2"), instead_of="l2", leaf="b2")

    assert now(met) == ("b2", "agreed")
    assert len(met.tree("r1")) == 5


def test_moving_back_opens_a_meeting_even_where_one_had_ended(met: Store) -> None:
    met.set_leaf("r1", "b1")
    met.finish("r1", "left", later(6))
    assert now(met) == ("b1", "left")

    met.attempts.move("r1", "b1", leaf="b1")
    assert now(met) == ("b1", None)
    with pytest.raises(StaleRehearsal):
        met.attempts.move("r1", "b0", leaf="b2")
    met.finish("r1", "left", later(7))

    assert met.rehearsal("local", "r1").finished_at == later(6), "its first end counts"
    assert len(met.attempts.endings("r1")) == 2


def test_a_boss_who_answers_late_does_not_pull_the_learner_back(met: Store) -> None:
    met.attempts.branch(a_turn("l2x", "b1"), instead_of="l2", leaf="b2")
    met.attempts.branch(a_turn("l1x", "b0"), instead_of="l1", leaf="l2x")

    met.attempts.answer(a_boss_turn("b2x", "l2x"), "stalemate", later(9))

    assert now(met) == ("l1x", None)
    assert met.attempts.reply("r1", "l2x") == met.turn("r1", "b2x")
    assert met.attempts.endings("r1")[-1].outcome == "stalemate"


def test_a_boss_who_answers_after_the_learner_has_left_is_not_heard(store: Store) -> None:
    store.add_rehearsal(a_rehearsal(), a_boss_turn("b0"))
    store.add_turn(a_turn("l1", "b0"))
    store.finish("r1", "left", NOON)

    store.attempts.answer(a_boss_turn("b1", "l1"), "agreed", later(1))

    assert now(store) == ("l1", "left")
    assert store.attempts.reply("r1", "l1") is None


def test_a_partial_answer_is_completed_once_and_ends_the_meeting_with_it(store: Store) -> None:
    store.add_rehearsal(a_rehearsal(), a_boss_turn("b0"))
    store.add_turn(a_turn("l1", "b0"))
    whole = a_boss_turn("b1", "l1", text="I need a name.")
    changes = {"text": "I need", "complete": False, "move": None, "state": None, "usage": Usage()}
    part = whole.model_copy(update=changes)

    store.attempts.answer(part, "agreed", NOON)
    assert now(store) == ("b1", None)
    store.attempts.answer(whole, "agreed", later(1))
    store.attempts.answer(whole.model_copy(update={"text": "Late."}), "left", later(2))

    assert store.turn("r1", "b1") == whole
    assert now(store) == ("b1", "agreed")


def test_scorecards_are_told_apart_by_attempt_and_the_list_shows_the_learner_s(met: Store) -> None:
    met.add_scorecard(a_scorecard("first", leaf_id="b2", overall=90))
    met.attempts.branch(a_turn("l2x", "b1"), instead_of="l2", leaf="b2")
    met.add_scorecard(a_scorecard("second", leaf_id="l2x", overall=30))

    def listed() -> tuple[object, ...]:
        (row,), _ = met.history("local", HistoryQuery())
        return row.overall, row.rehearsal.outcome, row.attempts

    assert [card.id for card in met.scorecards("r1", "b2")] == ["first"]
    assert listed() == (30, None, 2)
    met.set_leaf("r1", "b2")
    assert listed() == (90, "agreed", 2)


def test_purging_takes_the_attempts_along(met: Store) -> None:
    met.delete("local", "r1", NOON)

    assert met.purge(later(1)) == 1
    assert met.attempts.endings("r1") == ()


# From the schema before


@pytest.fixture
def old(database_url: str) -> Iterator[Engine]:
    """A database as the second schema left it, with an ended, a left and an open rehearsal."""
    engine = open_engine(database_url)
    with writer(engine).begin() as connection:
        config = Config(attributes={"connection": connection})
        config.set_main_option("script_location", "app.store:migrations")
        config.set_main_option("path_separator", "os")
        command.upgrade(config, "0002")
        for rehearsal_id, outcome in (("r1", "agreed"), ("r2", "left"), ("r3", None)):
            past = a_rehearsal(
                rehearsal_id,
                leaf_id="b1",
                outcome=outcome,
                finished_at=later(5) if outcome == "agreed" else None,
            )
            _insert(connection, "rehearsals", past.model_dump())
            for turn_id, parent, who in (("b0", None, "boss"), ("b1", "b0", "learner")):
                row: dict[str, object] = {
                    "rehearsal_id": rehearsal_id,
                    "id": turn_id,
                    "parent_id": parent,
                }
                row |= {"message_id": turn_id, "speaker": who, "text": "Hm.", "at": NOON}
                row |= {"complete": True, "origin": "", "usage": "{}"}
                _insert(connection, "turns", row)
        for card_id, body in (
            ("s1", a_scorecard("s1", leaf_id="b1").model_dump_json()),
            ("s2", "{"),
        ):
            card = {"id": card_id, "rehearsal_id": "r1", "created_at": NOON, "levels": "{}"}
            _insert(connection, "scorecards", card | {"body": body})
    yield engine
    engine.dispose()


def _insert(connection: Connection, table: str, row: Mapping[str, object]) -> None:
    names, marks = ", ".join(row), ", ".join(f":{name}" for name in row)
    values = {k: v.isoformat(" ") if isinstance(v, datetime) else v for k, v in row.items()}
    connection.execute(text(f"INSERT INTO {table} ({names}) VALUES ({marks})"), values)


def test_what_the_second_schema_held_becomes_attempts(database_url: str, old: Engine) -> None:
    with closing(Store.open(database_url)) as store:
        assert store.schema_version() == SCHEMA
        assert store.attempts.endings("r1") == (
            Ending(leaf_id="b1", outcome="agreed", finished_at=later(5)),
        )
        assert store.attempts.endings("r2") == (
            Ending(leaf_id="b1", outcome="left", finished_at=NOON),
        )
        assert store.attempts.endings("r3") == ()
        assert store.rehearsal("local", "r1").outcome == "agreed"
        assert [card.id for card in store.scorecards("r1", "b1")] == ["s1"]
        assert len(store.tree("r3")) == 2
