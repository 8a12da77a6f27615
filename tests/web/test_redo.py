"""Answering differently, taking back, the tree and the comparison, in a real browser."""

from __future__ import annotations

import re
from typing import Any

from playwright.sync_api import Page, expect

from app.domain.history import HistoryQuery
from app.store.repository import Store
from tests.store.samples import a_boss_turn, a_scorecard, a_turn, later
from tests.support.browser import NARROW
from tests.support.room import Room
from tests.web.conftest import NewVisit
from tests.web.past import add_past
from tests.web.steps import ASKED, STRONG, begin, box, end, my_turn, said, say, scorecard, talk
from tests.web.test_access import violations

FLAT = "No. I do not want to manage people, meetings are awful."


def finish(page: Page, words: str) -> None:
    """Say something, and end the meeting if the boss does not."""
    box(page).fill(words)
    box(page).press("Enter")
    expect(said(page, "user").last).to_have_text(words)
    expect(talk(page)).to_have_attribute("data-stage", re.compile("yours|over"))
    if talk(page).get_attribute("data-stage") == "yours":
        end(page)
    scorecard(page)


def again(page: Page) -> None:
    """Load the page anew."""
    page.reload()
    expect(talk(page)).to_have_attribute("data-stage", re.compile("yours|over"))


def in_redo(page: Page, before: str) -> None:
    """Wait until a turn is about to be answered differently."""
    expect(page.locator(".redoing q")).to_contain_text(before)
    expect(page).to_have_url(re.compile(r"\?rehearsal=\w+&redo=\w+$"))


def test_a_turn_is_taken_back_edited_answered_differently_and_compared(
    room: Room, visit: NewVisit
) -> None:
    page = visit(room, reduced_motion="reduce", tolerated=("AbortError", "Connection errored out"))
    serious: dict[str, list[str]] = {}

    def look(where: str) -> None:
        if problems := violations(page):
            serious[where] = problems

    begin(page)
    say(page, FLAT)
    my_turn(page)
    say(page, ASKED)
    my_turn(page)

    # Taken back, and brought back
    page.get_by_role("button", name="Take it back").click()
    expect(page.get_by_text("Taken back: it is as if")).to_be_focused()
    expect(said(page, "user")).to_have_text([FLAT])
    look("taken back")
    again(page)
    expect(said(page, "user")).to_have_text([FLAT])
    page.get_by_role("link", name="2 attempts").click()
    page.get_by_role("link", name="Go on with it: attempt 1").click()
    expect(said(page, "user")).to_have_text([FLAT, ASKED])
    my_turn(page)

    # Edited: the old words are in the box, and stay there over a reload
    page.get_by_role("button", name="Edit my last answer").click()
    in_redo(page, ASKED)
    expect(box(page)).to_have_value(ASKED)
    expect(box(page)).to_be_focused()
    look("editing")
    page.go_back()
    expect(said(page, "user")).to_have_text([FLAT, ASKED])
    expect(box(page)).to_have_value("")
    page.go_forward()
    in_redo(page, ASKED)
    again(page)
    in_redo(page, ASKED)
    expect(box(page)).to_have_value(ASKED)
    finish(page, f"{STRONG[1]} {STRONG[2]}")
    first = page.url
    assert "redo" not in first

    # Answered differently, from the evidence; thought better of; then done
    page.get_by_role("link", name="Answer this differently").first.click()
    in_redo(page, FLAT)
    expect(box(page)).to_have_value("")
    expect(box(page)).to_be_focused()
    look("answering differently")
    page.get_by_role("button", name="Start from what I said").click()
    expect(box(page)).to_have_value(FLAT)
    page.get_by_role("button", name="Back to where I was").click()
    expect(scorecard(page)).to_contain_text("Priya Nair")
    page.go_back()
    in_redo(page, FLAT)
    expect(box(page)).to_have_value(FLAT)
    say(page, f"{STRONG[0]} {ASKED}")
    my_turn(page)
    assert page.url == first
    again(page)
    expect(said(page, "user")).to_have_text([f"{STRONG[0]} {ASKED}"])
    expect(box(page)).to_have_value("")
    finish(page, f"{STRONG[1]} {STRONG[2]}")

    # The tree, under the scorecard and in review
    tree = page.locator(".tree")
    expect(tree.get_by_role("link", name=re.compile("^Attempt"))).to_have_count(3)
    expect(tree.locator("> li > ol > li")).to_have_count(2)
    expect(tree).to_contain_text("answer 1 differently")
    look("tree")
    again(page)
    tree.get_by_role("link", name="Attempt 2", exact=True).click()
    expect(page).to_have_url(re.compile(r"/review\?rehearsal=\w+&attempt=\w+$"))
    expect(page.locator("#opened-title")).to_be_visible()
    expect(scorecard(page)).to_contain_text(FLAT)
    page.get_by_role("link", name="Attempt 3", exact=True).click()
    expect(scorecard(page)).not_to_contain_text(FLAT)
    page.go_back()
    expect(scorecard(page)).to_contain_text(FLAT)

    # Compared
    page.get_by_label("Compare: Attempt 2").check()
    expect(page.get_by_text("Attempt 2 is ticked. Tick one more.")).to_be_visible()
    page.get_by_label("Compare: Attempt 3").check()
    page.get_by_role("link", name="Compare the two").click()
    title = page.get_by_role("heading", name="Attempt 2 and Attempt 3")
    expect(title).to_be_focused()
    expect(page.locator(".level-changes")).to_contain_text("Positivity went from")
    expect(page.locator(".shifts")).to_contain_text("Gained: Thanks the boss")
    for folded in page.locator(".compare details summary").all():
        folded.click()
    look("compared")
    page.reload()
    expect(title).to_be_visible()
    page.go_back()
    expect(page.locator("#opened-title")).to_be_visible()
    page.go_forward()
    expect(title).to_be_visible()

    # Whatever asks for it, on whatever page
    (row,), _ = room.rehearsals.history("local", HistoryQuery())
    turn = room.rehearsals.talk("local", row.rehearsal.id).turns[1]
    page.evaluate(
        """([rehearsal, turn]) => { const button = document.createElement("button");
             button.textContent = "Redo the weakest moment";
             Object.assign(button.dataset, {do: "redo", rehearsal, turn});
             document.querySelector(".compare").prepend(button); }""",
        [turn.rehearsal_id, turn.id],
    )
    page.get_by_role("button", name="Redo the weakest moment").click()
    in_redo(page, STRONG[0])
    assert serious == {}


