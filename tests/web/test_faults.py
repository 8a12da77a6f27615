"""What goes wrong, in a real browser: trials 27-29 and 31-36."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import expect

from tests.support.fake_answers import Cut, Hang, Text
from tests.support.fake_openai import FakeOpenAI
from tests.support.listening import listening
from tests.support.room import Room
from tests.web.conftest import NewVisit
from tests.web.steps import ASKED, begin, box, end, my_turn, said, say, talk

SCRIPTS = (
    "<script>window.ran = 1</script>",
    "<img src=x onerror='window.ran=1'>",
    "<svg/onload=window.ran=1>",
    '"><script>window.ran=1</script>',
    "<a href='javascript:window.ran=1'>click</a> [click](javascript:window.ran=1)",
    "<iframe srcdoc='<script>parent.ran=1</script>'></iframe>",
    "<details open ontoggle=window.ran=1>x</details>",
    "<style>body{display:none}</style>",
    "</textarea></section><h1>Broken out</h1>",
    "$$\\href{javascript:window.ran=1}{x}$$",
    "<math><mi xlink:href='javascript:window.ran=1'>x</mi></math>",
    "```mermaid\ngraph TD; A-->B\n```",
    "&lt;script&gt;window.ran=1&lt;/script&gt; &amp; &#60;b&#62;",
)
"""Words that are code elsewhere; here they are words."""

LEAVING = ("AbortError", "Connection errored out")
"""What Gradio logs when a page is left while its stream is open."""


def test_27_enter_ten_times_sends_one_message(room: Room, visit: NewVisit) -> None:
    page = visit(room)
    begin(page)

    box(page).fill(ASKED)
    page.evaluate(
        """() => { for (let n = 0; n < 10; n++) document.querySelector('#message textarea')
             .dispatchEvent(new KeyboardEvent('keydown', {key: 'Enter', bubbles: true})) }"""
    )
    my_turn(page)
    expect(said(page, "bot")).to_have_count(2)

    assert room.only_talk().learner_turns == 1


def test_27_a_double_click_sends_one_message(room: Room, visit: NewVisit) -> None:
    page = visit(room)
    begin(page)

    box(page).fill(ASKED)
    page.get_by_role("button", name="Send").dblclick()
    my_turn(page)
    expect(said(page, "bot")).to_have_count(2)

    assert room.only_talk().learner_turns == 1


def test_27_a_double_click_starts_one_meeting(room: Room, visit: NewVisit) -> None:
    page = visit(room, "?boss=dana-reyes", tolerated=LEAVING)

    page.get_by_role("button", name="Start the meeting").dblclick()
    my_turn(page)
    page.goto(room.url + "review")

    expect(page.locator(".row")).to_have_count(1)


def test_26_the_same_message_twice_by_the_api_is_one(room: Room, visit: NewVisit) -> None:
    page = visit(room)
    begin(page)
    now = room.only_talk()
    message = {
        "do": "say",
        "rehearsal": now.rehearsal.id,
        "after": now.turns[-1].id,
        "message_id": "the-same",
        "text": ASKED,
    }

    for nonce in (1, 2):
        page.evaluate(
            """envelope => { const box = document.querySelector('#outbox textarea');
                 box.value = envelope; box.dispatchEvent(new Event('input', {bubbles: true})) }""",
            json.dumps(message | {"nonce": nonce}),
        )
        expect(said(page, "bot")).to_have_count(2)
        my_turn(page)

    assert room.only_talk().learner_turns == 1


def test_28_reloading_in_mid_reply_loses_nothing_and_resumes(
    prompted: Room, visit: NewVisit, fake_openai: FakeOpenAI
) -> None:
    page = visit(prompted, tolerated=LEAVING)
    begin(page)

    for turn in range(2):
        reply = f"I hear you. That was thought number {turn}. Say more, and say it plainly to me."
        fake_openai.answers.append(Text(reply, delay=0.4))
        box(page).fill(f"{ASKED} That is question {turn}.")
        box(page).press("Enter")
        for _ in range(5):
            expect(said(page, "user")).to_have_count(turn + 1)
            page.reload()
        expect(said(page, "bot").last).to_have_text(reply)
        my_turn(page)

    words = [turn.text for turn in prompted.only_talk().turns if turn.speaker == "learner"]
    assert words == [f"{ASKED} That is question {n}." for n in range(2)]
    assert len(fake_openai.requests) == 2


def test_29_another_tab_is_told_that_the_talk_went_on(room: Room, visit: NewVisit) -> None:
    page = visit(room)
    begin(page)
    other = page.context.new_page()
    other.goto(page.url)
    my_turn(other)
    say(page, ASKED)
    my_turn(page)

    box(other).fill("I was here too.")
    box(other).press("Enter")

    expect(other.get_by_role("alert")).to_contain_text("went on in another window")
    expect(box(other)).to_have_value("I was here too.")
    other.get_by_role("button", name="Show where it stands").click()
    expect(said(other, "user")).to_have_count(1)
    expect(box(other)).to_have_value("I was here too.")
    assert room.only_talk().learner_turns == 1


def test_30_the_back_button_brings_the_meeting_back(room: Room, visit: NewVisit) -> None:
    page = visit(room)
    begin(page)
    say(page, ASKED)
    my_turn(page)
    box(page).fill("Half a thought")

    page.get_by_role("link", name="Review").click()
    expect(page.locator(".row")).to_have_count(1)
    page.go_back()

    my_turn(page)
    expect(said(page, "user")).to_have_text([ASKED])
    expect(box(page)).to_have_value("Half a thought")


def test_30_five_minutes_offline_lose_nothing(room: Room, visit: NewVisit) -> None:
    """A message is sent offline, and again when the net is back; the clock jumps in between."""
    page = visit(room, tolerated=(*LEAVING, "ERR_INTERNET_DISCONNECTED", "Failed to fetch"))
    page.clock.install()
    page.reload()
    begin(page)
    say(page, ASKED)
    my_turn(page)
    expect(said(page, "bot")).to_have_count(2)

    page.context.set_offline(True)
    box(page).fill("I was in a tunnel.")
    box(page).press("Enter")
    page.clock.fast_forward("05:00")
    expect(page.locator("#live")).to_contain_text("Your words are still in the box.")
    page.context.set_offline(False)
    page.reload()

    my_turn(page)
    expect(said(page, "user")).to_have_text([ASKED])
    expect(box(page)).to_have_value("I was in a tunnel.")
    box(page).press("Enter")
    expect(said(page, "bot")).to_have_count(3)
    assert room.only_talk().learner_turns == 2


def test_01_a_silent_endpoint_is_told_and_tried_again_with_one_click(
    prompted: Room, visit: NewVisit, fake_openai: FakeOpenAI
) -> None:
    fake_openai.answers.extend([Hang(), "Tell me why, and take your time."])
    page = visit(prompted)
    begin(page)

    say(page, ASKED)
    expect(page.get_by_role("alert")).to_contain_text(fake_openai.host)
    expect(said(page, "user")).to_have_text([ASKED])
    page.get_by_role("button", name="Try again").click()

    expect(said(page, "bot").last).to_have_text("Tell me why, and take your time.")
    my_turn(page)
    expect(page.locator(".tokens")).to_contain_text("Tokens so far")


def test_08_a_reply_that_breaks_off_can_be_continued(
    prompted: Room, visit: NewVisit, fake_openai: FakeOpenAI
) -> None:
    fake_openai.answers.append(Cut(9, "I need a name by Friday. The team asked for you. What now?"))
    fake_openai.answers.append("So what shall I tell them?")
    page = visit(prompted)
    begin(page)

    say(page, ASKED)
    page.get_by_role("button", name="Continue").click()
    my_turn(page)

    expect(said(page, "bot").last).to_contain_text("I need a name by Friday.")
    expect(said(page, "bot").last).to_contain_text("So what shall I tell them?")
    expect(said(page, "bot")).to_have_count(2)


@pytest.mark.parametrize("words", ["", "   ", "\n\n\t "])
def test_31_an_empty_message_is_not_sent(room: Room, visit: NewVisit, words: str) -> None:
    page = visit(room)
    begin(page)

    box(page).fill(words)
    page.get_by_role("button", name="Send").click()
    say(page, ASKED)
    my_turn(page)

    assert [turn.text for turn in room.only_talk().turns if turn.speaker == "learner"] == [ASKED]


def test_34_scripts_that_the_learner_types_are_words(room: Room, visit: NewVisit) -> None:
    page = visit(room)
    begin(page)
    words = "\n".join(SCRIPTS)

    say(page, words)
    expect(said(page, "user")).to_have_text(words)
    expect(talk(page)).to_have_attribute("data-stage", re.compile("yours|over"))
    if talk(page).get_attribute("data-stage") == "yours":
        end(page)
    page.goto(room.url + "review")
    page.locator(".row a").first.click()
    expect(page.locator("section.scorecard .said.learner").first).to_contain_text(SCRIPTS[0])
    assert page.locator("section.scorecard :is(script, img, iframe, style, svg, math)").count() == 0

    assert page.evaluate("window.ran") is None


def test_34_scripts_that_the_model_returns_are_words(
    prompted: Room, visit: NewVisit, fake_openai: FakeOpenAI
) -> None:
    fake_openai.answers.extend(f"I hear you. {words} So, what now?" for words in SCRIPTS[:2])
    page = visit(prompted)
    begin(page)

    for number in range(2):
        say(page, f"{ASKED} That is question {number}.")
        my_turn(page)
        expect(said(page, "bot").last).to_contain_text("window.ran")
    end(page)
    expect(page.locator("section.scorecard .said.boss").last).to_contain_text("window.ran")

    assert page.evaluate("window.ran") is None
    assert (
        page.locator(".message-content :is(script, img, iframe, form, style, video)").count() == 0
    )


@pytest.fixture
def beacon() -> Iterator[tuple[str, list[str]]]:
    with listening() as listener:
        yield listener


def test_35_words_carry_no_beacons(
    room: Room, visit: NewVisit, beacon: tuple[str, list[str]]
) -> None:
    address, heard = beacon
    page = visit(room)
    begin(page)

    say(
        page,
        f"![x]({address}/a.png) <img src={address}/b.png> <video src={address}/c.mp4 autoplay>"
        f"</video> <form action={address}/d><button>Send</button></form>"
        f"<link rel=stylesheet href={address}/e.css><style>@import '{address}/f.css'</style>"
        f"<object data={address}/g></object><iframe src={address}/h></iframe>",
    )
    my_turn(page)
    end(page)
    page.goto(room.url + "review")
    page.locator(".row a").first.click()
    expect(page.locator("section.scorecard")).to_be_visible()

    assert page.locator("main :is(img, video, object, iframe, link)").count() == 0
    assert heard == []
