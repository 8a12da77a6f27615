from __future__ import annotations

import pytest

from app.domain.user import Role
from app.domain.vouching import name_of, role_for, rules

RULES = rules("groups=coaches:trainer, groups=urn:it:heads:admin, @example.com:learner")


@pytest.mark.parametrize(
    ("claims", "role"),
    [
        ({"groups": ["coaches"]}, "trainer"),
        ({"groups": "coaches"}, "trainer"),
        ({"groups": ["coaches", "urn:it:heads"]}, "admin"),
        ({"email": "ann@Example.com", "email_verified": True}, "learner"),
        ({"email": "ann@example.com", "email_verified": False}, None),
        ({"email": "ann@example.com"}, None),
        ({"email": "ann@evil.example.com", "email_verified": True}, None),
        ({"email": "ann@example.com@evil.net", "email_verified": True}, None),
        ({"groups": [None, 7, {"coaches": 1}]}, None),
        ({}, None),
    ],
)
def test_the_highest_role_that_fits_counts(claims: dict[str, object], role: Role | None) -> None:
    assert role_for(claims, RULES) == role


def test_everybody_can_be_let_in() -> None:
    assert role_for({}, rules("*:learner")) == "learner"
    assert rules("") == ()


@pytest.mark.parametrize("text", ["coaches", "groups=coaches:boss", "groups:trainer", "@:learner"])
def test_a_rule_that_cannot_be_read_is_named(text: str) -> None:
    with pytest.raises(ValueError, match=text):
        rules(f"*:learner, {text}")


def test_people_are_called_by_the_best_name_there_is() -> None:
    assert name_of({"name": "Ann K", "email": "a@b", "preferred_username": "ann"}) == "ann"
    assert name_of({"name": "Ann K", "preferred_username": " "}) == "Ann K"
    assert name_of({"preferred_username": 7}) == "Somebody"
