from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from app.domain.conversation import MAX_MESSAGE
from app.store.engine import sqlite_url
from tests.support.command import Command, Done, rehearse
from tests.support.desk import NAMING, NEITHER, THANKING
from tests.support.fake_openai import FakeOpenAI

SCRIPTS: list[dict[str, Any]] = [
    {"id": "wins", "lines": [THANKING, NAMING, "This is never said."]},
    {"id": 7, "lines": ["", NEITHER, "👍 Zoë"], "note": "fields that nobody asks for"},
]
TURN_KEYS = ["speaker", "text", "move", "concern", "open_concerns"]


def jsonl(*scripts: dict[str, Any]) -> bytes:
    return "".join(json.dumps(script) + "\n" for script in scripts).encode()


def records(done: Done) -> list[dict[str, Any]]:
    assert (done.code, done.err) == (0, "")
    return [json.loads(line) for line in done.out.splitlines()]


def play(stdin: bytes, seed: int, settings: dict[str, str]) -> Done:
    arguments = ("talk", "--persona", "robin-vale", "--script", "-", "--json", "--seed", str(seed))
    return rehearse(*arguments, stdin=stdin, **settings)


@pytest.fixture(scope="module")
def done(at_the_desk: dict[str, str]) -> Done:
    """What a real process prints for two scripts, on a terminal that knows only ASCII."""
    return play(jsonl(*SCRIPTS), 3, {**at_the_desk, "PYTHONIOENCODING": "ascii"})


@pytest.fixture
def played(done: Done) -> list[dict[str, Any]]:
    return records(done)


def test_there_is_one_record_a_script_in_order(played: list[dict[str, Any]]) -> None:
    assert [one["id"] for one in played] == ["wins", "7"]
    assert {one["persona"] for one in played} == {"robin-vale"}


