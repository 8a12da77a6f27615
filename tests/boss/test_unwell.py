from __future__ import annotations

import pytest

from app.boss.unwell import sounds_unwell


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
