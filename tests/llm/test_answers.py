from typing import Any

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from pydantic import BaseModel, ConfigDict, Field

from app.domain.conversation import Usage
from app.errors import ModelBadAnswer, ModelRefusal
from app.llm.base import Message
from app.llm.structured import Unreadable, read
from tests.support.adapters import Connected
from tests.support.fake_openai import (
    Answer,
    Empty,
    FakeOpenAI,
    Filtered,
    Html,
    Json,
    NullChoices,
    Refusal,
    Truncated,
)

ASK = [Message("system", "You judge."), Message("user", "How clear was it?")]


class Opinion(BaseModel):
    """A form to fill."""

    model_config = ConfigDict(extra="forbid")

    why: str
    clear: int = Field(ge=0, le=4)


GOOD = {"why": "plain words", "clear": 3}


async def test_the_form_is_sent_as_a_schema_and_the_answer_validated(
    fake_openai: FakeOpenAI, connected: Connected
) -> None:
    fake_openai.answers.append(Json(GOOD))

    answer, usage = await connected().answer(ASK, Opinion, max_tokens=300)

    assert answer == Opinion(**GOOD)
    assert usage == Usage(prompt=6, completion=5)
    body = fake_openai.requests[0].body
    assert body["stream"] is False
    assert body["max_tokens"] == 300
    assert body["response_format"] == {
        "type": "json_schema",
        "json_schema": {"name": "Opinion", "schema": Opinion.model_json_schema(), "strict": True},
    }


@pytest.mark.parametrize("status", [400, 422, 501])
async def test_a_server_without_schemas_is_asked_in_words_from_then_on(
    fake_openai: FakeOpenAI, connected: Connected, status: int
) -> None:
    model = connected()
    fake_openai.answers.extend([(status, "{}"), Json(GOOD), Json(GOOD)])

    await model.answer(ASK, Opinion, max_tokens=300)
    await model.answer(ASK, Opinion, max_tokens=300)

    assert ["response_format" in request.body for request in fake_openai.requests] == [
        True,
        False,
        False,
    ]
    asked = fake_openai.requests[2].messages
    assert [message["role"] for message in asked] == ["system", "user"]
    assert asked[1]["content"].startswith("How clear was it?\n\n")
    assert '"maximum": 4' in asked[1]["content"]


@pytest.mark.parametrize(
    "text",
    [
        '{"why": "plain words", "clear": 3}',
        '```json\n{"why": "plain words", "clear": 3}\n```',
        'Sure! Here it is:\n{"why": "plain words", "clear": 3}\nAnything else?',
        'The form {why, clear} filled: {"why": "plain words", "clear": 3}',
        '{"thinking": "hm"} {"why": "plain words", "clear": 3}',
    ],
)
async def test_prose_and_fences_around_the_object_are_fine(
    fake_openai: FakeOpenAI, connected: Connected, text: str
) -> None:
    fake_openai.answers.append(text)

    answer, _ = await connected().answer(ASK, Opinion, max_tokens=300)

    assert answer == Opinion(**GOOD)


@pytest.mark.parametrize(
    ("bad", "problem"),
    [
        ("I would say it was clear.", "no JSON object"),
        ("", "no JSON object"),
        (Json({"why": "x", "clear": 9}), "clear: Input should be less than or equal to 4"),
        (Json({"clear": 1}), "why: Field required"),
        (Json({**GOOD, "score": 99}), "score: Extra inputs are not permitted"),
        (Truncated('{"why": "it goes on and on'), "no JSON object"),
    ],
)
async def test_a_bad_answer_is_shown_its_problem_once(
    fake_openai: FakeOpenAI, connected: Connected, bad: Answer, problem: str
) -> None:
    fake_openai.answers.extend([bad, Json(GOOD)])

    answer, usage = await connected().answer(ASK, Opinion, max_tokens=300)

    assert answer == Opinion(**GOOD)
    assert usage.prompt > 12
    roles = [message["role"] for message in fake_openai.requests[1].messages]
    assert roles == ["system", "user", "assistant", "user"]
    assert problem in fake_openai.requests[1].messages[-1]["content"]


@pytest.mark.parametrize("bad", ["Fine.", Json({"why": "x", "clear": -1}), Json([1, 2])])
async def test_two_bad_answers_are_an_error_and_no_opinion(
    fake_openai: FakeOpenAI, connected: Connected, bad: Answer
) -> None:
    fake_openai.answers.extend([bad, bad])

    with pytest.raises(ModelBadAnswer, match="twice"):
        await connected().answer(ASK, Opinion, max_tokens=300)

    assert len(fake_openai.requests) == 2


@pytest.mark.parametrize(
    ("answer", "error"),
    [
        (Empty(), ModelBadAnswer),
        (NullChoices(), ModelBadAnswer),
        (Html(), ModelBadAnswer),
        (Refusal(), ModelRefusal),
        (Filtered(), ModelRefusal),
    ],
)
async def test_what_is_no_answer_is_not_asked_for_again(
    fake_openai: FakeOpenAI, connected: Connected, answer: Answer, error: type[Exception]
) -> None:
    fake_openai.answers.append(answer)

    with pytest.raises(error):
        await connected().answer(ASK, Opinion, max_tokens=300)

    assert len(fake_openai.requests) == 1


@given(st.text(alphabet=st.sampled_from('{}[]":,0 \\whyclear3`\n'), max_size=200) | st.text())
@example("[" * 100_000)
@example('{"a":' * 5_000)
@example('{"why": "x", "clear": ' + "9" * 5000 + "}")
def test_any_text_is_read_or_unreadable(text: str) -> None:
    try:
        answer = read(text, Opinion)
    except Unreadable:
        return
    assert 0 <= answer.clear <= 4


@given(
    st.text(alphabet=st.characters(exclude_characters="{")),
    st.text(alphabet=st.characters(exclude_characters="{")),
    st.text(),
)
def test_an_object_is_found_whatever_stands_around_it(before: str, after: str, why: str) -> None:
    answer = Opinion(why=why, clear=2)

    assert read(f"{before}{answer.model_dump_json()}{after}", Opinion) == answer


def test_a_problem_does_not_repeat_the_values() -> None:
    wrong: dict[str, Any] = {"why": 7_654_321, "clear": "canary"}

    with pytest.raises(Unreadable) as caught:
        read(str(wrong).replace("'", '"'), Opinion)

    assert "canary" not in str(caught.value)
    assert "7654321" not in str(caught.value)
