"""The scorecard in words and bars."""

from __future__ import annotations

import re
from typing import Any

import pytest

from app.catalog.catalog import Catalog
from app.domain.rubric import Rubric
from app.domain.scorecard import Advice, CriterionScore, Praise, Scorecard, moment
from app.domain.talk import Talk
from app.web.scorecard_html import after, no_scorecard, scorecard
from tests.store.samples import a_boss_turn, a_rehearsal, a_scorecard, a_turn

TALK = Talk(
    a_rehearsal(outcome="agreed"),
    (a_boss_turn("t0"), a_turn("t1", "t0", text="Thank you, Dana."), a_boss_turn("t2", "t1")),
    Catalog().persona("dana-reyes"),
)


@pytest.fixture(scope="module")
def rubric() -> Rubric:
    return Catalog().rubric("declining-promotion")


def advice(behaviour: str, turn: int | None = 1) -> Advice:
    return Advice(
        behaviour=behaviour, title=f"T {behaviour}", text="Why.", weak="W.", strong="S.", turn=turn
    )


def scored(name: str, level: int | None, *given: Advice, reason: str = "") -> CriterionScore:
    return CriterionScore(id=name, level=level, points=level, advice=given, reason=reason)


def text_of(html: str) -> str:
    return re.sub(r"\s+", " ", re.sub("<[^>]+>", " ", html))


def card_of(*criteria: CriterionScore, **changes: Any) -> Scorecard:
    return a_scorecard(criteria=criteria, **changes)


def test_it_begins_with_the_outcome_and_the_overall_score(rubric: Rubric) -> None:
    words = text_of(scorecard(TALK, a_scorecard(overall=62), rubric, after(TALK)))

    assert words.strip().startswith("Dana Reyes agreed. You keep your job. developing 62 of 100")


def test_levels_stand_beside_words_for_this_one_and_the_next(rubric: Rubric) -> None:
    html = scorecard(TALK, card_of(scored("business_case", 2)), rubric, "")
    anchors = rubric.criterion("business_case").levels

    assert "Business case: developing (2 of 4)" in text_of(html)
    assert anchors[2] in text_of(html)
    assert f"Next, strong: {anchors[3]}" in text_of(html)
    bar = html[html.index('class="bar hue-1"') :].split("</span>", 1)[0]
    assert (bar.count('"on"'), bar.count('"off"')) == (3, 2)


def test_the_top_level_has_no_next_one(rubric: Rubric) -> None:
    assert "Next, " not in scorecard(TALK, card_of(scored("positivity", 4)), rubric, "")


def test_what_was_not_scored_says_why_and_has_no_number(rubric: Rubric) -> None:
    card = card_of(scored("positivity", None, reason="The answer was prose."), overall=None)
    words = text_of(scorecard(TALK, card, rubric, ""))

    assert "Positivity: not scored" in words
    assert "Not scored: The answer was prose." in words
    assert "not scored as a whole" in words
    assert "of 100" not in words


def test_repeats_that_differ_are_told(rubric: Rubric) -> None:
    score = scored("positivity", 2).model_copy(update={"interval": (1, 3)})

    assert "ranged from weak to strong" in scorecard(TALK, card_of(score), rubric, "")


def test_the_moment_to_redo_is_the_weakest_criterion_with_a_turn(rubric: Rubric) -> None:
    card = card_of(
        scored("positivity", 3, advice("thanks")),
        scored("business_case", 0, advice("company_benefit", turn=None)),
        scored("alternatives", 1, advice("names_candidate"), advice("next_step")),
    )
    html = scorecard(TALK, card, rubric, "")
    redo = text_of(html[html.index("The one moment") : html.index("What you said")])

    assert moment(card.criteria) == ("alternatives", card.criteria[2].advice[0])
    assert (
        redo.split()[: -len(KEPT)]
        == (
            "The one moment to redo Thank you, Dana. T names_candidate. Why. Weak W. Strong S. "
            "Redo this moment"
        ).split()
    )
    assert redo.split()[-len(KEPT) :] == KEPT
    rest = text_of(html[html.index("What would raise it most") :])
    assert "T thanks" in rest
    assert "T next_step" in rest
    assert "T names_candidate" not in rest


