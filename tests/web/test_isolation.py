"""Nobody sees or does what is another's: trials 37 and 39-49, as a visitor without our scripts."""

from __future__ import annotations

import http.client
import json
import re
import sqlite3
from collections.abc import Iterator
from contextlib import closing, suppress
from pathlib import Path
from typing import Any
from urllib.parse import quote
from uuid import uuid4

import httpx
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pydantic import SecretStr

from app import bootstrap
from app.config import Settings
from app.errors import AppError
from app.rehearsal import Rehearsals
from app.web.doors import DOORS
from app.web.rates import MESSAGES
from app.web.wire import MAX_BODY
from tests.support.fake_answers import Status, Text
from tests.support.fake_openai import FakeOpenAI
from tests.support.listening import listening
from tests.support.loops import finished
from tests.support.room import Room, open_room
from tests.support.staff import call, client, cookie, functions, hire, identity, told
from tests.web.past import add_past

PRACTICE, PREPARE, REVIEW, PROGRESS, TRAINER, PRIVACY = range(6)
"""Pages, in the order of their functions."""


@pytest.fixture(scope="module")
def room(learned: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Room]:
    """A room with accounts, in which one rehearsal, r0, is Lea's."""
    with open_room(Settings(data_dir=learned), tmp_path_factory.mktemp("shared"), hire) as running:
        add_past(running, 1, owner=identity(running, "Lea"), words="Thank you, and no. Canary.")
        yield running


@pytest.fixture
def lea(room: Room) -> Iterator[httpx.Client]:
    with client(room, "Lea") as asking:
        yield asking


@pytest.fixture
def max_(room: Room) -> Iterator[httpx.Client]:
    with client(room, "Max") as asking:
        yield asking


@pytest.fixture
def tom(room: Room) -> Iterator[httpx.Client]:
    with client(room, "Tom") as asking:
        yield asking


def refused(asking: httpx.Client, method: str, path: str, **body: Any) -> httpx.Response:
    """Return an answer that must be a refusal: a stream would never end."""
    with asking.stream(method, path, **body) as answer:
        assert answer.status_code >= 400, path
        answer.read()
    return answer


def test_39_a_stolen_session_hash_is_refused(
    room: Room, lea: httpx.Client, max_: httpx.Client
) -> None:
    page, function = uuid4().hex[:11], functions(lea, "command")[REVIEW]
    call(lea, function, json.dumps({"do": "list"}), page=page)
    asked = {"data": ["{}"], "fn_index": function, "session_hash": page, "event_id": "x"}

    with client(room) as stranger:
        for thief, status in ((max_, 403), (stranger, 401)):
            answers = [
                refused(thief, "GET", f"/gradio_api/queue/data?session_hash={page}"),
                refused(thief, "GET", f"/gradio_api/queue/data?session_hash=a&session_hash={page}"),
                refused(thief, "GET", f"/gradio_api/heartbeat/{page}"),
                refused(thief, "POST", "/gradio_api/queue/join", json=asked),
                refused(thief, "POST", "/gradio_api/cancel", json=asked),
            ]
            assert {answer.status_code for answer in answers} == {status}
            if thief is max_:
                assert [answer.content for answer in answers] == [b""] * 5

    assert "Canary" in told(lea, function, do="open", rehearsal="r0")
    assert "Dana Reyes" in str(call(lea, function, '{"do":"list"}', page=page))


@pytest.mark.parametrize("page", ["", None, 7, "x" * 65, ["a"]])
def test_39_a_call_without_a_page_is_refused(lea: httpx.Client, page: Any) -> None:
    asked = {"data": [], "fn_index": 0, "session_hash": page}

    assert lea.post("/gradio_api/queue/join", json=asked).status_code in (403, 422)
    assert lea.get("/gradio_api/queue/data").status_code == 422


COMMANDS: tuple[tuple[int, dict[str, Any]], ...] = (
    *((PRACTICE, {"do": do}) for do in ("arrive", "reply", "end", "score", "brief")),
    (PRACTICE, {"do": "say", "after": "r0-2", "message_id": "m", "text": "I was here."}),
    *((REVIEW, {"do": do}) for do in ("open", "delete", "restore")),
    (REVIEW, {"do": "wrong", "scorecard": "s0", "behaviour": "thanks", "turn": 1}),
    (REVIEW, {"do": "missing", "scorecard": "s0", "behaviour": "thanks", "turn": 1, "text": "no"}),
    (REVIEW, {"do": "level", "scorecard": "s0", "criterion": "positivity", "text": "So."}),
    (REVIEW, {"do": "undo", "correction": "c0"}),
    (REVIEW, {"do": "compare", "one": "r0", "two": "r0"}),
    *((PRACTICE, {"do": do, "redo": "r0-1", "turn": 0}) for do in ("redo", "take_back", "hint")),
    (TRAINER, {"do": "undo", "correction": "c0"}),
)


