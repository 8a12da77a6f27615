"""The page that says what is kept of a visitor; in a real browser, downloading and erasing it."""

from __future__ import annotations

import re
from zipfile import ZipFile

import pytest
from playwright.sync_api import expect

from app.privacy import Erased
from app.web import privacy_html
from app.web.privacy_html import Terms
from tests.support.room import Room
from tests.web.conftest import NewVisit
from tests.web.steps import begin, box, my_turn, say

HERE = Terms("The database /data/<room>.db", here=True)
MODEL = HERE._replace(endpoint="api.example:443", speaks=True)


@pytest.mark.parametrize(
    ("terms", "said", "not_said"),
    [
        (HERE, "The database /data/&lt;room&gt;.db.", "tokens"),
        (HERE, "Nothing. The boss and the judge work on the machine", "goes to"),
        (HERE, "nothing is removed by itself", "seen to every day"),
        (HERE, "There are no accounts here", "unless you share it"),
        (HERE._replace(here=False), "unless you share it", "/data/"),
        (HERE._replace(retention_days=90), "90 days: a rehearsal", "nothing is removed by itself"),
        (HERE._replace(retention_days=1), "1 day: a rehearsal", "1 days"),
        (
            MODEL,
            "the language model at api.example:443: there the boss is put into words.",
            "judged",
        ),
        (MODEL, "It goes as you wrote it", "are replaced before"),
        (MODEL, "How many tokens your calls", "Nothing. The boss"),
        (MODEL._replace(judges=True), "into words, and your answers are judged.", "Nothing. The"),
        (MODEL._replace(masked=True), "are replaced before anything is sent", "as you wrote it"),
    ],
)
def test_the_page_says_what_the_settings_do(terms: Terms, said: str, not_said: str) -> None:
    page = privacy_html.page(terms, 3)

    assert said in page
    assert not_said not in page
    assert "3 rehearsals of yours are kept." in page


def test_a_file_that_is_not_clean_yet_is_not_called_clean() -> None:
    assert "within a day" in privacy_html.erased(Erased(2, clean=False))
    assert "within a day" not in privacy_html.erased(Erased(2, clean=True))


def test_reading_downloading_and_erasing_what_is_kept(room: Room, visit: NewVisit) -> None:
    page = visit(room)
    begin(page)
    say(page, "Thank you, Dana. I would rather name Priya Nair.")
    my_turn(page)
    box(page).fill("typed and not sent")

    page.get_by_role("link", name="What is kept of you").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("What is kept of you")
    expect(page).to_have_title("Privacy · Rehearsal Room")
    expect(page.locator("#privacy")).to_contain_text("1 rehearsal of yours is kept.")
    expect(page.locator("#privacy")).to_contain_text(room.database.removeprefix("sqlite:///"))
    with page.expect_download() as download:
        page.get_by_role("link", name="Download everything").click()
    assert re.fullmatch(r"rehearsal-room-\d{4}-\d\d-\d\d\.zip", download.value.suggested_filename)
    with ZipFile(download.value.path()) as archive:
        (told,) = [
            name for name in archive.namelist() if name.endswith("dana-reyes.md") or ".md" in name
        ]
        assert "I would rather name Priya Nair." in archive.read(told).decode()

    page.locator("summary", has_text="Erase everything").click()
    page.get_by_role("button", name="Keep it").click()
    expect(page.get_by_role("button", name="Erase it all")).to_be_hidden()
    assert room.rehearsals.privacy.kept("local") == 1
    page.locator("summary", has_text="Erase everything").click()
    page.get_by_role("button", name="Erase it all").click()
    expect(page.get_by_role("status").filter(has_text="erased: 1 rehearsal")).to_be_visible()
    expect(page.locator("#privacy")).to_contain_text("0 rehearsals of yours are kept.")
    assert room.rehearsals.privacy.kept("local") == 0
    assert page.evaluate("sessionStorage.length") == 0
    page.goto(room.url)
    expect(page.get_by_role("button", name="Dana Reyes")).to_be_visible()
