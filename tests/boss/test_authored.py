from __future__ import annotations

from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.boss.authored import AuthoredSpeaker, common, phrase
from app.boss.speaker import Speech
from app.domain.conversation import BossState, Move, OutcomeName, Part, Seen
from app.domain.persona import SLOTS, Persona
from tests.support.people import a_boss, after
from tests.support.scenes import a_scene

ROBIN = a_boss()
PRESS = Move(parts=(Part(kind="press", concern="gap"),))
CONCEDE = Move(parts=(Part(kind="concede", concern="gap"),))
CLOSE = Part(kind="close")


def text(move: Move, state: BossState | None = None, seed: int = 1, **facts: str) -> str:
    return phrase(ROBIN, move, state or after(), facts, seed).text


def said_in_a_row(move: Move, times: int, persona: Persona = ROBIN, **facts: str) -> list[str]:
    """The same move again and again, each time remembering what was said."""
    state, lines = after(), []
    for turn in range(times):
        phrased = phrase(persona, move, state, facts, 3)
        state = state.model_copy(update={"turns": turn + 1, "lines_used": phrased.lines_used})
        lines.append(phrased.text)
    return lines


def test_the_parts_of_a_move_are_said_one_after_the_other() -> None:
    move = Move(parts=(*CONCEDE.parts, CLOSE), outcome="agreed")

    first, second = text(move).split(". ")

    assert first.startswith("Concede gap")
    assert second.startswith("End agreed")


def test_an_opening_calls_the_learner_by_name_where_it_is_known() -> None:
    opens = Move(parts=(Part(kind="open"),))

    assert text(opens, learner="Sam") == f"Sam. {text(opens)}"
    assert "Sam" not in text(PRESS, learner="Sam")


@given(st.integers(), st.integers(0, 9))
def test_the_same_seed_says_the_same(seed: int, turns: int) -> None:
    state = after(turns=turns)

    assert text(PRESS, state, seed) == text(PRESS, state, seed)


def test_another_seed_and_another_turn_may_say_something_else() -> None:
    assert len({text(PRESS, seed=seed) for seed in range(20)}) > 2
    assert len({text(PRESS, after(turns=turn)) for turn in range(20)}) > 2


def test_no_line_is_said_twice_while_another_is_left() -> None:
    lines = said_in_a_row(PRESS, 6)

    assert len(set(lines)) == 6
    assert {line.split()[0] for line in lines} == {"Press", "Raise"}


def test_when_all_were_said_the_oldest_comes_again() -> None:
    lines = said_in_a_row(PRESS, 15)

    assert lines[6:12] == lines[:6]
    assert Counter(lines) == Counter([*lines[:6], *lines[:6], *lines[:3]])


def test_a_line_whose_slot_is_empty_is_never_said() -> None:
    for seed in range(30):
        assert "{" not in text(PRESS, seed=seed)
        assert "Priya" not in text(PRESS, seed=seed)


def test_a_line_that_takes_up_the_learner_s_words_comes_first() -> None:
    assert text(PRESS, candidate="Priya") == "Press Priya."
    assert said_in_a_row(PRESS, 7, candidate="Priya").count("Press Priya.") == 1


def test_what_the_learner_wrote_is_put_in_once_and_to_the_letter() -> None:
    assert text(PRESS, candidate="{figure} \\1 $x") == "Press {figure} \\1 $x."


def test_whoever_said_something_to_it_is_not_asked_the_first_question_again() -> None:
    half = Seen(name="names_candidate", shown="partly")
    move = Move(parts=(Part(kind="press", concern="gap", because=half),))

    assert {line.split()[0] for line in said_in_a_row(move, 3)} == {"Press"}


