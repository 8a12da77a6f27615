"""The progress page: whom to talk to next, levels over time, behaviours, and what was reached."""

from __future__ import annotations

from collections.abc import Sequence

from app.domain.progress import COMPARED, SINGLE, PastScore, Weeks
from app.domain.rubric import Rubric
from app.domain.suggestion import Suggestion
from app.progress import Standing
from app.web.levels_html import legend, levels
from app.web.markup import (
    dots,
    english,
    esc,
    joined,
    one_line,
    overall_word,
    shape,
    situation,
)
from app.web.mastery_html import behaviours
from app.web.words import number, t, tn


def page(standing: Standing | None) -> str:
    """Return the whole page; without a scored rehearsal, what to do first."""
    if standing is None or not standing.scored:
        return one_line(_empty(standing))
    return one_line(f"""
        <section class="progress" aria-labelledby="progress-title">
        {_head(t("See where you stand, and whom to talk to next."))}
        {_choice(standing.rubric, standing.choices)}
        {_next(standing.suggestion) if standing.suggestion else ""}
        {_facts(standing)}
        {_levels(standing)}
        {behaviours(standing.rubric, standing.mastery)}
        {_counted(standing)}
        </section>""")


def _head(lead: str) -> str:
    return (
        f'<h1 id="progress-title" tabindex="-1">{esc(t("Your progress"))}</h1>'
        f'<p class="lead">{esc(lead)}</p>'
    )


def _empty(standing: Standing | None) -> str:
    """Return what stands here before the first scorecard."""
    if standing and standing.past:
        said = t(
            "None of your rehearsals has a scorecard yet. Open a finished one in Review to score "
            "it, or hold a new one."
        )
        review = f'<a class="btn plain" href="review">{esc(t("Open Review"))}</a>'
    else:
        said = t("Nothing here yet. A first rehearsal takes about five minutes.")
        review = ""
    gone = f"<p>{esc(_gone(standing.gone))}</p>" if standing and standing.gone else ""
    return f"""<section class="progress" aria-labelledby="progress-title">
        {_head(t("Your levels over time, and what to practise next, appear here."))}
        <div class="empty"><p>{esc(said)}</p>{gone}<p class="acts">
        <a class="btn main" href="./">{esc(t("Choose a boss"))}</a>{review}</p></div></section>"""


def _choice(rubric: Rubric, choices: Sequence[Rubric]) -> str:
    """Return the links to the other rubrics, where there are any."""
    if len(choices) < 2:
        return ""
    links = joined(f"<li>{_link(one, here=one.id == rubric.id)}</li>" for one in choices)
    return f'<nav class="choice" aria-label="{esc(t("What was scored"))}"><ul>{links}</ul></nav>'


def _link(rubric: Rubric, *, here: bool) -> str:
    address, current = f"?rubric={esc(rubric.id)}", ' aria-current="true"' if here else ""
    return (
        f'<a href="progress{address}" data-do="arrive" data-rubric="{esc(rubric.id)}"'
        f' data-href="{address}"{current} lang="en">{esc(rubric.title)}</a>'
    )


# ---- The next boss ----


def _next(suggestion: Suggestion) -> str:
    """Return the boss to talk to next, with the reason."""
    boss = suggestion.persona
    return f"""<section class="next" aria-labelledby="next-title">
        <h2 id="next-title">{esc(t("Next, talk to {name}", name=boss.name))}</h2>
        <p class="aside">{english(boss.role)} · {situation(boss.situation.kind)}
        {dots(boss.difficulty)}</p>
        <p class="why">{esc(_reason(suggestion))}</p>
        <p class="acts"><a class="btn main" href="./?boss={esc(boss.id)}">
        {esc(t("Read the briefing"))}</a></p></section>"""


def _reason(suggestion: Suggestion) -> str:
    """Say why this boss: what is weak, what answers them, and how hard they are."""
    place = {
        "harder": t("a step harder than your last ones"),
        "same": t("about as hard as your last ones"),
        "easier": t("a little easier than your last ones"),
    }[suggestion.step]
    values = {
        "criterion": suggestion.criterion.title,
        "level": _average(suggestion.level),
        "name": suggestion.persona.name,
        "place": place,
    }
    if suggestion.concern is None:
        return t("{criterion} is lowest lately ({level}), and {name} is {place}.", **values)
    values["worry"] = suggestion.concern.belief.rstrip(".")
    if suggestion.missing is None:
        return t(
            "{criterion} is lowest lately ({level}). {name} gives way to just that, and is {place}."
            " The worry to answer: “{worry}”.",
            **values,
        )
    return t(
        "{criterion} is lowest lately ({level}), and you seldom show “{behaviour}”. It answers "
        "what worries {name}: “{worry}”. This boss is {place}.",
        behaviour=suggestion.missing.label,
        **values,
    )


