from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from tests.support.checklists import checklist
from tests.support.command import Command, Done, rehearse
from tests.support.desk import Desk
from tests.support.fake_openai import FakeOpenAI
from tests.support.transcripts import (
    NAMING,
    THANKING,
    TRUNCATED,
    TWELVE,
    UNSCORED,
    jsonl,
    talk,
)

OWN = ("--rubric", "asking-well")
KEYS = ["transcript_id", "rubric", "judge", "overall", "criteria", "warnings"]
CRITERION_KEYS = ["id", "level", "points", "interval", "findings", "advice"]


def records(done: Done) -> list[dict[str, Any]]:
    assert (done.code, done.err) == (0, "")
    return [json.loads(line) for line in done.out.splitlines()]


@pytest.fixture(scope="module")
def done(at_the_desk: dict[str, str]) -> Done:
    """What a real process says of the twelve transcripts, on a terminal that knows only ASCII."""
    settings = {**at_the_desk, "PYTHONIOENCODING": "ascii"}
    return rehearse("score", "-", *OWN, "--json", stdin=jsonl(*TWELVE), **settings)


@pytest.fixture
def scored(done: Done) -> list[dict[str, Any]]:
    """The records of the twelve transcripts."""
    return records(done)


def test_there_is_one_record_a_transcript_in_order(scored: list[dict[str, Any]]) -> None:
    assert [one["transcript_id"] for one in scored] == [one["id"] for one in TWELVE]


def test_a_record_has_the_shape_that_other_programs_rely_on(
    scored: list[dict[str, Any]], desk: Desk
) -> None:
    for record in scored:
        assert set(record) >= set(KEYS)
        assert set(record["rubric"]) == {"id", "hash"}
        assert set(record["judge"]) == {"kind", "model", "hash"}
        assert record["rubric"]["id"] == "asking-well"
        assert record["judge"]["kind"] == "embedded"
        assert record["judge"]["hash"] == desk.judge().name(desk.rubric).hash
        assert record["overall"] is None or 0 <= record["overall"] <= 100
        assert [one["id"] for one in record["criteria"]] == ["warmth", "plan"]
        for criterion in record["criteria"]:
            assert set(criterion) >= set(CRITERION_KEYS)
            assert criterion["level"] in (None, 0, 1, 2, 3, 4)
            assert (criterion["level"] is None) == (criterion["points"] is None)
            assert criterion["interval"] is None
            for finding in criterion["findings"]:
                assert set(finding) >= {"behaviour", "shown", "evidence"}
                assert finding["shown"] in ("yes", "partly", "no")
                for evidence in finding["evidence"]:
                    assert set(evidence) == {"turn", "start", "end", "quote"}


def test_every_quote_stands_where_it_is_said_to_stand(scored: list[dict[str, Any]]) -> None:
    quotes = 0
    for transcript, record in zip(TWELVE, scored, strict=True):
        for criterion in record["criteria"]:
            for finding in criterion["findings"]:
                assert (finding["shown"] == "no") == (finding["evidence"] == [])
                for one in finding["evidence"]:
                    turn = transcript["turns"][one["turn"]]
                    assert turn["speaker"] == "learner"
                    assert 0 <= one["start"] < one["end"] <= len(turn["text"])
                    assert turn["text"][one["start"] : one["end"]] == one["quote"]
                    quotes += 1
    assert quotes >= 10


def test_what_cannot_be_judged_is_not_scored_and_says_why(scored: list[dict[str, Any]]) -> None:
    for record in scored:
        reasons = [one["reason"] for one in record["criteria"] if one["level"] is None]
        if record["transcript_id"] in UNSCORED:
            assert record["overall"] is None
            assert len(reasons) == 2
            assert all(reasons)
        else:
            assert record["overall"] is not None
            assert reasons == []
        assert bool(record["warnings"]) == (record["transcript_id"] in TRUNCATED)


def test_clear_words_earn_their_points_behind_whatever_signs(scored: list[dict[str, Any]]) -> None:
    levels = {
        one["transcript_id"]: [criterion["level"] for criterion in one["criteria"]]
        for one in scored
    }

    assert levels["plain"] == [4, 3]
    assert levels["zero-width"][0] == 4
    assert levels["100 KB"] == [4, 0]
    assert levels["200 turns"] == [0, 3]


def test_the_same_file_gives_the_same_output(command: Command, folder: Path, done: Done) -> None:
    (folder / "talks.jsonl").write_bytes(jsonl(*TWELVE))

    assert command("score", "talks.jsonl", *OWN, "--json") == done


def test_advice_names_a_turn_of_the_learner(command: Command) -> None:
    transcript = talk("t", THANKING, "The van is in the yard until four.")
    (record,) = records(command("score", "-", *OWN, "--json", stdin=jsonl(transcript)))

    (advice,) = record["criteria"][1]["advice"]
    assert advice["behaviour"] == "names_candidate"
    assert advice["turn"] == 3
    assert advice["weak"] == "You'll find someone."
    assert advice["strong"] == "Priya could do it."


def test_what_talk_prints_can_be_scored(command: Command) -> None:
    script = jsonl({"id": "t", "lines": [THANKING, NAMING]})
    talked = command("talk", "--persona", "robin-vale", "--script", "-", "--json", stdin=script)
    assert talked.code == 0

    (record,) = records(command("score", "-", *OWN, "--json", stdin=talked.out.encode()))

    assert record["transcript_id"] == "t"
    assert record["overall"] is not None