def seen(heard: str) -> str:
    """Return what pages show of an answer; names of what was asked for are taken out."""
    shown = re.findall(r'"value":"((?:[^"\\]|\\.)*)"', heard)
    return re.sub(r"\b(r0|s0|c0|nobody|nothing)\b", "ID", " ".join(shown))


@pytest.mark.parametrize("name", ["Max", "Tom", "Ann"])
def test_40_what_is_another_s_is_answered_like_what_is_not_there(room: Room, name: str) -> None:
    """Every command and export with Lea's ids, and with ids of nothing; in the end all is hers."""
    owner = identity(room, "Lea")
    card = finished(room.rehearsals.after.scorecard(owner, "r0"))
    kept = room.rehearsals.corrections.give_level(owner, card.id, "positivity", 1, "So I say.")
    ids = {"r0": "nobody", "s0": "nothing", "c0": "nothing"}
    with client(room, name) as asking:
        boxes = functions(asking, "command")
        for page, command in COMMANDS:
            theirs = {"rehearsal": "r0", **command}
            if command.get("correction"):
                theirs["correction"] = kept.id
            missing = {k: ids.get(v, "nothing" if v == kept.id else v) for k, v in theirs.items()}
            answers = [told(asking, boxes[page], **one) for one in (theirs, missing)]
            shown = [seen(answer).replace(kept.id, "ID") for answer in answers]
            assert shown[0] == shown[1], command
            assert "Canary" not in answers[0]
        for form in ("md", "json", "csv", "pdf"):
            found = [asking.get(f"/export/{one}.{form}") for one in ("r0", "nobody")]
            assert found[0].status_code == found[1].status_code
            assert found[0].text.replace("r0", "nobody") == found[1].text

    assert len(room.rehearsals.talk(owner, "r0").turns) == 3
    assert room.rehearsals.corrections.of(card) == (kept,)


def test_41_a_learner_is_denied_what_is_for_trainers_at_the_endpoint(
    room: Room, lea: httpx.Client, tom: httpx.Client
) -> None:
    """By every function that a page has, whichever page it is called from."""
    command, load = functions(lea, "command"), list(_loads(lea))
    assert len(command) == len(load) == 6
    denied = "That is for trainers only."

    assert denied in told(lea, command[TRAINER], do="list")
    assert denied in str(call(lea, load[TRAINER]))
    for do in ("wrong", "missing", "level", "undo"):
        asked = {"do": do, "rehearsal": "r0", "scorecard": "s0", "text": "Mine.", "level": 4}
        assert denied in told(lea, command[REVIEW], **asked, criterion="positivity")
    opened = told(lea, command[REVIEW], do="open", rehearsal="r0")
    assert "Canary" in opened
    assert "Correct the judge" not in opened
    assert denied not in told(tom, command[TRAINER], do="list")
    for one in lea.get("/config").json()["dependencies"]:
        for way in ("run", "api", "call", "call/v2"):
            path = f"/gradio_api/{way}/{one['api_name']}"
            assert lea.post(path, json={"data": ["{}"]}).status_code == 404


def _loads(asking: httpx.Client) -> Iterator[int]:
    for one in asking.get("/config").json()["dependencies"]:
        if one["backend_fn"] and one["targets"][0][1] == "load":
            yield one["id"]


def test_42_guessing_is_slowed_down_and_names_are_not_told(room: Room) -> None:
    with client(room) as guessing:

        def guess(name: str) -> httpx.Response:
            return guessing.post("/sign-in", data={"name": name, "password": "a guess"})

        known, unknown = ([guess(name) for _ in range(7)] for name in ("Max", "Nobody"))

    assert [one.status_code for one in known] == [401] * 5 + [429] * 2
    assert 100 < int(known[-1].headers["retry-after"]) <= 180
    assert [one.text.replace("Max", "Nobody") for one in known[:5]] == [
        one.text for one in unknown[:5]
    ]


