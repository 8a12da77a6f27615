"""Preparing, being helped, and finding both on the scorecard, in a real browser."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Page, expect

from tests.support.browser import NARROW
from tests.support.room import Room
from tests.web.conftest import NewVisit
from tests.web.steps import STRONG, begin, box, end, my_turn, say, scorecard
from tests.web.test_access import violations

STATE = "#sheet-state"


def answer(page: Page, label: str, words: str) -> None:
    page.get_by_label(label, exact=True).fill(words)


def saved(page: Page) -> None:
    expect(page.locator(STATE)).to_have_text("Saved")


def hint(page: Page, level: int) -> None:
    """Ask for the next hint with the keyboard, and hear it."""
    page.get_by_role("button", name=re.compile(f"hint {level} of 3")).press("Enter")
    expect(page.locator(".hints li")).to_have_count(level)
    expect(page.get_by_role("heading", name=re.compile(f"^Hint {level} of 3"))).to_be_focused()


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_from_the_worksheet_over_hints_to_what_was_used(
    room: Room, visit: NewVisit, scheme: str
) -> None:
    page = visit(room, "?boss=dana-reyes", color_scheme=scheme, reduced_motion="reduce")
    page.get_by_role("link", name="Prepare first").press("Enter")
    answer(page, "Your name", "Sam")
    answer(page, "Who could do the job instead?", "Priya Nair, she runs the stand-up")
    answer(page, "How will you help, and until when?", "I coach her until the end of June")
    answer(page, "When do you two talk again?", "Friday after lunch")
    saved(page)
    for folded in page.locator("#worksheet summary").all():
        folded.press("Enter")
    problems = violations(page)

    page.reload()
    expect(page.get_by_label("Your name")).to_have_value("Sam")
    page.get_by_role("link", name="Meet Dana Reyes").press("Enter")
    page.get_by_role("button", name="Start the meeting").press("Enter")
    my_turn(page)
    assert room.only_talk().turns[0].text.startswith("Sam. ")
    expect(page.locator(".my-notes")).to_contain_text("Priya Nair")
    page.get_by_role("button", name="Show what you have touched").press("Enter")
    expect(page.locator(".meter li.on")).to_have_count(0)

    say(page, STRONG[0])
    my_turn(page)
    expect(page.locator(".meter li.on")).to_contain_text(["Positivity"])
    for level in (1, 2, 3):
        hint(page, level)
    expect(page.locator(".hints .noted")).to_contain_text("Priya Nair")
    expect(page.get_by_text("All hints shown")).to_be_visible()
    problems += violations(page)
    page.reload()
    expect(page.locator(".hints li")).to_have_count(3)
    expect(page.locator("#meter-rows")).to_be_visible()

    say(page, STRONG[2])
    my_turn(page)
    expect(page.locator(".hints")).to_have_count(0)
    expect(page.get_by_role("button", name="Hint: hint 1 of 3")).to_be_visible()
    end(page)
    card = scorecard(page)
    expect(card.locator(".pieces .used")).to_contain_text("Priya Nair already runs the stand-up")
    expect(card.locator(".pieces .changed")).to_contain_text("Planned “June”, said “March”.")
    expect(card.locator(".pieces .missed")).to_contain_text("Friday after lunch")
    expect(card.get_by_text("Hints taken: 3")).to_be_visible()
    assert problems + violations(page) == []
    learner = [turn.text for turn in room.rehearsals.talk("local", _rehearsal(page)).turns[1::2]]
    assert learner == [STRONG[0], STRONG[2]]


def _rehearsal(page: Page) -> str:
    return page.url.partition("rehearsal=")[2]


def test_a_worksheet_keeps_what_is_typed_and_says_what_it_cannot_keep(
    room: Room, visit: NewVisit
) -> None:
    page = visit(room, "prepare", size=NARROW)
    page.get_by_role("link", name="Stepping back").click()
    answer(page, "Who could do the job instead?", "x" * 250)
    expect(page.locator("#sheet-who-told")).to_contain_text("250 of 240 characters")
    expect(page.get_by_role("alert")).to_contain_text("“Who could do it” holds 250 characters")
    answer(page, "Who could do the job instead?", "Ana")
    saved(page)
    assert page.evaluate("document.documentElement.scrollWidth") <= NARROW[0]

    # Typed and left at once: a copy in this window brings it back.
    answer(page, "What will you deliver next?", "A map by May")
    page.reload()
    expect(page.get_by_label("What will you deliver next?")).to_have_value("A map by May")
    saved(page)
    page.get_by_role("link", name="All situations").click()
    expect(page.get_by_role("listitem").filter(has_text="Stepping back")).to_contain_text(
        "2 answers"
    )
    page.go_back()
    expect(page.get_by_label("Who could do the job instead?")).to_have_value("Ana")

    # Another window has kept something since then.
    kept = room.rehearsals.preparing.worksheet("local", "step_back")
    room.rehearsals.preparing.keep("local", "step_back", {"who": "Ben"}, after=kept.updated_at)
    answer(page, "Who could do the job instead?", "Cem")
    expect(page.get_by_role("alert")).to_contain_text("changed in another window")
    assert room.rehearsals.preparing.worksheet("local", "step_back").sheet.who == "Ben"


def test_on_a_phone_the_notes_are_folded_and_nothing_is_wider(room: Room, visit: NewVisit) -> None:
    room.rehearsals.preparing.keep("local", "first_offer", {"who": "Priya " * 30}, after=None)
    page = visit(room, size=NARROW, reduced_motion="reduce")
    begin(page)

    for _ in range(3):
        page.locator("#ask-hint button").click()
        expect(page.locator(".hints li").nth(_)).to_be_visible()
    page.get_by_role("button", name="Show what you have touched").click()

    expect(page.locator(".my-notes dd")).to_be_hidden()
    page.locator(".my-notes summary").click()
    expect(page.locator(".my-notes dd")).to_be_visible()
    assert page.evaluate("document.documentElement.scrollWidth") <= NARROW[0]
    box(page).fill("My own words")
    page.get_by_role("button", name="Hide what you have touched").click()
    expect(box(page)).to_have_value("My own words")
