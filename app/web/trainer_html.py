"""The trainer page: second opinions, agreement with the judge, and the corrections."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date

from app.corrections import Overview
from app.domain.conversation import Rehearsal
from app.domain.correction import (
    ApartRow,
    ChangedLevel,
    Correction,
    CorrectionRow,
    MissingFinding,
)
from app.domain.rubric import LEVEL_NAMES, Rubric
from app.judge.agreement import Agreement
from app.judge.trainers import by_behaviour, by_criterion, by_month
from app.web.markup import (
    button,
    count,
    esc,
    joined,
    level_words,
    one_line,
    shape,
    shortened,
    situation,
    when,
)

SHOWN = 50
"""Corrections in the list; the counts are over all."""
QUOTE = 120
"""Longest quote in the list (in characters)."""

Rubrics = Mapping[str, Rubric]


def page(overview: Overview, rubrics: Rubrics, bulk: str = "") -> str:
    """Return the whole page; `bulk` is the panel of work in bulk."""
    return one_line(f"""
        <section class="trainer" aria-labelledby="trainer-title">
        <h1 id="trainer-title" tabindex="-1">You and the judge</h1>
        <p class="lead">Look where the judges differ, correct them in review, and see here how
        often you agree.</p>
        {_apart(overview, rubrics)}
        {_agreement(overview.rows, rubrics)}
        {_behaviours(overview.rows, rubrics)}
        {_corrections(overview.rows, rubrics)}
        {bulk}
        </section>""")


def undone(correction_id: str) -> str:
    """Return the note that a correction is taken back."""
    return (
        '<div class="notice" role="status"><p tabindex="-1"'
        f' data-focus="undone {esc(correction_id)}">The correction is taken back.</p></div>'
    )


def _apart(overview: Overview, rubrics: Rubrics) -> str:
    given = {
        (row.correction.scorecard_id, row.correction.criterion)
        for row in overview.rows
        if isinstance(row.correction, ChangedLevel)
    }
    rows = sorted(overview.apart, key=lambda row: _settled(row, given))
    items = joined(f"<li>{_apart_row(row, rubrics, _settled(row, given))}</li>" for row in rows)
    shown = (
        f'<ul class="looks">{items}</ul>'
        if items
        else """<p class="nothing">No scorecard waits for you. Where a language model judges, the
            embedded judge gives a second opinion, and a scorecard on which the two are two levels
            apart or more is listed here.</p>"""
    )
    return f"<section><h2>A person should look</h2>{shown}</section>"


def _settled(row: ApartRow, given: set[tuple[str, str]]) -> bool:
    """Whether a trainer gave a level wherever the judges are apart."""
    return all((row.card.id, criterion) in given for criterion in row.card.apart)


def _apart_row(row: ApartRow, rubrics: Rubrics, settled: bool) -> str:
    levels = {score.id: score.level for score in row.card.criteria}
    others = row.card.second.levels if row.card.second else {}
    gaps = joined(
        f"<p>{_criterion_title(row.rehearsal.rubric_id, criterion, rubrics)}: "
        f"{esc(row.card.pins.judge.model)} says {level_words(levels[criterion])}, "
        f"the embedded judge {level_words(others[criterion])}.</p>"
        for criterion in row.card.apart
    )
    state = "You have given your level." if settled else "Not looked at yet."
    link = _link(row.rehearsal, row.card.id)
    return f'<h3>{link}</h3><div>{gaps}</div><p class="aside">{state}</p>'


def _link(past: Rehearsal, scorecard_id: str) -> str:
    """Return the way to a rehearsal, on the attempt that the scorecard is about."""
    where = f"review?rehearsal={esc(past.id)}&amp;scorecard={esc(scorecard_id)}"
    return (
        f'<a href="{where}">{esc(past.persona_name)}</a>'
        f'<span class="aside">{situation(past.situation)}, {when(past.started_at)}</span>'
    )


def _criterion_title(rubric_id: str, criterion: str, rubrics: Rubrics) -> str:
    """Return a criterion's title with its mark; its id where the rubric is gone."""
    if rubric := rubrics.get(rubric_id):
        for place, one in enumerate(rubric.criteria):
            if one.id == criterion:
                return f"{shape(place)}{esc(one.title)}"
    return esc(criterion)


def _behaviour_label(rubric_id: str, behaviour: str, rubrics: Rubrics) -> str:
    if rubric := rubrics.get(rubric_id):
        for one in rubric.behaviours:
            if one.id == behaviour:
                return esc(one.label)
    return esc(behaviour)


