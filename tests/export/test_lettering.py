"""Words on paper: nothing is lost, nothing is too wide, and no sign becomes a box."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from app.export.lettering import Bit, Covers, Span, Style, bits, rightwards, row, wrapped

STYLE = Style("sans", 10, (0, 0, 0))
LATIN = {chr(code) for code in (*range(0x20, 0x7F), *range(0xA0, 0x180))}
COVERS: Covers = {
    "sans": lambda text: LATIN.issuperset(text),
    "more": lambda text: all("\u0370" <= sign < "\u0700" for sign in text),
}
WIDTH = 200.0


def measure(bit: Bit) -> float:
    """As of a typewriter: ten points a letter."""
    return 10.0 * (len(bit.text) or 1)


def drawn(text: str, width: float = WIDTH) -> list[str]:
    """The lines of a text from left to right, as they are drawn."""
    ltr = rightwards(text)
    lines = wrapped(bits([Span(text, STYLE)], COVERS), width, measure)
    rows = [row(line, width, measure, ltr=ltr) for line in lines]
    for one in rows:
        assert all(0 <= at <= width - measure(bit) for at, bit in one.bits)
    return ["".join(as_shaped(bit.text) for _, bit in one.bits) for one in rows]


def as_shaped(text: str) -> str:
    """A run as it is seen: the font's shaper turns Hebrew and Arabic around."""
    turned = any(unicodedata.bidirectional(sign) in ("R", "AL") for sign in text)
    return text[::-1] if turned else text


@pytest.mark.parametrize(
    ("typed", "lines"),
    [
        ("I can help with the handover", ["I can help with the", "handover"]),
        ("one\ntwo\n\nfour", ["one", "two", "", "four"]),
        ("a\r\nb\u2028c", ["a", "b", "c"]),
        ("x" * 45, ["x" * 20, "x" * 20, "x" * 5]),
        ("Zielińska, Ine\u0302s", ["Zielińska, Inês"]),
        ("tab\there\x07", ["tab here"]),
        ("in\u202evert\u2066ed\u200b", ["inverted"]),
        ("", [""]),
        ("谢谢你", ["[3\xa0letters:\xa0CJK]"]),
        ("न ok", ["[1\xa0letter:\xa0Devanagar", "i] ok"]),
        ("🦄", ["[unicorn\xa0face]"]),
        ("ab \ufffd", ["ab", "[replacement\xa0charact", "er]"]),
    ],
)
def test_lines_break_between_words_and_signs_without_a_font_are_named(
    typed: str, lines: list[str]
) -> None:
    assert drawn(typed) == lines


def test_what_is_named_can_still_be_read_and_copied() -> None:
    named = [bit for bit in bits([Span("ok 谢谢 ok", STYLE)], COVERS) if bit.stands_for]

    assert [(bit.text, bit.stands_for) for bit in named] == [("[2\xa0letters:\xa0CJK]", "谢谢")]


@pytest.mark.parametrize(
    ("typed", "seen"),
    [
        ("שלום", "םולש"),
        ("שלום abc", "abc םולש"),
        ("call דנה (now)", "call הנד (now)"),
        ("שלום (abc)", "(abc) םולש"),
        ("שלום 12.", ".12 םולש"),
    ],
)
def test_hebrew_and_arabic_are_read_from_the_right(typed: str, seen: str) -> None:
    assert drawn(typed) == [seen]


@given(st.text(st.sampled_from("ab z\nאבمر٣(1)[]«é\u0301谢🦄\u202e\x00\ud800") | st.characters()))
@example("a\u0301" * 50)
@settings(deadline=None)
def test_whatever_is_typed_fits_and_every_seen_letter_of_it_is_there(typed: str) -> None:
    lines = drawn(typed)

    def letters(text: str) -> list[str]:
        known = unicodedata.normalize("NFC", text)
        return sorted(s for s in known if s.isalpha() and (s in LATIN or "\u0370" <= s < "\u0700"))

    # Names of signs add letters; none may be missing.
    there = letters("".join(lines))
    for letter in set(letters(typed)):
        assert there.count(letter) >= letters(typed).count(letter)
