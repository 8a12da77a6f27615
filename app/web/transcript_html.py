"""The transcript, with the words that were evidence marked in their criterion's colour."""

from __future__ import annotations

from collections.abc import Sequence

from app.domain.conversation import Turn
from app.domain.correction import Correction
from app.domain.marks import MARKED_WRONG, Hit, hits, marks, segments
from app.domain.persona import Persona
from app.domain.rubric import Behaviour, Rubric
from app.domain.scorecard import Scorecard
from app.web.markup import english, esc, figure, hue, joined, one_line, shape, signed
from app.web.phrases import told
from app.web.redo_html import redo_link
from app.web.why_html import why
from app.web.words import t


def transcript(
    turns: Sequence[Turn],
    persona: Persona | None,
    name: str,
    card: Scorecard | None,
    rubric: Rubric,
    corrections: Sequence[Correction] = (),
) -> str:
    """Return the turns as a list; without a scorecard, as they were said."""
    items = joined(
        _boss(turn, persona, name, rubric)
        if turn.speaker == "boss"
        else _learner(index, turn, hits(card, rubric, index, corrections) if card else [])
        for index, turn in enumerate(turns)
    )
    return one_line(f'<ol class="transcript">{items}</ol>')


def _boss(turn: Turn, persona: Persona | None, name: str, rubric: Rubric) -> str:
    stopped = t("The reply broke off here.")
    broken = "" if turn.complete else f'<p class="aside">{esc(stopped)}</p>'
    return (
        f'<li class="said boss"><p class="who" lang="en">{esc(name)}</p>'
        f'<div class="spoken"><p class="words" lang="en" dir="auto">{esc(turn.text)}</p>'
        f"{broken}{why(turn, persona, name, rubric)}</div></li>"
    )


def _learner(index: int, turn: Turn, found: Sequence[Hit]) -> str:
    words = joined(_piece(text, over) for text, over in segments(turn.text, found))
    return (
        f'<li class="said learner"><p class="who">{esc(t("You"))}</p><div class="spoken">'
        f'<p class="words" lang="en" dir="auto" data-turn="{index}">{words}</p>{_again(turn)}</div>'
        f"{_margin(found)}</li>"
    )


def _again(turn: Turn) -> str:
    """Return the way back to this turn; nothing where it has no boss's turn before it."""
    if turn.parent_id is None:
        return ""
    return redo_link(turn.rehearsal_id, turn.id, t("Answer this differently"))


def _piece(text: str, over: tuple[Hit, ...]) -> str:
    """Return one piece of the words; evidence opens its notes on hover, focus or tap."""
    if not over:
        return esc(text)
    looks = dict.fromkeys(_look(hit) for hit in over)
    opening = joined(f'<span class="line {look}">' for look in looks)
    notes = " ".join(dict.fromkeys(hit.note for hit in over))
    return (
        f'<span class="evidence {hue(over[0].criterion)}" role="button" tabindex="0"'
        f' aria-expanded="false" data-notes="{notes}" aria-describedby="{notes}">'
        f"{opening}{esc(text)}{'</span>' * len(looks)}</span>"
    )


def _look(hit: Hit) -> str:
    """Return the classes that underline a piece of evidence."""
    costs = " costs" if hit.costs else ""
    return f"{hue(hit.criterion)}{costs}{' is-wrong' if hit.trainer == MARKED_WRONG else ''}"


def _margin(found: Sequence[Hit]) -> str:
    """Return the marks beside a turn, one for each behaviour, and the notes that they open."""
    if not found:
        return ""
    beside = joined(
        f'<li class="mark{" costs" if hit.costs else ""}" data-mark="{hit.note}">'
        f"{shape(hit.criterion)}{english(hit.behaviour.label)} "
        f"<b>{signed(hit.behaviour.points)}</b>{_trainer(hit)}</li>"
        for hit in marks(found)
    )
    notes = joined(_note(hit) for hit in {hit.note: hit for hit in found}.values())
    return (
        f'<div class="margin"><ul class="marks">{beside}</ul><div class="notes">{notes}</div></div>'
    )


def _trainer(hit: Hit) -> str:
    return f' <i class="trainer-says">{esc(told(hit.trainer))}</i>' if hit.trainer else ""


def _note(hit: Hit) -> str:
    behaviour = hit.behaviour
    more = [english(behaviour.description)]
    if hit.partly:
        more.append(esc(t("You showed this in part.")))
    if hit.trainer:
        more.append(esc(t("A trainer: {said}.", said=told(hit.trainer))))
    if behaviour.specific_points:
        more.append(
            esc(
                t(
                    "Saying who, what, when or how much adds {points} more.",
                    points=figure(behaviour.specific_points),
                )
            )
        )
    return (
        f'<div class="note {hue(hit.criterion)}{" costs" if hit.costs else ""}" id="{hit.note}">'
        f"<p><strong lang='en'>{esc(behaviour.label)}</strong>, {esc(_worth(behaviour))}</p>"
        f"<p>{' '.join(more)}</p></div>"
    )


def _worth(behaviour: Behaviour) -> str:
    size = abs(behaviour.points)
    if behaviour.points < 0:
        one, many = t("costs {points} point"), t("costs {points} points")
    else:
        one, many = t("worth {points} point"), t("worth {points} points")
    return (one if size == 1 else many).format(points=figure(size))
