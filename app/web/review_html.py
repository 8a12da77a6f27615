"""The review page: past rehearsals as a list that filters, sorts and searches, and one of them."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from app.domain.conversation import Rehearsal, outcome_words
from app.domain.correction import Correction
from app.domain.history import HistoryRow
from app.domain.persona import SITUATIONS
from app.domain.rubric import Rubric
from app.domain.scorecard import Scorecard
from app.domain.talk import Talk
from app.web.attempts_html import pick, picks
from app.web.corrections_html import Answer, Desk, correct
from app.web.keeping_html import copies
from app.web.markup import (
    bar,
    button,
    count,
    esc,
    joined,
    level_words,
    one_line,
    options,
    overall_word,
    situation,
    when,
)
from app.web.scorecard_html import scorecard
from app.web.transcript_html import transcript
from app.web.words import t

PAGE = 20
"""Rehearsals on one page of the list."""

OUTCOME_LABELS = {
    "agreed": "The boss agreed",
    "parked": "Parked",
    "stalemate": "Stalemate",
    "accepted": "You took the job",
    "left": "You ended it",
    "open": "Not finished",
}

SORTS = {
    "newest": "Newest first",
    "oldest": "Oldest first",
    "best": "Best first",
    "worst": "Weakest first",
    "boss": "By boss",
}


def filters(bosses: Mapping[str, str]) -> str:
    """Return the form that filters the list; `bosses` maps persona id to name."""
    return one_line(f"""
        <section class="review-head" aria-labelledby="review-title">
        <h1 id="review-title" tabindex="-1">Your rehearsals</h1>
        <p class="lead">Open one to read it again, with the words that earned each point.</p>
        <form id="filters" class="filters" role="search" data-do="list"
         aria-label="Find rehearsals">
        <div class="wide"><label for="find-text">Search</label>
        <input id="find-text" type="search" name="text" maxlength="200"
         placeholder="Words that were said" autocomplete="off"></div>
        {_select("persona", "Boss", bosses, "Every boss")}
        {_select("situation", "Situation", SITUATIONS, "Every situation")}
        {_select("outcome", "Outcome", OUTCOME_LABELS, "Every outcome")}
        {_select("sort", "Order", SORTS)}
        </form></section>""")


def _select(name: str, label: str, labels: Mapping[str, str], everything: str = "") -> str:
    first = f'<option value="">{esc(everything)}</option>' if everything else ""
    return (
        f'<div><label for="find-{name}">{esc(label)}</label>'
        f'<select id="find-{name}" name="{name}">{first}{options(labels)}</select></div>'
    )


def listing(
    rows: Sequence[HistoryRow],
    total: int,
    page: int,
    rubrics: Mapping[str, Rubric],
    *,
    filtered: bool,
) -> str:
    """Return one page (from 0) of the list, with its place in the whole."""
    if not rows:
        return one_line(_empty(filtered))
    first = page * PAGE + 1
    items = joined(f"<li>{_row(row, rubrics.get(row.rehearsal.rubric_id))}</li>" for row in rows)
    place = f"{first:,} to {first + len(rows) - 1:,} of {count(total, 'rehearsal')}"
    return one_line(f"""
        <section class="listing" aria-label="Rehearsals">
        <ol class="rows" start="{first}">{items}</ol>
        {picks(t("Tick two rehearsals to compare them.")) if total > 1 else ""}
        <nav class="pager" aria-label="Pages"><p role="status">{place}</p>
        {_turn_to("Previous", page - 1, page > 0)}
        {_turn_to("Next", page + 1, first + len(rows) - 1 < total)}</nav></section>""")


def _turn_to(label: str, page: int, there: bool) -> str:
    off = "" if there else " disabled"
    return (
        f'<button type="button" class="btn plain" data-do="list" data-form="filters"'
        f' data-page="{page}"{off}>{label}</button>'
    )


def _empty(filtered: bool) -> str:
    if filtered:
        return """<section class="empty" role="status"><p>Nothing matches. Try fewer words or
            another filter.</p></section>"""
    return """<section class="empty"><p>Nothing here yet. A first rehearsal takes about five
        minutes.</p><p><a class="btn main" href="./">Choose a boss</a></p></section>"""


def _row(row: HistoryRow, rubric: Rubric | None) -> str:
    past = row.rehearsal
    overall = (
        "not scored"
        if row.overall is None
        else f"{overall_word(row.overall)}, {row.overall} of 100"
    )
    return (
        f'<article class="row"><div class="row-boss"><h2><a href="review?rehearsal={esc(past.id)}"'
        f' data-do="open" data-rehearsal="{esc(past.id)}"'
        f' data-href="?rehearsal={esc(past.id)}">{esc(past.persona_name)}</a></h2>'
        f"<p>{situation(past.situation)}</p></div>"
        f'<div class="row-how"><p class="outcome">{esc(_outcome(past))}</p>'
        f"<p>{when(past.started_at)}</p>"
        f"<p>{count(row.learner_turns, 'turn')}, {count(row.attempts, 'attempt')}</p></div>"
        f'<div class="row-levels">{_small_levels(row, rubric)}</div>'
        f'<p class="row-overall">{overall}</p>'
        f'<div class="row-acts">{_pick(past)}{_resume(past)}{_delete(past)}</div></article>'
    )


def _outcome(past: Rehearsal) -> str:
    """Return how a rehearsal ended, in the first words of its sentence."""
    if past.outcome is None:
        return OUTCOME_LABELS["open"]
    return re.split("[.:]", outcome_words(past.outcome, past.situation))[0]


def _small_levels(row: HistoryRow, rubric: Rubric | None) -> str:
    titles = {c.id: c.title for c in rubric.criteria} if rubric else {}
    return joined(
        f"<p>{bar(level, place)}<span>{esc(titles.get(criterion, criterion))}: "
        f"{level_words(level)}</span></p>"
        for place, (criterion, level) in enumerate(row.levels.items())
    )


def _pick(past: Rehearsal) -> str:
    """Return the box that chooses a rehearsal, as it stands, for a comparison."""
    return pick(f"{past.id}:{past.leaf_id or ''}", past.persona_name)


def _resume(past: Rehearsal, attempt: str | None = None) -> str:
    """Return the way on from where the learner is, or from an attempt that was left off."""
    if not past.open:
        return ""
    where = f"./?rehearsal={esc(past.id)}"
    where += f"&amp;attempt={esc(attempt)}" if attempt else ""
    return f'<a class="btn main" href="{where}">Resume</a>'


def _delete(past: Rehearsal) -> str:
    name = esc(past.persona_name)
    return (
        '<details class="ask"><summary class="btn link"'
        f' aria-label="Delete the rehearsal with {name}">Delete</summary>'
        '<div class="ask-box"><p>Delete this rehearsal?</p><p class="acts">'
        f"{button('Delete it', 'delete', kind='main', rehearsal=past.id, form='filters')}"
        '<button type="button" class="btn plain" data-shut>Keep it</button></p></div></details>'
    )


def deleted(past: Rehearsal) -> str:
    """Return the note that a rehearsal is gone, with the way back."""
    undo = button("Undo", "restore", kind="link", rehearsal=past.id, form="filters")
    return one_line(
        f'<div class="notice" role="status"><p data-focus="gone {esc(past.id)}" tabindex="-1">'
        f"The rehearsal with {esc(past.persona_name)} is deleted.</p>{undo}</div>"
    )


def notice(words: str) -> str:
    """Return a plain message."""
    return f'<div class="notice" role="alert"><p>{esc(words)}</p></div>'


def opened(
    talk: Talk,
    card: Scorecard | None,
    rubric: Rubric,
    corrections: Sequence[Correction] = (),
    answer: Answer | None = None,
    *,
    reflected: str = "",
    practised: str = "",
    correctable: bool = True,
) -> str:
    """Return one past rehearsal: with its scorecard, or as far as it went.

    A trainer corrects the scorecard here, if it is `correctable`; `answer` is what came of the
    last correction.
    `reflected` is what the learner means to do differently.
    """
    past = talk.rehearsal
    again = (
        f'<a class="btn plain" href="./?boss={esc(talk.persona.id)}">Rehearse again with '
        f"{esc(past.persona_name)}</a>"
        if talk.persona and not past.open
        else ""
    )
    actions = f'<div class="after"><p class="acts">{_resume(past, past.leaf_id)}{again}</p></div>'
    if card:
        desk = Desk(talk, card, rubric, corrections, answer)
        correcting = correct(desk) if correctable else ""
        body = scorecard(
            talk,
            card,
            rubric,
            actions,
            corrections,
            correcting,
            practised=practised,
            reflected=reflected,
        )
    else:
        said = transcript(talk.turns, talk.persona, past.persona_name, None, rubric)
        body = actions + said + copies(talk)
    return one_line(f"""
        <section class="opened" aria-labelledby="opened-title">
        <p>{button("All rehearsals", "close", kind="link back", href="?", form="filters")}</p>
        <h1 id="opened-title" tabindex="-1" data-focus="open {esc(past.id)}">
        {esc(past.persona_name)}</h1>
        <p class="lead">{situation(past.situation)}, {when(past.started_at)}</p>
        {body}</section>""")
