from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.boss.heard import Heard
from app.boss.slots import ECHO_CHARACTERS, facts_from
from app.domain.conversation import Seen
from tests.support.people import BEHAVIOURS, a_boss

ROBIN = a_boss()


def facts(text: str, *names: str, known: dict[str, str] | None = None) -> dict[str, str]:
    """What is learned from a turn in which the whole text shows the behaviours."""
    seen = tuple(Seen(name=name, quote=text) for name in names)
    return facts_from(ROBIN, text, Heard(seen), known or {})


WORDS = st.text(
    st.sampled_from(list(" .,!?\n'’-\"{}$£%0123456789abcdeghiIoprstuyAPSé😀\u200b"))
) | st.sampled_from(
    [
        "I'd put Priya forward, she cut it from nine weeks to six and saved £400k.",
        "Sam could do it. The night shift runs itself, and we lost two days a month.",
    ]
)


@given(WORDS, WORDS, st.lists(st.sampled_from(BEHAVIOURS), unique=True, max_size=4), st.booleans())
def test_every_value_stands_in_the_learner_s_words_to_the_letter(
    text: str, other: str, names: list[str], elsewhere: bool
) -> None:
    seen = tuple(Seen(name=name, quote=other if elsewhere else text) for name in names)

    found = facts_from(ROBIN, text, Heard(seen), {})

    assert found.keys() <= {"candidate", "figure", "echo"}
    for value in found.values():
        assert value
        assert value in text
        assert not set(value) & set("{}\n")


@pytest.mark.parametrize(
    ("text", "figure"),
    [
        ("It took eleven days, now it takes four days.", "four days"),
        ("Downtime was 14 hours a month, now it's 3.", None),
        ("A brake fault took us nine hours to find, now it's three.", None),
        ("Waiting times were 40 minutes and since my change they're 12.", None),
        ("Before I came we lost ten customers a year, last year we lost one.", None),
        (
            "I fixed it in two days and it saved the contract, which was 150 thousand.",
            "150 thousand",
        ),
        ("We lost ten customers a year, and now it's one.", None),
        ("I fixed it in two days and saved the contract, which was 150 thousand.", "150 thousand"),
        ("Down by 40 percent, that's 28 thousand a year.", "28 thousand"),
        ("We wrote off 40 thousand a year, last year it was six.", None),
        ("Outages fell to two a quarter, and support got thirty hours back.", "thirty hours"),
        ("We saved 15 000 euros, and returns went from 8% to 3%.", "15 000 euros"),
        ("Returns went from 8% to 3%.", "8% to 3%"),
        ("We won eleven of twelve appeals. It saved ninety thousand in costs.", "ninety thousand"),
        ("We won eleven of twelve appeals.", None),
        ("Two hundred and thirty million recovered.", "Two hundred and thirty million"),
        ("It saves twenty-one hours.", "twenty-one hours"),
        ("I've kept outages under two a quarter for three years.", None),
        ("Healing came down from nine weeks to six.", "nine weeks to six"),
        ("The build went from 40 minutes to 6 last year.", "40 minutes to 6"),
        ("That saved £400k in penalties.", "£400k"),
        ("That saved us $1,200,000.", "$1,200,000"),
        ("Worth 40 crore in fees.", "40 crore"),
        ("Errors fell by 35% since March.", "35%"),
        ("It saves half a day every week.", "half a day"),
        ("I closed 1,300 tickets.", "1,300 tickets"),
        ("A 12-week wait became three.", "12-week"),
        ("I am better than ever.", None),
        ("It started in 2019.", None),
        ("Version 2.5.1 was mine.", None),
        ("I did it twice.", None),
    ],
)
def test_a_figure_is_a_number_with_its_unit(text: str, figure: str | None) -> None:
    assert facts(text, "quantified_impact").get("figure") == figure


def test_a_number_that_is_no_evidence_is_no_figure() -> None:
    assert "figure" not in facts("I have five children.", "self_interest")


def test_candidate_and_figure_stay_and_the_echo_does_not() -> None:
    known = {"candidate": "Priya", "figure": "four days", "echo": "so it was", "learner": "Sam"}

    assert facts("Hm.", known=known) == {
        "candidate": "Priya",
        "figure": "four days",
        "learner": "Sam",
    }


def test_a_newer_candidate_takes_the_place_of_an_older_one() -> None:
    found = facts("Or ask Ewan instead.", "names_candidate", known={"candidate": "Priya"})

    assert found["candidate"] == "Ewan"


def test_a_turn_that_puts_nobody_forward_keeps_the_earlier_one() -> None:
    found = facts("Somebody on nights.", "names_candidate", known={"candidate": "Priya"})

    assert found["candidate"] == "Priya"


@pytest.mark.parametrize(
    ("text", "name", "echo"),
    [
        (
            "Truly, the night shift runs itself, more or less.",
            "company_benefit",
            "the night shift runs itself",
        ),
        (
            "What I see: the night shift runs itself.",
            "company_benefit",
            "the night shift runs itself",
        ),
        (
            "I stay, and the Danish order leaves on time.",
            "company_benefit",
            "the Danish order leaves on time",
        ),
        ("I'd rather do the hard cases.", "wants_current_path", None),
        ("It is all meetings and quarrels.", "lists_negatives", None),
        ("Your planning is a joke.", "hostile", None),
        ('Call it the "big fix" week.', "future_value", None),
        ("Put {candidate} in there now.", "future_value", None),
        ("Fixed.", "future_value", None),
        ("I'd hand over, for a couple of weeks, with a plan.", "transition_help", None),
        ("It took nine days, now it's four.", "quantified_impact", None),
    ],
)
def test_an_echo_is_a_short_plain_clause_that_can_be_said_back(
    text: str, name: str, echo: str | None
) -> None:
    assert facts(text, name).get("echo") == echo


def test_an_echo_is_short_even_if_its_words_are_long() -> None:
    text = f"the {'x' * ECHO_CHARACTERS} thing"

    assert "echo" not in facts(text, "company_benefit")


def test_two_people_are_not_spoken_of_as_one() -> None:
    assert "candidate" not in facts("Lena and Omar could share it.", "names_candidate")
    assert facts("Lena could lead it.", "names_candidate")["candidate"] == "Lena"


@pytest.mark.parametrize(
    "text",
    ["It cost us the contract, which was 150 thousand.", "That would go, was never written."],
)
def test_half_a_clause_is_not_said_back(text: str) -> None:
    assert facts(text, "company_benefit").get("echo") in (None, "It cost us the contract")
