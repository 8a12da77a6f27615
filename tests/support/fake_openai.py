"""A scriptable OpenAI-compatible endpoint: a real HTTP server on a port of its own.

It answers what its script says, in order, records what it was asked, and fails loudly when the
script runs out. It knows nothing of pytest and can be used from several threads.

    with FakeOpenAI("Tell me why.", (503, ""), Hang()) as endpoint:
        ...  # OPENAI_BASE_URL = endpoint.url
        assert endpoint.requests[0].body["model"] == "a-model"
"""

from __future__ import annotations

import json
import socket
import struct
import threading
from collections import deque
from collections.abc import Callable
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from types import TracebackType
from typing import Any, NamedTuple, Self

from tests.support.fake_answers import (
    Answer,
    BadSSE,
    Cut,
    Drip,
    Empty,
    ErrorEvent,
    Exchange,
    Filtered,
    Hang,
    Html,
    Json,
    NoDone,
    NullChoices,
    Refusal,
    Reset,
    Sound,
    Status,
    Text,
    Truncated,
    scripted,
)

__all__ = [
    "Answer",
    "BadSSE",
    "Cut",
    "Drip",
    "Empty",
    "ErrorEvent",
    "FakeOpenAI",
    "Filtered",
    "Hang",
    "Html",
    "Json",
    "NoDone",
    "NullChoices",
    "Refusal",
    "Request",
    "Reset",
    "Sound",
    "Status",
    "Text",
    "Truncated",
]


ROUTES = ("/chat/completions", "/audio/transcriptions", "/audio/speech")


class Request(NamedTuple):
    """What the endpoint was asked."""

    path: str
    headers: dict[str, str]
    """Names in lower case."""
    body: dict[str, Any]

    @property
    def messages(self) -> list[dict[str, str]]:
        """The messages of the conversation."""
        messages: list[dict[str, str]] = self.body["messages"]
        return messages

    @property
    def text(self) -> str:
        """All that the messages say."""
        return "\n\n".join(message["content"] for message in self.messages)


class FakeOpenAI:
    """The endpoint; serves from construction until `close`."""

    def __init__(self, *answers: Answer, pace: float = 0.0) -> None:
        """`answers` begin the script; `pace` is the time between tokens (in seconds)."""
        self.answers: deque[Answer] = deque(answers)
        self.default: Callable[[dict[str, Any]], Answer] | None = None
        """Answers when the script is at its end, from the request's body."""
        self.requests: list[Request] = []
        self.pace = pace
        self.closing = threading.Event()
        self.problems: list[str] = []
        """What must not happen: the script ran out, or an answer broke."""
        self._lock = threading.Lock()
        self._server = _Server(self)
        self._thread = threading.Thread(target=self._server.serve_forever, args=(0.02,))
        self._thread.start()

    @property
    def url(self) -> str:
        """The base URL, for OPENAI_BASE_URL."""
        return f"http://127.0.0.1:{self._server.server_address[1]}/v1"

    @property
    def host(self) -> str:
        """Host and port, as messages name them."""
        return f"127.0.0.1:{self._server.server_address[1]}"

    def close(self) -> None:
        """Stop serving; whatever hangs is let go."""
        if not self.closing.is_set():
            self.closing.set()
            self._server.shutdown()
            self._server.hang_up()
            self._server.server_close()
            self._thread.join()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()
        if error is None and self.problems:
            raise AssertionError("; ".join(self.problems))

    def take(self, request: Request) -> Answer:
        """Record `request` and return the answer that the script has for it."""
        with self._lock:
            self.requests.append(request)
            if self.answers:
                return self.answers.popleft()
            if self.default is not None:
                return self.default(request.body)
            self.problems.append(f"the script ran out at request {len(self.requests)}")
            return 500, '{"error": {"message": "the fake endpoint has no answer left"}}'


class _Server(ThreadingHTTPServer):
    request_queue_size = 256
    daemon_threads = False

    def __init__(self, fake: FakeOpenAI) -> None:
        self.fake = fake
        self._open: set[socket.socket] = set()
        super().__init__(("127.0.0.1", 0), _Handler)

    def get_request(self) -> tuple[socket.socket, Any]:
        connection, address = super().get_request()
        self._open.add(connection)
        return connection, address

    def shutdown_request(self, request: Any) -> None:
        self._open.discard(request)
        super().shutdown_request(request)

    def hang_up(self) -> None:
        """End idle connections, so that their threads end."""
        for connection in list(self._open):
            try:
                connection.shutdown(socket.SHUT_RDWR)
            except OSError:
                continue  # gone already

    def handle_error(self, request: Any, client_address: Any) -> None:
        """The client went away: that is its right."""


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True
    server: _Server

    def log_message(self, format: str, *args: object) -> None:
        """Say nothing."""

    def do_POST(self) -> None:
        fake = self.server.fake
        raw = self.rfile.read(int(self.headers.get("content-length", 0)))
        headers = {name.lower(): value for name, value in self.headers.items()}
        exchange = _Exchange(self)
        if not self.path.endswith(ROUTES):
            exchange.send(404, '{"error": {"message": "no such path"}}')
            return
        if headers.get("content-type", "").startswith("multipart/"):
            exchange.body = {"form": raw.decode("latin-1")}
        else:
            exchange.body = json.loads(raw)
        answer = fake.take(Request(self.path, headers, exchange.body))
        try:
            scripted(answer).serve(exchange)
        except OSError:
            self.close_connection = True
        except Exception as error:
            fake.problems.append(f"{type(answer).__name__} broke: {error!r}")
            raise


class _Exchange(Exchange):
    """One request being answered over HTTP."""

    def __init__(self, handler: _Handler) -> None:
        self._handler = handler
        self.body: dict[str, Any] = {}
        self.pace = handler.server.fake.pace

    def wait(self, seconds: float | None) -> None:
        self._handler.server.fake.closing.wait(seconds)

    def send(
        self,
        status: int,
        content: str | bytes,
        *,
        kind: str = "application/json",
        headers: dict[str, str] | None = None,
    ) -> None:
        body = content.encode() if isinstance(content, str) else content
        self._handler.send_response(status)
        for name, value in {"content-type": kind, **(headers or {})}.items():
            self._handler.send_header(name, value)
        self._handler.send_header("content-length", str(len(body)))
        self._handler.end_headers()
        self._handler.wfile.write(body)

    def begin(self) -> None:
        self._handler.send_response(200)
        self._handler.send_header("content-type", "text/event-stream")
        self._handler.send_header("transfer-encoding", "chunked")
        self._handler.end_headers()

    def event(self, content: str) -> None:
        sent = f"data: {content}\n\n".encode()
        self._handler.wfile.write(b"%x\r\n%b\r\n" % (len(sent), sent))

    def end(self) -> None:
        self._handler.wfile.write(b"0\r\n\r\n")

    def cut(self) -> None:
        self._handler.close_connection = True
        self._handler.connection.shutdown(socket.SHUT_RDWR)

    def reset(self) -> None:
        self._handler.close_connection = True
        linger = struct.pack("ii", 1, 0)
        self._handler.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, linger)
        self._handler.connection.close()
