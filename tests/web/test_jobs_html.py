from __future__ import annotations

from typing import Any

from app.domain.job import JobProgress
from app.web import jobs_html
from tests.store.samples import NOON
from tests.store.test_jobs import a_job
from tests.support.people import a_rubric


def panel(*jobs: JobProgress, elsewhere: bool = False) -> str:
    rubric = a_rubric()
    return jobs_html.panel(jobs, {rubric.id: rubric}, elsewhere)


def a_progress(total: int, done: int, skipped: int = 0, **changes: Any) -> JobProgress:
    return JobProgress(a_job(about=a_rubric().id, **changes), total, done, skipped)


def test_a_job_under_way_says_how_far_it_is_and_can_be_cancelled() -> None:
    shown = panel(a_progress(1200, 300, 1, problem="No <endpoint>."))

    assert "300 of 1,200 done." in shown
    assert "1 was skipped." in shown
    assert '<progress max="1200" value="300" aria-hidden="true">' in shown
    assert "No &lt;endpoint&gt;." in shown
    assert 'data-do="cancel_job" data-job="j1"' in shown
    assert 'data-do="rescore" data-rubric="asking-well"' in shown


def test_what_is_over_cannot_be_cancelled() -> None:
    done, stopped = a_progress(5, 5, finished_at=NOON), a_progress(5, 2, cancelled_at=NOON)

    for shown, words in ((panel(done), "All 5 done."), (panel(stopped), "2 of 5 were done")):
        assert words in shown
        assert "cancel_job" not in shown
        assert "Look again" not in shown


def test_the_name_of_a_file_is_shown_as_text() -> None:
    shown = panel(a_progress(5, 0, kind="judge")._replace(job=a_job(kind="judge", about="<b>")))

    assert "&lt;b&gt;" in shown
    assert "<b>" not in shown
