import pytest

from app.domain.conversation import Usage
from app.domain.scorecard import Advice
from app.judge.rewrite import LONGER_WORDS, ModelRewriter, honest
from tests.support.adapters import Connected
from tests.support.fake_openai import FakeOpenAI, Json
from tests.support.scenes import ANSWER, OPENING, lines

TRANSCRIPT = lines(OPENING, ANSWER)
ADVICE = Advice(
    behaviour="wants_current_path",
    title="Says what they want",
    text="Say what pulls you.",
    weak="No.",
    strong="I love the lathe.",
    turn=1,
)


async def rewritten(connected: Connected, advice: Advice = ADVICE) -> tuple[str, Usage]:
    return await ModelRewriter(connected(), context_tokens=4096).rewritten(TRANSCRIPT, advice)


async def test_the_line_comes_back_in_the_learners_voice_and_is_counted(
    fake_openai: FakeOpenAI, connected: Connected
) -> None:
    better = "Thank you. I like this work. Priya has run the rota since May, as you know."
    fake_openai.answers.append(Json({"line": better}))

    line, usage = await rewritten(connected)

    assert line == better
    assert usage.prompt > 0
    (request,) = fake_openai.requests
    assert ANSWER in request.text
    assert "Say what pulls you." in request.text
    assert ADVICE.strong not in request.text, "an example of another trade invites its facts"


@pytest.mark.parametrize(
    "line",
    [
        "",
        ANSWER,
        "Thank you. I cut returns by 12 % and Priya can do it.",
        "Thank you. Marta and Priya can share it.",
        ANSWER + " really" * (LONGER_WORDS + 1),
    ],
)
async def test_a_line_that_invents_or_says_nothing_new_is_dropped(
    fake_openai: FakeOpenAI, connected: Connected, line: str
) -> None:
    fake_openai.answers.append(Json({"line": line}))

    assert (await rewritten(connected))[0] == ""


def test_gaps_names_and_figures_of_the_talk_are_no_inventions() -> None:
    said = "Thank you. I cut [a result with a number, such as 12 %], and Priya knows it since May."

    assert honest(said, ANSWER, TRANSCRIPT)
    assert honest("I want Monday with Priya and the platform team.", ANSWER, TRANSCRIPT)


async def test_a_failing_endpoint_leaves_the_advice_as_it_is(
    fake_openai: FakeOpenAI, connected: Connected
) -> None:
    fake_openai.answers.append((401, ""))

    assert await rewritten(connected) == ("", Usage())


async def test_advice_without_a_turn_is_not_asked_about(
    fake_openai: FakeOpenAI, connected: Connected
) -> None:
    assert await rewritten(connected, ADVICE.model_copy(update={"turn": None})) == ("", Usage())
    assert fake_openai.requests == []
