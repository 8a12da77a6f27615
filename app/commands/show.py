"""Scorecards in the terminal: levels as bars, every point with its quote."""

from __future__ import annotations

from collections.abc import Sequence

from rich.console import Console
from rich.markup import escape
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from app.domain.conversation import Line
from app.domain.rubric import LEVEL_NAMES, TOP_LEVEL, Rubric
from app.domain.scorecard import CriterionScore
from app.domain.text import storable
from app.scoring import Score

COLOURS = ("cyan", "yellow", "magenta", "green", "blue")
"""One a criterion, in the rubric's order."""


def overall_words(overall: int | None) -> str:
    """Say the overall score as a word and a number."""
    if overall is None:
        return "not scored"
    return f"{LEVEL_NAMES[round(overall / 100 * TOP_LEVEL)]} ({overall} of 100)"


def show_score(
    console: Console, rubric: Rubric, title: str, turns: Sequence[Line], score: Score
) -> None:
    """Print a compact scorecard."""
    console.rule(f"[bold]{escape(storable(title))}[/bold]", align="left")
    console.print(f"Overall: [bold]{overall_words(score.overall)}[/bold]\n")
    for one, colour in zip(score.criteria, COLOURS * 9, strict=False):
        _criterion(console, rubric, one, colour)
    for one in score.criteria:
        for advice in one.advice:
            console.print(f"[bold]Next time:[/bold] {escape(advice.title)}. {escape(advice.text)}")
            if advice.turn is not None and advice.turn < len(turns):
                said = escape(storable(turns[advice.turn].text))
                console.print(Padding(f"[dim]You said:[/dim] {said}", (0, 2)))
            console.print(Padding(f"[dim]Rather not:[/dim] {escape(advice.weak)}", (0, 2)))
            console.print(Padding(f"[dim]Rather:[/dim] {escape(advice.strong)}\n", (0, 2)))
    for warning in score.warnings:
        console.print(f"[yellow]Note:[/yellow] {escape(warning)}")
    judge, pins = score.pins.judge, score.pins
    console.print(
        f"[dim]Made by the {judge.kind} judge ({escape(judge.model)}, {judge.hash}) with rubric "
        f"{pins.rubric_id} ({pins.rubric_hash}). For practice only.[/dim]\n"
    )


def _criterion(console: Console, rubric: Rubric, score: CriterionScore, colour: str) -> None:
    criterion = rubric.criterion(score.id)
    if score.level is None:
        console.print(f"[{colour}]{criterion.title}[/]: not scored. {escape(score.reason)}\n")
        return
    bar = "■" * score.level + "□" * (TOP_LEVEL - score.level)
    level = f"{LEVEL_NAMES[score.level]} ({score.level} of {TOP_LEVEL})"
    console.print(f"[{colour}]{criterion.title:<14} {bar}[/]  {level}")
    table = Table(box=None, show_header=False, padding=(0, 1), pad_edge=True)
    table.add_column(justify="right", no_wrap=True)
    table.add_column(no_wrap=True)
    table.add_column()
    for finding in score.findings:
        if finding.shown == "no":
            continue
        behaviour = rubric.behaviour(finding.behaviour)
        points = behaviour.points + (behaviour.specific_points if finding.specific else 0)
        worth = points / (2 if finding.shown == "partly" else 1)
        quote = Text(f"“{storable(finding.evidence[0].quote)}”", style="italic")
        table.add_row(f"{worth:+g}", behaviour.label, quote)
    console.print(table if table.row_count else Padding("[dim]nothing seen[/dim]", (0, 2)))
    console.print()
