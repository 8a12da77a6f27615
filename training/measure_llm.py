r"""How good is a small real model as a judge? Its kappa on locked transcripts, two ways.

    OPENAI_BASE_URL=http://127.0.0.1:8091/v1 REHEARSE_MODEL=qwen2.5-coder-1.5b \
        .venv/bin/python -m training.measure_llm 40

The model that `rehearse calibrate` was run on before, as the app asks it; and beside it the same
model asked for three numbers in one prompt, as other apps do. On N of the locked transcripts,
evenly over both writers. Writes training/llm_measured.json, for the report.
"""

from __future__ import annotations

import argparse
import json
import random
import sys
from collections.abc import Sequence

import numpy as np
from pydantic import BaseModel, ConfigDict, Field

from app import bootstrap
from app.commands.judging import Judging, judging
from app.commands.lines import LabelledTranscript, records
from app.config import Settings
from app.domain.rubric import Rubric
from app.errors import ModelError
from app.judge.agreement import quadratic_kappa
from app.judge.llm import asked_hash
from app.judge.sheet import Sheet
from app.llm.base import ChatModel, Message
from training.report import LLM_FIGURES, RUBRIC, file


class Numbers(BaseModel):
    """What the one-prompt judge answers."""

    model_config = ConfigDict(extra="forbid")

    positivity: int = Field(ge=0, le=4)
    business_case: int = Field(ge=0, le=4)
    alternatives: int = Field(ge=0, le=4)


def one_prompt(rubric: Rubric, talk: LabelledTranscript) -> list[Message]:
    """Return the usual prompt: the rubric's anchors, the transcript, three numbers please."""
    anchors = "\n\n".join(
        f"{c.id}: {c.question}\n" + "\n".join(f"{n}: {text}" for n, text in c.levels.items())
        for c in rubric.criteria
    )
    system = (
        "You score a practice conversation between a boss and a learner on three criteria, each "
        f"from 0 to 4.\n\n{anchors}\n\nAnswer with JSON."
    )
    return [Message("system", system), Message("user", "\n".join(Sheet(talk.turns, "").turns))]


def kappas(
    rubric: Rubric, talks: Sequence[LabelledTranscript], levels: Sequence[dict[str, int | None]]
) -> tuple[dict[str, float], int]:
    """Return kappa per criterion over what was scored, and how many levels were not."""
    qwk, missing = {}, 0
    for criterion in rubric.criteria:
        pairs = [
            (talk.levels[criterion.id], level)
            for talk, found in zip(talks, levels, strict=True)
            if (level := found.get(criterion.id)) is not None
        ]
        missing += len(talks) - len(pairs)
        told, said = (np.array(side) for side in zip(*pairs, strict=True))
        qwk[criterion.id] = round(quadratic_kappa(told, said) or 0.0, 3)
    return qwk, missing


async def as_the_app_asks(desk: Judging, talk: LabelledTranscript) -> dict[str, int | None]:
    """Return the levels of the app's LLM judge."""
    score = await desk.scorer.score(talk.turns, desk.rubric, desk.rubric_hash, judge="llm")
    return {one.id: one.level for one in score.criteria}


async def in_one_prompt(
    model: ChatModel, desk: Judging, talk: LabelledTranscript
) -> dict[str, int | None]:
    """Return the three numbers; nothing where the answer cannot be read."""
    try:
        numbers, _ = await model.answer(one_prompt(desk.rubric, talk), Numbers, max_tokens=60)
    except ModelError:
        return {}
    return dict(numbers.model_dump())


def main() -> None:
    """Measure and write."""
    parser = argparse.ArgumentParser()
    parser.add_argument("count", type=int)
    count = parser.parse_args().count
    settings = Settings()
    talks = list(records(file("agreement/locked"), LabelledTranscript))
    talks = random.Random(0).sample(talks, count)
    with judging(RUBRIC, "llm") as desk:
        model = bootstrap.judging_model(settings, bootstrap.chat_models(settings))
        known = bootstrap.calibrations(settings).find(model.model, RUBRIC, asked_hash(desk.rubric))
        levels: dict[str, list[dict[str, int | None]]] = {"app": [], "prompt": []}
        for number, talk in enumerate(talks, 1):
            levels["app"].append(desk.runner.run(as_the_app_asks(desk, talk)))
            levels["prompt"].append(desk.runner.run(in_one_prompt(model, desk, talk)))
            sys.stderr.write(f"{number} {talk.id} {talk.levels} {levels['app'][-1]}\n")
            _write(desk.rubric, talks[:number], levels, model.model, known and known.transcripts)


def _write(
    rubric: Rubric,
    talks: Sequence[LabelledTranscript],
    levels: dict[str, list[dict[str, int | None]]],
    model: str,
    calibrated: int | None,
) -> None:
    names = {
        "app": f"the app, calibrated on {calibrated} tuning transcripts",
        "prompt": "one prompt, three numbers",
    }
    ways = []
    for key, found in levels.items():
        qwk, missing = kappas(rubric, talks, found)
        ways.append({"name": names[key], "qwk": qwk, "unscored": missing})
    about = f"{model} (Q4) on {len(talks)} of the locked transcripts."
    LLM_FIGURES.write_text(json.dumps({"about": about, "ways": ways}, indent=1) + "\n", "utf-8")


if __name__ == "__main__":
    main()
