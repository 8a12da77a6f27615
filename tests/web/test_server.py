"""The server around the pages: headers, closed doors, limits, exports and how it starts."""

from __future__ import annotations

import json
import socket
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import pypdfium2 as pdfium
import pytest

from app.config import Settings
from app.errors import SetupError
from app.web import keeping, server
from app.web.guard import CONTENT_SECURITY_POLICY
from app.web.wire import MAX_BODY
from tests.support.queue import ask
from tests.support.room import Room, open_room
from tests.support.staff import PASSWORD, hire
from tests.web.past import add_past


@pytest.fixture
def client(room: Room) -> Iterator[httpx.Client]:
    with httpx.Client(base_url=room.url, timeout=20) as client:
        yield client


@pytest.fixture(scope="module")
def stranger(learned: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[httpx.Client]:
    """A client of a room in which nothing is ever stored."""
    folder = tmp_path_factory.mktemp("quiet")
    with (
        open_room(Settings(data_dir=learned), folder) as room,
        httpx.Client(base_url=room.url, timeout=20) as client,
    ):
        yield client


@pytest.mark.parametrize(
    "path", ["/", "/review", "/trainer", "/healthz", "/config", "/nowhere", "/theme.css"]
)
def test_every_answer_carries_the_security_headers(stranger: httpx.Client, path: str) -> None:
    headers = stranger.get(path).headers

    assert headers["content-security-policy"] == CONTENT_SECURITY_POLICY
    assert "unsafe-eval" not in CONTENT_SECURITY_POLICY
    assert headers["referrer-policy"] == "same-origin"
    assert headers["x-content-type-options"] == "nosniff"


def test_36_the_pages_name_no_other_host(stranger: httpx.Client) -> None:
    config = stranger.get("/config").text

    assert "https://" not in config.replace("https://gradio.app", "")


@pytest.mark.parametrize("host", ["evil.example", "evil.example:80", "127.0.0.1.evil.example", ""])
def test_44_another_host_name_is_refused(stranger: httpx.Client, host: str) -> None:
    assert stranger.get("/", headers={"host": host}).status_code == 400


@pytest.mark.parametrize("origin", ["http://evil.example", "null", "http://127.0.0.1:1"])
def test_44_requests_from_other_sites_are_refused(stranger: httpx.Client, origin: str) -> None:
    answer = stranger.post("/gradio_api/queue/join", json={}, headers={"origin": origin})

    assert answer.status_code == 403
    assert "access-control-allow-origin" not in answer.headers


@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("POST", "/gradio_api/upload"),
        ("GET", "/gradio_api/file=/etc/passwd"),
        ("GET", "/gradio_api/file=../../pyproject.toml"),
        ("GET", "/gradio_api/file/etc/passwd"),
        ("GET", "/gradio_api/proxy=http://127.0.0.1:1/"),
        ("POST", "/gradio_api/run/acted"),
        ("POST", "/gradio_api/call/acted"),
        ("POST", "/gradio_api/api/acted"),
        ("GET", "/gradio_api/info"),
        ("GET", "/gradio_api/runs"),
        ("POST", "/gradio_api/component_server"),
        ("GET", "/gradio_api/../gradio_api/file=/etc/passwd"),
        ("GET", "/room/../style.css"),
        ("GET", "/openapi.json"),
        ("GET", "/docs"),
    ],
)
def test_45_doors_that_the_pages_do_not_use_are_closed(
    stranger: httpx.Client, method: str, path: str
) -> None:
    answer = stranger.request(method, path)

    assert answer.status_code in (404, 405)
    assert "root:" not in answer.text


@pytest.mark.parametrize("chunked", [False, True])
def test_46_a_body_that_is_too_large_is_refused(stranger: httpx.Client, chunked: bool) -> None:
    body = b"x" * (MAX_BODY + 1)
    content = iter([body]) if chunked else body

    assert stranger.post("/gradio_api/queue/join", content=content).status_code == 413


def test_32_a_message_that_is_too_long_is_refused(room: Room, client: httpx.Client) -> None:
    ask(client, "command", {"do": "start", "persona": "dana-reyes"})
    now = room.only_talk()
    message = {"rehearsal": now.rehearsal.id, "after": now.turns[-1].id, "message_id": "m"}

    answer = ask(client, "outbox", {"do": "say", **message, "text": "x" * 100_000})

    assert "That is 100,000 characters; the limit is 4,000." in answer
    assert len(room.only_talk().turns) == 1


@pytest.mark.parametrize("words", ["", "  \n\t "])
def test_31_an_empty_message_is_refused(room: Room, client: httpx.Client, words: str) -> None:
    ask(client, "command", {"do": "start", "persona": "dana-reyes"})
    now = room.only_talk()
    message = {"rehearsal": now.rehearsal.id, "after": now.turns[-1].id, "message_id": "m"}

    answer = ask(client, "outbox", {"do": "say", **message, "text": words})

    assert "an empty message is not sent" in answer
    assert len(room.only_talk().turns) == 1


