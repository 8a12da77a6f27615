"""The meeting: starting, saying, refusing, ending."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.domain.text import storable
from app.errors import MessageRefused, NotFound, StaleRehearsal
from tests.support.people import a_boss
from tests.support.rehearsing import ME, ROBIN, Practice, Puppet, practice


@pytest.fixture
def room(tmp_path: Path) -> Iterator[Practice]:
    with practice(tmp_path) as room:
        yield room


# Starting


async def test_a_rehearsal_begins_with_the_boss_s_opening_and_is_kept(room: Practice) -> None:
    talk = await room.start(seed=7)

    opening = talk.turns[0]
    assert opening.text in a_boss().opening
    assert (opening.speaker, opening.parent_id, opening.complete) == ("boss", None, True)
    assert not talk.waiting
    assert room.stored(talk) == talk.turns
    assert room.rehearsals.talk(ME, talk.rehearsal.id) == talk


async def test_a_rehearsal_remembers_who_and_what_it_was_with(room: Practice) -> None:
    rehearsal = (await room.start(seed=7)).rehearsal

    assert rehearsal.persona_id == ROBIN
    assert rehearsal.persona_name == "Robin Vale"
    assert (rehearsal.situation, rehearsal.difficulty) == ("first_offer", 3)
    assert rehearsal.rubric_id == "asking-well"
    assert len(rehearsal.persona_hash) == 16
    assert (rehearsal.speaker, rehearsal.model, rehearsal.seed) == ("authored", "", 7)


async def test_without_a_seed_every_rehearsal_has_one_of_its_own(room: Practice) -> None:
    seeds = {(await room.start(seed=None)).rehearsal.seed for _ in range(5)}

    assert len(seeds) == 5


async def test_an_unknown_boss_is_refused_and_the_known_are_named(room: Practice) -> None:
    with pytest.raises(NotFound, match=r"no persona called 'nobody'.*robin-vale"):
        await room.rehearsals.start(ME, "nobody")

    assert room.rehearsals.open_talk(ME) is None


async def test_the_learner_is_called_by_the_name_that_is_known(tmp_path: Path) -> None:
    openings = ["Hello {learner}.", "Hello."]
    with practice(tmp_path, opening=openings) as room:
        assert (await room.start(learner="Sam")).turns[0].text == "Hello Sam."
        assert (await room.start()).turns[0].text == "Hello."


# Saying


async def test_the_boss_answers_and_both_turns_are_kept(room: Practice) -> None:
    talk = await room.start()

    heard = await room.hear(talk, "  Thank you, names_candidate \n")

    assert [progress.done for progress in heard] == [*[False] * (len(heard) - 1), True]
    assert heard[0].talk.turns[-1].text == "Thank you, names_candidate"
    after = heard[-1].talk
    learner, boss = after.turns[1:]
    assert (learner.speaker, learner.parent_id) == ("learner", talk.turns[0].id)
    assert (boss.speaker, boss.parent_id, boss.complete) == ("boss", learner.id, True)
    assert boss.origin == "authored"
    assert boss.move is not None
    assert [part.kind for part in boss.move.parts] == ["concede", "raise"]
    assert boss.state is not None
    assert boss.state.answered == ("gap",)
    assert room.stored(talk) == after.turns


async def test_the_boss_closes_and_the_rehearsal_is_over(room: Practice) -> None:
    talk = await room.start()

    talk = await room.say(talk, "names_candidate small_step")

    assert talk.rehearsal.outcome == "agreed"
    assert talk.rehearsal.finished_at is not None
    assert not talk.waiting
    with pytest.raises(StaleRehearsal, match="over"):
        await room.say(talk, "One more thing.")
    assert room.stored(talk) == talk.turns


async def test_a_seed_reproduces_a_talk_to_the_letter(room: Practice) -> None:
    async def talk_of(seed: int) -> list[str]:
        talk = await room.start(seed=seed)
        for line in ("thanks", "vague_reason", "company_benefit", "asks_question", "small_step"):
            talk = await room.say(talk, line)
        return [turn.text for turn in talk.turns]

    assert await talk_of(3) == await talk_of(3)
    assert await talk_of(3) != await talk_of(4)


async def test_26_a_message_that_is_sent_twice_is_one_turn_and_one_reply(tmp_path: Path) -> None:
    puppet = Puppet()
    with practice(tmp_path, puppet) as room:
        talk = await room.start()
        first = await room.say(talk, "thanks", message_id="m1")

        again = await room.say(talk, "thanks", message_id="m1")

        assert again == first
        assert len(room.stored(talk)) == 3
        assert len(puppet.scenes) == 1


async def test_26_a_double_click_is_one_turn_and_one_reply(tmp_path: Path) -> None:
    puppet = Puppet()
    with practice(tmp_path, puppet) as room:
        talk = await room.start()

        talks = await asyncio.gather(
            *(room.say(talk, "thanks", message_id="m1") for _ in range(10))
        )

        assert len({tuple(turn.id for turn in talk.turns) for talk in talks}) == 1
        assert len(room.stored(talk)) == 3
        assert len(puppet.scenes) == 1


async def test_29_a_stale_view_is_told_and_nothing_is_kept(room: Practice) -> None:
    old = await room.start()
    new = await room.say(old, "thanks", message_id="m1")

    with pytest.raises(StaleRehearsal, match="another window"):
        await room.say(old, "something else", message_id="m2")

    assert room.stored(old) == new.turns


async def test_29_two_windows_at_once_have_one_winner(room: Practice) -> None:
    talk = await room.start()

    results = await asyncio.gather(
        *(room.say(talk, f"thanks {number}", message_id=str(number)) for number in range(8)),
        return_exceptions=True,
    )

    stale = [result for result in results if isinstance(result, StaleRehearsal)]
    assert len(stale) == 7
    assert [turn.speaker for turn in room.stored(talk)] == ["boss", "learner", "boss"]


@pytest.mark.parametrize("text", ["", " ", " \n\t ", "\u200b", " \u2060\ufeff", "\u202e"])
async def test_31_a_message_in_which_nothing_can_be_seen_is_refused(
    tmp_path: Path, text: str
) -> None:
    puppet = Puppet()
    with practice(tmp_path, puppet) as room:
        talk = await room.start()

        with pytest.raises(MessageRefused, match="Type something"):
            await room.say(talk, text)

        assert room.stored(talk) == talk.turns
        assert puppet.scenes == []


@pytest.mark.parametrize("length", [201, 100_000])
async def test_32_too_long_a_message_is_refused_with_both_lengths(
    tmp_path: Path, length: int
) -> None:
    puppet = Puppet()
    with practice(tmp_path, puppet) as room:
        talk = await room.start()

        with pytest.raises(MessageRefused, match=f"{length:,} characters; the limit is 200"):
            await room.say(talk, "x" * length)

        assert room.stored(talk) == talk.turns
        assert puppet.scenes == []


async def test_the_longest_message_is_taken_whole(room: Practice) -> None:
    talk = await room.say(await room.start(), "x" * 200 + "   ")

    assert talk.turns[1].text == "x" * 200


@pytest.mark.parametrize(
    "text",
    [
        "👍🏽 naïve 👩‍👩‍👧 𝔘",
        "שלום, أهلا بك — mixed with English",
        "zero\u200bwidth and \u202eoverride",
        "{candidate} $brief %s <b>bold</b> \\n",
        "line\nbreak\r\nand\ttab",
    ],
)
async def test_33_any_writing_comes_back_as_it_was(room: Practice, text: str) -> None:
    talk = await room.say(await room.start(), text)

    assert room.rehearsals.talk(ME, talk.rehearsal.id).turns[1].text == text


def test_33_nothing_that_can_be_typed_breaks_a_talk(room: Practice) -> None:
    @settings(max_examples=25)
    @given(st.text(st.characters(), min_size=1, max_size=200))
    def holds(text: str) -> None:
        async def said() -> str | None:
            try:
                talk = await room.say(await room.start(), text)
            except MessageRefused:
                return None
            return room.rehearsals.talk(ME, talk.rehearsal.id).turns[1].text

        kept = asyncio.run(said())
        assert kept == (None if kept is None else storable(text.strip()))

    holds()


async def test_33_what_no_database_can_hold_is_replaced_one_for_one(room: Practice) -> None:
    talk = await room.say(await room.start(), "a\x00b\ud800c")

    assert talk.turns[1].text == "a\ufffdb\ufffdc"


# Coming back, and leaving


async def test_leaving_and_coming_back_resumes_the_latest_talk(room: Practice) -> None:
    first = await room.start()
    second = await room.say(await room.start(), "thanks")

    assert room.rehearsals.open_talk(ME) == second
    await room.rehearsals.end(ME, second.rehearsal.id)
    assert room.rehearsals.open_talk(ME) == first
    await room.rehearsals.end(ME, first.rehearsal.id)
    assert room.rehearsals.open_talk(ME) is None


async def test_ending_it_twice_changes_nothing(room: Practice) -> None:
    talk = await room.start()

    ended = await room.rehearsals.end(ME, talk.rehearsal.id)

    assert ended.rehearsal.outcome == "left"
    assert await room.rehearsals.end(ME, talk.rehearsal.id) == ended


async def test_an_agreement_is_not_undone_by_leaving(room: Practice) -> None:
    talk = await room.say(await room.start(), "names_candidate small_step")

    assert (await room.rehearsals.end(ME, talk.rehearsal.id)).rehearsal.outcome == "agreed"


async def test_another_s_rehearsal_does_not_exist(room: Practice) -> None:
    talk = await room.start()
    mine, rehearsals = talk.rehearsal.id, room.rehearsals
    missing = "no rehearsal called"

    with pytest.raises(NotFound, match=missing):
        rehearsals.talk("someone", mine)
    with pytest.raises(NotFound, match=missing):
        async for _ in rehearsals.say(
            "someone", mine, "hi", after=talk.turns[0].id, message_id="1"
        ):
            pass
    with pytest.raises(NotFound, match=missing):
        async for _ in rehearsals.reply("someone", mine):
            pass
    with pytest.raises(NotFound, match=missing):
        await rehearsals.end("someone", mine)
    with pytest.raises(NotFound, match=missing):
        await rehearsals.after.scorecard("someone", mine)
    for act in (rehearsals.delete, rehearsals.restore, rehearsals.after.usage):
        with pytest.raises(NotFound, match=missing):
            act("someone", mine)
    with pytest.raises(NotFound, match=missing):
        rehearsals.after.export("someone", mine, "md")
    assert rehearsals.open_talk("someone") is None
    assert room.stored(talk) == talk.turns
    assert room.rehearsals.talk(ME, mine) == talk


# What there is


def test_bosses_come_the_gentlest_first(room: Practice) -> None:
    (room.personas / "ann-gentle.yaml").write_text(
        a_boss(id="ann-gentle", name="Ann Gentle", difficulty=1).model_dump_json(by_alias=True),
        "utf-8",
    )

    assert [boss.id for boss in room.rehearsals.personas()] == ["ann-gentle", ROBIN]
    assert room.rehearsals.persona(ROBIN) == a_boss()
    assert room.rehearsals.rubric("asking-well").title == "Asking well"


def test_a_broken_file_is_told_and_the_others_work(room: Practice) -> None:
    (room.personas / "broken.yaml").write_text("id: [", "utf-8")

    assert [boss.id for boss in room.rehearsals.personas()] == [ROBIN]
    assert [problem.path.name for problem in room.rehearsals.problems()] == ["broken.yaml"]


async def test_it_is_said_who_speaks_and_who_judges(tmp_path: Path) -> None:
    with practice(tmp_path, Puppet()) as room:
        authored = (await room.start(speaker="authored")).rehearsal
        prompted = (await room.start()).rehearsal

        assert room.rehearsals.speaker_kind == "prompted"
        assert room.rehearsals.speaker_label() == "Prompted boss: a-model at 127.0.0.1:1"
        assert room.rehearsals.speaker_label(prompted) == "Prompted boss: a-model at 127.0.0.1:1"
        assert room.rehearsals.speaker_label(authored) == "Authored boss"
        assert (room.rehearsals.judge_kind, room.rehearsals.judge_label()) == (
            "embedded",
            "A plain judge",
        )
