"""Voices: the browser's own, faked here, and the endpoint's; off until somebody wants them."""

from __future__ import annotations

from pathlib import Path

import httpx
import pytest
from playwright.sync_api import Page, expect

from app.config import Settings
from app.errors import SetupError
from app.voice import MOST_SOUND
from tests.support.fake_openai import Answer, FakeOpenAI, Hang, Sound, Status
from tests.support.room import Room, open_room
from tests.web.conftest import NewVisit
from tests.web.steps import ASKED, BOSS, begin, box, my_turn, said, say
from tests.web.test_access import violations

FAKED = """
  window.spoken = []; window.cancelled = 0; window.heard = null;
  window.webkitSpeechRecognition = class {
    start() { window.heard = this; }
    abort() { this.onend?.(); }
    stop() { this.onend?.(); }
    say(...words) { this.onresult({ results: words.map((one) => [{ transcript: one }]) }); }
  };
  window.SpeechRecognition = window.webkitSpeechRecognition;
  window.SpeechSynthesisUtterance = class { constructor(text) { this.text = text; } };
  Object.defineProperty(window, "speechSynthesis", { value: {
    getVoices: () => [{ name: "Here", lang: "en-GB", localService: true }],
    speak: (speech) => window.spoken.push(speech.text),
    cancel: () => { window.cancelled += 1; },
  } });
"""
SILENT = """
  delete window.webkitSpeechRecognition; delete window.SpeechRecognition;
  delete window.speechSynthesis; delete Window.prototype.speechSynthesis;
"""


def voiced(room: Room, visit: NewVisit, script: str) -> Page:
    page = visit(room)
    page.add_init_script(script)
    page.reload()
    begin(page)
    return page


def test_an_answer_is_dictated_and_the_boss_is_heard(room: Room, visit: NewVisit) -> None:
    page = voiced(room, visit, FAKED)
    opening = said(page, "bot").first.inner_text()
    dictate = page.get_by_role("button", name="Dictate")
    state = page.locator(".voice-state")

    # The first time it is said where the sound goes, and a no is a no.
    dictate.click()
    expect(page.locator("#voice-consent")).to_contain_text("send the sound to their maker")
    expect(page.get_by_role("button", name="Agree")).to_be_focused()
    assert violations(page) == []
    page.keyboard.press("Escape")
    expect(dictate).to_be_focused()
    assert page.evaluate("window.heard") is None

    dictate.press("Enter")
    page.keyboard.press("Enter")
    expect(page.get_by_role("button", name="Stop dictating")).to_have_attribute(
        "aria-pressed", "true"
    )
    page.evaluate("heard.say('How many people', 'are on that team?')")
    expect(box(page)).to_have_value("How many people are on that team?")
    page.keyboard.press("Escape")
    expect(state).to_contain_text("Read it once more")
    page.evaluate("heard.say('too late')")
    expect(box(page)).to_have_value("How many people are on that team?")
    box(page).fill("")

    # What was said before stays, typing ends it, and consent is asked for once.
    box(page).press_sequentially("Thanks.")
    page.keyboard.press("Alt+Shift+D")
    page.evaluate("heard.say('I want to stay')")
    expect(box(page)).to_have_value("Thanks. I want to stay")
    box(page).press_sequentially("!")
    expect(page.get_by_role("button", name="Dictate")).to_be_visible()
    page.evaluate("const here = heard; here.onerror({ error: 'not-allowed' })")
    expect(state).to_be_empty()

    # The boss is read out on request, then by itself, and never against somebody who types.
    page.get_by_role("button", name="Hear the boss").click()
    assert page.evaluate("spoken") == [opening]
    expect(page.get_by_role("button", name="Stop the voice")).to_be_visible()
    page.get_by_role("button", name="Stop the voice").click()
    expect(page.get_by_role("button", name="Stop the voice")).to_be_hidden()
    say(page, ASKED)
    my_turn(page)
    reply = room.only_talk().turns[-1].text
    expect(page.get_by_role("button", name="Stop the voice")).to_be_visible()
    assert page.evaluate("spoken") == [opening, reply]
    expect(page.locator("#live")).to_have_text(f"{BOSS}: {reply}")
    before = page.evaluate("cancelled")
    box(page).press_sequentially("W")
    expect(page.get_by_role("button", name="Stop the voice")).to_be_hidden()
    assert page.evaluate("cancelled") == before + 1

    # A consent can be taken back in the help.
    page.get_by_role("button", name="Help and keyboard").click()
    page.get_by_role("button", name="Withdraw consent").click()
    page.keyboard.press("Escape")
    page.get_by_role("button", name="Dictate").click()
    expect(page.get_by_role("button", name="Agree")).to_be_visible()


