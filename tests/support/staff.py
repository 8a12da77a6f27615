"""People with accounts in a room, and clients that are signed in."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any
from uuid import uuid4

import httpx

from app.domain.user import Role
from app.rehearsal import Rehearsals
from tests.support.room import Room

PASSWORD = "three green boats"
"""Everybody's."""

STAFF: dict[str, Role] = {"Ann": "admin", "Tom": "trainer", "Lea": "learner", "Max": "learner"}


def hire(rehearsals: Rehearsals) -> None:
    """Make the accounts; before a server starts, this makes it one with accounts."""
    for name, role in STAFF.items():
        rehearsals.accounts.add(name, role, PASSWORD)


def identity(room: Room, name: str) -> str:
    """Return the id of somebody's account, which owns their rehearsals."""
    return room.rehearsals.accounts.called(name).id


def cookie(room: Room, name: str) -> str:
    """Return the token of a new session of somebody."""
    return room.rehearsals.accounts.begin(room.rehearsals.accounts.called(name))


@contextmanager
def client(room: Room, name: str | None = None, **options: Any) -> Iterator[httpx.Client]:
    """Yield what asks as a browser would: of somebody who is signed in, or of a stranger."""
    cookies = {"room": cookie(room, name)} if name else {}
    origin = room.url.rstrip("/")
    with httpx.Client(
        base_url=room.url, cookies=cookies, headers={"Origin": origin}, timeout=20, **options
    ) as asking:
        yield asking


def somebody_of(role: Role) -> str:
    """Return the name of one who has that role."""
    return next(name for name, has in STAFF.items() if has == role)


def functions(asking: httpx.Client, box: str) -> list[int]:
    """Return the ids of the functions that a hidden box runs, page by page."""
    config = asking.get("/config").json()
    ids = {c["id"] for c in config["components"] if c["props"].get("elem_id") == box}
    return [
        d["id"]
        for d in config["dependencies"]
        if d["backend_fn"] and any(target[0] in ids for target in d["targets"])
    ]


def call(
    asking: httpx.Client, function: int, *values: str, page: str | None = None
) -> httpx.Response | str:
    """Call a function as Gradio's own script does: what came back, or the refusal."""
    page = page or uuid4().hex[:11]
    asked = {"data": list(values), "fn_index": function, "session_hash": page}
    joined = asking.post("/gradio_api/queue/join", json=asked)
    if joined.status_code != 200:
        return joined
    with asking.stream("GET", f"/gradio_api/queue/data?session_hash={page}") as answer:
        heard = ""
        for line in answer.iter_lines():
            heard += line
            if '"process_completed"' in line:
                break
    return heard


def told(asking: httpx.Client, function: int, **command: Any) -> str:
    """Give a page a command and return everything that came back."""
    heard = call(asking, function, json.dumps(command))
    assert isinstance(heard, str), heard.text
    return heard
