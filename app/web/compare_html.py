"""Two attempts side by side: outcome, levels, and whether a change is more than noise."""

from __future__ import annotations

from typing import NamedTuple

from app.attempts import Compared
from app.domain.difference import CriterionChange, Difference, Noise, Sure
from app.domain.rubric import Criterion, Rubric
from app.domain.talk import Talk
from app.web.attempts_html import outcome_label, review_address
from app.web.changes_html import findings, words
from app.web.markup import (
    bar,
    button,
    english,
    esc,
    figure,
    hue,
    joined,
    level_words,
    one_line,
    overall_word,
    shape,
    when,
)
from app.web.words import number, t


class Names(NamedTuple):
    """What the two sides are called, as text."""

    first: str
    second: str


def compare(compared: Compared, rubric: Rubric, noise: Noise | None) -> str:
    """Return the whole comparison."""
    names = _names(compared)
    found = compared.difference
    title = t("{first} and {second}", first=names.first, second=names.second)
    return one_line(f"""
        <section class="opened compare" aria-labelledby="compare-title">
        <p>{button(t("All rehearsals"), "close", kind="link back", href="?", form="filters")}</p>
        <h1 id="compare-title" tabindex="-1" data-focus="compare {esc(_key(compared))}">
        {esc(title)}</h1>
        <p class="lead">{_subject(compared)}</p>
        <p class="acts">{_read(compared.first, names.first)}{_read(compared.second, names.second)}
        </p>
        {_summary(compared, rubric)}
        {_how(found, rubric, noise)}
        {findings(found, rubric)}
        {words(compared, names)}</section>""")


def _key(compared: Compared) -> str:
    return f"{compared.first.turns[-1].id} {compared.second.turns[-1].id}"


def _names(compared: Compared) -> Names:
    """Return 'Attempt 1' and 'Attempt 3', or the bosses' names where the rehearsals differ."""
    one, two = compared.first.rehearsal, compared.second.rehearsal
    if one.id == two.id:
        first, second = (t("Attempt {number}", number=number) for number in compared.numbers)
        return Names(first, second)
    if one.persona_name != two.persona_name:
        return Names(one.persona_name, two.persona_name)
    return Names(t("Earlier"), t("Later"))


def _subject(compared: Compared) -> str:
    one, two = compared.first.rehearsal, compared.second.rehearsal
    if one.id == two.id:
        return t("{name}, {when}", name=english(one.persona_name), when=when(one.started_at))
    return t(
        "{one}, {when}, and {two}, {later}",
        one=english(one.persona_name),
        when=when(one.started_at),
        two=english(two.persona_name),
        later=when(two.started_at),
    )


def _read(talk: Talk, name: str) -> str:
    where = review_address(talk.rehearsal.id, talk.turns[-1].id)
    return (
        f'<a class="btn plain" href="review{esc(where)}" data-do="open" data-on="review"'
        f' data-rehearsal="{esc(talk.rehearsal.id)}" data-attempt="{esc(talk.turns[-1].id)}"'
        f' data-href="{esc(where)}">{esc(t("Read {name}", name=name))}</a>'
    )


# Outcome and levels


def _summary(compared: Compared, rubric: Rubric) -> str:
    if not compared.same_rubric:
        words = t("The two were scored by different rubrics, so only the words can be compared.")
        return f'<p class="notice">{esc(words)}</p>'
    found = compared.difference
    rows = joined(
        _level(criterion, change, place)
        for place, (criterion, change) in enumerate(
            zip(rubric.criteria, found.criteria, strict=True)
        )
    )
    warning = (
        ""
        if found.comparable or not (found.first.card and found.second.card)
        else (
            f'<p class="notice">'
            f"{esc(t('Different judges, or different versions of them, scored the two.'))}</p>"
        )
    )
    return (
        f'<section class="changes"><h2>{esc(t("What changed"))}</h2>{warning}'
        f"<p>{_outcomes(compared)}</p><p>{_overall(found)}</p>"
        f'<ul class="level-changes">{rows}</ul></section>'
    )


def _outcomes(compared: Compared) -> str:
    before, after = _ended(compared.first), _ended(compared.second)
    if before == after:
        return esc(t("Both ended the same way: {outcome}.", outcome=before))
    return esc(t("Before: {before}. After: {after}.", before=before, after=after))


