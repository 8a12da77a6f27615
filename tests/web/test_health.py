"""What machines ask, and the ids under which they find things in the log."""

from __future__ import annotations

import sqlite3
import threading
import time
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import httpx
import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient
from pydantic import SecretStr

from app.config import Settings
from app.readiness import Readiness
from app.store.repository import Store
from app.store.tables import VERSION_TABLE
from app.watching.logs import JsonLines
from app.watching.metrics import Metrics
from app.web import health
from app.web.closing import Closing
from tests.support.queue import ask
from tests.support.room import Room, open_room

TOKEN = "a-token-for-prometheus"


@pytest.fixture(scope="module")
def room(learned: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Room]:
    with open_room(Settings(data_dir=learned), tmp_path_factory.mktemp("health")) as running:
        yield running


@pytest.fixture
def client(room: Room) -> Iterator[httpx.Client]:
    with httpx.Client(base_url=room.url, timeout=20) as client:
        yield client


def test_it_says_that_it_is_alive_and_ready(client: httpx.Client) -> None:
    assert client.get("/healthz").json() == {"status": "ok"}
    assert (client.get("/readyz").status_code, client.get("/readyz").text) == (200, "ready")


def test_a_rehearsal_is_seen_in_the_numbers(client: httpx.Client, room: Room) -> None:
    ask(client, "command", {"do": "start", "persona": "dana-reyes"})
    now = room.only_talk()
    message = {"rehearsal": now.rehearsal.id, "after": now.turns[-1].id, "message_id": "m"}
    ask(client, "outbox", {"do": "say", **message, "text": "Who would lead the team then?"})
    ask(client, "command", {"do": "end", "rehearsal": now.rehearsal.id})

    told = client.get("/metrics").text

    assert 'rehearse_started_total{speaker="authored"} 1.0' in told
    assert 'rehearse_turns_total{speaker="learner"} 1.0' in told
    assert 'rehearse_turns_total{speaker="boss"} 1.0' in told
    assert 'rehearse_finished_total{outcome="left"} 1.0' in told
    assert 'rehearse_first_token_seconds_count{speaker="authored"} 1.0' in told
    assert 'rehearse_judge_seconds_count{judge="embedded"} 1.0' in told
    assert now.rehearsal.id not in told


@pytest.mark.parametrize("name", ["x-forwarded-for", "x-real-ip", "forwarded", "via"])
def test_without_a_token_a_proxy_gets_no_numbers(client: httpx.Client, name: str) -> None:
    assert client.get("/metrics", headers={name: "127.0.0.1"}).status_code == 404


def test_an_answer_carries_the_id_that_its_request_came_with(client: httpx.Client) -> None:
    own = client.get("/healthz", headers={"x-request-id": "from-the-proxy.1"})
    new = client.get("/healthz", headers={"x-request-id": "not sane"})

    assert own.headers["x-request-id"] == "from-the-proxy.1"
    assert len(new.headers["x-request-id"]) == 32


def test_with_a_token_the_numbers_are_for_whoever_has_it(small: TestClient) -> None:
    right, wrong = f"Bearer {TOKEN}", "Bearer wrong"

    assert small.get("/metrics", headers={"authorization": right}).status_code == 200
    assert small.get("/metrics", headers={"authorization": wrong}).status_code == 404
    assert small.get("/metrics").status_code == 404


def test_a_store_that_is_not_current_is_not_ready(small: TestClient, path: Path) -> None:
    with closing(sqlite3.connect(path)) as other:
        other.execute(f"UPDATE {VERSION_TABLE} SET version_num = '0001'")
        other.commit()

    answer = small.get("/readyz")

    assert answer.status_code == 503
    assert answer.text.startswith("The store is at schema 0001; this version of the app needs ")


def test_a_store_that_is_gone_is_not_ready_and_its_place_is_not_told(
    small: TestClient, store: Store, path: Path
) -> None:
    store.close()
    path.unlink()
    path.mkdir()

    answer = small.get("/readyz")

    assert answer.status_code == 503
    assert answer.text == "The store cannot be used; the log says why."


def test_a_judge_without_its_model_is_not_ready(store: Store) -> None:
    assert Readiness(store, lambda: False).problem() == "The judge's model file is missing."


def test_a_store_that_hangs_is_not_ready_within_seconds_and_is_asked_once(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(health, "PATIENCE", 0.1)
    answering, asked = threading.Event(), []

    def hang() -> bool:
        asked.append(time.monotonic())
        return answering.wait(30)

    with served(store, hang) as client:
        for _ in range(3):
            answer = client.get("/readyz")
            assert (answer.status_code, answer.text) == (503, "The store does not answer.")
        answering.set()
        assert len(asked) == 1


def test_37_a_bug_is_a_sentence_on_the_page_and_a_place_in_the_log(
    client: httpx.Client,
    room: Room,
    monkeypatch: pytest.MonkeyPatch,
    capfd: pytest.CaptureFixture[str],
    caplog: pytest.LogCaptureFixture,
) -> None:
    async def fall_over(*_: object) -> None:
        raise RuntimeError("sk-canary")

    monkeypatch.setattr(room.rehearsals, "start", fall_over)

    answer = ask(client, "command", {"do": "start", "persona": "dana-reyes"})

    assert "Something went wrong here, and it was not you." in answer
    (bug,) = [record for record in caplog.records if record.levelname == "ERROR"]
    assert bug.getMessage() == "Practice failed: this is a bug"
    written = JsonLines().format(bug)
    assert "RuntimeError" in written
    assert "canary" not in answer + written + "".join(capfd.readouterr())
    assert 'rehearse_errors_total{kind="bug"} 1.0' in client.get("/metrics").text


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "rehearsals.db"


@pytest.fixture
def store(path: Path) -> Iterator[Store]:
    with closing(Store.open(f"sqlite:///{path}")) as store:
        yield store


@pytest.fixture
def small(store: Store) -> Iterator[TestClient]:
    """Only what machines ask, behind a token."""
    with served(store, lambda: True) as client:
        yield client


def served(store: Store, model_there: object) -> TestClient:
    app = FastAPI()
    settings = Settings(metrics_token=SecretStr(TOKEN))
    readiness = Readiness(store, model_there)  # type: ignore[arg-type]
    health.add_health(app, readiness, Closing(None, 1), settings, Metrics())  # type: ignore[arg-type]
    return TestClient(app)
