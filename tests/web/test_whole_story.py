"""The whole way of a learner, in one go: prepare, rehearse, redo, compare, progress, paper."""

from __future__ import annotations

import re

from playwright.sync_api import Page, expect

from tests.support.room import Room
from tests.web.conftest import NewVisit
from tests.web.steps import STRONG, end, my_turn, say, scorecard
from tests.web.test_redo import FLAT, finish

LEFT = ("AbortError", "Connection errored out")
"""What Gradio says when a page is left while it still asks for something."""


def back_and_forth(page: Page) -> None:
    """Leave the page by the browser's back button and come again, then load it anew."""
    here = page.url
    page.goto("about:blank")
    page.go_back()
    expect(page).to_have_url(here)
    page.reload()


def test_from_the_worksheet_to_paper_with_reload_and_back_at_every_step(
    room: Room, visit: NewVisit
) -> None:
    page = visit(room, "prepare?boss=dana-reyes", reduced_motion="reduce", tolerated=LEFT)
    page.get_by_label("Who could do the job instead?").fill("Priya Nair, she runs the stand-up")
    expect(page.get_by_text("Saved", exact=True)).to_be_visible()
    back_and_forth(page)
    expect(page.get_by_label("Who could do the job instead?")).to_have_value(re.compile("Priya"))

    page.get_by_role("link", name="Meet Dana Reyes").click()
    page.get_by_role("button", name="Start the meeting").click()
    my_turn(page)
    say(page, FLAT)
    my_turn(page)
    page.locator("#ask-hint button").click()
    expect(page.locator(".hints li")).to_have_count(1)
    back_and_forth(page)
    expect(page.locator(".hints li")).to_have_count(1)
    my_turn(page)
    end(page)
    back_and_forth(page)
    expect(scorecard(page)).to_contain_text("Hints taken: 1")
    expect(page.locator(".pieces .missed")).to_contain_text("Priya Nair")

    page.get_by_role("link", name="Answer this differently").first.click()
    back_and_forth(page)
    expect(page.locator(".redoing q")).to_contain_text(FLAT)
    finish(page, " ".join(STRONG[:3]))
    expect(page.locator(".pieces .used")).to_contain_text("Priya Nair")

    rehearsal = re.search(r"rehearsal=(\w+)", page.url)
    assert rehearsal
    page.goto(f"{room.url}review?rehearsal={rehearsal[1]}")
    page.get_by_label("Compare: Attempt 1").check()
    page.get_by_label("Compare: Attempt 2").check()
    page.get_by_role("link", name="Compare the two").click()
    back_and_forth(page)
    expect(page.locator(".shifts")).to_contain_text("Gained: Thanks the boss")

    page.get_by_role("link", name="Progress", exact=True).click()
    back_and_forth(page)
    expect(page.locator("#progress")).to_contain_text("Dana Reyes")

    paper = page.request.get(f"{room.url}export/{rehearsal[1]}.pdf")
    assert paper.body().startswith(b"%PDF-")
