"""`rehearse talk`: a rehearsal in the terminal, or a script played against a boss."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator, Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from rich.console import Console
from rich.live import Live
from rich.markup import escape
from rich.padding import Padding
from rich.text import Text

from app import bootstrap
from app.commands.hinting import show_hint, show_practised
from app.commands.lines import Script, numbered
from app.commands.show import show_score
from app.commands.swap import swap_chairs
from app.config import Settings
from app.domain.care import HELP
from app.domain.conversation import SpeakerKind, outcome_words
from app.domain.persona import SITUATIONS, Persona
from app.domain.talk import Progress, Talk
from app.errors import InputError, MessageRefused, NotForScoring, ServiceError
from app.rehearsal import Rehearsals
from app.scoring import Score
from app.store.engine import sqlite_url

OWNER = "local"


def play(
    persona_id: str,
    script: str,
    speaker: SpeakerKind | None,
    seed: int | None,
    *,
    as_json: bool,
) -> None:
    """Play every script of a JSONL file against a boss, each in a rehearsal of its own.

    Nothing is kept: the rehearsals live in a store that is thrown away. Raises `InputError`,
    `NotFound`, and `ServiceError` when the endpoint fails.
    """
    with TemporaryDirectory() as folder:
        url = sqlite_url(Path(folder) / "scripts.db")
        with bootstrap.rehearsals(Settings(), url=url, speaker=speaker) as use_case:
            persona = use_case.persona(persona_id)
            scripts = list(numbered(script, Script))
            console = Console()
            with _runner(use_case) as runner:
                for number, one in scripts:
                    try:
                        talk = runner.run(_played(use_case, persona, one, seed or 0))
                    except MessageRefused as error:
                        raise InputError(script, number, str(error)) from None
                    if as_json:
                        _print_record(one.id, talk)
                    else:
                        _show_talk(console, one.id, talk)


@contextmanager
def _runner(use_case: Rehearsals) -> Iterator[asyncio.Runner]:
    """Yield an event loop; the endpoint's connections are closed before it ends."""
    with asyncio.Runner() as runner:
        try:
            yield runner
        finally:
            runner.run(use_case.aclose())


async def _played(use_case: Rehearsals, persona: Persona, script: Script, seed: int) -> Talk:
    talk = await use_case.start(OWNER, persona.id, seed=seed)
    for number, line in enumerate(script.lines):
        if not line.strip():
            line = "…"  # silence is something that a boss can answer
        said = use_case.say(
            OWNER, talk.rehearsal.id, line, after=talk.turns[-1].id, message_id=str(number)
        )
        async for progress in said:
            talk = progress.talk
            if progress.problem:
                raise ServiceError(progress.problem)
        if not talk.rehearsal.open:
            return talk
    return await use_case.end(OWNER, talk.rehearsal.id)


def _print_record(talk_id: str, talk: Talk) -> None:
    # ASCII, because a terminal or a pipe may speak another encoding than UTF-8.
    print(json.dumps(as_record(talk_id, talk)))  # noqa: T201


def as_record(script_id: str, talk: Talk) -> dict[str, Any]:
    """Return the JSON record of a played script."""
    turns = []
    still_open: list[str] = [c.id for c in talk.persona.concerns] if talk.persona else []
    for turn in talk.turns:
        if turn.state is not None:
            answered = turn.state.answered
            still_open = [concern for concern in still_open if concern not in answered]
        turns.append(
            {
                "speaker": turn.speaker,
                "text": turn.text,
                "move": turn.move.main.kind if turn.move else None,
                "concern": turn.move.main.concern if turn.move else None,
                "open_concerns": still_open,
            }
        )
    return {
        "id": script_id,
        "persona": talk.rehearsal.persona_id,
        "turns": turns,
        "outcome": talk.rehearsal.outcome,
    }


def _show_talk(console: Console, title: str, talk: Talk) -> None:
    console.rule(f"[bold]{escape(title)}[/bold]", align="left")
    for turn in talk.turns:
        _show_line(console, talk, turn.speaker, turn.text)
    _show_outcome(console, talk)


def _show_line(console: Console, talk: Talk, speaker: str, text: str) -> None:
    boss = speaker == "boss"
    name = talk.rehearsal.persona_name if boss else "You"
    console.print(_line(name, text, "cyan" if boss else "green"))


def _line(name: str, text: str, colour: str) -> Padding:
    return Padding(Text.assemble((f"{name}: ", f"bold {colour}"), text), (0, 0, 1, 0))


def _show_outcome(console: Console, talk: Talk) -> None:
    console.print(
        f"[dim]{outcome_words(talk.rehearsal.outcome or 'left', talk.rehearsal.situation)}[/dim]\n"
    )