@pytest.mark.parametrize(
    "command",
    [
        {},
        {"do": "no-such-command"},
        {"do": ["say"]},
        {"do": "say"},
        {"do": "say", "rehearsal": "nobody", "text": "Hello"},
        {"do": "start", "persona": "../../etc/passwd"},
        {"do": "end", "rehearsal": "nobody"},
        {"do": "score", "rehearsal": "nobody"},
        {"do": "brief", "persona": "nobody"},
    ],
)
def test_commands_that_make_no_sense_end_in_the_lobby(
    room: Room, client: httpx.Client, command: dict[str, Any]
) -> None:
    answer = ask(client, "command", command)

    assert "Who will you talk to?" in answer
    assert "Traceback" not in answer
    assert room.rehearsals.open_talk("local") is None


def test_a_proxy_that_is_trusted_is_believed_and_nobody_else(
    learned: Path, tmp_path: Path, stranger: httpx.Client
) -> None:
    told = {"X-Forwarded-Proto": "https", "X-Forwarded-For": "203.0.113.9"}
    assert "strict-transport-security" not in stranger.get("/", headers=told).headers
    settings = Settings(data_dir=learned, trusted_proxies="127.0.0.1")
    with open_room(settings, tmp_path, hire) as room, httpx.Client(base_url=room.url) as client:
        answer = client.post(
            "/sign-in",
            data={"name": "Lea", "password": PASSWORD},
            headers={**told, "Origin": room.url.replace("http:", "https:").rstrip("/")},
        )

    assert answer.status_code == 303
    assert answer.headers["set-cookie"].startswith("__Host-room=")
    assert answer.headers["strict-transport-security"] == "max-age=31536000"


def test_a_rehearsal_is_exported(room: Room, client: httpx.Client) -> None:
    add_past(room, 1)

    for form, kind in keeping.MEDIA_TYPES.items():
        answer = client.get(f"/export/r0.{form}")
        assert answer.status_code == 200
        assert answer.headers["content-type"] == kind
        assert answer.headers["content-disposition"].startswith("attachment;")
        assert b"%PDF" in answer.content or "Thank you, and no." in answer.text


def test_a_pdf_has_the_paper_of_the_visitors_country(room: Room, client: httpx.Client) -> None:
    add_past(room, 1)

    for accepted, asked, width in (
        ("en-US,en;q=0.9", "", 612),
        ("pl-PL,pl;q=0.9,en-US;q=0.8", "", 595),
        ("", "", 595),
        ("de", "?paper_size=letter", 612),
    ):
        headers = {"Accept-Language": accepted}
        content = client.get(f"/export/r0.pdf{asked}", headers=headers).content
        with pdfium.PdfDocument(content) as opened:
            assert round(opened[0].get_width()) == width


def test_a_reflection_is_kept_and_refusals_say_why(room: Room, client: httpx.Client) -> None:
    add_past(room, 1)

    def put(place: str, text: object, **headers: str) -> tuple[int, str]:
        answer = client.put(f"/reflection/{place}", json=text, headers=headers)
        return answer.status_code, answer.text

    assert put("r0/r0-2", " Name <b>Inês</b> first. \x00") == (200, '{"said":"Saved."}')
    assert "Name <b>Inês</b> first. \ufffd" in client.get("/export/r0.json").text
    code, said = put("r0/r0-2", "x" * 2001)
    assert (code, "That is 2,001 characters; the limit is 2,000." in said) == (422, True)
    assert put("r0/r0-2", {"text": 1})[0] == 422
    assert put("r0/r0-2", "x" * MAX_BODY)[0] == 413
    assert put("r0/r0-2", "Mine.", Origin="https://evil.example")[0] == 403
    missing = {put(place, "Mine.")[0] for place in ("nobody/r0-2", "r0/nothing", "..%2fr0/r0-2")}
    assert missing == {404}
    assert "Mine." not in client.get("/export/r0.json").text
    assert put("r0/r0-2", "  ") == (200, '{"said":"Nothing is kept here now."}')
    assert json.loads(client.get("/export/r0.json").text)["reflection"] == ""


@pytest.mark.parametrize(
    "name", ["nobody.md", "nobody.pdf", "r0.exe", "r0", "..%2f..%2fpyproject.md"]
)
def test_what_cannot_be_exported_is_not_found(room: Room, client: httpx.Client, name: str) -> None:
    add_past(room, 1)

    assert client.get(f"/export/{name}").status_code in (404, 422)


def test_a_taken_port_is_told_in_a_sentence() -> None:
    with socket.create_server(("127.0.0.1", 0)) as other:
        port = other.getsockname()[1]

        with pytest.raises(SetupError, match=f"port {port}: .*another port: rehearse serve --port"):
            server.listen("127.0.0.1", port)


@pytest.mark.parametrize(("host", "port"), [("not an address", 7860), ("127.0.0.1", 99999)])
def test_an_impossible_address_is_told_in_a_sentence(host: str, port: int) -> None:
    with pytest.raises(SetupError, match="Cannot listen on"):
        server.listen(host, port)


@pytest.mark.parametrize(
    ("host", "url"),
    [
        ("127.0.0.1", "http://127.0.0.1:1/"),
        ("0.0.0.0", "http://127.0.0.1:1/"),
        ("::1", "http://[::1]:1/"),
    ],
)
def test_the_browser_is_sent_to_this_machine(host: str, url: str) -> None:
    assert server.address(host, 1) == url


def test_importing_the_server_does_not_import_gradio() -> None:
    code = "import sys, app.web.server; sys.exit('gradio' in sys.modules)"

    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