def test_43_an_old_cookie_is_worth_nothing(room: Room) -> None:
    with client(room, "Max") as leaving, client(room, "Max") as staying:
        old = leaving.cookies["room"]
        answer = leaving.post("/sign-out")
        assert (answer.status_code, answer.headers["location"]) == (303, "/sign-in")
        assert "Max-Age=0" in answer.headers["set-cookie"]
        leaving.cookies.set("room", old)
        assert staying.get("/config").status_code == 200

        for ended in (leaving, staying):
            if ended is staying:
                room.rehearsals.accounts.sign_out_everywhere(identity(room, "Max"))
            assert ended.get("/config").status_code == 401
            assert ended.get("/export/r0.md").status_code == 401
            assert ended.get("/account/me").text == "Sign in first."
            moved = ended.get("/review?rehearsal=r0")
            assert moved.status_code == 303
            assert moved.headers["location"] == "/sign-in?next=/review%3Frehearsal%3Dr0"
            joined = {"data": [], "fn_index": 0, "session_hash": "another"}
            assert ended.post("/gradio_api/queue/join", json=joined).status_code == 401


@pytest.mark.parametrize(
    "wanted",
    ["//evil.example", "https://evil.example", "/\\evil.example", "/sign-out", "/\t/x", "x", ""],
)
def test_a_sign_in_leads_nowhere_else(room: Room, tom: httpx.Client, wanted: str) -> None:
    assert tom.get("/sign-in", params={"next": wanted}).headers["location"] == "/"


def test_44_what_a_browser_says_of_another_site_is_believed(room: Room) -> None:
    """A write without a word on where it comes from is none of our pages', either."""
    token = {"room": cookie(room, "Tom")}
    with httpx.Client(base_url=room.url, cookies=token) as browser:
        for headers in (
            {},
            {"Origin": "null"},
            {"Origin": "http://127.0.0.1:1"},
            {"Sec-Fetch-Site": "same-site"},
            {"Sec-Fetch-Site": "cross-site", "Sec-Fetch-Mode": "navigate"},
        ):
            assert browser.post("/sign-out", headers=headers).status_code == 403
        for mode in ("no-cors", "cors"):
            hidden = {"Sec-Fetch-Site": "same-site", "Sec-Fetch-Mode": mode}
            assert browser.get("/account/me", headers=hidden).status_code == 403
        link = {"Sec-Fetch-Site": "cross-site", "Sec-Fetch-Mode": "navigate"}
        assert browser.get("/review", headers=link).status_code == 200
        forged = {"X-Forwarded-Host": "evil.example", "X-Gradio-Server": "http://evil.example"}
        assert "evil" not in browser.get("/config", headers=forged).text


UP = ("..", "%2e%2e", "%252e%252e", "..%2f..", "..%5c..", "....//....", "%c0%ae%c0%ae", "..;")
PLACES = ("/gradio_api/file=", "/gradio_api/file/", "/assets/", "/static/", "/room/", "/export/")


def test_45_no_path_leads_out_of_where_it_begins(room: Room) -> None:
    paths = [f"{place}{'/'.join([up] * 9)}/etc/passwd" for place in PLACES for up in UP]
    paths += [f"/gradio_api/file={path}" for path in ("/etc/passwd", room.database[10:], "C:%5Cx")]
    paths += ["/assets//etc/passwd", "/static/%2fetc/passwd", "/room/..", "//etc/passwd", "/x%00"]
    # Clients tidy such paths up before they send them; this one does not.
    host = room.url.removeprefix("http://").rstrip("/")
    with closing(http.client.HTTPConnection(host, timeout=20)) as raw:
        for path in paths:
            raw.request("GET", path, headers={"Cookie": f"room={cookie(room, 'Tom')}"})
            answer = raw.getresponse()
            assert answer.status in (400, 403, 404, 422), path
            assert b"root:" not in answer.read()


def test_46_nothing_can_be_uploaded_and_nothing_large_sent(tom: httpx.Client, room: Room) -> None:
    files = [("files", (f"{n}.txt", b"x" * 1000)) for n in range(50)]
    for path in ("/gradio_api/upload", "/upload", "/gradio_api/component_server"):
        assert tom.post(path, files=files).status_code == 404
    for path in ("/sign-in", "/gradio_api/queue/join"):
        assert tom.post(path, content=b"x" * (MAX_BODY + 1)).status_code == 413
        assert tom.post(path, files={"name": b"x" * MAX_BODY}).status_code == 413


