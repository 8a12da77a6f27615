"""The authored speaker: picks a line of the persona for each part of the move, and fills it."""

from __future__ import annotations

import asyncio
import random
import re
from collections.abc import AsyncIterator
from functools import cache
from pathlib import Path
from typing import NamedTuple

from app.boss.questions import about_the_job
from app.boss.speaker import Scene, Speech
from app.catalog import yaml_source
from app.domain.conversation import BossState, Move, Part
from app.domain.persona import ASIDE, SLOT_PATTERN, Persona

_COMMON = Path(__file__).with_name("common.yaml")
Pool = tuple[tuple[str, str], ...]
"""Lines with the keys under which they are remembered as said."""


class Phrased(NamedTuple):
    """A move in authored words."""

    text: str
    lines_used: tuple[str, ...]
    """Keys of all lines said in the rehearsal so far."""


def phrase(
    persona: Persona,
    move: Move,
    state: BossState,
    facts: dict[str, str],
    seed: int,
    text: str | None = None,
) -> Phrased:
    """Put `move` into the persona's lines.

    A line is not said twice while another is left, and a line whose slot is empty is not said.
    With the learner's `text`, the boss gives way only to what stands in it: nobody admires a
    figure of five minutes ago as the answer to something else.
    The same persona, move, state, facts and seed give the same words.
    """
    used = list(state.lines_used)
    said: list[str] = []
    now = {
        slot: fact
        for slot, fact in facts.items()
        if text is None or slot == "learner" or fact in text
    }
    for part in move.parts:
        pools = _pools(persona, move, part)
        choice = random.Random(f"{seed}/{state.turns}/{part.kind}/{part.concern}/{part.reaction}")
        if line := _pick(pools, used, now if part.kind == "concede" else facts, choice):
            key, words = line
            used.append(key)
            words = _filled(words, facts)
            said.append(_called(words, facts) if part.kind == "open" else words)
    return Phrased(" ".join(said), tuple(used))


def _called(words: str, facts: dict[str, str]) -> str:
    """Return an opening that calls the learner by name, where the name is known."""
    name = facts.get("learner", "")
    return words if not name or name in words else f"{name}. {words}"


def _filled(line: str, facts: dict[str, str]) -> str:
    """Return the line with its slots filled; a value that begins a sentence gets a capital."""

    def value(match: re.Match[str]) -> str:
        fact = facts[match.group(1)]
        begins = match.start() == 0 or line[: match.start()].endswith((". ", "? ", "! "))
        return fact[:1].upper() + fact[1:] if begins else fact

    return SLOT_PATTERN.sub(value, line)


def _pick(
    pools: tuple[Pool, ...], used: list[str], facts: dict[str, str], choice: random.Random
) -> tuple[str, str] | None:
    """Return a line of the first pool that still has one, never one that was said before."""
    said: list[tuple[str, str]] = []
    for pool in pools:
        fit = [(k, text) for k, text in pool if set(SLOT_PATTERN.findall(text)) <= facts.keys()]
        fresh = [line for line in fit if line[0] not in used]
        # A line that takes up the learner's own words is worth more than one that fits anybody.
        filled = [line for line in fresh if SLOT_PATTERN.search(line[1])]
        if fresh:
            return choice.choice(filled or fresh)
        said += fit
    # All were said: the one that was said longest ago comes again.
    return min(said, key=lambda line: _last(used, line[0]), default=None)


def _last(used: list[str], key: str) -> int:
    return len(used) - 1 - used[::-1].index(key)


def _pools(persona: Persona, move: Move, part: Part) -> tuple[Pool, ...]:
    """Return the lines that say `part`, the best first."""
    match part.kind:
        case "open":
            return (_keyed("opening", persona.opening),)
        case "close":
            return _ending(persona, move.outcome or "left")
        case "react":
            return _reaction(persona, part)
        case stage:
            lines = persona.concern(part.concern or "").lines
            own = {"raise": lines.raise_, "press": lines.press, "concede": lines.concede}
            pool = _keyed(f"{part.concern}.{stage}", own[stage])
            # Whatever was brought up already is not introduced again while there is more to say.
            introduced = _keyed(f"{part.concern}.raise", lines.raise_)
            return (pool, introduced) if stage == "press" else (pool,)


def _ending(persona: Persona, outcome: str) -> tuple[Pool, ...]:
    own = _keyed(f"ending.{outcome}", getattr(persona.endings, outcome))
    return own, _keyed(f"common.ending.{outcome}", common("endings").get(outcome, ()))


def _reaction(persona: Persona, part: Part) -> tuple[Pool, ...]:
    key = part.reaction or "unclear"
    own = _keyed(f"reaction.{key}", persona.reactions.get(key, ()))
    common_lines = _keyed(f"common.{key}", common("reactions").get(key, ()))
    if key != "asks_question":
        return own, common_lines
    if part.topic:
        known = persona.answered(part.topic)
        return _keyed(f"answer.{part.topic}", known), own
    if part.because and not about_the_job(part.because.quote):
        # A boss's own lines tell what the job is; to any other question they would be no answer.
        return _keyed(f"reaction.{ASIDE}", persona.reactions.get(ASIDE, ())), common_lines
    return own, common_lines


def _keyed(prefix: str, lines: tuple[str, ...]) -> Pool:
    return tuple((f"{prefix}#{index}", line) for index, line in enumerate(lines))


@cache
def common(kind: str) -> dict[str, tuple[str, ...]]:
    """Return the 'reactions' or 'endings' that any boss can say."""
    section = yaml_source.read(_COMMON).value[kind]
    return {key: tuple(lines) for key, lines in section.items()}


class AuthoredSpeaker:
    """Says the authored line as it is: nothing to wait for, nothing to go wrong."""

    async def speak(
        self, scene: Scene, *, so_far: str = "", stop: asyncio.Event | None = None
    ) -> AsyncIterator[Speech]:
        """Yield the authored line in one piece, which leaves nothing to stop."""
        yield Speech(text=scene.authored, replace=bool(so_far), origin="authored")
