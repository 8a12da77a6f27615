from __future__ import annotations

import asyncio
import json
import logging
from collections.abc import Iterator

import pytest

from app.domain.conversation import Usage
from app.watching import context, logs
from app.watching.watch import Failed, Replied, Started

CANARY = "canary-of-a-learner"
KEY = 'sk-"quoted"-canary'


@pytest.fixture
def logged(capsys: pytest.CaptureFixture[str]) -> Iterator[pytest.CaptureFixture[str]]:
    """Logging as the app sets it up; afterwards as it was."""
    root, ours = logging.getLogger(), logging.getLogger("app")
    before = root.handlers[:], root.level, ours.level
    yield capsys
    root.handlers[:], level, own = before
    root.setLevel(level)
    ours.setLevel(own)
    logging.captureWarnings(False)


def lines(logged: pytest.CaptureFixture[str]) -> list[dict[str, object]]:
    return [json.loads(line) for line in logged.readouterr().err.splitlines()]


def test_a_line_is_json_with_the_ids_of_request_and_rehearsal(
    logged: pytest.CaptureFixture[str],
) -> None:
    logs.begin("json", "info")
    marks = context.request_id.set("r-1"), context.rehearsal_id.set("abc")

    logs.LogWatch().happened(Replied("prompted", 1.23456, 0.5, Usage(prompt=9, completion=2)))

    context.request_id.reset(marks[0])
    context.rehearsal_id.reset(marks[1])
    logs.LogWatch().happened(Failed("StoreUnavailable"))
    replied, failed = lines(logged)
    assert (replied["request"], replied["rehearsal"]) == ("r-1", "abc")
    assert (replied["message"], replied["level"]) == ("replied", "info")
    assert (replied["seconds"], replied["first"], replied["prompt_tokens"]) == (1.2346, 0.5, 9)
    assert (failed["level"], failed["kind"]) == ("warning", "StoreUnavailable")
    assert "request" not in failed


def test_text_is_one_line_for_people(logged: pytest.CaptureFixture[str]) -> None:
    logs.begin("text", "info")

    logs.LogWatch().happened(Started("authored"))

    (line,) = logged.readouterr().err.splitlines()
    assert line.endswith("INFO started speaker=authored")


def test_at_the_default_level_a_good_day_is_silent(logged: pytest.CaptureFixture[str]) -> None:
    logs.begin("text", "warning")

    logs.LogWatch().happened(Started("authored"))

    assert logged.readouterr().err == ""


@pytest.mark.parametrize("form", ["text", "json"])
def test_37_an_exception_tells_its_kind_and_places_and_nothing_that_it_says(
    logged: pytest.CaptureFixture[str], form: logs.LogForm
) -> None:
    logs.begin(form, "debug", [KEY])
    try:
        try:
            raise KeyError(CANARY)
        except KeyError as error:
            raise ValueError(CANARY) from error
    except ValueError as error:
        logs.unexpected("Practice", error)
    logging.getLogger("uvicorn.error").error("the endpoint said no to %s", KEY)

    told = logged.readouterr().err
    assert "canary" not in told
    assert "builtins.ValueError" in told
    assert "builtins.KeyError" in told
    assert "test_logs.py:" in told
    assert "the endpoint said no to ***" in told


async def test_37_a_task_that_nobody_waited_for_says_nothing_either(
    logged: pytest.CaptureFixture[str],
) -> None:
    logs.begin("json", "debug")

    async def fail() -> None:
        raise RuntimeError(CANARY)

    task = asyncio.ensure_future(fail())
    await asyncio.wait({task})
    loop = asyncio.get_running_loop()
    loop.default_exception_handler(
        {
            "message": "Task exception was never retrieved",
            "exception": task.exception(),
            "task": task,
        }
    )

    (line,) = lines(logged)
    assert line["message"] == "Task exception was never retrieved"
    assert CANARY not in str(line)
    assert "RuntimeError" in str(line["error"])


def test_37_other_libraries_are_not_heard_below_warnings(
    logged: pytest.CaptureFixture[str],
) -> None:
    logs.begin("json", "debug")

    logging.getLogger("openai._base_client").debug("Request options: %s", CANARY)

    assert lines(logged) == []


@pytest.mark.parametrize("offered", ["", "a b", "x" * 65, "a\nb", "ü", "{}", "<script>"])
def test_an_id_that_cannot_be_one_is_replaced(offered: str) -> None:
    given = context.sane_id(offered)

    assert given != offered
    assert context.sane_id(given) == given
