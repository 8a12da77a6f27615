"""A real Chromium, and visits that notice what a page must not do."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from playwright.sync_api import Browser, Page, Playwright, sync_playwright

from tests.support.missing import missing

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
WIDE = (1280, 860)
NARROW = (390, 844)


def chromium_path(playwright: Playwright) -> str | None:
    """Return a Chromium of this machine: CHROMIUM, the path's, or Playwright's own; else None."""
    candidates = [os.environ.get("CHROMIUM"), *(shutil.which(name) for name in NAMES)]
    candidates.append(playwright.chromium.executable_path)
    return next((path for path in candidates if path and Path(path).exists()), None)


@contextmanager
def chromium() -> Iterator[Browser]:
    """Yield a running Chromium; a test that needs one is told as missing where there is none."""
    with sync_playwright() as playwright:
        path = chromium_path(playwright)
        if path is None:
            missing("Chromium", "none found; set CHROMIUM to its path, or run make test as root")
        browser = playwright.chromium.launch(executable_path=path, args=["--no-sandbox"])
        yield browser
        browser.close()


class Visit:
    """One visitor: a page, and everything that it did which it must not do."""

    def __init__(
        self,
        browser: Browser,
        base: str,
        *,
        tolerated: tuple[str, ...] = (),
        allowed: str = "",
        **context: Any,
    ) -> None:
        """`tolerated` errors hold one of these words, or have one of these statuses.

        `allowed` is another site that may be visited.
        """
        self._tolerated, self._allowed = tolerated, allowed
        self.here = urlsplit(base).netloc
        self.problems: list[str] = []
        """Console errors, uncaught errors, and requests to other hosts."""
        size = context.pop("size", WIDE)
        viewport = {"width": size[0], "height": size[1]}
        self.context = browser.new_context(viewport=viewport, **context)  # type: ignore[arg-type]
        self.context.set_default_timeout(15_000)
        self.context.on("request", self._watch)
        self.context.on("response", self._refused)
        self.page = self.tab()

    def tab(self) -> Page:
        """Return a new, watched tab."""
        page = self.context.new_page()
        page.on("console", lambda message: self._console(message.type, message.text))
        page.on("pageerror", lambda error: self.problems.append(f"uncaught: {error}"))
        page.on("dialog", lambda dialog: self.problems.append(f"dialog: {dialog.message}"))
        return page

    def _watch(self, request: Any) -> None:
        asked = urlsplit(request.url)
        if self._allowed and request.url.startswith(self._allowed):
            return
        if asked.scheme in ("http", "https", "ws", "wss") and asked.netloc != self.here:
            self.problems.append(f"request to {request.url}")

    def _refused(self, response: Any) -> None:
        if response.status >= 400 and str(response.status) not in self._tolerated:
            asked = response.request
            self.problems.append(f"{response.status} for {asked.method} {asked.url}")

    def _console(self, kind: str, text: str) -> None:
        if kind in ("error", "warning") and not any(word in text for word in self._tolerated):
            self.problems.append(f"{kind}: {text}")

    def close(self) -> None:
        """End the visit; fails if the page did what it must not do."""
        self.context.close()
        assert not self.problems, self.problems
