"""A small boss, a small rubric, and what a judge might have noticed in a turn."""

from __future__ import annotations

from typing import Any

from app.boss.heard import Heard
from app.domain.conversation import BossState, Seen
from app.domain.persona import ACTS, Persona
from app.domain.rubric import Rubric

CONCERNS = {
    "gap": ("names_candidate", "transition_help", "other_structure"),
    "worth": ("quantified_impact", "company_benefit", "cost_of_moving"),
    "ladder": ("alternative_role", "small_step", "future_value"),
}
TWICE = "worth"
"""The concern that takes two different answers."""
ANSWERS = tuple(name for names in CONCERNS.values() for name in names)
COURTESY = ("thanks", "acknowledges_boss", "commits_to_growth", "wants_current_path")
WEAK = (
    "hostile",
    "blunt_refusal",
    "self_doubt",
    "leaves_gap",
    "lists_negatives",
    "vague_reason",
    "self_interest",
)
OTHERS = ("asks_for_time", "asks_options", "next_step", "lightens_load", "expertise_alignment")
BEHAVIOURS = (*ANSWERS, *COURTESY, *WEAK, *OTHERS)


def a_boss(**changes: Any) -> Persona:
    """Robin, who wants two of three concerns answered within eight turns."""
    fields = {
        "id": "robin-vale",
        "name": "Robin Vale",
        "role": "Head of Production",
        "difficulty": 3,
        "rubric": "asking-well",
        "situation": {
            "kind": "first_offer",
            "learner_role": "puppet maker",
            "offer": "Workshop Manager, five makers",
            "setting": "Monday, before Hamid leaves.",
        },
        "brief": "You are Robin Vale and you run a workshop.",
        "opening": ["I want you to run the workshop.", "Hamid leaves in March. It is yours."],
        "patience": 8,
        "yields_when": {"answered": 2},
        "concerns": [_concern(name, any_of) for name, any_of in CONCERNS.items()],
        "reactions": {
            name: [f"React {name} {number}." for number in range(3)]
            for name in (*COURTESY, *WEAK, "asks_options", "quantified_impact")
        },
        "endings": {
            name: [f"End {name} {number}." for number in range(2)]
            for name in ("agreed", "parked", "stalemate", "accepted")
        },
    }
    return Persona.model_validate({**fields, **changes})


def _concern(name: str, any_of: tuple[str, ...]) -> dict[str, object]:
    slot = {"gap": "{candidate}", "worth": "{figure}"}.get(name, "{echo}")
    return {
        "id": name,
        "belief": f"Belief {name}.",
        "answered_by": {"any_of": any_of, "at_least": 2 if name == TWICE else 1},
        "lines": {
            "raise": [f"Raise {name} {number}?" for number in range(3)],
            "press": [*(f"Press {name} {number}." for number in range(3)), f"Press {slot}."],
            "concede": [*(f"Concede {name} {number}." for number in range(3)), f"Concede {slot}."],
        },
    }


def heard(*names: str, date: bool = False, **quotes: str) -> Heard:
    """What was noticed: '~name' for a hint, and a quote for a name where it matters."""
    seen = [
        Seen(name=name.lstrip("~"), shown="partly" if name.startswith("~") else "yes")
        for name in names
    ]
    seen += [Seen(name=name, quote=quote) for name, quote in quotes.items()]
    return Heard(
        behaviours=tuple(one for one in seen if one.name not in ACTS),
        acts=tuple(one for one in seen if one.name in ACTS),
        has_date=date,
    )


def after(**fields: Any) -> BossState:
    """Where a boss stands."""
    return BossState.model_validate(fields)


def a_rubric() -> Rubric:
    """Warmth and a way out, with the behaviours that the small boss listens for."""
    return Rubric.model_validate(
        {
            "id": "asking-well",
            "title": "Asking well",
            "criteria": [
                _criterion("warmth", {**dict.fromkeys(COURTESY, 2), **dict.fromkeys(WEAK, -2)}),
                _criterion("way_out", dict.fromkeys((*ANSWERS, *OTHERS), 2)),
            ],
        }
    )


def _criterion(criterion_id: str, points: dict[str, int]) -> dict[str, object]:
    return {
        "id": criterion_id,
        "title": criterion_id.replace("_", " ").capitalize(),
        "question": f"What about {criterion_id}?",
        "levels": {level: f"level {level}" for level in range(5)},
        "cut_points": [1, 3, 5, 7],
        "behaviours": [
            {
                "id": name,
                "points": worth,
                "description": f"The learner shows {name}.",
                "advice": "Do it.",
                "contrast": {"weak": "Hm.", "strong": "Yes."},
            }
            for name, worth in points.items()
        ],
    }
