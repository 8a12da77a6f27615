"""A boss, a rubric and scenes to try speakers and judges on."""

from __future__ import annotations

from app.boss.speaker import Scene
from app.domain.conversation import Line, Move, OutcomeName, Part, Seen, SpeakerName
from app.domain.persona import Persona
from app.domain.rubric import Rubric

OPENING = "Sam, I want you to lead the platform team from Monday."
ANSWER = "Thank you. Priya has run the rota since May, and I can hand over by June."
AUTHORED = "Fine, Priya then. Who covers the on-call?"

_LINES = {
    "raise": ["Who takes the team?", "I have nobody else.", "Friday is close."],
    "press": ["That leaves me with a hole.", "And by Friday?", "Still nobody."],
    "concede": ["Priya, then.", "All right, that works.", "I can live with that."],
}


def a_persona() -> Persona:
    """Dana, who needs somebody by Friday."""
    return Persona.model_validate(
        {
            "id": "dana-reyes",
            "name": "Dana Reyes",
            "role": "VP of Engineering",
            "difficulty": 3,
            "situation": {
                "kind": "first_offer",
                "learner_role": "senior engineer, platform team",
                "offer": "Engineering Manager of the platform team, six people",
                "setting": "Thursday, ten minutes before the leadership meeting.",
            },
            "brief": "You promised the board a manager by Friday and you hate to look unprepared. "
            "You secretly doubt that the reorganisation will last until the summer.",
            "voice": ["short sentences", "dry humour"],
            "opening": [OPENING, "Sit down, Sam."],
            "yields_when": {"answered": 1},
            "concerns": [
                {
                    "id": "gap",
                    "belief": "Nobody else can take the team by Friday.",
                    "answered_by": {"any_of": ["names_candidate"]},
                    "lines": _LINES,
                },
                {
                    "id": "oncall",
                    "belief": "The on-call rota falls apart without a manager.",
                    "answered_by": {"any_of": ["transition_help"]},
                    "lines": _LINES,
                },
            ],
            "endings": {
                "agreed": ["Good. You stay where you are."],
                "parked": ["Let us talk again on Thursday."],
                "stalemate": ["Then we have not moved."],
                "accepted": ["Welcome to the leadership meeting."],
            },
        }
    )


CONCEDE = Part(
    kind="concede",
    concern="gap",
    because=Seen(name="names_candidate", quote="Priya has run the rota since May"),
)
RAISE = Part(kind="raise", concern="oncall")
CLOSE = Part(kind="close")


def a_move(*parts: Part, outcome: OutcomeName | None = None) -> Move:
    """A move of `parts`; giving way on one concern and raising another, if there are none."""
    return Move(parts=parts or (CONCEDE, RAISE), outcome=outcome)


def a_scene(
    move: Move | None = None, *said: str, authored: str = AUTHORED, learner: str = ANSWER
) -> Scene:
    """The scene after `said` (boss first, alternating), the opening if empty, and `learner`."""
    spoken = [*(said or (OPENING,)), learner]
    return Scene(a_persona(), lines(*spoken), move or a_move(), authored, {"learner": "Sam"})


def opening_scene() -> Scene:
    """The scene in which nothing was said yet."""
    return Scene(a_persona(), (), a_move(Part(kind="open")), OPENING, {})


def lines(*texts: str) -> tuple[Line, ...]:
    """Turns of boss and learner in alternation, the boss first."""
    speakers: tuple[SpeakerName, SpeakerName] = ("boss", "learner")
    return tuple(Line(speaker=speakers[i % 2], text=text) for i, text in enumerate(texts))


def a_rubric() -> Rubric:
    """Two criteria of two behaviours each."""
    return Rubric.model_validate(
        {
            "id": "declining-promotion",
            "title": "Staying an individual contributor",
            "criteria": [
                _criterion("positivity", "thanks", "hostile"),
                _criterion("alternatives", "names_candidate", "leaves_gap"),
            ],
        }
    )


def _criterion(criterion_id: str, good: str, bad: str) -> dict[str, object]:
    return {
        "id": criterion_id,
        "title": criterion_id,
        "question": f"What about {criterion_id}?",
        "levels": {level: f"level {level}" for level in range(5)},
        "cut_points": [1, 2, 3, 4],
        "behaviours": [_behaviour(good, 4), _behaviour(bad, -2)],
    }


def _behaviour(behaviour_id: str, points: int) -> dict[str, object]:
    return {
        "id": behaviour_id,
        "points": points,
        "description": f"The learner shows {behaviour_id}.",
        "advice": "Do it.",
        "contrast": {"weak": "Hm.", "strong": "Yes."},
    }
