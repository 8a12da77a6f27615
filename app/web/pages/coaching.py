"""Preparation and hints on the pages: beside the meeting, and on the scorecard."""

from __future__ import annotations

from typing import NamedTuple

from app.domain.hint import taken
from app.domain.talk import Talk
from app.errors import StaleRehearsal
from app.rehearsal import Rehearsals
from app.web import hints_html, plan_html
from app.web.commands import Command
from app.web.pages.shared import View
from app.web.plan_html import Practised
from app.web.words import t


class Beside(NamedTuple):
    """What stands around the message box and beside the conversation."""

    hints: View
    ask: View
    side: str


def asked(here: Rehearsals, who: str, command: Command) -> Talk:
    """Give the hint that a command asks for, and return the talk.

    Raises `NotFound`, and `StaleRehearsal` when the talk went on.
    """
    talk = here.talk(who, command.rehearsal)
    if command.after != talk.turns[-1].id:
        raise StaleRehearsal(t("This meeting has gone on. Reload to see where it stands."))
    here.coach.hint(who, talk, command.level)
    return talk


def beside(here: Rehearsals, who: str, talk: Talk) -> Beside:
    """Return the hints on the boss's last turn, the way to the next one, meter and notes.

    After the meeting none of it: the scorecard tells what became of the notes.
    """
    if not talk.rehearsal.open:
        return Beside(View(visible=False), View(visible=False), "")
    hints = taken(here.coach.hints(who, talk.rehearsal.id), talk.turns[-1].id)
    rubric = here.rubric(talk.rehearsal.rubric_id)
    shown = hints_html.shown(hints, plan_html.answer_names())
    meter = hints_html.meter(rubric, here.coach.touched(talk))
    return Beside(
        View(shown, bool(shown)),
        View(hints_html.ask(talk, hints)),
        meter + plan_html.notes(here.preparing.plan(who, talk.rehearsal.id)),
    )


def practised(here: Rehearsals, who: str, talk: Talk) -> str:
    """Return what became of the plan, and the hints taken on this path, for the scorecard."""
    path = {turn.id for turn in talk.turns}
    hints = [one for one in here.coach.hints(who, talk.rehearsal.id) if one.turn_id in path]
    return plan_html.section(Practised(here.preparing.became(who, talk), tuple(hints)))
