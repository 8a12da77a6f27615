"""Making the boss's turns: what fails, what is retried, and who listens."""

from __future__ import annotations

import asyncio
from pathlib import Path

import pytest

from app.boss.speaker import Speech
from app.domain.conversation import Usage
from app.domain.talk import Talk
from app.errors import NotFound
from tests.support.rehearsing import DOWN, ME, Practice, Puppet, down, practice

BROKEN = Speech(
    origin="a-model", usage=Usage(prompt=50, completion=3), complete=False, problem="It broke off."
)


async def test_the_learner_s_turn_is_kept_before_the_speaker_is_asked(tmp_path: Path) -> None:
    puppet = Puppet([down()])
    with practice(tmp_path, puppet) as room:
        talk = await room.start()

        last = (await room.hear(talk, "thanks"))[-1]

        assert len(puppet.scenes) == 1
        assert [turn.text for turn in room.stored(talk)[1:]] == ["thanks"]
        assert last.done
        assert last.problem == f"{DOWN} Your words are kept."
        assert last.talk.waiting


async def test_the_learner_s_turn_is_kept_even_if_the_judge_falls_over(tmp_path: Path) -> None:
    with practice(tmp_path) as room:
        room.personas.joinpath("robin-vale.yaml").rename(room.personas / "robin-vale.bak")
        talk = await _started(room)

        with pytest.raises(NotFound, match="no persona called"):
            await room.say(talk, "thanks")

        assert [turn.text for turn in room.stored(talk)[1:]] == ["thanks"]
        room.personas.joinpath("robin-vale.bak").rename(room.personas / "robin-vale.yaml")
        assert (await room.again(talk))[-1].talk.turns[-1].speaker == "boss"


async def _started(room: Practice) -> Talk:
    """A talk whose persona's file has gone since."""
    home = room.personas / "robin-vale.yaml"
    home.with_suffix(".bak").rename(home)
    talk = await room.start()
    home.rename(home.with_suffix(".bak"))
    return talk


async def test_a_retry_makes_the_reply_that_is_due(tmp_path: Path) -> None:
    puppet = Puppet([down()], [down()])
    with practice(tmp_path, puppet) as room:
        talk = await room.say(await room.start(), "names_candidate")
        assert (await room.again(talk))[-1].problem

        last = (await room.again(talk))[-1]

        assert (last.done, last.problem) == (True, "")
        assert not last.talk.waiting
        assert last.talk.turns[-1].origin == "puppet"
        assert len(puppet.scenes) == 3
        assert puppet.scenes[0] == puppet.scenes[2]
        assert len(room.stored(talk)) == 3


async def test_a_talk_that_waits_is_resumed_by_another_process(tmp_path: Path) -> None:
    with practice(tmp_path / "a", Puppet([down()])) as room:
        talk = await room.say(await room.start(), "thanks")
        database = room.database

    (tmp_path / "b").mkdir()
    database.rename(tmp_path / "b" / database.name)
    with practice(tmp_path / "b", Puppet()) as room:
        resumed = room.rehearsals.open_talk(ME)
        assert resumed == talk
        assert resumed.waiting

        assert not (await room.again(talk))[-1].talk.waiting


async def test_when_no_reply_is_due_nobody_is_asked(tmp_path: Path) -> None:
    puppet = Puppet()
    with practice(tmp_path, puppet) as room:
        talk = await room.start()

        heard = await room.again(talk)

        assert [(progress.talk, progress.done) for progress in heard] == [(talk, True)]
        assert puppet.scenes == []


async def test_half_a_reply_is_kept_told_and_completed(tmp_path: Path) -> None:
    puppet = Puppet([Speech("You want"), BROKEN], [Speech(" to stay."), Speech(origin="a-model")])
    with practice(tmp_path, puppet) as room:
        talk = await room.start()

        broken = (await room.hear(talk, "thanks"))[-1]

        half = broken.talk.turns[-1]
        assert (half.text, half.complete) == ("You want", False)
        assert (broken.problem, broken.talk.waiting) == ("It broke off.", True)

        whole = (await room.again(talk))[-1].talk.turns[-1]

        assert (whole.id, whole.text, whole.complete) == (half.id, "You want to stay.", True)
        assert puppet.heard == ["", "You want"]
        assert puppet.scenes[0] == puppet.scenes[1]
        assert whole.usage == Usage(prompt=50, completion=3)
        assert len(room.stored(talk)) == 3


