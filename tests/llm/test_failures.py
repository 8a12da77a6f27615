import logging
import traceback
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime

import pytest

from app.domain.conversation import Usage
from app.errors import (
    AppError,
    ModelBadAnswer,
    ModelBusy,
    ModelDenied,
    ModelError,
    ModelRefusal,
    ModelRejected,
    ModelUnreachable,
    SetupError,
)
from app.llm.base import Message
from app.llm.failures import retry_after
from app.llm.openai_compatible import chat_model
from tests.support.adapters import Connected, chunks, reply, settings
from tests.support.fake_openai import (
    Answer,
    BadSSE,
    Cut,
    ErrorEvent,
    FakeOpenAI,
    Html,
    Reset,
    Status,
    Text,
)

KEY = "sk-canary-4f1d2c"
SERVER_WORDS = "Incorrect API key provided: sk-canary-4f1d2c. CANARY-OF-THE-SERVER"


@pytest.mark.parametrize(
    "address",
    [
        "ftp://canary.example/v1",
        "canary.example:11434/v1",
        "file:///etc/canary",
        "http://",
        "https:///v1?canary",
        "http://[canary/v1",
        "http://canary.example:port/v1",
        "http://canary.example/v1\n",
        "http://canary example/v1",
        "http://256.1.1.1/canary",
    ],
)
def test_an_address_that_is_not_http_is_refused_without_repeating_it(address: str) -> None:
    with pytest.raises(SetupError, match="OPENAI_BASE_URL") as caught:
        chat_model(settings(openai_base_url=address), "a-model")

    assert "canary" not in _shown(caught.value)


@pytest.mark.parametrize("key", ["sk canary", "sk-canary\nx", "sk-canary…", "“sk-canary”"])
def test_a_key_that_cannot_be_one_is_refused_without_repeating_it(key: str) -> None:
    with pytest.raises(SetupError, match="OPENAI_API_KEY") as caught:
        chat_model(settings(openai_api_key=key), "a-model")

    assert "canary" not in _shown(caught.value)


def test_without_key_and_address_the_settings_are_named() -> None:
    with pytest.raises(SetupError, match=r"OPENAI_API_KEY.*OPENAI_BASE_URL"):
        chat_model(settings(), "a-model")


@pytest.mark.parametrize(
    ("answer", "error", "calls", "says"),
    [
        ((400, "{}"), ModelRejected, 1, "REHEARSE_MODEL"),
        ((401, "{}"), ModelDenied, 1, "OPENAI_API_KEY"),
        ((402, "{}"), ModelDenied, 1, "quota"),
        ((403, "{}"), ModelDenied, 1, "OPENAI_API_KEY"),
        ((404, "{}"), ModelRejected, 1, "a-model"),
        ((422, "{}"), ModelRejected, 1, "REHEARSE_MODEL"),
        ((400, '{"error": {"code": "context_length_exceeded"}}'), ModelRejected, 1, "CONTEXT"),
        ((400, '{"error": {"code": "content_filter"}}'), ModelRefusal, 1, "declined"),
        ((429, '{"error": {"code": "insufficient_quota"}}'), ModelDenied, 1, "quota"),
        ((429, "{}"), ModelBusy, 3, "in a moment"),
        ((409, "{}"), ModelBusy, 3, "busy"),
        ((500, "{}"), ModelBusy, 3, "busy"),
        ((502, "<html>Bad gateway</html>"), ModelBusy, 3, "busy"),
        (ErrorEvent(code="503"), ModelBusy, 3, "busy"),
        (ErrorEvent(code="content_filter"), ModelRefusal, 1, "declined"),
        (Reset(), ModelUnreachable, 3, "OPENAI_BASE_URL"),
        (Cut(after_tokens=0), ModelUnreachable, 3, "OPENAI_BASE_URL"),
    ],
)
async def test_what_fails_is_named_and_tried_again_only_where_that_helps(
    fake_openai: FakeOpenAI,
    connected: Connected,
    answer: Answer,
    error: type[ModelError],
    calls: int,
    says: str,
) -> None:
    fake_openai.default = lambda body: answer

    with pytest.raises(error, match=says) as caught:
        await chunks(connected())

    assert len(fake_openai.requests) == calls
    assert fake_openai.host in str(caught.value)


