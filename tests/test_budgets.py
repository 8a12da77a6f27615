"""Limits on calls to models: they hold, they are told, and the talk goes on."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator, Iterator, Sequence
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from app import bootstrap
from app.budgets import Budgets
from app.catalog.ledgers import load_budget, load_tariffs
from app.config import Settings
from app.domain.budget import Budget, Group, Limit, Price, Tariffs
from app.domain.conversation import Usage
from app.errors import BudgetSpent, ContentFileError, ModelBusy, ModelCutOff, SetupError
from app.llm.base import Answer, Chunk, Message
from app.llm.metered import Metered, paying
from app.store.engine import sqlite_url
from app.store.repository import Store
from tests.support.fake_openai import FakeOpenAI, Text

ROOT = Path(__file__).parents[1]
NOON = datetime(2026, 11, 28, 12, tzinfo=UTC)
ASKED = [Message("user", "word " * 80)]
"""A request of about 130 tokens, by the meter's careful estimate."""

SAID = (
    "Thank you for asking me. I want to stay with the platform, where I cut our deploy time from "
    "forty minutes to six. Priya Nair already leads the stand-up and would like the job."
)


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    with closing(Store.open(sqlite_url(tmp_path / "rehearsals.db"))) as store:
        yield store


class Slow:
    """A model that takes 100 prompt tokens and all that it may write, when it is let go."""

    model, label = "a-model", "a-model at 127.0.0.1:1"

    def __init__(self, problem: Exception | None = None) -> None:
        self.go, self.problem, self.calls = asyncio.Event(), problem, 0
        self.asked = asyncio.Event()

    async def called(self, calls: Sequence[asyncio.Task[str]], number: int) -> None:
        """Wait until all calls but those that were refused are here."""
        while sum(call.done() for call in calls) + self.calls < number:
            self.asked.clear()
            waiting = [call for call in calls if not call.done()]
            asked = asyncio.ensure_future(self.asked.wait())
            await asyncio.wait([*waiting, asked], return_when=asyncio.FIRST_COMPLETED)
            asked.cancel()

    async def stream(
        self, messages: Sequence[Message], *, max_tokens: int
    ) -> AsyncGenerator[Chunk, None]:
        self.calls += 1
        self.asked.set()
        await self.go.wait()
        yield Chunk("Why")
        if self.problem:
            raise self.problem
        yield Chunk(usage=Usage(prompt=100, completion=max_tokens))

    async def odds(
        self, messages: Sequence[Message], answers: Sequence[str]
    ) -> tuple[dict[str, float], Usage]:
        return dict.fromkeys(answers, 0.5), Usage(prompt=100, completion=1)

    async def answer(
        self, messages: Sequence[Message], schema: type[Answer], *, max_tokens: int
    ) -> tuple[Answer, Usage]:
        raise self.problem or AssertionError


def taken(store: Store, owner: str | None = None) -> int:
    used = store.usage.used(NOON.date(), owner and [owner]).values()
    return sum(usage.prompt + usage.completion for usage in used)


async def heard(model: Metered, owner: str) -> str:
    with paying(owner):
        return "".join([chunk.text async for chunk in model.stream(ASKED, max_tokens=50)])


async def test_twenty_calls_at_once_do_not_go_over_the_limit(store: Store) -> None:
    slow = Slow()
    budgets = Budgets(store.usage, lambda: NOON, Budget(each=Limit(tokens=1000)))
    model = Metered(slow, budgets)

    calls = [asyncio.create_task(heard(model, "ines")) for _ in range(20)]
    other = asyncio.create_task(heard(model, "omar"))
    await slow.called(calls, 21)
    slow.go.set()
    ended = await asyncio.gather(*calls, return_exceptions=True)

    refused = [one for one in ended if isinstance(one, BudgetSpent)]
    assert len(refused) == 20 - ended.count("Why")
    assert 750 <= taken(store, "ines") <= 1000
    assert await other == "Why", "everybody has a limit of their own"
    # What was held back and not used is there again.
    assert await heard(model, "ines") == "Why"
    assert "Your budget for language models is used up for today." in str(refused[0])


@pytest.mark.parametrize(
    ("problem", "counted"),
    [(ModelBusy("busy"), False), (ModelCutOff("cut off"), True)],
)
async def test_what_failed_counts_only_where_an_endpoint_would_charge(
    store: Store, problem: Exception, counted: bool
) -> None:
    slow = Slow(problem)
    slow.go.set()
    model = Metered(slow, Budgets(store.usage, lambda: NOON))

    with pytest.raises(type(problem)):
        await heard(model, "ines")

    assert bool(taken(store)) is counted


async def test_a_group_shares_and_the_day_ends_at_midnight(store: Store) -> None:
    clock = [NOON]
    group = Group(tokens=400, members=frozenset({"ines", "omar"}))
    budget = Budget(groups={"evening": group}, each=Limit(tokens=10_000))
    slow = Slow()
    slow.go.set()
    model = Metered(slow, budgets := Budgets(store.usage, lambda: clock[0], budget))
    await heard(model, "ines")
    await heard(model, "omar")

    with pytest.raises(BudgetSpent, match="of the group evening"):
        await heard(model, "ines")
    assert await heard(model, "lena") == "Why"
    assert budgets.notice("omar").endswith("and the embedded judge scores.")
    assert budgets.notice("lena") == ""
    clock[0] += timedelta(hours=12)
    assert await heard(model, "ines") == "Why"
    assert [(one.owner, one.calls) for one in budgets.used(2)] == [
        ("ines", 1),
        ("lena", 1),
        ("omar", 1),
        ("ines", 1),
    ]


