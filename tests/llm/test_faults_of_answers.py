"""Faults 11 to 16 of the trials: answers that came, and are none."""

import random
from typing import Any

import pytest

from app.boss.prompted import PromptedSpeaker
from app.boss.script import portrait
from app.boss.speaker import Scene, Speech
from app.errors import (
    ModelBadAnswer,
)
from app.judge.evidence import verified
from app.judge.llm import LLMJudge
from app.llm.openai_compatible import OpenAICompatible
from app.llm.tokens import PER_MESSAGE, count
from tests.support.adapters import Connected
from tests.support.checklists import checklist
from tests.support.fake_openai import (
    Answer,
    Empty,
    FakeOpenAI,
    Filtered,
    Html,
    Json,
    NullChoices,
    Refusal,
    Request,
    Truncated,
)
from tests.support.scenes import (
    ANSWER,
    AUTHORED,
    OPENING,
    RAISE,
    a_move,
    a_persona,
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


def taken(request: Request) -> int:
    """Tokens of a request's messages."""
    return sum(count(m["content"], "gpt-4o") + PER_MESSAGE for m in request.messages)


@pytest.mark.parametrize("answer", [Empty(), NullChoices(), Html()])
async def test_11_what_is_no_answer_is_an_error_for_speaker_and_judge(
    fake_openai: FakeOpenAI, connected: Connected, answer: Answer
) -> None:
    fake_openai.default = lambda body: answer
    model = connected()

    with pytest.raises(ModelBadAnswer, match="OPENAI_BASE_URL"):
        await spoken(model)
    verdict = await LLMJudge(model, context_tokens=WINDOW).findings(
        lines(OPENING, ANSWER), a_rubric()
    )

    assert verdict.findings == {}
    assert len(verdict.unscored) == 2


@pytest.mark.parametrize("blank", ["", " ", "\n\n", "\u200b", "*smiles*", "...", "Dana:"])
async def test_11_no_blank_reply_is_ever_said(
    fake_openai: FakeOpenAI, connected: Connected, blank: str
) -> None:
    fake_openai.answers.extend([blank, blank])

    speeches = await spoken(connected())

    assert text_of(speeches) == AUTHORED
    assert speeches[-1].origin == "authored after a-model: it said nothing"


async def test_12_a_truncated_reply_ends_with_a_sentence(
    fake_openai: FakeOpenAI, connected: Connected
) -> None:
    model = connected()

    for length in range(len("I hear you, Sam. B"), len(SPEECH)):
        fake_openai.answers.append(Truncated(SPEECH[:length]))
        speeches = await spoken(model)

        assert speeches[-1].complete
        assert text_of(speeches) in ("I hear you, Sam.", "I hear you, Sam. But who keeps the rota?")


@pytest.mark.parametrize("answer", [Refusal(), Filtered(), Filtered("I hear you. But"), (400, "")])
async def test_13_a_refusal_never_costs_the_learner_anything(
    fake_openai: FakeOpenAI, connected: Connected, answer: Answer
) -> None:
    if isinstance(answer, tuple):
        answer = (400, '{"error": {"code": "content_filter", "message": "filtered"}}')
    fake_openai.default = lambda body: answer
    model = connected()

    speeches = await spoken(model)
    verdict = await LLMJudge(model, context_tokens=WINDOW).findings(
        lines(OPENING, ANSWER), a_rubric()
    )

    assert text_of(speeches) == AUTHORED
    assert speeches[-1].complete
    assert verdict.findings == {}
    assert all("says nothing about you" in reason for reason in verdict.unscored.values())


async def test_14_five_hundred_turns_are_trimmed_and_persona_and_rubric_stay(
    fake_openai: FakeOpenAI, connected: Connected
) -> None:
    said = [f"Turn {turn}: {'We have been through this before. ' * 5}" for turn in range(499)]
    fake_openai.default = lambda body: checklist(body, {}) if "response_format" in body else SPEECH
    model = connected()
    scene = a_scene(a_move(RAISE), *said)

    speeches = await spoken(model, scene)
    verdict = await LLMJudge(model, context_tokens=WINDOW).findings(scene.transcript, a_rubric())

    assert text_of(speeches) == SPEECH
    assert len(verdict.findings) == 2
    assert verdict.warnings
    assert fake_openai.requests[0].messages[0]["content"] == portrait(a_persona(), scene.facts)
    assert "Turn 498:" in fake_openai.requests[0].text
    assert all(taken(request) < WINDOW - 300 for request in fake_openai.requests)


def any_judgement(body: dict[str, Any], chance: random.Random) -> Answer:
    """What a bad judge could say: prose, wrong ranges, invented quotes, half an answer."""
    turn = chance.choice([-1, 0, 1, 1, 1, 99])
    words = chance.choice(["Thank you.", "Thank  you", "I earned millions.", "", OPENING, "e"])
    good = checklist(body, {name: (turn, words) for name in ("thanks", "names_candidate")}).text
    answers: list[Answer] = [
        "Positivity: 9 out of 10!",
        Json({"positivity": 5}),
        Json({"behaviours": "all of them"}),
        good,
        f"Here you are: ```json\n{good}\n```",
        good.replace('"shown": "yes"', '"shown": "very"'),
        good.replace('"specific": true', '"specific": 7'),
        good.replace('"turn": 1', '"turn": "first"'),
        good[: len(good) // 2],
        good.replace("thanks", "genius"),
        Truncated(good[:-2]),
    ]
    return chance.choice(answers)


async def test_15_a_bad_judgement_is_dropped_or_not_scored(
    fake_openai: FakeOpenAI, connected: Connected
) -> None:
    chance = random.Random(15)
    fake_openai.default = lambda body: any_judgement(body, chance)
    judge = LLMJudge(connected(), context_tokens=WINDOW)
    transcript = lines(OPENING, ANSWER)
    scored = unscored = shown = 0

    for _ in range(100):
        verdict = await judge.findings(transcript, a_rubric())

        assert verdict.findings.keys() | verdict.unscored.keys() == {"positivity", "alternatives"}
        assert not verdict.findings.keys() & verdict.unscored.keys()
        assert verified(verdict, transcript) == verdict
        for criterion in a_rubric().criteria:
            found = verdict.findings.get(criterion.id, ())
            known = [behaviour.id for behaviour in criterion.behaviours]
            assert [one.behaviour for one in found] == (known if found else [])
            shown += sum(one.shown != "no" for one in found)
        scored += len(verdict.findings)
        unscored += len(verdict.unscored)

    assert min(scored, unscored) > 20
    assert shown > 2
    record(15, f"0 invalid of 100 judgements; {scored} criteria scored, {unscored} not scored")


async def test_16_an_unknown_model_name_needs_no_network(
    fake_openai: FakeOpenAI, connected: Connected
) -> None:
    fake_openai.answers.append(SPEECH)
    scene = a_scene(a_move(RAISE), *["Something long was said here. " * 60] * 41)

    speeches = await spoken(connected("no-such-model:latest"), scene)

    assert text_of(speeches) == SPEECH
    assert fake_openai.requests[0].body["model"] == "no-such-model:latest"
    assert len(fake_openai.requests[0].messages) < 41
