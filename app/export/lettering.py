"""Words on paper: which font has a sign, where lines break, and in which order they are drawn.

The fonts have Latin, Greek, Cyrillic, Hebrew, Arabic, Armenian and Georgian letters and many
symbols. A sign that none of them has is never drawn as a box: its name stands there in brackets.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterator, Mapping, Sequence
from itertools import groupby
from typing import Literal, NamedTuple

from fpdf.bidi import BidiParagraph, auto_detect_base_direction
from fpdf.enums import TextDirection

from app.domain.text import storable

Face = Literal["sans", "bold", "serif", "more"]
Colour = tuple[int, int, int]

_UNSEEN = frozenset("\u200b\u2060\ufeff\u00ad") | {
    chr(code) for code in (*range(0x202A, 0x202F), *range(0x2066, 0x206A), *range(0xFE00, 0xFE10))
}
"""Signs without a shape, and those that would turn the order of others around."""
_BREAK = re.compile("\r\n|[\r\v\f\x1c-\x1e\x85\u2028\u2029]")
_RTL = frozenset({"R", "AL", "AN"})
_MIRRORED = str.maketrans("()[]{}<>«»", ")(][}{><»«")


class Style(NamedTuple):
    """How words look."""

    face: Face
    size: float
    """In points, as all lengths here."""
    colour: Colour


class Line(NamedTuple):
    """A line under words."""

    colour: Colour
    dash: tuple[float, float] | None = None
    """Its strokes and what is between them; None for a whole line."""


class Span(NamedTuple):
    """Words that look alike."""

    text: str
    style: Style
    under: tuple[Line, ...] = ()
    shapes: tuple[int, ...] = ()
    """Criteria, by place, whose shapes follow the words."""


class Bit(NamedTuple):
    """Signs of one font that are drawn at once."""

    text: str
    face: Face
    span: Span
    stands_for: str = ""
    """What was written, where `text` only names it."""
    shape: int | None = None
    """A criterion's shape instead of signs."""


class Row(NamedTuple):
    """One line of a paragraph, from left to right as it is drawn."""

    bits: tuple[tuple[float, Bit], ...]
    """Where each begins, counted from the paragraph's left edge."""


Covers = Mapping[Face, Callable[[str], bool]]
"""Whether a font has all of some signs."""
Measure = Callable[[Bit], float]


def bits(spans: Sequence[Span], covers: Covers) -> list[Bit]:
    """Return spans cut by the font that has their signs; signs without a font become names."""
    made: list[Bit] = []
    for span in spans:
        for (face, named), group in groupby(_clusters(span, covers), key=lambda one: one[1:]):
            text = "".join(cluster for cluster, _, _ in group)
            if named:
                made.append(Bit(_in_words(text), span.style.face, span, stands_for=text))
            else:
                made.append(Bit(text, face, span))
        made += [Bit("", "sans", span, shape=place) for place in span.shapes]
    return made


def _clusters(span: Span, covers: Covers) -> Iterator[tuple[str, Face, bool]]:
    """Yield a letter with the marks on it, its font, and whether it can only be named."""
    before: Face = span.style.face
    for cluster in _letters(span.text):
        if cluster in (" ", "\n"):
            yield cluster, before, False
            continue
        fonts: tuple[Face, ...] = (span.style.face, "more")
        found = next((face for face in fonts if covers[face](cluster)), None)
        before = found or span.style.face
        yield cluster, before, found is None


def _letters(text: str) -> Iterator[str]:
    """Yield the letters of a text, each with its marks; unseen signs are left out."""
    cluster = ""
    for sign in unicodedata.normalize("NFC", _BREAK.sub("\n", storable(text))):
        if sign in _UNSEEN:
            continue
        if cluster and unicodedata.combining(sign):
            cluster += sign
            continue
        if cluster:
            yield cluster
        blank = sign not in "\n\xa0" and (sign.isspace() or unicodedata.category(sign) == "Cc")
        cluster = " " if blank else sign
    if cluster:
        yield cluster


def _in_words(text: str) -> str:
    """Return what stands for signs that no font has: '[3 letters: CJK]', '[grinning face]'."""
    names = [unicodedata.name(sign, "sign without a name") for sign in text]
    if all(unicodedata.category(sign)[0] in "LM" for sign in text):
        scripts = dict.fromkeys(name.split(" ")[0].split("-")[0] for name in names)
        known = ", ".join(one if one == "CJK" else one.capitalize() for one in scripts)
        words = f"[{len(text)} letter{'s' if len(text) > 1 else ''}: {known}]"
    else:
        words = "".join(f"[{name.lower()}]" for name in names)
    return words.replace(" ", "\xa0")  # so that no line break cuts it in two


