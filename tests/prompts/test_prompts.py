from importlib.resources import files
from string import Template

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.conversation import OUTCOMES
from app.domain.persona import ACTS
from app.prompts import legible, render


def test_a_value_is_inserted_once() -> None:
    text = render("steps/concede", belief="$because ${brief} $", because="$belief")

    assert '$because ${brief} $ What changed your mind is that they said: "$belief"' in text


def test_a_missing_value_is_named() -> None:
    with pytest.raises(KeyError, match=r"steps/concede.*missing \['because'\]"):
        render("steps/concede", belief="Nobody else can.")


def test_a_value_that_the_template_does_not_take_is_named() -> None:
    with pytest.raises(KeyError, match=r"not in the template \['belief'\]"):
        render("steps/open", belief="Nobody else can.")


def test_every_act_has_a_step_of_its_own() -> None:
    assert len({render(f"steps/react_{act}") for act in ACTS}) == len(ACTS)


@pytest.mark.parametrize("outcome", OUTCOMES)
def test_every_outcome_has_a_closing(outcome: str) -> None:
    assert "meeting" in render(f"steps/close_{outcome}")


def test_no_template_holds_a_stray_dollar() -> None:
    prompts = files("app.prompts")
    found = [*prompts.iterdir(), *prompts.joinpath("steps").iterdir()]
    templates = [one for one in found if one.name.endswith(".md")]

    assert len(templates) > 20
    assert [one.name for one in templates if not Template(one.read_text("utf-8")).is_valid()] == []


@pytest.mark.parametrize(
    ("text", "seen"),
    [
        ("plain\ntext\twith tab", "plain\ntext\twith tab"),
        ("ag\u200bree", "agree"),
        ("\u202eagree\u202c", "agree"),
        ("ok\U000e0061\U000e0067", "ok"),
        ("a\ufe0fb\U000e0101", "ab"),
        ("nul\0 bell\a half \ud83d", "nul bell half "),
        ("می‌خواهم", "می‌خواهم"),
        ("👩‍🔧 é", "👩‍🔧 é"),
    ],
)
def test_what_nobody_sees_does_not_reach_a_model(text: str, seen: str) -> None:
    assert legible(text) == seen


@given(st.text())
def test_legible_text_can_be_sent_and_stays_as_it_is(text: str) -> None:
    once = legible(text)

    assert once.encode().decode() == once
    assert legible(once) == once
