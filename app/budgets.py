"""The use case of budgets: what calls to models may take, what they took, and what is left."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import asynccontextmanager
from datetime import date, datetime, timedelta

from app.domain.budget import Budget, Pot, Spent, Tariffs, fits
from app.domain.conversation import Usage
from app.errors import BudgetSpent, SetupError, StoreUnavailable
from app.llm.metered import Call
from app.store.usage import UsageBook

_log = logging.getLogger(__name__)


class Budgets:
    """Counts calls to models, and lets through what every limit leaves room for.

    A call is let through when all that was used today, the calls that are on their way, and the
    most that it can take fit together. Copies of the app share what was used, not what is on its
    way: between them each call can go over by what it takes itself.
    """

    def __init__(
        self,
        book: UsageBook,
        clock: Callable[[], datetime],
        budget: Budget = Budget(),  # noqa: B008
        tariffs: Tariffs = Tariffs(),  # noqa: B008
    ) -> None:
        self._book, self._clock = book, clock
        self.budget, self.tariffs = budget, tariffs
        self._open: set[tuple[str, str, Call]] = set()
        self._turn = asyncio.Lock()

    @asynccontextmanager
    async def call(self, owner: str, model: str, most: Usage) -> AsyncIterator[Call]:
        """Open a call that takes at most `most`; see `Meter.call`."""
        call = Call(most)
        here = (owner, model, _Held(most))
        async with self._turn:  # reading and holding are one step
            await self._refuse(owner, model, most)
            self._open.add(here)
        try:
            yield call
        finally:
            await asyncio.shield(self._settle(here, call))

    async def _settle(self, here: tuple[str, str, Call], call: Call) -> None:
        owner, model, _ = here
        async with self._turn:
            try:
                if call.used.prompt:
                    today = self._today()
                    await asyncio.to_thread(self._book.add, today, owner, model, call.used)
            except StoreUnavailable as error:
                _log.warning("what a call took was not counted: %s", error)
            finally:
                self._open.discard(here)

    async def _refuse(self, owner: str, model: str, most: Usage) -> None:
        pots = list(self.budget.pots(owner))
        if not pots:
            return
        full = await asyncio.to_thread(self._full, pots, {model: most})
        if full:
            raise BudgetSpent(_sentence(full), go_on=self.budget.at_the_limit == "go_on")

    def _full(self, pots: list[Pot], more: Mapping[str, Usage]) -> Pot | None:
        """Return the first limit that leaves no room for `more`, by model."""
        today = self._today()
        for pot in pots:
            used = self._book.used(today, pot.owners)
            for owner, model, call in self._open:
                if pot.owners is None or owner in pot.owners:
                    used[model] = used.get(model, Usage()) + call.used
            for model, usage in more.items():
                used[model] = used.get(model, Usage()) + usage
            if not fits(pot.limit, used, self.tariffs):
                return pot
        return None

    def notice(self, owner: str) -> str:
        """Say in a sentence that a limit of the owner's is reached; '' while it is not.

        It is reached when not even a short call fits.
        """
        pots = list(self.budget.pots(owner))
        full = self._full(pots, {"": _SHORT}) if pots else None
        if full is None:
            return ""
        rest = (
            "The boss speaks from authored lines, and the embedded judge scores."
            if self.budget.at_the_limit == "go_on"
            else "Come back then, or ask whoever runs this room for more."
        )
        return f"{_sentence(full)} {rest}"

    def used(self, days: int) -> tuple[Spent, ...]:
        """Return what everybody took in the last `days` days, today among them."""
        today = self._today()
        return self._book.spent(today - timedelta(days=days - 1), today)

    def _today(self) -> date:
        return self._clock().date()


class _Held(Call):
    """What is held back for a call until it is over; each is one of its own."""


_SHORT = Usage(prompt=500, completion=100)
"""A call that does next to nothing."""


def _sentence(pot: Pot) -> str:
    return f"{pot.name} for language models is used up for today. It begins anew at midnight (UTC)."


def priced(budget: Budget, tariffs: Tariffs, models: set[str]) -> None:
    """Refuse limits of money for models of unknown price. Raises `SetupError`."""
    unknown = sorted(models - set(tariffs.models))
    if budget.in_money and unknown:
        raise SetupError(
            f"The budget has a limit of money, but nobody said what {', '.join(unknown)} costs. "
            "Add it to the file that REHEARSE_TARIFFS names, or limit tokens instead."
        )
