import subprocess
import sys
from contextlib import aclosing

import pytest

from app.domain.conversation import Usage
from app.errors import (
    ModelBusy,
)
from app.llm.base import Chunk, Message
from tests.support.adapters import Connected, chunks, reply
from tests.support.fake_openai import (
    Cut,
    FakeOpenAI,
    Reset,
)

KEY = "sk-canary-4f1d2c"


async def test_a_reply_comes_in_pieces_with_its_token_use_last(
    fake_openai: FakeOpenAI, connected: Connected
) -> None:
    fake_openai.answers.append("Tell me why.")

    got = await chunks(connected())

    assert [chunk.text for chunk in got] == ["Tell", " me", " why.", ""]
    assert got[-1] == Chunk(usage=Usage(prompt=3, completion=3), truncated=False)


async def test_the_request_names_model_limit_and_key(
    fake_openai: FakeOpenAI, connected: Connected
) -> None:
    fake_openai.answers.append("Fine.")

    await chunks(connected("a-model", openai_api_key=f"{KEY}\n"))

    request = fake_openai.requests[0]
    assert request.body == {
        "model": "a-model",
        "messages": [{"role": "user", "content": "Will you stay?"}],
        "stream": True,
        "stream_options": {"include_usage": True},
        "max_tokens": 100,
    }
    assert request.headers["authorization"] == f"Bearer {KEY}"


async def test_an_endpoint_without_a_key_gets_a_placeholder(
    fake_openai: FakeOpenAI, connected: Connected
) -> None:
    fake_openai.answers.append("Fine.")

    await chunks(connected())

    assert fake_openai.requests[0].headers["authorization"] == "Bearer no-key-needed"


async def test_azure_works_through_its_v1_address(
    fake_openai: FakeOpenAI, connected: Connected
) -> None:
    fake_openai.answers.append("Fine.")

    await chunks(connected(openai_base_url=fake_openai.url.replace("/v1", "/openai/v1/")))

    assert fake_openai.requests[0].path == "/openai/v1/chat/completions"


async def test_the_label_names_model_and_host_but_no_password(connected: Connected) -> None:
    model = connected("a-model", openai_base_url="https://me:canary@llm.example:8443/v1?k=canary")

    assert model.label == "a-model at llm.example:8443"
    assert model.model == "a-model"


async def test_a_busy_endpoint_is_tried_again(
    fake_openai: FakeOpenAI, connected: Connected
) -> None:
    fake_openai.answers.extend([(503, ""), (200, "Tell me why.")])

    assert await reply(connected()) == "Tell me why."
    assert len(fake_openai.requests) == 2
    assert 0 < connected.pauses[0] < 2


async def test_a_connection_that_breaks_before_the_first_word_is_tried_again(
    fake_openai: FakeOpenAI, connected: Connected
) -> None:
    fake_openai.answers.extend([Reset(), Cut(after_tokens=0), "Tell me why."])

    assert await reply(connected()) == "Tell me why."


async def test_the_longest_pause_asked_for_that_is_waited_is_twenty_seconds(
    fake_openai: FakeOpenAI, connected: Connected
) -> None:
    model = connected(first_token_timeout=60, reply_timeout=60)
    fake_openai.answers.extend([(429, "", {"retry-after": "20"}), "Fine."])
    fake_openai.answers.append((429, "", {"retry-after": "21"}))

    assert await reply(model) == "Fine."
    with pytest.raises(ModelBusy, match="in 21 seconds") as caught:
        await reply(model)

    assert connected.pauses == [20]
    assert caught.value.retry_after == 21


async def test_a_pause_that_would_outlast_the_deadline_is_not_begun(
    fake_openai: FakeOpenAI, connected: Connected
) -> None:
    fake_openai.answers.append((503, "", {"retry-after": "10"}))

    with pytest.raises(ModelBusy, match="in 10 seconds"):
        await reply(connected(first_token_timeout=5))

    assert connected.pauses == []


async def test_a_server_that_does_not_report_token_use_is_asked_without(
    fake_openai: FakeOpenAI, connected: Connected
) -> None:
    model = connected()
    refused = (400, '{"error": {"message": "Unknown field: stream_options"}}')
    fake_openai.answers.extend([refused, "One.", "Two."])

    got = await chunks(model)

    assert "".join(chunk.text for chunk in got) == "One."
    assert got[-1].usage is None
    assert await reply(model) == "Two."
    asked = ["stream_options" in request.body for request in fake_openai.requests]
    assert asked == [True, False, False]


async def test_a_reasoning_model_gets_its_own_limit_with_room_to_think(
    fake_openai: FakeOpenAI, connected: Connected
) -> None:
    model = connected()
    wish = "Unsupported parameter: 'max_tokens'. Use 'max_completion_tokens' instead."
    fake_openai.answers.extend([(400, f'{{"error": {{"message": "{wish}"}}}}'), "One.", "Two."])

    assert await reply(model) == "One."
    assert await reply(model) == "Two."

    for request in fake_openai.requests[1:]:
        assert "max_tokens" not in request.body
        assert request.body["max_completion_tokens"] > 1000
    assert len(fake_openai.requests) == 3


async def test_a_stream_that_is_left_early_leaves_the_adapter_usable(
    fake_openai: FakeOpenAI, connected: Connected
) -> None:
    model = connected()
    fake_openai.answers.extend(["One two three four.", "Again."])

    async with aclosing(model.stream([Message("user", "Hi")], max_tokens=9)) as stream:
        first = await anext(stream)

    assert first.text == "One"
    assert await reply(model) == "Again."


async def test_text_that_utf8_cannot_write_is_sent_all_the_same(
    fake_openai: FakeOpenAI, connected: Connected
) -> None:
    fake_openai.answers.append("Fine.")

    await reply(connected(), "half an emoji \ud83d and a NUL \0")

    assert fake_openai.requests[0].text == "half an emoji \ufffd and a NUL \ufffd"


def test_importing_the_adapter_does_not_import_the_sdk() -> None:
    code = (
        "import sys, app.llm.openai_compatible, app.llm.tokens, app.boss.prompted, "
        "app.judge.checklist; sys.exit(any(m in sys.modules for m in ('openai', 'tiktoken')))"
    )

    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
