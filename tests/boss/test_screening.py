import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.boss.screening import MOST_WORDS, Screen, clean, without_overlap
from tests.support.scenes import a_scene


def screened(reply: str, so_far: str = "", pieces: int = 7) -> Screen:
    """A screen that has heard `reply`, in pieces of so many characters."""
    screen = Screen(a_scene(), so_far)
    for at in range(0, len(reply), pieces):
        screen.feed(reply[at : at + pieces])
    screen.finish()
    return screen


@pytest.mark.parametrize(
    ("written", "said"),
    [
        ("Tell me why.", "Tell me why."),
        ("Dana: Tell me why.", "Tell me why."),
        ("**Dana Reyes:** Tell me **why**.", "Tell me why."),
        ("Boss: Dana here.", "Dana here."),
        ("*leans back* Tell me why.", "Tell me why."),
        ("Dana: *sighs* Tell me why.", "Tell me why."),
        ("*Leans back. Sighs.* Tell me why. *waits*", "Tell me why."),
        ("(pauses) Tell me why. (She waits.)", "Tell me why."),
        ("[smiles] Tell me why.", "Tell me why."),
        (
            "I *really* need the team (all six) covered.",
            "I really need the team (all six) covered.",
        ),
        ('"Tell me why. I am listening."', "Tell me why. I am listening."),
        ("“Tell me why.”", "Tell me why."),
        ('You said "later" twice.', 'You said "later" twice.'),
        (
            "# Reply\nTell me why.\n\n- First, `cover`.\n- Then, pay.",
            "Reply Tell me why. First, cover. Then, pay.",
        ),
        ("Tell me why.\n\n\nI am listening.", "Tell me why. I am listening."),
        (
            "Ask Dr. Okafor, e.g. on Friday at 3.30 p.m. sharp.",
            "Ask Dr. Okafor, e.g. on Friday at 3.30 p.m. sharp.",
        ),
        ("<think>They want out. I must not.</think>Tell me why.", "Tell me why."),
        ("Here is the thing: I need a name.", "Here is the thing: I need a name."),
        ("Well… Is that so?! Tell me.", "Well… Is that so?! Tell me."),
        ("ag\u200bree\U000e0061 \ud83dwith me", "agree with me"),
        ("", ""),
        (" \n ", ""),
        ("*nods*", ""),
        ("...", ""),
    ],
)
@pytest.mark.parametrize("pieces", [1, 7, 1000])
def test_only_spoken_words_are_let_through(written: str, said: str, pieces: int) -> None:
    screen = screened(written, pieces=pieces)

    assert screen.said == said
    assert screen.problem == ""


@pytest.mark.parametrize(
    ("written", "problem"),
    [
        ("You: Then I will stay.", "it spoke for the learner"),
        ("**Learner**: Then I will stay.", "it spoke for the learner"),
        ("User: fine", "it spoke for the learner"),
        ("Sam: I'll do it.", "it spoke for the learner"),
        ("As an AI, I have no team.", "it spoke as a machine"),
        ("As a large language model I can't.", "it spoke as a machine"),
        ("I'm just an AI assistant.", "it spoke as a machine"),
        ("I am a chatbot, Sam.", "it spoke as a machine"),
        ("Let's stop this role-play.", "it spoke as a machine"),
        ("My instructions say no.", "it spoke as a machine"),
        ("Direction for Dana Reyes: give way.", "it repeated its instructions"),
        ("My direction: give way.", "it repeated its instructions"),
        ("Plain speech: no lists, no headings, no name.", "it repeated its instructions"),
        ("You secretly doubt that the reorganisation will last.", "it repeated its instructions"),
        ("Take up those words briefly and say that it is.", "it repeated its instructions"),
    ],
)
def test_59_what_a_boss_could_not_say_stops_the_reply(written: str, problem: str) -> None:
    screen = screened(f"Hm, I see. {written}\nNever heard.")

    assert screen.problem == problem
    assert screen.said == "Hm, I see."
    assert screened(written).passed is False


def test_a_reply_that_never_comes_to_a_full_stop_is_no_reply() -> None:
    screen = screened("well " * (MOST_WORDS + 1))

    assert screen.problem == "it went on without a full stop"
    assert screen.passed is False


@pytest.mark.parametrize(
    "spoken",
    [
        "Nobody else can take the team by Friday.",
        "I need an Engineering Manager of the platform team, six people.",
        "So Priya has run the rota since May, and you can hand over by June?",
        "I promised the board a manager by Friday and I hate to look unprepared.",
        "Fine, Priya then. Who covers the on-call?",
        "You know the direction I want to go in.",
        "As an AIDS charity we hire bots of people.",
    ],
)
def test_words_of_the_meeting_are_no_leak(spoken: str) -> None:
    assert screened(spoken).said == spoken


def test_a_long_reply_ends_with_a_sentence() -> None:
    sentence = "This is a sentence of exactly nine words, Sam."

    screen = screened(" ".join([sentence] * 20))

    assert screen.full
    assert screen.said == " ".join([sentence] * 7)
    assert screen.problem == ""


def test_a_sentence_is_let_through_as_soon_as_the_next_one_begins() -> None:
    screen = Screen(a_scene())

    screen.feed("Tell me why. ")
    assert screen.said == ""
    screen.feed("I")
    assert screen.said == "Tell me why."
    screen.feed(" am listening.")
    assert screen.said == "Tell me why."
    screen.finish()
    assert screen.said == "Tell me why. I am listening."


def test_a_reply_that_breaks_off_in_its_first_sentence_gives_its_whole_words() -> None:
    screen = Screen(a_scene())
    screen.feed("I need a name by Fri")

    screen.break_off()

    assert screen.said == "I need a name by"


def test_a_reply_that_breaks_off_later_ends_with_its_last_sentence() -> None:
    screen = Screen(a_scene())
    screen.feed("I need a name. By this Fri")
    assert screen.shown == "I need a name. By this"

    screen.break_off()

    assert screen.said == screen.shown == "I need a name."


def test_a_reply_that_is_cut_short_ends_with_its_last_sentence() -> None:
    screen = Screen(a_scene())
    screen.feed("I need a name. By this Fri")

    screen.finish(truncated=True)

    assert screen.said == screen.shown == "I need a name."


@pytest.mark.parametrize(
    ("said", "text", "left"),
    [
        ("", "Tell me.", "Tell me."),
        ("I need a name by", "a name by Friday.", "Friday."),
        ("I need a name by", "I need a name by Friday.", "Friday."),
        ("I need a name by", "Friday.", "Friday."),
        ("I need a name.", "I need a name.", ""),
        ("I need a name.", "Name one.", "Name one."),
    ],
)
def test_what_was_said_is_not_said_again(said: str, text: str, left: str) -> None:
    assert without_overlap(said, text) == left


@given(st.text(max_size=300), st.integers(min_value=1, max_value=50))
def test_the_pieces_of_a_stream_do_not_change_what_is_said(reply: str, pieces: int) -> None:
    in_pieces, at_once = screened(reply, pieces=pieces), screened(reply, pieces=1000)

    assert (in_pieces.said, in_pieces.problem) == (at_once.said, at_once.problem)


@given(st.text(max_size=300))
def test_cleaned_text_is_one_line_that_cleaning_leaves_alone_in_form(text: str) -> None:
    said = clean(text)

    assert "\n" not in said
    assert "[" not in said
    assert said == said.strip()
