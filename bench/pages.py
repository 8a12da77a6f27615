"""The pages with 20 rehearsals in the store and with 2,000: from the address to first content."""

from __future__ import annotations

import asyncio
import sqlite3
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, closing, contextmanager
from pathlib import Path

from playwright.sync_api import Browser, Page

from app import bootstrap
from app.config import Settings
from app.domain.history import HistoryQuery
from app.rehearsal import Rehearsals
from app.web import progress_html, review_html
from bench.report import Row, Section, as_markdown, median
from tests.support.browser import chromium
from tests.support.room import Room, open_room
from tests.web.past import multiply_past

FEW, TIMES = 20, 99
"""Rehearsals in the small store, and how many copies of each the large one has besides."""
RUNS = 9
MOST, RATIO = 0.5, 1.5
"""Longest time to first content (in seconds), and how much longer the large store may take."""
OWNER = "local"
PAGES = {
    "practice": ("", ".card"),
    "review": ("review", ".row"),
    "progress": ("progress", ".chart"),
}
"""Address, and what its first content is."""
WATCH = """
(selector) => {
  const look = () => {
    if (window.firstContent || !document.querySelector(selector)) return;
    requestAnimationFrame(() => { window.firstContent ??= performance.now() / 1000; });
  };
  new MutationObserver(look).observe(document, {childList: true, subtree: true});
}
"""
"""Notes when the content is first drawn (in seconds after the address was asked for)."""
DRAWN = """
() => new Promise((done) => {
  const look = () => window.firstContent ? done(window.firstContent) : requestAnimationFrame(look);
  look();
})
"""


def measure() -> Section:
    """Open each page of both stores in turn, again and again."""
    with ExitStack() as stack:
        few, many = (stack.enter_context(_room(times)) for times in (0, TIMES))
        work = [_worked(few.rehearsals, many.rehearsals, *one) for one in WORK.items()]
        browser = stack.enter_context(chromium())
        rows = [row for name in PAGES for row in _opened(browser, few, many, name)]
    how = (
        f"{FEW} rehearsals of `rehearse demo`, and the same {TIMES + 1} times over: "
        f"{FEW * (TIMES + 1):,}. Headless Chromium on the same machine, warm, both stores in turn; "
        f"medians of {RUNS}. Below, the queries and the HTML of a page alone."
    )
    return Section("Pages with many rehearsals", how, [*rows, *work])


@contextmanager
def _room(times: int) -> Iterator[Room]:
    with tempfile.TemporaryDirectory() as folder:
        settings = Settings(_env_file=None, data_dir=Path(folder))
        with bootstrap.demo(settings, url=f"sqlite:///{folder}/rehearsals.db") as demo:

            async def fill() -> None:
                async for step in demo.fill(OWNER):
                    if step.done == FEW:
                        return

            asyncio.run(fill())
        with open_room(settings, Path(folder)) as room:
            if times:
                multiply_past(room, times)
                _spread(room)
            yield room


def _spread(room: Room) -> None:
    """Move each copy a day back, so that the days are not all the same."""
    path = room.database.removeprefix("sqlite:///")
    with closing(sqlite3.connect(path)) as connection:
        back = f"printf('-%d days', (number - 1) / {FEW})"
        moved = f"strftime('%Y-%m-%d %H:%M:%f', started_at, {back}) || '000'"
        connection.execute(f"UPDATE rehearsals SET started_at = {moved}")
        connection.commit()


def _opened(browser: Browser, few: Room, many: Room, name: str) -> list[Row]:
    """Return how long a page takes to its first content, with both stores."""
    times: tuple[list[float], list[float]] = [], []
    # A browser of its own for each store: what Gradio loads is in its cache after the first visit.
    contexts = [browser.new_context() for _ in times]
    for _ in range(RUNS + 1):
        for room, context, seconds in zip((few, many), contexts, times, strict=True):
            page = context.new_page()
            seconds.append(_first_content(page, room.url, *PAGES[name]))
            page.close()
    for context in contexts:
        context.close()
    small, large = (median(seconds[1:]) for seconds in times)
    ratio = large / small
    return [
        Row(
            f"{name}: first content, {FEW * (TIMES + 1):,} rehearsals",
            f"{large:.3g} s",
            f"at most {MOST:g} s",
            large <= MOST,
        ),
        Row(
            f"{name}: the same against {FEW} rehearsals",
            f"{small:.3g} s: {ratio:.2f}x",
            f"at most {RATIO:g}x",
            ratio <= RATIO,
        ),
    ]


def _first_content(page: Page, url: str, path: str, selector: str) -> float:
    page.add_init_script(f"({WATCH})({selector!r})")
    page.goto(url + path)
    seconds: float = page.evaluate(DRAWN)
    return seconds


def _practice(here: Rehearsals) -> None:
    here.open_talk(OWNER)
    here.best(OWNER)


def _review(here: Rehearsals) -> None:
    rows, total = here.history(OWNER, HistoryQuery(limit=review_html.PAGE))
    review_html.listing(rows, total, 0, here.rubrics(), filtered=False)


def _progress(here: Rehearsals) -> None:
    progress_html.page(here.progress.standing(OWNER))


WORK: dict[str, Callable[[Rehearsals], None]] = {
    "practice": _practice,
    "review": _review,
    "progress": _progress,
}


def _worked(few: Rehearsals, many: Rehearsals, name: str, work: Callable[..., None]) -> Row:
    """Return how long the queries and the HTML of a page take, with both stores."""
    times: tuple[list[float], list[float]] = [], []
    for _ in range(RUNS + 1):
        for here, seconds in zip((few, many), times, strict=True):
            began = time.perf_counter()
            work(here)
            seconds.append(time.perf_counter() - began)
    small, large = (median(seconds[1:]) * 1000 for seconds in times)
    return Row(f"{name}: queries and HTML alone", f"{large:.3g} ms, {FEW}: {small:.3g} ms")


if __name__ == "__main__":
    print(as_markdown(measure()))
