from __future__ import annotations

import pytest
from alembic import command
from alembic.config import Config
from sqlalchemy import Engine, text

from app.domain.correction import ApartRow, CorrectionRow
from app.errors import NotFound
from app.store.engine import open_engine, writer
from app.store.repository import Store
from app.store.tables import SCHEMA
from tests.store.corrections import a_level, a_missing, a_wrong, an_apart_card
from tests.store.samples import NOON, a_rehearsal, a_scorecard, a_turn, later


def add_scored(store: Store, rehearsal: str = "r1", card: str = "s1", **changes: object) -> None:
    """A rehearsal of one turn, with a scorecard."""
    store.add_rehearsal(a_rehearsal(rehearsal, **changes), a_turn("t1", rehearsal_id=rehearsal))
    store.add_scorecard(a_scorecard(card, rehearsal_id=rehearsal))


def test_corrections_come_back_in_the_order_of_writing(store: Store) -> None:
    add_scored(store)
    for one in (a_level(), a_wrong(), a_missing()):
        store.keep_correction(one)

    assert store.corrections("s1") == (a_level(), a_wrong(), a_missing())
    assert store.corrections("s2") == ()
    assert store.scorecard("s1") == a_scorecard()


def test_a_trainer_s_last_word_on_a_subject_counts(store: Store) -> None:
    add_scored(store)
    store.keep_correction(a_level("c1", level=0))
    store.keep_correction(a_level("c2", level=2, trainer="ann"))
    store.keep_correction(a_level("c3", level=4))

    assert [one.id for one in store.corrections("s1")] == ["c2", "c3"]


def test_a_correction_is_taken_back_by_its_trainer_only(store: Store) -> None:
    add_scored(store)
    store.keep_correction(a_wrong())

    with pytest.raises(NotFound):
        store.drop_correction("ann", "c1")
    assert store.drop_correction("local", "c1") == a_wrong()

    assert store.corrections("s1") == ()
    with pytest.raises(NotFound):
        store.drop_correction("local", "c1")


def test_what_is_gone_is_not_corrected(store: Store) -> None:
    add_scored(store)
    store.delete("local", "r1", NOON)

    with pytest.raises(NotFound):
        store.keep_correction(a_wrong())


def test_all_corrections_come_with_their_rehearsals_the_last_one_first(store: Store) -> None:
    add_scored(store)
    add_scored(store, "r2", "s2", owner="ann")
    add_scored(store, "r3", "s3", rubric_id="another")
    store.keep_correction(a_wrong("c1"))
    store.keep_correction(a_wrong("c2", rehearsal_id="r2", scorecard_id="s2"))
    store.keep_correction(a_level("c3", rehearsal_id="r3", scorecard_id="s3"))

    rows = store.all_corrections()

    assert [row.correction.id for row in rows] == ["c3", "c2", "c1"]
    assert rows[2] == CorrectionRow(correction=a_wrong("c1"), rehearsal=a_rehearsal(leaf_id="t1"))
    assert [r.correction.id for r in store.all_corrections("local")] == ["c3", "c1"]
    assert [r.correction.id for r in store.all_corrections(rubric_id="another")] == ["c3"]


def test_a_deleted_rehearsal_hides_its_corrections_and_purging_removes_them(store: Store) -> None:
    add_scored(store)
    store.keep_correction(a_wrong())
    store.delete("local", "r1", NOON)
    assert store.all_corrections() == ()
    store.restore("local", "r1")
    assert len(store.all_corrections()) == 1

    store.delete("local", "r1", NOON)
    assert store.purge(later(1)) == 1

    assert store.corrections("s1") == ()


def test_rehearsals_on_which_the_judges_are_apart_are_listed(store: Store) -> None:
    for number, second in enumerate((1, 2, 1)):
        name = f"r{number}"
        store.add_rehearsal(a_rehearsal(name, started_at=later(number)))
        card = an_apart_card(f"s{number}", rehearsal_id=name, second=second)
        store.add_scorecard(card)

    listed = store.apart("local", 10)

    assert [row.rehearsal.id for row in listed] == ["r2", "r0"]
    assert listed[1] == ApartRow(
        card=an_apart_card("s0", rehearsal_id="r0"),
        rehearsal=a_rehearsal("r0"),
    )
    assert len(store.apart("local", 1)) == 1
    assert store.apart("ann", 10) == ()


def test_a_newer_scorecard_takes_a_rehearsal_off_the_list(store: Store) -> None:
    store.add_rehearsal(a_rehearsal())
    store.add_scorecard(an_apart_card())
    store.add_scorecard(an_apart_card("s2", second=3))

    assert store.apart("local", 10) == ()


def at_schema_one(engine: Engine) -> None:
    """Make the tables as the first migration left them."""
    with writer(engine).begin() as connection:
        config = Config(attributes={"connection": connection})
        config.set_main_option("script_location", "app.store:migrations")
        config.set_main_option("path_separator", "os")
        command.upgrade(config, "0001")


def test_a_database_of_the_first_schema_is_upgraded_with_all_that_it_holds(
    database_url: str,
) -> None:
    engine = open_engine(database_url)
    at_schema_one(engine)
    cards = (a_scorecard("s1"), an_apart_card("s2"), an_apart_card("s3", second=2))
    rehearsal = a_rehearsal()
    with writer(engine).begin() as connection:
        columns = [name for name, value in rehearsal if value is not None]
        names, marks = ", ".join(columns), ", ".join(f":{name}" for name in columns)
        connection.execute(
            text(f"INSERT INTO rehearsals ({names}) VALUES ({marks})"),
            {name: getattr(rehearsal, name) for name in columns},
        )
        for card in cards:
            connection.execute(
                text(
                    "INSERT INTO scorecards (id, rehearsal_id, created_at, overall, levels, body)"
                    " VALUES (:id, 'r1', :at, 75, '{}', :body)"
                ),
                {"id": card.id, "at": "2026-11-22 12:00:00+00:00", "body": card.model_dump_json()},
            )
    engine.dispose()

    store = Store.open(database_url)

    assert store.schema_version() == SCHEMA
    assert store.scorecards("r1") == cards[::-1]
    engine = open_engine(database_url)
    with engine.connect() as connection:
        marked = connection.execute(text("SELECT id FROM scorecards WHERE apart ORDER BY id"))
        assert [row[0] for row in marked] == ["s2"]
    engine.dispose()
    store.keep_correction(a_wrong())
    assert store.corrections("s1") == (a_wrong(),)
    store.close()
