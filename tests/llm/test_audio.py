"""The audio API of an endpoint: what is asked, what comes back, and what goes wrong."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest

from app.config import Settings
from app.errors import (
    ModelBadAnswer,
    ModelBusy,
    ModelDenied,
    ModelError,
    ModelTimeout,
    ModelUnreachable,
)
from app.llm.audio import EndpointAudio, endpoint_audio
from tests.support.fake_openai import Answer, FakeOpenAI, Hang, Html, Sound, Status


@pytest.fixture
async def audio(fake_openai: FakeOpenAI) -> AsyncIterator[EndpointAudio]:
    settings = Settings(
        openai_base_url=fake_openai.url, audio="endpoint", voice="sage", audio_timeout=0.5
    )
    made = endpoint_audio(settings)
    yield made
    await made.aclose()


async def test_sound_goes_out_and_words_come_back(
    audio: EndpointAudio, fake_openai: FakeOpenAI
) -> None:
    fake_openai.answers.append(Status(200, '{"text": " I want to stay. "}'))

    assert await audio.heard(b"opus", "audio/webm") == "I want to stay."

    asked = fake_openai.requests[0]
    assert asked.path == "/v1/audio/transcriptions"
    for part in ("gpt-4o-mini-transcribe", 'filename="answer.webm"', "opus"):
        assert part in asked.body["form"]


async def test_words_go_out_and_sound_comes_back(
    audio: EndpointAudio, fake_openai: FakeOpenAI
) -> None:
    fake_openai.answers.append(Sound(b"ID3"))

    assert await audio.spoken("I need a name.") == b"ID3"

    body = fake_openai.requests[0].body
    assert (body["input"], body["voice"], body["response_format"]) == (
        "I need a name.",
        "sage",
        "mp3",
    )


@pytest.mark.parametrize(
    ("answer", "expected"),
    [
        (Status(401, '{"error": {"message": "bad key sk-secret"}}'), ModelDenied),
        (Status(429), ModelBusy),
        (Status(503), ModelBusy),
        (Hang(), ModelTimeout),
        (Html(), ModelBadAnswer),
        (Sound(b""), ModelBadAnswer),
        (Status(200, "{}"), ModelBadAnswer),
    ],
)
async def test_what_goes_wrong_is_told_once_and_without_the_servers_words(
    audio: EndpointAudio, fake_openai: FakeOpenAI, answer: Answer, expected: type[ModelError]
) -> None:
    fake_openai.answers.extend([answer, answer])

    for call in (audio.spoken("Well?"), audio.heard(b"opus", "audio/webm")):
        with pytest.raises(expected) as problem:
            await call
        assert "secret" not in str(problem.value)
    assert len(fake_openai.requests) == 2


async def test_an_endpoint_that_is_not_there_is_told(
    audio: EndpointAudio, fake_openai: FakeOpenAI
) -> None:
    fake_openai.close()

    with pytest.raises(ModelUnreachable, match="Check that it runs"):
        await audio.spoken("Well?")
