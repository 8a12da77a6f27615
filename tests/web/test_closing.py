"""A server process that is told to stop, as a process manager does it; and what it logged."""

from __future__ import annotations

import json
import os
import re
import signal
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import NamedTuple

import httpx
import pytest

from app.store.repository import Store
from tests.support.fake_answers import Exchange, chunk, say, tokens
from tests.support.fake_openai import FakeOpenAI, Text
from tests.support.queue import ask, asking

KEY = "sk-canary-0123456789"
BOSS = "I hear you and I still need a name by Friday because the board asked for one twice already"
LEARNER = "How many people are canaries on that team?"


@dataclass
class Halting:
    """A reply that stops half-way until it may go on."""

    text: str
    go_on: threading.Event = field(default_factory=threading.Event)

    def serve(self, exchange: Exchange) -> None:
        words = tokens(self.text)
        exchange.begin()
        say(exchange, words[:5])
        assert self.go_on.wait(60)
        say(exchange, words[5:])
        stop = {"index": 0, "delta": {}, "finish_reason": "stop"}
        exchange.event(chunk(exchange, choices=[stop]))
        exchange.event("[DONE]")
        exchange.end()


class Process(NamedTuple):
    """A server in a process of its own."""

    running: subprocess.Popen[str]
    url: str
    database: str
    log: Path

    def stop(self) -> int:
        """Wait for the end, and return the exit code."""
        return self.running.wait(timeout=60)


@contextmanager
def serving(folder: Path, endpoint: FakeOpenAI, **settings: str) -> Iterator[Process]:
    database = f"sqlite:///{folder / 'rehearsals.db'}"
    environment = os.environ | {
        "DATABASE_URL": database,
        "OPENAI_API_KEY": KEY,
        "OPENAI_BASE_URL": endpoint.url,
        "REHEARSE_JUDGE": "embedded",
        "REHEARSE_LOG": "json",
        "REHEARSE_LOG_LEVEL": "debug",
        **settings,
    }
    command = [sys.executable, "-m", "app", "serve", "--port", "0", "--no-browser"]
    log = folder / "log"
    with (
        log.open("w") as errors,
        subprocess.Popen(
            command, env=environment, stdout=subprocess.PIPE, stderr=errors, text=True
        ) as running,
    ):
        try:
            assert running.stdout is not None
            said = running.stdout.readline()
            yield Process(running, said.split()[4], database, log)
        finally:
            running.kill()


@pytest.fixture
def endpoint() -> Iterator[FakeOpenAI]:
    with FakeOpenAI() as endpoint:
        yield endpoint


def start(client: httpx.Client, store: Store) -> dict[str, str]:
    """Begin a rehearsal; return what a message to it needs."""
    ask(client, "command", {"do": "start", "persona": "dana-reyes"})
    rehearsal = store.latest_open("local")
    assert rehearsal is not None
    return {"rehearsal": rehearsal.id, "after": rehearsal.leaf_id or "", "text": LEARNER}


def test_a_server_that_is_told_to_stop_finishes_the_reply_and_takes_no_more(
    tmp_path: Path, endpoint: FakeOpenAI
) -> None:
    reply = Halting(BOSS)
    endpoint.answers.append(reply)
    with (
        serving(tmp_path, endpoint) as server,
        httpx.Client(base_url=server.url, timeout=30) as client,
        closing(Store.open(server.database)) as store,
    ):
        told = start(client, store)
        with asking(client, "outbox", {"do": "say", "message_id": "1", **told}) as heard:
            # The first word goes out alone; the next ones follow it.
            next(line for line in heard if "hear you" in line)
            server.running.send_signal(signal.SIGTERM)
            ready = client.get("/readyz")
            refused = ask(client, "outbox", {"do": "say", "message_id": "2", **told})
            reply.go_on.set()
            rest = "".join(heard)

        assert (ready.status_code, ready.text) == (503, "The app is shutting down.")
        assert "Your message was not sent; send it again in a minute." in refused
        assert "twice already" in rest
        assert server.stop() == 0
        _, learner, boss = store.tree(told["rehearsal"])
        assert (learner.text, boss.text, boss.complete) == (LEARNER, BOSS, True)
    the_log_is_discreet(server, told["rehearsal"])


def test_a_reply_that_takes_too_long_is_left_for_the_next_start(
    tmp_path: Path, endpoint: FakeOpenAI
) -> None:
    endpoint.answers.append(Text(BOSS, delay=600))
    with (
        serving(tmp_path, endpoint, REHEARSE_STOP_TIMEOUT="0.3") as server,
        httpx.Client(base_url=server.url, timeout=30) as client,
        closing(Store.open(server.database)) as store,
    ):
        told = start(client, store)
        with asking(client, "outbox", {"do": "say", "message_id": "1", **told}) as heard:
            next(line for line in heard if LEARNER in line)
            server.running.send_signal(signal.SIGTERM)

            assert server.stop() == 0
        _, learner = store.tree(told["rehearsal"])
        assert learner.text == LEARNER


def the_log_is_discreet(server: Process, rehearsal_id: str) -> None:
    """Trial 37, the log's side: ids and kinds, no word of a talk and no key."""
    written = server.log.read_text("utf-8")
    for secret in (KEY, LEARNER, "need a name by Friday", "canar"):
        assert secret not in written
    lines = [json.loads(line) for line in written.splitlines()]
    (replied,) = [line for line in lines if line["message"] == "replied"]
    assert replied["rehearsal"] == rehearsal_id
    paths = {line["path"] for line in lines if line["message"] == "request"}
    assert {"/config", "/readyz"} < paths
    assert not [path for path in paths if re.search("[0-9a-f]{32}", path)]
    requests = {line["request"] for line in lines if line["message"] == "request"}
    assert replied["request"] in requests
    assert replied["completion_tokens"] > 0
    assert not [line for line in lines if line["level"] == "error"]
