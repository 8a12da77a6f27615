from __future__ import annotations

import unicodedata

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from app.judge.sentences import MAX_WORDS, Span, sentences, visible

WAIT = settings(deadline=None)
DICTATED = " ".join(
    ["so what I wanted to say is that I like the bench and I would miss it because it is"] * 11
)


def cut(text: str) -> list[str]:
    return [text[start:end] for start, end in sentences(text)]


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("", []),
        (" \n\t ", []),
        ("Thanks", ["Thanks"]),
        ("Thank you. I mean it!", ["Thank you.", "I mean it!"]),
        ("Really?! Me... Well… no.", ["Really?!", "Me...", "Well…", "no."]),
        ('He said "no." Then he left.', ['He said "no."', "Then he left."]),
        ("First line\nsecond line\n\nthird", ["First line", "second line", "third"]),
        ("I like it; I stay.", ["I like it;", "I stay."]),
        ("Version 2.5 is out. 3.5 hours.", ["Version 2.5 is out.", "3.5 hours."]),
        ("  padded.   twice  ", ["padded.", "twice"]),
        ("no space.after a stop", ["no space.after a stop"]),
    ],
)
def test_a_turn_is_cut_where_sentences_end(text: str, wanted: list[str]) -> None:
    assert cut(text) == wanted


@pytest.mark.parametrize(
    "text",
    [
        "Ask Dr. Weiss or Mrs. Osei about it.",
        "Somebody else, e.g. Priya, or i.e. Sam.",
        "Put J. R. Smith in charge.",
        "I work at St. Mary's with prof. Menon.",
        "It is item no. 5 on the list, approx. 40 hours.",
        "Rotas, wages etc. are not for me.",
        "From 5 a.m. until 3 p.m. on the line.",
    ],
)
def test_abbreviations_end_no_sentence(text: str) -> None:
    assert cut(text) == [text]


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("No. I want to stay.", ["No.", "I want to stay."]),
        ("I can't. I won't.", ["I can't.", "I won't."]),
        ("The idea is Priya's. She told me.", ["The idea is Priya's.", "She told me."]),
        ("So do I. Let us talk.", ["So do I.", "Let us talk."]),
        ("Rotas, wages etc. They bore me.", ["Rotas, wages etc.", "They bore me."]),
        ("I start at 5 a.m. That is fine.", ["I start at 5 a.m.", "That is fine."]),
    ],
)
def test_what_looks_like_an_abbreviation_can_end_one(text: str, wanted: list[str]) -> None:
    assert cut(text) == wanted


def test_dictated_speech_is_cut_at_joints() -> None:
    assert len(DICTATED.split()) > 200

    pieces = cut(DICTATED)

    assert all(len(piece.split()) <= MAX_WORDS for piece in pieces)
    assert all(len(piece.split()) > 5 for piece in pieces)
    assert " ".join(pieces) == DICTATED
    joints = ("so ", "and ", "because ")
    assert all(piece.startswith(joints) for piece in pieces)


def test_a_run_without_joints_is_cut_all_the_same() -> None:
    pieces = cut("word " * 500)

    assert all(len(piece.split()) <= MAX_WORDS for piece in pieces)
    assert sum(len(piece.split()) for piece in pieces) == 500


@pytest.mark.parametrize(
    "text", ["." * 30_000 + "a", "!'" * 15_000 + "a", "x" * 30_000, ", " * 9000]
)
def test_cutting_takes_time_in_proportion_to_the_length(text: str) -> None:
    # With a quadratic pattern each of these takes many minutes and the test's timeout ends it.
    spans = sentences(text)

    assert sum(len(text[a:b].split()) for a, b in spans) == len(text.split())


speech = st.text(
    st.sampled_from("aIZ .!?…;,\n\"')5é😀\u00a0\u200b") | st.characters(), max_size=200
)
words = st.lists(st.sampled_from(["and", "so", "no.", "Dr.", "I", "don't.", "a,", "\n", "5"])).map(
    " ".join
)


@given(speech | words)
@example(DICTATED)
@WAIT
def test_sentences_cover_every_word_once_and_in_order(text: str) -> None:
    spans = sentences(text)

    covered = 0
    for start, end in spans:
        assert covered <= start < end <= len(text)
        assert not text[covered:start].strip()
        assert text[start:end] == text[start:end].strip()
        assert len(text[start:end].split()) <= MAX_WORDS
        covered = end
    assert not text[covered:].strip()


@pytest.mark.parametrize(
    ("text", "seen"),
    [
        ("plain words", "plain words"),
        ("th\u200ban\u00adk\u2060 you\ufeff", "thank you"),
        ("\u202eno\u202c \u2067yes\u2069", "no yes"),
        ("hi\U000e0054\U000e0048\U000e007f", "hi"),
        ("Ｔｈａｎｋ 𝐲𝐨𝐮", "Thank you"),
        ("ﬁne…", "fine..."),
        ("a\u00a0b", "a b"),
        ("half \ud83d a\0b", "half \ufffd a\ufffdb"),
        ("שלום 😀", "שלום 😀"),
        ("\u3164\uffa0", ""),
    ],
)
def test_only_what_people_see_is_read(text: str, seen: str) -> None:
    assert visible(text).text == seen


@given(
    st.text(st.characters(codec=None) | st.sampled_from("\u200b\U000e0041ﬁ…ﷺ½e\u0301"), max_size=80)
)
@WAIT
def test_what_is_seen_maps_back_to_what_was_typed(text: str) -> None:
    seen = visible(text)

    assert len(seen.origin) == len(seen.text) + 1
    assert list(seen.origin) == sorted(seen.origin)
    for index, character in enumerate(seen.text):
        start, end = seen.back(Span(index, index + 1))
        assert (start, end) == (seen.origin[index], seen.origin[index] + 1)
        assert character in visible(text[start:end]).text


@given(st.text(max_size=80), st.data())
@WAIT
def test_a_stretch_of_what_is_seen_is_a_stretch_of_what_was_typed(
    text: str, data: st.DataObject
) -> None:
    seen = visible(text)
    start = data.draw(st.integers(0, len(seen.text)))
    end = data.draw(st.integers(start, len(seen.text)))

    place = seen.back(Span(start, end))

    assert 0 <= place.start <= place.end <= len(text)
    assert seen.text[start:end] in visible(text[place.start : place.end]).text


@given(st.text(st.characters(max_codepoint=0x2AF, exclude_categories=("Cc", "Cf")), max_size=80))
@WAIT
def test_latin_text_stays_as_long_as_it_is(text: str) -> None:
    if unicodedata.is_normalized("NFKC", text):
        assert visible(text).text == text
