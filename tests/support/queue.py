"""What commands.js does, without a browser: commands through Gradio's queue."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any
from uuid import uuid4

import httpx


def ask(client: httpx.Client, box: str, command: dict[str, Any], session: str = "") -> str:
    """Do what commands.js does: put `command` into a hidden box; return everything that came back.

    `session` is the page that does it; a new one by default.
    """
    with asking(client, box, command, session) as heard:
        return "".join(heard)


@contextmanager
def asking(
    client: httpx.Client, box: str, command: dict[str, Any], session: str = ""
) -> Iterator[Iterator[str]]:
    """Put `command` into a hidden box; yield the lines that come back, as they come."""
    config = client.get("/config").json()
    ids = {c["id"] for c in config["components"] if c["props"].get("elem_id") == box}
    event = next(
        d for d in config["dependencies"] if any(target[0] in ids for target in d["targets"])
    )
    session = session or uuid4().hex
    asked = {"data": [json.dumps(command)], "fn_index": event["id"], "session_hash": session}
    joined = client.post("/gradio_api/queue/join", json=asked)
    joined.raise_for_status()
    with client.stream("GET", f"/gradio_api/queue/data?session_hash={session}") as answer:
        yield _until_completed(answer.iter_lines())


def _until_completed(lines: Iterator[str]) -> Iterator[str]:
    for line in lines:
        yield line
        if '"process_completed"' in line:
            return
