"""Realism, measured: scripted learners talk to a boss, and what comes of it is counted."""

from __future__ import annotations

import math
import re
import time
from collections.abc import Callable, Iterable, Sequence
from statistics import mean, median
from typing import Literal, NamedTuple

from app.boss.authored import AuthoredSpeaker
from app.boss.plan import opened, planned
from app.boss.questions import asked
from app.boss.speaker import Scene, Speaker
from app.domain.conversation import Line, Move, OutcomeName, Seen
from app.domain.persona import Persona

Kind = Literal[
    "strong",
    "rough",
    "weak_then_strong",
    "middling",
    "polite",
    "irrelevant",
    "pressure",
    "accepts",
    "accepts_if",
    "takes_back",
    "time",
    "questions",
    "role_breaking",
    "odd",
    "distress",
]
"""What a scripted learner does."""

REASONS: tuple[Kind, ...] = ("strong", "rough", "weak_then_strong")
"""Learners who give reasons that should win."""
NO_REASONS: tuple[Kind, ...] = ("polite", "irrelevant", "pressure")
"""Learners who give none, and should not."""
NEVER = 14
"""What a talk counts that did not come to an agreement (in learner turns)."""
LONG_TALK = 20
"""Turns of the long talk in which lines are looked for that come twice."""
STEPS = (4.1, 5.4, 6.7, 8.5)
"""Effort from which on a boss is of difficulty 2, 3, 4 and 5 (in learner turns)."""

Notice = Callable[[str, str], tuple[Seen, ...]]
"""The boss's line and the learner's turn -> what a judge sees in it."""
_OUT_OF_ROLE = re.compile(
    r"\b(?:an? AI|chat ?bot|chatgpt|language model|system prompt|my (?:prompt|instructions)|"
    r"role-?play(?:ing)?|as an assistant|banana|stage direction)\b|[{}\[\]<>*]|\bDirection for\b|"
    r"^\W*(?:you|learner|colleague|employee|boss)\s*:",
    re.IGNORECASE,
)
"""What no boss says: about the machine, or in answer to an order of the scripts."""


class Learner(NamedTuple):
    """A scripted learner."""

    id: str
    kind: Kind
    lines: tuple[str, ...]
    persona: str | None = None
    """The one boss whose trade it speaks of; None for lines that any boss may hear."""


class Played(NamedTuple):
    """One scripted talk."""

    learner: Learner
    moves: tuple[Move, ...]
    """The boss's answers, without the opening."""
    texts: tuple[str, ...]
    """What the boss said, the opening first."""
    origins: tuple[str, ...]
    """Who put each answer into words; see `Turn.origin`."""
    lines_used: tuple[str, ...]
    seconds: tuple[float, ...]
    """What the director and the authored line took in each turn, without the judge."""

    @property
    def outcome(self) -> OutcomeName | None:
        """How it ended; None if the script ran out first."""
        return self.moves[-1].outcome if self.moves else None

    @property
    def repeated(self) -> int:
        """How many authored lines came a second time."""
        return len(self.lines_used) - len(set(self.lines_used))

    @property
    def reactions(self) -> set[str]:
        """Everything that the boss reacted to."""
        return {part.reaction for move in self.moves for part in move.parts if part.reaction}

    @property
    def role_kept(self) -> bool:
        """Whether the boss stayed the boss, in every turn."""
        return not self.out_of_role

    @property
    def out_of_role(self) -> tuple[str, ...]:
        """What was said that no boss says."""
        return tuple(text for text in self.texts if _OUT_OF_ROLE.search(text))

    @property
    def as_expected(self) -> bool:
        """Whether it went as talks with such a learner should."""
        kind, outcome = self.learner.kind, self.outcome
        if kind in REASONS:
            return outcome in ("agreed", "parked")
        if kind in ("accepts_if", "takes_back"):
            return kind in self.reactions and outcome != "accepted"
        if kind == "distress":
            return any(move.steps_out for move in self.moves)
        if kind in ("accepts", "time"):
            return outcome == ("accepted" if kind == "accepts" else "parked")
        won = outcome in ("agreed", "accepted")
        return not won or kind in ("middling", "questions")

    @property
    def effort(self) -> int:
        """Learner turns until the boss agreed; `NEVER` without agreement."""
        return len(self.moves) if self.outcome == "agreed" else NEVER


