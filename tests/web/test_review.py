"""The review page in a real browser."""

from __future__ import annotations

import json
import re

import pytest
from playwright.sync_api import Page, expect

from tests.support.room import Room
from tests.web.conftest import NewVisit
from tests.web.past import add_past, multiply_past
from tests.web.steps import begin, my_turn, said


def bosses(page: Page) -> list[str]:
    """Return the names in the list, once it has been drawn."""
    expect(page.locator(".row").first).to_be_visible()
    return page.locator(".row h2").all_inner_texts()


def test_an_empty_review_invites_to_rehearse(room: Room, visit: NewVisit) -> None:
    page = visit(room, "review")

    expect(page.get_by_text("Nothing here yet.")).to_be_visible()
    page.get_by_role("link", name="Choose a boss").click()

    expect(page.get_by_role("heading", name="Who will you talk to?")).to_be_visible()


def test_a_row_says_how_it_went_in_words(room: Room, visit: NewVisit) -> None:
    add_past(room, 3)
    row = visit(room, "review").locator(".row").nth(2)

    expect(row).to_contain_text("Vikram Sethi")
    expect(row).to_contain_text("The ladder plan")
    expect(row).to_contain_text("Stalemate")
    expect(row).to_contain_text("Positivity: developing (2 of 4)")
    expect(row).to_contain_text("developing, 50 of 100")
    expect(row).to_contain_text("1 turn, 1 attempt")


def test_two_thousand_rehearsals_are_paged(room: Room, visit: NewVisit) -> None:
    add_past(room, 4)
    multiply_past(room, 499)
    page = visit(room, "review")

    expect(page.locator(".pager p")).to_have_text("1 to 20 of 2,000 rehearsals")
    expect(page.get_by_role("button", name="Previous")).to_be_disabled()
    page.get_by_role("button", name="Next").click()
    expect(page.locator(".pager p")).to_have_text("21 to 40 of 2,000 rehearsals")
    page.get_by_label("Boss", exact=True).select_option("Vikram Sethi")
    expect(page.locator(".pager p")).to_have_text("1 to 20 of 500 rehearsals")


@pytest.mark.parametrize(
    ("label", "choice", "first", "number"),
    [
        ("Boss", "Marcia Bennett", "Marcia Bennett", 3),
        ("Situation", "The ladder plan", "Vikram Sethi", 3),
        ("Outcome", "Parked", "Marcia Bennett", 2),
        ("Order", "Oldest first", "Vikram Sethi", 9),
        ("Order", "By boss", "Dana Reyes", 9),
        ("Order", "Best first", "Marcia Bennett", 9),
    ],
)
def test_the_list_is_filtered_and_sorted(
    room: Room, visit: NewVisit, label: str, choice: str, first: str, number: int
) -> None:
    add_past(room, 9)
    page = visit(room, "review")
    expect(page.locator(".row")).to_have_count(9)

    page.get_by_label(label, exact=True).select_option(choice)

    expect(page.locator(".row h2").first).to_have_text(first)
    expect(page.locator(".row")).to_have_count(number)


def test_words_are_found_while_typing(room: Room, visit: NewVisit) -> None:
    add_past(room, 2, words="Priya could take the team.")
    page = visit(room, "review")
    expect(page.locator(".row")).to_have_count(2)

    page.get_by_role("searchbox").press_sequentially("bennett")
    expect(page.locator(".row")).to_have_count(1)
    expect(page.get_by_role("searchbox")).to_be_focused()
    page.get_by_role("searchbox").fill("nowhere")

    expect(page.get_by_text("Nothing matches.")).to_be_visible()


def test_one_is_opened_and_left_with_the_back_button(room: Room, visit: NewVisit) -> None:
    add_past(room, 3)
    page = visit(room, "review")

    page.get_by_role("link", name="Marcia Bennett").click()
    expect(page.get_by_role("heading", name="Marcia Bennett")).to_be_focused()
    expect(page).to_have_url(re.compile(r"review\?rehearsal=r1$"))
    expect(page.locator(".evidence")).to_have_text("Thank")
    page.go_back()
    expect(page.locator(".row")).to_have_count(3)
    page.go_forward()
    expect(page.get_by_role("heading", name="Marcia Bennett")).to_be_visible()
    page.get_by_role("button", name="All rehearsals").click()

    expect(page.locator(".row")).to_have_count(3)
    expect(page).to_have_url(room.url + "review")


def test_deleting_asks_first_and_can_be_undone(room: Room, visit: NewVisit) -> None:
    add_past(room, 2)
    page = visit(room, "review")

    page.get_by_label("Delete the rehearsal with Marcia Bennett").click()
    page.get_by_role("button", name="Keep it").click()
    expect(page.locator(".row")).to_have_count(2)
    page.get_by_label("Delete the rehearsal with Marcia Bennett").click()
    page.get_by_role("button", name="Delete it").click()
    expect(page.get_by_text("The rehearsal with Marcia Bennett is deleted.")).to_be_visible()
    assert bosses(page) == ["Dana Reyes"]
    page.get_by_role("button", name="Undo").click()

    expect(page.locator(".row")).to_have_count(2)


def test_an_unfinished_one_is_resumed(room: Room, visit: NewVisit) -> None:
    page = visit(room)
    begin(page)
    page.get_by_role("link", name="Review").click()
    expect(page.get_by_text("Not finished", exact=True).last).to_be_visible()

    page.get_by_role("link", name="Resume").click()

    my_turn(page)
    expect(said(page, "bot")).to_have_count(1)


@pytest.mark.parametrize(("link", "ending"), [("Markdown", "md"), ("JSON", "json"), ("CSV", "csv")])
def test_a_copy_is_kept(room: Room, visit: NewVisit, link: str, ending: str) -> None:
    add_past(room, 1)
    page = visit(room, "review?rehearsal=r0")

    with page.expect_download() as download:
        page.get_by_role("link", name=link).click()

    assert download.value.suggested_filename.endswith(f".{ending}")
    text = download.value.path().read_text(encoding="utf-8")
    assert "Thank you, and no." in text
    if ending == "json":
        json.loads(text)
