"""Scorecards, history, exports: what can be done with a rehearsal when it is over."""

from __future__ import annotations

import asyncio
import csv
import io
import json
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from app.boss.speaker import Speech
from app.domain.conversation import Usage
from app.domain.history import HistoryQuery
from app.domain.reflection import MAX_REFLECTION
from app.domain.talk import Talk
from app.errors import NotForScoring, NotFound, ReflectionRefused, ScoringStopped
from app.llm.counting import answered
from tests.support.people import a_boss, a_rubric
from tests.support.rehearsing import ME, Practice, Puppet, practice, write


@pytest.fixture
def room(tmp_path: Path) -> Iterator[Practice]:
    with practice(tmp_path) as room:
        yield room


async def until_true(done: Callable[[], bool]) -> None:
    """Let the others go on until `done`."""
    async with asyncio.timeout(10):
        while not done():  # noqa: ASYNC110
            await asyncio.sleep(0)


async def ended(room: Practice, *lines: str) -> Talk:
    """A rehearsal in which the learner said `lines` and left."""
    talk = await room.start()
    for line in lines or ("thanks", "names_candidate by Monday"):
        talk = await room.say(talk, line)
    return await room.rehearsals.end(ME, talk.rehearsal.id)


async def test_a_scorecard_is_made_once_and_kept(room: Practice) -> None:
    talk = await ended(room)

    card = await room.rehearsals.after.scorecard(ME, talk.rehearsal.id)

    assert await room.rehearsals.after.scorecard(ME, talk.rehearsal.id) == card
    assert room.judge.asked == 1
    assert room.store.scorecards(talk.rehearsal.id) == (card,)


async def test_a_scorecard_says_what_was_scored_and_what_produced_it(room: Practice) -> None:
    talk = await ended(room)

    card = await room.rehearsals.after.scorecard(ME, talk.rehearsal.id)

    assert card.leaf_id == talk.turns[-1].id
    assert card.overall is not None
    assert [criterion.id for criterion in card.criteria] == ["warmth", "way_out"]
    assert card.pins.persona_hash == talk.rehearsal.persona_hash
    assert (card.pins.rubric_id, len(card.pins.rubric_hash)) == ("asking-well", 16)
    assert card.pins.judge.model == "plain"
    for criterion in card.criteria:
        for finding in criterion.findings:
            for quoted in finding.evidence:
                turn = talk.turns[quoted.turn]
                assert turn.speaker == "learner"
                assert turn.text[quoted.start : quoted.end] == quoted.quote


async def test_again_makes_another_one_and_the_new_one_counts(room: Practice) -> None:
    talk = await ended(room)
    first = await room.rehearsals.after.scorecard(ME, talk.rehearsal.id)

    second = await room.rehearsals.after.scorecard(ME, talk.rehearsal.id, again=True)

    assert second.id != first.id
    assert room.store.scorecards(talk.rehearsal.id) == (second, first)
    assert await room.rehearsals.after.scorecard(ME, talk.rehearsal.id) == second


async def test_a_hundred_clicks_are_one_scorecard(room: Practice) -> None:
    talk = await ended(room)
    room.judge.gate = asyncio.Event()
    clicks = [
        asyncio.create_task(room.rehearsals.after.scorecard(ME, talk.rehearsal.id))
        for _ in range(100)
    ]
    await asyncio.sleep(0)
    room.judge.gate.set()

    cards = await asyncio.gather(*clicks)

    assert {card.id for card in cards} == {cards[0].id}
    assert room.judge.asked == 1


async def test_a_scoring_is_stopped_and_can_begin_again(room: Practice) -> None:
    talk = await ended(room)
    after, place = room.rehearsals.after, talk.rehearsal.id
    room.judge.gate = asyncio.Event()
    scoring = asyncio.ensure_future(after.scorecard(ME, place))
    await until_true(lambda: room.judge.asked == 1)
    with pytest.raises(NotFound):
        after.stop("somebody else", place)

    assert after.stop(ME, place)
    with pytest.raises(ScoringStopped):
        await scoring

    assert not after.stop(ME, place)
    assert room.store.scorecards(place) == ()
    room.judge.gate.set()
    assert await after.scorecard(ME, place)


async def test_answers_of_an_endpoint_are_counted_while_the_judge_is_at_work(
    room: Practice,
) -> None:
    talk = await ended(room)
    after, place = room.rehearsals.after, talk.rehearsal.id
    room.judge.gate, room.judge.told = asyncio.Event(), answered
    scoring = asyncio.ensure_future(after.scorecard(ME, place))
    await until_true(lambda: room.judge.asked == 1)

    assert after.answers(place) == 1
    room.judge.gate.set()
    await scoring
    assert after.answers(place) == 0


