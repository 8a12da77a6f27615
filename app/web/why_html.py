"""What moved the boss: for each boss turn, the move, the concern, and the words that led to it."""

from __future__ import annotations

from app.domain.conversation import Move, Part, Turn
from app.domain.persona import ACTS, CUES, QUESTIONS, Persona
from app.domain.rubric import Rubric
from app.web.markup import esc, joined, shortened
from app.web.phrases import told
from app.web.words import t

MARGIN_QUOTE = 90
"""Longest quote (in characters)."""


def _closed(name: str) -> dict[str, str]:
    """Return what closed a meeting, by the move's reason."""
    return {
        "answered": t("Enough was answered, so {name} could agree", name=name),
        "yes": t("It sounded like a yes to the job"),
        "date": t("You asked for time and said until when, so it is parked"),
        "goodbye": t("You brought the talk to an end"),
        "patience": t("{name}'s patience for this meeting ran out", name=name),
        "cold": t("{name} had cooled too far to go on", name=name),
        "distress": t("{name} stepped out of the part, because you did not sound well", name=name),
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
        f'<details class="quiet"><summary>{esc(t("What moved {name}", name=name))}</summary>'
        f"<ul>{joined(f'<li>{esc(line)}</li>' for line in lines)}</ul></details>"
    )


def _moved(part: Part, move: Move, persona: Persona | None, name: str, rubric: Rubric) -> str:
    """Return in words what one part of a boss's turn answers, as text; '' for an opening."""
    quote = shortened(part.because.quote, MARGIN_QUOTE) if part.because else ""
    heard = t("Your words “{quote}”", quote=quote) if quote else t("What you said")
    match part.kind:
        case "concede":
            return t("{heard} answered {worry}", heard=heard, worry=_belief(part, persona))
        case "press" | "raise":
            return _brought_up(part, heard, _belief(part, persona), rubric)
        case "close":
            closed = _closed(name).get(move.why or "", "")
            said = t("{closed}: “{quote}”", closed=closed, quote=quote)
            return said if closed and quote else closed
        case "react" if part.topic:
            return t("You asked {topic}", topic=told(QUESTIONS.get(part.topic, part.topic)))
        case "react" if part.because:
            return f"{heard}: {_seen(part.because.name, rubric)}"
    return ""


def _brought_up(part: Part, heard: str, worry: str, rubric: Rubric) -> str:
    if part.kind == "press":
        plain = t("Still open: {worry}", worry=worry)
    else:
        plain = t("A worry comes up: {worry}", worry=worry)
    if part.because is None:
        return plain
    half = part.because.shown == "partly"
    what = t("half an answer") if half else _seen(part.because.name, rubric)
    return f"{plain}. {heard}: {what}"


def _belief(part: Part, persona: Persona | None) -> str:
    concerns = persona.concerns if persona else ()
    belief = next((c.belief for c in concerns if c.id == part.concern), "")
    return t("“{words}”", words=belief) if belief else t("a worry")


def _seen(name: str, rubric: Rubric) -> str:
    if name in ACTS or name in CUES:
        return told({**ACTS, **CUES}[name])
    return next((b.label.lower() for b in rubric.behaviours if b.id == name), name)
