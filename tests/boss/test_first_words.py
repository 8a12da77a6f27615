"""What a listener sees while a prompted boss is still speaking."""

from collections.abc import AsyncIterator

import pytest

from app.boss.prompted import PromptedSpeaker
from app.boss.speaker import Scene, Speech
from app.errors import ModelBusy, ModelCutOff, ModelError
from tests.support.adapters import Connected
from tests.support.fake_openai import Answer, Cut, FakeOpenAI, Filtered, Hang, Truncated
from tests.support.scenes import AUTHORED, CLOSE, a_move, a_scene

GOOD = "Priya it is, then. Now tell me: who keeps the rota?"
AS_MACHINE = "As an AI, I cannot hold meetings."
LEAK = "Plain speech: no lists, no headings, no name in front of it."


def speaker(connected: Connected) -> PromptedSpeaker:
    return PromptedSpeaker(connected(), context_tokens=8192)


async def moments(connected: Connected, scene: Scene | None = None, so_far: str = "") -> list[str]:
    """What stands on the page, from moment to moment."""
    pages = [so_far]
    await watch(pages, speaker(connected).speak(scene or a_scene(), so_far=so_far))
    return pages


async def watch(pages: list[str], speeches: AsyncIterator[Speech]) -> None:
    async for speech in speeches:
        pages.append(speech.text if speech.replace else pages[-1] + speech.text)


async def test_the_first_word_does_not_wait_for_the_second(
    fake_openai: FakeOpenAI, connected: Connected
) -> None:
    fake_openai.answers.append(Hang("Priya"))

    speeches = speaker(connected).speak(a_scene())

    assert await anext(speeches) == Speech("Priya")
    await speeches.aclose()


async def test_words_do_not_wait_for_the_end_of_their_sentence(
    fake_openai: FakeOpenAI, connected: Connected
) -> None:
    fake_openai.answers.append(Hang("Priya it is. Now tell"))

    speeches = speaker(connected).speak(a_scene())

    assert [await anext(speeches) for _ in range(4)] == [
        Speech("Priya"),
        Speech(" it"),
        Speech(" is."),
        Speech(" Now"),
    ]
    await speeches.aclose()


async def test_a_name_waits_until_it_is_no_label(
    fake_openai: FakeOpenAI, connected: Connected
) -> None:
    fake_openai.answers.append(Hang("Sam, sit down"))

    speeches = speaker(connected).speak(a_scene())

    assert await anext(speeches) == Speech("Sam,")
    await speeches.aclose()


async def test_words_of_a_sentence_that_breaks_a_rule_are_taken_back_before_its_end(
    fake_openai: FakeOpenAI, connected: Connected
) -> None:
    fake_openai.answers.append(Hang("I hear you. As an AI, I cannot"))

    speeches = speaker(connected).speak(a_scene())

    page = [await anext(speeches) for _ in range(6)]
    assert page[-3:] == [Speech(" As"), Speech(" an"), Speech("I hear you.", replace=True)]
    await speeches.aclose()


@pytest.mark.parametrize("bad", [AS_MACHINE, LEAK, "I am just an assistant here."])
async def test_nothing_of_a_reply_that_is_mended_is_left_standing(
    fake_openai: FakeOpenAI, connected: Connected, bad: str
) -> None:
    fake_openai.answers.extend([bad, GOOD])

    seen = await moments(connected)

    shown = seen[: seen.index("", 1)]
    assert 0 < max(len(page.split()) for page in shown) <= 5
    assert all(bad.startswith(page) for page in shown)
    assert seen[-1] == GOOD


async def test_a_reply_that_is_mended_comes_whole(
    fake_openai: FakeOpenAI, connected: Connected
) -> None:
    fake_openai.answers.extend([AS_MACHINE, f"Priya, then. {LEAK}"])

    assert await moments(connected) == ["", "As", "As an", "", "Priya, then.", AUTHORED]


@pytest.mark.parametrize("bad", [AS_MACHINE, LEAK])
async def test_what_was_said_before_a_bad_sentence_stands_alone_at_once(
    fake_openai: FakeOpenAI, connected: Connected, bad: str
) -> None:
    fake_openai.answers.append(f"{GOOD} {bad} Hidden.")

    seen = await moments(connected)

    taken_back = seen.index(GOOD, seen.index(GOOD) + 1)
    assert set(seen[taken_back:]) == {GOOD}
    assert max(len(page.split()) for page in seen) <= len(GOOD.split()) + 5


async def test_the_authored_closing_follows_whole_sentences(
    fake_openai: FakeOpenAI, connected: Connected
) -> None:
    fake_openai.answers.append(Truncated("I hear you. And as for the"))
    closing = a_move(CLOSE, outcome="agreed")

    seen = await moments(connected, a_scene(closing, authored="Good. You stay."))

    assert seen[-3:] == [
        "I hear you. And as for",
        "I hear you.",
        "I hear you. Good. You stay.",
    ]


@pytest.mark.parametrize(
    ("answer", "shown", "left"),
    [
        (Cut(6, "I need a name. By Friday, Sam."), "I need a name. By", "I need a name."),
        (Filtered("Priya it is. And then"), "Priya it is. And", AUTHORED),
    ],
)
async def test_a_sentence_that_breaks_off_is_taken_back(
    fake_openai: FakeOpenAI, connected: Connected, answer: Answer, shown: str, left: str
) -> None:
    fake_openai.answers.append(answer)

    seen = await moments(connected)

    assert shown in seen
    assert seen[-1] == left


@pytest.mark.parametrize(
    ("answer", "error"), [(Cut(5, AS_MACHINE), ModelCutOff), ((503, ""), ModelBusy)]
)
async def test_nothing_stands_when_the_endpoint_fails_before_a_usable_word(
    fake_openai: FakeOpenAI, connected: Connected, answer: Answer, error: type[ModelError]
) -> None:
    fake_openai.default = lambda body: answer
    pages = [""]

    with pytest.raises(error):
        await watch(pages, speaker(connected).speak(a_scene()))

    assert pages[-1] == ""


async def test_going_on_shows_no_word_twice(fake_openai: FakeOpenAI, connected: Connected) -> None:
    fake_openai.answers.append("a name by Friday. Who is it?")

    seen = await moments(connected, so_far="I need a name")

    whole = "I need a name by Friday. Who is it?"
    assert all(whole.startswith(page) for page in seen)
    assert seen[-1] == whole
