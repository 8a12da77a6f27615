import subprocess
import sys

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.llm.tokens import PER_MESSAGE, count, estimate, fit

SENTENCE = "I don't want the team, I'd rather finish the billing migration by 12 June."
GERMAN = "Übergabe: Priya nimmt ab 12. Juni die Bereitschaft – 1.500 Tickets."


@pytest.mark.parametrize(
    ("model", "english", "german"),
    [
        ("gpt-4.1-mini", 17, 22),
        ("gpt-oss-20b", 17, 22),
        ("ft:gpt-4o:mine", 17, 22),
        ("gpt-4", 19, 24),
        ("llama3.2", 20, 26),
        ("qwen2.5:7b", 20, 26),
        ("davinci", 20, 26),
        ("", 20, 26),
    ],
)
def test_tokens_are_counted_as_tiktoken_counts_and_with_headroom_for_other_models(
    model: str, english: int, german: int
) -> None:
    assert (count(SENTENCE, model), count(GERMAN, model)) == (english, german)


def test_words_that_look_like_special_tokens_are_words() -> None:
    assert count("<|endoftext|>", "gpt-4o") > 1


def test_counting_needs_no_network_and_no_environment() -> None:
    code = (
        "import os, socket\n"
        "def refuse(*a): raise AssertionError('network')\n"
        "socket.socket.connect = socket.getaddrinfo = refuse\n"
        "before = dict(os.environ)\n"
        "from app.llm.tokens import count\n"
        "assert count('hello world', 'gpt-4o') == 2\n"
        "assert count('hello world', 'no-such-model') == 3\n"
        "assert dict(os.environ) == before\n"
    )

    subprocess.run([sys.executable, "-c", code], check=True)


def test_an_estimate_is_near() -> None:
    assert abs(estimate(SENTENCE) - count(SENTENCE, "gpt-4o")) <= 3


def test_what_fits_is_kept_whole() -> None:
    assert fit(["head"], ["one", "two"], ["tail"], budget=30, model="gpt-4o") == 2


def test_the_oldest_turns_go_first() -> None:
    turns = ["one " * 50, "two " * 50, "three " * 50]

    assert fit(["head"], turns, ["tail"], budget=130, model="gpt-4o") == 2


def test_head_and_tail_stay_even_when_they_are_too_long_alone() -> None:
    assert fit(["head " * 500], ["turn"], ["tail " * 500], budget=100, model="gpt-4o") == 0


@given(
    st.lists(st.text(max_size=60), max_size=12),
    st.integers(min_value=0, max_value=200),
)
def test_as_many_turns_are_kept_as_the_budget_holds(turns: list[str], budget: int) -> None:
    kept = fit(["who"], turns, ["now"], budget=budget, model="gpt-4o")

    def taken(number: int) -> int:
        texts = ["who", "now", *turns[len(turns) - number :]]
        return sum(count(text, "gpt-4o") + PER_MESSAGE for text in texts)

    assert kept == 0 or taken(kept) <= budget
    assert kept == len(turns) or taken(kept + 1) > budget
