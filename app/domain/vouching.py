"""What a provider says of a person, and the role that follows from it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import NamedTuple

from app.domain.user import ROLES, Role

Claims = Mapping[str, object]
"""What a provider says of a person, by the names that OpenID Connect gives it."""


class Rule(NamedTuple):
    """Who has `value` in `claim` gets `role`.

    The claim '@' is the domain of a verified e-mail address, '*' is everybody.
    """

    claim: str
    value: str
    role: Role

    def fits(self, claims: Claims) -> bool:
        """Whether a person has it."""
        if self.claim == "*":
            return True
        if self.claim == "@":
            return self.value.casefold() == _domain(claims)
        said = claims.get(self.claim)
        values = said if isinstance(said, list) else [said]
        return self.value in [str(one) for one in values if one is not None]


def rules(text: str) -> tuple[Rule, ...]:
    """Return the rules of 'groups=coaches:trainer, @example.com:learner'. Raises `ValueError`."""
    return tuple(_rule(part.strip()) for part in text.split(",") if part.strip())


def _rule(part: str) -> Rule:
    who, _, role = part.rpartition(":")
    claim, _, value = who.partition("=")
    if who.startswith("@"):
        claim, value = "@", who[1:]
    if role not in ROLES or not claim or (claim != "*" and not value):
        raise ValueError(part)
    return Rule(claim.strip(), value.strip(), role)


def role_for(claims: Claims, known: Iterable[Rule]) -> Role | None:
    """Return the highest role that a person gets; None for somebody whom no rule fits."""
    fitting = [rule.role for rule in known if rule.fits(claims)]
    return max(fitting, key=ROLES.index, default=None)


def name_of(claims: Claims) -> str:
    """Return what to call a person."""
    for claim in ("preferred_username", "email", "name"):
        said = claims.get(claim)
        if isinstance(said, str) and said.strip():
            return said
    return "Somebody"


def _domain(claims: Claims) -> str | None:
    email = claims.get("email")
    if claims.get("email_verified") is not True or not isinstance(email, str):
        return None
    return email.rpartition("@")[2].casefold()
