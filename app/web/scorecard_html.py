"""The scorecard: how it ended, three levels, the one moment to redo, the words, and who judged."""

from __future__ import annotations

from collections.abc import Sequence

from app.domain.conversation import Turn
from app.domain.correction import Correction
from app.domain.rubric import TOP_LEVEL, Behaviour, Criterion, Rubric
from app.domain.scorecard import Advice, CriterionScore, Scorecard, moment
from app.domain.talk import Talk
from app.export.record import ONLY_PRACTICE
from app.web.corrections_html import said_of
from app.web.keeping_html import copies
from app.web.markup import (
    bar,
    button,
    english,
    esc,
    hue,
    joined,
    level_name,
    level_words,
    one_line,
    overall_word,
    shape,
    signed,
    when,
)
from app.web.meeting_html import help_notice, outcome_sentence
from app.web.phrases import told
from app.web.redo_html import redo_link
from app.web.reflection_html import reflection
from app.web.transcript_html import transcript
from app.web.words import number, t


def scorecard(
    talk: Talk,
    card: Scorecard,
    rubric: Rubric,
    actions: str,
    corrections: Sequence[Correction] = (),
    correct: str = "",
    *,
    reflected: str = "",
    practised: str = "",
) -> str:
    """Return the whole scorecard of a finished rehearsal; `actions` is what one can do next.

    `corrections` are shown beside what the judge says, and `correct` is where one makes them.
    `reflected` is what the learner means to do differently.
    `practised` is what became of the plan, and the hints that were taken.
    """
    name = talk.rehearsal.persona_name
    how = t(
        "Underlined words earned points; dashed ones cost some. Touch, focus or point at them to "
        "see why."
    )
    return one_line(f"""
        <section class="scorecard" aria-labelledby="scorecard-title">
        {_top(talk, card)}
        {_levels(card, rubric, corrections)}
        {_redo(talk, card)}
        <section class="words-said"><h2>{esc(t("What you said"))}</h2>
        <p class="aside">{esc(how)}</p>
        {transcript(talk.turns, talk.persona, name, card, rubric, corrections)}{correct}</section>
        {practised}
        {_advice(card, rubric)}
        {_behaviours(card, rubric)}
        {reflection(talk, reflected)}
        {actions}
        {copies(talk, card, rubric)}
        {_made_by(talk, card)}
        </section>""")


def no_scorecard(talk: Talk, why: str) -> str:
    """Return what stands in for a scorecard when there is none, and why."""
    said = t("Not scored: {reason}", reason=told(why))
    again = button(t("Score it now"), "score", kind="main", rehearsal=talk.rehearsal.id)
    return one_line(f"""
        <section class="scorecard"><h2 tabindex="-1" data-focus="none {esc(talk.rehearsal.id)}">
        {esc(outcome_sentence(talk))}</h2>
        <div class="notice" role="alert"><p>{esc(said)}</p>{again}</div>
        {after(talk)}{copies(talk)}</section>""")


def stepped_out(talk: Talk) -> str:
    """Return what stands in for a scorecard when the boss stepped out: help, and no score."""
    return one_line(f"""
        <section class="scorecard"><h2 tabindex="-1" data-focus="none {esc(talk.rehearsal.id)}">
        {esc(outcome_sentence(talk))}</h2>{help_notice()}
        <p>{esc(t("No score is made of this meeting."))}</p>
        {after(talk)}{copies(talk)}</section>""")


def after(talk: Talk) -> str:
    """Return what one can do when a meeting is over."""
    name = talk.rehearsal.persona_name
    again = (
        button(
            t("Rehearse again with {name}", name=name),
            "start",
            kind="main",
            persona=talk.persona.id,
        )
        if talk.persona
        else ""
    )
    return one_line(f"""
        <section class="after" aria-label="{esc(t("What next"))}">
        <p class="acts">{again}{button(t("Choose another boss"), "arrive", href="?")}</p>
        </section>""")


