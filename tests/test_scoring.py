from __future__ import annotations

from collections import deque
from collections.abc import Sequence
from pathlib import Path

import pytest

from app.domain.conversation import Line, Usage
from app.domain.rubric import Rubric
from app.domain.scorecard import Advice, Cost, Evidence, Finding, JudgeKind, JudgeName, Verdict
from app.scoring import Score, Scorer
from tests.support.content import loaded
from tests.support.scenes import lines

TRANSCRIPT = lines("I want you to lead the team.", "Thank you. Priya could do it.")
NAMES = Finding(
    behaviour="names_candidate",
    shown="yes",
    specific=True,
    evidence=(Evidence(turn=1, start=11, end=29, quote="Priya could do it."),),
)
NOTHING = Finding(behaviour="names_candidate", shown="no")
PARTLY = NAMES.model_copy(update={"shown": "partly"})


class ScriptedJudge:
    """Gives the verdicts it was given, in order: a judge that is not of one mind."""

    def __init__(self, *verdicts: Verdict, kind: JudgeKind = "llm") -> None:
        self.kind, self.verdicts = kind, deque(verdicts)

    def name(self, rubric: Rubric) -> JudgeName:
        return JudgeName(kind=self.kind, model="scripted", hash="s1")

    def cost(self, transcript: Sequence[Line], rubric: Rubric) -> Cost:
        return Cost()

    async def findings(self, transcript: Sequence[Line], rubric: Rubric) -> Verdict:
        return self.verdicts.popleft()


@pytest.fixture
def rubric(tmp_path: Path) -> Rubric:
    return loaded(tmp_path)[1]


async def scored(rubric: Rubric, *verdicts: Verdict, repeats: int | None = None) -> Score:
    scorer = Scorer({"llm": ScriptedJudge(*verdicts)}, "llm", "scripted")
    return await scorer.score(TRANSCRIPT, rubric, "r1", repeats=repeats or len(verdicts))


def verdict(plan: Finding | str, warning: str = "", tokens: int = 0) -> Verdict:
    """A verdict on the plan: a finding, or why there is none."""
    thanks = Finding(behaviour="thanks", shown="no")
    unscored = {"plan": plan} if isinstance(plan, str) else {}
    findings = (
        {"warmth": (thanks,)} if isinstance(plan, str) else {"warmth": (thanks,), "plan": (plan,)}
    )
    warnings = (warning,) if warning else ()
    usage = Usage(prompt=tokens)
    return Verdict(findings=findings, unscored=unscored, warnings=warnings, usage=usage)


async def test_a_score_has_levels_an_overall_advice_and_what_made_it(rubric: Rubric) -> None:
    score = await scored(rubric, verdict(NAMES, "Short talk.", 9))

    warmth, plan = score.criteria
    assert (warmth.level, warmth.points, plan.level, plan.points) == (0, 0, 4, 4)
    assert score.overall == 67
    assert plan.findings == (NAMES,)
    assert [one.behaviour for one in warmth.advice] == ["thanks"]
    assert (plan.interval, warmth.interval) == (None, None)
    assert (score.pins.rubric_id, score.pins.rubric_hash) == ("asking-well", "r1")
    assert score.pins.judge.model == "scripted"
    assert score.warnings == ("Short talk.",)
    assert score.usage == Usage(prompt=9)


async def test_15_invented_evidence_never_reaches_a_score(rubric: Rubric) -> None:
    invented = Evidence(turn=1, start=0, end=9, quote="I'd love it")
    of_the_boss = Evidence(turn=0, start=0, end=6, quote="I want")
    finding = NAMES.model_copy(update={"evidence": (invented, of_the_boss)})

    plan = (await scored(rubric, verdict(finding))).criteria[1]

    assert (plan.level, plan.points, plan.findings) == (0, 0, (NOTHING,))


async def test_a_criterion_without_an_answer_leaves_no_overall(rubric: Rubric) -> None:
    score = await scored(rubric, verdict("the model declined"))

    assert score.overall is None
    assert (score.criteria[0].level, score.criteria[1].level) == (0, None)
    assert score.criteria[1].reason == "the model declined"
    assert score.criteria[1].advice == ()


async def test_with_repeats_the_middle_level_counts_and_the_interval_spans_all(
    rubric: Rubric,
) -> None:
    score = await scored(
        rubric,
        verdict(NAMES, "Long.", 1),
        verdict(NOTHING, "Long.", 2),
        verdict(PARTLY, "Odd.", 4),
    )

    warmth, plan = score.criteria
    assert (plan.level, plan.points, plan.interval) == (2, 2, (0, 4))
    assert plan.findings == (PARTLY,)
    assert (warmth.level, warmth.interval) == (0, (0, 0))
    assert score.overall == 33
    assert score.warnings == ("Long.", "Odd.")
    assert score.usage.prompt == 7


