from __future__ import annotations

import re
from typing import Any
from xml.etree import ElementTree

import pytest

from app.domain.mastery import mastery
from app.domain.progress import Weeks, reached
from app.domain.suggestion import suggest
from app.progress import Standing, has_level
from app.web import progress_html
from tests.support.pasts import a_card, a_past
from tests.support.people import a_boss, a_rubric


def standing(*levels: tuple[int | None, ...], **changes: Any) -> Standing:
    """Rehearsals with these levels, the oldest first."""
    past = tuple(a_past(n, *given) for n, given in enumerate(levels))[::-1]
    standings = mastery(a_rubric(), [a_card(n, "thanks", "hostile") for n in range(len(past))])
    plain = Standing(
        rubric=a_rubric(),
        choices=(a_rubric(),),
        past=past,
        scored=tuple(one for one in past if has_level(one)),
        gone=0,
        mastery=standings,
        weeks=Weeks(0, 0),
        reached=reached(past),
        suggestion=suggest([a_boss()], a_rubric(), past, standings),
    )
    return plain._replace(**changes)


def page(*levels: tuple[int | None, ...], **changes: Any) -> str:
    return progress_html.page(standing(*levels, **changes))


def text(html: str) -> str:
    """Return what is read, without the charts."""
    return " ".join(re.sub(r"<[^>]+>", " ", re.sub(r"<svg.*?</svg>", "", html)).split())


def test_an_empty_page_says_what_to_do() -> None:
    for html in (progress_html.page(None), page()):
        assert "A first rehearsal takes about five minutes." in html
        assert 'href="./">Choose a boss' in html
    assert "None of your rehearsals has a scorecard yet." in page(())
    assert 'href="review"' in page(())
    assert "1 rehearsal was scored with a rubric that is not here any more" in page(gone=1)


def test_every_chart_has_its_words_beside_it() -> None:
    html = page((1, 2), (4, 2), (2, None))

    assert len(re.findall("<svg class=.chart hue", html)) == 2
    for drawn in re.findall("<svg.*?</svg>", html):
        ElementTree.fromstring(drawn)
    read = text(html)
    assert "From weak (1 of 4) to developing (2 of 4); best exemplary (4 of 4)." in read
    assert "Steady: within what the judge itself may vary." in read
    rows = re.findall(
        "<tr>.*?</tr>", html.partition("Warmth as a table")[2].partition("</table")[0]
    )
    assert [text(row).split()[-1] for row in rows[1:]] == ["noise", "3", "first"]
    assert "up 3" in read
    assert "down 2, may be noise" in read


def test_a_real_change_is_called_one_and_a_long_history_is_averaged() -> None:
    html = page(*[(0, 4)] * 30, *[(3, 1)] * 30)

    assert "Higher than at first, by more than the judge itself may vary." in html
    assert "Lower than at first" in html
    assert "Left of the divide, a mark is the average of up to 2 rehearsals." in html
    assert html.count('class="divide"') == 2


def test_the_grid_links_to_the_learners_own_words() -> None:
    html = page((1, 2), (2, 2), (2, 3))

    assert "reliably, 3 of 3" in html
    assert '<a href="review?rehearsal=r0"><span class="vh">Your best example: </span>' in html
    assert '<q lang="en">thanks &lt;0&gt;</q>' in html
    assert "not yet" in html
    cost = html.partition("What cost you points lately")[2]
    assert "Hostile" in cost
    assert "in 3 of 3" in cost


def test_the_suggestion_opens_a_briefing_and_says_why() -> None:
    html = page((3, 1), (3, 1))

    assert "Next, talk to Robin Vale" in html
    assert 'href="./?boss=robin-vale"' in html
    assert "Way out is lowest lately (1.0 of 4 on average)" in html
    assert "Belief" in html.partition('class="why"')[2].partition("</p>")[0]
    assert "Next, talk to" not in page((3, 1), suggestion=None)


def test_what_is_left_out_is_said() -> None:
    html = page((3, 1), (), (), gone=2)

    assert "2 finished rehearsals have no score and are left out" in html
    assert "2 rehearsals were scored with rubrics that are not here any more" in html
    assert "left out" not in page((3, 1))


def test_there_is_a_choice_where_there_is_more_than_one_rubric() -> None:
    other = a_rubric().model_copy(update={"id": "saying-no", "title": "Saying <no>"})

    assert "What was scored" not in page((3, 1))
    html = page((3, 1), choices=(a_rubric(), other))
    assert 'data-rubric="asking-well" data-href="?rubric=asking-well" aria-current="true"' in html
    assert 'data-href="?rubric=saying-no" lang="en">Saying &lt;no&gt;' in html


@pytest.mark.parametrize(
    ("weeks", "sentence"),
    [
        (Weeks(0, 0), ""),
        (Weeks(1, 1), ""),
        (Weeks(3, 1), "You have rehearsed in 3 different weeks."),
        (Weeks(3, 0), "You have rehearsed in 3 different weeks."),
        (Weeks(9, 4), "You have rehearsed in each of the last 4 weeks."),
    ],
)
def test_weeks_are_told_calmly_or_not_at_all(weeks: Weeks, sentence: str) -> None:
    assert progress_html.weeks_sentence(weeks) == sentence
    assert ("<dt>Weeks</dt>" in page((3, 1), weeks=weeks)) == bool(sentence)


def test_what_people_wrote_cannot_break_the_page() -> None:
    past = a_past(0, 3, 1, persona_name='<script>"&', rehearsal_id='"><b>')
    html = page(past=(past,), scored=(past,), reached=past)

    assert "<script>" not in html
    assert "<b>" not in html
    assert "\n" not in html
