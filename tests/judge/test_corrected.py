"""What trainers make of a scorecard, beside the card."""

from __future__ import annotations

import pytest

from app.domain.correction import Correction, level_given
from app.domain.rubric import Rubric
from app.domain.scorecard import CriterionScore, Evidence, Finding, Scorecard
from app.judge.corrected import Corrected, corrected
from tests.store.corrections import a_level, a_missing, a_wrong
from tests.store.samples import a_scorecard
from tests.support.people import a_rubric

HERE = Evidence(turn=1, start=0, end=5, quote="Thank")
THERE = Evidence(turn=3, start=0, end=6, quote="Thanks")


@pytest.fixture(scope="module")
def rubric() -> Rubric:
    return a_rubric()


def thanking(*evidence: Evidence, shown: str = "yes", level: int | None = 1) -> Scorecard:
    finding = Finding.model_validate({"behaviour": "thanks", "shown": shown, "evidence": evidence})
    score = CriterionScore(id="warmth", level=level, points=2, findings=(finding,))
    return a_scorecard(criteria=(score,))


def seen(card: Scorecard, rubric: Rubric, *corrections: Correction) -> Corrected:
    (one,) = corrected(card, rubric, corrections)
    return one


def test_without_corrections_everything_is_the_judge_s(rubric: Rubric) -> None:
    card = thanking(HERE)
    one = seen(card, rubric)

    assert one.findings == card.criteria[0].findings
    assert (one.by_rules, one.given, one.level) == (None, None, 1)


def test_words_marked_wrong_no_longer_count(rubric: Rubric) -> None:
    both = seen(thanking(HERE, THERE), rubric, a_wrong(evidence=HERE))
    none = seen(thanking(HERE), rubric, a_wrong(evidence=HERE))

    assert both.findings[0].evidence == (THERE,)
    assert none.findings == (Finding(behaviour="thanks", shown="no"),)
    assert none.by_rules == none.level == 0


def test_what_was_missed_counts_where_its_behaviour_belongs(rubric: Rubric) -> None:
    added = a_missing(behaviour="commits_to_growth", evidence=THERE, how="partly", specific=True)
    elsewhere = a_missing("c9", behaviour="names_candidate", evidence=THERE)
    one = seen(thanking(HERE), rubric, added, elsewhere)

    assert [finding.behaviour for finding in one.findings] == ["thanks", "commits_to_growth"]
    assert one.findings[1] == Finding(
        behaviour="commits_to_growth", shown="partly", specific=True, evidence=(THERE,)
    )
    assert one.by_rules is not None


def test_more_words_for_a_finding_never_make_it_less(rubric: Rubric) -> None:
    added = a_missing(behaviour="thanks", evidence=THERE, how="partly")

    assert seen(thanking(HERE), rubric, added).findings == (
        Finding(behaviour="thanks", shown="yes", evidence=(HERE, THERE)),
    )
    assert seen(thanking(shown="no"), rubric, added).findings == (
        Finding(behaviour="thanks", shown="partly", evidence=(THERE,)),
    )


def test_a_level_that_was_given_counts_over_the_rules(rubric: Rubric) -> None:
    first, last = (a_level(f"c{n}", criterion="warmth", level=n) for n in (3, 4))
    one = seen(thanking(HERE), rubric, first, a_wrong(evidence=HERE), last)

    assert (one.score.level, one.by_rules, one.level) == (1, 0, 4)
    assert one.given == last == level_given((first, last), "warmth")


def test_what_was_not_scored_gets_a_level_from_a_person_only(rubric: Rubric) -> None:
    card = thanking(level=None, shown="no")
    one = seen(card, rubric, a_missing(behaviour="thanks", evidence=HERE))

    assert (one.by_rules, one.level) == (None, None)
    given = a_level(criterion="warmth", judged=None, level=2)
    assert seen(card, rubric, given).level == 2