async def test_half_a_close_closes_only_when_it_is_whole(tmp_path: Path) -> None:
    puppet = Puppet([Speech("Then you"), BROKEN], [down()], [Speech(" stay."), Speech()])
    with practice(tmp_path, puppet) as room:
        talk = await room.say(await room.start(), "names_candidate small_step")
        assert talk.rehearsal.open
        assert (await room.again(talk))[-1].talk.rehearsal.open

        assert (await room.again(talk))[-1].talk.rehearsal.outcome == "agreed"


async def test_a_speaker_may_take_back_what_it_said(tmp_path: Path) -> None:
    authored = Speech("Who would do it?", replace=True, origin="authored after a-model: it fell")
    with practice(tmp_path, Puppet([Speech("As an AI"), authored])) as room:
        heard = await room.hear(await room.start(), "thanks")

        boss = heard[-1].talk.turns[-1]
        assert (boss.text, boss.origin) == ("Who would do it?", authored.origin)


async def test_a_reply_is_heard_while_it_grows(tmp_path: Path) -> None:
    puppet = Puppet([Speech("Who"), Speech(" would do it?"), Speech(origin="a-model")])
    puppet.gate.clear()
    with practice(tmp_path, puppet) as room:
        talk = await room.start()
        said = room.rehearsals.say(
            ME, talk.rehearsal.id, "thanks", after=talk.turns[0].id, message_id="1"
        )

        heard = [await anext(said), await anext(said)]
        puppet.gate.set()
        heard += [progress async for progress in said]

        assert [progress.said for progress in heard[:2]] == ["", "Who would do it?"]
        assert heard[0].talk.waiting
        assert heard[-1].talk.turns[-1].text == "Who would do it?"


async def test_26_two_listeners_of_one_reply_make_one_call(tmp_path: Path) -> None:
    puppet = Puppet()
    puppet.gate.clear()
    with practice(tmp_path, puppet) as room:
        talk = await room.start()
        first = asyncio.create_task(room.hear(talk, "thanks"))
        await puppet.began.wait()
        second = asyncio.create_task(room.again(talk))
        third = asyncio.create_task(room.hear(talk, "thanks", message_id="0"))
        puppet.gate.set()

        talks = [heard[-1].talk for heard in await asyncio.gather(first, second, third)]

        assert talks[0] == talks[1] == talks[2]
        assert not talks[0].waiting
        assert len(puppet.scenes) == 1


async def test_a_listener_who_comes_just_after_the_reply_makes_no_other(tmp_path: Path) -> None:
    puppet = Puppet()
    with practice(tmp_path, puppet) as room:
        talk = await room.start()
        after = await room.say(talk, "thanks")

        # As if the talk had been read a moment before the reply was kept.
        delivery = room.rehearsals._replies.delivery(after._replace(turns=after.turns[:-1]))

        assert await delivery.result() == ""
        assert len(puppet.scenes) == 1
        assert len(room.stored(talk)) == 3


async def test_28_a_listener_who_leaves_does_not_stop_the_reply(tmp_path: Path) -> None:
    puppet = Puppet()
    puppet.gate.clear()
    with practice(tmp_path, puppet) as room:
        talk = await room.start()
        listener = asyncio.create_task(room.hear(talk, "thanks"))
        await puppet.began.wait()

        listener.cancel()
        with pytest.raises(asyncio.CancelledError):
            await listener
        puppet.gate.set()

        assert not (await room.again(talk))[-1].talk.waiting
        assert len(puppet.scenes) == 1


async def test_38_a_boss_who_is_asked_in_many_rehearsals_at_once_mixes_nothing_up(
    tmp_path: Path,
) -> None:
    with practice(tmp_path, Puppet()) as room:
        talks = [await room.start() for _ in range(20)]

        ended = await asyncio.gather(
            *(room.say(talk, f"thanks canary{n}") for n, talk in enumerate(talks))
        )

        for number, talk in enumerate(ended):
            assert [turn.text for turn in talk.turns][1] == f"thanks canary{number}"
            assert len(talk.turns) == 3