@pytest.mark.parametrize(
    ("headers", "seconds"),
    [
        ({"retry-after": "7"}, 7),
        ({"retry-after": "0.5"}, 0.5),
        ({"retry-after-ms": "1500", "retry-after": "9"}, 1.5),
        ({"retry-after": "-3"}, 0),
        ({"retry-after": "inf"}, None),
        ({"retry-after": "nan"}, None),
        ({"retry-after": "soon"}, None),
        ({"retry-after": "Wed, 21 Oct 2015 07:28:00 GMT"}, 0),
        ({}, None),
    ],
)
def test_the_wish_to_wait_is_read_in_all_its_forms(
    headers: dict[str, str], seconds: float | None
) -> None:
    assert retry_after(headers) == seconds


def test_a_date_to_wait_for_becomes_seconds() -> None:
    in_an_hour = format_datetime(datetime.now(UTC) + timedelta(hours=1), usegmt=True)

    seconds = retry_after({"retry-after": in_an_hour})

    assert seconds is not None
    assert 3000 < seconds <= 3600


@pytest.mark.parametrize(
    "answer",
    [
        *((status, SERVER_WORDS) for status in (400, 401, 403, 404, 409, 422, 429, 500)),
        (401, f'{{"error": {{"message": "{SERVER_WORDS}"}}}}'),
        (400, f'{{"error": {{"message": "{SERVER_WORDS}", "code": "content_filter"}}}}'),
        Status(200, SERVER_WORDS, kind="text/html"),
        Status(200, SERVER_WORDS, kind="text/plain"),
        Status(200, SERVER_WORDS),
        ErrorEvent(message=SERVER_WORDS),
        ErrorEvent("Well, I", message=SERVER_WORDS),
        BadSSE(event=SERVER_WORDS),
        BadSSE("Well, I", event=SERVER_WORDS),
        Text(SERVER_WORDS, refusal=True),
        Text(SERVER_WORDS, finish="content_filter"),
        Reset(),
    ],
)
@pytest.mark.parametrize("streamed", [True, False])
async def test_37_no_error_holds_a_key_or_the_servers_words(
    fake_openai: FakeOpenAI,
    connected: Connected,
    caplog: pytest.LogCaptureFixture,
    answer: Answer,
    streamed: bool,
) -> None:
    fake_openai.default = lambda body: answer
    model = connected(openai_api_key=KEY)

    ask = chunks(model) if streamed else model.answer([Message("user", "?")], Usage, max_tokens=9)

    with caplog.at_level(logging.DEBUG), pytest.raises(ModelError) as caught:
        await ask

    assert KEY not in _shown(caught.value)
    assert "CANARY" not in _shown(caught.value)
    assert KEY not in caplog.text


@pytest.mark.parametrize(
    "event",
    [
        "[]",
        "null",
        "5",
        '"text"',
        '{"choices": 5}',
        '{"choices": [null]}',
        '{"choices": [{"delta": null}]}',
        '{"choices": [{"delta": {"content": 5}}]}',
        '{"choices": [], "usage": "much"}',
        '{"error": "plain"}',
        "[" * 5000,
    ],
)
async def test_events_of_any_shape_are_an_answer_that_cannot_be_read(
    fake_openai: FakeOpenAI, connected: Connected, event: str
) -> None:
    fake_openai.answers.append(BadSSE(event=event))

    with pytest.raises(ModelBadAnswer):
        await reply(connected())


async def test_a_web_page_points_to_the_address(
    fake_openai: FakeOpenAI, connected: Connected
) -> None:
    fake_openai.answers.append(Html())

    with pytest.raises(ModelBadAnswer, match=r"web page.*OPENAI_BASE_URL"):
        await reply(connected())


def _shown(error: AppError) -> str:
    """All that a log could show of an error, its whole chain included."""
    chain: list[BaseException] = []
    one: BaseException | None = error
    while one is not None and one not in chain:
        chain.append(one)
        one = one.__cause__ or one.__context__
    return "".join([*traceback.format_exception(error), *(f"{e!r} {vars(e)}" for e in chain)])