async def test_of_two_levels_the_lower_one_counts(rubric: Rubric) -> None:
    plan = (await scored(rubric, verdict(NAMES), verdict(NOTHING))).criteria[1]

    assert (plan.level, plan.interval) == (0, (0, 4))


async def test_repeats_without_an_answer_do_not_count(rubric: Rubric) -> None:
    plan = (await scored(rubric, verdict("busy"), verdict(NAMES), verdict("busy"))).criteria[1]

    assert (plan.level, plan.interval) == (4, (4, 4))


async def test_repeats_that_all_fail_are_not_scored(rubric: Rubric) -> None:
    score = await scored(rubric, verdict("busy"), verdict("busy, too"))

    assert score.overall is None
    assert (score.criteria[1].level, score.criteria[1].interval) == (None, None)
    assert score.criteria[1].reason == "busy"


async def test_the_judge_that_is_asked_for_is_the_one_that_judges(rubric: Rubric) -> None:
    first = ScriptedJudge(verdict(NAMES))
    second = ScriptedJudge(verdict(NOTHING), verdict(NOTHING), kind="embedded")
    scorer = Scorer({"llm": first, "embedded": second}, "llm", "scripted")

    chosen = await scorer.score(TRANSCRIPT, rubric, "r1", judge="embedded")
    default = await scorer.score(TRANSCRIPT, rubric, "r1")

    assert (chosen.criteria[1].level, default.criteria[1].level) == (0, 4)


async def test_a_judge_on_a_model_gets_a_second_opinion(rubric: Rubric) -> None:
    far = Scorer(
        {
            "llm": ScriptedJudge(verdict(NAMES)),
            "embedded": ScriptedJudge(verdict(NOTHING), kind="embedded"),
        },
        "llm",
        "scripted",
    )

    score = await far.score(TRANSCRIPT, rubric, "r1")

    assert score.second is not None
    assert (score.second.judge.kind, score.second.levels["plan"]) == ("embedded", 0)
    assert score.second.apart(score.criteria) == ("plan",)
    assert score.criteria[1].level == 4, "a second opinion changes no level"
    (warning,) = score.warnings
    assert "far apart on" in warning
    assert "says 4, the embedded judge 0" in warning


async def test_judges_that_are_close_are_not_worth_a_look(rubric: Rubric) -> None:
    same = ScriptedJudge(verdict(NAMES), kind="embedded")
    scorer = Scorer({"llm": ScriptedJudge(verdict(NAMES)), "embedded": same}, "llm", "scripted")

    score = await scorer.score(TRANSCRIPT, rubric, "r1")

    assert score.second is not None
    assert score.second.apart(score.criteria) == ()
    assert score.warnings == ()


async def test_the_embedded_judge_gets_no_second_opinion(rubric: Rubric) -> None:
    only = ScriptedJudge(verdict(NAMES), kind="embedded")
    score = await Scorer({"embedded": only}, "embedded", "e").score(TRANSCRIPT, rubric, "r1")

    assert score.second is None


class Ghostwriter:
    """Writes one line, and counts how often it was asked."""

    def __init__(self) -> None:
        self.asked: list[str] = []

    async def rewritten(self, transcript: Sequence[Line], advice: Advice) -> tuple[str, Usage]:
        self.asked.append(advice.behaviour)
        return "Thank you, truly. Priya could do it.", Usage(prompt=7)


async def test_the_moment_to_redo_is_said_better_where_a_model_judges(rubric: Rubric) -> None:
    writer = Ghostwriter()
    scorer = Scorer({"llm": ScriptedJudge(verdict(NAMES))}, "llm", "scripted", writer)

    score = await scorer.score(TRANSCRIPT, rubric, "r1")

    assert writer.asked == ["thanks"]
    rewrites = [advice.rewrite for one in score.criteria for advice in one.advice]
    assert rewrites.count("Thank you, truly. Priya could do it.") == 1
    assert score.usage == Usage(prompt=7)


async def test_the_embedded_judge_writes_no_lines(rubric: Rubric) -> None:
    writer = Ghostwriter()
    judge = ScriptedJudge(verdict(NAMES), kind="embedded")

    await Scorer({"embedded": judge}, "embedded", "e", writer).score(TRANSCRIPT, rubric, "r1")

    assert writer.asked == []
