import asyncio

import pytest

from app.errors import ModelBusy, ModelError, ModelRejected, ModelUnreachable
from app.llm.failures import Endpoint
from app.llm.retry import Circuit

HERE = Endpoint("llm.example", "a-model")


class Clock:
    """Time that passes when the test says so (in seconds)."""

    def __init__(self) -> None:
        self.now = 1000.0

    def __call__(self) -> float:
        return self.now


def fail(circuit: Circuit, error: ModelError | None = None) -> None:
    with pytest.raises(ModelError), circuit.call():
        raise error or HERE.unreachable()


def opened(clock: Clock) -> Circuit:
    circuit = Circuit(HERE, clock)
    for _ in range(5):
        fail(circuit)
    return circuit


def attempts(circuit: Circuit) -> int:
    with circuit.call() as allowed:
        return allowed


def test_five_failures_in_a_row_open_the_circuit_and_the_message_says_until_when() -> None:
    clock = Clock()
    circuit = opened(clock)
    clock.now += 12

    with pytest.raises(ModelBusy, match=r"llm\.example.*in 18 seconds") as caught:
        attempts(circuit)

    assert caught.value.retry_after == 18


def test_a_success_in_between_keeps_it_closed() -> None:
    circuit = Circuit(HERE, Clock())

    for _ in range(3):
        for _ in range(4):
            fail(circuit)
        assert attempts(circuit) == 3


def test_an_endpoint_that_rejects_requests_is_alive() -> None:
    circuit = Circuit(HERE, Clock())

    for _ in range(20):
        fail(circuit, ModelRejected("unknown model"))

    assert attempts(circuit) == 3


def test_after_thirty_seconds_one_probe_of_one_attempt_closes_it_again() -> None:
    clock = Clock()
    circuit = opened(clock)
    clock.now += 30

    assert attempts(circuit) == 1
    assert attempts(circuit) == 3


def test_while_a_probe_is_out_nobody_else_gets_through() -> None:
    clock = Clock()
    circuit = opened(clock)
    clock.now += 30

    with circuit.call(), pytest.raises(ModelBusy):
        attempts(circuit)


def test_a_failed_probe_opens_it_for_another_thirty_seconds() -> None:
    clock = Clock()
    circuit = opened(clock)
    clock.now += 30
    fail(circuit)
    clock.now += 29

    with pytest.raises(ModelBusy, match="in 1 second"):
        attempts(circuit)


def test_a_probe_that_was_given_up_is_made_by_the_next_call() -> None:
    clock = Clock()
    circuit = opened(clock)
    clock.now += 30
    with pytest.raises(asyncio.CancelledError), circuit.call():
        raise asyncio.CancelledError

    assert attempts(circuit) == 1


def test_a_call_that_is_given_up_counts_neither_way() -> None:
    circuit = Circuit(HERE, Clock())
    for _ in range(4):
        fail(circuit)
    with pytest.raises(asyncio.CancelledError), circuit.call():
        raise asyncio.CancelledError
    fail(circuit, ModelUnreachable("again"))

    with pytest.raises(ModelBusy):
        attempts(circuit)
