"""The other chair: what a model employee answers."""

from __future__ import annotations

import json

import pytest

from app.boss.colleague import answers
from app.boss.consent import takes_it
from app.boss.prompted_colleague import PromptedColleague
from app.catalog.catalog import Catalog
from app.chairs import Exchange, swapped
from app.domain.persona import Persona
from tests.support.adapters import Connected
from tests.support.fake_openai import FakeOpenAI
from tests.support.people import a_boss, a_rubric

CATALOG = Catalog()
RUBRIC = CATALOG.rubric("declining-promotion")
each_boss = pytest.mark.parametrize("persona", CATALOG.personas.values(), ids=lambda p: p.id)


@each_boss
def test_each_worry_of_the_cast_is_answered_in_the_learners_trade(persona: Persona) -> None:
    for concern in persona.concerns:
        raised = concern.lines.raise_[0]
        first, second = answers(persona, RUBRIC, [persona.opening[0], raised])
        assert first.text in persona.model_employee.begins
        assert second.text in persona.model_employee.answers[concern.id]
        assert second.worry == concern.belief


@each_boss
def test_a_long_exchange_never_accepts_and_repeats_only_the_last_words(persona: Persona) -> None:
    said = [persona.opening[0], *(line for c in persona.concerns for line in c.lines.press)]
    told = [answer.text for answer in answers(persona, RUBRIC, said)]

    assert not any(takes_it(text) for text in told)
    fresh = len(set(told))
    assert len(set(told[:fresh])) == fresh


def test_a_boss_without_model_lines_gets_the_rubrics_strong_examples() -> None:
    bare = CATALOG.personas["dana-reyes"].model_copy(
        update={"model_employee": a_boss().model_employee}
    )
    thanks, gap = answers(bare, RUBRIC, ["Take it.", bare.concerns[0].lines.raise_[0]])

    assert thanks.text == RUBRIC.behaviour("thanks").contrast.strong
    assert gap.text == RUBRIC.behaviour("names_candidate").contrast.strong


def test_when_the_boss_gives_in_the_employee_closes_with_a_next_step() -> None:
    dana = CATALOG.personas["dana-reyes"]

    last = answers(dana, RUBRIC, ["Take it.", "All right, you can stay."])[-1]

    assert last.text in dana.model_employee.ends
    assert last.worry == ""


async def test_chairs_keep_what_was_said() -> None:
    robin, rubric = a_boss(), a_rubric()
    first = await swapped(robin, rubric, (), "I want you to run the workshop.")
    second = await swapped(robin, rubric, first, "Raise gap 0?")

    assert [one.said for one in second] == ["I want you to run the workshop.", "Raise gap 0?"]
    assert second[0] == first[0]


GOOD = "Thank you, Robin. I want to stay at my bench, and Hamid's cousin could run it."


@pytest.mark.parametrize(
    ("answer", "expected"),
    [
        (GOOD, GOOD),
        ("Fine, I'll take the job.", None),
        ("", None),
        ("word " * 120, None),
        ((503, ""), None),
    ],
)
async def test_a_model_says_it_or_the_authored_line_stands(
    fake_openai: FakeOpenAI, connected: Connected, answer: object, expected: str | None
) -> None:
    fake_openai.default = lambda body: answer  # type: ignore[assignment, return-value]
    earlier = (Exchange("Take it.", "Thank you.", ""),)
    robin, rubric = a_boss(), a_rubric()
    authored = await swapped(robin, rubric, earlier, "Raise gap 0?")

    told = await swapped(robin, rubric, earlier, "Raise gap 0?", PromptedColleague(connected()))

    assert told[-1].answer == (expected or authored[-1].answer)
    sent = json.dumps(fake_openai.requests[0].body)
    assert "puppet maker" in sent
    assert "Thank you." in sent
