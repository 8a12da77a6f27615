from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from sqlalchemy import Engine, event

from app.domain.history import HistoryQuery, HistorySort
from app.domain.scorecard import CriterionScore
from app.store.repository import Store
from tests.store.samples import NOON, a_boss_turn, a_rehearsal, a_scorecard, a_turn, later


@pytest.fixture
def season(store: Store) -> Store:
    """Four rehearsals of the learner, one that they deleted, one of somebody else."""
    for minutes, rehearsal_id, changes in (
        (0, "first", {"outcome": "agreed"}),
        (1, "second", {"persona_id": "mr-lindqvist", "persona_name": "Åke Lindqvist"}),
        (2, "third", {"situation": "follow_up", "outcome": "left"}),
        (3, "fourth", {"persona_id": "sister-okafor", "persona_name": "sister Okafor"}),
        (4, "gone", {}),
        (5, "foreign", {"owner": "ann"}),
    ):
        past = a_rehearsal(rehearsal_id, started_at=later(minutes), leaf_id="t1", **changes)
        store.add_rehearsal(past)
        store.add_scorecard(a_scorecard(f"{rehearsal_id} early", rehearsal_id=rehearsal_id))
    for rehearsal_id, overall in (("first", 40), ("second", 90), ("third", None), ("gone", 99)):
        card = a_scorecard(f"{rehearsal_id} late", rehearsal_id=rehearsal_id, overall=overall)
        store.add_scorecard(card)
    store.delete("local", "gone", NOON)
    return store


def test_the_newest_comes_first_with_what_its_newest_scorecard_says(season: Store) -> None:
    level = CriterionScore(id="alternatives", level=4, points=9)
    season.add_scorecard(
        a_scorecard("newest", rehearsal_id="fourth", overall=100, criteria=(level,))
    )

    rows, total = season.history("local", HistoryQuery())

    assert [row.rehearsal.id for row in rows] == ["fourth", "third", "second", "first"]
    assert total == 4
    assert (rows[0].levels, rows[0].overall) == ({"alternatives": 4}, 100)
    assert (rows[1].levels, rows[1].overall) == ({"positivity": 3, "business_case": None}, None)
    assert rows[3].rehearsal == season.rehearsal("local", "first")


def test_sorting(season: Store) -> None:
    orders: dict[HistorySort, list[str]] = {
        "newest": ["fourth", "third", "second", "first"],
        "oldest": ["first", "second", "third", "fourth"],
        "best": ["second", "fourth", "first", "third"],
        "worst": ["first", "fourth", "second", "third"],
        "boss": ["third", "first", "fourth", "second"],
    }

    assert {sort: _ids(season, sort=sort) for sort in orders} == orders


def test_filtering(season: Store) -> None:
    table: list[tuple[dict[str, Any], list[str]]] = [
        ({"persona_id": "dana-reyes"}, ["first", "third"]),
        ({"situation": "follow_up"}, ["third"]),
        ({"outcome": "open"}, ["second", "fourth"]),
        ({"outcome": "agreed"}, ["first"]),
        ({"persona_id": "dana-reyes", "outcome": "open"}, []),
        ({"text": "OKAFOR"}, ["fourth"]),
        ({"text": "åKE"}, ["second"]),
        ({"text": ""}, ["first", "second", "third", "fourth"]),
        ({"text": "\0"}, []),
    ]

    assert [(asked, _ids(season, sort="oldest", **asked)) for asked, _ in table] == table


def test_searching_finds_the_words_and_takes_no_sign_for_a_wildcard(season: Store) -> None:
    words = ["100% sure", "a_b", "back\\slash", "it's", "/now", "MÜLLER 😀"]
    decoy = "100 are sure of axb, backslash, its, now, Muller"
    season.add_turn(a_turn("t1", rehearsal_id="second", text=decoy))
    for number, said in enumerate(words):
        turn = a_turn(f"t{number}", rehearsal_id="first", text=f"I am {said.lower()}!")
        season.add_turn(turn)

    assert [_ids(season, text=said) for said in words] == [["first"]] * len(words)