KEPT = "You answer the same words again. This attempt stays as it is.".split()


def test_one_click_leads_back_to_the_moment_to_redo(rubric: Rubric) -> None:
    card = card_of(scored("alternatives", 1, advice("names_candidate")))

    here = scorecard(TALK, card, rubric, "")
    gone = scorecard(TALK._replace(persona=None), card, rubric, "")

    assert (
        '<a class="btn main" href="./?rehearsal=r1&amp;redo=t1" data-do="redo" data-on="practice"'
        ' data-rehearsal="r1" data-turn="t1">Redo this moment</a>'
    ) in here
    assert "Redo this moment" not in gone


def test_it_is_read_in_the_order_in_which_it_helps(rubric: Rubric) -> None:
    first, second = advice("thanks"), advice("next_step")
    card = card_of(scored("alternatives", 1, first, second))

    html = scorecard(TALK, card, rubric, after(TALK), correct="CORRECT", reflected="Ask <first>.")

    places = [
        html.index(part)
        for part in (
            "You keep your job.",
            "weak (1 of 4)",
            "The one moment to redo",
            "What you said",
            "What moved Dana Reyes",
            "CORRECT",
            "What would raise it most",
            "Every behaviour, shown",
            "What will you do differently next time?",
            "Ask &lt;first&gt;.",
            "Rehearse again with Dana Reyes",
            'href="export/r1.pdf"',
            "Made by",
        )
    ]
    assert places == sorted(places)


def test_without_advice_there_is_no_moment(rubric: Rubric) -> None:
    html = scorecard(TALK, card_of(scored("positivity", 4)), rubric, "")

    assert moment(card_of(scored("positivity", 4)).criteria) is None
    assert "The one moment" not in html
    assert "What would raise it" not in html


def test_it_says_what_made_it_and_what_it_is_for(rubric: Rubric) -> None:
    words = text_of(scorecard(TALK, a_scorecard(), rubric, ""))

    assert "Rubric declining-promotion r" in words
    assert "Judge embedded, minilm j" in words
    assert "For practice only, not for personnel decisions." in words
    assert "Short talk." in words


def test_behaviours_are_listed_as_shown_or_not_heard(rubric: Rubric) -> None:
    words = text_of(scorecard(TALK, a_scorecard(), rubric, ""))

    worth = rubric.behaviour("thanks").points
    assert f"You showed Thanks the boss (+{worth:g})" in words
    assert "Asks for time" in words.split("Not heard")[1]


def test_a_failed_judge_leaves_the_reason_and_another_try() -> None:
    html = no_scorecard(TALK, "The endpoint is down.")

    assert "Not scored: The endpoint is down." in text_of(html)
    assert 'data-do="score"' in html
    assert 'href="export/r1.md"' in html


def test_a_boss_whose_file_is_gone_is_not_offered_again() -> None:
    assert "Rehearse again" not in after(TALK._replace(persona=None))


def test_a_rewrite_stands_beside_the_line_and_says_who_wrote_it(rubric: Rubric) -> None:
    better = advice("thanks").model_copy(update={"rewrite": "Thank you, Dana, <really>."})
    card = card_of(scored("positivity", 1, better))

    page = scorecard(TALK, card, rubric, after(TALK))

    assert "written by the model" in page
    assert "Thank you, Dana, &lt;really&gt;." in page
    assert "written by the model" not in scorecard(
        TALK, card_of(scored("positivity", 1, advice("thanks"))), rubric, after(TALK)
    )


def test_praise_names_what_was_done_well_with_the_quote(rubric: Rubric) -> None:
    praise = Praise(behaviour="thanks", title="Thanks", text="It warms.", quote="Thank you", turn=1)
    one = scored("positivity", 3).model_copy(update={"praise": (praise,)})

    page = scorecard(TALK, card_of(one), rubric, after(TALK))

    assert "Done well: Thank you It warms." in text_of(page)
