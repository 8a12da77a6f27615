"""How a boss turn begins: by giving way, by a reaction, or with nothing at all."""

from __future__ import annotations

from typing import NamedTuple

from app.boss.heard import Heard
from app.domain.conversation import BossState, OutcomeName, Part, Seen
from app.domain.persona import FLOOR, SILENCE, SORRY, Concern, Persona

COMMON_REACTIONS = frozenset(
    """accepts accepts_if takes_back asks_question off_topic unclear out_of_role distress silence
    hostile ends_talk asks_for_time asks_to_speak apologises""".split()
)
"""What every boss can react to: common.yaml has the lines that a persona has not."""

_STANDS_ALONE = ("takes_back", "out_of_role", "off_topic", "unclear", SILENCE, FLOOR)
"""Acts that are answered by themselves: nothing else was said that the boss could take up."""
_HANDS_BACK = (
    "hostile",
    "accepts_if",
    "accepts",
    "asks_question",
    "asks_options",
    "asks_for_time",
)
"""An attack, a wish or a question: the boss meets it, and it is the learner's turn again."""
_EVEN_IF_HINTED = (
    "accepts",
    "accepts_if",
    "ends_talk",
    "thanks",
    "wants_current_path",
    "commits_to_growth",
    "vague_reason",
)
"""What is taken up on a hint, beside half an answer to what the boss asked.

Nobody is rebuked, or thanked, for what they may not have said.
"""
_IF_NOT_ARGUING = ("accepts", "asks_question")
"""Beside an argument these are a way of speaking: "Yes, and have you thought of Priya?"."""
_ANSWERED = ("asks_question", "asks_options")
"""After an answer "OK." or "Hm." is no riddle: the boss goes on."""
_FIRST = (
    "hostile",
    SORRY,
    "accepts_if",
    "accepts",
    "asks_options",
    "blunt_refusal",
    "leaves_gap",
    "self_doubt",
    "asks_for_time",
    "lists_negatives",
    "self_interest",
    "vague_reason",
    "ends_talk",
)
"""What the boss takes up rather than anything else, most pressing first."""
_LAST = ("asks_question", "thanks")
"""What is taken up when nothing more telling was said."""


class Lead(NamedTuple):
    """How the boss takes up what the learner said."""

    parts: tuple[Part, ...] = ()
    enough: bool = False
    """Nothing is brought up after it."""


def lead(
    persona: Persona,
    state: BossState,
    heard: Heard,
    newly: list[Concern],
    outcome: OutcomeName | None,
) -> Lead:
    """Return how the boss turn begins.

    `state` is the state after the learner's turn, `newly` what it answered, the most important
    first, and `outcome` how the meeting ends with this turn, if it does.
    """
    answers = () if outcome else _answers(persona, heard)
    if newly:
        because = heard.find(*newly[0].answered_by.any_of)
        conceded = Part(kind="concede", concern=newly[0].id, because=because)
        # One thing given way on and one answered is enough for a turn.
        return Lead((conceded, *answers[:1]), enough=bool(answers))
    argues = heard.argues(persona)
    if answers and not heard.clearly("hostile"):
        # Whoever asks is answered before anything is asked of them.
        return Lead(answers, enough=not argues)
    if not outcome:
        for act in _STANDS_ALONE:
            if _stands_alone(act, state, heard, argues):
                return Lead((react(act, heard),), enough=True)
    everything = (*heard.acts, *heard.behaviours)
    pool = [seen for seen in everything if seen.shown == "yes" or _on_a_hint(seen, persona, state)]
    if heard.shown:
        # Whatever is clear goes before whatever is only hinted at.
        pool = [seen for seen in pool if seen.shown == "yes"]
    fit = [seen for seen in pool if _taken_up(seen, persona, state, outcome, argues)]
    if not fit:
        return Lead()
    key = min(fit, key=_urgency).name
    back = key in _HANDS_BACK and not argues and not _just_now(state, key)
    return Lead((react(key, heard),), enough=back)


def _on_a_hint(seen: Seen, persona: Persona, state: BossState) -> bool:
    asked_for = persona.concern(state.current).answered_by.any_of if state.current else ()
    return seen.name in _EVEN_IF_HINTED or seen.name in asked_for


def _answers(persona: Persona, heard: Heard) -> tuple[Part, ...]:
    """Return an answer to each question of fact that this boss knows something about."""
    because = heard.find("asks_question") or Seen(name="asks_question")
    return tuple(
        Part(kind="react", reaction="asks_question", topic=topic, because=because)
        for topic in heard.asked
        if topic in persona.answers
    )


def react(key: str, heard: Heard) -> Part:
    """Return the reaction to what was seen under `key`."""
    return Part(kind="react", reaction=key, because=heard.find(key))


def remembered(state: BossState, heard: Heard, parts: tuple[Part, ...]) -> BossState:
    """Return the state after the boss has said `parts`."""
    keys = [part.reaction for part in parts if part.reaction]
    yes = heard.find("accepts", "accepts_if") is not None
    return state.model_copy(
        update={
            "reactions": {**state.reactions, **dict.fromkeys(keys, state.turns)},
            "accepted": (yes or state.accepted) and "takes_back" not in keys,
        }
    )


def _stands_alone(act: str, state: BossState, heard: Heard, argues: bool) -> bool:
    """Twice in a row such an act is passed over: the boss comes back to the matter."""
    if argues or not heard.find(act) or _just_now(state, act):
        return False
    if act == "off_topic" and not heard.clearly(act):
        return False
    if act == "takes_back" and not state.accepted:
        return False
    if act == "unclear" and any(_just_now(state, name) for name in _ANSWERED):
        return False
    return not heard.shown or (heard.clearly(act) and act != "unclear")


def _taken_up(
    seen: Seen, persona: Persona, state: BossState, outcome: OutcomeName | None, argues: bool
) -> bool:
    name = seen.name
    if name in (*_STANDS_ALONE, "distress"):
        return False
    if name not in persona.reactions and name not in COMMON_REACTIONS:
        return False
    if name == "ends_talk":
        return outcome == "parked"
    if name == SORRY:
        # "Sorry, it's been a long shift" asks for no pardon.
        return _just_now(state, "hostile")
    closes = outcome and (name == "accepts" or outcome == "parked")
    if name in _IF_NOT_ARGUING and (argues or closes):
        return False
    if name in _HANDS_BACK:
        return True
    # Nobody says "you're welcome" at every turn, or calls the same thing a mood twice running.
    return not _just_now(state, name) if name in _FIRST else name not in state.reactions


def _urgency(seen: Seen) -> tuple[bool, int]:
    between = "" if seen.name in _LAST else seen.name
    return seen.shown != "yes", (*_FIRST, between, *_LAST).index(seen.name)


def _just_now(state: BossState, reaction: str) -> bool:
    """Whether the boss's last turn had the same reaction."""
    return state.reactions.get(reaction) == state.turns - 1
