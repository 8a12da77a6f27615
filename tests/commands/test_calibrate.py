from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from tests.support.checklists import Likely, behaviours_asked, checklist, question_asked
from tests.support.command import rehearse
from tests.support.fake_openai import Answer, FakeOpenAI, Json
from tests.support.transcripts import THANKING, jsonl, talk

OWN = ("--rubric", "asking-well")
BESIDE = "The van is in the yard until four, as you know."


@pytest.fixture
def at_the_desk(at_the_desk: dict[str, str], tmp_path: Path) -> dict[str, str]:
    """The desk, with a data folder of the test's own."""
    return {**at_the_desk, "REHEARSE_DATA_DIR": str(tmp_path / "data"), "COLUMNS": "200"}


def labelled(count: int = 24) -> bytes:
    """Every other learner says thank you."""
    rows = []
    for index in range(count):
        thanks = index % 2 == 0
        said = f"{THANKING} Van {index}." if thanks else f"{BESIDE} Van {index}."
        shown = [{"b": "thanks", "how": "yes", "specific": False}] if thanks else []
        levels = {"warmth": 4 if thanks else 0, "plan": 0}
        rows.append({**talk(f"t{index}", said), "levels": levels, "shown": shown})
    return jsonl(*rows)


def over_eager(body: dict[str, Any]) -> Answer:
    """A model that says yes to everything, and a little louder where it is true."""
    if "response_format" in body:
        return Json({"sentences": [1]})
    true = "thank" in question_asked(body).lower() and THANKING in str(body["messages"])
    yes = 0.97 if true else 0.7
    return Likely({"Yes": yes, "No": 1 - yes})


def test_calibration_fits_thresholds_and_the_scorecard_uses_them(
    at_the_desk: dict[str, str],
) -> None:
    asked = ("-", *OWN, "--judge", "llm")
    with FakeOpenAI() as endpoint:
        endpoint.default = over_eager
        settings = {**at_the_desk, "OPENAI_BASE_URL": endpoint.url, "REHEARSE_MODEL": "eager:1b"}
        before = rehearse("score", *asked, "--json", stdin=jsonl(talk("a", BESIDE)), **settings)
        done = rehearse("calibrate", *asked, "--method", "odds", stdin=labelled(), **settings)
        after = rehearse("score", *asked, "--json", stdin=jsonl(talk("a", BESIDE)), **settings)

    assert (done.code, done.err) == (0, "")
    assert "eager:1b: odds, fitted to 24 transcripts" in done.out
    assert '"shown": "yes"' in before.out
    assert "is not calibrated" in before.out
    assert '"shown": "yes"' not in after.out
    assert "is not calibrated" not in after.out


def test_answers_are_kept_so_that_a_second_run_asks_nothing(at_the_desk: dict[str, str]) -> None:
    asked = ("calibrate", "-", *OWN, "--method", "odds")
    with FakeOpenAI() as endpoint:
        endpoint.default = over_eager
        settings = {**at_the_desk, "OPENAI_BASE_URL": endpoint.url}
        first = rehearse(*asked, stdin=labelled(), **settings)
        requests = len(endpoint.requests)
        second = rehearse(*asked, stdin=labelled(), **settings)

    assert (first.code, second.code) == (0, 0)
    assert len(endpoint.requests) == requests
    assert first.out == second.out


def test_the_way_of_asking_that_agrees_better_is_kept(at_the_desk: dict[str, str]) -> None:
    def answer(body: dict[str, Any]) -> Answer:
        if behaviours_asked(body):
            found = {"thanks": (1, THANKING)} if THANKING in str(body["messages"]) else {}
            return checklist(body, found)
        return Likely({"Yes": 0.5, "No": 0.5})

    with FakeOpenAI() as endpoint:
        endpoint.default = answer
        settings = {**at_the_desk, "OPENAI_BASE_URL": endpoint.url}
        done = rehearse("calibrate", "-", *OWN, stdin=labelled(), **settings)

    assert (done.code, done.err) == (0, "")
    assert ": checklist, fitted to 24 transcripts" in done.out
    assert "cannot tell 'thanks'" in done.out


def test_an_endpoint_without_odds_is_told_what_to_do(at_the_desk: dict[str, str]) -> None:
    with FakeOpenAI() as endpoint:
        endpoint.default = lambda body: Json({})
        settings = {**at_the_desk, "OPENAI_BASE_URL": endpoint.url}
        done = rehearse("calibrate", "-", *OWN, "--method", "odds", stdin=labelled(), **settings)

    assert done.code == 3
    assert "does not say how likely" in done.err


def test_too_few_transcripts_are_refused(at_the_desk: dict[str, str]) -> None:
    settings = {**at_the_desk, "OPENAI_BASE_URL": "http://127.0.0.1:9/v1"}

    done = rehearse("calibrate", "-", *OWN, stdin=labelled(4), **settings)

    assert done.code == 1
    assert "fewer than 20" in done.err


def test_without_an_endpoint_there_is_nothing_to_calibrate(at_the_desk: dict[str, str]) -> None:
    done = rehearse("calibrate", "-", *OWN, stdin=labelled(), **at_the_desk)

    assert done.code == 1
    assert "OPENAI_BASE_URL" in done.err
