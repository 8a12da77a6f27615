from __future__ import annotations

import pytest

from app.boss.names import answered_name, candidate
from tests.support.people import a_boss

BOSS = a_boss(
    name="Dana Reyes",
    situation={
        "kind": "first_offer",
        "learner_role": "senior engineer",
        "offer": "Engineering Manager of the platform team",
        "setting": "Monday. Next month Marcus, who manages platform, moves to payments.",
    },
)


def named(text: str, quote: str = "") -> str | None:
    return candidate(BOSS, text, quote or text)


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("Have you thought of Priya?", "Priya"),
        ("I'd put Sam Okoro forward.", "Sam"),
        ("Rohini Rao should head it.", "Rohini"),
        ("Priya has run the rota since May.", "Priya"),
        ("In March Priya ran the rota.", "Priya"),
        ("Someone like Sam would be better.", "Sam"),
        ("Elsie's been there since the flood.", "Elsie"),
        ("Brent's the one for that.", "Brent"),
        ("What about Zoë?", "Zoë"),
        ("Łukasz already does it.", "Łukasz"),
        ("Ask Mrs Patel, she wants it.", "Mrs Patel"),
        ("put Mr. Okoth over the enumerators", "Mr. Okoth"),
        ("O'Brien could do it.", "O'Brien"),
        ("Jean-Luc would love it.", "Jean-Luc"),
        ("Ask Hazel, she talked a dad down.", "Hazel"),
        ("Get young Bethan, she's got the puff for it.", "Bethan"),
        ("Moving Priya up would work.", "Priya"),
        ("Surely Priya could.", "Priya"),
        ("Kubernetes is hard, but Priya could learn it.", "Priya"),
        ("Put Ewan over both, he's done it at Hinkley.", "Ewan"),
        ("Hand it to Femi.", "Femi"),
        ("Why not Ana?", "Ana"),
        ("Say Carol. She ran a surgery.", "Carol"),
        ("What about Priti? She's not scared of Gaz.", "Priti"),
        ("How about Tom or Ann?", "Tom"),
        ("Mark wants it.", "Mark"),
        ("Dana, I think Priya could take it.", "Priya"),
        ("When Marcus moves, Grace could lead them.", "Grace"),
        ("Otieno's daughter, Achieng, for the post.", "Achieng"),
        ("I'll tell you who: Marek. He does the paperwork.", "Marek"),
    ],
)
def test_the_one_who_is_put_forward_is_found(text: str, name: str) -> None:
    assert named(text) == name


@pytest.mark.parametrize(
    "text",
    [
        "my colleague in Leeds",
        "Dana could do it herself.",
        "I think Marcus could stay until June.",
        "Reyes knows best.",
        "Somebody from Finance could do it.",
        "Ask HR about it.",
        "HAVE YOU THOUGHT OF PRIYA?",
        "have you thought of priya?",
        "May I suggest May?",
        "I could do it in March.",
        "Not Sam.",
        "Somebody instead of Sam.",
        "She ran it when Pete was off sick.",
        "Deon left in June.",
        "She knows Kubernetes inside out.",
        "He came back from Amman.",
        "the woman in Recoveries",
        "Never raised her voice in two years.",
        "She's calm. They'd follow her.",
        "Ward 7 would be fine.",
        "Have you sat through one of Mireille's briefings?",
        "Thanks, Sam.",
        "Everyone could do it.",
        "Training is what they need.",
        "",
    ],
)
def test_nobody_is_made_up(text: str) -> None:
    assert named(text) is None


def test_the_quote_goes_before_the_rest_of_the_turn() -> None:
    text = "Ask Ann about the budget, she knows. Femi could lead."

    assert named(text, "Femi could lead") == "Femi"


def test_the_rest_of_the_turn_is_asked_when_the_quote_says_only_she() -> None:
    text = "Have you thought of Marisol? She ran the whole crew."

    assert named(text, "She ran the whole crew") == "Marisol"


def test_a_name_of_unlikely_length_is_none() -> None:
    assert named(f"Have you thought of P{'r' * 60}iya?") is None


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("Naledi.", "Naledi"),
        ("Josie on nights.", "Josie"),
        ("Well, maybe Sister Ann", "Sister Ann"),
        ("Ask Tom Reed.", "Tom Reed"),
        ("Naledi catches them. She's done it before.", "Naledi"),
        ("Tomás. Saturdays he has the till.", "Tomás"),
        ("Help her.", None),
        ("Luckily Ana does, and she likes it.", None),
        ("Teach the juniors what he knows.", None),
        ("Nobody.", None),
        ("Teaching.", None),
        ("Tuesday.", None),
        ("Hmm.", None),
        ("Robin.", None),
        ("Naledi is leaving.", None),
        ("naledi", None),
    ],
)
def test_a_name_can_be_the_whole_answer(text: str, name: str | None) -> None:
    assert answered_name(BOSS, text) == name


def test_words_about_her_speak_of_the_one_who_was_named_before() -> None:
    text = "What about Priti? She's there at two anyway and she keeps an eye on Gaz."

    assert named(text, text[18:]) == "Priti"
