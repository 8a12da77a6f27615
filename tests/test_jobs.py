"""Work in bulk inside of this process, over SQLite."""

from __future__ import annotations

import json
import time
from collections.abc import Iterator, Sequence
from pathlib import Path

import pytest

from app.domain.conversation import Line
from app.domain.job import BATCH, JobProgress
from app.domain.rubric import Rubric
from app.domain.scorecard import Verdict
from app.errors import AppError, NotFound
from app.jobs import Jobs
from tests.support.people import a_rubric
from tests.support.rehearsing import ME, Practice, down, practice

RUBRIC = "asking-well"


@pytest.fixture
def made(tmp_path: Path) -> Iterator[Practice]:
    with practice(tmp_path) as made:
        yield made


def worked_off(jobs: Jobs, job_id: str) -> JobProgress:
    """Wait until the thread has done what it can."""
    deadline = time.monotonic() + 30
    while jobs.going(job_id):
        assert time.monotonic() < deadline
        time.sleep(0.01)
    return jobs.show(job_id)


def lines(*said: str) -> list[Line]:
    return [Line(speaker="learner", text=text) for text in said]


def test_every_rehearsal_that_is_over_gets_one_new_scorecard(made: Practice) -> None:
    names = [made.past(number, "thanks", owner=f"owner {number % 3}") for number in range(25)]
    jobs = made.rehearsals.jobs

    done = worked_off(jobs, jobs.rescore(ME, RUBRIC).job.id)

    assert (done.state, done.total, done.done, done.skipped) == ("done", 25, 25, 0)
    cards = [made.store.scorecards(name) for name in names]
    assert {len(of) for of in cards} == {1}
    assert {of[0].leaf_id for of in cards} == {"t1"}
    assert cards[0][0].pins.rubric_id == a_rubric().id

    worked_off(jobs, jobs.rescore(ME, RUBRIC).job.id)
    assert {len(made.store.scorecards(name)) for name in names} == {2}
    assert [one.state for one in jobs.newest()] == ["done", "done"]


def test_transcripts_are_judged_in_the_order_of_their_file(made: Practice) -> None:
    jobs = made.rehearsals.jobs
    wanted = [(f"talk {number}", lines("thanks")) for number in range(2 * BATCH + 3)]

    job = jobs.judge(ME, "talks.jsonl", wanted, RUBRIC).job
    assert worked_off(jobs, job.id).state == "done"

    records = [json.loads(one.content) for one in jobs.results(job.id)]
    assert [record["transcript_id"] for record in records] == [name for name, _ in wanted]
    assert {record["criteria"][0]["level"] for record in records} != {None}


def test_copies_of_everybodys_rehearsals_are_made(made: Practice) -> None:
    names = [made.past(1, "thanks", owner="ann"), made.past(2, "in a word", owner="bea")]
    jobs = made.rehearsals.jobs

    job = jobs.export_all(ME, "md").job
    worked_off(jobs, job.id)

    results = list(jobs.results(job.id))
    assert [one.rehearsal_id for one in results] == names
    assert b"in a word" in results[1].content


def test_a_failing_endpoint_leaves_the_rest_to_be_resumed(made: Practice) -> None:
    names = [made.past(number, "thanks" if number % 5 else "down") for number in range(BATCH)]
    jobs, answer = made.rehearsals.jobs, made.judge.findings

    async def sometimes(transcript: Sequence[Line], rubric: Rubric) -> Verdict:
        if transcript[-1].text == "down":
            raise down()
        return await answer(transcript, rubric)

    made.judge.findings = sometimes  # type: ignore[method-assign]
    job = jobs.rescore(ME, RUBRIC).job
    halted = worked_off(jobs, job.id)

    assert (halted.state, halted.done) == ("running", BATCH - 4)
    assert halted.job.problem == str(down())

    made.judge.findings = answer  # type: ignore[method-assign]
    jobs.resume(job.id)
    done = worked_off(jobs, job.id)
    assert (done.state, done.job.problem) == ("done", "")
    assert {len(made.store.scorecards(name)) for name in names} == {1}


def test_what_can_never_be_done_is_skipped_with_its_reason(made: Practice) -> None:
    jobs = made.rehearsals.jobs
    names = [made.past(1, "thanks"), made.past(2, "thanks")]
    answer = made.judge.findings

    async def delete_the_other(transcript: Sequence[Line], rubric: Rubric) -> Verdict:
        made.store.delete(ME, names[1], made.store.rehearsal(ME, names[0]).started_at)
        return await answer(transcript, rubric)

    made.judge.findings = delete_the_other  # type: ignore[method-assign]
    done = worked_off(jobs, jobs.rescore(ME, RUBRIC).job.id)

    assert (done.state, done.done, done.skipped) == ("done", 2, 1)
    assert jobs.problems(done.job.id) == ((1, str(NotFound("rehearsal", names[1]))),)


def test_where_there_is_nothing_to_do_nothing_is_ordered(made: Practice) -> None:
    jobs = made.rehearsals.jobs

    with pytest.raises(AppError, match="nothing to score"):
        jobs.rescore(ME, RUBRIC)
    with pytest.raises(AppError, match="no transcript"):
        jobs.judge(ME, "none.jsonl", [], RUBRIC)
    with pytest.raises(AppError, match="no rehearsal"):
        jobs.export_all(ME, "md")
    with pytest.raises(NotFound):
        jobs.rescore(ME, "no-such-rubric")
    assert jobs.newest() == ()