def _ended(talk: Talk) -> str:
    outcome = talk.rehearsal.outcome
    return outcome_label(outcome, talk.rehearsal.situation) if outcome else t("Not finished")


def _overall(found: Difference) -> str:
    cards = (found.first.card, found.second.card)
    before, after = (None if card is None else card.overall for card in cards)
    if before is None or after is None:
        return esc(t("Overall: not scored on both sides, so there is nothing to compare."))
    if found.overall == "same":
        return esc(t("Overall stayed {score}.", score=_of_100(after)))
    return _with_verdict(
        t("Overall went from {before} to {after}", before=_of_100(before), after=_of_100(after)),
        found.overall,
    )


def _of_100(overall: int) -> str:
    return t("{word} ({number} of 100)", word=overall_word(overall), number=overall)


def _level(criterion: Criterion, change: CriterionChange, place: int) -> str:
    before, after = (score.level if score else None for score in (change.before, change.after))
    return (
        f'<li class="level-change {hue(place)}"><h3>{shape(place)}{english(criterion.title)}</h3>'
        f'<div class="bars">{bar(before, place)}<span class="then" aria-hidden="true"></span>'
        f"{bar(after, place)}</div><p>{_moved(criterion, change.sure, before, after)}</p></li>"
    )


def _moved(criterion: Criterion, sure: Sure, before: int | None, after: int | None) -> str:
    title = criterion.title
    if before is None or after is None:
        sides = t(
            "before {before}, after {after}", before=_level_of(before), after=_level_of(after)
        )
        return esc(t("{title}: {sides}.", title=title, sides=sides))
    if before == after:
        return esc(t("{title} stayed {level}.", title=title, level=level_words(after)))
    moved = t(
        "{title} went from {before} to {after}",
        title=title,
        before=level_words(before),
        after=level_words(after),
    )
    return _with_verdict(moved, sure)


def _level_of(level: int | None) -> str:
    return level_words(level) if level is not None else t("not scored")


def _with_verdict(moved: str, sure: Sure) -> str:
    """Return a change with what can be said of it: more than noise, noise, or not known."""
    if sure == "more":
        return f"{esc(moved)}: <strong>{esc(t('more than the judge’s noise'))}</strong>."
    if sure == "noise":
        return f"{esc(moved)}: {esc(t('within what the judge itself may vary'))}."
    return f"{esc(moved)}. {esc(t('How far this judge varies was not measured.'))}"


def _how(found: Difference, rubric: Rubric, noise: Noise | None) -> str:
    """Say, folded, what the judge's noise is and where the figure comes from."""
    card = found.second.card
    if not found.comparable or card is None:
        return ""
    if card.pins.judge.kind == "llm":
        body = esc(
            t(
                "A judge on a language model is asked several times; a change counts as more than "
                "noise when the levels of its repeats do not overlap. Where it was asked once, "
                "nobody knows."
            )
        )
    elif noise is None:
        body = esc(t("Nobody has measured how far the judge varies with this rubric."))
    else:
        body = _measured(found, rubric, noise, card.pins.judge.hash)
    return (
        f'<details class="quiet"><summary>{esc(t("What the judge’s noise is"))}</summary>'
        f"<p>{body}</p></details>"
    )


def _measured(found: Difference, rubric: Rubric, noise: Noise, judge: str) -> str:
    rows = []
    for criterion, change in zip(rubric.criteria, found.criteria, strict=True):
        limit = noise.points.get(criterion.id)
        points = [score.points for score in (change.before, change.after) if score]
        if limit is None or len(points) < 2 or None in points:
            continue
        rows.append(
            t(
                "{title}: {apart} points apart here, up to {limit} may be noise.",
                title=criterion.title,
                apart=figure(abs((points[1] or 0) - (points[0] or 0))),
                limit=figure(limit),
            )
        )
    share = t("{share} of 100 pairs", share=round(100 * noise.share))
    words = t(
        "The same words always get the same score. But talks that raters put on the same level get "
        "different points from the embedded judge; how different, in {share} among {number} "
        "labelled transcripts, is its noise.",
        share=share,
        number=number(noise.transcripts),
    )
    other = t("It was measured on the judge as it is shipped; yours has learned something else.")
    return " ".join(
        esc(one) for one in (words, *rows, *([other] if judge != noise.judge_hash else []))
    )
