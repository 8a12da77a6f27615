"""The authored boss in a real browser: from Enter to the last character of the reply."""

from __future__ import annotations

import tempfile
from pathlib import Path

from playwright.sync_api import Page, expect

from app.config import Settings
from bench.report import Row, Section, as_markdown, at_most, median
from bench.talks import LEARNER
from tests.support.browser import Visit, chromium
from tests.support.room import open_room
from tests.web.steps import begin, box, end, my_turn, said

MEETINGS = 6
REPLIES = 2
"""In one meeting: fewer than it takes to convince the boss."""
WATCH = """
() => {
  window.bench = {sent: 0, stored: 0, last: 0};
  const texts = () => [...document.querySelectorAll('#chat [data-testid="bot"]')]
    .map((one) => one.innerText).join("|");
  let before = texts();
  document.addEventListener("keydown", (event) => {
    if (event.key === "Enter") window.bench.sent = performance.now();
  }, true);
  new MutationObserver(() => {
    const now = texts();
    if (now !== before) { before = now; window.bench.last = performance.now(); }
  }).observe(document.body, {childList: true, subtree: true, characterData: true});
}
"""
"""Notes when Enter is pressed and when the boss's words last changed (in milliseconds)."""


def measure() -> Section:
    """Hold meetings in Chromium, and time each reply in the page itself."""
    with tempfile.TemporaryDirectory() as folder, chromium() as browser:
        settings = Settings(_env_file=None, data_dir=Path(folder))
        with open_room(settings, Path(folder)) as room:
            visit = Visit(browser, room.url)
            _meeting(visit.page, room.url)
            seconds = [one for _ in range(MEETINGS) for one in _meeting(visit.page, room.url)]
            visit.context.close()
    how = f"Headless Chromium on the same machine; {len(seconds)} replies, after a first meeting."
    rows = [
        at_most("Enter to the last character, median", median(seconds), 0.3, "s"),
        Row("the slowest", f"{max(seconds):.3g} s"),
    ]
    return Section("Authored reply in the browser", how, rows)


def _meeting(page: Page, url: str) -> list[float]:
    """Return how long the replies of one meeting took (in seconds)."""
    page.goto(url)
    begin(page)
    page.evaluate(WATCH)
    seconds = []
    for number, words in enumerate(LEARNER[:REPLIES]):
        box(page).fill(words)
        box(page).press("Enter")
        expect(said(page, "bot")).to_have_count(number + 2)
        my_turn(page)
        seconds.append(page.evaluate("(bench.last - bench.sent) / 1000"))
    end(page)
    return seconds


if __name__ == "__main__":
    print(as_markdown(measure()))
