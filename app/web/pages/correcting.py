"""What a trainer does on a scorecard: from commands to the use case."""

from __future__ import annotations

from app.corrections import Corrections
from app.errors import CorrectionRefused
from app.web.commands import Command
from app.web.corrections_html import Answer, Refused

COMMANDS = frozenset({"wrong", "missing", "level", "undo"})


def done(corrections: Corrections, who: str, command: Command) -> Answer:
    """Carry out a command and say what came of it. Raises `NotFound`."""
    try:
        _do(corrections, who, command)
    except CorrectionRefused as error:
        refused = Refused(
            problem=str(error),
            do=command.do,
            criterion=command.criterion,
            level=command.level,
            behaviour=command.behaviour,
            turn=command.turn,
            how=command.how,
            specific=command.specific,
            text=command.text,
        )
        return Answer(refused)
    return Answer(undone=command.correction if command.do == "undo" else "")


def _do(corrections: Corrections, who: str, command: Command) -> None:
    card = command.scorecard
    if command.do == "wrong":
        corrections.mark_wrong(who, card, command.behaviour, command.turn, command.start)
    elif command.do == "missing":
        corrections.add_missing(
            who,
            card,
            command.behaviour,
            command.turn,
            command.text,
            how=command.how,
            specific=command.specific,
        )
    elif command.do == "level":
        corrections.give_level(who, card, command.criterion, command.level, command.text)
    else:
        corrections.undo(who, command.correction)
