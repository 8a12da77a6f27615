"""What a model is sent for one boss turn: who the boss is, what was said, what to do now."""

from __future__ import annotations

import json
from collections.abc import Mapping
from itertools import groupby

from app.boss.speaker import LENIENT, Scene
from app.domain.conversation import Line, Part
from app.domain.persona import ACTS, CUES, QUESTIONS, Persona
from app.llm.base import Message
from app.llm.tokens import fit
from app.prompts import legible, render

_BRACKETS = str.maketrans("[]［］", "()()")


def script(scene: Scene, so_far: str, *, budget: int, model: str) -> list[Message]:
    """Return the messages for `scene`: a prefix that stays the same, and the direction last.

    They fit into `budget` tokens as far as leaving out the oldest turns can make them. With
    `so_far`, the model is asked to go on after it.
    """
    head = portrait(scene.persona, scene.facts)
    told = direction(scene)
    spoken = [Line(speaker=line.speaker, text=heard(line.text)) for line in scene.transcript]
    ends_with_learner = spoken and spoken[-1].speaker == "learner"
    earlier, last = (spoken[:-1], spoken[-1].text) if ends_with_learner else (spoken, "")
    kept = fit(
        [head], [line.text for line in earlier], [last, told, so_far], budget=budget, model=model
    )
    left_out = kept < len(earlier)
    lines = earlier[len(earlier) - kept :]
    opened = render("boss_resumes" if left_out else "boss_begins")
    messages = [Message("system", head), *_conversation(opened, lines, f"{last}\n\n{told}")]
    if so_far:
        messages.append(Message("assistant", so_far))
        messages.append(Message("user", render("boss_continue", name=scene.persona.name)))
    return messages


def heard(text: str) -> str:
    """Return spoken words as the model may read them: square brackets are ours alone."""
    return legible(text).translate(_BRACKETS)


def portrait(persona: Persona, facts: Mapping[str, str] | None = None) -> str:
    """Return the system message: rules, character and situation, the same on every turn."""
    situation = persona.situation
    return render(
        "boss_system",
        name=persona.name,
        role=persona.role,
        brief=persona.brief,
        voice=", ".join(persona.voice) or "as the character above would",
        learner_role=situation.learner_role,
        offer=situation.offer,
        setting=situation.setting,
        colleague=_colleague(facts or {}),
        beliefs="\n".join(f"- {concern.belief}" for concern in persona.concerns),
    )


def _colleague(facts: Mapping[str, str]) -> str:
    """Return what the learner says of themselves, as JSON; '' if they say nothing."""
    names = {"learner": "name", "trade": "trade", "role": "role"}
    known = {name: heard(facts[fact]) for fact, name in names.items() if facts.get(fact)}
    if not known:
        return ""
    return "\n" + render("boss_colleague", data=json.dumps(known, ensure_ascii=False)) + "\n"


def direction(scene: Scene) -> str:
    """Return the stage direction for the scene's move."""
    steps = [_step(part, scene) for part in scene.move.parts]
    return render(
        "boss_direction",
        name=scene.persona.name,
        steps="\n".join(f"{number}. {step}" for number, step in enumerate(steps, start=1)),
        example=heard(scene.authored),
        manner=render(f"steps/manner_{_manner(scene.mood)}").strip(),
    )


def _manner(mood: int) -> str:
    return "warm" if mood >= LENIENT else "cool" if mood <= -LENIENT else "even"


def _step(part: Part, scene: Scene) -> str:
    if part.kind == "open":
        return render("steps/open")
    if part.kind == "close":
        return render(f"steps/close_{scene.move.outcome or 'left'}")
    because = heard(part.because.quote) if part.because else ""
    if part.kind == "react" and part.topic:
        known = scene.persona.answered(part.topic)
        return render("steps/answer", topic=QUESTIONS[part.topic], known=heard(known[0]))
    if part.kind == "react" or part.concern is None:
        return _reaction(part, because)
    belief = scene.persona.concern(part.concern).belief
    if part.kind == "concede":
        if because:
            return render("steps/concede", belief=belief, because=because)
        return render("steps/concede_plain", belief=belief)
    return render(f"steps/{part.kind}", belief=belief)


def _reaction(part: Part, because: str) -> str:
    if part.reaction in ACTS or part.reaction in CUES:
        return render(f"steps/react_{part.reaction}")
    return render("steps/react", because=because) if because else render("steps/react_plain")


def _conversation(opened: str, lines: list[Line], last: str) -> list[Message]:
    """Return `lines` and the learner's `last` words as turns of user and assistant.

    Many servers insist that the two alternate and that the user begins.
    """
    said = [("user" if line.speaker == "learner" else "assistant", line.text) for line in lines]
    said = [("user", opened), *said, ("user", last.strip())]
    grouped = groupby(said, key=lambda one: one[0])
    return [
        Message("user" if role == "user" else "assistant", "\n\n".join(text for _, text in run))
        for role, run in grouped
    ]
