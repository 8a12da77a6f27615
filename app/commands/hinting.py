"""Hints in the terminal, and what became of the plan."""

from __future__ import annotations

from rich.console import Console
from rich.markup import escape

from app.domain.hint import TOP_HINT, taken
from app.domain.talk import Talk
from app.errors import AppError
from app.rehearsal import Rehearsals
from app.web.hints_html import sentences, titles


def show_hint(console: Console, use_case: Rehearsals, owner: str, talk: Talk) -> None:
    """Give the next hint on what the boss has just said; the last one again, if all were given."""
    before = taken(use_case.coach.hints(owner, talk.rehearsal.id), talk.turns[-1].id)
    try:
        hint = use_case.coach.hint(owner, talk, min(len(before) + 1, TOP_HINT))
    except AppError as error:
        console.print(f"[yellow]{escape(str(error))}[/yellow]\n")
        return
    console.print(f"[bold]Hint {hint.level} of {TOP_HINT}: {titles()[hint.level - 1]}[/bold]")
    for sentence in sentences(hint):
        console.print(escape(sentence))
    if hint.note:
        console.print(f"You noted: {escape(hint.note)}")
    if hint.contrast:
        console.print(f"[dim]Weak:[/dim] {escape(hint.contrast.weak)}")
        console.print(f"[dim]Strong:[/dim] {escape(hint.contrast.strong)}")
    console.print()


def show_practised(console: Console, use_case: Rehearsals, owner: str, talk: Talk) -> None:
    """Say what of the plan was used, changed or missed, and how many hints were taken."""
    for piece in use_case.preparing.became(owner, talk):
        console.print(f"[bold]{piece.became}[/bold]: {escape(piece.text)}")
        if piece.evidence:
            console.print(f"  [dim]You said:[/dim] {escape(piece.evidence.quote)}")
        for one in piece.differences:
            said = f"said {one.said}" if one.said else "left out"
            console.print(f"  [dim]Planned {escape(one.planned)}, {escape(said)}[/dim]")
    if hints := use_case.coach.hints(owner, talk.rehearsal.id):
        console.print(f"Hints taken: {len(hints)}. Hints change no score.")
