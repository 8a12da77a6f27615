"""The transcript's marks: evidence over words, alone or on top of each other."""

from __future__ import annotations

import re
from html import unescape

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.catalog.catalog import Catalog
from app.domain.conversation import Move, Part, Seen, Turn, Why
from app.domain.marks import Hit, hits, segments
from app.domain.rubric import Rubric
from app.domain.scorecard import CriterionScore, Evidence, Finding, Scorecard
from app.web.transcript_html import transcript
from tests.store.samples import a_boss_turn, a_scorecard, a_turn

WORDS = "Thank you, I hate meetings."


@pytest.fixture(scope="module")
def rubric() -> Rubric:
    return Catalog().rubric("declining-promotion")


def found(behaviour: str, quote: str, *, shown: str = "yes", turn: int = 1) -> Finding:
    start = WORDS.index(quote)
    spot = Evidence(turn=turn, start=start, end=start + len(quote), quote=quote)
    return Finding.model_validate({"behaviour": behaviour, "shown": shown, "evidence": (spot,)})


def card_of(**criteria: tuple[Finding, ...]) -> Scorecard:
    scores = tuple(
        CriterionScore(id=name, level=2, points=4, findings=findings)
        for name, findings in criteria.items()
    )
    return a_scorecard(criteria=scores)


def drawn(card: Scorecard | None, rubric: Rubric, *turns: Turn) -> str:
    all_turns = turns or (a_boss_turn("t0"), a_turn("t1", "t0", text=WORDS))
    return transcript(all_turns, Catalog().persona("dana-reyes"), "Dana Reyes", card, rubric)


def marked(html: str) -> list[tuple[str, str]]:
    """Return the marked words, each with the notes that they open."""
    pieces = re.findall(r'<span class="evidence[^>]*data-notes="([^"]*)"[^>]*>(.*?</span>)', html)
    return [(re.sub("<[^>]+>", "", words), notes) for notes, words in pieces]


def test_words_that_earned_points_are_marked_and_explained(rubric: Rubric) -> None:
    html = drawn(card_of(positivity=(found("thanks", "Thank you"),)), rubric)

    assert marked(html) == [("Thank you", "note-1-thanks")]
    worth = rubric.behaviour("thanks").points
    assert f"Thanks the boss</span> <b>+{worth:g}</b>" in html
    assert f"worth {worth:g} point" in html
    assert rubric.behaviour("thanks").description in html


def test_words_that_cost_points_are_dashed(rubric: Rubric) -> None:
    html = drawn(card_of(positivity=(found("lists_negatives", "I hate meetings"),)), rubric)

    assert '<span class="line hue-0 costs">' in html
    cost = -rubric.behaviour("lists_negatives").points
    assert f"<b>−{cost:g}</b>" in html
    assert f"costs {cost:g} point" in html


def test_evidence_on_top_of_evidence_opens_both_notes(rubric: Rubric) -> None:
    card = card_of(
        positivity=(found("thanks", "Thank you, I hate"),),
        business_case=(found("self_interest", "I hate meetings"),),
    )

    assert marked(drawn(card, rubric)) == [
        ("Thank you, ", "note-1-thanks"),
        ("I hate", "note-1-thanks note-1-self_interest"),
        (" meetings", "note-1-self_interest"),
    ]


def test_one_note_for_a_behaviour_that_is_shown_twice(rubric: Rubric) -> None:
    twice = found("thanks", "Thank").model_copy(
        update={"evidence": (*found("thanks", "Thank").evidence, *found("thanks", "hate").evidence)}
    )
    html = drawn(card_of(positivity=(twice,)), rubric)

    assert [words for words, _ in marked(html)] == ["Thank", "hate"]
    assert html.count('id="note-1-thanks"') == 1


def test_what_was_shown_in_part_says_so(rubric: Rubric) -> None:
    html = drawn(card_of(positivity=(found("thanks", "Thank", shown="partly"),)), rubric)

    assert "You showed this in part." in html


