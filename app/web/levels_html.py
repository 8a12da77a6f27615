"""Levels over time as charts, each with a sentence and a table that say the same in words."""

from __future__ import annotations

from collections.abc import Sequence

from app.domain.progress import (
    Change,
    Mark,
    PastScore,
    change,
    marks,
    noise,
    scored,
)
from app.domain.rubric import TOP_LEVEL, Criterion
from app.web import charts
from app.web.charts import Band, Chart, Point
from app.web.markup import day, esc, joined, level_name, level_words
from app.web.review_html import outcome_labels
from app.web.words import number, t, tn

Given = Sequence[tuple[int, PastScore]]
"""Levels with their rehearsals, oldest first."""


def legend(past: Sequence[PastScore]) -> str:
    """Return what the marks mean: those outcomes that there are."""
    there = {one.outcome or "open" for one in past}
    items = [(key, label) for key, label in outcome_labels().items() if key in there]
    shown = joined(f"<li>{charts.key(key)}{esc(label)}</li>" for key, label in items)
    how = t("Point at a mark to read it, or go from one to the next with the arrow keys.")
    return (
        f'<ul class="legend" aria-label="{esc(t("What the marks mean"))}">{shown}</ul>'
        f'<p class="aside">{esc(how)}</p>'
    )


def levels(criterion: Criterion, place: int, past: Sequence[PastScore]) -> str:
    """Return a criterion's chart, sentence and folded table; `past` is oldest first."""
    given = scored(past, criterion.id)
    if not given:
        return f'<p class="aside">{esc(t("Not scored yet."))}</p>'
    changed = change([level for level, _ in given], criterion.id)
    summary = _summary(given, changed)
    line = marks(given)
    divided = sum(not mark.alone for mark in line)
    chart = Chart(
        name=f"{criterion.title}. {summary}",
        hue=place,
        points=_points(line, given),
        bands=_bands(changed, line) if changed else (),
        begins=day(line[0].past[0].started_at) if len(line) > 1 else "",
        ends=day(given[-1][1].started_at),
        divided=divided,
    )
    return (
        f'<p class="change">{esc(_verdict(changed))}</p>{charts.drawn(chart)}'
        f'<p class="says" aria-hidden="true">{esc(chart.points[-1].words)}</p>'
        f'<p class="aside">{esc(summary)}{_grouped(line, divided)}</p>'
        f"{_table(criterion, line)}"
    )


# ---- In a sentence ----


def _verdict(changed: Change | None) -> str:
    """Say whether anything changed that is more than noise."""
    if changed is None:
        return t("One rehearsal so far: a line takes two.")
    if not changed.counts:
        return t("Steady: within what the judge itself may vary.")
    return (
        t("Higher than at first, by more than the judge itself may vary.")
        if changed.up
        else t("Lower than at first, by more than the judge itself may vary.")
    )


def _summary(given: Given, changed: Change | None) -> str:
    """Say in one sentence what the chart shows."""
    best, latest = max(level for level, _ in given), given[-1][0]
    values = {"best": level_words(best), "latest": level_words(latest)}
    if changed is None:
        return t("So far {latest}.", **values)
    averages = {
        "before": number(changed.before, 1),
        "lately": number(changed.lately, 1),
        "size": changed.number,
    }
    if changed.number == 1:
        return t("From {first} to {latest}; best {best}.", first=level_words(given[0][0]), **values)
    return t(
        "On average {before} of 4 in the first {size} rehearsals and {lately} of 4 in the latest "
        "{size}. Best {best}, latest {latest}.",
        **averages,
        **values,
    )


def _grouped(line: Sequence[Mark], divided: int) -> str:
    if not divided:
        return ""
    size = max(len(mark.past) for mark in line)
    return " " + esc(
        t("Left of the divide, a mark is the average of up to {number} rehearsals.", number=size)
    )


# ---- As a chart ----


