"""Cutting a learner's turn into sentences, and stripping what nobody can see."""

from __future__ import annotations

import re
import unicodedata
from typing import NamedTuple

from app.domain.text import storable

MAX_WORDS = 32
"""A longer run of words (dictated speech has no full stops) is cut at the next good place."""

ENGLISH = frozenset(
    """the a an and but or so if of to in on at for with from by about as into i you he she it we
    they me him her us them my your his our their this that these those is are was were be been am
    do does did have has had can could will would shall should may might must not no yes what who
    when where why how there here than then just like get got don't i'm it's i'd i've all any
    every each some one two three more much many too only still never ever though before after
    since last first next nobody without over out up down off again every you'd that's""".split()
)
"""Small words: English has them in every sentence."""

_END = re.compile(r"(?<![.!?…])[.!?…]++[\"'”’)\]]*+(?=\s|$)|\n+|;(?=\s)")
_TITLE = re.compile(r"(?:^|[\s(\"“.])(?:(?i:mr|mrs|ms|dr|st|prof|vs|e\.g|i\.e)|[A-HJ-Z])\.$")
"""Never the end of a sentence; an I is seldom an initial."""
_COUNTING = re.compile(r"(?:^|\W)(?:no|nos|approx|ca)\.$", re.IGNORECASE)
"""Not the end of a sentence before a number; "No." alone is a whole one."""
_TRAILING = re.compile(r"(?:^|\W)(?:etc|a\.m|p\.m|sr|jr|inc|ltd)\.$", re.IGNORECASE)
"""The end of a sentence only before a capital."""
_JOINT = re.compile(r",\s|\s(?=(?:and|but|so|because|then|which|also|plus|or|cos|if)\s)")
_WORD = re.compile(r"[^\W\d_]+(?:['’][^\W\d_]+)?")
_INVISIBLE = re.compile(
    "[\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180e\u200b-\u200f\u202a-\u202e"
    "\u2060-\u206f\u3164\ufe00-\ufe0f\ufeff\uffa0\ufff9-\ufffb\U000e0000-\U000e0fff]"
)


class Span(NamedTuple):
    """Part of a text: `text[start:end]`."""

    start: int
    end: int


class Visible(NamedTuple):
    """A text as people see it, and where each of its characters stands in the original."""

    text: str
    origin: tuple[int, ...]
    """One index a character, and one more for the end."""

    def back(self, span: Span) -> Span:
        """Return the place of `span` in the original text."""
        if span.end <= span.start:
            return Span(self.origin[span.start], self.origin[span.start])
        return Span(self.origin[span.start], self.origin[span.end - 1] + 1)


def visible(text: str) -> Visible:
    """Return `text` without invisible characters and with compatibility forms made plain.

    Zero-width, bidirectional and tag characters carry no words that a boss could hear, and
    full-width or mathematical letters are read as the letters they look like. What is no text at
    all (NUL, half a surrogate pair) is read as U+FFFD.
    """
    characters: list[str] = []
    origin: list[int] = []
    for index, character in enumerate(storable(text)):
        if _INVISIBLE.match(character):
            continue
        plain = unicodedata.normalize("NFKC", character) if ord(character) > 127 else character
        for one in plain:
            characters.append(one)
            origin.append(index)
    return Visible("".join(characters), (*origin, len(text)))


def words(text: str) -> list[str]:
    """Return the words of `text`: letters, with what follows an apostrophe; no numbers."""
    return _WORD.findall(text)


def sentences(text: str) -> list[Span]:
    """Return the sentences of `text`, without surrounding space; long ones are cut at joints."""
    cut: list[Span] = []
    start = 0
    for match in _END.finditer(text):
        end = match.end()
        if match.group() == "." and _goes_on(text, end):
            continue
        cut.extend(_short(text, Span(start, end)))
        start = end
    cut.extend(_short(text, Span(start, len(text))))
    return [span for span in (_stripped(text, one) for one in cut) if span.end > span.start]


def _goes_on(text: str, end: int) -> bool:
    """Whether the full stop before `end` belongs to an abbreviation and the sentence goes on."""
    before, after = text[max(0, end - 8) : end], text[end : end + 9].lstrip()[:1]
    if _TITLE.search(before) or (after.isdigit() and _COUNTING.search(before)):
        return True
    return not after.isupper() and _TRAILING.search(before) is not None


def _stripped(text: str, span: Span) -> Span:
    piece = text[span.start : span.end]
    left = len(piece) - len(piece.lstrip())
    return Span(span.start + left, span.start + max(left, len(piece.rstrip())))


def _short(text: str, span: Span) -> list[Span]:
    words = [m for m in re.finditer(r"\S+", text[span.start : span.end])]
    if len(words) <= MAX_WORDS:
        return [span]
    middle = span.start + words[len(words) // 2].start()
    joints = [m.end() for m in _JOINT.finditer(text, span.start, span.end)]
    quarter = (span.end - span.start) // 4
    joints = [j for j in joints if span.start + quarter < j < span.end - quarter]
    at = min(joints, key=lambda j: abs(j - middle), default=middle)
    return _short(text, Span(span.start, at)) + _short(text, Span(at, span.end))
