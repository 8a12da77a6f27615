"""Accounts in a real browser: invited, signed in, out, and out everywhere."""

from __future__ import annotations

import http.server
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from app.config import Settings
from tests.support.browser import NARROW
from tests.support.room import Room, open_room
from tests.support.staff import PASSWORD, cookie, hire, identity
from tests.web.conftest import NewVisit
from tests.web.steps import ASKED, STRONG, begin, box, end, my_turn, said, say
from tests.web.test_access import violations

REFUSED = ("401", "the server responded with a status of 401")


@pytest.fixture(scope="module")
def room(learned: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Room]:
    with open_room(Settings(data_dir=learned), tmp_path_factory.mktemp("staffed"), hire) as running:
        yield running


def sign_in(page: Page, name: str, password: str = PASSWORD) -> None:
    page.get_by_label("Name").fill(name)
    page.get_by_label("Password").fill(password)
    page.get_by_role("button", name="Sign in", exact=True).click()


def as_(page: Page, room: Room, name: str) -> None:
    """Come with the cookie of somebody who is signed in."""
    token = cookie(room, name)
    page.context.add_cookies([{"name": "room", "value": token, "url": room.url}])


def test_somebody_is_invited_practises_and_signs_out(room: Room, visit: NewVisit) -> None:
    admin = visit(room, "people", tolerated=("410",))
    expect(admin).to_have_url(f"{room.url}sign-in?next=/people")
    sign_in(admin, "ann")
    expect(admin).to_have_url(f"{room.url}people")
    admin.get_by_label("as", exact=True).select_option("learner")
    admin.get_by_role("button", name="Make a link").click()
    link = admin.locator(".once").inner_text()

    learner = visit(room, link.removeprefix(room.url))
    learner.get_by_label("Name").fill("Nia Novak")
    learner.get_by_label("New password").fill(PASSWORD)
    learner.get_by_role("button", name="Make the account").click()
    expect(learner.get_by_role("link", name="Nia Novak")).to_be_visible()
    begin(learner)
    say(learner, STRONG[0])
    my_turn(learner)
    end(learner)
    expect(learner.get_by_role("link", name="Review")).to_be_visible()
    expect(learner.get_by_role("link", name="Trainer")).to_be_hidden()
    expect(learner.get_by_role("link", name="People")).to_be_hidden()
    for path, status in (("trainer", 403), ("people", 403), ("review", 200)):
        assert learner.request.get(room.url + path).status == status
    learner.get_by_role("button", name="Sign out").click()
    expect(learner.get_by_role("heading", name="Sign in")).to_be_visible()
    learner.goto(f"{room.url}review")
    expect(learner).to_have_url(f"{room.url}sign-in?next=/review")

    admin.goto(f"{room.url}review")
    expect(admin.get_by_text("Nothing here yet.")).to_be_visible()
    expect(admin.get_by_role("link", name="Trainer")).to_be_visible()
    admin.get_by_role("link", name="People").click()
    expect(admin.get_by_role("listitem").filter(has_text="Nia Novak")).to_contain_text("learner")
    admin.goto(link)
    expect(admin.get_by_role("heading", name="This link does not work")).to_be_visible()


def test_43_signing_out_everywhere_reaches_the_other_browser(room: Room, visit: NewVisit) -> None:
    """In the middle of a talk, and the words that were not sent yet are still there later."""
    there = visit(room, "sign-in", tolerated=REFUSED)
    sign_in(there, "Max")
    begin(there)
    here = visit(room, "sign-in?next=/account")
    sign_in(here, "Max")
    here.get_by_role("button", name="Sign out everywhere").click()
    expect(here.get_by_role("heading", name="Sign in")).to_be_visible()

    box(there).fill(ASKED)
    box(there).press("Enter")

    expect(there.get_by_role("heading", name="Sign in")).to_be_visible()
    sign_in(there, "Max")
    my_turn(there)
    expect(box(there)).to_have_value(ASKED)
    box(there).press("Enter")
    expect(said(there, "user")).to_have_text([ASKED])


