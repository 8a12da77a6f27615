"""Questions of fact are told by their words."""

import pytest

from app.boss.questions import about_the_job, asked, is_question
from app.domain.persona import QUESTIONS

ASKED = [
    ("What's the pay?", "pay"),
    ("would it come with a raise?", "pay"),
    ("Why me?", "why_me"),
    ("What made you think of me for this?", "why_me"),
    ("Who else did you ask?", "others"),
    ("Am I the only one you've asked?", "others"),
    ("What happens if I say no?", "refusing"),
    ("Would you hold it against me?", "refusing"),
    ("Would I still get to code?", "craft"),
    ("And what happens to my patients?", "craft"),
    ("How many people are on the team?", "team"),
    ("how big is the team", "team"),
    ("What would I actually do all day?", "duties"),
    ("Is there overtime?", "duties"),
    ("Is there a way back if it doesn't work?", "way_back"),
    ("Is it a trial?", "way_back"),
    ("When do you need to know?", "deadline"),
    ("how long do i have", "deadline"),
    ("When would it start?", "start"),
    ("Would I get training?", "support"),
    ("Who would help me learn it?", "support"),
    ("How much more would it be?", "pay"),
    ("How many hours a week does it take you?", "duties"),
    ("Like, every day?", "duties"),
    ("And who trains me?", "support"),
    ("What happens to the counts while I'm gone?", "craft"),
    ("Who'd have my beat if I took it?", "craft"),
    ("Is there any chance I'd keep doing analyses?", "craft"),
    ("What I would do all day if I am the manager?", "duties"),
    ("What would you need the manager to do in the first months?", "duties"),
    ("Is it really only me? Nobody else put their hand up?", "others"),
]
NOT_ASKED = [
    "Could Priya do it?",
    "What if I make the guide, so people don't call us every day?",
    "What ways to grow do you see for me here?",
    "Could I pilot it with two people for a month?",
    "What would that look like?",
    "Can we talk again on Friday?",
    "I know what the pay is.",
    "The pay is fine. I'd rather stay.",
    "",
]


@pytest.mark.parametrize(("text", "topic"), ASKED)
def test_the_topic_of_a_question_is_told(text: str, topic: str) -> None:
    assert asked(text) == (topic,)
    assert topic in QUESTIONS


@pytest.mark.parametrize("text", NOT_ASKED)
def test_what_asks_for_no_fact_has_no_topic(text: str) -> None:
    assert asked(text) == ()


def test_two_questions_are_two_topics_in_their_order() -> None:
    assert asked("When would it start, and what does it pay?") == ("start", "pay")
    assert asked("Why me? Who else is there? What's the pay?") == ("why_me", "others")


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


def test_whoever_only_asks_for_the_word_asks_nothing() -> None:
    assert not is_question("I'm glad you asked me. Can I tell you how I see it?")
    assert not is_question("May I be honest?")
    assert not is_question("I'm okay, I just meant I'm nervous. Can we carry on?")
    assert not is_question("You're wonderful, you know that?")
    assert not is_question("What would be in it for us, you mean? I save you time.")
    assert is_question("Can I keep my desk?")
