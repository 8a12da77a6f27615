"""The use case over a real store: a small boss, a plain judge, and speakers that tests direct."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator, Callable, Iterator, Sequence
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any

from app.boss.authored import AuthoredSpeaker
from app.boss.speaker import Scene, Speaker, Speech
from app.catalog.catalog import Catalog
from app.domain.conversation import Line, Seen, Turn, Usage
from app.domain.persona import ACTS, Persona
from app.domain.rubric import Rubric
from app.domain.scorecard import Cost, Evidence, Finding, JudgeName, Verdict
from app.domain.talk import Progress, Talk
from app.errors import ModelUnreachable
from app.library import Library
from app.rehearsal import Rehearsals, now
from app.replies import Clock, Speakers
from app.scoring import Scorer
from app.store.engine import sqlite_url
from app.store.repository import Store
from app.work import Work
from tests.store.samples import NOON, a_rehearsal, a_turn
from tests.support.people import BEHAVIOURS, a_boss, a_rubric

ME = "local"
ROBIN = "robin-vale"
DOWN = "The endpoint cannot be reached."


def notice(rubric: Rubric, boss: str, learner: str) -> tuple[Seen, ...]:
    """Hear what the learner names outright: "thanks ~small_step" shows just that."""
    known = {*BEHAVIOURS, *ACTS}
    words = [word for word in learner.split() if word.lstrip("~") in known]
    return tuple(
        Seen.model_validate(
            {"name": w.lstrip("~"), "shown": "partly" if w[0] == "~" else "yes", "quote": learner}
        )
        for w in words
    )


class PlainJudge:
    """Finds the behaviours that the learner names outright; counts how often it was asked."""

    def __init__(self, kind: str = "embedded", usage: Usage = Usage()) -> None:  # noqa: B008
        self.asked = 0
        self.kind, self.usage = kind, usage
        self.gate: asyncio.Event | None = None
        """If set, findings wait for it."""
        self.told: Callable[[], None] | None = None
        """If set, called when it begins: as an endpoint's answer would be."""

    def name(self, rubric: Rubric) -> JudgeName:
        return JudgeName.model_validate({"kind": self.kind, "model": "plain", "hash": "0"})

    def cost(self, transcript: Sequence[Line], rubric: Rubric) -> Cost:
        return Cost()

    async def findings(self, transcript: Sequence[Line], rubric: Rubric) -> Verdict:
        self.asked += 1
        if self.told:
            self.told()
        if self.gate:
            await self.gate.wait()
        findings = {
            criterion.id: tuple(
                Finding(behaviour=b.id, shown="yes" if where else "no", evidence=where)
                for b in criterion.behaviours
                for where in [tuple(_places(transcript, b.id))]
            )
            for criterion in rubric.criteria
        }
        return Verdict(findings=findings, usage=self.usage)


def _places(transcript: Sequence[Line], name: str) -> Iterator[Evidence]:
    for index, line in enumerate(transcript):
        if line.speaker == "learner" and (at := line.text.find(name)) >= 0:
            yield Evidence(turn=index, start=at, end=at + len(name), quote=name)


class Puppet:
    """A speaker that says what a test tells it, take by take; afterwards it is authored.

    A take is a list of speeches, or of an error to raise.
    """

    def __init__(self, *takes: Sequence[Speech | Exception]) -> None:
        self.takes = list(takes)
        self.scenes: list[Scene] = []
        """What it was asked to say."""
        self.heard: list[str] = []
        """What had been said before, each time."""
        self.gate = asyncio.Event()
        """Set by default; a test clears it to hold the speaker back before its last speech."""
        self.gate.set()
        self.began = asyncio.Event()

    async def speak(
        self, scene: Scene, *, so_far: str = "", stop: asyncio.Event | None = None
    ) -> AsyncIterator[Speech]:
        self.scenes.append(scene)
        self.heard.append(so_far)
        take = self.takes.pop(0) if self.takes else [Speech(scene.authored, origin="puppet")]
        for number, speech in enumerate(take, 1):
            if number == len(take):
                self.began.set()
                await self.gate.wait()
            if isinstance(speech, Exception):
                raise speech
            yield speech


