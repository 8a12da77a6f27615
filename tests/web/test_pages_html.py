"""Cards, meeting and review: what they say, and that words stay words."""

from __future__ import annotations

import re
from html.parser import HTMLParser
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.catalog.catalog import Catalog
from app.domain.conversation import Usage
from app.domain.history import HistoryRow
from app.domain.scorecard import Cost
from app.domain.talk import Talk
from app.errors import ContentFileError
from app.web import cards_html, markup, meeting_html, review_html, scorecard_html, transcript_html
from app.web.meeting_html import AtWork, Status
from tests.store.samples import a_boss_turn, a_rehearsal, a_scorecard, a_turn

CODE = "<script>alert(1)</script>\n\n'\"><img src=x onerror=alert(1)> & `$$x$$`"
DANA = Catalog().persona("dana-reyes")
RUBRIC = Catalog().rubric("declining-promotion")


def talk_of(*turns: object, **changes: object) -> Talk:
    said = turns or (a_boss_turn("t0"), a_turn("t1", "t0"), a_boss_turn("t2", "t1"))
    return Talk(a_rehearsal(**changes), said, DANA)  # type: ignore[arg-type]


def text_of(html: str) -> str:
    return re.sub(r"\s+", " ", re.sub("<[^>]+>", " ", html))


class Page(HTMLParser):
    """Notes every tag, attribute name and word."""

    def __init__(self) -> None:
        super().__init__()
        self.seen: set[str] = set()
        self.words = ""

    def handle_data(self, data: str) -> None:
        self.words += data

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.seen |= {tag, *(name for name, _ in attrs)}


def test_no_word_becomes_code() -> None:
    persona = DANA.model_copy(
        update={"name": CODE, "role": CODE, "quote": CODE}
        | {"situation": DANA.situation.model_copy(update={"setting": CODE, "offer": CODE})}
    )
    boss = a_boss_turn("t0", text=CODE)
    talk = Talk(
        a_rehearsal(persona_name=CODE, outcome="agreed"),
        (boss, a_turn("t1", "t0", text=CODE)),
        persona,
    )
    card = a_scorecard(warnings=(CODE,))
    row = HistoryRow(rehearsal=talk.rehearsal, levels={CODE: 2}, overall=50)
    everything = [
        cards_html.chooser([persona], {}, [ContentFileError(Path(CODE), 1, CODE)], CODE),
        cards_html.briefing(persona),
        cards_html.trouble(CODE),
        meeting_html.header(talk),
        meeting_html.side(talk),
        meeting_html.status(talk, Status("stuck", CODE, "retry", CODE)),
        meeting_html.footline(AtWork(CODE, CODE, True, Usage())),
        scorecard_html.scorecard(talk, card, RUBRIC, scorecard_html.after(talk)),
        scorecard_html.no_scorecard(talk, CODE),
        transcript_html.transcript(talk.turns, persona, CODE, card, RUBRIC),
        review_html.filters({CODE: CODE}),
        review_html.listing([row], 1, 0, {}, filtered=False),
        review_html.opened(talk, card, RUBRIC),
        review_html.deleted(talk.rehearsal),
        review_html.notice(CODE),
    ]
    for html in everything:
        page = Page()
        page.feed(html)
        assert not page.seen & {"script", "img", "onerror", "src"}
        assert "\n" not in html, "gr.Markdown would read on as Markdown after a blank line"


@given(st.text())
def test_escaped_words_are_one_line_and_come_back(text: str) -> None:
    escaped = markup.esc(text)

    assert not set("<>\"'\n\r\t") & set(escaped)
    if not set(text) & set("\r\x00"):
        page = Page()
        page.feed(f"<p>{escaped}</p>")
        page.close()
        assert page.words == text


@pytest.mark.parametrize(
    ("overall", "word"),
    [
        (0, "absent"),
        (12, "absent"),
        (13, "weak"),
        (50, "developing"),
        (75, "strong"),
        (100, "exemplary"),
    ],
)
def test_an_overall_score_has_a_word(overall: int, word: str) -> None:
    assert markup.overall_word(overall) == word


