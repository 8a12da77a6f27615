import http.client
import json
import threading
from urllib.parse import urlsplit

import pytest

from tests.support.fake_openai import FakeOpenAI, Hang


def ask(fake: FakeOpenAI, text: str = "Hi", *, stream: bool = False) -> tuple[int, str]:
    """Ask without any SDK."""
    address = urlsplit(fake.url)
    connection = http.client.HTTPConnection(address.hostname or "", address.port, timeout=10)
    body = {"model": "m", "messages": [{"role": "user", "content": text}], "stream": stream}
    connection.request("POST", f"{address.path}/chat/completions", json.dumps(body))
    response = connection.getresponse()
    try:
        return response.status, response.read().decode()
    finally:
        connection.close()


def test_it_answers_in_the_order_of_its_script_and_records_what_it_was_asked() -> None:
    with FakeOpenAI("One.", (404, "{}"), (200, "Two.")) as fake:
        assert json.loads(ask(fake, "first")[1])["choices"][0]["message"]["content"] == "One."
        assert ask(fake) == (404, "{}")
        assert "Two." in ask(fake)[1]

    assert fake.requests[0].text == "first"
    assert len(fake.requests) == 3


def test_a_stream_ends_with_its_end_mark() -> None:
    with FakeOpenAI("One two.") as fake:
        events = ask(fake, stream=True)[1].split("\n\n")

    assert [json.loads(e[6:])["choices"][0]["delta"].get("content") for e in events[:4]] == [
        "",
        "One",
        " two.",
        None,
    ]
    assert events[4] == "data: [DONE]"


def test_a_script_that_runs_out_fails_the_test_that_used_it() -> None:
    fake = FakeOpenAI()

    with pytest.raises(AssertionError, match="ran out at request 1"), fake:
        assert ask(fake)[0] == 500


def test_the_default_answers_from_the_request_when_the_script_is_at_its_end() -> None:
    with FakeOpenAI("One.") as fake:
        fake.default = lambda body: body["messages"][0]["content"].upper()

        assert "One." in ask(fake, "abc")[1]
        assert "ABC" in ask(fake, "abc")[1]


def test_what_hangs_is_let_go_at_the_end() -> None:
    with FakeOpenAI(Hang(), Hang("Well")) as fake:
        asking = [threading.Thread(target=_ask_and_be_cut, args=(fake, s)) for s in (False, True)]
        for one in asking:
            one.start()
        while len(fake.requests) < 2:
            fake.closing.wait(0.01)

    for one in asking:
        one.join(10)
        assert not one.is_alive()


def _ask_and_be_cut(fake: FakeOpenAI, stream: bool) -> None:
    with pytest.raises((http.client.HTTPException, OSError)):
        ask(fake, stream=stream)
