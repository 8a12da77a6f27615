"""The grid of behaviours: reliable, sometimes, not yet, with the learner's own best words."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from app.domain.mastery import LATELY, Mastery, Standing
from app.domain.rubric import Rubric
from app.web.markup import english, esc, hue, joined, shape, shortened
from app.web.words import t

QUOTE = 110
"""Longest quote in the grid (in characters)."""
ORDER: tuple[Standing, ...] = ("reliably", "sometimes", "not_yet")


def behaviours(rubric: Rubric, mastery: Mapping[str, Sequence[Mastery]]) -> str:
    """Return the grid: a column for each criterion, and what cost points lately."""
    columns = joined(
        f'<section class="{hue(place)}"><h3>{shape(place)}{english(criterion.title)}</h3>'
        f"<ul>{joined(_item(one) for one in _earning(mastery.get(criterion.id, ())))}</ul>"
        f"</section>"
        for place, criterion in enumerate(rubric.criteria)
    )
    return f"""<section class="mastery" aria-labelledby="mastery-title">
        <h2 id="mastery-title">{esc(t("What you show, and what is still missing"))}</h2>
        <p class="aside">{esc(_window(mastery))}</p>
        <div class="columns">{columns}</div>{_costly(mastery)}</section>"""


def _window(mastery: Mapping[str, Sequence[Mastery]]) -> str:
    number = max((one.of for items in mastery.values() for one in items), default=0)
    if number < LATELY:
        return t(
            "Over the scored rehearsals so far; from four on, three of the latest four make a "
            "behaviour reliable."
        )
    return t("Over your latest four scored rehearsals; three of them make a behaviour reliable.")


def _earning(items: Sequence[Mastery]) -> list[Mastery]:
    """Return the behaviours that earn points, the reliable ones first."""
    earning = [one for one in items if one.behaviour.points > 0]
    return sorted(earning, key=lambda one: ORDER.index(one.standing))


def _item(one: Mastery) -> str:
    how = _quote(one) or f'<p class="aside" lang="en">{esc(one.behaviour.advice)}</p>'
    return (
        f'<li class="{one.standing}"><p class="what">'
        f'<strong lang="en">{esc(one.behaviour.label)}</strong>'
        f'<span class="standing"><i aria-hidden="true"></i>{esc(_words(one))}</span></p>'
        f"{how}</li>"
    )


def _words(one: Mastery) -> str:
    """Return the standing, and the count behind it."""
    if one.standing == "not_yet":
        # There may be an example that is older than the latest rehearsals.
        return t("not lately") if one.best else t("not yet")
    count = {"shown": one.shown, "of": one.of}
    if one.standing == "reliably":
        return t("reliably, {shown} of {of}", **count)
    return t("sometimes, {shown} of {of}", **count)


def _quote(one: Mastery) -> str:
    if one.best is None:
        return ""
    words = esc(shortened(one.best.quote, QUOTE))
    return (
        f'<p class="own"><a href="review?rehearsal={esc(one.best.rehearsal_id)}">'
        f'<span class="vh">{esc(t("Your best example:"))} </span><q lang="en">{words}</q></a></p>'
    )


def _costly(mastery: Mapping[str, Sequence[Mastery]]) -> str:
    """Return what cost points lately; a good word when nothing did."""
    slips = [
        one for items in mastery.values() for one in items if one.behaviour.points < 0 and one.shown
    ]
    if not slips:
        return f'<p class="slips">{esc(t("Nothing cost you points lately."))}</p>'
    items = joined(
        f'<li><p class="what"><strong lang="en">{esc(one.behaviour.label)}</strong>'
        f'<span class="standing">{esc(t("in {shown} of {of}", shown=one.shown, of=one.of))}</span>'
        f"</p>{_quote(one)}</li>"
        for one in sorted(slips, key=lambda one: -one.shown)
    )
    return f"""<section class="slips"><h3>{esc(t("What cost you points lately"))}</h3>
        <ul>{items}</ul></section>"""
