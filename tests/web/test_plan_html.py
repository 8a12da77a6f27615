"""Worksheet, hints and plan as HTML: everything that somebody wrote is escaped."""

from __future__ import annotations

import re

from app.catalog.catalog import Catalog
from app.domain.conversation import Line
from app.domain.hint import Hint, TradeContrast
from app.domain.persona import SITUATIONS
from app.domain.worksheet import Worksheet
from app.judge.planned import became
from app.preparing import Open
from app.web import hints_html, plan_html, prepare_html
from app.web.plan_html import Practised
from app.web.prepare_html import Saved
from tests.store.samples import NOON

EVIL = '<img src=x onerror="alert(1)">'
SHEET = Worksheet(who=f"Priya {EVIL}", result_1="from 40 minutes to 6", talk_again="Monday at ten")
SAID = (
    Line(speaker="boss", text="So?"),
    Line(speaker="learner", text=f"Priya could do it {EVIL}. From 45 minutes to 6, that was me."),
)


def text_of(html: str) -> str:
    return re.sub(r"\s+", " ", re.sub("<[^>]+>", " ", html)).replace(" .", ".")


def a_hint(level: int, **changes: object) -> Hint:
    fields = {"rehearsal_id": "r1", "turn_id": "t0", "level": level, "at": NOON, "stage": "concern"}
    return Hint.model_validate({**fields, "concern": "gap", "belief": "Nobody else.", **changes})


def test_the_scorecard_says_what_was_used_changed_or_missed() -> None:
    html = plan_html.section(Practised(became(SHEET, SAID), (a_hint(1), a_hint(2))))

    words = text_of(html)
    assert "1 piece used, 1 changed, 1 missed" in words
    assert "Planned “40”, said “45”." in words
    assert "Not heard in what you said." in words
    assert "Hints taken: 2" in words
    assert "“Nobody else” (2). Hints change no score." in words
    assert "<img" not in html


def test_without_plan_and_hints_the_scorecard_says_nothing_of_them() -> None:
    assert plan_html.section(Practised()) == ""
    assert plan_html.notes(Worksheet(name="Sam")) == ""


def test_notes_stand_folded_beside_the_meeting_without_what_the_learner_left_empty() -> None:
    html = plan_html.notes(SHEET)

    assert html.startswith("<details")
    assert html.count("<dt>") == 3
    assert "<img" not in html


def test_the_worksheet_asks_everything_and_escapes_what_was_written() -> None:
    bosses = [Catalog().persona("dana-reyes")]
    html = prepare_html.worksheet(Open("first_offer", SHEET), None, bosses)

    names = set(re.findall(r' name="(\w+)"', html))
    assert names == set(Worksheet.model_fields)
    assert all(f'for="sheet-{name}"' in html for name in names)
    assert "<img" not in html
    assert set(prepare_html.situations()) == set(SITUATIONS)


def test_the_state_says_what_happened_and_carries_it_to_the_browser() -> None:
    kept = prepare_html.state(Open("first_offer", SHEET, NOON), Saved("m1"))
    refused = prepare_html.state(Open("first_offer", SHEET, NOON), Saved("m1", "Too long."))

    assert text_of(kept).strip() == "Saved"
    assert f'data-written="{NOON.isoformat()}"' in kept
    assert 'role="alert">Too long.' in refused
    assert 'data-refused="yes"' in refused


def test_a_hint_shows_note_and_contrast_escaped() -> None:
    contrast = TradeContrast(weak=EVIL, strong="Yes.", trade="forestry")
    hints = (
        a_hint(1, needs=(f"a {EVIL}",)),
        a_hint(2, question="Who?", note=EVIL, note_field="who"),
        a_hint(3, contrast=contrast),
    )

    html = hints_html.shown(hints, plan_html.answer_names())

    assert "<img" not in html
    words = text_of(html)
    assert "Still open: “Nobody else.”" in words
    assert "You noted under “Who could do it”:" in words
    assert "The same thought in another trade: forestry." in words


def test_the_meter_says_in_words_what_its_shapes_show() -> None:
    rubric = Catalog().rubric("declining-promotion")

    words = text_of(hints_html.meter(rubric, {"positivity"}))

    assert "Positivity touched" in words
    assert "Alternatives not yet" in words
