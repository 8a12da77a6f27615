"""Work in bulk on the trainer page: what is under way, how far it is, and a way to stop it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from app.domain.job import JobProgress
from app.domain.rubric import Rubric
from app.web.markup import button, esc, joined, when
from app.web.words import t, tn

SHOWN = 5
"""Jobs on the page; `rehearse jobs list` shows more."""


def panel(jobs: Sequence[JobProgress], rubrics: Mapping[str, Rubric], elsewhere: bool) -> str:
    """Return the section; `elsewhere` when other processes do the work."""
    again = joined(
        button(t("Score all again: {rubric}", rubric=rubric.title), "rescore", rubric=rubric.id)
        for rubric in rubrics.values()
    )
    items = joined(f"<li>{_job(one, rubrics)}</li>" for one in jobs)
    shown = f'<ul class="looks">{items}</ul>' if items else ""
    why = t(
        "After a change of a rubric, every rehearsal that is over can get a new scorecard. "
        "Old ones stay."
    )
    here = t("It is done beside the meetings, and goes on after a restart.")
    who = t("Workers do it, and this page may be closed.") if elsewhere else here
    look = button(t("Look again"), "arrive", kind="link") if any(j.job.open for j in jobs) else ""
    return f"""<section><h2>{esc(t("Work in bulk"))}</h2>
        <p>{esc(why)} {esc(who)}</p>
        <p>{again} {look}</p>{shown}</section>"""


def _job(one: JobProgress, rubrics: Mapping[str, Rubric]) -> str:
    job, share = one.job, _share(one)
    what = f"<h3>{esc(_what(one, rubrics))}</h3>"
    meter = f'<progress max="{one.total}" value="{one.done}" aria-hidden="true"></progress>'
    skipped = tn("{number} was skipped.", "{number} were skipped.", one.skipped)
    more = f" {esc(skipped)}" if one.skipped else ""
    trouble = f"<p>{esc(job.problem)}</p>" if job.problem and job.open else ""
    begun = f'<p class="aside">{when(job.created_at)}</p>'
    stop = button(t("Cancel"), "cancel_job", kind="link", job=job.id) if job.open else ""
    bar = meter if job.open else ""
    return f"{what}<div><p>{bar} {esc(share)}{more}</p>{trouble}{begun}</div>{stop}"


def _what(one: JobProgress, rubrics: Mapping[str, Rubric]) -> str:
    about = one.job.about
    if one.job.kind == "rescore":
        title = rubrics[about].title if about in rubrics else about
        return t("Scoring all again: {rubric}", rubric=title)
    if one.job.kind == "judge":
        return t("Scoring {file}", file=about)
    return t("Copying all rehearsals ({format})", format=about)


def _share(one: JobProgress) -> str:
    done, total = f"{one.done:,}", f"{one.total:,}"
    said = {
        "waiting": t("Not begun yet: {total} to do.", total=total),
        "running": t("{done} of {total} done.", done=done, total=total),
        "done": t("All {total} done.", total=total),
        "cancelled": t("Cancelled; {done} of {total} were done.", done=done, total=total),
    }
    return said[one.state]
