"""What learners say in the benchmarks."""

from __future__ import annotations

from app.domain.conversation import Line

BOSS = (
    "I want you to take over the platform team. Six people, from Monday.",
    "Nobody else can take it by Friday, and you know that.",
    "And who carries the on-call rota, if not a manager?",
    "I have told the board that it will be you.",
    "Fine. Say it plainly, then: what do you want?",
)
LEARNER = (
    "Thank you for thinking of me, Dana. It means a lot that you trust me with this, and I see "
    "how much depends on it before the leadership meeting.",
    "What I want is to stay with the platform and grow as an engineer. I cut our deploy time from "
    "forty minutes to six last year, so the company ships twice a day.",
    "Priya Nair already runs the stand-up and has told me that she wants to lead. I will coach "
    "her until the end of March and hand over with a written plan.",
    "If I move, the migration stands still for a quarter; that is about 200,000 in licences. As "
    "a principal engineer I could take the review of every design off your desk.",
    "Can we meet on Monday at ten with Priya, look at the plan together, and agree on the dates?",
)


def transcript(turns: int) -> tuple[Line, ...]:
    """Return a transcript of so many turns, the boss first."""
    said = []
    for number in range(turns):
        speaker, texts = ("learner", LEARNER) if number % 2 else ("boss", BOSS)
        text = texts[number // 2 % len(texts)]
        said.append(Line.model_validate({"speaker": speaker, "text": text}))
    return tuple(said)
