"""Many signed-in learners who talk at once with a prompted boss, each with a word of their own."""

from __future__ import annotations

import json
import re
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any, NamedTuple
from uuid import uuid4

from app.rehearsal import Rehearsals
from tests.support.fake_answers import Answer, Text
from tests.support.room import Room
from tests.support.staff import call, client, functions, identity

_CANARY = re.compile(r"canary\d{3}")


class Heard(NamedTuple):
    """One learner after the talk."""

    own: str
    """The word that only they said."""
    all: str
    """Everything that the server sent them."""
    seconds: list[float]
    """How long each of their messages took, to the last word of the answer."""

    @property
    def strange(self) -> set[str]:
        """The words of others that they were sent."""
        return canaries(self.all) - {self.own}


def canaries(text: str) -> set[str]:
    """Return the words of single learners in `text`."""
    return set(_CANARY.findall(text))


def gather(learners: int) -> Callable[[Rehearsals], None]:
    """Return what makes so many accounts, before a server starts."""

    def made(rehearsals: Rehearsals) -> None:
        for number in range(learners):
            rehearsals.accounts.add(_name(number), "learner")

    return made


def echo(body: dict[str, Any]) -> Answer:
    """Answer as a boss who repeats the learner's word."""
    known = _CANARY.findall(json.dumps(body["messages"]))
    return Text(f"You say {known[-1]} to me. Tell me more of it." if known else "Have a seat.")


def all_talk(room: Room, learners: int, turns: int) -> list[Heard]:
    """Let so many learners talk at once; return what each of them heard."""
    with client(room, _name(0)) as asking:
        command, outbox = (functions(asking, name)[0] for name in ("command", "outbox"))

    def one(number: int) -> Heard:
        return _talk(room, number, turns, command, outbox)

    with ThreadPoolExecutor(learners) as pool:
        return list(pool.map(one, range(learners)))


def _name(number: int) -> str:
    return f"Learner {number:03d}"


def _talk(room: Room, number: int, turns: int, command: int, outbox: int) -> Heard:
    owner, own, page = identity(room, _name(number)), f"canary{number:03d}", uuid4().hex[:11]
    heard, seconds = "", []
    with client(room, _name(number)) as asking:
        heard += str(call(asking, command, '{"do":"start","persona":"dana-reyes"}', page=page))
        for turn in range(turns):
            talk = room.rehearsals.open_talk(owner)
            assert talk is not None
            message = {
                "do": "say",
                "rehearsal": talk.rehearsal.id,
                "after": talk.turns[-1].id,
                "message_id": f"m{turn}",
                "text": f"How many people are on the team of {own}, number {turn}?",
            }
            began = time.perf_counter()
            heard += str(call(asking, outbox, json.dumps(message), page=page))
            seconds.append(time.perf_counter() - began)
    return Heard(own, heard, seconds)
