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
from app.domain.rubric import Rubric
from app.judge.agreement import Agreement
from app.judge.trainers import by_behaviour, by_criterion, by_month
from app.web.markup import (
    button,
    english,
    esc,
    joined,
    level_name,
    level_words,
    one_line,
    shape,
    shortened,
    situation,
    when,
)
from app.web.words import number, t, tn

SHOWN = 50
"""Corrections in the list; the counts are over all."""
QUOTE = 120
"""Longest quote in the list (in characters)."""

Rubrics = Mapping[str, Rubric]


def page(overview: Overview, rubrics: Rubrics, bulk: str = "") -> str:
    """Return the whole page; `bulk` is the panel of work in bulk."""
    lead = t(
        "Look where the judges differ, correct them in review, and see here how often you agree."
    )
    return one_line(f"""
        <section class="trainer" aria-labelledby="trainer-title">
        <h1 id="trainer-title" tabindex="-1">{esc(t("You and the judge"))}</h1>
        <p class="lead">{esc(lead)}</p>
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
        f' data-focus="undone {esc(correction_id)}">{esc(t("The correction is taken back."))}'
        "</p></div>"
    )


def _apart(overview: Overview, rubrics: Rubrics) -> str:
    given = {
        (row.correction.scorecard_id, row.correction.criterion)
        for row in overview.rows
        if isinstance(row.correction, ChangedLevel)
    }
    rows = sorted(overview.apart, key=lambda row: _settled(row, given))
    items = joined(f"<li>{_apart_row(row, rubrics, _settled(row, given))}</li>" for row in rows)
    nothing = t(
        "No scorecard waits for you. Where a language model judges, the embedded judge gives a "
        "second opinion, and a scorecard on which the two are two levels apart or more is listed "
        "here."
    )
    shown = f'<ul class="looks">{items}</ul>' if items else f'<p class="nothing">{esc(nothing)}</p>'
    return f"<section><h2>{esc(t('A person should look'))}</h2>{shown}</section>"


def _settled(row: ApartRow, given: set[tuple[str, str]]) -> bool:
    """Whether a trainer gave a level wherever the judges are apart."""
    return all((row.card.id, criterion) in given for criterion in row.card.apart)


def _apart_row(row: ApartRow, rubrics: Rubrics, settled: bool) -> str:
    levels = {score.id: score.level for score in row.card.criteria}
    others = row.card.second.levels if row.card.second else {}
    gaps = joined(
        f"<p>{_criterion_title(row.rehearsal.rubric_id, criterion, rubrics)}: "
        + esc(
            t(
                "{model} says {level}, the embedded judge {other}.",
                model=row.card.pins.judge.model,
                level=level_words(levels[criterion]),
                other=level_words(others[criterion]),
            )
        )
        + "</p>"
        for criterion in row.card.apart
    )
    state = t("You have given your level.") if settled else t("Not looked at yet.")
    link = _link(row.rehearsal, row.card.id)
    return f'<h3>{link}</h3><div>{gaps}</div><p class="aside">{esc(state)}</p>'


def _link(past: Rehearsal, scorecard_id: str) -> str:
    """Return the way to a rehearsal, on the attempt that the scorecard is about."""
    where = f"review?rehearsal={esc(past.id)}&amp;scorecard={esc(scorecard_id)}"
    return (
        f'<a href="{where}" lang="en">{esc(past.persona_name)}</a>'
        f'<span class="aside">{situation(past.situation)}, {when(past.started_at)}</span>'
    )


def _criterion_title(rubric_id: str, criterion: str, rubrics: Rubrics) -> str:
    """Return a criterion's title with its mark; its id where the rubric is gone."""
    if rubric := rubrics.get(rubric_id):
        for place, one in enumerate(rubric.criteria):
            if one.id == criterion:
                return f"{shape(place)}{english(one.title)}"
    return english(criterion)


def _behaviour_label(rubric_id: str, behaviour: str, rubrics: Rubrics) -> str:
    if rubric := rubrics.get(rubric_id):
        for one in rubric.behaviours:
            if one.id == behaviour:
                return english(one.label)
    return english(behaviour)


def _agreement(rows: Sequence[CorrectionRow], rubrics: Rubrics) -> str:
    criteria = by_criterion(rows)
    if not criteria:
        said = esc(
            t(
                "No levels given yet. Open a rehearsal in {review} and give your level under "
                "“Correct the judge”, where you agree, too."
            )
        ).format(review=_review())
        return f"""<section><h2>{esc(t("How often you agree"))}</h2>
            <p class="nothing">{said}</p></section>"""
    counted = t(
        "Counted over the levels that you gave. Whoever corrects only what is wrong sees only "
        "disagreement here, so give your level where the judge is right, too."
    )
    per_criterion = _table(
        t("Agreement per criterion"),
        (t("Criterion"), *_heads()),
        ((_criterion_title(*where, rubrics), *_figures(one)) for where, one in criteria.items()),
    )
    per_month = _table(
        t("Agreement per month, all criteria together"),
        (t("Month"), *_heads()),
        ((_month(month), *_figures(one)) for month, one in by_month(rows).items()),
    )
    kappa = t("QWK is the agreement beyond chance: 1 is perfect, 0 is chance.")
    return f"""<section><h2>{esc(t("How often you agree"))}</h2><p>{esc(counted)}</p>
        {per_criterion}<h3>{esc(t("Over time"))}</h3>{per_month}
        <p class="aside">{esc(kappa)}</p></section>"""


def _review() -> str:
    return f'<a href="review">{esc(t("Review"))}</a>'


def _heads() -> tuple[str, ...]:
    return t("Levels given"), t("The same"), t("Within one"), t("The judge is"), t("QWK")


def _figures(one: Agreement) -> tuple[str, ...]:
    if not one.count:
        return esc(t("not scored by the judge")), "", "", "", ""
    return (
        number(one.count),
        _share(one.exact, one.count),
        _share(one.within_one, one.count),
        esc(_bias(one.bias)),
        esc(t("not yet")) if one.qwk is None else number(one.qwk, 2),
    )


def _share(share: float, count: int) -> str:
    return esc(t("{part} of {whole}", part=number(round(share * count)), whole=number(count)))


def _bias(bias: float) -> str:
    """Return in words which way the judge leans (in levels)."""
    if abs(bias) < 0.05:
        return t("as strict as you")
    size = number(abs(bias), 1)
    if bias > 0:
        return t("{size} levels kinder", size=size)
    return t("{size} levels stricter", size=size)


def _month(month: str) -> str:
    first = date.fromisoformat(f"{month}-01")
    names = t(
        "January February March April May June July August September October November December"
    )
    said = t("{month} {year}", month=names.split()[first.month - 1], year=first.year)
    return esc(said)


def _behaviours(rows: Sequence[CorrectionRow], rubrics: Rubrics) -> str:
    counted = by_behaviour(rows)
    if not counted:
        return ""
    table = _table(
        t("Corrections per behaviour"),
        (t("Behaviour"), t("Marked wrong"), t("Added")),
        (
            (_behaviour_label(*where, rubrics), number(one.wrong), number(one.added))
            for where, one in counted.items()
        ),
    )
    return f"<section><h2>{esc(t('Where the judge errs'))}</h2>{table}</section>"


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
        none = esc(
            t(
                "None yet. On a scorecard in {review}, open “Correct the judge”: mark a finding as "
                "wrong, add what was missed, or change a level."
            )
        ).format(review=_review())
        return f"""<section><h2>{esc(t("Your corrections"))}</h2>
            <p class="nothing">{none}</p></section>"""
    items = joined(f"<li>{_correction(row, rubrics)}</li>" for row in rows[:SHOWN])
    rest = len(rows) - SHOWN
    earlier = tn("And {number} earlier one.", "And {number} earlier ones.", rest)
    more = f'<p class="aside">{esc(earlier)}</p>' if rest > 0 else ""
    lead = esc(
        t(
            "What you marked or added becomes examples with {command}; the embedded judge then "
            "learns from them."
        )
    ).format(command="<code>rehearse rubric learn</code>")
    return f"""<section><h2>{esc(t("Your corrections"))}</h2>
        <p>{lead}</p>
        <ul class="looks">{items}</ul>{more}</section>"""


def _correction(row: CorrectionRow, rubrics: Rubrics) -> str:
    one = row.correction
    named = t("Undo: {what}", what=_named(one))
    undo = button(t("Undo"), "undo", kind="link", named=named, correction=one.id)
    said = _said(one, row.rehearsal, rubrics)
    return f"<h3>{_link(row.rehearsal, one.scorecard_id)}</h3><div>{said}</div>{undo}"


def _said(one: Correction, past: Rehearsal, rubrics: Rubrics) -> str:
    if isinstance(one, ChangedLevel):
        levels = t(
            "judge {judged}, trainer {given}.",
            judged=level_words(one.judged),
            given=level_words(one.level),
        )
        return (
            f"<p>{_criterion_title(past.rubric_id, one.criterion, rubrics)}: {esc(levels)} "
            f"{english(one.reason)}</p>"
        )
    label = _behaviour_label(past.rubric_id, one.behaviour, rubrics)
    verb = t("Added") if isinstance(one, MissingFinding) else t("Marked wrong")
    quote = shortened(one.evidence.quote, QUOTE)
    return f"<p>{esc(verb)}: {label} <q lang='en'>{esc(quote)}</q></p>"


def _named(one: Correction) -> str:
    """Return what is taken back, for those who hear the button alone."""
    if isinstance(one, ChangedLevel):
        return f"{one.criterion} {level_name(one.level)}"
    return f"{one.behaviour} {one.kind}"
