"""Remake docs/screenshots: every page, wide and 390 px, light and dark.

.venv/bin/python -m bench.screenshots
"""

from __future__ import annotations

import itertools
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Literal

from playwright.sync_api import Browser, Page

from app import bootstrap
from app.config import Settings
from tests.support.browser import chromium
from tests.support.loops import finished
from tests.support.room import Room, open_room
from tests.web.steps import STRONG, begin, box, end, my_turn, say, scorecard

FOLDER = Path(__file__).parent.parent / "docs" / "screenshots"
WIDTHS = {"wide": (1280, 860), "narrow": (390, 844)}
SCHEMES: tuple[Literal["light", "dark"], ...] = ("light", "dark")


def shoot(page: Page, name: str, *, whole: bool = False) -> None:
    """Save what `page` shows in both widths and both schemes."""
    for (width, size), scheme in itertools.product(WIDTHS.items(), SCHEMES):
        page.set_viewport_size({"width": size[0], "height": size[1]})
        page.emulate_media(color_scheme=scheme, reduced_motion="reduce")
        page.wait_for_function("document.fonts.ready.then(() => true)")
        page.screenshot(path=FOLDER / f"{name}-{width}-{scheme}.png", full_page=whole)
    page.set_viewport_size({"width": 1280, "height": 860})


def story(browser: Browser, room: Room) -> None:
    """Hold one rehearsal, and look at every page on the way."""
    page = browser.new_page()
    prepare(page, room)
    page.goto(room.url)
    page.get_by_role("button", name="Dana Reyes").wait_for()
    shoot(page, "bosses")
    begin(page)
    say(page, STRONG[0])
    my_turn(page)
    say(page, STRONG[1])
    my_turn(page)
    shoot(page, "practice")
    # Not `say`, which waits for an empty box: the box is gone once the meeting is over.
    box(page).fill(STRONG[2])
    box(page).press("Enter")
    scorecard(page)
    shoot(page, "scorecard", whole=True)
    another_attempt(page)
    shoot(page, "attempts", whole=True)
    page.get_by_role("link", name="Compare with attempt 1").click()
    page.locator(".compare").wait_for()
    shoot(page, "compare", whole=True)
    page.close()


def prepare(page: Page, room: Room) -> None:
    """Fill a part of the worksheet for the meeting to come."""
    page.goto(f"{room.url}prepare?boss=dana-reyes")
    page.get_by_label("Your name").fill("Sam")
    page.get_by_label("Who could do the job instead?").fill("Priya Nair, she runs the stand-up")
    page.get_by_text("Saved", exact=True).wait_for()
    shoot(page, "prepare", whole=True)


def weeks_later(browser: Browser, room: Room) -> None:
    """Look at the pages that need a history: the demo's."""

    async def fill() -> None:
        with bootstrap.demo(Settings(), url=room.database) as demo:
            async for _ in demo.fill("local"):
                pass

    finished(fill())
    page = browser.new_page()
    for name, there in (
        ("review", "ol.rows"),
        ("progress", "#progress svg"),
        ("trainer", "#trainer h1"),
        ("privacy", "#privacy h1"),
    ):
        page.goto(f"{room.url}{name}")
        page.locator(there).first.wait_for()
        shoot(page, name, whole=name != "review")
    page.close()


def another_attempt(page: Page) -> None:
    """Answer the second turn differently, in review; end there, at the tree."""
    page.goto(page.url.replace("?", "review?"))
    page.get_by_role("link", name="Answer this differently").nth(1).click()
    my_turn(page)
    say(page, "I would rather stay where I am, honestly. Meetings wear me out.")
    my_turn(page)
    end(page)
    page.locator(".tree").wait_for()
    page.get_by_role("link", name="Attempt 2", exact=True).click()
    page.locator("#opened-title").wait_for()


def main() -> None:
    """Make all screenshots."""
    FOLDER.mkdir(parents=True, exist_ok=True)
    with TemporaryDirectory() as folder:
        settings = Settings(data_dir=Path(folder))
        with open_room(settings, Path(folder)) as room, chromium() as browser:
            story(browser, room)
            weeks_later(browser, room)


if __name__ == "__main__":
    main()
