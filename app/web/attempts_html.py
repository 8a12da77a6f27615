"""The tree of attempts: how each one went, and where it branches off."""

from __future__ import annotations

import re
from collections.abc import Sequence

from app.attempts import Tree
from app.domain.attempt import Attempt, shared
from app.domain.conversation import Turn, outcome_words
from app.domain.rubric import Rubric
from app.web.markup import (
    bar,
    english,
    esc,
    joined,
    level_words,
    one_line,
    overall_words,
    shape,
    shortened,
)
from app.web.phrases import told
from app.web.words import t, tn

QUOTE = 110
"""How much is shown of the answer with which an attempt begins (in characters)."""


def review_address(rehearsal_id: str, leaf: str) -> str:
    """Return the review page's query for one attempt."""
    return f"?rehearsal={rehearsal_id}&attempt={leaf}"


def compare_address(one: tuple[str, str], two: tuple[str, str]) -> str:
    """Return the review page's query for two attempts, each (rehearsal, leaf)."""
    return f"?one={':'.join(one)}&two={':'.join(two)}"


def outcome_label(outcome: str, situation: str) -> str:
    """Return an outcome in the first words of its sentence."""
    return re.split("[.:]", told(outcome_words(outcome, situation)))[0]


def _ended(attempt: Attempt, situation: str) -> str:
    if attempt.ending is None:
        return t("Going on") if attempt.here else t("Left off, not finished")
    return outcome_label(attempt.ending.outcome, situation)


def tree(found: Tree, rubric: Rubric, shown: str = "") -> str:
    """Return all attempts as a nested list; `shown` is the one that the page shows."""
    attempts = found.attempts
    if len(attempts) == 1:
        return one_line(f"""
            <section class="attempts" id="attempts" aria-labelledby="attempts-title">
            <h2 id="attempts-title">{esc(t("Attempts"))}</h2><p class="aside">
            {esc(t("One attempt so far. Answer any turn differently to make another."))}</p>
            </section>""")
    return one_line(f"""
        <section class="attempts" id="attempts" aria-labelledby="attempts-title">
        <h2 id="attempts-title">{esc(t("Attempts"))}</h2>
        <p class="aside">{esc(_summary(attempts))}</p>
        {_beginning(attempts, found.rehearsal.persona_name)}
        {_legend(rubric)}
        <ol class="tree">{_branch(found, attempts[:1], rubric, shown)}</ol>
        {picks(t("Tick two attempts to compare them."))}</section>""")


def picks(invitation: str) -> str:
    """Return the bar that leads to a comparison once two are ticked; attempts.js fills it."""
    return (
        f'<div class="pick-bar" data-picks><p role="status" data-none="{esc(invitation)}"'
        f' data-first="{esc(t("{first} is ticked. Tick one more."))}"'
        f' data-both="{esc(t("{first} and {second} are ticked."))}">{esc(invitation)}</p>'
        f'<a class="btn main" href="review" data-do="compare" data-on="review" hidden>'
        f"{esc(t('Compare the two'))}</a></div>"
    )


def pick(value: str, name: str) -> str:
    """Return a box to tick: `value` is 'rehearsal:leaf', `name` what people call it."""
    return (
        f'<label class="pick"><input type="checkbox" data-pick="{esc(value)}"'
        f' data-name="{esc(name)}" aria-label="{esc(t("Compare: {name}", name=name))}">'
        f"{esc(t('Compare'))}</label>"
    )


def _summary(attempts: Sequence[Attempt]) -> str:
    done = [one for one in attempts if one.card and one.card.overall is not None]
    said = tn("{number} attempt.", "{number} attempts.", len(attempts))
    if not done:
        return said
    best = max(done, key=lambda one: one.card.overall or 0 if one.card else 0)
    return f"{said} " + t("Number {number} scored highest.", number=best.number)


def _beginning(attempts: Sequence[Attempt], name: str) -> str:
    """Return the turns that all attempts begin with, folded."""
    common = attempts[0].turns[: shared(attempts)]
    label = tn(
        "All begin with the same turn", "All begin with the same {number} turns", len(common)
    )
    return beginning(common, name, label)


def beginning(turns: Sequence[Turn], name: str, label: str) -> str:
    """Return the turns that attempts have in common, folded under `label`."""
    who = {"boss": english(name), "learner": esc(t("You"))}
    rows = joined(
        f'<li><span class="who">{who[turn.speaker]}</span> '
        f'<span lang="en" dir="auto">{esc(turn.text)}</span></li>'
        for turn in turns
    )
    return (
        f'<details class="quiet beginning"><summary>{esc(label)}</summary><ol>{rows}</ol></details>'
    )


