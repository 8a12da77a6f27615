"""The practice page in a real browser: from the bosses to the scorecard."""

from __future__ import annotations

import re

from playwright.sync_api import expect

from tests.support.room import Room
from tests.web.conftest import NewVisit
from tests.web.steps import STRONG, begin, box, end, my_turn, said, say, scorecard, talk


def test_bosses_are_offered_easiest_first(room: Room, visit: NewVisit) -> None:
    page = visit(room)

    names = page.locator(".card-name")
    expect(names).to_have_count(len(room.rehearsals.personas()))
    ordered = [persona.name for persona in room.rehearsals.personas()]
    assert names.all_inner_texts() == ordered
    expect(page.get_by_role("button", name="difficulty 1 of 5").first).to_be_visible()


def test_a_meeting_from_the_choice_to_the_scorecard(room: Room, visit: NewVisit) -> None:
    page = visit(room)

    begin(page)
    expect(page).to_have_url(re.compile(r"\?rehearsal=\w+"))
    expect(page.locator(".turn-count")).to_have_text("Turn 1 of about 8")
    expect(box(page)).to_be_focused()
    say(page, STRONG[0])
    expect(said(page, "bot")).to_have_count(2)
    my_turn(page)
    expect(page.locator(".turn-count")).to_have_text("Turn 2 of about 8")
    end(page)

    expect(page.get_by_role("heading", name="You ended the meeting.")).to_be_focused()
    expect(page.get_by_role("heading", name=re.compile("^Positivity: "))).to_be_visible()
    note = page.get_by_text("For practice only, not for personnel decisions.", exact=True)
    expect(note).to_be_visible()
    expect(box(page)).to_have_count(0)


def test_the_boss_closes_the_meeting_and_the_scorecard_comes_by_itself(
    room: Room, visit: NewVisit
) -> None:
    page = visit(room)
    begin(page)

    for turn in range(8):
        # Not `say`, which waits for an empty box: the box is gone once the meeting is over.
        box(page).fill(STRONG[turn % len(STRONG)])
        box(page).press("Enter")
        expect(said(page, "user")).to_have_count(turn + 1)
        expect(talk(page)).to_have_attribute("data-stage", re.compile("yours|over"))
        if talk(page).get_attribute("data-stage") == "over":
            break

    expect(scorecard(page).locator(".evidence").first).to_be_visible()
    page.get_by_role("button", name="Rehearse again with Dana Reyes").click()
    my_turn(page)
    expect(said(page, "user")).to_have_count(0)


def test_ending_asks_first(room: Room, visit: NewVisit) -> None:
    page = visit(room)
    begin(page)

    page.get_by_text("End meeting").click()
    page.get_by_role("button", name="Keep talking").click()

    expect(page.get_by_role("button", name="End and score")).to_be_hidden()
    assert room.only_talk().rehearsal.open


def test_coming_back_resumes_the_meeting(room: Room, visit: NewVisit) -> None:
    page = visit(room)
    begin(page)
    say(page, STRONG[0])
    my_turn(page)
    box(page).fill("Half a thought")

    page.goto("about:blank")
    page.goto(room.url)

    expect(said(page, "user")).to_have_text([STRONG[0]])
    expect(box(page)).to_have_value("Half a thought")


def test_shift_enter_is_a_new_line(room: Room, visit: NewVisit) -> None:
    page = visit(room)
    begin(page)

    box(page).fill("First")
    box(page).press("Shift+Enter")
    box(page).press_sequentially("second")
    expect(box(page)).to_have_value("First\nsecond")
    box(page).press("Enter")
    expect(box(page)).to_have_value("")
    my_turn(page)

    assert room.only_talk().turns[1].text == "First\nsecond"


def test_the_clock_is_shown_if_wanted_and_stays(room: Room, visit: NewVisit) -> None:
    page = visit(room)
    begin(page)

    page.get_by_role("button", name="Show the clock").click()
    expect(page.locator("[data-clock]")).to_have_text(re.compile(r"^\d+:\d\d$"))
    say(page, STRONG[0])
    my_turn(page)

    expect(page.locator("[data-clock]")).to_have_text(re.compile(r"^\d+:\d\d$"))


def test_replies_are_read_out_whole(room: Room, visit: NewVisit) -> None:
    page = visit(room)
    begin(page)
    say(page, STRONG[0])
    my_turn(page)

    reply = room.only_talk().turns[-1].text
    expect(page.locator("#live")).to_have_text(f"Dana Reyes: {reply}")
    expect(page.get_by_role("log")).to_have_attribute("aria-live", "off")


def test_evidence_opens_its_notes(room: Room, visit: NewVisit) -> None:
    page = visit(room)
    begin(page)
    say(page, STRONG[0])
    my_turn(page)
    end(page)
    evidence = page.locator(".evidence").first
    note = page.locator(f"#{(evidence.get_attribute('data-notes') or '').split()[0]}")

    expect(note).to_be_hidden()
    evidence.hover()
    expect(note).to_be_visible()
    page.mouse.move(1, 1)
    expect(note).to_be_hidden()
    evidence.focus()
    expect(note).to_contain_text(re.compile("worth|costs"))
    page.keyboard.press("Escape")
    expect(note).to_be_hidden()


def test_an_unknown_rehearsal_is_told_over_the_bosses(room: Room, visit: NewVisit) -> None:
    page = visit(room, "?rehearsal=nobody")

    expect(page.get_by_role("alert")).to_contain_text("There is no rehearsal called 'nobody'")
    expect(page.locator(".card")).to_have_count(len(room.rehearsals.personas()))


def test_the_theme_is_remembered(room: Room, visit: NewVisit) -> None:
    page = visit(room, color_scheme="light")
    expect(page.locator("html")).to_have_attribute("data-theme", "light")

    page.get_by_role("button", name="Use dark colours").click()
    page.reload()

    expect(page.locator("html")).to_have_attribute("data-theme", "dark")
    expect(page.get_by_role("button", name="Use light colours")).to_be_visible()
