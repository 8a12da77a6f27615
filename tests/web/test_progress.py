"""The progress page in a real browser, over the demo's rehearsals."""

from __future__ import annotations

import asyncio
import re
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from playwright.sync_api import Page, expect

from app import bootstrap
from app.config import Settings
from tests.support.browser import NARROW
from tests.support.room import Room
from tests.web.conftest import NewVisit
from tests.web.test_access import violations

CRITERIA = ("Positivity", "Business case", "Alternatives")


def demonstrate(room: Room, learned: Path) -> None:
    """Fill the room's store with two weeks of demo."""

    async def fill() -> None:
        with bootstrap.demo(Settings(data_dir=learned), url=room.database) as demo:
            async for _ in demo.fill("local", weeks=2):
                pass

    # Playwright has a loop in this thread.
    with ThreadPoolExecutor(1) as elsewhere:
        elsewhere.submit(lambda: asyncio.run(fill())).result()


def fits(page: Page) -> bool:
    width: int = page.evaluate("document.documentElement.scrollWidth")
    return width <= NARROW[0]


def walks_along_the_marks(page: Page) -> None:
    """The keyboard goes from mark to mark, and what a mark says is written below it."""
    chart = page.locator(".over-time").first
    chart.locator(".mark").last.focus()
    page.keyboard.press("ArrowLeft")
    before = chart.locator(".mark").nth(-2)
    expect(before).to_be_focused()
    expect(chart.locator(".says")).to_have_text(before.get_attribute("aria-label") or "none")
    page.keyboard.press("Home")
    page.keyboard.press("ArrowLeft")
    expect(chart.locator(".mark").first).to_be_focused()


def reads_the_tables(page: Page) -> None:
    """Every chart is a table as well, with a row for each mark."""
    for criterion in CRITERIA:
        page.locator("summary", has_text=f"{criterion} as a table").click()
    rows = page.get_by_role("table", name="Positivity as a table").locator("tbody tr")
    expect(rows).to_have_count(page.locator(".over-time").first.locator(".mark").count())
    expect(rows.last).to_contain_text("the first")


def test_from_an_empty_page_to_the_next_boss(room: Room, visit: NewVisit, learned: Path) -> None:
    page = visit(room, "progress", reduced_motion="reduce")
    expect(page.get_by_role("link", name="Progress")).to_have_attribute("aria-current", "page")
    expect(page.get_by_text("A first rehearsal takes about five minutes.")).to_be_visible()
    assert violations(page) == []

    demonstrate(room, learned)
    page.reload()
    expect(page.get_by_role("group", name=re.compile("^Positivity"))).to_be_visible()
    assert violations(page) == []

    walks_along_the_marks(page)
    reads_the_tables(page)
    assert violations(page) == []

    # The learner's own words lead to where they were said.
    example = page.locator(".mastery .own a").first
    quote = example.locator("q").inner_text().strip("“”").removesuffix(" …")
    example.click()
    expect(page).to_have_url(re.compile(r"review\?rehearsal=demo-"))
    expect(page.locator(".transcript")).to_contain_text(quote)
    page.go_back()

    name = page.locator("#next-title").inner_text().removeprefix("Next, talk to ")
    page.get_by_role("link", name="Read the briefing").click()
    expect(page.get_by_role("heading", name=name)).to_be_visible()
    expect(page.get_by_role("button", name="Start the meeting")).to_be_visible()

    # And all of it on a phone, in the dark.
    page = visit(room, "progress", size=NARROW, color_scheme="dark", reduced_motion="reduce")

    expect(page.locator(".chart.hue-0").first).to_be_visible()
    assert fits(page)
    for criterion in CRITERIA:
        page.locator("summary", has_text=f"{criterion} as a table").click()
    page.get_by_text("How this is counted").click()
    assert fits(page)
    assert violations(page) == []
