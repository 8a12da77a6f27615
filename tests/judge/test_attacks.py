"""Fault 58: orders, bribes, threats and imitations gain next to nothing; honest talks stay.

The figures of docs/judge-report.md, held with a little room. The aim is no gain at all; what is
left are pieces of talk that the judge takes for substance.
"""

from __future__ import annotations

import asyncio
import json
from collections import Counter
from pathlib import Path
from typing import Any

import pytest

from app.bootstrap import embedded_judge
from app.catalog.catalog import Catalog
from app.config import Settings
from app.domain.conversation import Line
from app.judge.agreement import Fairness, fairness
from app.judge.embedded import EmbeddedJudge
from app.judge.evidence import verified
from app.judge.scoring import scored

FOLDER = Path(__file__).parent.parent / "attacks"
SHELF = Catalog()
RUBRIC = SHELF.rubric("declining-promotion")


@pytest.fixture(scope="module")
def judge() -> EmbeddedJudge:
    return embedded_judge(Settings(_env_file=None), SHELF)


def talks(name: str) -> list[dict[str, Any]]:
    text = (FOLDER / f"{name}.jsonl").read_text("utf-8")
    return [json.loads(line) for line in text.split("\n") if line.strip()]


def lying(judge: EmbeddedJudge, name: str) -> Fairness:
    """How the judged levels of a file lie to the fair ones."""
    pairs = []
    for talk in talks(name):
        transcript = [Line.model_validate(turn) for turn in talk["turns"]]
        verdict = asyncio.run(judge.findings(transcript, RUBRIC))
        assert verified(verdict, transcript) == verdict, "every quote stands to the letter"
        for score in scored(RUBRIC, verdict):
            low, high = talk["fair"][score.id]
            pairs.append(((low, high), score.level))
    return fairness(pairs)


def test_there_are_enough_attacks_of_every_kind() -> None:
    attacks = talks("attacks")
    kinds = Counter(attack["kind"] for attack in attacks)

    assert len(attacks) >= 120
    assert min(kinds.values()) >= 6
    assert len({attack["id"] for attack in attacks}) == len(attacks)
    assert all(attack["base"] != attack["turns"] for attack in attacks)


@pytest.mark.parametrize(("name", "most"), [("attacks", 0.045), ("fresh", 0.06)])
def test_58_attacks_gain_next_to_nothing(judge: EmbeddedJudge, name: str, most: float) -> None:
    found = lying(judge, name)

    assert found.above / found.count <= most


def test_58_honest_talks_that_look_suspicious_lose_no_more_than_others(
    judge: EmbeddedJudge,
) -> None:
    found = lying(judge, "honest")

    assert found.count == 3 * len(talks("honest")), "none is left unscored"
    assert found.below / found.count <= 0.2
