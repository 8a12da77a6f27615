"""Faults 1 to 10 of the trials, at the adapter, the prompted speaker and the LLM judge."""

from typing import Any

import pytest

from app.boss.prompted import PromptedSpeaker
from app.boss.speaker import Scene, Speech
from app.errors import (
    ModelBadAnswer,
    ModelBusy,
    ModelDenied,
    ModelError,
    ModelTimeout,
    ModelUnreachable,
)
from app.judge.llm import LLMJudge
from app.llm.openai_compatible import OpenAICompatible
from tests.support.adapters import Connected, chunks, reply
from tests.support.fake_openai import (
    Answer,
    BadSSE,
    Cut,
    Drip,
    ErrorEvent,
    FakeOpenAI,
    Hang,
    NoDone,
    Reset,
)
from tests.support.scenes import (
    ANSWER,
    OPENING,
    RAISE,
    a_move,
    a_rubric,
    a_scene,
    lines,
)
from tests.support.trials import record

SPEECH = "I hear you, Sam. But who keeps the rota? I have a meeting at ten."
WINDOW = 8192


async def spoken(
    model: OpenAICompatible, scene: Scene | None = None, so_far: str = ""
) -> list[Speech]:
    speaker = PromptedSpeaker(model, context_tokens=WINDOW)
    scene = scene or a_scene(a_move(RAISE))
    return [speech async for speech in speaker.speak(scene, so_far=so_far)]


def text_of(speeches: list[Speech], so_far: str = "") -> str:
    for speech in speeches:
        so_far = speech.text if speech.replace else so_far + speech.text
    return so_far


async def test_01_endpoint_down_is_named(fake_openai: FakeOpenAI, connected: Connected) -> None:
    fake_openai.close()

    with pytest.raises(ModelUnreachable, match="OPENAI_BASE_URL") as caught:
        await spoken(connected())

    assert fake_openai.host in str(caught.value)
    assert len(connected.pauses) == 2
    assert sum(connected.pauses) < 2


async def test_02_a_hanging_first_token_meets_its_deadline(
    fake_openai: FakeOpenAI, connected: Connected
) -> None:
    fake_openai.answers.append(Hang())

    with pytest.raises(ModelTimeout, match=r"0\.3 seconds.*REHEARSE_FIRST_TOKEN_TIMEOUT"):
        await spoken(connected(first_token_timeout=0.3))

    assert len(fake_openai.requests) == 1


@pytest.mark.parametrize("answer", [Drip(["I ", "hear ", "you. "] * 99, 0.03), Hang(SPEECH)])
async def test_03_a_slow_drip_meets_the_deadline_of_the_whole_reply(
    fake_openai: FakeOpenAI, connected: Connected, answer: Answer
) -> None:
    fake_openai.answers.append(answer)

    speeches = await spoken(connected(reply_timeout=0.5))

    assert text_of(speeches).startswith("I hear you")
    assert not speeches[-1].complete
    assert "0.5 seconds" in speeches[-1].problem
    assert "REHEARSE_REPLY_TIMEOUT" in speeches[-1].problem


async def test_03_a_judges_slow_answer_meets_the_deadline_too(
    fake_openai: FakeOpenAI, connected: Connected
) -> None:
    fake_openai.default = lambda body: Hang()

    verdict = await LLMJudge(connected(reply_timeout=0.3), context_tokens=WINDOW).findings(
        lines(OPENING, ANSWER), a_rubric()
    )

    assert all("0.3 seconds" in reason for reason in verdict.unscored.values())


async def test_04_a_short_wish_to_wait_is_granted(
    fake_openai: FakeOpenAI, connected: Connected
) -> None:
    fake_openai.answers.extend([(429, "", {"retry-after": "1"})] * 2)
    fake_openai.answers.append(SPEECH)

    assert text_of(await spoken(connected())) == SPEECH
    assert len(fake_openai.requests) == 3
    assert connected.pauses == [1, 1]


async def test_04_three_calls_are_the_most(fake_openai: FakeOpenAI, connected: Connected) -> None:
    fake_openai.default = lambda body: (429, "", {"retry-after": "1"})

    with pytest.raises(ModelBusy):
        await spoken(connected())

    assert len(fake_openai.requests) == 3