def test_cards_go_from_easy_to_hard_with_the_best_result() -> None:
    bosses = list(reversed(list(Catalog().personas.values())))
    words = text_of(cards_html.chooser(bosses, {"dana-reyes": 62}, []))

    assert words.index("difficulty 1 of 5") < words.index("difficulty 3 of 5")
    assert "Best so far: developing, 62 of 100" in words
    assert words.count("Not tried yet") == len(bosses) - 1


def test_broken_files_are_a_folded_note() -> None:
    html = cards_html.chooser([], {}, [ContentFileError(Path("personas/x.yaml"), 3, "no name")])

    assert "<details" in html
    assert "1 file could not be used" in html
    assert "personas/x.yaml:3: no name" in html
    assert "There is no boss to talk to" in html


def test_every_situation_has_a_part_for_the_learner() -> None:
    from app.domain.persona import SITUATIONS

    assert set(cards_html.parts()) == set(SITUATIONS)


def test_the_header_counts_turns() -> None:
    assert "Turn 2 of about 8" in text_of(meeting_html.header(talk_of()))
    ended = text_of(meeting_html.header(talk_of(outcome="left")))
    assert "Ended after 1 turn" in ended
    assert "End meeting" not in ended


def test_chat_shows_words_as_they_are_and_the_reply_in_the_making() -> None:
    broken = a_boss_turn("t2", "t1", text="I need", complete=False)
    talk = talk_of(a_boss_turn("t0"), a_turn("t1", "t0", text="R&D <b>"), broken)

    messages = meeting_html.chat(talk, "I need a name.")

    assert [message["role"] for message in messages] == ["assistant", "user", "assistant"]
    assert messages[1]["content"] == [{"type": "text", "text": "R&amp;D &lt;b&gt;"}]
    assert messages[2]["content"] == [{"type": "text", "text": "I need a name."}]


@pytest.mark.parametrize(
    ("complete", "label"), [(True, "Try again"), (False, "Continue")], ids=["failed", "broken off"]
)
def test_a_problem_comes_with_one_click(complete: bool, label: str) -> None:
    turns = [a_boss_turn("t0"), a_turn("t1", "t0")]
    if not complete:
        turns.append(a_boss_turn("t2", "t1", complete=False))
    html = meeting_html.status(talk_of(*turns), Status("stuck", "It is down.", "retry"))

    assert "It is down." in html
    assert f'data-do="reply" data-rehearsal="r1">{label}</button>' in html


def test_a_reply_is_read_out_only_when_it_is_whole() -> None:
    whole = meeting_html.status(talk_of(), Status("yours"))
    streaming = meeting_html.status(talk_of(), Status("speaking"))

    assert 'data-announce="I am t2."' in whole
    assert 'data-announce=""' in streaming


def test_token_use_is_shown_when_a_model_is_at_work() -> None:
    spent = Usage(prompt=1200, completion=34)

    assert "1,200 read and 34 written" in meeting_html.footline(AtWork("a", "b", True, spent))
    assert "Tokens" not in meeting_html.footline(AtWork("a", "b", False))
    ahead = AtWork("a", "b", True, spent, Cost(calls=33, tokens=18_240))
    assert "will read about 18,200 more, in about 33 calls" in meeting_html.footline(ahead)


def test_a_row_of_a_rehearsal_without_a_score() -> None:
    words = text_of(
        review_html.listing([HistoryRow(rehearsal=a_rehearsal())], 1, 0, {}, filtered=False)
    )

    assert "Not finished" in words
    assert "not scored" in words
    assert "Resume" in words
    assert "0 turns, 0 attempts" in words


@pytest.mark.parametrize(
    ("page", "total", "place"),
    [(0, 3, "1 to 1 of 3 rehearsals"), (2, 2000, "41 to 41 of 2,000 rehearsals")],
)
def test_the_pager_says_where_one_is(page: int, total: int, place: str) -> None:
    row = HistoryRow(rehearsal=a_rehearsal())

    assert place in text_of(review_html.listing([row], total, page, {}, filtered=False))