async def test_another_judge_makes_a_card_of_its_own(room: Practice) -> None:
    talk = await ended(room)
    mine = await room.rehearsals.after.scorecard(ME, talk.rehearsal.id)

    theirs = await room.rehearsals.after.scorecard(ME, talk.rehearsal.id, judge="llm")

    assert (mine.pins.judge.kind, theirs.pins.judge.kind) == ("embedded", "llm")
    assert await room.rehearsals.after.scorecard(ME, talk.rehearsal.id, judge="embedded") == mine
    assert await room.rehearsals.after.scorecard(ME, talk.rehearsal.id, judge="llm") == theirs
    assert theirs.second is not None, "the embedded judge gives a second opinion"
    assert (room.judge.asked, room.other_judge.asked) == (2, 1)


async def test_a_talk_that_goes_on_is_scored_anew(room: Practice) -> None:
    talk = await room.say(await room.start(), "thanks")
    early = await room.rehearsals.after.scorecard(ME, talk.rehearsal.id)

    talk = await room.say(talk, "names_candidate")
    late = await room.rehearsals.after.scorecard(ME, talk.rehearsal.id)

    assert late.id != early.id
    assert late.leaf_id == talk.turns[-1].id


async def test_a_scorecard_outlives_the_file_of_its_boss(room: Practice) -> None:
    talk = await ended(room)
    (room.personas / "robin-vale.yaml").unlink()

    assert (await room.rehearsals.after.scorecard(ME, talk.rehearsal.id)).overall is not None
    assert room.rehearsals.talk(ME, talk.rehearsal.id).persona is None


async def test_an_edited_boss_does_not_change_an_old_rehearsal(room: Practice) -> None:
    talk = await ended(room)
    card = await room.rehearsals.after.scorecard(ME, talk.rehearsal.id)
    write(room.personas / "robin-vale.yaml", a_boss(difficulty=5))

    again = room.rehearsals.talk(ME, talk.rehearsal.id)
    new = (await room.start()).rehearsal

    assert again.rehearsal == talk.rehearsal
    assert await room.rehearsals.after.scorecard(ME, talk.rehearsal.id) == card
    assert (new.difficulty, talk.rehearsal.difficulty) == (5, 3)
    assert new.persona_hash != talk.rehearsal.persona_hash


async def test_53_an_edited_rubric_leaves_old_scorecards_as_they_were(room: Practice) -> None:
    """The rubric gets other points and levels; the old card is read, exported and made anew."""
    talk = await ended(room)
    old = await room.rehearsals.after.scorecard(ME, talk.rehearsal.id)
    rubric = a_rubric()
    harsher = [one.model_copy(update={"cut_points": (5, 6, 7, 8)}) for one in rubric.criteria]
    path = room.personas.parent / "rubrics" / "asking-well" / "rubric.yaml"
    write(path, rubric.model_copy(update={"criteria": tuple(harsher)}))

    assert await room.rehearsals.after.scorecard(ME, talk.rehearsal.id) == old
    assert room.store.scorecards(talk.rehearsal.id) == (old,)
    new = await room.rehearsals.after.scorecard(ME, talk.rehearsal.id, again=True)

    assert room.store.scorecards(talk.rehearsal.id)[-1] == old
    assert [one.level for one in old.criteria] != [one.level for one in new.criteria]
    assert old.pins.rubric_hash != new.pins.rubric_hash


async def test_tokens_of_boss_and_judge_are_added_up(tmp_path: Path) -> None:
    spent = Usage(prompt=100, completion=20, cached=60)
    takes = [[Speech("Hm."), Speech(origin="a-model", usage=spent)] for _ in range(2)]
    with practice(tmp_path, Puppet(*takes)) as room:
        talk = await ended(room, "thanks", "vague_reason")
        await room.rehearsals.after.scorecard(ME, talk.rehearsal.id, judge="llm")

        assert room.rehearsals.after.usage(ME, talk.rehearsal.id) == Usage(
            prompt=207, completion=40, cached=120
        )


async def test_history_tells_how_it_went(room: Practice) -> None:
    talk = await ended(room)
    card = await room.rehearsals.after.scorecard(ME, talk.rehearsal.id)
    other = await room.start()

    rows, total = room.rehearsals.history(ME, HistoryQuery())

    assert total == 2
    assert [row.rehearsal.id for row in rows] == [other.rehearsal.id, talk.rehearsal.id]
    assert (rows[1].overall, rows[1].learner_turns) == (card.overall, 2)
    assert rows[1].levels == {criterion.id: criterion.level for criterion in card.criteria}
    assert room.rehearsals.best(ME) == {"robin-vale": card.overall}
    assert room.rehearsals.history("someone", HistoryQuery()) == ([], 0)


