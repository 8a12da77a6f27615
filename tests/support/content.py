"""A small boss, a small rubric and its examples as files: what trainers write."""

from __future__ import annotations

import json
from pathlib import Path

from app.catalog import files
from app.domain.persona import Persona
from app.domain.rubric import Rubric
from app.errors import ContentFileError

PERSONA = """\
id: robin-vale
name: Robin Vale
role: Head of Production
difficulty: 2
rubric: asking-well
situation:
  kind: first_offer
  learner_role: puppet maker
  offer: Workshop Manager
  setting: Monday morning.
brief: |
  You run a workshop.
  You talk fast.
voice: ["talks fast"]
opening:
  - "Sit. I want you to run the workshop."
  - "Hamid leaves in March. I thought of you."
patience: 6
yields_when: { answered: 1 }
concerns:
  - id: gap
    belief: Nobody else can do it.
    answered_by: { any_of: [names_candidate], at_least: 1 }
    lines:
      raise: ["Who would do it?", "I know nobody.", "Show me one."]
      press:
        - "And in March?"
        - "That leaves five people alone."
        - "Give me {candidate} or somebody."
      concede: ["{candidate}, then.", "All right.", "That holds."]
reactions:
  thanks:
    - "You are welcome."
endings:
  agreed: ["Good."]
  parked: ["We sleep on it."]
  stalemate: ["We go in circles."]
  accepted: ["The keys are yours."]
"""
RUBRIC = """\
id: asking-well
title: Asking well
criteria:
  - id: warmth
    title: Warmth
    question: Does the learner thank the boss?
    levels: { 0: nothing, 1: a hint, 2: half, 3: well, 4: a model }
    cut_points: [1, 2, 3, 4]
    behaviours:
      - id: thanks
        points: 4
        description: Thanks the boss.
        advice: Say thank you.
        contrast: { weak: "Fine.", strong: "Thank you for asking me." }
  - id: plan
    title: Plan
    question: Does the learner name somebody?
    weight: 2
    levels: { 0: nothing, 1: a hint, 2: half, 3: well, 4: a model }
    cut_points: [1, 2, 3, 4]
    behaviours:
      - id: names_candidate
        points: 3
        specific_points: 1
        description: Names somebody else for the job.
        advice: Name somebody.
        contrast: { weak: "You'll find someone.", strong: "Priya could do it." }
      - id: shouts
        points: -2
        description: Shouts at the boss.
        advice: Breathe.
        contrast: { weak: "NO!", strong: "I hear you." }
"""
THANKS = (
    "Thank you for thinking of me.",
    "Thanks, it means a lot that you asked.",
    "I'm honoured that you would trust me with it, thank you.",
    "That is very kind of you, thank you.",
    "I really appreciate the offer.",
    "Thanks so much for your confidence in me.",
    "I'm grateful that you thought of me first.",
    "Thank you, I'm touched.",
)
NAMES_CANDIDATE = (
    "Priya could take the team, she is ready for it.",
    "Have you thought of Samir? He would be good at it.",
    "I think Joanna should get the job instead of me.",
    "Why not ask Ben? He wants to lead people.",
    "Marta would make a better manager than I would.",
    "You could give it to Ahmed, they all listen to him.",
    "I would put Elena's name forward for this.",
    "Let Tom do it, he ran the rota all spring.",
)
BESIDE = (
    "The van is in the yard until four.",
    "I finish the glaze on the blue tiles today.",
    "It rained all weekend where we live.",
    "There are two boxes left on the shelf.",
)


def examples(behaviour: str, shown: tuple[str, ...], others: tuple[str, ...] = BESIDE) -> str:
    """One file of examples, every other one among `others`, which are the counterexamples, too."""
    rows = []
    for number, text in enumerate(shown):
        before, after = others[number % len(others)], others[(number + 1) % len(others)]
        turn = f"{before} {text} {after}" if number % 2 else text
        rows.append({"text": turn, "quote": text})
    beside = [{"text": text} for text in (*others, " ".join(others))]
    fields = {"behaviour": behaviour, "examples": rows, "counterexamples": beside}
    return json.dumps(fields, ensure_ascii=False, indent=1)


def write_persona(folder: Path, text: str = PERSONA, name: str = "robin-vale.yaml") -> Path:
    """Write a persona file into `folder`."""
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / name
    path.write_text(text, "utf-8")
    return path


def write_rubric(folder: Path, text: str = RUBRIC) -> Path:
    """Write the rubric asking-well, with eight examples for two of its behaviours."""
    home = folder / "asking-well"
    (home / "examples").mkdir(parents=True, exist_ok=True)
    (home / "rubric.yaml").write_text(text, "utf-8")
    for behaviour, shown in (("thanks", THANKS), ("names_candidate", NAMES_CANDIDATE)):
        path = home / "examples" / f"{behaviour}.yaml"
        path.write_text(examples(behaviour, shown), "utf-8")
    return home


def line_of(text: str, part: str) -> int:
    """The line (from 1) on which `part` begins; it must stand in `text` exactly once."""
    assert text.count(part) == 1, f"{part!r} stands there {text.count(part)} times"
    return text[: text.index(part)].count("\n") + 1


def only(problems: list[ContentFileError]) -> tuple[int, str]:
    """Line and words of the one and only problem."""
    assert len(problems) == 1, [str(problem) for problem in problems]
    return problems[0].line, problems[0].problem


def loaded(folder: Path) -> tuple[Persona, Rubric]:
    """The small boss and the small rubric, written to `folder` and read again."""
    rubric = files.load_rubric(write_rubric(folder / "rubrics"))
    path = write_persona(folder / "personas")
    return files.load_persona(path, {rubric.id: rubric}), rubric