def _average(level: float | None) -> str:
    return (
        t("not scored") if level is None else t("{level} of 4 on average", level=number(level, 1))
    )


# ---- In short ----


def _facts(standing: Standing) -> str:
    """Return best and latest, the difficulty reached, and the weeks, as far as there are any."""
    whole = [one for one in standing.scored if one.overall is not None]
    facts = []
    if whole:
        best = max(whole, key=lambda one: one.overall or 0)  # of equals the latest
        facts.append((t("Best so far"), _overall(best)))
        if whole[0] is not best:
            facts.append((t("Latest"), _overall(whole[0])))
    if hardest := standing.reached:
        facts.append((t("Difficulty reached"), _difficulty(hardest)))
    if said := weeks_sentence(standing.weeks):
        facts.append((t("Weeks"), esc(said)))
    shown = joined(f"<div><dt>{esc(name)}</dt><dd>{value}</dd></div>" for name, value in facts)
    return f'<dl class="in-short">{shown}</dl>' if facts else ""


def _overall(past: PastScore) -> str:
    overall = past.overall or 0
    return t(
        "{word}, {overall} of 100, with {link}",
        word=overall_word(overall),
        overall=overall,
        link=_boss_link(past),
    )


def _boss_link(past: PastScore) -> str:
    return (
        f'<a href="review?rehearsal={esc(past.rehearsal_id)}" lang="en">'
        f"{esc(past.persona_name)}</a>"
    )


def _difficulty(past: PastScore) -> str:
    values = {"difficulty": past.difficulty, "name": _boss_link(past)}
    if past.outcome == "agreed":
        return t("{difficulty} of 5: {name} agreed", **values)
    return t("{difficulty} of 5: {name} left it open", **values)


def weeks_sentence(weeks: Weeks) -> str:
    """Say in one calm sentence in which weeks there was a rehearsal; '' for a single one."""
    if weeks.in_a_row > 1:
        return t("You have rehearsed in each of the last {number} weeks.", number=weeks.in_a_row)
    if weeks.total > 1:
        return t("You have rehearsed in {number} different weeks.", number=weeks.total)
    return ""


# ---- Levels, and how all this is counted ----


def _levels(standing: Standing) -> str:
    oldest_first = standing.scored[::-1]
    found = [
        (place, criterion, levels(criterion, place, oldest_first))
        for place, criterion in enumerate(standing.rubric.criteria)
    ]
    charts = joined(
        f'<section class="over-time"><h3>{shape(place)}{english(criterion.title)}</h3>'
        f"{chart}</section>"
        for place, criterion, chart in found
    )
    return f"""<section class="time" aria-labelledby="time-title">
        <h2 id="time-title">{esc(t("Levels over time"))}</h2>
        {legend(oldest_first)}<div class="charts">{charts}</div></section>"""


def _counted(standing: Standing) -> str:
    """Return, folded, how the page counts; in the open, what it leaves out."""
    bare = len(standing.past) - len(standing.scored)
    left_out = [
        tn(
            "{number} finished rehearsal has no score and is left out of the levels.",
            "{number} finished rehearsals have no score and are left out of the levels.",
            bare,
        )
        if bare
        else "",
        _gone(standing.gone) if standing.gone else "",
    ]
    said = joined(f'<p class="aside">{esc(words)}</p>' for words in left_out if words)
    how = joined(f"<p>{esc(words)}</p>" for words in _how())
    return f"""{said}<details class="quiet"><summary>{esc(t("How this is counted"))}</summary>
        {how}</details>"""


def _how() -> list[str]:
    return [
        t(
            "A rehearsal counts once, on the day on which it began, with its newest scorecard, "
            "however many attempts it holds. Difficulty counts as reached when the boss agreed or "
            "left the question open."
        ),
        t(
            "A change is the average of your first rehearsals against that of your latest, up to "
            "{number} at each end. The judge errs, by up to a level or two in one rehearsal and by "
            "less in an average, so only a difference counts that its errors alone would make less "
            "than once in twenty times; smaller ones are called steady. The bands in the charts "
            "are that thick: where two bands overlap, nothing is known to have changed.",
            number=COMPARED,
        ),
        t(
            "In a long history the {number} newest rehearsals have a mark each, and the earlier "
            "marks are averages of several.",
            number=SINGLE,
        ),
        t(
            "A behaviour is reliable when at least three of your last four scored rehearsals show "
            "it. Scores are for practice only, not for personnel decisions."
        ),
    ]


def _gone(number: int) -> str:
    return tn(
        "{number} rehearsal was scored with a rubric that is not here any more; Review still has "
        "it.",
        "{number} rehearsals were scored with rubrics that are not here any more; Review still has "
        "them.",
        number,
    )
