"""`rehearse usage`: what calls to language models took."""

from __future__ import annotations

import json
from contextlib import closing

import typer
from rich.console import Console
from rich.table import Table

from app import bootstrap
from app.config import Settings
from app.domain.budget import Spent, Tariffs
from app.store.repository import Store


def show(days: int, *, as_json: bool, console: Console) -> None:
    """Print what everybody took in the last `days` days, by day, user and model."""
    settings = Settings()
    with closing(Store.open(bootstrap.database_url(settings))) as store:
        budgets = bootstrap.budgets(settings, store)
        rows = budgets.used(days)
    if as_json:
        for one in rows:
            typer.echo(json.dumps(_fields(one, budgets.tariffs), ensure_ascii=False))
        return
    if not rows:
        console.print("No call to a language model was counted in that time.")
        return
    console.print(_table(rows, budgets.tariffs))


def _fields(one: Spent, tariffs: Tariffs) -> dict[str, object]:
    cost = tariffs.cost(one.model, one.usage)
    return {
        "day": one.day.isoformat(),
        "user": one.owner,
        "model": one.model,
        "calls": one.calls,
        **one.usage.model_dump(),
        "cost": cost,
        "currency": tariffs.currency if cost is not None else None,
    }


def _table(rows: tuple[Spent, ...], tariffs: Tariffs) -> Table:
    table = Table(box=None, pad_edge=False)
    for name in ("Day", "User", "Model"):
        table.add_column(name, overflow="fold")
    for name in ("Calls", "Prompt", "of it cached", "Completion", f"Cost {tariffs.currency}"):
        table.add_column(name.strip(), justify="right")
    for one in rows:
        cost = tariffs.cost(one.model, one.usage)
        numbers = (one.calls, one.usage.prompt, one.usage.cached, one.usage.completion)
        table.add_row(
            one.day.isoformat(),
            one.owner,
            one.model,
            *(f"{number:,}" for number in numbers),
            "no price" if cost is None else f"{cost:.4f}",
        )
    return table