def _top(talk: Talk, card: Scorecard) -> str:
    if card.overall is None:
        whole = esc(t("not scored as a whole"))
        overall = f"<p class='overall'><span class='overall-word'>{whole}</span></p>"
    else:
        word, of = overall_word(card.overall), t("{number} of 100", number=card.overall)
        overall = (
            f'<p class="overall"><span class="overall-word">{esc(word)}</span>'
            f'<span class="overall-number">{esc(of)}</span></p>'
        )
    warnings = joined(f'<p class="notice">{esc(told(warning))}</p>' for warning in card.warnings)
    return (
        f'<div class="card-top"><h2 id="scorecard-title" tabindex="-1"'
        f' data-focus="card {esc(card.id)}">{esc(outcome_sentence(talk))}</h2>{overall}</div>'
        f"{warnings}"
    )


def _levels(card: Scorecard, rubric: Rubric, corrections: Sequence[Correction]) -> str:
    scores = {score.id: score for score in card.criteria}
    shown = joined(
        _level(criterion, scores[criterion.id], place, said_of(corrections, criterion.id))
        for place, criterion in enumerate(rubric.criteria)
        if criterion.id in scores
    )
    return f'<ul class="levels">{shown}</ul>'


def _level(criterion: Criterion, score: CriterionScore, place: int, trainer: str) -> str:
    head = (
        f'<li class="level {hue(place)}"><h3>{shape(place)}{english(criterion.title)}: '
        f"{level_words(score.level)}</h3>{bar(score.level, place)}"
        f"{trainer}"
    )
    if score.level is None:
        why = t("Not scored: {reason}", reason=told(score.reason))
        return f'{head}<p class="notice">{esc(why)}</p></li>'
    lines = [f"<p lang='en'>{esc(criterion.levels[score.level])}</p>"]
    if score.level < TOP_LEVEL:
        nxt = score.level + 1
        lines.append(
            f'<p class="next"><span>{esc(t("Next, {level}:", level=level_name(nxt)))}</span> '
            f"{english(criterion.levels[nxt])}</p>"
        )
    lines += [
        f'<p class="praise">{esc(t("Done well:"))} '
        f'<q lang="en">{esc(one.quote)}</q> {english(one.text)}</p>'
        for one in score.praise
    ]
    if score.interval and score.interval[0] != score.interval[1]:
        low, high = map(level_name, score.interval)
        ranged = t("Repeats of the judge ranged from {low} to {high}.", low=low, high=high)
        lines.append(f'<p class="aside">{esc(ranged)}</p>')
    if score.reason:
        lines.append(f'<p class="aside">{esc(told(score.reason))}</p>')
    return f"{head}{joined(lines)}</li>"


def _redo(talk: Talk, card: Scorecard) -> str:
    found = moment(card.criteria)
    if found is None or found[1].turn is None or found[1].turn >= len(talk.turns):
        return ""
    advice = found[1]
    turn = talk.turns[found[1].turn]
    return f"""
        <section class="redo"><h2>{esc(t("The one moment to redo"))}</h2>
        <blockquote lang="en" dir="auto">{esc(turn.text)}</blockquote>
        <p lang="en"><strong>{esc(advice.title)}.</strong> {esc(advice.text)}</p>
        {_rewrite(advice)}
        {_contrast(advice)}
        {_again_from(talk, turn)}</section>"""


def _again_from(talk: Talk, turn: Turn) -> str:
    """Return what leads back to just before a turn; nothing where the boss's file is gone."""
    if talk.persona is None:
        return ""
    act = redo_link(talk.rehearsal.id, turn.id, t("Redo this moment"), kind="main")
    kept = t("You answer the same words again. This attempt stays as it is.")
    return f'<p class="acts">{act}<span class="aside">{esc(kept)}</span></p>'


def _rewrite(advice: Advice) -> str:
    if not advice.rewrite:
        return ""
    said = t(
        "Your line, as you might say it next time (written by the model; fill the gaps yourself)"
    )
    return (
        f'<figure class="rewrite"><figcaption>{esc(said)}</figcaption>'
        f'<blockquote lang="en" dir="auto">'
        f"{esc(advice.rewrite)}</blockquote></figure>"
    )