def test_people_get_bars_quotes_and_advice(command: Command) -> None:
    some = [one for one in TWELVE if one["id"] in ("plain", "one word", "odd")]

    done = command("score", "-", *OWN, stdin=jsonl(*some))

    assert (done.code, done.err) == (0, "")
    for part in ("plain", "■■■□", NAMING, "Next time:", "not scored", "For practice only."):
        assert part in done.out
    assert "Too little to score" in done.out


BAD = [
    (b'{"id": "a", "turns": []}\n{"id": "b"', "2: not JSON: "),
    (b'\n\n{"id": "a"}', "3: turns: Field required"),
    (b'{"id": "a", "turns": [{"speaker": "me", "text": "x"}]}', "1: turns.0.speaker: Input should"),
    (b"\xff", "1: not UTF-8 text"),
    (b"", "1: the file holds nothing"),
]


@pytest.mark.parametrize(("content", "problem"), BAD)
def test_a_bad_line_is_named_and_nothing_is_printed(
    command: Command, folder: Path, content: bytes, problem: str
) -> None:
    (folder / "talks.jsonl").write_bytes(content)

    from_file = command("score", "talks.jsonl", *OWN, "--json")
    from_stdin = command("score", "-", *OWN, "--json", stdin=content)

    assert (from_file.code, from_file.out) == (1, "")
    assert from_file.err.startswith(f"talks.jsonl:{problem}")
    assert (from_stdin.code, from_stdin.out) == (1, "")
    assert from_stdin.err.startswith(f"-:{problem}")


def test_a_file_that_is_not_there_is_named(command: Command, folder: Path) -> None:
    done = command("score", "gone.jsonl", *OWN)

    assert (done.code, done.err) == (
        1,
        "gone.jsonl:1: cannot be read: No such file or directory\n",
    )


def test_an_unknown_rubric_is_named_with_the_known_ones(command: Command) -> None:
    done = command("score", "-", "--rubric", "nothing", stdin=jsonl(*TWELVE))

    assert (done.code, done.out) == (1, "")
    assert done.err == "There is no rubric called 'nothing'. Known: asking-well.\n"


def test_broken_examples_are_named_with_their_line(
    command: Command, folder: Path, desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    copy = desk.copy(folder / "desk")
    path = copy.folder / "rubrics" / "asking-well" / "examples" / "thanks.yaml"
    path.write_text("behaviour: thanks\nexamples:\n  - words: no\n", "utf-8")
    monkeypatch.setenv("REHEARSE_RUBRICS", str(copy.folder / "rubrics"))

    done = command("score", "-", *OWN, stdin=jsonl(TWELVE[0]))

    assert done.code == 1
    assert done.err.startswith(f"{path}:3: examples.0.text: this field is missing")


def test_the_llm_judge_without_an_endpoint_says_what_to_set(command: Command) -> None:
    done = command("score", "-", *OWN, "--judge", "llm", stdin=jsonl(*TWELVE))

    assert (done.code, done.out) == (1, "")
    assert done.err == (
        "The LLM judge needs an LLM endpoint. Set OPENAI_API_KEY, or OPENAI_BASE_URL for a local "
        "one, or use the embedded judge.\n"
    )


@pytest.mark.parametrize(
    "options", [("--judge", "oracle"), ("--repeats", "0"), ("--repeats", "many"), ("--loud",), ()]
)
def test_a_bad_option_is_the_command_lines_fault(
    command: Command, options: tuple[str, ...]
) -> None:
    done = command("score", *(("-", *options) if options else ()))

    assert (done.code, done.out) == (2, "")


def test_the_llm_judge_scores_with_quotes_and_an_interval(at_the_desk: dict[str, str]) -> None:
    asked = ("--judge", "llm", "--repeats", "2", "--json")
    with FakeOpenAI() as endpoint:
        endpoint.default = lambda body: checklist(body, {"names_candidate": (1, NAMING)})
        asking = {"OPENAI_BASE_URL": endpoint.url, "REHEARSE_JUDGE_METHOD": "checklist"}
        settings = {**at_the_desk, **asking}
        transcript = jsonl(talk("t", NAMING))
        (record,) = records(rehearse("score", "-", *OWN, *asked, stdin=transcript, **settings))

    assert len(endpoint.requests) == 4
    assert record["judge"]["kind"] == "llm"
    plan = record["criteria"][1]
    assert (plan["level"], plan["interval"]) == (4, [4, 4])
    assert plan["findings"][0]["evidence"] == [
        {"turn": 1, "start": 0, "end": len(NAMING), "quote": NAMING}
    ]


def test_an_endpoint_that_fails_throughout_is_a_failed_service(
    at_the_desk: dict[str, str],
) -> None:
    with FakeOpenAI() as endpoint:
        endpoint.default = lambda body: (401, "no such key sk-secret")
        settings = {
            **at_the_desk,
            "OPENAI_BASE_URL": endpoint.url,
            "OPENAI_API_KEY": "sk-secret",
        }
        transcript = jsonl(talk("t", NAMING, THANKING))
        done = rehearse("score", "-", *OWN, "--json", stdin=transcript, **settings)

    assert done.code == 3
    assert done.err.startswith("Nothing was scored. ")
    assert "sk-secret" not in done.err + done.out
    assert [one["level"] for one in json.loads(done.out)["criteria"]] == [None, None]