def _legend(rubric: Rubric) -> str:
    marks = joined(
        f"<li>{shape(place)}{english(criterion.title)}</li>"
        for place, criterion in enumerate(rubric.criteria)
    )
    return f'<ul class="legend" aria-hidden="true">{marks}</ul>'


def _branch(found: Tree, attempts: Sequence[Attempt], rubric: Rubric, shown: str) -> str:
    return joined(_item(found, attempt, rubric, shown) for attempt in attempts)


def _item(found: Tree, attempt: Attempt, rubric: Rubric, shown: str) -> str:
    children = [one for one in found.attempts if one.parent == attempt.number]
    below = f"<ol>{_branch(found, children, rubric, shown)}</ol>" if children else ""
    current = ' aria-current="true"' if attempt.leaf == shown else ""
    return (
        f'<li><div class="attempt"{current}><div class="attempt-what">'
        f"<p>{_name(found, attempt)} {_where(attempt)}</p>{_answer(attempt)}</div>"
        f'<div class="attempt-how"><p class="outcome">'
        f"{esc(_ended(attempt, found.rehearsal.situation))}</p>{_score(attempt, rubric)}"
        f"</div>{_acts(found, attempt)}</div>{below}</li>"
    )


def _name(found: Tree, attempt: Attempt) -> str:
    where = review_address(found.rehearsal.id, attempt.leaf)
    return (
        f'<a class="attempt-name" href="review{esc(where)}" data-do="open" data-on="review"'
        f' data-rehearsal="{esc(found.rehearsal.id)}" data-attempt="{esc(attempt.leaf)}"'
        f' data-href="{esc(where)}">{esc(t("Attempt {number}", number=attempt.number))}</a>'
    )


def _where(attempt: Attempt) -> str:
    """Say where an attempt leaves the one it hangs from."""
    if attempt.parent is None:
        said = t("from the beginning")
    elif attempt.own < len(attempt.turns):
        said = t("answer {number} differently", number=attempt.answer)
    else:
        said = t("stops before answer {number}", number=attempt.answer)
    return f'<span class="aside">{esc(said)}</span>'


def _answer(attempt: Attempt) -> str:
    if attempt.parent is None or not attempt.said:
        return ""
    said = esc(shortened(attempt.said, QUOTE))
    return f'<p class="attempt-said" lang="en" dir="auto">“{said}”</p>'


def _score(attempt: Attempt, rubric: Rubric) -> str:
    card = attempt.card
    if card is None:
        return f'<p class="aside">{esc(t("Not scored yet"))}</p>' if attempt.ending else ""
    titles = {c.id: (place, c.title) for place, c in enumerate(rubric.criteria)}
    bars = joined(
        f"<li>{shape(place)}{bar(score.level, place)}"
        f'<span class="vh">{esc(title)}: {level_words(score.level)}</span></li>'
        for score in card.criteria
        for place, title in (titles.get(score.id, (0, score.id)),)
    )
    return f'<p>{esc(overall_words(card.overall))}</p><ul class="mini">{bars}</ul>'


def _acts(found: Tree, attempt: Attempt) -> str:
    here = found.rehearsal.id
    acts = []
    if attempt.ending is None:
        label = t("Go on with it")
        acts.append(
            f'<a class="btn plain" href="./{esc(review_address(here, attempt.leaf))}"'
            f' data-do="attempt" data-on="practice" data-rehearsal="{esc(here)}"'
            f' data-attempt="{esc(attempt.leaf)}"'
            f' aria-label="{esc(label)}: {esc(t("attempt {number}", number=attempt.number))}">'
            f"{esc(label)}</a>"
        )
    if attempt.parent is not None:
        other = next(one for one in found.attempts if one.number == attempt.parent)
        acts.append(_compare(here, other, attempt))
    acts.append(pick(f"{here}:{attempt.leaf}", t("Attempt {number}", number=attempt.number)))
    return f'<p class="attempt-acts">{joined(acts)}</p>'


def _compare(rehearsal_id: str, one: Attempt, two: Attempt) -> str:
    where = compare_address((rehearsal_id, one.leaf), (rehearsal_id, two.leaf))
    label = t("Compare with attempt {number}", number=one.number)
    named = t("{label}: attempt {number}", label=label, number=two.number)
    return (
        f'<a class="btn link" href="review{esc(where)}" data-do="compare" data-on="review"'
        f' data-one="{esc(rehearsal_id)}:{esc(one.leaf)}"'
        f' data-two="{esc(rehearsal_id)}:{esc(two.leaf)}" data-href="{esc(where)}"'
        f' aria-label="{esc(named)}">{esc(label)}</a>'
    )
