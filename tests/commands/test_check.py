from __future__ import annotations

from pathlib import Path

import pytest

from tests.support.command import Command
from tests.support.content import PERSONA, RUBRIC, write_persona, write_rubric
from tests.support.desk import Desk

FINE = "no problems"


def test_everything_shipped_is_whole(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    done = Command(monkeypatch, capsys)("check")

    assert (done.code, done.out) == (0, "")
    assert FINE in done.err


def test_without_a_path_the_configured_folders_are_checked(command: Command) -> None:
    done = command("check")

    assert (done.code, done.out) == (0, "")
    assert done.err == "Checked 1 persona files and 1 rubric folders: no problems.\n"


def test_problems_are_printed_with_file_and_line(command: Command, folder: Path) -> None:
    text = PERSONA.replace("[names_candidate]", "[charms]").replace("patience: 6", "patience: 6\n")
    write_persona(folder, text.replace("id: robin-vale", "id: robin"))
    write_persona(folder, PERSONA.replace("patience: 6", "patience: six"), "other.yaml")

    done = command("check", "robin-vale.yaml", "other.yaml")

    assert done.code == 1
    first, second, third = done.out.splitlines()
    assert first.startswith("robin-vale.yaml:1: id is 'robin' but the file is called 'robin-vale")
    assert second.startswith("robin-vale.yaml:24: 'charms' is no behaviour of rubric asking-well")
    assert third.startswith("other.yaml:18: patience: Input should be a valid integer")
    assert done.err == "Checked 2 persona files and 0 rubric folders: 3 problems.\n"


def test_a_path_that_is_not_there_is_a_problem(command: Command, folder: Path) -> None:
    done = command("check", "gone.yaml")

    assert (done.code, done.out) == (1, "gone.yaml:1: there is no such file\n")


def test_configured_folders_that_are_not_there_are_named(
    command: Command, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("REHEARSE_RUBRICS", str(folder / "gone"))

    done = command("check")

    assert (done.code, done.out) == (1, "")
    assert done.err.startswith(f"There is no folder {folder / 'gone'}.")


@pytest.mark.parametrize(
    ("place", "path", "named"),
    [
        (".", ".", "asking-well/rubric.yaml"),
        (".", "asking-well", "asking-well/rubric.yaml"),
        (".", "asking-well/rubric.yaml", "asking-well/rubric.yaml"),
        (".", "asking-well/examples/thanks.yaml", "asking-well/rubric.yaml"),
        ("asking-well", ".", "rubric.yaml"),
        ("asking-well", "rubric.yaml", "rubric.yaml"),
        ("asking-well/examples", "..", "../rubric.yaml"),
        ("asking-well/examples", "thanks.yaml", "../rubric.yaml"),
    ],
)
def test_a_rubric_is_checked_by_its_folder_or_any_of_its_files(
    command: Command,
    folder: Path,
    monkeypatch: pytest.MonkeyPatch,
    place: str,
    path: str,
    named: str,
) -> None:
    write_rubric(folder, RUBRIC.replace("weight: 2", "weight: 0"))
    monkeypatch.chdir(folder / place)

    done = command("check", path)

    assert done.code == 1
    assert done.out.startswith(f"{named}:18: criteria.1.weight: Input should be greater than 0")
    assert "1 rubric folders: 1 problems" in done.err
    write_rubric(folder)
    assert command("check", path).code == 0


def test_examples_are_checked_with_their_rubric(command: Command, folder: Path) -> None:
    home = write_rubric(folder)
    broken = "behaviour: thanks\nexamples:\n  - text: ''\n"
    (home / "examples" / "thanks.yaml").write_text(broken, "utf-8")

    done = command("check", "asking-well")

    assert done.code == 1
    assert done.out.startswith("asking-well/examples/thanks.yaml:3: examples.0.text: ")


def test_a_boss_is_checked_against_a_rubric_that_comes_with_it(
    command: Command, folder: Path
) -> None:
    write_rubric(folder / "rubrics")
    home = (folder / "rubrics" / "asking-well").rename(folder / "rubrics" / "asking-more")
    (home / "rubric.yaml").write_text(RUBRIC.replace("id: asking-well", "id: asking-more"))
    text = PERSONA.replace("rubric: asking-well", "rubric: asking-more")
    path = write_persona(folder / "personas", text)

    alone = command("check", path)
    together = command("check", "rubrics", "personas")

    assert alone.code == 1
    assert "there is no rubric 'asking-more'" in alone.out
    assert (together.code, together.out) == (0, "")


def test_the_same_rubric_named_twice_is_checked_once(command: Command, desk: Desk) -> None:
    home = desk.folder / "rubrics" / "asking-well"

    done = command("check", home, home / "rubric.yaml", home / "examples" / "thanks.yaml")

    assert done.err == "Checked 0 persona files and 1 rubric folders: no problems.\n"


def test_a_broken_rubric_is_told_before_the_bosses_it_takes_along(
    command: Command, folder: Path
) -> None:
    home = write_rubric(folder, RUBRIC.replace("id: asking-well", "id: asking-ill"))
    home.rename(folder / "asking-bad")
    write_persona(folder, PERSONA.replace("rubric: asking-well", "rubric: asking-bad"))

    done = command("check", ".")

    assert done.code == 1
    assert [line.split(": ")[0].rsplit("/", 1)[-1] for line in done.out.splitlines()] == [
        "rubric.yaml:1",
        "robin-vale.yaml:5",
    ]


def test_an_option_that_is_none_is_the_command_lines_fault(command: Command) -> None:
    assert command("check", "--loud").code == 2


def test_measuring_reports_on_the_bosses_that_are_named(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    done = Command(monkeypatch, capsys)("check", "--measure", "rosa-delgado", "--per-kind", "1")

    assert done.code == 0
    assert "| Rosa Delgado | 1 |" in done.out
    assert "Dana" not in done.out


def test_measuring_nobody_names_who_there_is(command: Command) -> None:
    done = command("check", "--measure", "nobody")

    assert done.code == 1
    assert "There is no persona called 'nobody'. Known: robin-vale." in done.err