def test_pages_join_without_gaps_and_each_knows_the_total(season: Store) -> None:
    pages = [season.history("local", HistoryQuery(limit=3, offset=at)) for at in (0, 3, 6)]

    assert [[row.rehearsal.id for row in rows] for rows, _ in pages] == [
        ["fourth", "third", "second"],
        ["first"],
        [],
    ]
    assert [total for _, total in pages] == [4, 4, 4]


def test_turns_count_on_the_current_path_and_attempts_in_the_whole_tree(season: Store) -> None:
    for turn in (
        a_boss_turn("t1"),
        a_turn("t2", "t1"),
        a_boss_turn("t3", "t2"),
        a_turn("t4", "t3"),
        a_boss_turn("t5", "t4"),
        a_turn("again", "t1"),
    ):
        season.add_turn(turn.model_copy(update={"rehearsal_id": "first"}))
    season.add_turn(a_boss_turn("t1", rehearsal_id="second"))

    rows, _ = season.history("local", HistoryQuery(sort="oldest"))
    assert [(row.learner_turns, row.attempts) for row in rows[:3]] == [(1, 2), (0, 1), (0, 0)]

    season.set_leaf("first", "t5")
    rows, _ = season.history("local", HistoryQuery(sort="oldest", limit=1))
    assert [(row.learner_turns, row.attempts) for row in rows] == [(2, 2)]


def test_the_best_score_per_boss_counts_every_scorecard_that_has_one(season: Store) -> None:
    assert season.best("local") == {"dana-reyes": 75, "mr-lindqvist": 90, "sister-okafor": 75}
    assert season.best("ann") == {"dana-reyes": 75}
    assert season.best("nobody") == {}


def test_the_latest_open_rehearsal_is_the_one_to_go_on_with(season: Store) -> None:
    latest = season.latest_open("local")
    assert latest is not None
    assert latest.id == "fourth"

    for rehearsal_id in ("fourth", "second"):
        season.add_turn(a_boss_turn("t1", rehearsal_id=rehearsal_id))
        season.finish(rehearsal_id, "parked", NOON)
    assert season.latest_open("local") is None


def test_the_number_of_queries_does_not_grow_with_the_history(
    store: Store, statements: list[str]
) -> None:
    _add_rehearsals(store, range(3))
    statements.clear()
    store.history("local", HistoryQuery(text="said"))
    few = len(statements)
    _add_rehearsals(store, range(3, 20))
    statements.clear()

    rows, _ = store.history("local", HistoryQuery(text="said"))

    assert len(rows) == 20
    assert len(statements) == few == 2


def test_a_path_and_a_tree_are_one_query_each(store: Store, statements: list[str]) -> None:
    store.add_rehearsal(a_rehearsal())
    for number in range(30):
        store.add_turn(a_turn(f"t{number}", f"t{number - 1}" if number else None))
    statements.clear()

    assert len(store.path("r1", "t29")) == len(store.tree("r1")) == 30
    assert len(statements) == 2


@pytest.fixture
def statements() -> Iterator[list[str]]:
    """All queries sent to any database, as they happen."""
    sent: list[str] = []

    def note(*arguments: Any) -> None:
        if arguments[2].lstrip().startswith(("SELECT", "WITH")):
            sent.append(arguments[2])

    event.listen(Engine, "before_cursor_execute", note)
    yield sent
    event.remove(Engine, "before_cursor_execute", note)


def _add_rehearsals(store: Store, numbers: range) -> None:
    for number in numbers:
        store.add_rehearsal(a_rehearsal(f"r{number}"))
        store.add_turn(a_turn("t1", rehearsal_id=f"r{number}", text="This I said."))
        store.add_scorecard(a_scorecard(f"s{number}", rehearsal_id=f"r{number}"))


def _ids(store: Store, **query: Any) -> list[str]:
    rows, total = store.history("local", HistoryQuery(**query))
    assert total == len(rows)
    return [row.rehearsal.id for row in rows]
