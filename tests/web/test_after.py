"""After the meeting, in a real browser: scorecard, reflection, copies and paper."""

from __future__ import annotations

import re

import pypdfium2 as pdfium
from playwright.sync_api import Page, expect

from tests.support.room import Room
from tests.web.conftest import NewVisit
from tests.web.past import add_past
from tests.web.steps import STRONG, begin, end, my_turn, say, scorecard

NEXT = "I will name Inês first.\nThen I ask for the date."
CLIPBOARD = ["clipboard-read", "clipboard-write"]


def words_of(content: bytes) -> str:
    """The words of a PDF, with single blanks."""
    with pdfium.PdfDocument(content) as opened:
        texts = [page.get_textpage().get_text_range() for page in opened]
    return " ".join(" ".join(texts).split())


def test_from_the_last_word_to_a_copy_on_paper(room: Room, visit: NewVisit) -> None:
    page = visit(room, permissions=CLIPBOARD)
    begin(page)
    say(page, STRONG[0])
    my_turn(page)
    end(page)

    # The scorecard first, then the words, then advice.
    headings = scorecard(page).locator("h2").all_inner_texts()
    assert headings == [
        "You ended the meeting.",
        "The one moment to redo",
        "What you said",
        "What would raise it most",
        "What will you do differently next time?",
        "Made by",
    ]
    turn = room.rehearsals.talk("local", past_id(page)).turns[1]
    redo = page.get_by_role("link", name="Redo this moment")
    expect(redo).to_have_attribute("data-turn", turn.id)

    # What is typed is kept, even where the page goes away at once.
    box = page.locator("#reflection")
    box.press_sequentially("I will name Inês first.")
    expect(page.locator(".reflection-state")).to_have_text("Saved.")
    box.press_sequentially("\nThen I ask for the date.")
    page.reload()
    expect(box).to_have_value(NEXT)
    box.fill("x" * 2001)
    expect(page.locator(".reflection-state")).to_have_text(re.compile("Over 2,000 characters"))
    expect(box).to_have_attribute("aria-invalid", "true")
    box.fill(NEXT)
    box.blur()
    expect(box).to_have_attribute("aria-invalid", "false")
    page.goto(f"{room.url}review?rehearsal={past_id(page)}")
    expect(box).to_have_value(NEXT)
    expect(page.get_by_role("link", name="Redo this moment")).to_have_attribute(
        "href", re.compile(rf"\./\?rehearsal=\w+&redo={turn.id}$")
    )

    # Copies: the clipboard, a file, paper.
    page.get_by_role("button", name="Copy as text").click()
    expect(page.get_by_role("status").filter(has_text="Copied.")).to_be_visible()
    copied = page.evaluate("navigator.clipboard.readText()")
    assert re.search(r"\nPositivity: \w+ \(\d of 4\)\n", copied)
    assert f"\nYou: {STRONG[0]}\n" in copied.replace("\r\n", "\n")
    with page.expect_download() as download:
        page.get_by_role("link", name="PDF").click()
    assert download.value.suggested_filename.endswith(".pdf")
    written = words_of(download.value.path().read_bytes())
    printed = words_of(page.pdf(format="Letter"))
    for words in (written, printed):
        assert STRONG[0] in words
        assert "I will name Inês first. Then I ask for the date." in words
        assert "For practice only, not for personnel decisions." in words
        assert "You showed" in words, "what is folded on the screen"
    for clickable in ("Redo this moment", "Copy as text", "Practice", "What moved", "Correct the"):
        assert clickable not in printed


def past_id(page: Page) -> str:
    """The rehearsal in the page's address."""
    return page.url.rpartition("=")[2]


def test_without_a_network_or_a_clipboard_nothing_is_lost(room: Room, visit: NewVisit) -> None:
    add_past(room, 1)
    page = visit(room, "review?rehearsal=r0", tolerated=("ERR_FAILED",))
    box, state = page.locator("#reflection"), page.locator(".reflection-state")
    expect(box).to_be_visible()

    page.route("**/reflection/**", lambda route: route.abort())
    box.fill("Ask first.")
    expect(state).to_have_text(re.compile("Not saved: the app does not answer"))
    page.unroute("**/reflection/**")
    page.evaluate("dispatchEvent(new Event('online'))")
    expect(state).to_have_text("Saved.")
    assert room.rehearsals.after.reflection(room.rehearsals.talk("local", "r0")) == "Ask first."

    page.evaluate(
        "Object.defineProperty(navigator, 'clipboard', { value: undefined });"
        "document.execCommand = () => false"
    )
    page.get_by_role("button", name="Copy as text").click()
    expect(page.get_by_role("status").filter(has_text="press Ctrl+C")).to_be_visible()
    by_hand = page.get_by_role("textbox", name="This rehearsal as text")
    expect(by_hand).to_be_focused()
    assert "You: Thank you, and no." in page.evaluate("getSelection().toString()")
