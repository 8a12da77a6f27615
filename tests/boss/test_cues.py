from __future__ import annotations

import pytest

from app.boss.consent import half_says_yes
from app.boss.cues import (
    about_the_job,
    can_accept,
    names_a_date,
    says_goodbye,
    says_thanks,
    sounds_unwell,
)


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
    "question",
    [
        "",
        "How big is the team and what does it pay?",
        "Would I still write code?",
        "And when would it start?",
        "Is it full time?",
        "Who would I report to?",
        "What's the role, exactly?",
        "WHAT BAND?",
    ],
)
def test_questions_about_the_job_are_known(question: str) -> None:
    assert about_the_job(question)


@pytest.mark.parametrize(
    "question",
    ["Why me and not Gallagher?", "Who's the other one?", "And if I say no?", "Could Ann do it?"],
)
def test_other_questions_are_not_about_the_job(question: str) -> None:
    assert not about_the_job(question)


@pytest.mark.parametrize(
    "text",
    [
        "Yes.",
        "yep",
        "Ok boss, I take it.",
        "Sure, I might like to be the lead.",
        "I suppose I could do it.",
        "I might take the job.",
    ],
)
def test_half_a_yes_begins_with_one_or_might_take_the_job(text: str) -> None:
    assert half_says_yes(text)


@pytest.mark.parametrize(
    "text",
    [
        "Thank you so much, I'm honoured.",
        "Please, I'll do anything.",
        "Any normal boss would have said yes by now.",
        "I need a yes from you right now.",
        "I'll take the first month with her.",
        "To go on from there, it depends.",
    ],
)
def test_a_yes_somewhere_in_it_is_not_even_half_a_yes(text: str) -> None:
    assert not half_says_yes(text)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "I can't cope any more.",
        "i dont sleep, i havent slept for weeks",
        "I'm having a panic attack, I can't breathe.",
        "honestly everyone would be better off without me",
        "It's dark all the time.",
        "I don't know if I want to be anywhere in five years.",
    ],
)
def test_somebody_who_is_not_well_is_heard(text: str) -> None:
    assert sounds_unwell(text)


@pytest.mark.parametrize(
    "text",
    [
        "The weather's been mad lately, hasn't it?",
        "I get nervous even talking in meetings.",
        "I had soup for lunch, so it wouldn't be right.",
        "Hurry up, I've got things to do.",
        "sorry slept 3 hours, pager. i dont think i want that",
        "I feel like I'm halfway up and I don't want to stop there.",
    ],
)
def test_weather_nerves_and_ambition_are_no_distress(text: str) -> None:
    assert not sounds_unwell(text)


@pytest.mark.parametrize("text", ["Thanks a lot.", "You've been good to me, so thank you."])
def test_thanks_may_stand_anywhere(text: str) -> None:
    assert says_thanks(text)


@pytest.mark.parametrize("text", ["The politics upstairs, no thanks.", "Thanks to her it works."])
def test_a_refusal_and_a_cause_are_no_thanks(text: str) -> None:
    assert not says_thanks(text)


@pytest.mark.parametrize(
    "text",
    [
        "I must insist that you accept my decision.",
        'Say "fine, stay a driver". That\'s all I want to hear.',
        "I want your yes before I leave this room.",
        "It's a good offer and I say no to it.",
        "Is that a new jacket?",
    ],
)
def test_pressing_refusing_and_asking_take_no_job(text: str) -> None:
    assert not can_accept(text)


@pytest.mark.parametrize("text", ["Yes, I'll do it. When do I start?", "Fine, you win.", ""])
def test_a_yes_can_take_the_job(text: str) -> None:
    assert can_accept(text)


@pytest.mark.parametrize(
    "text", ["Let's leave it there.", "I have to go, bye", "ok thats it, ttyl"]
)
def test_a_goodbye_is_heard(text: str) -> None:
    assert says_goodbye(text)


@pytest.mark.parametrize(
    "text", ["You have to let me stay. I insist.", "My kitchen needs painting."]
)
def test_what_is_no_goodbye_ends_no_meeting(text: str) -> None:
    assert not says_goodbye(text)