def chat(persona_id: str, speaker: SpeakerKind | None, seed: int | None, *, as_json: bool) -> None:
    """Hold a rehearsal in the terminal; the scorecard follows. It is kept for the review page."""
    console = Console(stderr=as_json)
    # Between the boss's turns the terminal is read outside of the event loop: Ctrl+C at the prompt
    # then ends the meeting, and not the program.
    with (
        bootstrap.rehearsals(Settings(), speaker=speaker) as use_case,
        _runner(use_case) as runner,
    ):
        persona = use_case.persona(persona_id)
        _introduce(console, use_case, persona)
        talk = runner.run(use_case.start(OWNER, persona.id, seed=seed))
        _show_line(console, talk, "boss", talk.turns[-1].text)
        while talk.rehearsal.open:
            text = _ask(console, "[bold green]You: [/bold green]")
            if text is None or text.strip() == "/end":
                talk = runner.run(use_case.end(OWNER, talk.rehearsal.id))
            elif text.strip() == "/swap":
                swap_chairs(console, runner, use_case, persona, partial(_ask, console))
                _show_line(console, talk, "boss", talk.turns[-1].text)
            elif text.strip() == "/hint":
                show_hint(console, use_case, OWNER, talk)
            else:
                talk = _exchange(runner, use_case, talk, text, console)
        _show_outcome(console, talk)
        _show_scorecard(console, runner, use_case, talk)
        show_practised(console, use_case, OWNER, talk)
        if as_json:
            _print_record(talk.rehearsal.id, talk)


def _show_scorecard(
    console: Console, runner: asyncio.Runner, use_case: Rehearsals, talk: Talk
) -> None:
    try:
        with console.status("Scoring"):
            card = runner.run(use_case.after.scorecard(OWNER, talk.rehearsal.id))
    except NotForScoring as why:
        console.print(f"[dim]{escape(str(why))}[/dim]")
        return
    rubric = use_case.rubric(talk.rehearsal.rubric_id)
    score = Score(card.overall, card.criteria, card.pins, card.second, card.warnings, card.usage)
    show_score(console, rubric, "Scorecard", talk.lines, score)


def _introduce(console: Console, use_case: Rehearsals, persona: Persona) -> None:
    situation = persona.situation
    console.rule(f"[bold]{escape(persona.name)}[/bold], {escape(persona.role)}", align="left")
    console.print(f"{SITUATIONS[situation.kind]}. {escape(situation.setting)}")
    console.print(f"You: {escape(situation.learner_role)}. The offer: {escape(situation.offer)}")
    console.print(f"[dim]{escape(use_case.speaker_label())}. {escape(use_case.judge_label())}.")
    console.print(
        "[dim]Type your answer and press Enter. /hint helps, a little more each time. /end ends "
        "the meeting, /swap swaps chairs: you are the boss, and hear it done well.[/dim]\n"
    )


def _ask(console: Console, prompt: str) -> str | None:
    try:
        return console.input(prompt)
    except (EOFError, KeyboardInterrupt):
        console.print()
        return None


def _exchange(
    runner: asyncio.Runner, use_case: Rehearsals, talk: Talk, text: str, console: Console
) -> Talk:
    """Say `text` and hear the boss out, as often as it takes; return the talk as it then stands."""
    rehearsal_id = talk.rehearsal.id
    said = use_case.say(
        OWNER, rehearsal_id, text, after=talk.turns[-1].id, message_id=str(talk.learner_turns)
    )
    console.print()
    try:
        progress = runner.run(_heard_out(said, talk, console))
    except MessageRefused as error:
        console.print(f"[yellow]{escape(str(error))}[/yellow]\n")
        return talk
    while progress.problem and progress.talk.waiting:
        console.print(f"[yellow]{escape(progress.problem)}[/yellow]")
        if _ask(console, "[dim]Enter tries again, Ctrl+D ends the meeting.[/dim] ") is None:
            return runner.run(use_case.end(OWNER, rehearsal_id))
        again = use_case.reply(OWNER, rehearsal_id)
        progress = runner.run(_heard_out(again, progress.talk, console))
    _show_line(console, talk, "boss", progress.talk.turns[-1].text)
    if progress.talk.stepped_out:
        for paragraph in HELP:
            console.print(f"[yellow]{escape(paragraph)}[/yellow]\n")
    return progress.talk


async def _heard_out(said: AsyncIterator[Progress], talk: Talk, console: Console) -> Progress:
    """Show the boss's turn while it comes; return where it ended."""
    progress = Progress(talk)
    with Live(console=console, transient=True) as live:
        async for progress in said:
            live.update(_line(talk.rehearsal.persona_name, progress.said or "…", "cyan"))
    return progress
