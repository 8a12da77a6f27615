"""What became of a plan, on pairs that were written for it: see `tests/plans/pairs.jsonl`.

Half of the pairs were for tuning, the other half was held out. On the held-out half the words
alone found 20 of 22 pieces that had been said, with one false find of ten, when they were first
measured; since then a date to talk again must come with an arrangement, and a share of exactly
half is not enough any more: 21 of 22, and no false find. The sentence encoder with a threshold
from the tuning half finds all 22, with three false finds, and cannot say what changed. Against
what was said for all the other questions, the words find 2 of 64 falsely, the encoder 37.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.conversation import Line
from app.domain.scorecard import Evidence
from app.domain.worksheet import Planned, Worksheet
from app.judge.planned import became

ROOT = Path(__file__).parents[1]
PAIRS = [
    json.loads(line)
    for line in (ROOT / "plans" / "pairs.jsonl").read_text("utf-8").split("\n")
    if line
]


def talk(*said: str) -> tuple[Line, ...]:
    """What a learner says to a boss who asks each time."""
    lines = [(Line(speaker="boss", text="Well?"), Line(speaker="learner", text=t)) for t in said]
    return tuple(line for pair in lines for line in pair)


def judged(pair: dict[str, Any], *said: str) -> Planned:
    sheet = Worksheet.model_validate({pair["field"]: pair["planned"]})
    return became(sheet, talk(*(said or (pair["said"],))), "Dana Reyes")[0]


def found(which: str) -> tuple[float, float, int]:
    """Precision and recall of finding what was said, and how many are told wholly right."""
    pairs = [pair for pair in PAIRS if pair["set"] == which]
    told = [(pair["became"], judged(pair).became) for pair in pairs]
    true = sum(a != "missed" and b != "missed" for a, b in told)
    precision = true / sum(b != "missed" for _, b in told)
    recall = true / sum(a != "missed" for a, _ in told)
    return precision, recall, sum(a == b for a, b in told)


def test_planned_pieces_are_told_used_changed_or_missed() -> None:
    assert len(PAIRS) == 64
    assert found("tuning") == (1, 1, 32)
    precision, recall, exact = found("held_out")
    assert precision == 1
    assert recall == pytest.approx(21 / 22)
    assert exact == 31


def test_the_quote_and_both_figures_are_shown() -> None:
    for pair in PAIRS:
        piece = judged(pair)
        if piece.became == "missed" or pair["became"] == "missed":
            continue
        assert piece.evidence
        assert pair["quote"].casefold() in piece.evidence.quote.casefold()
        if "differs" in pair:
            told = [[one.planned, one.said] for one in piece.differences]
            assert all(difference in told for difference in pair["differs"]), pair


def test_what_was_said_about_something_else_is_seldom_taken_for_the_plan() -> None:
    def others(pair: dict[str, Any]) -> list[str]:
        question = pair["field"].rstrip("123")
        return [one["said"] for one in PAIRS if one["field"].rstrip("123") != question]

    false = sum(judged(pair, *others(pair)).became != "missed" for pair in PAIRS)

    assert false <= 2


def test_the_best_words_count_wherever_they_stand_and_the_boss_says_nothing_for_the_learner() -> (
    None
):
    sheet = Worksheet(who="Priya Nair", talk_again="Monday at ten")
    lines = (
        Line(speaker="boss", text="Priya Nair? Monday at ten?"),
        Line(speaker="learner", text="Hm, Dana."),
        Line(speaker="boss", text="So?"),
        Line(speaker="learner", text="It is hard. I would ask Priya! She wants it."),
    )

    who, again = became(sheet, lines, "Dana Reyes")

    assert who.evidence == Evidence(turn=3, start=12, end=30, quote="I would ask Priya!")
    assert again.became == "missed"


def test_the_boss_s_name_is_nobody_put_forward() -> None:
    sheet = Worksheet(who="Priya, she runs the stand-up")

    (piece,) = became(sheet, talk("Well, Dana, who runs the stand-up is not the point."), "Dana")

    assert not any(one.said == "Dana" for one in piece.differences)


def test_an_empty_plan_becomes_nothing() -> None:
    assert became(Worksheet(path="Expert."), talk("I want to be an expert.")) == ()


@given(st.text(max_size=200), st.lists(st.text(max_size=300), max_size=4))
def test_every_quote_stands_in_the_learner_s_turn_to_the_letter(plan: str, said: list[str]) -> None:
    sheet = Worksheet(who=plan[:200], result_1=plan[:200], talk_again=plan[:200])
    lines = talk(*said, plan)

    for piece in became(sheet, lines):
        if spot := piece.evidence:
            assert lines[spot.turn].speaker == "learner"
            assert lines[spot.turn].text[spot.start : spot.end] == spot.quote