def test_a_record_has_the_shape_that_other_programs_rely_on(played: list[dict[str, Any]]) -> None:
    for record in played:
        assert list(record) == ["id", "persona", "turns", "outcome"]
        assert [list(turn) for turn in record["turns"]] == [TURN_KEYS] * len(record["turns"])
        speakers = [turn["speaker"] for turn in record["turns"]]
        assert speakers == ["boss", "learner"] * (len(speakers) // 2) + ["boss"]
        for turn in record["turns"]:
            assert turn["text"]
            assert (turn["move"] is None) == (turn["speaker"] == "learner")


def test_a_talk_stops_when_the_boss_closes(played: list[dict[str, Any]]) -> None:
    turns = played[0]["turns"]

    assert played[0]["outcome"] == "agreed"
    assert [turn["move"] for turn in turns if turn["move"]] == ["open", "raise", "close"]
    assert [turn["concern"] for turn in turns] == [None, None, "gap", None, None]
    assert [turn["open_concerns"] for turn in turns] == [["gap"]] * 4 + [[]]
    assert turns[-2]["text"] == NAMING


def test_a_script_that_ends_before_the_boss_does_is_left(played: list[dict[str, Any]]) -> None:
    assert played[1]["outcome"] == "left"
    assert [turn["text"] for turn in played[1]["turns"][1::2]] == ["…", NEITHER, "👍 Zoë"]


def test_a_seed_reproduces_every_word(done: Done, at_the_desk: dict[str, str]) -> None:
    assert play(jsonl(*SCRIPTS), 3, at_the_desk).out == done.out
    assert play(jsonl(*SCRIPTS), 4, at_the_desk).out != done.out


def test_a_script_is_read_from_a_file_too(command: Command, done: Done, tmp_path: Path) -> None:
    path = tmp_path / "scripts.jsonl"
    path.write_bytes(jsonl(*SCRIPTS))

    again = command("talk", "--persona", "robin-vale", "--script", path, "--json", "--seed", "3")

    assert again.out == done.out


def test_a_played_script_is_not_kept(
    command: Command, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DATABASE_URL", sqlite_url(tmp_path / "empty.db"))
    script = ("talk", "--persona", "robin-vale", "--script", "-")
    assert command(*script, stdin=jsonl(SCRIPTS[0])).code == 0

    assert command("export", "latest").code == 1


def test_for_people_a_talk_is_printed_with_names_and_outcome(command: Command) -> None:
    done = command("talk", "--persona", "robin-vale", "--script", "-", stdin=jsonl(SCRIPTS[0]))

    assert done.code == 0
    assert f"You: {NAMING}" in done.out
    assert done.out.count("Robin Vale: ") == 3
    assert "The boss agreed" in done.out


@pytest.mark.parametrize(
    ("content", "problem"),
    [
        (b'{"id": "a", "lines": ["x"]}\nnot json\n', r":2: not JSON"),
        (b'\n\n{"id": "a"}\n', r":3: lines: Field required"),
        (b'{"lines": ["x"]}\n', r":1: id: Field required"),
        (b'{"id": "a", "lines": []}\n', r":1: lines: "),
        (b'{"id": "a", "lines": "x"}\n', r":1: lines: "),
        (b'{"id": "a", "lines": [["x"]]}\n', r":1: lines.0: "),
        (b'["a"]\n', r":1: "),
        (b'{"id": "a", "lines": ["x"]}\n\xff\xfe\n', r":2: not UTF-8"),
        (b"", r":1: the file holds nothing"),
        (b" \n\t\n", r":1: the file holds nothing"),
        (
            b"\n" + jsonl({"id": "a", "lines": ["x" * (MAX_MESSAGE + 1)]}),
            r":2: That is 4,001 characters; the limit is 4,000",
        ),
    ],
)
def test_a_bad_script_is_named_with_its_line(
    command: Command, tmp_path: Path, content: bytes, problem: str
) -> None:
    path = tmp_path / "scripts.jsonl"
    path.write_bytes(content)

    done = command("talk", "--persona", "robin-vale", "--script", path, "--json")

    assert (done.code, done.out) == (1, "")
    assert done.err.startswith(f"{path}{problem}")
    assert "Traceback" not in done.err


def test_a_script_that_is_not_there_is_named(command: Command, tmp_path: Path) -> None:
    done = command("talk", "--persona", "robin-vale", "--script", tmp_path / "none.jsonl")

    assert done == Done(
        1, "", f"{tmp_path / 'none.jsonl'}:1: cannot be read: No such file or directory\n"
    )


@pytest.mark.parametrize("arguments", [(), ("--script", "-")])
def test_an_unknown_boss_is_answered_with_the_known_ones(
    command: Command, arguments: tuple[str, ...]
) -> None:
    done = command("talk", "--persona", "nobody", *arguments, stdin=jsonl(SCRIPTS[0]))

    expected = "There is no persona called 'nobody'. Known: robin-vale.\n"
    assert (done.code, done.err) == (1, expected)


def test_a_prompted_boss_needs_an_endpoint(command: Command) -> None:
    done = command("talk", "--persona", "robin-vale", "--speaker", "prompted", "--script", "-")

    assert done.code == 1
    assert "Set OPENAI_API_KEY, or OPENAI_BASE_URL" in done.err


@pytest.mark.parametrize(
    "arguments", [("talk",), ("talk", "--persona", "robin-vale", "--speaker", "loud")]
)
def test_a_command_line_at_fault_is_told_apart(
    command: Command, arguments: tuple[str, ...]
) -> None:
    assert command(*arguments).code == 2


# Against an endpoint


@pytest.fixture
def endpoint(monkeypatch: pytest.MonkeyPatch) -> Iterator[FakeOpenAI]:
    with FakeOpenAI() as fake:
        monkeypatch.setenv("OPENAI_BASE_URL", fake.url)
        monkeypatch.setenv("REHEARSE_JUDGE", "embedded")
        yield fake


def test_several_scripts_are_played_against_a_prompted_boss(
    command: Command, endpoint: FakeOpenAI
) -> None:
    words = ["Who would take the van, then?", "That does not help me in March, you know."]
    endpoint.answers.extend(words)
    scripts = [{"id": str(number), "lines": [NEITHER]} for number in range(2)]

    played = records(
        command("talk", "--persona", "robin-vale", "--script", "-", "--json", stdin=jsonl(*scripts))
    )

    assert [record["turns"][-1]["text"] for record in played] == words


def test_the_authored_boss_can_be_asked_for_although_there_is_an_endpoint(
    command: Command, endpoint: FakeOpenAI
) -> None:
    script = ("talk", "--persona", "robin-vale", "--script", "-", "--speaker", "authored")

    assert command(*script, "--json", stdin=jsonl(SCRIPTS[0])).code == 0
    assert endpoint.requests == []


def test_an_endpoint_that_refuses_ends_the_command_with_3(
    command: Command, endpoint: FakeOpenAI
) -> None:
    endpoint.answers.append((401, "no"))

    done = command(
        "talk", "--persona", "robin-vale", "--script", "-", "--json", stdin=jsonl(SCRIPTS[0])
    )

    assert (done.code, done.out) == (3, "")
    assert "OPENAI_API_KEY" in done.err
    assert "Traceback" not in done.err


# In the terminal


def test_a_talk_in_the_terminal_ends_with_a_scorecard_and_is_kept(
    at_the_desk: dict[str, str], tmp_path: Path
) -> None:
    settings: dict[str, Any] = {**at_the_desk, "DATABASE_URL": sqlite_url(tmp_path / "kept.db")}
    typed = f"{THANKING}\n\n{NEITHER}\n/end\nnever read\n".encode()

    done = rehearse("talk", "--persona", "robin-vale", "--seed", "3", stdin=typed, **settings)

    assert (done.code, done.err) == (0, "")
    assert "Robin Vale, Head of Production" in done.out
    assert "Authored boss" in done.out
    assert done.out.count("Robin Vale: ") == 3
    assert "Type something first" in done.out
    assert "You ended the meeting." in done.out
    assert "Scorecard" in done.out
    assert "“Thank you, that means a lot to me.”" in done.out

    kept = json.loads(rehearse("export", "latest", "--format", "json", **settings).out)
    said = [turn["text"] for turn in kept["turns"] if turn["speaker"] == "learner"]
    assert said == [THANKING, NEITHER]
    assert kept["rehearsal"]["outcome"] == "left"
    assert kept["scorecard"]["overall"] is not None


def test_hints_help_in_the_terminal_and_are_counted(command: Command) -> None:
    asked = b"/hint\n/hint\n/hint\n/hint\n/end\n"

    done = command("talk", "--persona", "robin-vale", stdin=asked)

    told = " ".join(done.out.split())
    assert done.code == 0
    assert "Hint 1 of 3: What is open" in told
    assert "Hint 3 of 3: How it sounds elsewhere" in told
    assert "Strong: " in told
    assert "Hints taken: 3. Hints change no score." in told


def test_the_boss_may_close_a_talk_in_the_terminal(command: Command) -> None:
    done = command("talk", "--persona", "robin-vale", stdin=f"{NAMING}\nunread\n".encode())

    assert done.code == 0
    assert "The boss agreed" in done.out
    assert "unread" not in done.out


def test_the_end_of_the_input_is_the_end_of_the_meeting(command: Command) -> None:
    done = command("talk", "--persona", "robin-vale", stdin=THANKING.encode())

    assert done.code == 0
    assert "You ended the meeting." in done.out
    assert "Scorecard" in done.out


def test_with_json_only_the_record_is_on_standard_output(command: Command) -> None:
    done = command("talk", "--persona", "robin-vale", "--json", stdin=f"{NAMING}\n".encode())

    assert done.code == 0
    assert json.loads(done.out)["outcome"] == "agreed"
    assert "Scorecard" in done.err


def test_too_long_a_line_is_refused_and_the_talk_goes_on(
    command: Command, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("REHEARSE_MAX_MESSAGE", "100")

    done = command("talk", "--persona", "robin-vale", stdin=f"{'x' * 101}\n{NAMING}\n".encode())

    assert done.code == 0
    assert "the limit is 100" in done.out
    assert "The boss agreed" in done.out


def test_enter_tries_again_when_the_endpoint_failed(command: Command, endpoint: FakeOpenAI) -> None:
    endpoint.answers.extend([(401, "no"), "Who would take the van, then?"])

    done = command("talk", "--persona", "robin-vale", stdin=f"{NEITHER}\n\n/end\n".encode())

    assert done.code == 0
    assert "Your words are kept" in " ".join(done.out.split())
    assert "Robin Vale: Who would take the van, then?" in done.out


def test_giving_up_on_the_endpoint_ends_the_meeting(command: Command, endpoint: FakeOpenAI) -> None:
    endpoint.answers.append((401, "no"))

    done = command("talk", "--persona", "robin-vale", stdin=f"{NEITHER}\n".encode())

    assert done.code == 0
    assert "You ended the meeting." in done.out


def test_ctrl_c_at_the_prompt_ends_the_meeting_and_not_the_program(
    at_the_desk: dict[str, str],
) -> None:
    with subprocess.Popen(
        [sys.executable, "-m", "app", "talk", "--persona", "robin-vale"],
        env={**os.environ, **at_the_desk},
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    ) as process:
        assert process.stdout is not None
        printed = ""
        while not ("Robin Vale: " in printed and printed.endswith("You: ")):
            printed += process.stdout.read(1)
        process.send_signal(signal.SIGINT)
        rest, _ = process.communicate(timeout=60)

    assert process.returncode == 0
    assert "You ended the meeting." in rest
