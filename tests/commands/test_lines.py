from __future__ import annotations

import io
import json
import sys
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.commands.lines import LabelledTranscript, Script, Transcript, numbered, records
from app.errors import InputError


def refused(path: Path, content: str | bytes) -> tuple[int, str]:
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    with pytest.raises(InputError) as raised:
        list(records(str(path), LabelledTranscript))
    assert str(raised.value) == f"{path}:{raised.value.line}: {raised.value.problem}"
    return raised.value.line, raised.value.problem


GOOD = '{"id": "a", "turns": [], "levels": {}}'
BAD: list[tuple[str, str | bytes, int, str]] = [
    ("empty", "", 1, "the file holds nothing"),
    ("blank", "\n \n", 1, "the file holds nothing"),
    ("cut off", f"{GOOD}\n\n{{", 3, "not JSON: Expecting property name"),
    ("prose", f"{GOOD}\nhello", 2, "not JSON: Expecting value"),
    ("two on a line", f"{GOOD} {GOOD}", 1, "not JSON: Extra data"),
    ("pretty printed", json.dumps(json.loads(GOOD), indent=1), 1, "not JSON"),
    ("deep", '{"id": ' + "[" * 100_000, 1, "not JSON: nested too deeply"),
    ("long number", '{"id": ' + "9" * 5000 + "}", 1, "not JSON: a number with too many digits"),
    ("a list", "[1]", 1, "Input should be a valid dictionary"),
    ("no id", '{"turns": [], "levels": {}}', 1, "id: Field required"),
    ("no turns", '{"id": "a", "levels": {}}', 1, "turns: Field required"),
    ("no levels", '{"id": "a", "turns": []}', 1, "levels: Field required"),
    (
        "other speaker",
        f'{GOOD}\n{{"id": "a", "turns": [{{"speaker": "teacher", "text": "x"}}], "levels": {{}}}}',
        2,
        "turns.0.speaker: Input should be 'boss' or 'learner'",
    ),
    (
        "no text",
        '{"id": "a", "turns": [{"speaker": "boss"}], "levels": {}}',
        1,
        "turns.0.text: Field required",
    ),
    ("level 5", '{"id": "a", "turns": [], "levels": {"plan": 5}}', 1, "levels.plan: Input should"),
    ("level -1", '{"id": "a", "turns": [], "levels": {"plan": -1}}', 1, "levels.plan: Input"),
    ("level 2.5", '{"id": "a", "turns": [], "levels": {"plan": 2.5}}', 1, "levels.plan: Input"),
    ("not UTF-8", GOOD.encode() + b'\n{"id": "\xff"}', 2, "not UTF-8 text"),
    ("UTF-16", GOOD.encode("utf-16"), 1, "not UTF-8 text"),
]


@pytest.mark.parametrize(
    ("content", "line", "problem"), [row[1:] for row in BAD], ids=[row[0] for row in BAD]
)
def test_what_cannot_be_read_is_named_with_its_line(
    tmp_path: Path, content: str | bytes, line: int, problem: str
) -> None:
    found, said = refused(tmp_path / "talks.jsonl", content)

    assert found == line
    assert said.startswith(problem)


def test_a_file_that_is_not_there_is_named(tmp_path: Path) -> None:
    with pytest.raises(InputError, match=r"gone.jsonl:1: cannot be read: No such file"):
        list(records(str(tmp_path / "gone.jsonl"), Transcript))
    with pytest.raises(InputError, match=r":1: cannot be read: Is a directory"):
        list(records(str(tmp_path), Transcript))


def test_records_come_in_order_with_their_lines(tmp_path: Path) -> None:
    path = tmp_path / "talks.jsonl"
    path.write_bytes(b'\xef\xbb\xbf{"id": 7, "turns": []}\r\n\r\n{"id": "b", "turns": []}\n')

    assert [(line, one.id) for line, one in numbered(str(path), Transcript)] == [(1, "7"), (3, "b")]


def test_fields_that_nobody_asks_for_are_passed_over(tmp_path: Path) -> None:
    path = tmp_path / "talks.jsonl"
    turn = (
        '{"speaker": "boss", "text": "So?", "move": "open", "concern": null, "open_concerns": []}'
    )
    path.write_text(f'{{"id": "a", "persona": "dana", "turns": [{turn}], "outcome": "left"}}')

    (talk,) = records(str(path), Transcript)

    assert [(one.speaker, one.text) for one in talk.turns] == [("boss", "So?")]


def test_a_dash_is_standard_input(monkeypatch: pytest.MonkeyPatch) -> None:
    content = '{"id": "a", "lines": ["¿Qué?"]}\n{"id": "b", "lines": []}'
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(content.encode())))

    scripts = records("-", Script)

    assert next(scripts).lines == ["¿Qué?"]
    with pytest.raises(InputError, match=r"-:2: lines: List should have at least 1 item"):
        next(scripts)


@given(
    st.binary(max_size=80) | st.text(st.sampled_from('{}[]":,0e.-\\u\nidturns ')).map(str.encode)
)
@settings(deadline=None)
def test_nothing_raises_anything_but_an_input_error(
    tmp_path_factory: pytest.TempPathFactory, content: bytes
) -> None:
    path = tmp_path_factory.getbasetemp() / "fuzz.jsonl"
    path.write_bytes(content)

    with pytest.raises(InputError):
        list(records(str(path), Transcript))