def _points(line: Sequence[Mark], given: Given) -> list[Point]:
    """Return the marks with their words; best and latest are named beside them."""
    best = max(level for level, _ in given)
    alone = [index for index, mark in enumerate(line) if mark.alone and mark.level == best]
    last = len(line) - 1
    labels = {last: t("latest")}
    if alone and len(line) > 1:
        labels |= {alone[-1]: t("best and latest") if alone[-1] == last else t("best")}
    return [
        Point(
            level=mark.level,
            mark=mark.past[0].outcome or "open" if mark.alone else "several",
            words=_words(mark),
            href=f"review?rehearsal={mark.past[0].rehearsal_id}" if mark.alone else "",
            label=labels.get(index, ""),
        )
        for index, mark in enumerate(line)
    ]


def _words(mark: Mark) -> str:
    """Return what a mark says: when, with whom, how it ended, and the level."""
    first, last = mark.past[0], mark.past[-1]
    if mark.alone:
        return t(
            "{day}, {boss}: {level}. {outcome}.",
            day=day(first.started_at),
            boss=first.persona_name,
            level=level_words(int(mark.level)),
            outcome=outcome_labels()[first.outcome or "open"],
        )
    return t(
        "{first} to {last}, {count}: {level} on average.",
        first=day(first.started_at),
        last=day(last.started_at),
        count=_rehearsals(mark),
        level=about(mark.level),
    )


def _rehearsals(mark: Mark) -> str:
    return tn("{number} rehearsal", "{number} rehearsals", len(mark.past))


def about(level: float) -> str:
    """Return an average level as a word and a number."""
    name = level_name(min(TOP_LEVEL, int(level + 0.5)))
    return t("about {name} ({level} of 4)", name=name, level=number(level, 1))


def _bands(changed: Change, line: Sequence[Mark]) -> tuple[Band, ...]:
    """Return the averages at both ends; they do not overlap where the change counts."""
    last, half = len(line) - 1, changed.noise / 2
    begin = 0
    while sum(len(mark.past) for mark in line[: begin + 1]) < changed.number:
        begin += 1
    return (
        Band(0, begin, changed.before, half),
        Band(last - changed.number + 1, last, changed.lately, half),
    )


# ---- As a table ----


def _table(criterion: Criterion, line: Sequence[Mark]) -> str:
    """Return the line as a table, newest first, folded."""
    heads = [t("When"), t("Boss and outcome"), t("Level"), t("Against the one before")]
    earlier: list[Mark | None] = [None, *line[:-1]]
    found = [
        _row(mark, before, criterion.id, heads) for mark, before in zip(line, earlier, strict=True)
    ]
    head = joined(f'<th scope="col">{esc(name)}</th>' for name in heads)
    title = t("{criterion} as a table", criterion=criterion.title)
    return (
        f'<details class="quiet"><summary>{esc(title)}</summary>'
        f'<table class="figures"><caption class="vh">{esc(title)}</caption>'
        f"<thead><tr>{head}</tr></thead><tbody>{joined(found[::-1])}</tbody></table></details>"
    )


def _row(mark: Mark, before: Mark | None, criterion: str, heads: Sequence[str]) -> str:
    first, last = mark.past[0], mark.past[-1]
    if mark.alone:
        what = f'<a href="review?rehearsal={esc(first.rehearsal_id)}">{day(first.started_at)}</a>'
        cells = [
            f"{esc(first.persona_name)}. {esc(outcome_labels()[first.outcome or 'open'])}",
            level_words(int(mark.level)),
        ]
    else:
        what = t("{first} to {last}", first=day(first.started_at), last=day(last.started_at))
        cells = [esc(_rehearsals(mark)), esc(about(mark.level))]
    cells.append(esc(_against(mark, before, criterion)))
    shown = joined(
        f'<td data-head="{esc(name)}">{cell}</td>'
        for name, cell in zip(heads[1:], cells, strict=True)
    )
    return f'<tr><th scope="row">{what}</th>{shown}</tr>'


def _against(mark: Mark, before: Mark | None, criterion: str) -> str:
    """Say how a mark stands to the one before, and whether that may be noise alone."""
    if before is None:
        return t("the first")
    step = mark.level - before.level
    if not step:
        return t("the same")
    size = number(abs(step), 0 if round(abs(step), 1).is_integer() else 1)
    if abs(step) <= noise(len(mark.past), len(before.past), criterion):
        return (
            t("up {size}, may be noise", size=size)
            if step > 0
            else t("down {size}, may be noise", size=size)
        )
    return t("up {size}", size=size) if step > 0 else t("down {size}", size=size)
