"""`rehearse talk`: a rehearsal in the terminal, or a script played against a boss."""

from __future__ import annotations

import asyncio
import json
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from rich.console import Console
from rich.live import Live
from rich.markup import escape
from rich.padding import Padding
from rich.text import Text

from app import bootstrap
from app.commands.lines import Script, records
from app.commands.show import show_score
from app.config import Settings
from app.domain.conversation import OUTCOMES, SpeakerKind
from app.domain.persona import SITUATIONS, Persona
from app.domain.talk import Talk
from app.errors import MessageRefused, ServiceError
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
            use_case.persona(persona_id)
            scripts = list(records(script, Script))
            asyncio.run(_played_all(use_case, persona_id, scripts, seed, as_json))


async def _played_all(
    use_case: Rehearsals, persona_id: str, scripts: list[Script], seed: int | None, as_json: bool
) -> None:
    console = Console()
    for one in scripts:
        talk = await _played(use_case, persona_id, one, seed)
        if as_json:
            print(json.dumps(as_record(one.id, talk), ensure_ascii=False))  # noqa: T201
        else:
            _show_talk(console, one.id, talk)


async def _played(use_case: Rehearsals, persona_id: str, script: Script, seed: int | None) -> Talk:
    talk = await use_case.start(OWNER, persona_id, seed=0 if seed is None else seed)
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
    console.print(f"[dim]{OUTCOMES[talk.rehearsal.outcome or 'left']}[/dim]\n")


def chat(persona_id: str, speaker: SpeakerKind | None, seed: int | None, *, as_json: bool) -> None:
    """Hold a rehearsal in the terminal; the scorecard follows. It is kept for the review page."""
    console = Console(stderr=as_json)
    with bootstrap.rehearsals(Settings(), speaker=speaker) as use_case:
        persona = use_case.persona(persona_id)
        talk = asyncio.run(_chat(use_case, persona, seed, console))
        if as_json:
            print(json.dumps(as_record(talk.rehearsal.id, talk), ensure_ascii=False))  # noqa: T201


async def _chat(use_case: Rehearsals, persona: Persona, seed: int | None, console: Console) -> Talk:
    _introduce(console, use_case, persona)
    talk = await use_case.start(OWNER, persona.id, seed=seed)
    _show_line(console, talk, "boss", talk.turns[-1].text)
    while talk.rehearsal.open:
        text = await asyncio.to_thread(_ask, console)
        if text is None or text.strip() == "/end":
            talk = await use_case.end(OWNER, talk.rehearsal.id)
            break
        talk = await _exchange(use_case, talk, text, console)
    _show_outcome(console, talk)
    with console.status("Scoring"):
        card = await use_case.scorecard(OWNER, talk.rehearsal.id)
    rubric = use_case.rubric(talk.rehearsal.rubric_id)
    score = Score(card.overall, card.criteria, card.pins, card.warnings, card.usage)
    show_score(console, rubric, "Scorecard", talk.lines, score)
    return talk


def _introduce(console: Console, use_case: Rehearsals, persona: Persona) -> None:
    situation = persona.situation
    console.rule(f"[bold]{escape(persona.name)}[/bold], {escape(persona.role)}", align="left")
    console.print(f"{SITUATIONS[situation.kind]}. {escape(situation.setting)}")
    console.print(f"You: {escape(situation.learner_role)}. The offer: {escape(situation.offer)}")
    console.print(f"[dim]{escape(use_case.speaker_label())}. {escape(use_case.judge_label())}.")
    console.print("[dim]Type your answer and press Enter. /end ends the meeting.[/dim]\n")


def _ask(console: Console) -> str | None:
    try:
        return console.input("[bold green]You: [/bold green]")
    except (EOFError, KeyboardInterrupt):
        console.print()
        return None


async def _exchange(use_case: Rehearsals, talk: Talk, text: str, console: Console) -> Talk:
    said = use_case.say(
        OWNER,
        talk.rehearsal.id,
        text,
        after=talk.turns[-1].id,
        message_id=str(talk.learner_turns),
    )
    console.print()
    problem = ""
    try:
        with Live(console=console, transient=True) as live:
            async for progress in said:
                talk = progress.talk
                problem = progress.problem
                live.update(_line(talk.rehearsal.persona_name, progress.said or "…", "cyan"))
    except MessageRefused as error:
        console.print(f"[yellow]{escape(str(error))}[/yellow]\n")
        return talk
    while problem and talk.waiting:
        console.print(f"[yellow]{escape(problem)}[/yellow]")
        if await asyncio.to_thread(_ask_again, console) is False:
            return await use_case.end(OWNER, talk.rehearsal.id)
        async for progress in use_case.reply(OWNER, talk.rehearsal.id):
            talk, problem = progress.talk, progress.problem
    _show_line(console, talk, "boss", talk.turns[-1].text)
    return talk


def _ask_again(console: Console) -> bool:
    try:
        console.input("[dim]Enter tries again, Ctrl+D ends the meeting.[/dim] ")
    except (EOFError, KeyboardInterrupt):
        return False
    return True
