from __future__ import annotations

import json
import zipfile
from contextlib import closing
from pathlib import Path

import pytest

from app.store.repository import Store
from tests.store.conftest import postgres_server, postgres_url
from tests.store.samples import NOON, a_boss_turn, a_rehearsal, a_turn
from tests.support.command import Command

__all__ = ["postgres_server", "postgres_url"]

SAID = "Thank you. I want to stay an engineer, and Priya could lead the team from March."


def filled(url: str, number: int) -> None:
    """Keep rehearsals that are over."""
    with closing(Store.open(url)) as store:
        for name in (f"r{one}" for one in range(number)):
            store.add_rehearsal(a_rehearsal(name), a_boss_turn("t1", rehearsal_id=name))
            store.add_turn(a_turn("t2", "t1", rehearsal_id=name, text=SAID))
            store.finish(name, "left", NOON)


def cards(url: str, number: int) -> list[int]:
    """How many scorecards each of them has."""
    with closing(Store.open(url)) as store:
        return [len(store.scorecards(f"r{one}")) for one in range(number)]


@pytest.fixture
def command(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Command:
    """The command with the shipped rubrics."""
    return Command(monkeypatch, capsys)


@pytest.fixture
def sqlite(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    (tmp_path / "data").mkdir()
    monkeypatch.setenv("REHEARSE_DATA_DIR", str(tmp_path / "data"))
    return f"sqlite:///{tmp_path / 'data' / 'rehearsals.db'}"


def job_id(out: str) -> str:
    return out.split()[1].rstrip(":")


def test_on_sqlite_a_job_is_done_at_once_and_what_came_of_it_is_a_file(
    command: Command, sqlite: str, tmp_path: Path
) -> None:
    filled(sqlite, 3)
    file, scores, copies = (tmp_path / name for name in ("talks.jsonl", "scores", "copies.zip"))
    turns = [{"speaker": "boss", "text": "Well?"}, {"speaker": "learner", "text": SAID}]
    file.write_text("".join(json.dumps({"id": n, "turns": turns}) + "\n" for n in "ab"), "utf-8")

    rescored = command("jobs", "rescore")
    judged = command("jobs", "judge", file)
    exported = command("jobs", "export-all", "--format", "md")

    assert (rescored.code, cards(sqlite, 3)) == (0, [1, 1, 1])
    assert "is done: 3 of 3 done, 0 of them skipped." in rescored.out
    assert command("jobs", "result", job_id(judged.out), "--output", scores).code == 0
    found = [json.loads(line) for line in scores.read_text().splitlines()]
    assert [one["transcript_id"] for one in found] == ["a", "b"]
    assert found[0]["criteria"] == found[1]["criteria"]
    assert command("jobs", "result", job_id(exported.out), "--output", copies).code == 0
    with zipfile.ZipFile(copies) as archive:
        assert archive.namelist() == ["r0.md", "r1.md", "r2.md"]
        assert SAID in archive.read("r0.md").decode()

    refused = command("jobs", "result", job_id(judged.out), "--output", scores)
    assert (refused.code, refused.err) == (1, f"{scores} cannot be written: File exists.\n")
    listed = command("jobs", "list").out
    assert all(kind in listed for kind in ("rescore", "judge", "export"))
    assert command("jobs", "remove", job_id(judged.out)).code == 0
    assert command("jobs", "show", job_id(judged.out)).code == 1


def test_on_postgresql_a_job_waits_for_a_worker(
    command: Command, postgres_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DATABASE_URL", postgres_url)
    filled(postgres_url, 3)

    ordered = command("jobs", "rescore")
    job = job_id(ordered.out)

    assert "3 to do, by any `rehearse worker`" in ordered.out
    assert "is waiting: 0 of 3 done" in command("jobs", "show", job).out
    assert "is cancelled" in command("jobs", "cancel", job).out
    assert command("worker", "--once").code == 0
    assert cards(postgres_url, 3) == [0, 0, 0]
    assert command("jobs", "resume", job).code == 0
    assert command("worker", "--once").code == 0
    assert "is done: 3 of 3 done" in command("jobs", "show", job, "--wait").out
    assert cards(postgres_url, 3) == [1, 1, 1]
