import json
from typing import Any

import pytest

from app.domain.conversation import Line
from app.domain.scorecard import Finding, Verdict
from app.judge.base import Judge
from app.judge.llm import LLMJudge
from tests.support.adapters import Connected
from tests.support.checklists import checklist
from tests.support.fake_openai import (
    Answer,
    Empty,
    FakeOpenAI,
    Filtered,
    Hang,
    Html,
    Json,
    Refusal,
)
from tests.support.scenes import ANSWER, OPENING, a_rubric, lines

TRANSCRIPT = lines(OPENING, ANSWER)
NOT_SHOWN = {
    "positivity": (
        Finding(behaviour="thanks", shown="no"),
        Finding(behaviour="hostile", shown="no"),
    ),
    "alternatives": (
        Finding(behaviour="names_candidate", shown="no"),
        Finding(behaviour="leaves_gap", shown="no"),
    ),
}


async def judged(connected: Connected, transcript: tuple[Line, ...] = TRANSCRIPT) -> Verdict:
    judge: Judge = LLMJudge(connected(), context_tokens=8192)
    return await judge.findings(transcript, a_rubric())


BAD: list[Answer] = [
    "They were very polite, I would say 9 out of 10.",
    "",
    Json([]),
    Json({"behaviours": []}),
    Json({"behaviours": [{"behaviour": "genius", "quotes": [], "shown": "no", "specific": True}]}),
    Json({"score": 100}),
]


@pytest.mark.parametrize("bad", BAD)
async def test_an_answer_that_cannot_be_read_leaves_its_criterion_unscored(
    fake_openai: FakeOpenAI, connected: Connected, bad: Answer
) -> None:
    fake_openai.default = lambda body: (
        bad if "What about positivity?" in str(body) else checklist(body, {})
    )

    verdict = await judged(connected)

    assert verdict.findings == {"alternatives": NOT_SHOWN["alternatives"]}
    assert "twice" in verdict.unscored["positivity"]


@pytest.mark.parametrize("answer", [Refusal(), Filtered(), Empty(), Html(), (503, ""), Hang()])
async def test_a_call_that_fails_leaves_its_criterion_unscored(
    fake_openai: FakeOpenAI, connected: Connected, answer: Answer
) -> None:
    fake_openai.default = lambda body: (
        answer if "What about positivity?" in str(body) else checklist(body, {})
    )
    judge = LLMJudge(connected(reply_timeout=0.3), context_tokens=8192)

    verdict = await judge.findings(TRANSCRIPT, a_rubric())

    assert set(verdict.findings) == {"alternatives"}
    assert fake_openai.host in verdict.unscored["positivity"]


@pytest.mark.parametrize("answer", [(401, ""), (404, ""), (500, "")])
async def test_an_endpoint_that_fails_for_all_leaves_all_unscored(
    fake_openai: FakeOpenAI, connected: Connected, answer: Answer
) -> None:
    fake_openai.default = lambda body: answer

    verdict = await judged(connected)

    assert verdict.findings == {}
    assert set(verdict.unscored) == {"positivity", "alternatives"}


async def test_a_behaviour_left_out_is_asked_for_again(
    fake_openai: FakeOpenAI, connected: Connected
) -> None:
    def answer(body: dict[str, Any]) -> Answer:
        whole = checklist(body, {})
        if len(body["messages"]) > 2:
            return whole
        return Json({"behaviours": json.loads(whole.text)["behaviours"][:1]})

    fake_openai.default = answer

    verdict = await judged(connected)

    assert verdict.findings == NOT_SHOWN
    repairs = [r.messages[-1]["content"] for r in fake_openai.requests if len(r.messages) > 2]
    assert any("hostile" in repair for repair in repairs)


@pytest.mark.parametrize(
    "transcript", [(), lines(OPENING), lines(OPENING, "  "), lines(OPENING, "Not today, boss")[:1]]
)
async def test_with_next_to_no_learner_words_nothing_is_asked(
    fake_openai: FakeOpenAI, connected: Connected, transcript: tuple[Line, ...]
) -> None:
    verdict = await judged(connected, transcript)

    assert fake_openai.requests == []
    assert verdict.findings == {}
    assert all("Too little" in reason for reason in verdict.unscored.values())