def test_without_voices_the_app_is_whole(room: Room, visit: NewVisit) -> None:
    page = voiced(room, visit, SILENT)

    say(page, ASKED)
    my_turn(page)

    expect(page.locator("#voice")).to_have_count(0)


@pytest.fixture
def settings(learned: Path, fake_openai: FakeOpenAI) -> Settings:
    return Settings(
        data_dir=learned,
        openai_base_url=fake_openai.url,
        speaker="authored",
        judge="embedded",
        audio="endpoint",
        audio_timeout=1,
    )


def test_the_endpoint_hears_and_speaks(
    settings: Settings, tmp_path: Path, fake_openai: FakeOpenAI, visit: NewVisit
) -> None:
    recorder = """
      navigator.mediaDevices.getUserMedia = async () => ({ getTracks: () => [] });
      window.MediaRecorder = class {
        constructor() { this.state = "inactive"; this.mimeType = "audio/webm;codecs=opus"; }
        start() { this.state = "recording"; }
        stop() {
          this.state = "inactive";
          this.ondataavailable({ data: new Blob(["opus"]) });
          this.onstop();
        }
      };
      HTMLMediaElement.prototype.play = async function () { window.playing = this.src; };
    """
    with open_room(settings, tmp_path) as room:
        page = voiced(room, visit, recorder)
        fake_openai.answers.extend([Status(200, '{"text": "I want to stay."}'), Sound()])

        page.get_by_role("button", name="Dictate").click()
        expect(page.locator("#voice-consent")).to_contain_text(fake_openai.host)
        page.get_by_role("button", name="Agree").click()
        expect(page.locator(".voice-state")).to_contain_text("Listening")
        page.get_by_role("button", name="Stop dictating").click()
        expect(box(page)).to_have_value("I want to stay.")

        page.get_by_role("button", name="Hear the boss").click()
        page.get_by_role("button", name="Agree").click()
        expect(page.get_by_role("button", name="Stop the voice")).to_be_visible()
        opening = room.only_talk().turns[0]
        with httpx.Client(base_url=room.url) as client:
            fake_openai.answers.append(Sound())
            path = f"/voice/spoken/{opening.rehearsal_id}"
            assert client.get(f"{path}/{opening.id}").content == Sound().content
            assert client.get(f"{path}/nobody").status_code == 404
        assert fake_openai.requests[1].body["input"] == opening.text


@pytest.mark.parametrize(
    ("sound", "kind", "answer", "status", "words"),
    [
        (b"opus", "text/plain", None, 422, "cannot be read"),
        (b"", "audio/webm", None, 422, "Nothing was recorded"),
        (b"x" * (MOST_SOUND + 1), "audio/webm", None, 413, "too much at once"),
        (b"opus", "audio/webm", Status(401), 503, "OPENAI_API_KEY"),
        (b"opus", "audio/webm", Status(400), 503, "does not accept the request"),
        (b"opus", "audio/webm", Hang(), 503, "REHEARSE_AUDIO_TIMEOUT"),
    ],
)
def test_sound_that_comes_to_nothing_is_told_plainly(
    settings: Settings,
    tmp_path: Path,
    fake_openai: FakeOpenAI,
    sound: bytes,
    kind: str,
    answer: Answer | None,
    status: int,
    words: str,
) -> None:
    fake_openai.answers.extend([answer] if answer else [])
    with open_room(settings, tmp_path) as room, httpx.Client(base_url=room.url) as client:
        reply = client.post("/voice/heard", content=sound, headers={"content-type": kind})

    assert reply.status_code == status
    assert words in reply.text
    assert "microphone=(self)" in reply.headers["permissions-policy"]


def test_the_endpoints_voices_need_an_endpoint(tmp_path: Path) -> None:
    settings = Settings(data_dir=tmp_path, audio="endpoint")

    with pytest.raises(SetupError, match="REHEARSE_AUDIO=browser"), open_room(settings, tmp_path):
        pass