def test_46_who_sends_too_fast_has_to_wait_and_nobody_else_does(room: Room) -> None:
    asked = {"data": ["{}"], "fn_index": 0, "session_hash": uuid4().hex}
    with client(room, "Max") as hurried, client(room, "Tom") as calm:
        for sent in range(500):  # noqa: B007
            answer = hurried.post("/gradio_api/queue/join", json=asked)
            if answer.status_code != 200:
                break

        assert sent >= MESSAGES.at_once - 5  # others here were Max before
        assert (answer.status_code, answer.headers["retry-after"]) == (429, "5")
        assert calm.post("/gradio_api/queue/join", json=asked | {"session_hash": "t"}).is_success


def test_47_the_server_fetches_nothing_for_anybody(room: Room, tom: httpx.Client) -> None:
    with listening() as (address, heard):
        file = {"path": f"{address}/a", "url": f"{address}/b", "meta": {"_type": "gradio.FileData"}}
        for function in (*functions(tom, "command"), *functions(tom, "outbox"), *_loads(tom)):
            for values in ([file], [[file]], file, [json.dumps({"do": "open", "text": address})]):
                asked = {"data": values, "fn_index": function, "session_hash": "tom"}
                assert tom.post("/gradio_api/queue/join", json=asked).status_code in (200, 422)
        for path in (f"/gradio_api/proxy={address}/c", f"/gradio_api/file={address}/d"):
            assert tom.get(path).status_code == 404
        tom.get("/config", headers={"X-Forwarded-Host": address[7:], "X-Gradio-Server": address})
        said = json.dumps({"do": "open", "rehearsal": address, "persona": address})
        call(tom, functions(tom, "command")[PRACTICE], said)

    assert heard == []


def test_48_turns_and_clicks_without_end_cost_no_more_than_one_meeting(
    learned: Path, tmp_path: Path, fake_openai: FakeOpenAI
) -> None:
    fake_openai.default = lambda _: Text("I hear you. Say more.")
    endpoint = Settings(
        data_dir=learned, openai_base_url=fake_openai.url, model="a-model", judge="embedded"
    )

    async def hold(here: Rehearsals) -> int:
        talk = await here.start("lea", "dana-reyes")
        rehearsal = talk.rehearsal.id
        after = talk.turns[-1].id
        for n in range(1000):
            if talk.rehearsal.open:
                talk = here.talk("lea", rehearsal)
                after = talk.turns[-1].id
            with suppress(AppError):
                async for _ in here.say(
                    "lea", rehearsal, f"Why {n}?", after=after, message_id=f"{n}"
                ):
                    pass
        with suppress(AppError):
            await here.end("lea", rehearsal)
        cards = {(await here.after.scorecard("lea", rehearsal)).id for _ in range(100)}
        assert len(cards) == 1
        await here.aclose()
        return here.persona("dana-reyes").patience

    with bootstrap.rehearsals(endpoint, url=f"sqlite:///{tmp_path / 'x.db'}") as here:
        patience = finished(hold(here))

    assert len(fake_openai.requests) <= 2 * (patience + 2) + 1
    longest = max(len(json.dumps(one.body)) for one in fake_openai.requests)
    assert longest / 4 < endpoint.context_tokens


CANARIES = ("canary-key", "canary-secret")


