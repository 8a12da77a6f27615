"""Correcting a scorecard in a real browser, and the trainer page."""

from __future__ import annotations

from playwright.sync_api import Locator, Page, expect

from app.store.repository import Store
from tests.store.corrections import a_level, an_apart_card
from tests.store.samples import NOON, a_boss_turn, a_rehearsal, a_turn
from tests.support.browser import NARROW
from tests.support.room import Room
from tests.web.conftest import NewVisit
from tests.web.past import add_past

SELECT = """([start, end]) => {
  const words = document.querySelector(".said.learner [data-turn]");
  const pieces = document.createTreeWalker(words, NodeFilter.SHOW_TEXT);
  let node = pieces.nextNode();
  while (pieces.nextNode()) node = pieces.currentNode;
  getSelection().setBaseAndExtent(node, start, node, end);
}"""
"""Selects in the learner's last piece of text that is not evidence."""


def opened(room: Room, visit: NewVisit, **context: object) -> Page:
    """A scorecard of "Thank you, and no.", in which the judge saw thanks in "Thank"."""
    add_past(room, 1)
    page = visit(room, "review?rehearsal=r0", **context)
    page.get_by_text("Correct the judge").click()
    return page


def positivity(page: Page) -> Locator:
    return page.locator(".correct-criterion").first


def test_a_finding_is_marked_wrong_and_taken_back(room: Room, visit: NewVisit) -> None:
    page = opened(room, visit)

    page.get_by_role("button", name="This is wrong: Thanks the boss, “Thank”").click()

    expect(page.get_by_text("Trainer: this is wrong.")).to_be_focused()
    expect(page.locator(".mark")).to_contain_text("marked wrong")
    expect(positivity(page)).to_contain_text("the corrected findings give")
    page.reload()
    expect(page.locator(".mark")).to_contain_text("marked wrong")
    page.get_by_text("Correct the judge").click()
    page.get_by_role("button", name="Undo: Thanks the boss is wrong").click()
    expect(page.get_by_role("status").filter(has_text="Taken back")).to_be_focused()
    expect(page.locator(".mark")).not_to_contain_text("marked wrong")


def test_a_level_is_changed_with_a_reason_by_keyboard(room: Room, visit: NewVisit) -> None:
    page = opened(room, visit)
    expect(positivity(page)).to_contain_text("Positivity: judge absent (0 of 4)")

    page.get_by_label("Change this level: Positivity").focus()
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    page.keyboard.press("e")  # exemplary
    page.keyboard.press("Tab")
    page.keyboard.type("Sincere <b>thanks</b>")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")

    given = page.locator(".correct .trainer-says")
    expect(given).to_have_text("Trainer: exemplary (4 of 4). Sincere <b>thanks</b>")
    level = page.locator(".level").first
    expect(level).to_contain_text("Positivity: absent (0 of 4)")
    expect(level).to_contain_text("Trainer: exemplary (4 of 4).")


def test_a_level_without_a_reason_is_not_sent(room: Room, visit: NewVisit) -> None:
    page = opened(room, visit)
    page.get_by_label("Change this level: Positivity").click()
    page.get_by_label("Why").first.fill("  ")

    page.get_by_role("button", name="Give this level").first.click()

    expect(page.get_by_text("Say why: a level without a reason")).to_be_focused()
    expect(page.get_by_label("Your level").first).to_be_visible()


def test_selected_words_are_added(room: Room, visit: NewVisit) -> None:
    page = opened(room, visit)

    page.evaluate(SELECT, [6, 13])
    expect(page.get_by_label("The words that show it")).to_have_value("and no.")
    page.get_by_label("Behaviour").select_option("Refuses flatly")
    page.get_by_label("How", exact=True).select_option("In part")
    page.get_by_role("button", name="Add it").click()

    added = page.locator(".is-added")
    expect(added).to_be_focused()
    expect(added).to_contain_text("in part")
    expect(page.locator(".evidence")).to_have_text(["Thank", "and no."])
    expect(page.locator(".mark").last).to_contain_text("added")


def test_words_that_were_not_said_are_refused_and_kept_in_the_form(
    room: Room, visit: NewVisit
) -> None:
    page = opened(room, visit)
    words = page.get_by_label("The words that show it")
    page.get_by_label("Behaviour").select_option("Refuses flatly")
    words.fill("Never in my life.")

    page.get_by_role("button", name="Add it").click()

    problem = page.get_by_role("alert").filter(has_text="not in that turn, to the letter")
    expect(problem).to_be_focused()
    expect(words).to_have_value("Never in my life.")
    expect(page.get_by_label("Behaviour")).to_have_value("blunt_refusal")
    page.evaluate(SELECT, [6, 13])
    expect(words).to_have_value("Never in my life.")  # what was typed is never replaced


def test_a_phone_is_wide_enough(room: Room, visit: NewVisit) -> None:
    page = opened(room, visit, size=NARROW)
    page.get_by_label("Change this level: Positivity").click()
    assert page.evaluate("document.documentElement.scrollWidth") == NARROW[0]

    page.get_by_role("link", name="Trainer").click()
    expect(page.get_by_role("heading", name="You and the judge")).to_be_visible()

    assert page.evaluate("document.documentElement.scrollWidth") == NARROW[0]


def test_an_empty_trainer_page_says_what_to_do(room: Room, visit: NewVisit) -> None:
    page = visit(room, "trainer")

    expect(page).to_have_title("Trainer · Rehearsal Room")
    expect(page.get_by_role("link", name="Trainer")).to_have_attribute("aria-current", "page")
    expect(page.get_by_text("No scorecard waits for you.")).to_be_visible()
    expect(page.get_by_text("No levels given yet.")).to_be_visible()
    page.get_by_text("None yet.").get_by_role("link", name="Review").click()
    expect(page.get_by_text("Nothing here yet.")).to_be_visible()


def test_where_the_judges_are_apart_a_trainer_looks_and_settles_it(
    room: Room, visit: NewVisit
) -> None:
    store = Store.open(room.database)
    store.add_rehearsal(a_rehearsal(), a_boss_turn("t0", text="So?"))
    store.add_turn(a_turn("t1", "t0", text="Thank you, and no."))
    store.finish("r1", "parked", NOON)
    store.add_scorecard(an_apart_card())
    page = visit(room, "trainer")
    expect(page.locator(".looks li")).to_contain_text(
        "minilm says strong (3 of 4), the embedded judge weak (1 of 4)"
    )
    expect(page.locator(".looks li")).to_contain_text("Not looked at yet.")
    page.locator(".looks").get_by_role("link", name="Dana Reyes").click()
    expect(page.get_by_role("heading", name="Dana Reyes")).to_be_visible()

    store.keep_correction(a_level(criterion="business_case", level=3, judged=3))
    store.close()
    page.goto(room.url + "trainer")

    expect(page.get_by_text("You have given your level.")).to_be_visible()
    figures = page.locator(".figures").first
    expect(figures).to_contain_text("1 of 1")
    expect(figures).to_contain_text("as strict as you")
    page.get_by_role("button", name="Undo: business_case strong").click()
    expect(page.get_by_text("The correction is taken back.")).to_be_focused()
    expect(page.get_by_text("No levels given yet.")).to_be_visible()
