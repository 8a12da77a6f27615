"""What calls to models took and may take: limits by the day, prices by the million tokens."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date
from typing import Literal, NamedTuple

from pydantic import Field

from app.domain.conversation import Usage
from app.domain.persona import Frozen

MILLION = 1_000_000


class Spent(NamedTuple):
    """What one owner's calls to one model took on a day."""

    day: date
    owner: str
    model: str
    calls: int
    usage: Usage


class Price(Frozen):
    """What a model costs, per million tokens, in the currency of the tariffs."""

    prompt: float = Field(ge=0)
    completion: float = Field(ge=0)
    cached: float | None = Field(default=None, ge=0)
    """Prompt tokens that the endpoint had in its cache; as `prompt` if unset."""

    def cost(self, usage: Usage) -> float:
        """Return what `usage` costs; its cached tokens are among the prompt's."""
        cached = min(usage.cached, usage.prompt)
        low = self.prompt if self.cached is None else self.cached
        fresh = usage.prompt - cached
        return (fresh * self.prompt + cached * low + usage.completion * self.completion) / MILLION


class Tariffs(Frozen):
    """The file of prices, by model."""

    currency: str = ""
    models: dict[str, Price] = Field(default_factory=dict)

    def cost(self, model: str, usage: Usage) -> float | None:
        """Return what `usage` costs; None where nobody said what the model costs."""
        price = self.models.get(model)
        return price.cost(usage) if price else None


class Limit(Frozen):
    """The most that may be taken in a day (UTC); None: as much as is wanted."""

    tokens: int | None = Field(default=None, ge=0)
    """Prompt and completion together."""
    money: float | None = Field(default=None, ge=0)
    """In the currency of the tariffs."""

    @property
    def none(self) -> bool:
        """Whether nothing is limited."""
        return self.tokens is None and self.money is None


class Group(Limit):
    """People who share a limit."""

    members: frozenset[str] = Field(min_length=1)


class Pot(NamedTuple):
    """A limit, and whose use counts towards it."""

    name: str
    limit: Limit
    owners: frozenset[str] | None
    """None: everybody's."""


class Budget(Frozen):
    """The file of limits."""

    at_the_limit: Literal["go_on", "refuse"] = "go_on"
    """go_on: with the authored boss and the embedded judge."""
    everybody: Limit = Limit()
    """For all calls of this deployment together."""
    each: Limit = Limit()
    """For each person."""
    users: dict[str, Limit] = Field(default_factory=dict)
    """In place of `each`, by user."""
    groups: dict[str, Group] = Field(default_factory=dict)

    def pots(self, owner: str) -> Iterator[Pot]:
        """Yield the limits that a call of the owner's must keep to."""
        own = self.users.get(owner, self.each)
        named = [("Your budget", own, frozenset({owner}))]
        named += [
            (f"The budget of the group {name}", group, group.members)
            for name, group in self.groups.items()
            if owner in group.members
        ]
        for name, limit, owners in named:
            if not limit.none:
                yield Pot(name, limit, owners)
        if not self.everybody.none:
            yield Pot("The budget of this room", self.everybody, None)

    @property
    def in_money(self) -> bool:
        """Whether any limit is one of money."""
        limits = (self.everybody, self.each, *self.users.values(), *self.groups.values())
        return any(limit.money is not None for limit in limits)


def fits(limit: Limit, used: Mapping[str, Usage], tariffs: Tariffs) -> bool:
    """Whether what was used, by model, is within the limit."""
    tokens = sum(usage.prompt + usage.completion for usage in used.values())
    money = sum(tariffs.cost(model, usage) or 0.0 for model, usage in used.items())
    return (limit.tokens is None or tokens <= limit.tokens) and (
        limit.money is None or money <= limit.money
    )
