"""Everything of somebody's as a file, gone, and gone in time."""

from __future__ import annotations

import asyncio
import json
import logging
from datetime import timedelta
from io import BytesIO
from pathlib import Path
from zipfile import ZipFile

import pytest

from app.domain.worksheet import Worksheet
from app.privacy import A_DAY, Privacy
from app.rehearsal import now
from app.store.engine import sqlite_url
from app.store.repository import Store
from tests.support.rehearsing import ME, Practice, Puppet, practice

CANARY = "zaunkoenig"


async def a_life(here: Practice) -> str:
    """Everything that a learner can leave behind, with the canary in it; the rehearsal's id."""
    store, use_case = here.store, here.rehearsals
    sheet = Worksheet(name="Inês", trade=CANARY, who=f"{CANARY} could do it")
    store.worksheets.keep(ME, "first_offer", sheet, now())
    talk = await here.start()
    await asyncio.to_thread(use_case.coach.hint, ME, talk, 1)
    talk = await here.say(talk, f"thanks, but {CANARY} names_candidate would like it")
    said = use_case.say(
        ME,
        talk.rehearsal.id,
        f"another answer with {CANARY} thanks",
        after=talk.turns[0].id,
        message_id="again",
        instead_of=talk.turns[1].id,
        leaf=talk.turns[-1].id,
    )
    talk = [progress async for progress in said][-1].talk
    talk = await use_case.end(ME, talk.rehearsal.id)
    card = await use_case.after.scorecard(ME, talk.rehearsal.id)
    use_case.after.reflect(ME, talk.rehearsal.id, talk.turns[-1].id, f"Say {CANARY} first.")
    criterion = card.criteria[0].id
    use_case.corrections.give_level(ME, card.id, criterion, 2, f"Because of {CANARY}.")
    return talk.rehearsal.id


def files_with_the_canary(folder: Path) -> dict[str, int]:
    """How often it stands in which file: database, log, shared memory and all others."""
    found = {
        one: one.read_bytes().count(CANARY.encode()) for one in folder.rglob("*") if one.is_file()
    }
    return {one.name: number for one, number in found.items() if number}


async def test_55_of_somebody_who_is_erased_no_word_is_left(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    log = logging.FileHandler(tmp_path / "room.log")
    logging.getLogger().addHandler(log)
    try:
        with practice(tmp_path, Puppet()) as here:
            lost = await a_life(here)
            kept = await here.rehearsals.start("omar", "robin-vale", seed=1)
            here.rehearsals.delete(ME, lost)
            assert files_with_the_canary(tmp_path), "a canary that is nowhere proves nothing"

            erased = await asyncio.to_thread(here.rehearsals.privacy.erase, ME)

            assert (erased.rehearsals, erased.clean) == (1, True)
            assert files_with_the_canary(tmp_path) == {}
            assert here.rehearsals.privacy.kept("omar") == 1
            assert here.rehearsals.talk("omar", kept.rehearsal.id).turns == kept.turns
            # Whoever was erased may begin anew.
            assert (await here.start()).turns[0].text
    finally:
        logging.getLogger().removeHandler(log)
        log.close()
    assert CANARY not in caplog.text


async def test_a_reply_on_its_way_brings_nothing_back(tmp_path: Path) -> None:
    boss = Puppet()
    boss.gate.clear()
    with practice(tmp_path, boss) as here:
        talk = await here.start()
        hearing = asyncio.create_task(here.hear(talk, f"thanks {CANARY}"))
        await boss.began.wait()
        await asyncio.to_thread(here.rehearsals.privacy.erase, ME)
        boss.gate.set()
        with pytest.raises(Exception, match="There is no rehearsal"):
            await hearing

        await asyncio.to_thread(here.rehearsals.privacy.erase, ME)
        assert files_with_the_canary(tmp_path) == {}


async def test_a_download_holds_everything_that_is_kept(tmp_path: Path) -> None:
    with practice(tmp_path, Puppet()) as here:
        past = await a_life(here)
        other = await here.rehearsals.start("omar", "robin-vale", seed=1)
        hidden = await here.start()
        here.rehearsals.delete(ME, hidden.rehearsal.id)

        copy = await asyncio.to_thread(here.rehearsals.privacy.everything, ME)

    with ZipFile(BytesIO(copy.content)) as archive:
        assert archive.testzip() is None
        files = {name: archive.read(name).decode() for name in archive.namelist()}
    of_past = [name for name in files if past in name]
    assert [name.rpartition(".")[2] for name in of_past] == ["json", "md"]
    whole = json.loads(files[of_past[0]])
    said = [turn["text"] for turn in whole["turns"] if turn["speaker"] == "learner"]
    assert said == [
        f"thanks, but {CANARY} names_candidate would like it",
        f"another answer with {CANARY} thanks",
    ]
    for table in ("attempts", "scorecards", "corrections", "reflections", "plans", "hints"):
        assert whole[table], table
    assert whole["scorecards"][0]["body"]["criteria"], "stored JSON is JSON, not text in text"
    assert CANARY in files[of_past[1]]
    assert json.loads(files["worksheets/first_offer.json"])["body"]["trade"] == CANARY
    assert f"{CANARY} could do it" in files["worksheets/first_offer.md"]
    assert any(hidden.rehearsal.id in name for name in files), "kept, so handed over"
    assert not any(other.rehearsal.id in name for name in files)
    assert "All that Rehearsal Room keeps of local" in files["README.txt"]


async def test_the_daily_run_keeps_to_the_term_to_the_second(tmp_path: Path) -> None:
    with practice(tmp_path) as here:
        talk = await here.rehearsals.end(ME, (await here.start()).rehearsal.id)
        over = talk.rehearsal.finished_at
        assert over
        here.store.worksheets.keep(ME, "first_offer", Worksheet(name="Inês"), over)
        clock = [over + timedelta(days=30)]
        privacy = Privacy(here.store, here.rehearsals.after.export, lambda: clock[0], 30)

        slept: list[float] = []
        removed: list[int] = []

        async def sleep(seconds: float) -> None:
            """A day goes by, or a second more."""
            slept.append(seconds)
            removed.append(privacy.kept(ME))
            clock[0] += timedelta(microseconds=1)
            if len(slept) == 2:
                raise asyncio.CancelledError

        with pytest.raises(asyncio.CancelledError):
            await privacy.daily(sleep)

        assert slept == [A_DAY, A_DAY]
        assert removed == [1, 0]
        assert here.store.worksheets.all(ME) == ()
        assert not here.store.belongings.traced


async def test_a_store_that_fails_is_tidied_another_day(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    store = Store.open(sqlite_url(tmp_path / "rehearsals.db"))
    privacy = Privacy(store, lambda *_: pytest.fail("nothing to export"), now, 30)
    store.close()
    (tmp_path / "rehearsals.db").write_bytes(b"no database at all" * 1000)
    for rest in ("-wal", "-shm"):
        (tmp_path / f"rehearsals.db{rest}").unlink(missing_ok=True)

    async def sleep(seconds: float) -> None:
        raise asyncio.CancelledError

    with pytest.raises(asyncio.CancelledError):
        await privacy.daily(sleep)

    assert "was not removed" in caplog.text
