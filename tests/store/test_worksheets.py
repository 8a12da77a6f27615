from __future__ import annotations

import pytest

from app.domain.worksheet import KeptWorksheet, Worksheet
from app.errors import NotFound, WorksheetRefused
from app.store.repository import Store
from tests.store.samples import NOON, a_rehearsal, a_turn, later

SHEET = Worksheet(name="Sam", who="Priya", path="Expert.\nWith a title.")


def test_a_worksheet_comes_back_for_its_owner_and_situation_only(store: Store) -> None:
    store.worksheets.keep("local", "first_offer", SHEET, NOON)

    kept = store.worksheets.get("local", "first_offer")

    assert kept == KeptWorksheet(situation="first_offer", sheet=SHEET, updated_at=NOON)
    assert store.worksheets.get("ann", "first_offer") is None
    assert store.worksheets.get("local", "step_back") is None


def test_it_is_replaced_only_by_who_knows_the_last_state(store: Store) -> None:
    store.worksheets.keep("local", "first_offer", SHEET, NOON)
    newer = Worksheet(who="Tom")
    store.worksheets.keep("local", "first_offer", newer, later(1), after=NOON)

    for outdated in (NOON, None):
        with pytest.raises(WorksheetRefused, match="another window"):
            store.worksheets.keep("local", "first_offer", SHEET, later(2), after=outdated)

    kept = KeptWorksheet(situation="first_offer", sheet=newer, updated_at=later(1))
    assert store.worksheets.get("local", "first_offer") == kept


def test_an_owner_s_worksheets_are_listed_the_last_one_first(store: Store) -> None:
    for minutes, situation in enumerate(("first_offer", "step_back")):
        store.worksheets.keep("local", situation, SHEET, later(minutes))
    store.worksheets.keep("ann", "first_offer", SHEET, NOON)

    assert [one.situation for one in store.worksheets.all("local")] == ["step_back", "first_offer"]


def test_a_rehearsal_keeps_the_plan_with_which_it_began(store: Store) -> None:
    plan = Worksheet(who="Priya")
    store.add_rehearsal(a_rehearsal(), a_turn("t1"), plan)
    store.add_rehearsal(a_rehearsal("r2"), a_turn("t1", rehearsal_id="r2"), Worksheet())
    store.worksheets.keep("local", "first_offer", SHEET, NOON)

    assert store.worksheets.plan("local", "r1") == plan
    assert store.worksheets.plan("local", "r2") == Worksheet()


def test_another_s_plan_and_a_deleted_one_are_as_good_as_none(store: Store) -> None:
    store.add_rehearsal(a_rehearsal(), a_turn("t1"), SHEET)

    with pytest.raises(NotFound, match="no rehearsal called 'r1'"):
        store.worksheets.plan("ann", "r1")
    store.delete("local", "r1", NOON)
    with pytest.raises(NotFound):
        store.worksheets.plan("local", "r1")

    assert store.purge(later(1)) == 1