@pytest.mark.parametrize(
    "finding",
    [found("thanks", "Thank", shown="no"), found("thanks", "Thank", turn=3)],
    ids=["not shown", "another turn"],
)
def test_other_findings_mark_nothing(rubric: Rubric, finding: Finding) -> None:
    assert marked(drawn(card_of(positivity=(finding,)), rubric)) == []


def test_a_behaviour_that_the_rubric_no_longer_has_marks_nothing(rubric: Rubric) -> None:
    assert marked(drawn(card_of(positivity=(found("gone", "Thank"),)), rubric)) == []


def test_boss_turns_say_what_moved_them(rubric: Rubric) -> None:
    because = Seen(name="names_candidate", quote="Priya could do it")
    kinds = (
        Part(kind="concede", concern="gap", because=because),
        Part(kind="press", concern="gap"),
        Part(kind="react", reaction="thanks", because=Seen(name="thanks", quote="Thank you")),
    )
    html = drawn(None, rubric, a_boss_turn("t0", move=Move(parts=kinds)))
    belief = Catalog().persona("dana-reyes").concern("gap").belief

    assert f"Your words “Priya could do it” answered “{belief}”" in html
    assert f"Still open: “{belief}”" in html
    assert "Your words “Thank you”: thanks the boss" in html


@pytest.mark.parametrize(
    ("part", "why", "said"),
    [
        (
            Part(kind="press", concern="gap", because=Seen(name="leaves_gap", quote="Not my job")),
            None,
            "Your words “Not my job”: leaves the boss with the gap",
        ),
        (
            Part(kind="raise", because=Seen(name="x", shown="partly", quote="maybe Tom")),
            None,
            "A worry comes up: a worry. Your words “maybe Tom”: half an answer",
        ),
        (
            Part(kind="react", reaction="asks_question", topic="pay", because=Seen(name="x")),
            None,
            "You asked what the job pays",
        ),
        (
            Part(kind="react", reaction="silence", because=Seen(name="silence")),
            None,
            "What you said: says nothing",
        ),
        (Part(kind="close"), "patience", "Dana Reyes's patience for this meeting ran out"),
        (
            Part(kind="close", because=Seen(name="asks_for_time", quote="until Monday")),
            "date",
            "said until when, so it is parked: “until Monday”",
        ),
    ],
)
def test_every_kind_of_move_is_explained(
    rubric: Rubric, part: Part, why: Why | None, said: str
) -> None:
    html = drawn(None, rubric, a_boss_turn("t0", move=Move(parts=(part,), why=why)))

    assert said in unescape(html)


def test_an_opening_was_moved_by_nothing(rubric: Rubric) -> None:
    html = drawn(None, rubric, a_boss_turn("t0", move=Move(parts=(Part(kind="open"),))))

    assert "What moved" not in html


@given(
    text=st.text(max_size=40),
    spans=st.lists(st.tuples(st.integers(0, 45), st.integers(0, 45)), max_size=6),
)
def test_segments_keep_every_letter_and_know_all_evidence(
    text: str, spans: list[tuple[int, int]]
) -> None:
    behaviour = Catalog().rubric("declining-promotion").behaviours[0]
    over = [Hit(min(span), max(span), behaviour, 0, False, n) for n, span in enumerate(spans)]

    pieces = segments(text, over)

    assert "".join(piece for piece, _ in pieces) == text
    at = 0
    for piece, known in pieces:
        inside = {h.note for h in over if h.start < at + len(piece) and h.end > at}
        assert {h.note for h in known} == {
            note for note in inside if any(h.note == note for h in over)
        }
        at += len(piece)


def test_hits_are_in_the_order_of_the_words(rubric: Rubric) -> None:
    card = card_of(
        business_case=(found("self_interest", "Thank"),), positivity=(found("thanks", "hate"),)
    )

    assert [hit.behaviour.id for hit in hits(card, rubric, 1)] == ["self_interest", "thanks"]
