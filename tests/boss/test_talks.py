"""Whole talks with the bosses that are shipped: what any reader would notice."""

from __future__ import annotations

import random
from collections.abc import Iterator
from itertools import groupby
from typing import NamedTuple

import pytest

from app.boss import director
from app.boss.authored import common, phrase
from app.boss.heard import Heard
from app.catalog.catalog import Catalog
from app.domain.conversation import BossState, Move, Seen
from app.domain.persona import ACTS, SLOT_PATTERN, Persona
from tests.support.people import COURTESY, WEAK, heard

CATALOG = Catalog()
PERSONAS = sorted(CATALOG.personas.values(), key=lambda persona: persona.id)
BEHAVIOURS = [behaviour.id for behaviour in CATALOG.rubric("declining-promotion").behaviours]
TALKS = 300
FACTS = {"candidate": "Priya", "figure": "four days", "echo": "the night shift runs itself"}
MOST_WORDS = 80
COMFORTABLE = 60
"""Words of a boss turn that reads like speech."""

each_boss = pytest.mark.parametrize("persona", PERSONAS, ids=lambda persona: persona.id)


class Spoken(NamedTuple):
    """One boss turn."""

    move: Move
    text: str
    new_lines: tuple[str, ...]
    """Keys of the lines in it."""


def spoken(persona: Persona, turns: Iterator[Heard], seed: int) -> list[Spoken]:
    """The boss's turns of a talk, the opening first, until the boss closes it."""
    chance = random.Random(seed)
    move, state = director.opening()
    talk = [_said(persona, move, state, {}, seed)]
    state = state.model_copy(update={"lines_used": talk[0].new_lines})
    while move.outcome is None:
        facts = {slot: value for slot, value in FACTS.items() if chance.random() < 0.5}
        move, state = director.direct(persona, state, next(turns))
        talk.append(_said(persona, move, state, facts, seed))
        state = state.model_copy(update={"lines_used": state.lines_used + talk[-1].new_lines})
    return talk


def _said(
    persona: Persona, move: Move, state: BossState, facts: dict[str, str], seed: int
) -> Spoken:
    phrased = phrase(persona, move, state, facts, seed)
    return Spoken(move, phrased.text, phrased.lines_used[len(state.lines_used) :])


def anything(seed: int) -> Iterator[Heard]:
    """A learner who does anything at all."""
    chance = random.Random(seed)
    while True:
        names = chance.sample(BEHAVIOURS, chance.choice([0, 1, 1, 2, 3]))
        names += chance.sample(sorted(ACTS), 1) if chance.random() < 0.25 else []
        seen = [Seen(name=n, shown=chance.choice(["yes", "partly"])) for n in names]
        yield Heard(
            behaviours=tuple(one for one in seen if one.name not in ACTS),
            acts=tuple(one for one in seen if one.name in ACTS),
            has_date=chance.random() < 0.1,
        )


def endlessly(*turns: Heard) -> Iterator[Heard]:
    """A learner who says the same few things again and again."""
    while True:
        yield from turns


@pytest.fixture(scope="module")
def random_talks() -> dict[str, list[list[Spoken]]]:
    return {
        persona.id: [spoken(persona, anything(seed), seed) for seed in range(TALKS)]
        for persona in PERSONAS
    }


Talks = dict[str, list[list[Spoken]]]


@each_boss
def test_every_turn_has_words_and_no_slot_left_in_them(
    random_talks: Talks, persona: Persona
) -> None:
    for talk in random_talks[persona.id]:
        for turn in talk:
            assert turn.text.strip()
            assert not set(turn.text) & set("{}")
            assert len(turn.new_lines) == len(turn.move.parts)


@each_boss
def test_a_turn_is_short_enough_to_be_spoken(random_talks: Talks, persona: Persona) -> None:
    words = [len(turn.text.split()) for talk in random_talks[persona.id] for turn in talk]

    assert max(words) <= MOST_WORDS
    assert sum(count <= COMFORTABLE for count in words) >= 0.95 * len(words)


@each_boss
def test_no_line_comes_twice_while_another_is_left(random_talks: Talks, persona: Persona) -> None:
    slotless = _slotless_keys(persona)
    for talk in random_talks[persona.id]:
        used: list[str] = []
        for key in (key for turn in talk for key in turn.new_lines):
            if key in used:
                assert slotless[_pool(key)] <= set(used), key
            used.append(key)


@each_boss
def test_the_opening_depends_on_the_seed_alone(persona: Persona) -> None:
    first = [spoken(persona, anything(seed), seed)[0].text for seed in range(40)]
    again = [spoken(persona, anything(seed + 1), seed)[0].text for seed in range(40)]

    assert first == again
    assert set(first) == set(persona.opening)


@each_boss
def test_a_strong_learner_wins_in_time(persona: Persona) -> None:
    answers = [
        heard(name)
        for concern in persona.concerns
        for name in concern.answered_by.any_of[: concern.answered_by.at_least]
    ]
    for order in range(20):
        random.Random(order).shuffle(answers)
        talk = spoken(persona, endlessly(heard("thanks"), *answers), order)
        assert talk[-1].move.outcome == "agreed"


@each_boss
def test_charm_alone_wins_nothing(persona: Persona) -> None:
    talk = spoken(persona, endlessly(heard("thanks"), heard("acknowledges_boss")), 1)

    assert talk[-1].move.outcome == "stalemate"
    assert len(talk) == persona.patience + 2, "a warm boss stays a turn longer"


@each_boss
@pytest.mark.parametrize("weakness", WEAK)
def test_no_weakness_wins_anything_and_none_ends_the_talk_at_once(
    persona: Persona, weakness: str
) -> None:
    talk = spoken(persona, endlessly(heard(weakness)), 1)

    assert talk[-1].move.outcome == "stalemate"
    assert len(talk) > 2


@each_boss
@pytest.mark.parametrize("key", [*COURTESY, *WEAK, *ACTS])
def test_the_boss_never_says_the_same_thing_twice_running(persona: Persona, key: str) -> None:
    talk = spoken(persona, endlessly(heard(key)), 1)

    assert all(len(list(run)) == 1 for _, run in groupby(turn.text for turn in talk))


def _pool(key: str) -> str:
    """The list that a line comes from; what was never raised may be said to press."""
    return key.partition("#")[0].replace(".raise", ".press")


def _slotless_keys(persona: Persona) -> dict[str, set[str]]:
    """All lines that need nothing from the learner, by the list that they come from."""
    lists: dict[str, tuple[str, ...]] = {"opening": persona.opening}
    for concern in persona.concerns:
        stages = concern.lines
        lists[f"{concern.id}.raise"] = stages.raise_
        lists[f"{concern.id}.press"] = stages.press
        lists[f"{concern.id}.concede"] = stages.concede
    lists |= {f"reaction.{key}": lines for key, lines in persona.reactions.items()}
    lists |= {f"common.{key}": lines for key, lines in common("reactions").items()}
    keys: dict[str, set[str]] = {}
    for name, lines in lists.items():
        bare = {f"{name}#{i}" for i, line in enumerate(lines) if not SLOT_PATTERN.search(line)}
        keys.setdefault(_pool(f"{name}#"), set()).update(bare)
    return keys
