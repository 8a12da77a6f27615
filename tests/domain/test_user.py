from __future__ import annotations

import pytest

from app.domain.user import ROLES, Role, User, folded, name_problem, password_problem, tidy
from tests.store.samples import NOON


def a_user(role: Role) -> User:
    return User(id="u1", name="Ann", role=role, created_at=NOON)


@pytest.mark.parametrize("role", ROLES)
def test_each_role_may_do_what_the_ones_before_it_may(role: Role) -> None:
    allowed = [needed for needed in ROLES if a_user(role).may(needed)]

    assert allowed == list(ROLES[: ROLES.index(role) + 1])


@pytest.mark.parametrize(
    "password",
    [
        "short",
        "123456789",
        "1234567890",
        "9876543210987",
        "aaaaaaaaaaaa",
        "abababababab",
        "Password123",
        "P a s s w o r d 2026",
        "iloveyou2024",
        "qwertyuiop",
        "correct-horse-battery-staple",
        "rehearsal room",
        "ann.kovacs99",
        "Ann Kovacs",
        "x" * 201,
    ],
)
def test_a_password_that_is_guessed_first_will_not_do(password: str) -> None:
    assert password_problem(password, "Ann.Kovacs@example.com")


@pytest.mark.parametrize(
    "password",
    [
        "three green boats",
        "lärm im treppenhaus",
        "vier小さな船 um acht",
        "kqzxvbnplm",
        "x9" * 7 + "qt",
    ],
)
def test_a_long_password_will_do_whatever_signs_it_has(password: str) -> None:
    assert password_problem(password, "ann") == ""


@pytest.mark.parametrize(
    "name", ["", "a\x00b", "a\nb", "a\u202eb", "two  spaces", "LOCAL", "x" * 101]
)
def test_a_name_that_would_mislead_will_not_do(name: str) -> None:
    assert name_problem(tidy(name))


def test_names_that_look_the_same_are_the_same() -> None:
    assert len({folded(name) for name in ("Ann", " ann ", "ANN", "ＡＮＮ")}) == 1
