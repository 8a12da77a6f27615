"""The tree of attempts, two side by side, and the ways back: what they say, and in which words."""

from __future__ import annotations

from typing import Any

import pytest

from app.attempts import Compared, Redo, Tree
from app.domain.attempt import Ending, attempts
from app.domain.conversation import Turn
from app.domain.difference import Noise, Side, difference
from app.domain.scorecard import CriterionScore, Evidence, Finding, Scorecard
from app.domain.talk import Talk
from app.judge.noise import noise
from app.web import attempts_html, compare_html, redo_html
from tests.store.samples import NOON, a_boss_turn, a_rehearsal, a_scorecard, a_turn, later
from tests.web.test_pages_html import CODE, DANA, RUBRIC, Page, text_of

FIRST = (
    a_boss_turn("b0", text="So?"),
    a_turn("l1", "b0", text="No thanks, I want to stay."),
    a_boss_turn("b1", "l1", text="Why?"),
)
SECOND = (
    FIRST[0],
    a_turn("l2", "b0", text="No thanks, I want to stay; Priya could."),
    a_boss_turn("b2", "l2", text="Why?"),
)


def a_card(leaf: str, level: int, points: float, *findings: Finding, **changes: Any) -> Scorecard:
    """A card that says `level` for positivity, and 2 for everything else."""
    scores = [CriterionScore(id=c.id, level=2, points=4) for c in RUBRIC.criteria[1:]]
    first = CriterionScore(id="positivity", level=level, points=points, findings=findings)
    fields = {"leaf_id": leaf, "overall": level * 25, "criteria": (first, *scores)}
    return a_scorecard(f"card of {leaf}", **{**fields, **changes})


def a_tree(*turns: Turn, name: str = "Dana Reyes") -> Tree:
    rehearsal = a_rehearsal(persona_name=name, leaf_id="b2")
    endings = [Ending(leaf_id="b2", outcome="agreed", finished_at=NOON)]
    found = attempts(turns or (*FIRST, *SECOND[1:]), endings, [a_card("b2", 3, 6)], "b2")
    return Tree(rehearsal, found)


def compared(
    before: Scorecard | None,
    after: Scorecard | None,
    *,
    limits: Noise | None = None,
    same_rubric: bool = True,
    turns: tuple[tuple[Turn, ...], tuple[Turn, ...]] = (FIRST, SECOND),
    **changes: Any,
) -> str:
    one, two = (Talk(a_rehearsal(leaf_id=path[-1].id, **changes), path, DANA) for path in turns)
    limits = limits or noise(RUBRIC.id)
    found = difference(Side(one.turns, before), Side(two.turns, after), RUBRIC, limits)
    return compare_html.compare(Compared(one, two, (1, 2), found, same_rubric), RUBRIC, limits)


def test_an_attempt_hangs_from_the_one_that_it_leaves_with_how_it_went() -> None:
    html = attempts_html.tree(a_tree(), RUBRIC, "b2")

    text = text_of(html)
    assert "2 attempts. Number 2 scored highest." in text
    assert "Attempt 1 from the beginning" in text
    assert "Left off, not finished Go on with it" in text
    assert (
        "Attempt 2 answer 1 differently “No thanks, I want to stay; Priya could.” The boss agreed"
        in text
    )
    assert "strong, 75 of 100" in text
    assert "Positivity: strong (3 of 4)" in text
    below = html.index('<ol><li><div class="attempt"')
    assert html.index("Attempt 1") < below < html.index("Attempt 2")
    assert 'class="attempt" aria-current="true"' in html[below:]
    assert "review?one=r1:b1&amp;two=r1:b2" in html


def test_one_attempt_says_how_to_make_another() -> None:
    html = attempts_html.tree(a_tree(*FIRST), RUBRIC)

    assert "Answer any turn differently to make another." in text_of(html)
    assert "<ol" not in html


