"""What a screen shows of a sentence that is not whole yet."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.boss.screening import MOST_WORDS, Screen
from tests.support.scenes import a_scene


def moments(*pieces: str, so_far: str = "") -> list[str]:
    """What a screen shows after each of `pieces`."""
    screen = Screen(a_scene(), so_far)
    seen = []
    for piece in pieces:
        screen.feed(piece)
        seen.append(screen.shown)
    return seen


def test_words_are_shown_as_they_come_and_but_for_the_first_one_whole() -> None:
    assert moments("Tell", " me", " why", ". ", "I", " can", "not", " wait") == [
        "Tell",
        "Tell",
        "Tell me",
        "Tell me why.",
        "Tell me why.",
        "Tell me why. I",
        "Tell me why. I",
        "Tell me why. I cannot",
    ]


@pytest.mark.parametrize(
    ("begun", "shown"),
    [
        ("You", ""),
        ("You ", ""),
        ("You want", "You"),
        ("Use", ""),
        ("Useful ", "Useful"),
        ("Dan", ""),
        ("Dana Reyes", ""),
        ("Dana Reyes: ", ""),
        ("Dana Reyes: Tell me ", "Tell me"),
        ("Sam, ", ""),
        ("Sam, sit ", "Sam, sit"),
        ("*leans", ""),
        ("**Dana:** Tell me ", ""),
        ("(leans back", ""),
        ("[Direction", ""),
        ('"Tell me ', ""),
        ("“Tell me ", ""),
        ("`Tell me ", ""),
        ("__Tell me ", ""),
        ("# ", ""),
        ("- Tell me ", "Tell me"),
        ("3", ""),
        ("<think>They want out", ""),
        ("<think>They want out</think>Tell me ", "Tell me"),
        ("I *really* need ", "I"),
        ("I [sighs] need ", "I"),
        ("The team (all six) ", "The team"),
        ('You said "later" ', "You said"),
        ("Hm. You", "Hm."),
        ("Hm. You: Then I", "Hm."),
        ("", ""),
        (" ", ""),
    ],
)
def test_nothing_is_shown_that_may_turn_out_not_to_be_spoken(begun: str, shown: str) -> None:
    assert moments(begun) == [shown]
    assert moments(*begun)[-1:] in ([shown], [])


@pytest.mark.parametrize(
    "leak",
    [
        "Plain speech: no lists, no headings, no name.",
        "You secretly doubt that the reorganisation will last.",
        "Take up those words briefly and say that it is.",
        "Direction for Dana Reyes: give way.",
    ],
)
@pytest.mark.parametrize("before", ["", "Hm, I see."])
def test_of_our_instructions_no_more_than_five_words_are_ever_shown(leak: str, before: str) -> None:
    seen = [shown.removeprefix(before) for shown in moments(*f"{before} {leak} Go on.")]

    assert 0 < max(len(shown.split()) for shown in seen) <= 5
    assert seen[-1] == ""


def test_a_sentence_that_makes_the_reply_too_long_is_shown_only_up_to_there() -> None:
    sentence = "This is a sentence of exactly nine words, Sam. "

    seen = moments(*(sentence * 6), "So ", *("so " * 40))

    assert max(len(shown.split()) for shown in seen) == MOST_WORDS
    assert seen[-1] == (sentence * 6).strip()


def test_going_on_after_half_a_sentence_shows_nothing_that_may_have_been_said() -> None:
    seen = moments("a", " name", " by", " Friday. ", "Who", " is it? ", so_far="I need a name")

    assert seen[:4] == ["I need a name"] * 4
    assert seen[4:] == ["I need a name by Friday.", "I need a name by Friday. Who is it?"]


@given(st.text(max_size=300))
def test_in_the_end_what_is_shown_is_what_is_said(reply: str) -> None:
    screen = Screen(a_scene())
    screen.feed(reply)

    screen.finish()

    assert screen.shown == screen.said


@given(st.text(alphabet="aIyOu .,?!…'-3\n", max_size=2 * MOST_WORDS - 1), st.integers(1, 9))
def test_of_plain_talk_nothing_is_taken_back(reply: str, pieces: int) -> None:
    before = ""
    for shown in moments(*(reply[at : at + pieces] for at in range(0, len(reply), pieces))):
        assert shown.startswith(before)
        before = shown