def _contrast(advice: Advice) -> str:
    return (
        f'<dl class="contrast"><div class="weak"><dt>{esc(t("Weak"))}</dt>'
        f'<dd lang="en">{esc(advice.weak)}</dd></div>'
        f'<div class="strong"><dt>{esc(t("Strong"))}</dt>'
        f'<dd lang="en">{esc(advice.strong)}</dd></div></dl>'
    )


def _advice(card: Scorecard, rubric: Rubric) -> str:
    places = {criterion.id: place for place, criterion in enumerate(rubric.criteria)}
    first = moment(card.criteria)
    items = [
        f"<li><h3>{shape(places.get(score.id, 0))}{english(advice.title)}</h3>"
        f"<p>{english(advice.text)}</p>{_contrast(advice)}</li>"
        for score in card.criteria
        for advice in score.advice
        if first is None or advice is not first[1]
    ]
    if not items:
        return ""
    heading = f"<h2>{esc(t('What would raise it most'))}</h2>"
    return f'<section class="advice">{heading}<ul>{joined(items)}</ul></section>'


def _behaviours(card: Scorecard, rubric: Rubric) -> str:
    """Return what was shown and what was not, folded, criterion by criterion."""
    blocks = []
    for place, criterion in enumerate(rubric.criteria):
        score = next((s for s in card.criteria if s.id == criterion.id), None)
        if score is None or score.level is None:
            continue
        shown = {finding.behaviour for finding in score.findings if finding.shown != "no"}
        earning = [b for b in criterion.behaviours if b.points > 0]
        lists = [
            (t("You showed"), [b for b in criterion.behaviours if b.id in shown]),
            (t("Not heard"), [b for b in earning if b.id not in shown]),
        ]
        rows = joined(
            f"<div><dt>{esc(label)}</dt><dd>{_with_points(found) or esc(t('nothing'))}</dd></div>"
            for label, found in lists
        )
        blocks.append(
            f"<h3>{shape(place)}{english(criterion.title)}</h3><dl class='facts'>{rows}</dl>"
        )
    if not blocks:
        return ""
    return (
        f'<details class="quiet behaviours"><summary>'
        f"{esc(t('Every behaviour, shown and not heard'))}</summary>{joined(blocks)}</details>"
    )


def _with_points(behaviours: Sequence[Behaviour]) -> str:
    return ", ".join(f"{english(one.label)} ({signed(one.points)})" for one in behaviours)


def _made_by(talk: Talk, card: Scorecard) -> str:
    pins = card.pins
    tokens = card.usage.prompt + card.usage.completion
    judge = f"{told(pins.judge.kind)}, {pins.judge.model}"
    rows = [
        (t("Rubric"), f"{esc(pins.rubric_id)} {_hash(pins.rubric_hash)}"),
        (t("Judge"), f"{esc(judge)} {_hash(pins.judge.hash)}"),
        (t("Boss"), f"{esc(talk.rehearsal.persona_name)} {_hash(pins.persona_hash)}"),
        (t("Speaker"), esc(talk.rehearsal.model or told(talk.rehearsal.speaker))),
        (t("Scored"), when(card.created_at)),
    ]
    if tokens:
        rows.append((t("Tokens"), esc(t("{number} for the judge", number=number(tokens)))))
    shown = joined(f"<div><dt>{esc(label)}</dt><dd>{value}</dd></div>" for label, value in rows)
    return (
        f'<footer class="made-by"><h2>{esc(t("Made by"))}</h2><dl>{shown}</dl>'
        f"<p>{esc(told(ONLY_PRACTICE))}</p></footer>"
    )


def _hash(value: str) -> str:
    """Return a hash short enough to read; the whole of it is in the exports."""
    return f'<code title="{esc(value)}">{esc(value[:12])}</code>' if value else ""
