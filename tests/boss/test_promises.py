"""What a model may not give away on its own."""

import pytest

from app.boss.promises import too_much
from app.boss.screening import Screen
from app.catalog.catalog import Catalog
from app.domain.conversation import Move, OutcomeName, Part
from tests.support.scenes import a_scene

PRESS = Move(parts=(Part(kind="press", concern="gap"),))
CONCEDE = Move(parts=(Part(kind="concede", concern="gap"), Part(kind="raise", concern="worth")))
HEARD_YES = Move(parts=(Part(kind="react", reaction="accepts"),))


def closing(outcome: OutcomeName) -> Move:
    return Move(parts=(Part(kind="close"),), outcome=outcome)


WHOLE = [
    "All right, you can stay where you are.",
    "Fine, you can keep your job as it is.",
    "You don't have to take the role.",
    "I'll find someone else for the team.",
    "I will respect your decision.",
    "I won't push you any further.",
    "You win.",
    "Deal!",
    "Then it's settled.",
    "I'll drop it.",
]
POINTS = [
    "You've convinced me.",
    "You're right.",
    "You are absolutely right about the team.",
    "I agree with you on that.",
    "That settles it.",
    "I was wrong.",
]
TAKEN = [
    "I'm so glad you accepted!",
    "Congratulations on your new role.",
    "Welcome to management.",
    "Thank you for taking the job.",
    "You've agreed to lead the team.",
]
HARMLESS = [
    "If you stay where you are, who leads the team?",
    "What happens if you can stay only a year?",
    "You're right to ask.",
    "I won't pretend it is easy.",
    "You can take a week to think.",
    "You don't have to decide today.",
    "I'd rather find someone I know than someone else.",
    "Would you keep your clients, then?",
    "I agree that Friday is close, and it changes nothing.",
    "That leaves the pay.",
]


@pytest.mark.parametrize("sentence", [*WHOLE, *POINTS, *TAKEN])
def test_a_boss_who_presses_gives_nothing_away(sentence: str) -> None:
    assert too_much(sentence, PRESS)


@pytest.mark.parametrize("sentence", HARMLESS)
def test_what_only_sounds_a_little_like_giving_in_may_be_said(sentence: str) -> None:
    assert too_much(sentence, PRESS) == ""


@pytest.mark.parametrize("sentence", WHOLE)
def test_giving_in_takes_the_directors_agreement(sentence: str) -> None:
    assert too_much(sentence, CONCEDE)
    assert too_much(sentence, closing("agreed")) == ""
    assert too_much(sentence, closing("stalemate"))


@pytest.mark.parametrize("sentence", POINTS)
def test_a_point_may_be_given_when_the_director_gave_it(sentence: str) -> None:
    assert too_much(sentence, CONCEDE) == ""


@pytest.mark.parametrize("sentence", TAKEN)
def test_nobody_takes_the_job_but_the_learner(sentence: str) -> None:
    assert too_much(sentence, HEARD_YES) == ""
    assert too_much(sentence, closing("accepted")) == ""
    assert too_much(sentence, closing("agreed"))


def test_the_screen_stops_a_reply_that_gives_in_and_keeps_what_came_before() -> None:
    screen = Screen(a_scene(move=PRESS))
    screen.feed("Hm, I hear you. You can stay where you are. Good night. ")

    assert screen.said == "Hm, I hear you."
    assert screen.problem == "it gave in, which was not decided"


def test_no_authored_line_gives_away_what_was_not_decided() -> None:
    """The pressing lines of the cast are the model's example, so they must pass themselves."""
    for persona in Catalog().personas.values():
        for concern in persona.concerns:
            for line in (*concern.lines.raise_, *concern.lines.press):
                assert not too_much(line, PRESS), f"{persona.id}: {line}"