def wrapped(made: Sequence[Bit], width: float, measure: Measure) -> Iterator[list[Bit]]:
    """Yield lines of bits that are no wider than `width`; every line break begins one."""
    line: list[Bit] = []
    room = width
    for word in _words(made):
        if word[0].text == "\n":
            yield line
            line, room = [], width
            continue
        if sum(map(measure, word)) > width:
            word_parts = [[part] for bit in word for part in _short(bit, width, measure)]
        else:
            word_parts = [word]
        for part in word_parts:
            wide = sum(map(measure, part))
            blank = part[0].text == " "
            if wide > room and not blank:
                yield line
                line, room = [], width
            if blank and not line:
                continue
            line += part
            room -= wide
    yield line


def _words(made: Sequence[Bit]) -> Iterator[list[Bit]]:
    """Yield words, blanks and line breaks, in order; a word may consist of several bits."""
    word: list[Bit] = []
    for bit in made:
        for piece in re.findall(r"\n| |[^ \n]+", bit.text) or [""]:
            if piece in (" ", "\n"):
                if word:
                    yield word
                word = []
                yield [bit._replace(text=piece)]
            else:
                word.append(bit._replace(text=piece))
    if word:
        yield word


def _short(bit: Bit, width: float, measure: Measure) -> Iterator[Bit]:
    """Yield a bit in pieces that fit into `width`."""
    piece = ""
    for letter in _letters(bit.text):
        if piece and measure(bit._replace(text=piece + letter)) > width:
            yield bit._replace(text=piece)
            piece = ""
        piece += letter
    yield bit._replace(text=piece)


def rightwards(text: str) -> bool:
    """Return whether a paragraph begins at the left, as its first letter says."""
    return auto_detect_base_direction(text) == TextDirection.LTR


def row(line: Sequence[Bit], width: float, measure: Measure, *, ltr: bool = True) -> Row:
    """Return a line as it is drawn, in the order that readers of its letters expect."""
    while line and line[-1].text == " ":
        line = line[:-1]
    joined = [
        first._replace(text="".join(bit.text for bit in (first, *rest)))
        for _, (first, *rest) in groupby(line, key=lambda bit: bit._replace(text=bit.text and " "))
    ]
    ordered = _in_order(joined, ltr)
    at = 0.0 if ltr else width - sum(map(measure, ordered))
    placed = []
    for bit in ordered:
        placed.append((at, bit))
        at += measure(bit)
    return Row(tuple(placed))


def _in_order(line: list[Bit], ltr: bool) -> list[Bit]:
    """Return bits from left to right, by the Unicode bidirectional algorithm."""
    text = "".join(bit.text or "\ufffc" for bit in line)
    if ltr and not any(unicodedata.bidirectional(sign) in _RTL for sign in text):
        return line
    owner = [number for number, bit in enumerate(line) for _ in bit.text or "\ufffc"]
    base = TextDirection.LTR if ltr else TextDirection.RTL
    signs = BidiParagraph(text, base, preserve_bn_chars=True).get_characters_with_embedding_level()
    runs: list[tuple[int, Bit]] = []
    for (number, level), group in groupby(
        signs, key=lambda sign: (owner[sign.character_index], sign.embedding_level)
    ):
        bit, said = line[number], "".join(sign.character for sign in group)
        if level % 2 and not any(unicodedata.bidirectional(sign) in _RTL for sign in said):
            said = said.translate(_MIRRORED)[::-1]
        runs.append((level, bit if bit.shape is not None else bit._replace(text=said)))
    return _reversed_by_level(runs)


def _reversed_by_level(runs: list[tuple[int, Bit]]) -> list[Bit]:
    """Reverse what stands at each level or higher, from the highest down (rule L2)."""
    for level in range(max((level for level, _ in runs), default=0), 0, -1):
        turned: list[tuple[int, Bit]] = []
        for high, group in groupby(runs, key=lambda run, level=level: run[0] >= level):  # type: ignore[misc]
            members = list(group)
            turned += reversed(members) if high else members
        runs = turned
    return [bit for _, bit in runs]