async def test_05_a_long_wish_to_wait_is_told_at_once(
    fake_openai: FakeOpenAI, connected: Connected
) -> None:
    fake_openai.answers.append((429, "", {"retry-after": "300"}))

    with pytest.raises(ModelBusy, match="in 5 minutes") as caught:
        await spoken(connected())

    assert caught.value.retry_after == 300
    assert len(fake_openai.requests) == 1
    assert connected.pauses == []


async def test_06_a_storm_opens_the_circuit_to_one_probe_in_thirty_seconds(
    fake_openai: FakeOpenAI, connected: Connected
) -> None:
    fake_openai.default = lambda body: (503, "")
    model = connected()

    for _ in range(200):
        with pytest.raises(ModelBusy):
            await chunks(model)
    assert len(fake_openai.requests) == 5 * 3

    record(6, f"{len(fake_openai.requests)} requests for 200 replies")
    for minute_half in range(1, 4):
        connected.now = 30.0 * minute_half
        for _ in range(20):
            with pytest.raises(ModelBusy):
                await chunks(model)
        assert len(fake_openai.requests) == 15 + minute_half

    connected.now = 120
    fake_openai.default = lambda body: SPEECH
    assert await reply(model) == SPEECH
    assert await reply(model) == SPEECH


@pytest.mark.parametrize("status", [401, 403])
async def test_07_a_denied_key_is_not_tried_again_and_its_setting_named(
    fake_openai: FakeOpenAI, connected: Connected, status: int
) -> None:
    fake_openai.answers.append((status, "no"))

    with pytest.raises(ModelDenied, match="OPENAI_API_KEY"):
        await spoken(connected(openai_api_key="sk-wrong"))

    assert len(fake_openai.requests) == 1


async def test_08_a_reply_cut_in_the_middle_is_marked_and_can_be_continued(
    fake_openai: FakeOpenAI, connected: Connected
) -> None:
    model = connected()
    words = len(SPEECH.split())

    for attempt in range(50):
        after = 2 + attempt % (words - 2)
        fake_openai.answers.append((Cut, Reset)[attempt % 2](after, SPEECH))
        broken = await spoken(model)
        said = text_of(broken)

        assert SPEECH.startswith(said)
        assert said.strip()
        assert not broken[-1].complete
        assert "Continue" in broken[-1].problem

        fake_openai.answers.append(SPEECH)
        went_on = await spoken(model, so_far=said)
        assert went_on[-1].complete
        assert text_of(went_on, said).startswith(said)

    assert len(fake_openai.requests) == 100
    record(8, "50 of 50 marked and continued")


async def test_09_a_stream_without_its_end_mark_is_incomplete_and_says_so(
    fake_openai: FakeOpenAI, connected: Connected
) -> None:
    model = connected()

    for attempt in range(50):
        fake_openai.answers.append(NoDone(SPEECH[: 10 + attempt]))
        speeches = await spoken(model)

        assert not speeches[-1].complete
        assert fake_openai.host in speeches[-1].problem
        assert text_of(speeches).strip()

    record(9, "50 of 50 said to be incomplete")


@pytest.mark.parametrize("said_before", ["", "I hear you", SPEECH])
@pytest.mark.parametrize(
    "broken",
    [
        lambda text: BadSSE(text),
        lambda text: BadSSE(text, event="<html>"),
        lambda text: BadSSE(text, event='{"error": {"message": "x", "code": []}}'),
        lambda text: ErrorEvent(text),
        lambda text: ErrorEvent(text, code=500),
        lambda text: ErrorEvent(text, code="invalid_request"),
    ],
)
async def test_10_bad_events_are_our_errors_or_a_marked_part(
    fake_openai: FakeOpenAI, connected: Connected, broken: Any, said_before: str
) -> None:
    fake_openai.default = lambda body: broken(said_before)
    model = connected()

    if said_before:
        speeches = await spoken(model)
        assert not speeches[-1].complete
        assert SPEECH.startswith(text_of(speeches))
    else:
        with pytest.raises((ModelBadAnswer, ModelBusy)):
            await spoken(model)


def test_the_errors_of_all_faults_are_model_errors() -> None:
    kinds = (ModelBadAnswer, ModelBusy, ModelDenied, ModelTimeout, ModelUnreachable)

    assert all(issubclass(kind, ModelError) and kind.exit_code == 3 for kind in kinds)
