"""A real server with a real model: proves the plumbing, not the quality."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import AsyncGenerator, Sequence
from pathlib import Path
from typing import Literal, TypeVar

import pytest
from pydantic import BaseModel

from app.boss.prompted import PromptedSpeaker
from app.boss.speaker import Speech
from app.domain.conversation import Usage
from app.errors import ModelCutOff, ModelDenied, ModelRejected, ModelUnreachable
from app.judge.evidence import verified
from app.judge.llm import LLMJudge
from app.llm.base import ChatModel, Chunk, Message
from tests.real_model.conftest import KEY, NAME, Connect, Llama
from tests.real_model.serve_model import CONTEXT
from tests.support.scenes import ANSWER, OPENING, a_rubric, a_scene, lines

Answer = TypeVar("Answer", bound=BaseModel)
STORY = [Message("user", "Tell me a long story about a team and its manager.")]


class Choice(BaseModel):
    """An answer that a grammar can enforce."""

    reason: str
    stays: Literal["yes", "no"]


class Terse:
    """A model that gets far fewer tokens than it is meant to have."""

    def __init__(self, model: ChatModel, limit: int) -> None:
        self._model, self._limit = model, limit
        self.model, self.label = model.model, model.label

    def stream(
        self, messages: Sequence[Message], *, max_tokens: int
    ) -> AsyncGenerator[Chunk, None]:
        return self._model.stream(messages, max_tokens=self._limit)

    async def odds(
        self, messages: Sequence[Message], answers: Sequence[str]
    ) -> tuple[dict[str, float], Usage]:
        return await self._model.odds(messages, answers)

    async def answer(
        self, messages: Sequence[Message], schema: type[Answer], *, max_tokens: int
    ) -> tuple[Answer, Usage]:
        return await self._model.answer(messages, schema, max_tokens=self._limit)


def text_of(speeches: Sequence[Speech]) -> str:
    """What was said in the end."""
    said = ""
    for speech in speeches:
        said = speech.text if speech.replace else said + speech.text
    return said.strip()


async def test_a_boss_turn_is_streamed_and_counted(llama: Llama, connect: Connect) -> None:
    speaker = PromptedSpeaker(connect(llama), context_tokens=CONTEXT)

    speeches = [speech async for speech in speaker.speak(a_scene())]

    assert text_of(speeches)
    assert speeches[-1].complete
    assert NAME in speeches[-1].origin
    assert sum((speech.usage for speech in speeches), Usage()).prompt > 100


async def test_tokens_come_one_by_one_with_the_servers_own_count(
    llama: Llama, connect: Connect
) -> None:
    chunks = [chunk async for chunk in connect(llama).stream(STORY, max_tokens=12)]

    assert len(chunks) > 6
    assert chunks[-1].truncated
    assert chunks[-1].usage is not None
    assert chunks[-1].usage.completion == 12


async def test_a_reply_without_room_still_ends_like_a_sentence(
    llama: Llama, connect: Connect
) -> None:
    speaker = PromptedSpeaker(Terse(connect(llama), 4), context_tokens=CONTEXT)

    speeches = [speech async for speech in speaker.speak(a_scene())]

    assert text_of(speeches)[-1] in ".?!…\"'”"


async def test_a_structured_answer_has_the_form_asked_for(llama: Llama, connect: Connect) -> None:
    question = [Message("user", "Sam says: I stay. Does Sam stay? Answer in few words, as JSON.")]

    choice, usage = await connect(llama).answer(question, Choice, max_tokens=200)

    assert choice.stays in ("yes", "no")
    assert usage.prompt > 0


async def test_a_yes_has_its_odds(llama: Llama, connect: Connect) -> None:
    question = [Message("user", "Is water wet? Answer Yes or No.")]

    odds, usage = await connect(llama).odds(question, ("yes", "no"))

    assert 0 < sum(odds.values()) <= 1.0001
    assert usage.prompt > 0


@pytest.mark.parametrize("method", ["odds", "checklist"])
async def test_the_judge_answers_for_each_criterion_or_says_why_not(
    llama: Llama, connect: Connect, method: Literal["odds", "checklist"]
) -> None:
    transcript = lines(OPENING, ANSWER)
    rubric = a_rubric()

    judge = LLMJudge(Terse(connect(llama), 250), context_tokens=CONTEXT, method=method)
    verdict = await judge.findings(transcript, rubric)

    assert {*verdict.findings, *verdict.unscored} == {one.id for one in rubric.criteria}
    assert all(verdict.unscored.values())
    assert verified(verdict, transcript).findings == verdict.findings


async def test_a_wrong_key_is_denied(llama: Llama, connect: Connect) -> None:
    stranger = connect(llama, openai_api_key="another-key")

    with pytest.raises(ModelDenied, match="OPENAI_API_KEY"):
        await anext(stranger.stream(STORY, max_tokens=5))


async def test_what_exceeds_the_context_is_rejected(llama: Llama, connect: Connect) -> None:
    endless = [Message("user", "and then they met again " * CONTEXT)]

    with pytest.raises(ModelRejected):
        await anext(connect(llama).stream(endless, max_tokens=5))


async def test_a_server_that_dies_in_mid_stream_cuts_off_then_is_unreachable(
    mortal_llama: Llama, connect: Connect
) -> None:
    model = connect(mortal_llama)
    stream = model.stream(STORY, max_tokens=2000)
    first = await anext(stream)
    mortal_llama.kill()

    with pytest.raises(ModelCutOff) as cut:
        [chunk async for chunk in stream]
    with pytest.raises(ModelUnreachable):
        await anext(model.stream(STORY, max_tokens=5))

    assert cut.value.partial.startswith(first.text)


def test_a_whole_talk_runs_from_the_command_line(llama: Llama, tmp_path: Path) -> None:
    script = json.dumps({"id": "one", "lines": [ANSWER]})
    settings = {
        "OPENAI_BASE_URL": llama.url,
        "OPENAI_API_KEY": KEY,
        "REHEARSE_MODEL": NAME,
        "REHEARSE_CONTEXT_TOKENS": str(CONTEXT),
    }
    command = "talk --persona dana-reyes --script - --speaker prompted --json".split()

    done = subprocess.run(
        [sys.executable, "-m", "app", *command],
        input=script,
        env=os.environ | settings,
        capture_output=True,
        text=True,
        cwd=tmp_path,
    )

    assert done.returncode == 0, done.stderr
    turns = json.loads(done.stdout)["turns"]
    assert [turn["speaker"] for turn in turns] == ["boss", "learner", "boss"]
    assert turns[-1]["text"]
