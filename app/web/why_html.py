"""What moved the boss: for each boss turn, the move, the concern, and the words that led to it."""

from __future__ import annotations

from app.domain.conversation import Move, Part, Turn
from app.domain.persona import ACTS, CUES, QUESTIONS, Persona
from app.domain.rubric import Rubric
from app.web.markup import esc, joined, shortened

MARGIN_QUOTE = 90
"""Longest quote (in characters)."""

_CLOSED = {
    "answered": "Enough was answered, so {name} could agree",
    "yes": "It sounded like a yes to the job",
    "date": "You asked for time and said until when, so it is parked",
    "goodbye": "You brought the talk to an end",
    "patience": "{name}'s patience for this meeting ran out",
    "cold": "{name} had cooled too far to go on",
    "distress": "{name} stepped out of the part, because you did not sound well",
}


def why(turn: Turn, persona: Persona | None, name: str, rubric: Rubric) -> str:
    """Return what moved the boss in `turn`, folded; nothing for an opening."""
    move = turn.move
    if move is None:
        return ""
    lines = [line for line in (_moved(p, move, persona, name, rubric) for p in move.parts) if line]
    if not lines:
        return ""
    return (
        f'<details class="quiet"><summary>What moved {esc(name)}</summary>'
        f"<ul>{joined(f'<li>{line}</li>' for line in lines)}</ul></details>"
    )


def _moved(part: Part, move: Move, persona: Persona | None, name: str, rubric: Rubric) -> str:
    """Return in words what one part of a boss's turn answers; nothing for an opening."""
    quote = shortened(part.because.quote, MARGIN_QUOTE) if part.because else ""
    heard = f"Your words “{esc(quote)}”" if quote else "What you said"
    match part.kind:
        case "concede":
            return f"{heard} answered{_belief(part, persona)}"
        case "press" | "raise":
            return _brought_up(part, heard, _belief(part, persona), rubric)
        case "close":
            closed = _CLOSED.get(move.why or "", "").format(name=esc(name))
            return f"{closed}: “{esc(quote)}”" if closed and quote else closed
        case "react" if part.topic:
            return f"You asked {esc(QUESTIONS.get(part.topic, part.topic))}"
        case "react" if part.because:
            return f"{heard}: {esc(_seen(part.because.name, rubric))}"
    return ""


def _brought_up(part: Part, heard: str, on: str, rubric: Rubric) -> str:
    plain = f"Still open:{on}" if part.kind == "press" else f"A worry comes up:{on}"
    if part.because is None:
        return plain
    half = part.because.shown == "partly"
    what = "half an answer" if half else esc(_seen(part.because.name, rubric))
    return f"{plain}. {heard}: {what}"


def _belief(part: Part, persona: Persona | None) -> str:
    concerns = persona.concerns if persona else ()
    belief = next((c.belief for c in concerns if c.id == part.concern), "")
    return f" “{esc(belief)}”" if belief else " a worry"


def _seen(name: str, rubric: Rubric) -> str:
    if name in ACTS or name in CUES:
        return {**ACTS, **CUES}[name]
    return next((b.label.lower() for b in rubric.behaviours if b.id == name), name)