async def test_a_deleted_rehearsal_is_gone_until_it_is_restored(room: Practice) -> None:
    talk = await ended(room)
    await room.rehearsals.after.scorecard(ME, talk.rehearsal.id)

    room.rehearsals.delete(ME, talk.rehearsal.id)

    with pytest.raises(NotFound):
        room.rehearsals.talk(ME, talk.rehearsal.id)
    assert room.rehearsals.history(ME, HistoryQuery()) == ([], 0)
    assert room.rehearsals.best(ME) == {}

    room.rehearsals.restore(ME, talk.rehearsal.id)

    assert room.rehearsals.talk(ME, talk.rehearsal.id) == talk


async def test_a_deleted_rehearsal_takes_no_more_turns(room: Practice) -> None:
    talk = await room.start()
    room.rehearsals.delete(ME, talk.rehearsal.id)

    with pytest.raises(NotFound):
        await room.say(talk, "thanks")
    assert room.rehearsals.open_talk(ME) is None


async def test_an_export_holds_the_talk_and_its_scorecard(room: Practice) -> None:
    talk = await ended(room)
    card = await room.rehearsals.after.scorecard(ME, talk.rehearsal.id)
    texts = [turn.text for turn in talk.turns]

    name, markdown = room.rehearsals.after.export(ME, talk.rehearsal.id, "md")
    assert name == f"robin-vale-{talk.rehearsal.started_at:%Y-%m-%d}-{talk.rehearsal.id[:8]}.md"
    assert f"Overall: {card.overall} of 100" in markdown.decode()
    assert "**You:** thanks" in markdown.decode()

    name, document = room.rehearsals.after.export(ME, talk.rehearsal.id, "json")
    assert name.endswith(".json")
    assert [turn["text"] for turn in json.loads(document)["turns"]] == texts
    assert json.loads(document)["scorecard"]["id"] == card.id

    name, table = room.rehearsals.after.export(ME, talk.rehearsal.id, "csv")
    assert name.endswith(".csv")
    assert [row["text"] for row in csv.DictReader(io.StringIO(table.decode()))] == texts


async def test_an_export_holds_the_card_of_its_own_path(room: Practice) -> None:
    talk = await ended(room, "thanks")
    card = await room.rehearsals.after.scorecard(ME, talk.rehearsal.id)
    room.rehearsals.after.reflect(ME, talk.rehearsal.id, talk.turns[-1].id, " Ask first. ")
    room.store.set_leaf(talk.rehearsal.id, talk.turns[0].id)

    other = json.loads(room.rehearsals.after.export(ME, talk.rehearsal.id, "json").content)
    room.store.set_leaf(talk.rehearsal.id, talk.turns[-1].id)
    own = json.loads(room.rehearsals.after.export(ME, talk.rehearsal.id, "json").content)

    assert (other["scorecard"], other["reflection"]) == (None, "")
    assert (own["scorecard"]["id"], own["reflection"]) == (card.id, "Ask first.")


async def test_a_reflection_that_is_too_long_leaves_the_one_before(room: Practice) -> None:
    talk = await ended(room)
    leaf = talk.turns[-1].id
    after = room.rehearsals.after
    after.reflect(ME, talk.rehearsal.id, leaf, "x" * MAX_REFLECTION)

    with pytest.raises(ReflectionRefused, match=r"2,001 characters; the limit is 2,000\. Shorten"):
        after.reflect(ME, talk.rehearsal.id, leaf, "y" * (MAX_REFLECTION + 1))
    with pytest.raises(NotFound):
        after.reflect("someone", talk.rehearsal.id, leaf, "Mine.")

    assert after.reflection(talk) == "x" * MAX_REFLECTION


async def test_a_talk_without_a_scorecard_is_exported_without_one(room: Practice) -> None:
    talk = await room.start()

    _, document = room.rehearsals.after.export(ME, talk.rehearsal.id, "json")

    assert json.loads(document)["scorecard"] is None


async def test_no_score_is_made_when_the_boss_stepped_out(room: Practice) -> None:
    talk = await ended(room, "thanks", "distress")

    assert talk.stepped_out
    with pytest.raises(NotForScoring, match="no score is made"):
        await room.rehearsals.after.scorecard(ME, talk.rehearsal.id)
    assert room.judge.asked == 0


async def test_whoever_goes_on_after_it_is_scored_without_those_words(room: Practice) -> None:
    talk = await ended(room, "names_candidate distress", "thanks")

    card = await room.rehearsals.after.scorecard(ME, talk.rehearsal.id)

    shown = {f.behaviour for c in card.criteria for f in c.findings if f.shown == "yes"}
    assert shown == {"thanks"}
    assert talk.lines_to_score[1].text == ""
    assert talk.lines_to_score[2:] == talk.lines[2:]
