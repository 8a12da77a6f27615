"""Everyone can use it: axe-core, the keyboard alone, a narrow screen, less motion."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect

from tests.support.browser import NARROW, WIDE
from tests.support.room import Room
from tests.web.conftest import NewVisit
from tests.web.past import add_past
from tests.web.steps import ASKED, STRONG, begin, box, end, my_turn, say

Look = Callable[[str], None]


def the_whole_story(page: Page, room: Room, look: Look) -> None:
    """Visit every page and state; `look` is called at each."""
    expect(page.locator(".card").first).to_be_visible()
    look("bosses")
    page.get_by_role("button", name="Dana Reyes").click()
    expect(page.get_by_role("button", name="Start the meeting")).to_be_focused()
    look("briefing")
    page.get_by_role("button", name="Start the meeting").click()
    my_turn(page)
    page.locator(".foot summary").click()
    look("meeting")
    say(page, f"{STRONG[0]} {ASKED}")
    my_turn(page)
    page.locator(".meet-head summary").click()
    look("asked before the end")
    page.get_by_role("button", name="End and score").click()
    expect(page.locator("section.scorecard")).to_be_visible()
    for folded in page.locator("section.scorecard details").all():
        folded.locator("summary").click()
    page.locator(".evidence").first.focus()
    look("scorecard")
    page.goto(room.url + "review")
    expect(page.locator(".row").first).to_be_visible()
    look("review")
    page.locator(".row .ask summary").first.click()
    page.get_by_role("button", name="Delete it").click()
    expect(page.get_by_role("button", name="Undo")).to_be_visible()
    look("deleted")
    page.locator(".row a").first.click()
    expect(page.locator("#opened-title")).to_be_visible()
    look("opened")
    page.get_by_text("Correct the judge").click()
    page.get_by_role("button", name="This is wrong").first.click()
    expect(page.get_by_text("Trainer: this is wrong.")).to_be_focused()
    for folded in page.locator(".form-fold summary").all():
        folded.click()
    look("corrected")
    page.goto(room.url + "trainer")
    expect(page.locator(".figures")).to_be_visible()
    look("trainer")
    page.goto(room.url + "?rehearsal=nobody")
    expect(page.get_by_role("alert")).to_be_visible()
    look("trouble")


def violations(page: Page) -> list[str]:
    """Return what axe-core finds serious or critical, with the elements."""
    found: list[dict[str, Any]] = Axe().run(page).response["violations"]
    return [
        f"{one['id']} ({one['impact']}): {[node['html'][:200] for node in one['nodes'][:3]]}"
        for one in found
        if one["impact"] in ("serious", "critical")
    ]


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing_serious(room: Room, visit: NewVisit, scheme: str) -> None:
    add_past(room, 3)
    page = visit(room, color_scheme=scheme, reduced_motion="reduce")
    found: dict[str, list[str]] = {}

    def look(where: str) -> None:
        if problems := violations(page):
            found[where] = problems

    the_whole_story(page, room, look)

    assert found == {}


def test_36_no_page_asks_another_host_and_none_is_wider_than_a_phone(
    room: Room, visit: NewVisit
) -> None:
    add_past(room, 3)
    page = visit(room, size=NARROW, reduced_motion="reduce")
    too_wide: list[str] = []

    def look(where: str) -> None:
        width = page.evaluate("document.documentElement.scrollWidth")
        if width > NARROW[0]:
            too_wide.append(f"{where}: {width}")

    the_whole_story(page, room, look)

    assert too_wide == []


def tab_to(page: Page, name: str) -> None:
    """Press Tab until the focus is on what is called `name`."""
    for _ in range(40):
        page.keyboard.press("Tab")
        focused = page.evaluate(
            """() => { const at = document.activeElement;
                 return at.getAttribute('aria-label') || at.placeholder || at.textContent }"""
        )
        if name in focused:
            return
    raise AssertionError(f"Tab does not reach {name}")


def test_everything_works_by_keyboard(room: Room, visit: NewVisit) -> None:
    page = visit(room)
    expect(page.locator(".card").first).to_be_visible()

    page.keyboard.press("Tab")
    expect(page.get_by_role("link", name="Skip to the content")).to_be_focused()
    page.keyboard.press("Enter")
    tab_to(page, "Dana Reyes")
    page.keyboard.press("Enter")
    expect(page.get_by_role("button", name="Start the meeting")).to_be_focused()
    page.keyboard.press("Enter")
    expect(box(page)).to_be_focused()
    page.keyboard.type(STRONG[0])
    page.keyboard.press("Enter")
    my_turn(page)
    expect(box(page)).to_have_value("")
    page.keyboard.press("Shift+Tab")
    page.locator("#theme").focus()
    tab_to(page, "End meeting")
    page.keyboard.press("Enter")
    tab_to(page, "Keep talking")
    page.keyboard.press("Escape")
    expect(page.get_by_role("button", name="End and score")).to_be_hidden()
    page.keyboard.press("Enter")
    tab_to(page, "End and score")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="You ended the meeting.")).to_be_focused()
    tab_to(page, "Choose another boss")
    page.keyboard.press("Enter")

    expect(page.get_by_role("heading", name="Who will you talk to?")).to_be_focused()


def test_landmarks_language_and_title(room: Room, visit: NewVisit) -> None:
    page = visit(room)
    expect(page.locator(".card").first).to_be_visible()

    expect(page.locator("html")).to_have_attribute("lang", "en")
    expect(page).to_have_title(re.compile("Rehearsal Room"))
    for role in ("banner", "navigation", "main"):
        expect(page.get_by_role(role)).to_have_count(1)
    expect(page.get_by_role("heading", level=1)).to_have_count(1)


@pytest.mark.parametrize("size", [WIDE, NARROW])
def test_less_motion_is_respected(room: Room, visit: NewVisit, size: tuple[int, int]) -> None:
    page = visit(room, size=size, reduced_motion="reduce")
    begin(page)
    say(page, STRONG[0])
    my_turn(page)
    end(page)

    moving = page.evaluate("document.getAnimations().filter(a => a.playState === 'running').length")
    assert moving == 0
