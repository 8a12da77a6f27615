"""What trainers can do with scorecards."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from app.corrections import MAX_REASON, Corrections
from app.domain.rubric import Example
from app.domain.scorecard import Evidence, Scorecard
from app.errors import CorrectionRefused, NotFound
from app.judge.lessons import Lesson
from tests.support.rehearsing import ME, Practice, practice

SAID = ("well, thanks and small_step", "You know Priya. Let us meet at ten.")


@pytest.fixture
async def room(tmp_path: Path) -> AsyncIterator[Practice]:
    with practice(tmp_path) as room:
        yield room


@pytest.fixture
async def card(room: Practice) -> Scorecard:
    """A card of a talk in which the judge heard two behaviours in the first answer."""
    talk = await room.start()
    for line in SAID:
        talk = await room.say(talk, line)
    await room.rehearsals.end(ME, talk.rehearsal.id)
    return await room.rehearsals.after.scorecard(ME, talk.rehearsal.id)


@pytest.fixture
def trainer(room: Practice) -> Corrections:
    return room.rehearsals.corrections


async def test_a_card_stays_as_it_is_whatever_trainers_say(
    room: Practice, card: Scorecard, trainer: Corrections
) -> None:
    wrong = trainer.mark_wrong(ME, card.id, "thanks", 1, 6)
    added = trainer.add_missing(ME, card.id, "next_step", 3, "meet at ten", specific=True)
    level = trainer.give_level(ME, card.id, "warmth", 3, "Warm enough.")

    assert trainer.of(card) == (wrong, added, level)
    assert wrong.evidence == Evidence(turn=1, start=6, end=12, quote="thanks")
    assert added.evidence.quote == "meet at ten"
    assert (level.judged, level.trainer) == (card.criteria[0].level, ME)
    assert await room.rehearsals.after.scorecard(ME, card.rehearsal_id) == card


async def test_a_finding_that_is_not_on_the_card_cannot_be_wrong(
    card: Scorecard, trainer: Corrections
) -> None:
    for behaviour, turn, start in (("hostile", 1, 6), ("thanks", 3, 6), ("thanks", 1, 0)):
        with pytest.raises(CorrectionRefused, match="no such finding"):
            trainer.mark_wrong(ME, card.id, behaviour, turn, start)


@pytest.mark.parametrize(
    ("turn", "words", "problem"),
    [
        (1, "meet at ten", r"not in that turn, to the letter\. They are in turn 2\."),
        (3, "meet at noon", r"not in that turn, to the letter\.$"),
        (3, "let us meet", "to the letter"),
        (0, "I want you to run the workshop.", "to the letter"),
        (99, "meet", "They are in turn 2"),
        (3, " \n", "Select the words"),
    ],
)
async def test_added_words_must_be_the_learner_s_own_to_the_letter(
    card: Scorecard, trainer: Corrections, turn: int, words: str, problem: str
) -> None:
    with pytest.raises(CorrectionRefused, match=problem):
        trainer.add_missing(ME, card.id, "next_step", turn, words)
    assert trainer.of(card) == ()


async def test_pasted_words_may_differ_in_spacing(card: Scorecard, trainer: Corrections) -> None:
    added = trainer.add_missing(ME, card.id, "next_step", 3, " Let us\n meet ")

    assert added.evidence.quote == "Let us meet"


@pytest.mark.parametrize("reason", ["", "  ", "x" * (MAX_REASON + 1)])
async def test_a_level_needs_a_reason(card: Scorecard, trainer: Corrections, reason: str) -> None:
    with pytest.raises(CorrectionRefused):
        trainer.give_level(ME, card.id, "warmth", 3, reason)


async def test_what_does_not_exist_cannot_be_corrected(
    card: Scorecard, trainer: Corrections
) -> None:
    with pytest.raises(NotFound, match="no scorecard"):
        trainer.give_level(ME, "s9", "warmth", 3, "Why.")
    with pytest.raises(NotFound, match="no criterion"):
        trainer.give_level(ME, card.id, "charm", 3, "Why.")
    with pytest.raises(NotFound, match="no behaviour"):
        trainer.add_missing(ME, card.id, "charms", 3, "meet")


async def test_another_s_scorecard_is_as_good_as_none(
    card: Scorecard, trainer: Corrections
) -> None:
    for scorecard_id in (card.id, "s9"):
        with pytest.raises(NotFound, match=f"no scorecard called '{scorecard_id}'"):
            trainer.mark_wrong("ann", scorecard_id, "thanks", 1, 6)
    assert trainer.overview("ann") == ((), ())


async def test_the_last_word_counts_and_can_be_taken_back(
    card: Scorecard, trainer: Corrections
) -> None:
    trainer.give_level(ME, card.id, "warmth", 0, "No.")
    last = trainer.give_level(ME, card.id, "warmth", 4, "Yes.")
    assert trainer.of(card) == (last,)
    assert [row.correction for row in trainer.overview(ME).rows] == [last]

    assert trainer.undo(ME, last.id) == last

    assert trainer.of(card) == ()


async def test_corrections_teach(card: Scorecard, trainer: Corrections) -> None:
    trainer.mark_wrong(ME, card.id, "thanks", 1, 6)
    trainer.add_missing(ME, card.id, "next_step", 3, "meet at ten", how="partly", specific=True)
    trainer.add_missing(ME, card.id, "names_candidate", 3, "You know Priya.")
    trainer.give_level(ME, card.id, "warmth", 3, "Warm enough.")

    wrong, step, candidate = trainer.lessons("asking-well")

    assert (wrong.behaviour, wrong.shown) == ("thanks", False)
    assert (wrong.example.text, wrong.example.also) == (SAID[0], ("small_step",))
    assert wrong.example.boss
    assert (step.behaviour, step.shown) == ("next_step", True)
    assert step.example == Example(
        text=SAID[1],
        boss=step.example.boss,
        quote="meet at ten",
        how="partly",
        specific=True,
        also=("names_candidate",),
    )
    assert candidate.example.also == ("next_step",)


async def test_of_a_turn_that_shows_it_elsewhere_only_the_wrong_words_are_a_near_miss(
    card: Scorecard, trainer: Corrections
) -> None:
    trainer.mark_wrong(ME, card.id, "thanks", 1, 6)
    trainer.add_missing(ME, card.id, "thanks", 1, "well")

    wrong, added = trainer.lessons("asking-well")

    assert wrong == Lesson("thanks", False, Example(text="thanks", boss=wrong.example.boss))
    assert added.example.quote == "well"


async def test_a_deleted_rehearsal_teaches_nothing(
    room: Practice, card: Scorecard, trainer: Corrections
) -> None:
    trainer.mark_wrong(ME, card.id, "thanks", 1, 6)
    room.rehearsals.delete(ME, card.rehearsal_id)

    assert list(trainer.lessons("asking-well")) == []