def _agreement(rows: Sequence[CorrectionRow], rubrics: Rubrics) -> str:
    criteria = by_criterion(rows)
    if not criteria:
        return """<section><h2>How often you agree</h2><p class="nothing">No levels given yet. Open
            a rehearsal in <a href="review">Review</a> and give your level under “Correct the
            judge”, where you agree, too.</p></section>"""
    per_criterion = _table(
        "Agreement per criterion",
        ("Criterion", *_FIGURES),
        ((_criterion_title(*where, rubrics), *_figures(one)) for where, one in criteria.items()),
    )
    per_month = _table(
        "Agreement per month, all criteria together",
        ("Month", *_FIGURES),
        ((_month(month), *_figures(one)) for month, one in by_month(rows).items()),
    )
    return f"""<section><h2>How often you agree</h2>
        <p>Counted over the levels that you gave. Whoever corrects only what is wrong sees only
        disagreement here, so give your level where the judge is right, too.</p>
        {per_criterion}<h3>Over time</h3>{per_month}
        <p class="aside">QWK is the agreement beyond chance: 1 is perfect, 0 is chance.</p>
        </section>"""


_FIGURES = ("Levels given", "The same", "Within one", "The judge is", "QWK")


def _figures(one: Agreement) -> tuple[str, ...]:
    if not one.count:
        return "not scored by the judge", "", "", "", ""
    return (
        f"{one.count:,}",
        f"{round(one.exact * one.count):,} of {one.count:,}",
        f"{round(one.within_one * one.count):,} of {one.count:,}",
        _bias(one.bias),
        "not yet" if one.qwk is None else f"{one.qwk:.2f}",
    )


def _bias(bias: float) -> str:
    """Return in words which way the judge leans (in levels)."""
    if abs(bias) < 0.05:
        return "as strict as you"
    return f"{abs(bias):.1f} levels {'kinder' if bias > 0 else 'stricter'}"


def _month(month: str) -> str:
    return f"{date.fromisoformat(month + '-01'):%B %Y}"


def _behaviours(rows: Sequence[CorrectionRow], rubrics: Rubrics) -> str:
    counted = by_behaviour(rows)
    if not counted:
        return ""
    table = _table(
        "Corrections per behaviour",
        ("Behaviour", "Marked wrong", "Added"),
        (
            (_behaviour_label(*where, rubrics), f"{one.wrong:,}", f"{one.added:,}")
            for where, one in counted.items()
        ),
    )
    return f"<section><h2>Where the judge errs</h2>{table}</section>"


def _table(label: str, heads: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """Return a table; on a phone its rows become blocks, so every cell carries its heading."""
    head = joined(f'<th scope="col">{esc(name)}</th>' for name in heads)
    body = joined(
        f'<tr><th scope="row">{first}</th>'
        + joined(
            f'<td data-head="{esc(name)}">{cell}</td>'
            for name, cell in zip(heads[1:], cells, strict=True)
            if cell
        )
        + "</tr>"
        for first, *cells in rows
    )
    return (
        f'<table class="figures"><caption class="vh">{esc(label)}</caption>'
        f"<thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>"
    )


def _corrections(rows: Sequence[CorrectionRow], rubrics: Rubrics) -> str:
    if not rows:
        return """<section><h2>Your corrections</h2><p class="nothing">None yet. On a scorecard in
            <a href="review">Review</a>, open “Correct the judge”: mark a finding as wrong, add what
            was missed, or change a level.</p></section>"""
    items = joined(f"<li>{_correction(row, rubrics)}</li>" for row in rows[:SHOWN])
    rest = len(rows) - SHOWN
    more = f'<p class="aside">And {count(rest, "earlier one")}.</p>' if rest > 0 else ""
    return f"""<section><h2>Your corrections</h2>
        <p>What you marked or added becomes examples with <code>rehearse rubric learn</code>; the
        embedded judge then learns from them.</p>
        <ul class="looks">{items}</ul>{more}</section>"""


def _correction(row: CorrectionRow, rubrics: Rubrics) -> str:
    one = row.correction
    undo = button("Undo", "undo", kind="link", named=f"Undo: {_named(one)}", correction=one.id)
    said = _said(one, row.rehearsal, rubrics)
    return f"<h3>{_link(row.rehearsal, one.scorecard_id)}</h3><div>{said}</div>{undo}"


def _said(one: Correction, past: Rehearsal, rubrics: Rubrics) -> str:
    if isinstance(one, ChangedLevel):
        return (
            f"<p>{_criterion_title(past.rubric_id, one.criterion, rubrics)}: "
            f"judge {level_words(one.judged)}, trainer {level_words(one.level)}. "
            f"{esc(one.reason)}</p>"
        )
    label = _behaviour_label(past.rubric_id, one.behaviour, rubrics)
    verb = "Added" if isinstance(one, MissingFinding) else "Marked wrong"
    return f"<p>{verb}: {label} <q>{esc(shortened(one.evidence.quote, QUOTE))}</q></p>"


def _named(one: Correction) -> str:
    """Return what is taken back, for those who hear the button alone."""
    if isinstance(one, ChangedLevel):
        return f"{one.criterion} {LEVEL_NAMES[one.level]}"
    return f"{one.behaviour} {one.kind}"
