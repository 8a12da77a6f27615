"""Worksheets before, and what became of them after a meeting."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from app.domain.worksheet import Worksheet
from app.errors import NotFound, WorksheetRefused
from app.preparing import Preparing
from tests.support.rehearsing import ME, Practice, practice

OFFER = "first_offer"
ANA = "Ana from the paint room"


@pytest.fixture
async def room(tmp_path: Path) -> AsyncIterator[Practice]:
    with practice(tmp_path) as room:
        yield room


@pytest.fixture
def preparing(room: Practice) -> Preparing:
    return room.rehearsals.preparing


def test_a_worksheet_is_kept_as_one_goes(preparing: Preparing) -> None:
    first = preparing.keep(ME, OFFER, {"who": " Ana ", "colour": "red"}, after=None)
    second = preparing.keep(ME, OFFER, {"who": "Ana", "help": "June"}, after=first.updated_at)

    assert preparing.worksheet(ME, OFFER) == second
    assert second.sheet == Worksheet(who="Ana", help="June")
    assert preparing.worksheet("ann", OFFER).sheet.empty


def test_what_does_not_change_needs_no_keeping(preparing: Preparing) -> None:
    first = preparing.keep(ME, OFFER, {"who": "Ana"}, after=None)

    assert preparing.keep(ME, OFFER, {"who": "Ana"}, after=None) == first


def test_what_is_too_long_is_refused_by_name(preparing: Preparing) -> None:
    with pytest.raises(WorksheetRefused, match=r"“Who could do it” holds 300 .* limit is 240"):
        preparing.keep(ME, OFFER, {"who": "x" * 300}, after=None)
    assert preparing.worksheets(ME) == {}


def test_an_outdated_window_does_not_overwrite(preparing: Preparing) -> None:
    preparing.keep(ME, OFFER, {"who": "Ana"}, after=None)

    with pytest.raises(WorksheetRefused, match="another window"):
        preparing.keep(ME, OFFER, {"who": "Ben"}, after=datetime(2020, 1, 1, tzinfo=UTC))


def test_a_new_worksheet_knows_who_one_is_but_nothing_else(preparing: Preparing) -> None:
    preparing.keep(ME, OFFER, {"name": "Sam", "role": "maker", "who": "Ana"}, after=None)

    new = preparing.worksheet(ME, "step_back")

    assert (new.sheet, new.updated_at) == (Worksheet(name="Sam", role="maker"), None)


def test_there_are_no_other_situations(preparing: Preparing) -> None:
    with pytest.raises(NotFound, match="no situation called 'lunch'"):
        preparing.keep(ME, "lunch", {}, after=None)


async def test_the_boss_knows_the_name_and_the_meeting_keeps_the_plan(
    room: Practice, preparing: Preparing
) -> None:
    kept = preparing.keep(ME, OFFER, {"name": "Sam", "trade": "puppets", "who": ANA}, after=None)
    talk = await room.start()
    preparing.keep(ME, OFFER, {"name": "Sam", "who": "Ben"}, after=kept.updated_at)

    assert talk.turns[0].text.startswith("Sam. ")
    assert talk.turns[0].state
    assert talk.turns[0].state.facts == {"learner": "Sam", "trade": "puppets"}
    assert preparing.plan(ME, talk.rehearsal.id).who == ANA
    talk = await room.say(talk, "Take Ben from the paint room.")
    (piece,) = preparing.became(ME, talk)
    assert (piece.text, piece.became) == (ANA, "changed")
    assert talk.turns[-1].state
    assert talk.turns[-1].state.facts["learner"] == "Sam"
    copy = room.rehearsals.after.export(ME, talk.rehearsal.id, "md").content.decode()
    assert f"- Who could do it: {ANA}" in copy


async def test_another_s_plan_is_as_good_as_none(room: Practice, preparing: Preparing) -> None:
    talk = await room.start()

    with pytest.raises(NotFound):
        preparing.plan("ann", talk.rehearsal.id)
    assert preparing.became(ME, talk) == ()