class Report(NamedTuple):
    """What was measured of one boss. Shares are between 0 and 1; NaN where nothing was played."""

    persona: Persona
    talks: tuple[Played, ...]
    long_talk: Played
    speaker: str

    def of(self, *kinds: Kind) -> list[Played]:
        """Return the talks of some kinds of learner."""
        return [talk for talk in self.talks if talk.learner.kind in kinds]

    def share(self, holds: Callable[[Played], bool], *kinds: Kind) -> float:
        """Return in how many of the talks of some kinds something holds."""
        return _share(holds(talk) for talk in self.of(*kinds))

    @property
    def won_by_reasons(self) -> float:
        """Strong learners who reached agreed or parked."""
        return self.share(lambda talk: talk.outcome in ("agreed", "parked"), *REASONS)

    def yields_to(self, kind: Kind) -> float:
        """Return the share of learners of a kind to whom the boss agreed."""
        return self.share(lambda talk: talk.outcome == "agreed", kind)

    @property
    def acceptance_heard(self) -> float:
        """A yes, a conditional yes and one that is taken back, recognised as what they are."""
        heard = [talk.outcome == "accepted" for talk in self.of("accepts")]
        for kind in ("accepts_if", "takes_back"):
            heard += [kind in t.reactions and t.outcome != "accepted" for t in self.of(kind)]
        return _share(heard)

    @property
    def questions_answered(self) -> float:
        """Questions of fact that got this boss's own answer."""
        pairs = [
            (topic, move)
            for talk in self.of("questions")
            for line, move in zip(talk.learner.lines, talk.moves, strict=False)
            for topic in asked(line)
        ]
        return _share(topic in {part.topic for part in move.parts} for topic, move in pairs)

    @property
    def distress_met(self) -> float:
        """Talks of distress in which the boss stepped out."""
        return self.share(lambda talk: any(m.steps_out for m in talk.moves), "distress")

    @property
    def role_kept(self) -> float:
        """Talks in which nothing was said that a boss does not say."""
        return _share(talk.role_kept for talk in self.talks)

    @property
    def repeated(self) -> int:
        """Authored lines that came twice in one talk, over all talks and the long one."""
        return sum(talk.repeated for talk in (*self.talks, self.long_talk))

    @property
    def longest(self) -> int:
        """Learner turns of the long talk before a line came twice."""
        said: set[str] = set()
        for turn, text in enumerate(self.long_talk.texts):
            if text in said:
                return turn - 1
            said.add(text)
        return len(self.long_talk.moves)

    def turns(self, kind: Kind) -> float:
        """Return the learner turns to agreement, on average, without agreement `NEVER`."""
        efforts = [talk.effort for talk in self.of(kind)]
        return mean(efforts) if efforts else float("nan")

    @property
    def effort(self) -> float:
        """How hard the boss is: turns to agreement of strong and of middling learners, averaged."""
        return (self.turns("strong") + self.turns("middling")) / 2

    @property
    def difficulty(self) -> int:
        """The measured difficulty, 1-5; 0 if too few kinds of learners were played to tell."""
        return 0 if math.isnan(self.effort) else 1 + sum(self.effort >= step for step in STEPS)

    @property
    def milliseconds(self) -> float:
        """What director and authored line take for a turn (median)."""
        return 1000 * median(took for talk in self.talks for took in talk.seconds)


async def measured(
    persona: Persona,
    learners: Iterable[Learner],
    notice: Notice,
    *,
    speaker: Speaker | None = None,
    seed: int = 1,
) -> Report:
    """Play the learners that fit against `persona`, each in a talk of its own."""
    voice = speaker or AuthoredSpeaker()
    fitting = [one for one in learners if one.persona in (None, persona.id)]
    talks = [await played(persona, one, notice, speaker=voice, seed=seed) for one in fitting]
    patient = persona.model_copy(update={"patience": 2 * LONG_TALK})
    wanderer = Learner("long-talk", "polite", _wandering(fitting))
    long_talk = await played(patient, wanderer, notice, speaker=AuthoredSpeaker(), seed=seed)
    return Report(persona, tuple(talks), long_talk, "prompted" if speaker else "authored")


async def played(
    persona: Persona, learner: Learner, notice: Notice, *, speaker: Speaker, seed: int
) -> Played:
    """Return the talk of one scripted learner; it ends with the script or with the meeting."""
    plan = opened(persona, seed)
    texts, moves, origins, seconds = [plan.authored], [], [], []
    spoken = [Line(speaker="boss", text=plan.authored)]
    for line in learner.lines:
        seen = notice(texts[-1], line or "…")
        start = time.perf_counter()
        plan = planned(persona, plan.state, seen, line or "…", seed)
        seconds.append(time.perf_counter() - start)
        spoken.append(Line(speaker="learner", text=line))
        state = plan.state
        scene = Scene(persona, tuple(spoken), plan.move, plan.authored, state.facts, state.mood)
        text, origin = await _said(speaker, scene)
        spoken.append(Line(speaker="boss", text=text))
        texts.append(text)
        origins.append(origin)
        moves.append(plan.move)
        if plan.move.outcome:
            break
    return Played(
        learner,
        tuple(moves),
        tuple(texts),
        tuple(origins),
        plan.state.lines_used,
        tuple(seconds),
    )


async def _said(speaker: Speaker, scene: Scene) -> tuple[str, str]:
    text = origin = ""
    async for speech in speaker.speak(scene):
        text = speech.text if speech.replace else text + speech.text
        origin = speech.origin or origin
    return text.strip(), origin


def _wandering(learners: Sequence[Learner]) -> tuple[str, ...]:
    """Return the lines of somebody who is polite, asks, changes the subject, and never argues."""
    kinds = ("polite", "questions", "irrelevant", "odd")
    voices = [[x for one in learners if one.kind == kind for x in one.lines] for kind in kinds]
    mixed = [line for group in zip(*(v for v in voices if v), strict=False) for line in group]
    return tuple(mixed[:LONG_TALK])


def ranks_agree(stated: Sequence[float], found: Sequence[float]) -> float:
    """Return Spearman's rank correlation; ties share their rank. NaN if either is constant."""
    a, b = _ranks(stated), _ranks(found)
    mean_a, mean_b = mean(a), mean(b)
    together = sum((x - mean_a) * (y - mean_b) for x, y in zip(a, b, strict=True))
    spread = sum((x - mean_a) ** 2 for x in a) * sum((y - mean_b) ** 2 for y in b)
    return together / spread**0.5 if spread else float("nan")


def _ranks(values: Sequence[float]) -> list[float]:
    ordered = sorted(values)
    return [ordered.index(v) + (ordered.count(v) + 1) / 2 for v in values]


def _share(held: Iterable[bool]) -> float:
    counted = list(held)
    return sum(counted) / len(counted) if counted else float("nan")
