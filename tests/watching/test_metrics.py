from __future__ import annotations

from app.domain.conversation import Usage
from app.watching.metrics import Metrics
from app.watching.watch import Failed, Finished, Replied, Said, Scored, Started


def numbers(metrics: Metrics) -> dict[str, float]:
    told = metrics.exposition().decode().splitlines()
    return {
        name: float(value)
        for name, _, value in (line.rpartition(" ") for line in told if line[0] != "#")
    }


def test_everything_that_happens_is_counted() -> None:
    metrics = Metrics()
    metrics.watch_over(lambda: 3)
    used = Usage(prompt=900, completion=40)

    for event in (
        Started("prompted"),
        Said(),
        Replied("prompted", 2.0, 0.3, used),
        Replied("prompted", 5.0, None, Usage(), "ModelTimeout"),
        Replied("prompted", 3.0, 0.2, used, "partial"),
        Finished("agreed"),
        Scored("llm", 7.0, used, unscored=1),
        Failed("StoreUnavailable"),
    ):
        metrics.happened(event)

    told = numbers(metrics)
    assert told['rehearse_started_total{speaker="prompted"}'] == 1
    assert told['rehearse_turns_total{speaker="learner"}'] == 1
    assert told['rehearse_turns_total{speaker="boss"}'] == 2
    assert told['rehearse_finished_total{outcome="agreed"}'] == 1
    assert told['rehearse_finished_total{outcome="left"}'] == 0
    assert told['rehearse_first_token_seconds_count{speaker="prompted"}'] == 2
    assert told['rehearse_first_token_seconds_bucket{le="0.25",speaker="prompted"}'] == 1
    assert told['rehearse_judge_seconds_sum{judge="llm"}'] == 7
    assert told['rehearse_tokens_total{kind="prompt",who="boss"}'] == 1800
    assert told['rehearse_tokens_total{kind="completion",who="judge"}'] == 40
    assert told["rehearse_unscored_criteria_total"] == 1
    assert told['rehearse_errors_total{kind="ModelTimeout"}'] == 1
    assert told['rehearse_errors_total{kind="StoreUnavailable"}'] == 1
    assert told["rehearse_replies_in_flight"] == 3
    assert any(name.startswith("process_resident_memory_bytes") for name in told)


def test_labels_stay_few_whatever_happens() -> None:
    metrics = Metrics()

    for number in range(100):
        metrics.happened(Failed(f"Error{number}"))

    kinds = [name for name in numbers(metrics) if name.startswith("rehearse_errors_total")]
    assert kinds == ['rehearse_errors_total{kind="other"}']


def test_two_apps_in_one_process_count_apart() -> None:
    one, other = Metrics(), Metrics()

    one.happened(Said())

    assert 'rehearse_turns_total{speaker="learner"}' not in numbers(other)