def test_the_way_back_to_a_turn_is_a_command_and_a_link() -> None:
    html = redo_html.redo_link("r1", "l1", "Answer this differently")

    assert 'href="./?rehearsal=r1&amp;redo=l1"' in html
    assert 'data-do="redo"' in html
    assert 'data-rehearsal="r1"' in html
    assert 'data-turn="l1"' in html


@pytest.mark.parametrize(
    ("after", "said"),
    [
        (a_card("b2", 1, 2), "Positivity stayed weak (1 of 4)."),
        (
            a_card("b2", 2, 5),
            "Positivity went from weak (1 of 4) to developing (2 of 4): "
            "within what the judge itself may vary.",
        ),
        (
            a_card("b2", 3, 9),
            "Positivity went from weak (1 of 4) to strong (3 of 4): more than the judge’s noise .",
        ),
        (None, "Positivity: before weak (1 of 4), after not scored."),
    ],
)
def test_a_change_is_told_with_what_can_be_said_of_it(after: Scorecard | None, said: str) -> None:
    assert said in text_of(compared(a_card("b1", 1, 1), after))


def test_where_nobody_measured_the_noise_nothing_is_claimed() -> None:
    limits = Noise(
        rubric="x", rubric_hash="", judge_hash="", transcripts=1, share=0.5, points={}, overall=1
    )

    text = text_of(compared(a_card("b1", 1, 1), a_card("b2", 4, 9), limits=limits))

    assert "to exemplary (4 of 4). How far this judge varies was not measured." in text


def test_findings_say_what_was_gained_and_what_no_longer_costs() -> None:
    def found(name: str, quote: str) -> Finding:
        spot = Evidence(turn=1, start=0, end=2, quote=quote)
        return Finding(behaviour=name, shown="yes", evidence=(spot,))

    half = found("wants_current_path", "stay").model_copy(update={"shown": "partly"})
    kept, clear = found("thanks", "thanks"), found("wants_current_path", "I want to stay")
    before = a_card("b1", 1, 1, found("blunt_refusal", "No"), kept, half)
    after = a_card("b2", 2, 9, found("acknowledges_boss", "I see"), kept, clear)

    text = text_of(compared(before, after))

    assert "Gained: Takes up the boss&#x27;s worry I see" in text
    assert "Gone, and it cost: Refuses flatly No" in text
    assert "Clearer now: Says what they want I want to stay" in text
    assert "1 finding on both sides Kept: Thanks the boss thanks" in text


def test_the_words_stand_side_by_side_and_what_is_equal_only_once() -> None:
    html = compared(None, None)

    assert "The same turn at first" in text_of(html)
    assert "<del>stay.</del>" in html
    assert "<ins>stay; Priya could.</ins>" in html
    assert text_of(html).count("Dana Reyes, both times Why?") == 1


def test_two_rubrics_are_not_held_against_each_other() -> None:
    text = text_of(compared(a_card("b1", 1, 1), a_card("b2", 4, 9), same_rubric=False))

    assert "only the words can be compared" in text
    assert "went from" not in text


def test_no_word_becomes_code() -> None:
    said = a_turn("l2", "b0", text=CODE, at=later(1))
    quoted = Finding(
        behaviour="thanks", shown="yes", evidence=(Evidence(turn=1, start=0, end=1, quote=CODE),)
    )
    talk = Talk(a_rehearsal(persona_name=CODE), (FIRST[0], said), DANA)
    everything = [
        attempts_html.tree(a_tree(*FIRST, said, name=CODE), RUBRIC),
        attempts_html.pick(CODE, CODE),
        redo_html.under_the_turn(talk._replace(turns=(*talk.turns, *SECOND[1:]))),
        redo_html.redoing(Redo(talk, said, "b1")),
        compared(
            a_card("b1", 1, 1),
            a_card("b2", 2, 9, quoted),
            persona_name=CODE,
            turns=(FIRST, (FIRST[0], said)),
        ),
    ]

    for html in everything:
        page = Page()
        page.feed(html)
        assert page.seen & {"script", "img", "onerror"} == set(), html
        assert "\n" not in html
