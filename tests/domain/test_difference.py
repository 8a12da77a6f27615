from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.difference import (
    Difference,
    Noise,
    Piece,
    Side,
    Sure,
    difference,
    marked_words,
)
from app.domain.scorecard import (
    CriterionScore,
    Evidence,
    Finding,
    JudgeKind,
    JudgeName,
    Pins,
    Scorecard,
)
from tests.store.samples import a_boss_turn, a_scorecard, a_turn
from tests.support.people import a_rubric

NOISE = Noise(
    rubric="asking-well",
    rubric_hash="r",
    judge_hash="j",
    transcripts=80,
    share=0.9,
    points={"warmth": 3, "way_out": 3},
    overall=20,
)


def said(*texts: str) -> Side:
    """Boss and learner in turns."""
    turns = [
        (a_boss_turn if number % 2 == 0 else a_turn)(f"t{number}", text=text)
        for number, text in enumerate(texts)
    ]
    return Side(turns)


def card(
    warmth: CriterionScore,
    *,
    judge: JudgeKind = "embedded",
    rubric_hash: str = "r",
    overall: int | None = 50,
) -> Scorecard:
    name = JudgeName(kind=judge, model="m", hash="j")
    pins = Pins(rubric_id="asking-well", rubric_hash=rubric_hash, judge=name)
    return a_scorecard(criteria=(warmth,), pins=pins, overall=overall)


def score(level: int | None, points: float | None = 0, **changes: object) -> CriterionScore:
    return CriterionScore.model_validate(
        {"id": "warmth", "level": level, "points": points, **changes}
    )


def compared(before: Scorecard | None, after: Scorecard | None) -> Difference:
    turns = said("So?").turns
    return difference(Side(turns, before), Side(turns, after), a_rubric(), NOISE)


# Words


def test_the_common_beginning_is_left_out_and_the_longer_side_goes_on_alone() -> None:
    first = said("So?", "Thanks.", "Why?", "Because.")
    second = said("So?", "Thanks.", "Why?", "I want to.", "I see.", "Good.")

    found = difference(first, second, a_rubric(), None)

    assert found.common == 3
    assert [(pair.speaker, pair.before is None) for pair in found.pairs] == [
        ("learner", False),
        ("boss", True),
        ("learner", True),
    ]


def test_words_that_only_one_side_has_are_marked() -> None:
    before, after = marked_words(
        "Priya could take the team in March.", "Priya Nair could take the team in April."
    )

    assert before == (Piece("Priya could take the team in "), Piece("March.", True))
    assert after == (
        Piece("Priya "),
        Piece("Nair ", True),
        Piece("could take the team in "),
        Piece("April.", True),
    )


def test_what_was_said_anew_is_not_marked_word_by_word() -> None:
    found = difference(said("So?", "No, I do not."), said("So?", "Thank you."), a_rubric(), None)

    assert found.pairs[0].anew
    assert found.pairs[0].before == (Piece("No, I do not."),)


@given(st.text(), st.text())
def test_pieces_put_together_are_the_text(before: str, after: str) -> None:
    sides = marked_words(before, after)

    assert ["".join(piece.text for piece in side) for side in sides] == [before, after]


# Levels


@pytest.mark.parametrize(
    ("before", "after", "sure"),
    [
        (score(1, 1), score(1, 9), "same"),
        (score(1, 1), score(2, 4), "noise"),
        (score(1, 1), score(2, 4.5), "more"),
        (score(3, 6), score(1, 1), "more"),
        (score(None, None), score(2, 4), "unknown"),
        (score(1, 1, interval=(1, 1)), score(2, 9, interval=(1, 3)), "noise"),
        (score(3, 1, interval=(3, 4)), score(1, 1, interval=(1, 2)), "more"),
    ],
)
def test_a_change_of_levels_is_held_against_the_noise(
    before: CriterionScore, after: CriterionScore, sure: Sure
) -> None:
    assert compared(card(before), card(after)).criteria[0].sure == sure


def test_the_measured_noise_is_the_embedded_judge_s_and_no_other_s() -> None:
    found = compared(card(score(1, 1), judge="llm"), card(score(4, 9), judge="llm", overall=90))

    assert found.comparable
    assert (found.criteria[0].sure, found.overall) == ("unknown", "unknown")


@pytest.mark.parametrize(
    "other",
    [card(score(4, 9), judge="llm"), card(score(4, 9), rubric_hash="later"), None],
)
def test_two_scorecards_of_different_makers_are_not_held_against_each_other(
    other: Scorecard | None,
) -> None:
    found = compared(card(score(1, 1)), other)

    assert not found.comparable
    assert found.criteria[0].sure == "unknown"


def test_the_overall_score_has_a_noise_of_its_own() -> None:
    pairs = [(50, 50), (50, 70), (50, 71), (None, 71)]

    told = [
        compared(card(score(1), overall=a), card(score(1), overall=b)).overall for a, b in pairs
    ]

    assert told == ["same", "noise", "more", "unknown"]


# Findings


def test_findings_are_gained_lost_or_kept() -> None:
    def shown(name: str, how: str = "yes") -> dict[str, object]:
        spot = Evidence(turn=1, start=0, end=2, quote="So")
        return {"behaviour": name, "shown": how, "evidence": (spot,)}

    before = score(1, findings=(shown("thanks", "partly"), shown("hostile"), shown("vague", "no")))
    after = score(2, findings=(shown("acknowledges_boss"), shown("thanks")))

    shifts = compared(card(before), card(after)).criteria[0].shifts

    assert [(shift.kind, shift.behaviour) for shift in shifts] == [
        ("gained", "acknowledges_boss"),
        ("lost", "hostile"),
        ("kept", "thanks"),
    ]
    assert isinstance(shifts[0].after, Finding)
