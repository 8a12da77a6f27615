"""Swapped chairs and distress in a real browser."""

from __future__ import annotations

from playwright.sync_api import expect

from tests.support.room import Room
from tests.web.conftest import NewVisit
from tests.web.steps import ASKED, begin, end, my_turn, said, say


def test_swapping_chairs_and_back_leaves_the_meeting_as_it_was(room: Room, visit: NewVisit) -> None:
    page = visit(room)
    begin(page)
    say(page, ASKED)
    my_turn(page)

    page.get_by_role("button", name="Swap chairs for a moment").click()
    expect(page.get_by_role("heading", name="You are Dana Reyes")).to_be_visible()
    page.locator(".suggested button").first.click()
    expect(page.locator(".swap .said")).to_have_count(2)
    page.get_by_role("textbox", name="Your words as the boss").fill("Who has platform on Monday?")
    page.get_by_role("button", name="Say it").click()
    expect(page.locator(".swap .said")).to_have_count(4)
    expect(page.locator(".swap .said").last).to_contain_text("Priya has run the on-call rota")
    page.get_by_role("button", name="Swap back").click()

    my_turn(page)
    expect(said(page, "user")).to_have_count(1)
    assert room.only_talk().learner_turns == 1


def test_whoever_is_not_well_sees_help_and_gets_no_score(room: Room, visit: NewVisit) -> None:
    page = visit(room)
    begin(page)

    say(page, "I can't cope any more, I'm falling apart.")
    my_turn(page)

    expect(page.get_by_text("You matter more than this exercise.")).to_be_visible()
    end(page)
    expect(page.get_by_text("No score is made of this meeting.")).to_be_visible()
    expect(page.get_by_text("findahelpline.com")).to_be_visible()
