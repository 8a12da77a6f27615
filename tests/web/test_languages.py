"""The pages in another language: everything in it, and nothing out of place."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Page, expect

from app.web import words
from app.web.words import Sentence
from tests.support import wording
from tests.support.browser import NARROW
from tests.support.room import Room
from tests.web.conftest import NewVisit
from tests.web.every_page import every_page
from tests.web.test_access import violations

WIDE_LETTERS = {code: code + 0xFEE0 for code in map(ord, "abcdefghijklmnopqrstuvwxyz")}
WIDE_LETTERS |= {code - 32: wide - 32 for code, wide in WIDE_LETTERS.items()}

LEFT = ("AbortError", "Connection errored out")
"""What Gradio says when a page is left while it still listens."""

NOT_OURS = """() => {
  // What people wrote and models say is English; names of formats, files and hashes are names.
  const content = '[lang=en], #live, .pairs .who, code, script, style, textarea, svg title,'
    + ' .brand, #language, #find-persona, .exports > a, .made-by dd, .copy-text,'
    + ' #composer label > span';
  const plain = (words) => /[A-Za-z]{2}/.test(words) && !/[Ａ-Ｚａ-ｚ]/.test(words);
  const seen = (at) => !at.closest(content) && at.checkVisibility();
  const found = new Set();
  const walk = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  while (walk.nextNode()) {
    const { parentElement: at, textContent } = walk.currentNode;
    if (plain(textContent) && seen(at)) found.add(textContent.trim());
  }
  for (const name of ['aria-label', 'placeholder', 'title', 'alt']) {
    for (const at of document.querySelectorAll(`[${name}]`)) {
      const words = at.getAttribute(name);
      if (plain(words) && seen(at)) found.add(`${name}: ${words}`);
    }
  }
  return [...found];
}"""


def widened(english: str) -> str:
    """Return a sentence in letters that nothing but a catalogue writes."""
    if english == "1,234.5":
        return english
    pieces = re.split(r"(\{\w+\})", english)
    return "".join(p if p.startswith("{") else p.translate(WIDE_LETTERS) for p in pieces)


@pytest.fixture
def widened_german(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """In place of German, English in wide letters."""
    made = tuple(Sentence(one, widened(one), True) for one in wording.sentences())
    monkeypatch.setattr(words, "sentences", lambda wanted: made if wanted == "de" else ())
    words._translations.cache_clear()
    yield
    words._translations.cache_clear()


@pytest.mark.usefixtures("widened_german")
def test_every_visible_sentence_comes_from_the_catalogue(room: Room, visit: NewVisit) -> None:
    page = visit(room, locale="de-DE", tolerated=LEFT)
    found: dict[str, list[str]] = {}

    def look(where: str) -> None:
        if here := page.evaluate(NOT_OURS):
            found[where] = here

    every_page(page, room, look)

    assert found == {}


def test_the_whole_app_in_german_on_a_phone(room: Room, visit: NewVisit) -> None:
    page = visit(room, locale="de-DE", size=NARROW, reduced_motion="reduce", tolerated=LEFT)
    found: list[str] = []

    def look(where: str) -> None:
        width = page.evaluate("document.documentElement.scrollWidth")
        found.extend(f"{where}: {problem}" for problem in violations(page))
        if width > NARROW[0]:
            found.append(f"{where} is {width} wide")
        if page.locator("html").get_attribute("lang") != "de":
            found.append(f"{where} is not said to be German")

    every_page(page, room, look)

    assert found == []


def test_a_chosen_language_stays_with_the_address(room: Room, visit: NewVisit) -> None:
    page = visit(room, "prepare?situation=first_offer", locale="de-DE")
    expect(page.get_by_role("heading", name="Vorbereiten: Erstes Angebot")).to_be_visible()

    page.get_by_role("combobox", name="Sprache der Seiten").select_option("English")

    expect(page.get_by_role("heading", name="Prepare: First offer")).to_be_visible()
    expect(page.locator("html")).to_have_attribute("lang", "en")
    assert page.url.endswith("prepare?situation=first_offer")
    assert _cookie(page) == "en"
    page.goto(room.url)
    expect(page.get_by_role("heading", name="Who will you talk to?")).to_be_visible()


def _cookie(page: Page) -> str:
    found = [one for one in page.context.cookies() if one.get("name") == "room-language"]
    assert found[0].get("sameSite") == "Lax"
    return str(found[0].get("value"))