def down() -> ModelUnreachable:
    """An endpoint that cannot be reached."""
    return ModelUnreachable(DOWN)


class Practice:
    """A use case with everything that it is made of."""

    def __init__(
        self,
        folder: Path,
        speaker: Speaker | None,
        clock: Clock,
        changes: dict[str, Any],
        url: str = "",
    ) -> None:
        personas, rubrics = folder / "personas", folder / "rubrics"
        write(personas / "robin-vale.yaml", a_boss(**changes))
        write(rubrics / "asking-well" / "rubric.yaml", a_rubric())
        self.personas = personas
        self.database = folder / "rehearsals.db"
        self.store = Store.open(url or sqlite_url(self.database))
        self.judge, self.other_judge = PlainJudge(), PlainJudge("llm", Usage(prompt=7))
        prompted: dict[Any, Speaker] = {"prompted": speaker} if speaker else {}
        self.catalog = Catalog(personas, rubrics)
        self.scorer = Scorer(
            {"embedded": self.judge, "llm": self.other_judge}, "embedded", "A plain judge"
        )
        self.rehearsals = Rehearsals(
            store=self.store,
            catalog=self.catalog,
            library=Library(self.store.content, personas, rubrics, now),
            speakers=Speakers(
                {"authored": AuthoredSpeaker(), **prompted},
                "prompted" if speaker else "authored",
                "a-model at 127.0.0.1:1" if speaker else "",
            ),
            scorer=self.scorer,
            notice=notice,
            max_message=200,
            clock=clock,
        )

    async def start(self, **options: Any) -> Talk:
        """A talk with Robin."""
        return await self.rehearsals.start(ME, ROBIN, **{"seed": 1, **options})

    async def say(self, talk: Talk, text: str, *, message_id: str = "") -> Talk:
        """Say something and hear the boss out."""
        return (await self.hear(talk, text, message_id=message_id))[-1].talk

    async def hear(self, talk: Talk, text: str, *, message_id: str = "") -> list[Progress]:
        """Say something; everything that is heard of the reply."""
        said = self.rehearsals.say(
            ME,
            talk.rehearsal.id,
            text,
            after=talk.turns[-1].id,
            message_id=message_id or str(talk.learner_turns),
        )
        return [progress async for progress in said]

    async def again(self, talk: Talk) -> list[Progress]:
        """Everything that is heard of the reply that is due."""
        return [progress async for progress in self.rehearsals.reply(ME, talk.rehearsal.id)]

    def work(self) -> Work:
        """Who does work in bulk."""
        return Work(self.store, self.catalog, self.scorer, self.rehearsals.after, now)

    def past(self, number: int, *said: str, owner: str = ME) -> str:
        """A rehearsal that is over, without the boss's answers; its id."""
        name = f"past-{number}"
        fields: dict[str, Any] = {"rehearsal_id": name, "at": NOON}
        rehearsal = a_rehearsal(name, owner=owner, persona_id=ROBIN, rubric_id="asking-well")
        self.store.add_rehearsal(rehearsal, a_turn("t0", speaker="boss", **fields))
        for turn, text in enumerate(said, 1):
            self.store.add_turn(a_turn(f"t{turn}", f"t{turn - 1}", text=text, **fields))
        self.store.finish(name, "left", NOON)
        return name

    def stored(self, talk: Talk) -> tuple[Turn, ...]:
        """All turns in the store."""
        return self.store.tree(talk.rehearsal.id)


@contextmanager
def practice(
    folder: Path,
    speaker: Speaker | None = None,
    *,
    clock: Clock = now,
    url: str = "",
    **changes: Any,
) -> Iterator[Practice]:
    """Yield a use case over a new store in `folder`, or at `url`; `changes` are the boss's."""
    made = Practice(folder, speaker, clock, changes, url)
    with closing(made.store):
        yield made


def write(path: Path, model: Persona | Rubric) -> None:
    """Write a content file."""
    path.parent.mkdir(parents=True, exist_ok=True)
    fields = model.model_dump(mode="json", by_alias=True, exclude_none=True)
    path.write_text(json.dumps(fields, indent=1), "utf-8")
