"""Comfort: a guided first rehearsal, shortcuts, drafts, stopping what takes too long."""

from __future__ import annotations

import re
from pathlib import Path

from playwright.sync_api import Browser, Page, expect

from app.config import Settings
from tests.support.browser import Visit
from tests.support.fake_openai import FakeOpenAI, Hang
from tests.support.room import Room, open_room
from tests.web.conftest import NewVisit
from tests.web.steps import ASKED, STRONG, begin, box, my_turn, said, say, scorecard, talk
from tests.web.test_access import tab_to, violations

ZOOMED = (640, 430)
"""What 200 % leaves of a window of 1280 by 860."""


def fits(page: Page) -> None:
    """Nothing sticks out to the side, and axe finds nothing serious."""
    assert page.evaluate("document.documentElement.scrollWidth") <= ZOOMED[0]
    assert violations(page) == []


def test_a_guided_first_rehearsal_by_keyboard_at_200_percent(room: Room, visit: NewVisit) -> None:
    page = visit(room, size=ZOOMED, reduced_motion="reduce", color_scheme="dark")
    guide = page.locator("#guide")
    expect(page.locator(".card").first).to_be_visible()
    fits(page)

    tab_to(page, "Start the guided rehearsal")
    page.keyboard.press("Enter")
    expect(box(page)).to_be_focused()
    expect(guide.get_by_role("heading")).to_have_text("Step 1 of 4")
    expect(guide.get_by_role("status")).to_contain_text("say thank you")
    fits(page)
    page.keyboard.type(STRONG[0])
    page.keyboard.press("Enter")
    expect(guide.get_by_role("heading")).to_have_text("Step 2 of 4")
    my_turn(page)
    page.reload()
    expect(guide.get_by_role("heading")).to_have_text("Step 2 of 4")
    box(page).focus()
    page.keyboard.type(ASKED)
    page.keyboard.press("Enter")
    expect(guide.get_by_role("heading")).to_have_text("Step 3 of 4")
    my_turn(page)
    page.keyboard.press("Alt+Shift+E")
    expect(page.get_by_role("button", name="End and score")).to_be_focused()
    page.keyboard.press("Enter")
    expect(guide.get_by_role("heading")).to_have_text("Step 4 of 4")
    scorecard(page)
    fits(page)
    guide.get_by_role("button", name="Done").press("Enter")

    expect(guide).to_have_count(0)
    expect(page.get_by_role("heading", name="You ended the meeting.")).to_be_focused()
    page.goto(room.url)
    expect(page.locator(".card").first).to_be_visible()
    expect(page.locator("#guide-offer")).to_be_hidden()


def test_the_guide_is_declined_once_for_all(room: Room, visit: NewVisit) -> None:
    page = visit(room)

    page.get_by_role("button", name="Not now").click()
    expect(page.locator("#guide-offer")).to_be_hidden()
    page.reload()
    expect(page.locator(".card").first).to_be_visible()

    expect(page.locator("#guide-offer")).to_be_hidden()


def test_shortcuts_are_listed_used_and_turned_off(room: Room, visit: NewVisit) -> None:
    page = visit(room)
    begin(page)
    help_dialog = page.get_by_role("dialog", name="Help")

    box(page).press_sequentially("Why me?")
    expect(box(page)).to_have_value("Why me?")
    expect(help_dialog).to_have_count(0)
    page.get_by_role("button", name="Help and keyboard").focus()
    page.keyboard.press("?")
    expect(help_dialog.get_by_role("row", name=re.compile("Go to the message box"))).to_be_visible()
    assert violations(page) == []
    page.keyboard.press("Escape")
    expect(page.get_by_role("button", name="Help and keyboard")).to_be_focused()
    page.keyboard.press("Alt+Shift+M")
    expect(box(page)).to_be_focused()
    page.keyboard.press("Alt+Shift+H")
    expect(page.locator(".hints li")).to_have_count(1)

    page.get_by_role("button", name="Help and keyboard").click()
    help_dialog.get_by_label("Use the shortcuts").uncheck()
    help_dialog.get_by_role("button", name="Close").click()
    page.keyboard.press("?")
    page.keyboard.press("Alt+Shift+M")
    expect(help_dialog).to_be_hidden()
    expect(box(page)).not_to_be_focused()


def test_a_draft_outlives_its_tab_and_goes_when_it_is_sent(room: Room, browser: Browser) -> None:
    visit = Visit(browser, room.url)
    first = visit.page
    first.goto(room.url)
    begin(first)
    box(first).fill("Half a thought\n" * 6)
    tall = box(first).bounding_box()
    assert tall is not None
    assert tall["height"] > 130, "a long message has room"
    first.close()

    second = visit.tab()
    second.goto(room.url)
    expect(box(second)).to_have_value("Half a thought\n" * 6)
    say(second, ASKED)
    my_turn(second)
    third = visit.tab()
    third.goto(room.url)
    expect(said(third, "user")).to_have_count(1)
    expect(box(third)).to_have_value("")
    visit.close()


def test_a_skip_link_leaves_the_page_as_it_is(room: Room, visit: NewVisit) -> None:
    """Following it once drew the page anew, and a key pressed then could get lost."""
    page = visit(room, "review")
    expect(page.get_by_role("heading", level=1)).to_be_visible()
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))

    page.keyboard.press("Tab")
    page.keyboard.press("Enter")

    expect(page.locator("#content")).to_be_focused()
    assert page.url == room.url + "review"
    assert not [url for url in asked if "queue/join" in url]


def test_a_reply_is_stopped_kept_and_continued(
    prompted: Room, fake_openai: FakeOpenAI, visit: NewVisit
) -> None:
    fake_openai.answers.extend([Hang("I need a name by Friday. And "), "Who is it?"])
    page = visit(prompted)
    begin(page)

    say(page, ASKED)
    expect(said(page, "bot").last).to_contain_text("I need a name by Friday.")
    page.get_by_role("button", name="Stop the reply").press("Enter")

    expect(page.get_by_role("button", name="Continue")).to_be_focused()
    expect(page.get_by_role("alert")).to_contain_text("You stopped the reply.")
    assert prompted.only_talk().turns[-1].text == "I need a name by Friday."
    page.get_by_role("button", name="Continue").click()
    my_turn(page)
    expect(said(page, "bot").last).to_have_text("I need a name by Friday. Who is it?")


def test_scoring_says_how_long_it_takes_and_can_be_stopped(
    learned: Path, tmp_path: Path, fake_openai: FakeOpenAI, visit: NewVisit
) -> None:
    settings = Settings(
        data_dir=learned, openai_base_url=fake_openai.url, speaker="authored", judge="llm"
    )
    fake_openai.answers.extend(["yes", "yes"])
    fake_openai.default = lambda body: Hang()
    with open_room(settings, tmp_path) as room:
        page = visit(room)
        begin(page)
        say(page, STRONG[0])
        my_turn(page)
        page.locator(".meet-head summary").click()
        page.get_by_role("button", name="End and score").click()
        expect(page.get_by_role("progressbar")).to_be_visible()
        expect(page.locator(".thinking")).to_contain_text(re.compile(r"\d of about \d+ answers"))
        expect(page.locator(".elapsed")).to_have_text(re.compile(r"\d+ seconds"))
        page.get_by_role("button", name="Stop the scoring").click()

        expect(page.get_by_role("alert")).to_contain_text("Not scored: you stopped it")
        expect(talk(page)).to_have_attribute("data-stage", "over")
        expect(page.get_by_role("button", name="Score it now")).to_be_visible()
