"""What a learner does on the pages, as tests do it."""

from __future__ import annotations

from playwright.sync_api import Locator, Page, expect

BOSS = "Dana Reyes"

ASKED = "How many people are on that team, and where do they sit?"
"""Something that moves no boss to close a meeting."""

STRONG = (
    "Thank you for thinking of me, Dana, it means a lot to me that you trust me with this.",
    "What I want is to stay with the platform and grow as an engineer. I cut our deploy time from "
    "forty minutes to six last year, so the company ships twice a day.",
    "Priya Nair already runs the stand-up and has told me that she wants to lead. I will coach "
    "her until the end of March and hand over with a written plan.",
    "Can we meet on Monday at ten with Priya and agree on the dates?",
)
"""A good rehearsal, in four turns."""


def talk(page: Page) -> Locator:
    """Return the element that says where the talk stands."""
    return page.locator("#talk")


def box(page: Page) -> Locator:
    """Return the message box."""
    return page.get_by_role("textbox", name="Your answer")


def said(page: Page, who: str) -> Locator:
    """Return the messages of 'bot' or 'user'."""
    return page.locator(f'#chat [data-testid="{who}"]')


def begin(page: Page, boss: str = BOSS) -> None:
    """Choose a boss and start the meeting."""
    page.get_by_role("button", name=boss).click()
    page.get_by_role("button", name="Start the meeting").click()
    my_turn(page)


def my_turn(page: Page) -> None:
    """Wait until the learner may speak."""
    expect(talk(page)).to_have_attribute("data-stage", "yours")


def say(page: Page, words: str) -> None:
    """Send a message, and wait until it is stored."""
    box(page).fill(words)
    box(page).press("Enter")
    expect(box(page)).to_have_value("")


def end(page: Page) -> None:
    """End the meeting, and wait for the scorecard."""
    page.locator(".meet-head summary").click()
    page.get_by_role("button", name="End and score").click()
    scorecard(page)


def scorecard(page: Page) -> Locator:
    """Wait for the scorecard and return it."""
    card = page.locator("section.scorecard")
    expect(card).to_be_visible()
    return card