def test_without_scripts_an_account_is_looked_after(room: Room, visit: NewVisit) -> None:
    page = visit(room, "sign-in?next=/account", java_script_enabled=False, tolerated=("401", "422"))
    sign_in(page, "Tom", "not his password")
    expect(page.get_by_role("alert")).to_have_text(
        "That name and that password do not belong together."
    )
    sign_in(page, "Tom")
    page.get_by_label("Password as it is now").fill(PASSWORD)
    page.get_by_label("New password").fill("password12")
    page.get_by_role("button", name="Change the password").click()
    expect(page.get_by_role("alert")).to_contain_text("among the first")
    page.get_by_label("Password as it is now").fill(PASSWORD)
    page.get_by_label("New password").fill("seven quiet lamps")
    page.get_by_role("button", name="Change the password").click()
    expect(page.get_by_role("status")).to_have_text("Your password is changed.")
    page.get_by_role("button", name="Sign out", exact=True).click()
    sign_in(page, "Tom", "seven quiet lamps")
    expect(page).to_have_url(room.url)


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing_serious_on_the_pages_of_accounts(
    room: Room, visit: NewVisit, scheme: str
) -> None:
    """Nor is one wider than a phone."""
    accounts = room.rehearsals.accounts
    page = visit(room, "sign-in", color_scheme=scheme, size=NARROW, tolerated=("403", *REFUSED))
    found: dict[str, object] = {}

    def look(where: str) -> None:
        width = page.evaluate("document.documentElement.scrollWidth")
        if (problems := violations(page)) or width > NARROW[0]:
            found[where] = (problems, width)

    sign_in(page, "Ann", "wrong")
    expect(page.get_by_role("alert")).to_be_visible()
    look("sign in")
    page.goto(f"{room.url}join?token={accounts.invite('Ann', 'learner')}")
    look("join")
    page.goto(f"{room.url}new-password?token={accounts.reset('Ann', identity(room, 'Lea'))}")
    look("new password")
    as_(page, room, "Ann")
    page.goto(f"{room.url}account")
    look("account")
    page.goto(f"{room.url}people")
    page.get_by_role("button", name="New password: Lea").click()
    expect(page.locator(".once")).to_be_visible()
    look("people")
    page.goto(room.url)
    expect(page.get_by_role("button", name="Sign out")).to_be_visible()
    look("practice, signed in")

    assert found == {}


def test_34_a_name_is_words(room: Room, visit: NewVisit) -> None:
    name = "<img src=x onerror=window.ran=1>"
    user = room.rehearsals.accounts.add(name, "admin", PASSWORD)
    page = visit(room, "sign-in")
    page.context.add_cookies(
        [{"name": "room", "value": room.rehearsals.accounts.begin(user), "url": room.url}]
    )
    for path in ("people", "account", "review"):
        page.goto(room.url + path)
        expect(page.get_by_role("link", name=name)).to_be_visible()
        assert page.evaluate("[window.ran, document.querySelectorAll('img[src=x]').length]") == [
            None,
            0,
        ]


ATTACK = """<!doctype html><title>Sibling</title><script>
const ROOM = "THE ROOM";
const send = (path, options) => fetch(ROOM + path, {credentials: "include", ...options})
  .then((answer) => answer.text()).then((text) => { window.heard = (window.heard ?? "") + text })
  .catch(() => {});
const forms = ["sign-out", "account/sign-out-everywhere"].map((path) =>
  `<form method=post action="${ROOM}${path}"></form>`);
const form = `${forms.join("")}<script>for (const f of document.forms) {
  f.target = "t" + Math.random(); f.submit() }<` + "/script>";
Promise.all([
  send("account/me"), send("export/r0.md"), send("sign-out", {method: "POST"}),
  send("account/sign-out-everywhere", {method: "POST", mode: "no-cors"}),
  send("people/invite", {method: "POST", mode: "no-cors", body: new URLSearchParams("role=admin")}),
  send("gradio_api/queue/join", {method: "POST", mode: "no-cors",
    body: '{"data":["{}"],"fn_index":0,"session_hash":"x"}'}),
]).then(() => {
  const rights = "allow-scripts allow-forms allow-popups";
  for (const sandbox of [rights, `${rights} allow-same-origin`]) {
    const frame = document.createElement("iframe");
    frame.sandbox = sandbox; frame.srcdoc = form; document.body.append(frame);
  }
  const script = document.createElement("script");
  script.src = ROOM + "account/me"; document.head.append(script);
  const framed = document.createElement("iframe");
  framed.src = ROOM + "account"; document.body.append(framed);
  setTimeout(() => { document.title = "Done" }, 500);
});
</script><body>"""


@contextmanager
def sibling(room: Room) -> Iterator[str]:
    """Another site on this machine: to a browser, the same site as the room."""

    class Handler(http.server.BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.send_response(200)
            self.send_header("Content-Type", "text/html")
            self.end_headers()
            self.wfile.write(ATTACK.replace("THE ROOM", room.url).encode())

        def log_message(self, format: str, *args: object) -> None:
            """Say nothing."""

    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        thread = threading.Thread(target=server.serve_forever, args=(0.02,))
        thread.start()
        yield f"http://127.0.0.1:{server.server_address[1]}/"
        server.shutdown()
        thread.join()


def test_44_a_sibling_site_does_and_learns_nothing(room: Room, browser: Browser) -> None:
    token = cookie(room, "Ann")
    context = browser.new_context()
    context.add_cookies(
        [{"name": "room", "value": token, "url": room.url, "sameSite": "Strict", "httpOnly": True}]
    )
    page = context.new_page()
    with sibling(room) as url:
        page.goto(url)
        expect(page).to_have_title("Done", timeout=15_000)
        assert page.evaluate("window.heard ?? ''") == ""
        assert all("<h1>Ann</h1>" not in frame.content() for frame in page.frames[1:])
        page.evaluate("url => { location.href = url }", f"{room.url}account")
        expect(page.get_by_role("heading", name="Ann")).to_be_visible()
    context.close()

    assert room.rehearsals.accounts.visitor(token)
