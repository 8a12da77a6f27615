from pathlib import Path

import pytest

from app import bootstrap
from app.errors import SetupError
from app.judge.embedded import EmbeddedJudge
from app.llm.openai_compatible import OpenAICompatible
from tests.support.adapters import settings
from tests.support.checklists import boss_and_judge
from tests.support.endpoint import fake_openai
from tests.support.fake_openai import FakeOpenAI
from tests.support.scenes import a_rubric, a_scene

__all__ = ["fake_openai"]

REJECTED = 400, '{"error": {"message": "Use max_completion_tokens."}}'


def embedded(folder: Path) -> EmbeddedJudge:
    changed = settings(data_dir=folder)
    return bootstrap.embedded_judge(changed, bootstrap.catalog(changed))


@pytest.mark.parametrize("judge_model", [None, "a-model"])
async def test_what_the_boss_learned_of_an_endpoint_the_judge_of_the_same_model_knows(
    fake_openai: FakeOpenAI, tmp_path: Path, judge_model: str | None
) -> None:
    fake_openai.default = lambda body: REJECTED if "max_tokens" in body else boss_and_judge(body)
    changed = settings(
        openai_base_url=fake_openai.url, model="a-model", judge_model=judge_model, data_dir=tmp_path
    )
    models = bootstrap.chat_models(changed)
    boss = bootstrap.speakers(changed, models=models).by_kind["prompted"]
    judge = bootstrap.scorer(changed, embedded(tmp_path), models=models)

    said = "".join([speech.text async for speech in boss.speak(a_scene())])
    score = await judge.score(a_scene().transcript, a_rubric(), "a-hash")

    assert said == "I hear you. Who takes the team on Friday?"
    assert [one.level for one in score.criteria] == [0, 0]
    assert score.pins.judge.kind == "llm"
    assert score.pins.judge.model == f"a-model at {fake_openai.host}"
    assert sum("max_tokens" in request.body for request in fake_openai.requests) == 1
    model = models("a-model")
    assert isinstance(model, OpenAICompatible)
    await model.aclose()


def test_another_name_is_another_model(fake_openai: FakeOpenAI) -> None:
    models = bootstrap.chat_models(settings(openai_base_url=fake_openai.url))

    assert models("a-model") is models("a-model")
    assert models("a-model") is not models("a-judge")


def test_without_an_endpoint_there_is_no_prompted_speaker() -> None:
    with pytest.raises(SetupError, match=r"prompted speaker needs an LLM endpoint"):
        bootstrap.speakers(settings(), "prompted")


def test_without_an_endpoint_there_is_no_llm_judge(tmp_path: Path) -> None:
    judge = embedded(tmp_path)

    with pytest.raises(SetupError, match=r"LLM judge needs an LLM endpoint"):
        bootstrap.scorer(settings(), judge, "llm")
