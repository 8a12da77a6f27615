"""Two attempts side by side, as the review page shows them."""

from __future__ import annotations

from app.domain.talk import Talk
from app.errors import AppError, MessageRefused
from app.judge.noise import noise
from app.rehearsal import Rehearsals
from app.web.commands import Command
from app.web.compare_html import compare
from app.web.words import t


def chosen(place: str) -> tuple[str, str]:
    """Return (rehearsal, leaf) of 'rehearsal:leaf'; the leaf is '' for where the learner is.

    Raises `MessageRefused` when nothing is chosen.
    """
    rehearsal, _, leaf = place.partition(":")
    if not rehearsal:
        raise MessageRefused(t("Choose two to compare."))
    return rehearsal, leaf


async def compared(rehearsals: Rehearsals, who: str, command: Command) -> str:
    """Return the comparison that a command asks for, scored where that can be done.

    Raises `NotFound` and `MessageRefused`.
    """
    one, two = chosen(command.one), chosen(command.two)
    for rehearsal_id, leaf in (one, two):
        await _scored(rehearsals, who, rehearsals.talk(who, rehearsal_id, leaf))
    found = rehearsals.attempts.compare(who, one, two)
    rubric = rehearsals.rubric(found.second.rehearsal.rubric_id)
    return compare(found, rubric, noise(rubric.id))


async def _scored(rehearsals: Rehearsals, who: str, talk: Talk) -> None:
    """Make a scorecard if the attempt is over and has none; what cannot be scored stays so."""
    if talk.rehearsal.open:
        return
    try:
        await rehearsals.after.scorecard(who, talk.rehearsal.id, talk.turns[-1].id)
    except AppError:
        return  # the comparison says on which side there is no score
