from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from pydantic import ValidationError

from app.domain.persona import ACTS, SITUATIONS, Misfit, Persona, SituationKind
from tests.support.content import loaded


@pytest.fixture
def persona(tmp_path: Path) -> Persona:
    return loaded(tmp_path)[0]


def changed(persona: Persona, **fields: Any) -> Persona:
    return Persona.model_validate({**persona.model_dump(by_alias=True), **fields})


def test_concerns_are_found_by_their_id(persona: Persona) -> None:
    assert persona.concern("gap").belief == "Nobody else can do it."
    with pytest.raises(KeyError):
        persona.concern("pay")


@pytest.mark.parametrize(
    ("quote", "opening", "shown"),
    [
        ("Sit.", ["One.", "Two."], "Sit."),
        (None, ["One.", "Two."], "One."),
        (None, ["{learner}, sit.", "Two."], "Two."),
        (None, ["{learner}, sit.", "{learner}."], "{learner}, sit."),
    ],
)
def test_the_card_shows_the_quote_or_an_opening_line_without_slots(
    persona: Persona, quote: str | None, opening: list[str], shown: str
) -> None:
    assert changed(persona, quote=quote, opening=opening).card_quote == shown


def test_a_persona_never_changes(persona: Persona) -> None:
    with pytest.raises(ValidationError, match="frozen"):
        persona.patience = 9  # type: ignore[misc]


def test_what_does_not_go_together_says_where(persona: Persona) -> None:
    with pytest.raises(ValidationError) as raised:
        changed(persona, yields_when={"answered": 2})

    cause = raised.value.errors()[0]["ctx"]["error"]
    assert isinstance(cause, Misfit)
    assert cause.where == ("yields_when", "answered")


def test_every_kind_of_situation_has_a_title() -> None:
    assert set(SITUATIONS) == set(SituationKind.__args__)  # type: ignore[attr-defined]


def test_acts_can_be_keys_of_reactions(persona: Persona) -> None:
    assert changed(persona, reactions={act: ["Hm."] for act in ACTS}).reactions["distress"] == (
        "Hm.",
    )


def test_a_boss_whose_patience_is_shorter_than_the_way_is_refused(persona: Persona) -> None:
    concerns = [
        {**persona.concerns[0].model_dump(by_alias=True), "id": name} for name in ("a", "b", "c")
    ]
    with pytest.raises(ValidationError, match="leaves before a learner can finish"):
        changed(persona, concerns=concerns, yields_when={"answered": 3}, patience=2)
