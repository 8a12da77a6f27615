"""A visit to every page and state that goes by what elements do, not by what they are called."""

from __future__ import annotations

from collections.abc import Callable

from playwright.sync_api import Page, expect

from tests.support.room import Room
from tests.web.past import add_past
from tests.web.steps import STRONG, my_turn, talk

Look = Callable[[str], None]


def every_page(page: Page, room: Room, look: Look) -> None:
    """Go through the whole app; `look` is called at each page and state with its name."""
    add_past(room, 3)
    _meeting(page, room, look)
    _review(page, room, look)
    _others(page, room, look)


def _meeting(page: Page, room: Room, look: Look) -> None:
    expect(page.locator(".card").first).to_be_visible()
    look("bosses")
    page.locator('[data-persona="dana-reyes"]').click()
    expect(page.locator("#start")).to_be_focused()
    look("briefing")
    page.locator('.brief [data-do="swap"]').click()
    page.locator(".suggested button").first.click()
    expect(page.locator(".swap .said.boss")).to_be_visible()
    look("swapped chairs")
    page.locator('.swap [data-do="brief"]').click()
    page.locator("#start").click()
    my_turn(page)
    for number in (1, 2, 3):
        page.locator('[data-do="hint"]').click()
        expect(page.locator(".hints li")).to_have_count(number)
    page.locator("[data-meter]").click()
    page.locator(".foot summary").click()
    look("hints")
    for words in STRONG[:2]:
        _say(page, words)
    page.locator('[data-do="take_back"]').click()
    expect(page.locator('[data-focus^="taken back"]')).to_be_visible()
    look("taken back")
    page.locator('[data-do="redo"]').first.click()
    expect(page.locator("#redoing")).to_be_visible()
    look("answered differently")
    _say(page, STRONG[2])
    page.locator(".meet-head summary").click()
    look("asked before the end")
    page.locator('[data-do="end"]').click()
    expect(page.locator("#scorecard-title")).to_be_visible()
    _unfold(page)
    look("scorecard")


def _say(page: Page, words: str) -> None:
    box = page.locator("#message textarea")
    box.fill(words)
    box.press("Enter")
    expect(box).to_have_value("")
    expect(talk(page)).to_have_attribute("data-stage", "yours")


def _unfold(page: Page) -> None:
    page.evaluate("document.querySelectorAll('details').forEach((one) => { one.open = true; })")


def _review(page: Page, room: Room, look: Look) -> None:
    page.goto(f"{room.url}review")
    expect(page.locator(".row")).to_have_count(4)
    _unfold(page)
    look("review")
    page.locator("#find-text").fill("zyzzyva")
    expect(page.locator(".empty")).to_be_visible()
    look("nothing found")
    page.goto(f"{room.url}review?one=r0&two=r1")
    expect(page.locator("#compare-title")).to_be_visible()
    _unfold(page)
    look("two rehearsals compared")
    page.goto(f"{room.url}review?rehearsal=r2")
    expect(page.locator("#opened-title")).to_be_visible()
    page.locator(".correct > summary").click()
    page.locator('.correct [data-do="wrong"]').first.click()
    expect(page.locator(".is-wrong").first).to_be_visible()
    _unfold(page)
    page.locator('form[data-do="level"] textarea').first.fill("Too kind.")
    page.locator('form[data-do="level"] .btn.main').first.click()
    expect(page.locator(".trainer-says").first).to_be_visible()
    _unfold(page)
    look("corrected")
    page.goto(f"{room.url}review?rehearsal=nowhere")
    expect(page.locator(".notice")).to_be_visible()
    look("not there")


def _others(page: Page, room: Room, look: Look) -> None:
    page.goto(f"{room.url}progress")
    expect(page.locator(".charts")).to_be_visible()
    _unfold(page)
    look("progress")
    page.goto(f"{room.url}trainer")
    expect(page.locator(".figures").first).to_be_visible()
    look("trainer")
    page.goto(f"{room.url}prepare")
    expect(page.locator(".sheets")).to_be_visible()
    look("situations")
    page.goto(f"{room.url}prepare?situation=first_offer")
    expect(page.locator("#worksheet")).to_be_visible()
    _unfold(page)
    look("worksheet")