def test_a_window_that_is_out_of_date_is_told_and_keeps_the_words(
    room: Room, visit: NewVisit
) -> None:
    page = visit(room)
    begin(page)
    say(page, ASKED)
    my_turn(page)
    other = page.context.new_page()
    other.goto(page.url)
    my_turn(other)
    other.get_by_role("button", name="Edit my last answer").click()
    in_redo(other, ASKED)
    say(page, FLAT)
    my_turn(page)

    box(other).fill("Something else altogether.")
    box(other).press("Enter")

    expect(other.get_by_role("alert")).to_contain_text("went on in another window")
    expect(box(other)).to_have_value("Something else altogether.")
    assert room.only_talk().learner_turns == 2


def many_attempts(room: Room, number: int) -> None:
    """Give r0 two attempts more for each of `number`, some hanging from those before."""
    store = Store.open(room.database)
    card = a_scorecard().criteria[0]
    for n in range(1, number):
        parent = "r0-0" if n % 3 == 1 else f"r0-b{n - 1}"
        here: dict[str, Any] = {"rehearsal_id": "r0", "at": later(n)}
        words = f"Another way, number {n}: <b>thanks</b>."
        store.set_leaf("r0", parent)
        store.add_turn(a_turn(f"r0-l{n}", parent, text=words, **here))
        store.add_turn(a_boss_turn(f"r0-b{n}", f"r0-l{n}", text="I see.", **here))
        store.add_turn(a_turn(f"r0-x{n}", f"r0-b{n}", text="Aside.", **here))
        store.set_leaf("r0", f"r0-b{n}")
        store.finish("r0", "parked", later(n + 0.5))
        levels = [card.model_copy(update={"id": c, "level": n % 5}) for c in CRITERIA]
        store.add_scorecard(
            a_scorecard(
                f"many{n}",
                rehearsal_id="r0",
                leaf_id=f"r0-b{n}",
                criteria=tuple(levels),
                overall=n % 5 * 25,
            )
        )
    store.close()


CRITERIA = ("positivity", "business_case", "alternatives")


def test_thirty_attempts_fit_on_a_phone_and_two_rehearsals_are_compared(
    room: Room, visit: NewVisit
) -> None:
    add_past(room, 3)
    many_attempts(room, 16)
    page = visit(room, "review?rehearsal=r0", size=NARROW, reduced_motion="reduce")
    expect(page.locator(".attempt")).to_have_count(31)
    expect(page.locator(".attempts b")).to_have_count(0)
    widths = {"tree": page.evaluate("document.documentElement.scrollWidth")}
    problems = violations(page)

    page.get_by_role("button", name="All rehearsals").click()
    page.get_by_label("Compare: Vikram Sethi").check()
    page.get_by_label("Compare: Dana Reyes").check()
    page.get_by_label("Compare: Marcia Bennett").check()
    expect(page.get_by_label("Compare: Vikram Sethi")).not_to_be_checked()
    page.get_by_role("link", name="Compare the two").click()
    expect(page.get_by_role("heading", name="Marcia Bennett and Dana Reyes")).to_be_focused()
    widths["compare"] = page.evaluate("document.documentElement.scrollWidth")

    assert widths == {"tree": NARROW[0], "compare": NARROW[0]}
    assert problems + violations(page) == []
