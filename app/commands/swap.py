"""Swapped chairs in the terminal: the learner is the boss, a model employee answers."""

from __future__ import annotations

import asyncio
from collections.abc import Callable

from rich.console import Console
from rich.markup import escape

from app.chairs import Exchange
from app.domain.persona import Persona
from app.errors import MessageRefused
from app.rehearsal import Rehearsals


def swap_chairs(
    console: Console,
    runner: asyncio.Runner,
    use_case: Rehearsals,
    persona: Persona,
    ask: Callable[[str], str | None],
) -> None:
    """Let the learner speak as the boss until they swap back; nothing is kept or scored."""
    name = escape(persona.name)
    console.print(
        f"[dim]You are {name} now, and a colleague who declines well answers. Push, for example: "
        f"“{escape(persona.opening[0])}” Type /back to swap back.[/dim]\n"
    )
    exchanges: tuple[Exchange, ...] = ()
    while True:
        said = ask(f"[bold cyan]{name} (you): [/bold cyan]")
        if said is None or said.strip() == "/back":
            console.print("[dim]Swapped back.[/dim]\n")
            return
        try:
            exchanges = runner.run(use_case.swapped(persona.id, exchanges, said))
        except MessageRefused as error:
            console.print(f"[yellow]{escape(str(error))}[/yellow]\n")
            continue
        answer = exchanges[-1]
        console.print(f"\n[bold green]Colleague: [/bold green]{escape(answer.answer)}")
        if answer.worry:
            console.print(f"[dim]Takes up the worry: {escape(answer.worry)}[/dim]")
        console.print()
