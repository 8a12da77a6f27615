"""The review page: past rehearsals as a list that filters, sorts and searches, and one of them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from app.domain.conversation import Rehearsal
from app.domain.correction import Correction
from app.domain.history import HistoryRow
from app.domain.persona import SITUATIONS
from app.domain.rubric import Rubric
from app.domain.scorecard import Scorecard
from app.domain.talk import Talk
from app.web.attempts_html import outcome_label, pick, picks
from app.web.corrections_html import Answer, Desk, correct
from app.web.keeping_html import copies
from app.web.markup import (
    bar,
    button,
    english,
    esc,
    joined,
    level_words,
    one_line,
    options,
    overall_words,
    situation,
    when,
)
from app.web.phrases import told
from app.web.scorecard_html import scorecard
from app.web.transcript_html import transcript
from app.web.words import number, t, tn

PAGE = 20
"""Rehearsals on one page of the list."""


def outcome_labels() -> dict[str, str]:
    """Return how a rehearsal may have ended, in few words."""
    return {
        "agreed": t("The boss agreed"),
        "parked": t("Parked"),
        "stalemate": t("Stalemate"),
        "accepted": t("You took the job"),
        "left": t("You ended it"),
        "open": t("Not finished"),
    }


def _sorts() -> dict[str, str]:
    return {
        "newest": t("Newest first"),
        "oldest": t("Oldest first"),
        "best": t("Best first"),
        "worst": t("Weakest first"),
        "boss": t("By boss"),
    }


def filters(bosses: Mapping[str, str]) -> str:
    """Return the form that filters the list; `bosses` maps persona id to name."""
    lead = t("Open one to read it again, with the words that earned each point.")
    situations = {kind: told(name) for kind, name in SITUATIONS.items()}
    return one_line(f"""
        <section class="review-head" aria-labelledby="review-title">
        <h1 id="review-title" tabindex="-1">{esc(t("Your rehearsals"))}</h1>
        <p class="lead">{esc(lead)}</p>
        <form id="filters" class="filters" role="search" data-do="list"
         aria-label="{esc(t("Find rehearsals"))}">
        <div class="wide"><label for="find-text">{esc(t("Search"))}</label>
        <input id="find-text" type="search" name="text" maxlength="200"
         placeholder="{esc(t("Words that were said"))}" autocomplete="off"></div>
        {_select("persona", t("Boss"), bosses, t("Every boss"))}
        {_select("situation", t("Situation"), situations, t("Every situation"))}
        {_select("outcome", t("Outcome"), outcome_labels(), t("Every outcome"))}
        {_select("sort", t("Order"), _sorts())}
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
    place = tn(
        "{first} to {last} of {number} rehearsal",
        "{first} to {last} of {number} rehearsals",
        total,
        first=number(first),
        last=number(first + len(rows) - 1),
    )
    return one_line(f"""
        <section class="listing" aria-label="{esc(t("Rehearsals"))}">
        <ol class="rows" start="{first}">{items}</ol>
        {picks(t("Tick two rehearsals to compare them.")) if total > 1 else ""}
        <nav class="pager" aria-label="{esc(t("Pages"))}"><p role="status">{esc(place)}</p>
        {_turn_to(t("Previous"), page - 1, page > 0)}
        {_turn_to(t("Next"), page + 1, first + len(rows) - 1 < total)}</nav></section>""")


def _turn_to(label: str, page: int, there: bool) -> str:
    off = "" if there else " disabled"
    return (
        f'<button type="button" class="btn plain" data-do="list" data-form="filters"'
        f' data-page="{page}"{off}>{esc(label)}</button>'
    )


def _empty(filtered: bool) -> str:
    if filtered:
        said = t("Nothing matches. Try fewer words or another filter.")
        return f'<section class="empty" role="status"><p>{esc(said)}</p></section>'
    said = t("Nothing here yet. A first rehearsal takes about five minutes.")
    return f"""<section class="empty"><p>{esc(said)}</p>
        <p><a class="btn main" href="./">{esc(t("Choose a boss"))}</a></p></section>"""


def _row(row: HistoryRow, rubric: Rubric | None) -> str:
    past = row.rehearsal
    turns = tn("{number} turn", "{number} turns", row.learner_turns)
    attempts = tn("{number} attempt", "{number} attempts", row.attempts)
    return (
        f'<article class="row"><div class="row-boss"><h2><a href="review?rehearsal={esc(past.id)}"'
        f' data-do="open" data-rehearsal="{esc(past.id)}"'
        f' data-href="?rehearsal={esc(past.id)}" lang="en">{esc(past.persona_name)}</a></h2>'
        f"<p>{situation(past.situation)}</p></div>"
        f'<div class="row-how"><p class="outcome">{esc(_outcome(past))}</p>'
        f"<p>{when(past.started_at)}</p>"
        f"<p>{esc(turns)}, {esc(attempts)}</p></div>"
        f'<div class="row-levels">{_small_levels(row, rubric)}</div>'
        f'<p class="row-overall">{esc(overall_words(row.overall))}</p>'
        f'<div class="row-acts">{_pick(past)}{_resume(past)}{_delete(past)}</div></article>'
    )


def _outcome(past: Rehearsal) -> str:
    """Return how a rehearsal ended, in the first words of its sentence."""
    if past.outcome is None:
        return outcome_labels()["open"]
    return outcome_label(past.outcome, past.situation)


def _small_levels(row: HistoryRow, rubric: Rubric | None) -> str:
    titles = {c.id: c.title for c in rubric.criteria} if rubric else {}
    return joined(
        f"<p>{bar(level, place)}<span>{english(titles.get(criterion, criterion))}: "
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
    return f'<a class="btn main" href="{where}">{esc(t("Resume"))}</a>'


def _delete(past: Rehearsal) -> str:
    named = t("Delete the rehearsal with {name}", name=past.persona_name)
    return (
        f'<details class="ask"><summary class="btn link" aria-label="{esc(named)}">'
        f"{esc(t('Delete'))}</summary>"
        f'<div class="ask-box"><p>{esc(t("Delete this rehearsal?"))}</p><p class="acts">'
        f"{button(t('Delete it'), 'delete', kind='main', rehearsal=past.id, form='filters')}"
        f'<button type="button" class="btn plain" data-shut>{esc(t("Keep it"))}</button></p>'
        "</div></details>"
    )


def deleted(past: Rehearsal) -> str:
    """Return the note that a rehearsal is gone, with the way back."""
    said = t("The rehearsal with {name} is deleted.", name=past.persona_name)
    undo = button(t("Undo"), "restore", kind="link", rehearsal=past.id, form="filters")
    return one_line(
        f'<div class="notice" role="status"><p data-focus="gone {esc(past.id)}" tabindex="-1">'
        f"{esc(said)}</p>{undo}</div>"
    )


def notice(words: object) -> str:
    """Return a plain message, or an error in the visitor's words."""
    return f'<div class="notice" role="alert"><p>{esc(told(words))}</p></div>'


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
        f'<a class="btn plain" href="./?boss={esc(talk.persona.id)}">'
        f"{esc(t('Rehearse again with {name}', name=past.persona_name))}</a>"
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
        <p>{button(t("All rehearsals"), "close", kind="link back", href="?", form="filters")}</p>
        <h1 id="opened-title" tabindex="-1" data-focus="open {esc(past.id)}" lang="en">
        {esc(past.persona_name)}</h1>
        <p class="lead">{situation(past.situation)}, {when(past.started_at)}</p>
        {body}</section>""")