def test_a_question_beside_the_job_has_lines_of_its_own() -> None:
    boss = a_boss(reactions={"asks_other": ["No idea.", "Who knows."]})
    aside = Seen(name="asks_question", quote="What is the Danube like?")
    move = Move(parts=(Part(kind="react", reaction="asks_question", because=aside),))

    assert phrase(boss, move, after(), {}, 1).text in boss.reactions["asks_other"]


def test_the_boss_gives_way_to_what_was_said_just_now() -> None:
    boss = a_boss()
    lines = {"concede": ("Well. {figure} will do.", "That will do.", "All right.")}
    concern = boss.concerns[0].model_copy(
        update={"lines": boss.concerns[0].lines.model_copy(update=lines)}
    )
    boss = boss.model_copy(update={"concerns": (concern,)})
    move = Move(parts=(Part(kind="concede", concern=concern.id),))
    facts = {"figure": "half a day"}

    told = phrase(boss, move, after(), facts, 1, "It saves half a day.").text
    earlier = phrase(boss, move, after(), facts, 1, "Nobody else can set it up.").text

    assert told == "Well. Half a day will do."
    assert earlier in lines["concede"][1:]


@pytest.mark.parametrize("key", sorted(common("reactions")))
def test_a_boss_without_a_line_of_their_own_says_a_common_one(key: str) -> None:
    bare = a_boss(reactions={})
    move = Move(parts=(Part(kind="react", reaction=key),))

    assert phrase(bare, move, after(), {}, 1).text in common("reactions")[key]


def test_a_boss_s_own_line_goes_before_a_common_one() -> None:
    move = Move(parts=(Part(kind="react", reaction="hostile"),))

    assert text(move).startswith("React hostile")


@pytest.mark.parametrize(
    ("question", "lines"),
    [
        ("What does it pay?", ("Next band.",)),
        ("Who asked for me?", common("reactions")["asks_question"]),
    ],
)
def test_what_the_job_is_answers_only_questions_about_the_job(
    question: str, lines: tuple[str, ...]
) -> None:
    boss = a_boss(reactions={"asks_question": ["Next band."]})
    because = Seen(name="asks_question", quote=question)
    move = Move(parts=(Part(kind="react", reaction="asks_question", because=because),))

    assert phrase(boss, move, after(), {}, 1).text in lines


@pytest.mark.parametrize("outcome", ["agreed", "parked", "stalemate", "accepted", "left"])
def test_every_outcome_has_words(outcome: OutcomeName) -> None:
    spoken = text(Move(parts=(CLOSE,), outcome=outcome))

    own = getattr(ROBIN.endings, outcome)
    assert spoken in (own or common("endings")[outcome])


def test_common_lines_need_no_slot_and_repeat_nothing() -> None:
    for kind in ("reactions", "endings"):
        lines = [line for group in common(kind).values() for line in group]
        assert len(lines) == len(set(lines))
        assert not any(slot in line for line in lines for slot in SLOTS if f"{{{slot}" in line)


async def test_the_authored_speaker_says_the_line_in_one_piece() -> None:
    scene = a_scene()

    assert [speech async for speech in AuthoredSpeaker().speak(scene)] == [
        Speech(scene.authored, origin="authored")
    ]


async def test_the_authored_speaker_replaces_what_another_left_half_said() -> None:
    speeches = [s async for s in AuthoredSpeaker().speak(a_scene(), so_far="Well, I")]

    assert [speech.replace for speech in speeches] == [True]


def test_a_line_begins_with_a_capital_whatever_fills_its_slot() -> None:
    boss = a_boss(endings={**ROBIN.endings.model_dump(), "agreed": ["{figure}, and done."] * 2})
    move = Move(parts=(CLOSE,), outcome="agreed")

    assert phrase(boss, move, after(), {"figure": "nine hours"}, 1).text == "Nine hours, and done."


def test_what_was_brought_up_is_pressed_before_it_is_introduced_again() -> None:
    assert [line.split()[0] for line in said_in_a_row(PRESS, 6)] == ["Press"] * 3 + ["Raise"] * 3