async def test_money_is_counted_by_the_tariff(store: Store) -> None:
    tariffs = Tariffs(currency="EUR", models={"a-model": Price(prompt=2, cached=1, completion=10)})
    usage = Usage(prompt=1_000_000, cached=500_000, completion=100_000)
    assert tariffs.cost("a-model", usage) == pytest.approx(1 + 0.5 + 1)
    assert tariffs.cost("another", usage) is None
    slow = Slow()
    slow.go.set()
    budget = Budget(users={"ines": Limit(money=0.001)}, each=Limit(tokens=0))
    model = Metered(slow, Budgets(store.usage, lambda: NOON, budget, tariffs))

    assert await heard(model, "ines") == "Why"  # 100 x 2 + 50 x 10, per million: 0.0007
    with pytest.raises(BudgetSpent):
        await heard(model, "ines")
    with pytest.raises(BudgetSpent):
        await heard(model, "omar")


# In the whole app


def settings(endpoint: FakeOpenAI, tmp_path: Path, budget: str, **changes: Any) -> Settings:
    (tmp_path / "budgets.yaml").write_text(budget, "utf-8")
    fields = {
        "data_dir": tmp_path,
        "openai_base_url": endpoint.url,
        "model": "a-model",
        "judge": "embedded",
        "budgets": tmp_path / "budgets.yaml",
    }
    return Settings.model_validate({**fields, **changes})


async def test_at_the_limit_the_talk_goes_on_or_is_refused(tmp_path: Path) -> None:
    with FakeOpenAI() as endpoint:
        for rule in ("go_on", "refuse"):
            limits = f"at_the_limit: {rule}\neach:\n  tokens: 10\n"
            with bootstrap.rehearsals(
                settings(endpoint, tmp_path, limits, judge="llm"),
                url=f"sqlite:///{tmp_path / rule}",
            ) as here:
                talk = await here.start("ines", "dana-reyes", seed=1)
                said = here.say(
                    "ines", talk.rehearsal.id, SAID, after=talk.turns[0].id, message_id="m"
                )
                last = [progress async for progress in said][-1]
                if rule == "go_on":
                    assert last.talk.turns[-1].speaker == "boss"
                    assert last.talk.turns[-1].origin.endswith(": the budget is used up")
                    card = await here.after.scorecard("ines", talk.rehearsal.id)
                    assert card.pins.judge.kind == "embedded"
                    assert "is used up" in card.warnings[0]
                else:
                    assert "is used up" in last.problem
                    assert last.problem.endswith("Your words are kept.")
                    assert last.talk.turns[-1].text == SAID
                    with pytest.raises(BudgetSpent):
                        await here.after.scorecard("ines", talk.rehearsal.id)
                await here.aclose()
        assert endpoint.requests == []


async def test_48_a_thousand_turns_and_a_hundred_scores_keep_to_the_cap(tmp_path: Path) -> None:
    cap = 60_000
    answers = [Text("Tell me more about that, please. " * 5)] * 1000
    with (
        FakeOpenAI(*answers) as endpoint,
        bootstrap.rehearsals(
            settings(endpoint, tmp_path, f"each:\n  tokens: {cap}\n"),
            url=f"sqlite:///{tmp_path / 'db'}",
        ) as here,
    ):
        models = bootstrap.ChatModels(settings(endpoint, tmp_path, "{}"), here.budgets)
        model = models("a-model")
        places = asyncio.Semaphore(20)

        async def turn(number: int) -> bool:
            async with places:
                try:
                    with paying("ines"):
                        async for _ in model.stream(ASKED * 8, max_tokens=200):
                            pass
                except BudgetSpent:
                    return False
                return True

        done = await asyncio.gather(*(turn(number) for number in range(1000)))
        talk = await here.start("ines", "dana-reyes", seed=1)
        talk = await here.end("ines", talk.rehearsal.id)
        cards = {(await here.after.scorecard("ines", talk.rehearsal.id)).id for _ in range(100)}
        await models.aclose()
        await here.aclose()

        used = sum(one.usage.prompt + one.usage.completion for one in here.budgets.used(1))
        assert sum(done) == len(endpoint.requests)
        assert 0.9 * cap < used <= cap
        assert 50 < sum(done) < 200
        assert len(cards) == 1, "a hundred clicks are one scorecard"


# Files


def test_the_shipped_files_can_be_used_and_name_no_price() -> None:
    assert load_tariffs(ROOT / "tariffs.yaml") == Tariffs()
    budget = load_budget(ROOT / "budgets.yaml")
    assert budget.each.tokens
    assert not budget.in_money


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("each:\n  tokens: lots\n", ":2: each.tokens: Input should be a valid integer"),
        ("each:\n  token: 5\n", ":2: each.token: Extra inputs are not permitted"),
        ("at_the_limit: stop\n", ":1: at_the_limit: Input should be 'go_on' or 'refuse'"),
        ("groups:\n  evening:\n    tokens: 5\n", ":2: groups.evening.members: Field required"),
    ],
)
def test_a_file_of_limits_that_is_wrong_is_named(tmp_path: Path, text: str, problem: str) -> None:
    file = tmp_path / "budgets.yaml"
    file.write_text(text, "utf-8")

    with pytest.raises(ContentFileError) as refused:
        load_budget(file)

    assert problem in str(refused.value)


def test_a_limit_of_money_needs_a_price(tmp_path: Path) -> None:
    with FakeOpenAI() as endpoint:
        wrong = settings(endpoint, tmp_path, "everybody:\n  money: 5\n")
        with (
            pytest.raises(SetupError, match="what a-model costs"),
            bootstrap.rehearsals(wrong, url=f"sqlite:///{tmp_path / 'db'}"),
        ):
            pass
