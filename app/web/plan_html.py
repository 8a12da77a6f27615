"""The plan: notes beside the meeting, and on the scorecard what was used, changed or missed."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import NamedTuple

from app.domain.hint import Hint
from app.domain.worksheet import PIECES, Difference, Planned, Worksheet
from app.web.markup import esc, joined, one_line, shortened
from app.web.words import t, tn


class Practised(NamedTuple):
    """What a learner brought to a meeting, and the help that they took in it."""

    planned: tuple[Planned, ...] = ()
    hints: tuple[Hint, ...] = ()


def answer_names() -> dict[str, str]:
    """Return what the planned answers are called, by field."""
    return {
        "weighing": t("Pros and cons"),
        "declining": t("Declining"),
        "obstacle": t("Can't or don't want to"),
        "shape": t("The shape of the job"),
        "path": t("The best path"),
        "result_1": t("First result"),
        "result_2": t("Second result"),
        "result_3": t("Third result"),
        "only_i": t("Only you know"),
        "off_desk": t("Off your boss's desk"),
        "who": t("Who could do it"),
        "help": t("How you help"),
        "deliver": t("What you deliver next"),
        "talk_again": t("When you talk again"),
    }


# Beside the meeting


def notes(plan: Worksheet) -> str:
    """Return the learner's own notes, folded; '' if there are none."""
    names = answer_names()
    fields = [*PIECES, *(name for name in names if name not in PIECES)]
    rows = joined(
        f"<div><dt>{esc(names[field])}</dt>"
        f'<dd lang="en" dir="auto">{esc(plan.answer(field))}</dd></div>'
        for field in fields
        if plan.answer(field)
    )
    if not rows:
        return ""
    title = t("Your notes")
    return (
        f'<details class="my-notes" data-unfold><summary>{esc(title)}</summary>'
        f'<dl class="facts">{rows}</dl></details>'
    )


# On the scorecard


def section(practised: Practised) -> str:
    """Return what became of the plan, and how many hints were taken; '' without either."""
    parts = _plan(practised.planned) + _hints(practised.hints)
    return one_line(f'<section class="practised">{parts}</section>') if parts else ""


def _plan(planned: Sequence[Planned]) -> str:
    if not planned:
        return ""
    found = Counter(piece.became for piece in planned)
    told = [
        tn("{number} piece used", "{number} pieces used", found["used"]),
        tn("{number} changed", "{number} changed", found["changed"]),
        tn("{number} missed", "{number} missed", found["missed"]),
    ]
    rows = joined(_piece(piece) for piece in planned)
    return (
        f"<h2>{esc(t('What you had planned'))}</h2><p class='aside'>{esc(', '.join(told))}. "
        f"{esc(t('Told from names, figures, days and words, not from the score.'))}</p>"
        f'<ul class="pieces">{rows}</ul>'
    )


def _piece(piece: Planned) -> str:
    words = {"used": t("used"), "changed": t("changed"), "missed": t("missed")}
    return (
        f'<li class="{piece.became}"><p class="piece-head"><b>{esc(words[piece.became])}</b>'
        f"<span>{esc(answer_names()[piece.field])}</span></p>"
        f'<div><p lang="en" dir="auto">{esc(piece.text)}</p>{_said(piece)}</div></li>'
    )


def _said(piece: Planned) -> str:
    if piece.evidence is None:
        return f'<p class="aside">{esc(t("Not heard in what you said."))}</p>'
    lines = [
        f"<p>{esc(t('You said:'))} "
        f'<q lang="en" dir="auto">{esc(shortened(piece.evidence.quote, 400))}</q></p>'
    ]
    lines += [f'<p class="aside">{esc(_differs(one))}</p>' for one in piece.differences]
    if piece.shared and not piece.differences:
        shared = ", ".join(piece.shared)
        lines.append(f'<p class="aside">{esc(t("In both: {words}", words=shared))}</p>')
    return joined(lines)


def _differs(one: Difference) -> str:
    if one.said:
        return t("Planned “{planned}”, said “{said}”.", planned=one.planned, said=one.said)
    return t("“{planned}” was left out.", planned=one.planned)


def _hints(hints: Sequence[Hint]) -> str:
    if not hints:
        return ""
    on = Counter(_about(hint) for hint in hints)
    what = "; ".join(f"{about} ({number})" for about, number in on.items())
    return (
        f"<h3>{esc(t('Hints taken: {number}', number=len(hints)))}</h3>"
        f"<p>{esc(what)}. {esc(t('Hints change no score.'))}</p>"
    )


def _about(hint: Hint) -> str:
    if hint.stage == "concern":
        return t("“{words}”", words=hint.belief.rstrip("."))
    if hint.stage == "closing":
        return t("how to go on when nothing was open")
    return t("how to begin") if hint.stage == "opening" else t("a pause")
