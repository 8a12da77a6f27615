from __future__ import annotations

import pytest

from app.boss.dates import names_a_date, proposes_to_meet
from app.boss.questions import is_question


@pytest.mark.parametrize(
    "text",
    [
        "Could I have until Tuesday?",
        "Give me a week or two.",
        "I'll sleep on it and come back tomorrow.",
        "You'll have it by the 14th.",
        "On 3 May, if that suits you.",
        "After Easter?",
        "In March, then.",
        "Shall we say at 4 pm?",
        "At the end of the month.",
        "Let me think over the weekend.",
        "In a couple of days.",
        "By 5, promised.",
        "Until the fifteenth, sir.",
        "Ask me next year.",
        "TOMORROW",
    ],
)
def test_days_dates_and_spans_are_dates(text: str) -> None:
    assert names_a_date(text)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "Can I think about it?",
        "Soon.",
        "You may be right.",
        "The second one is better.",
        "In 40 cases I was right.",
        "I run 10 tests.",
        "We march on.",
        "The truth is, I like it here.",
        "I am on 3 committees.",
    ],
)
def test_other_words_and_numbers_are_not(text: str) -> None:
    assert not names_a_date(text)


@pytest.mark.parametrize(
    "text",
    [
        "Right. Friday, your office?",
        "Talk Monday?",
        "When can we three sit down? I'd suggest Monday.",
        "How about next week?",
        "Let's say Thursday at ten.",
    ],
)
def test_a_day_that_is_named_to_go_on_is_a_proposal_and_no_question(text: str) -> None:
    assert proposes_to_meet(text)
    assert not is_question(text)


@pytest.mark.parametrize(
    "text",
    ["By Friday?", "From next week?", "I'd suggest Anna, she asked on Monday.", "Is it Friday?"],
)
def test_a_day_alone_is_no_proposal(text: str) -> None:
    assert not proposes_to_meet(text)