def test_37_no_secret_and_no_words_come_out_of_an_error(
    learned: Path, tmp_path: Path, fake_openai: FakeOpenAI, capfd: pytest.CaptureFixture[str]
) -> None:
    """The endpoint repeats the key, then the database breaks below the app."""
    fake_openai.default = lambda _: Status(401, '{"error": {"message": "Bad canary-key"}}')
    guarded = Settings(
        data_dir=learned,
        openai_api_key=SecretStr("canary-key"),
        openai_base_url=fake_openai.url,
        oidc_issuer="http://127.0.0.1:1",
        oidc_client_id="room",
        oidc_client_secret=SecretStr("canary-secret"),
    )
    with open_room(guarded, tmp_path, hire) as room, client(room, "Lea") as lea:
        practice = functions(lea, "command")[PRACTICE]
        heard = told(lea, practice, do="start", persona="dana-reyes")
        talk = room.rehearsals.open_talk(identity(room, "Lea"))
        assert talk
        heard += told(
            lea,
            functions(lea, "outbox")[0],
            do="say",
            rehearsal=talk.rehearsal.id,
            after=talk.turns[-1].id,
            message_id="m",
            text="These are canary-words.",
        )
        assert "the key" in heard or "denied" in heard or "401" in heard
        heard += lea.get("/sign-in/provider", headers={"Cookie": ""}).text
        with closing(sqlite3.connect(room.database[10:])) as connection:
            connection.execute("ALTER TABLE turns RENAME COLUMN text TO words")
        broken = str(call(lea, functions(lea, "outbox")[0], json.dumps({"do": "reply"})))
        broken += told(lea, practice, do="arrive", rehearsal=talk.rehearsal.id)
        broken += lea.get(f"/export/{talk.rehearsal.id}.md").text
    printed = "".join(capfd.readouterr())

    assert "Traceback" not in heard + broken
    assert "sqlite" not in broken.lower()
    for canary in CANARIES:
        assert canary not in heard + broken + printed
    assert "canary-words" not in broken + printed


METHODS = ("GET", "POST", "POST", "HEAD", "PUT", "DELETE", "PATCH", "OPTIONS")
SAFE_TO_FUZZ = [one for one in DOORS if not one.path.endswith(("/sign-out", "everywhere"))]
JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=20),
    lambda inner: (
        st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=9), inner, max_size=4)
    ),
    max_leaves=8,
)
CALLS = st.fixed_dictionaries(
    {"session_hash": st.sampled_from(["fuzz", "", "\0"]) | JSON},
    optional={
        "data": st.lists(st.text(max_size=30) | JSON, max_size=3) | JSON,
        "fn_index": st.integers(-2, 9) | JSON,
        "event_id": st.text(max_size=9) | JSON,
        "trigger_id": JSON,
        "batched": JSON,
        "event_data": JSON,
    },
)
FORMS = st.dictionaries(
    st.sampled_from(["name", "password", "next", "token", "role", "user", "old"]),
    st.text(max_size=30),
)


@pytest.fixture(scope="module")
def fuzzed(learned: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[list[httpx.Client]]:
    """Clients of one room: admins, each with a rate of their own, and a stranger."""
    with open_room(Settings(data_dir=learned), tmp_path_factory.mktemp("fuzz"), hire) as running:
        for n in range(4):
            running.rehearsals.accounts.add(f"Ann {n}", "admin", "three green boats")
        with closing(httpx.Client(base_url=running.url, timeout=20)) as stranger:
            stranger.headers["Origin"] = running.url.rstrip("/")
            clients = [stranger]
            for n in range(4):
                token = cookie(running, f"Ann {n}")
                headers = dict(stranger.headers)
                clients.append(
                    httpx.Client(
                        base_url=running.url, headers=headers, cookies={"room": token}, timeout=20
                    )
                )
            yield clients
            for one in clients[1:]:
                one.close()


@settings(
    max_examples=120,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(drawn=st.data())
def test_49_whatever_is_sent_is_no_trouble_for_the_server(
    fuzzed: list[httpx.Client], drawn: st.DataObject
) -> None:
    asking = drawn.draw(st.sampled_from(fuzzed))
    entrance = drawn.draw(st.sampled_from(SAFE_TO_FUZZ))
    method = drawn.draw(st.sampled_from([entrance.method, entrance.method, *METHODS]))
    rest = drawn.draw(st.text(max_size=20)) if entrance.path.endswith("*") else ""
    body: dict[str, Any] = drawn.draw(
        st.builds(lambda call: {"content": json.dumps(call), "headers": _JSON}, CALLS | JSON)
        | st.builds(lambda form: {"data": form}, FORMS)
        | st.builds(lambda raw: {"content": raw, "headers": _MULTIPART}, st.binary(max_size=80))
        | st.just({})
    )
    query = drawn.draw(
        st.dictionaries(st.sampled_from(["session_hash", "next", "token"]), st.text())
    )
    path = entrance.path.rstrip("*") + quote(rest, safe="")
    with asking.stream(method, path, params=query, **body) as answer:
        assert answer.status_code < 500, (method, path)


_JSON = {"Content-Type": "application/json"}
_MULTIPART = {"Content-Type": "multipart/form-data; boundary=x"}
