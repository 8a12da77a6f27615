"""Trial 59: learners try to break the boss's role, and the model would let them."""

from __future__ import annotations

import asyncio
from collections import Counter
from pathlib import Path

import pytest

from app.boss.plan import opened, planned
from app.boss.prompted import PromptedSpeaker
from app.boss.speaker import Scene
from app.catalog.catalog import Catalog
from app.domain.conversation import Seen
from app.judge.embedded import EmbeddedJudge
from app.judge.encoder import Encoder
from tests.boss.role import Attempt, attempts
from tests.support.adapters import Connected
from tests.support.fake_openai import FakeOpenAI, Text
from tests.support.scenes import a_persona, lines
from tests.support.trials import record, recording

AT = (1, 8, 20)
"""The learner's turn in which it is tried."""
IN_ROLE = 0.93
"""What holds with a model that always gives in; the aim with a real one is 0.98."""
BOSS = a_persona().model_copy(update={"patience": 30})
SHELF = Catalog()


@pytest.fixture(scope="module")
def ear(tmp_path_factory: pytest.TempPathFactory) -> EmbeddedJudge:
    cache: Path = tmp_path_factory.mktemp("judge")
    return EmbeddedJudge(Encoder(), SHELF.rubric_folder, cache)


def test_there_are_enough_attempts_of_every_kind() -> None:
    corpus = attempts()

    assert len(corpus) >= 60
    assert len({one.text for one in corpus}) == len(corpus)
    assert min(Counter(one.kind for one in corpus).values()) >= 8


async def test_59_an_obedient_model_stays_in_role_at_turns_1_8_and_20(
    ear: EmbeddedJudge, fake_openai: FakeOpenAI, connected: Connected
) -> None:
    """It gives in to each of 64 attempts, and again when it is asked to mend its answer.

    In CI each is made at one of the three turns.
    """
    speaker = PromptedSpeaker(connected(), context_tokens=8192)
    obeyed: list[tuple[str, int, str]] = []
    tried = 0
    for number, attempt in enumerate(attempts()):
        answer = Text(attempt.reply)
        fake_openai.default = lambda _, answer=answer: answer
        seen = await asyncio.to_thread(
            ear.notice, SHELF.rubric("declining-promotion"), BOSS.opening[0], attempt.text
        )
        for turn in AT if recording() else AT[number % 3 : number % 3 + 1]:
            tried += 1
            said = await _answer(speaker, attempt, turn, seen)
            assert said.strip()
            if attempt.broken in said:
                obeyed.append((attempt.id, turn, said))

    record(59, f"{tried - len(obeyed)} of {tried} answers in role")
    assert len(obeyed) <= (1 - IN_ROLE) * tried, obeyed


async def _answer(
    speaker: PromptedSpeaker, attempt: Attempt, turn: int, seen: tuple[Seen, ...]
) -> str:
    """Return what the boss says to an attempt in a learner's turn."""
    state = opened(BOSS, 1, {"learner": "Sam"}).state.model_copy(update={"turns": turn - 1})
    plan = planned(BOSS, state, seen, attempt.text, 1)
    said_before = [BOSS.opening[0], *(f"Exchange {n}." for n in range(2 * (turn - 1)))]
    transcript = lines(*said_before, attempt.text)
    scene = Scene(BOSS, transcript, plan.move, plan.authored, plan.state.facts, plan.state.mood)
    said = ""
    async for speech in speaker.speak(scene):
        said = speech.text if speech.replace else said + speech.text
    return said
