"""Paper to write on: pages, paragraphs, underlines, bars and shapes, by way of fpdf2.

Says nothing about rehearsals; `as_pdf` does. All lengths are in points.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from contextlib import nullcontext
from itertools import count
from typing import NamedTuple

from fpdf import FPDF
from fpdf.fonts import TTFFont

from app.export.document import BOTTOM, FONTS, LEFT, RIGHT, TOP, About, Document
from app.export.lettering import (
    Bit,
    Colour,
    Covers,
    Face,
    Line,
    Row,
    Span,
    bits,
    rightwards,
    row,
    wrapped,
)
from app.export.shapes import draw_bar, draw_shape

SIZES = {"a4": (595.28, 841.89), "letter": (612.0, 792.0)}

INK: Colour = (29, 35, 48)
RULE: Colour = (190, 182, 166)
ACCENT: Colour = (20, 96, 92)

LEADING = 1.38
"""Height of a line, in sizes of its letters."""


class Part(NamedTuple):
    """Something that stands on one page; a paragraph has a part for every line."""

    height: float
    draw: Callable[[float], None]
    """Draws it, given its upper edge."""
    tag: str = ""
    """What it is in the document's structure (PDF 1.7, 14.8.4); '' for decoration, and for what
    tags its own pieces."""
    group: int = 0
    """Neighbours with one number are one element of the structure."""
    aside: Callable[[float], None] | None = None
    """Draws what stands beside it in the margin."""


class Paper:
    """Pages that fill from the top; what belongs together is not cut by a page's end."""

    def __init__(self, size: str, about: About) -> None:
        """`size` is one of `SIZES`."""
        self._document = Document(SIZES[size], about)
        self._ruler = Document(SIZES[size], about)
        """Only measures: what it is asked leaves no trace on the pages."""
        self._widths: dict[tuple[str, float, str], float] = {}
        self._groups = count(1)
        self._covers: Covers = {face: _covers(self._ruler, face) for face in FONTS}
        self._document.add_page()
        self._y = TOP
        self.width = self._document.w - LEFT - RIGHT
        self.named = False
        """Whether a sign stood somewhere that no font has, so that its name stands there."""

    def bytes(self) -> bytes:
        """Return the finished file."""
        return bytes(self._document.output())

    def close(self) -> None:
        """Let go of the fonts' files."""
        for document in (self._document, self._ruler):
            for font in document.fonts.values():
                if isinstance(font, TTFFont):
                    font.ttfont.close()

    # What can stand on a page

    def words(
        self,
        spans: Sequence[Span],
        *,
        left: float = 0,
        width: float | None = None,
        tag: str = "P",
        after: float = 0,
        ruled: Colour | None = None,
        mark: int | None = None,
    ) -> list[Part]:
        """Return a paragraph.

        `ruled` draws a line of that colour along its left edge, `mark` a criterion's shape before
        its first line.
        """
        room = self.width - left if width is None else width
        height = max((span.style.size for span in spans), default=0) * LEADING
        ltr = rightwards("".join(span.text for span in spans))
        made = bits(spans, self._covers)
        self.named |= any(bit.stands_for for bit in made)
        group = next(self._groups)

        def part(line: Row) -> Part:
            def draw(y: float) -> None:
                self._row(line, LEFT + left, y, height)
                if ruled:
                    self._rule(LEFT + left - 10, y, height, ruled)
                if mark is not None and line is lines[0]:
                    draw_shape(self._document, LEFT + left - 11, y + height / 2 - 2.2, 5.2, mark)

            return Part(height, draw, tag, group)

        lines = [
            row(one, room, self._measure, ltr=ltr) for one in wrapped(made, room, self._measure)
        ]
        return [*map(part, lines), self.gap(after)]

    def gap(self, height: float) -> Part:
        """Return empty room, which no page begins with."""
        return Part(height, _nothing)

    def hairline(self) -> Part:
        """Return a thin line across the page."""

        def draw(y: float) -> None:
            self._document.set_draw_color(*RULE)
            self._document.set_line_width(0.6)
            self._document.line(LEFT, y + 4, LEFT + self.width, y + 4)

        return Part(8, draw)

    def bar(self, level: int | None, place: int, *, left: float = 0, width: float = 150) -> Part:
        """Return five segments filled up to `level`, in the colour and pattern of `place`."""
        return Part(13, lambda y: draw_bar(self._document, LEFT + left, y, width, level, place))

    def beside(self, first: Sequence[Part], second: Sequence[Part]) -> Part:
        """Return two columns as one piece; each knows its own left edge."""

        def draw(y: float) -> None:
            self._stack(first, y)
            self._stack(second, y)

        return Part(max(_height(first), _height(second)), draw)

    def with_margin(self, parts: Sequence[Part], notes: Sequence[Part]) -> list[Part]:
        """Return `parts` with `notes` beside them, that begin where they do."""
        first = parts[0]._replace(aside=lambda y: self._stack(notes, y))
        lacking = max(0.0, _height(notes) - _height(parts))
        return [first, *parts[1:], self.gap(lacking)]

    def bookmarked(self, part: Part, title: str) -> Part:
        """Return `part`, to which `title` leads in the reader's list of contents."""

        def draw(y: float) -> None:
            self._document.set_y(y)
            self._document.start_section(title)
            part.draw(y)

        return part._replace(draw=draw)

    # Putting it there

    def put(self, parts: Sequence[Part]) -> None:
        """Put parts on this page, or on the next one if they fit there only.

        What is longer than a page goes on over as many as it takes.
        """
        if self._room < _height(parts) <= self._page:
            self._turn_over()
        self._flow(parts)

    @property
    def _page(self) -> float:
        return self._document.h - TOP - BOTTOM

    @property
    def _room(self) -> float:
        return self._document.h - BOTTOM - self._y

    def _turn_over(self) -> None:
        self._document.add_page()
        self._y = TOP

    def _flow(self, parts: Sequence[Part]) -> None:
        start = 0
        while start < len(parts):
            if self._y == TOP and parts[start].draw is _nothing:
                start += 1
                continue
            end, room = start, self._room
            while end < len(parts) and (parts[end].height <= room or room >= self._page):
                room -= parts[end].height
                end += 1
            self._stack(parts[start:end], self._y)
            self._y += _height(parts[start:end])
            if end < len(parts):
                self._turn_over()
            start = end

    def _stack(self, parts: Sequence[Part], y: float) -> None:
        """Draw parts one below the other; neighbours of one group become one element."""
        at, number = y, 0
        asides = []
        while number < len(parts):
            part = parts[number]
            tagged = self._document.tagged(part.tag) if part.tag else nullcontext()
            with tagged:
                while number < len(parts) and parts[number].group == part.group:
                    parts[number].draw(at)
                    if aside := parts[number].aside:
                        asides.append((aside, at))
                    at += parts[number].height
                    number += 1
                    if not part.group:
                        break
        for aside, beside in asides:
            aside(beside)

    # Drawing

    def _measure(self, bit: Bit) -> float:
        if bit.shape is not None:
            return bit.span.style.size * 0.72
        size = bit.span.style.size
        key = (bit.face, size, bit.text)
        if key not in self._widths:
            self._ruler.set_font(bit.face, size=size)
            self._widths[key] = self._ruler.get_string_width(bit.text)
        return self._widths[key]

    def _row(self, line: Row, x: float, y: float, height: float) -> None:
        for at, bit in line.bits:
            size = bit.span.style.size
            baseline = y + height / 2 + 0.3 * size
            if bit.shape is not None:
                draw_shape(
                    self._document,
                    x + at + 0.1 * size,
                    baseline - 0.62 * size,
                    0.5 * size,
                    bit.shape,
                )
                continue
            wide = self._measure(bit)
            self._document.set_font(bit.face, size=size)
            self._document.set_text_color(*bit.span.style.colour)
            self._document.set_xy(x + at, y)
            told = self._document.standing_for(bit.stands_for) if bit.stands_for else nullcontext()
            with told:
                self._document.cell(wide, height, bit.text)
            for depth, under in enumerate(bit.span.under):
                self._underline(under, x + at, baseline + 2.3 + 2.3 * depth, wide)

    def _underline(self, line: Line, x: float, y: float, wide: float) -> None:
        pdf = self._document
        pdf.set_draw_color(*line.colour)
        pdf.set_line_width(1.1)
        if line.dash:
            pdf.set_dash_pattern(*line.dash)
        pdf.line(x, y, x + wide, y)
        pdf.set_dash_pattern()

    def _rule(self, x: float, y: float, height: float, colour: Colour) -> None:
        self._document.set_draw_color(*colour)
        self._document.set_line_width(1.6)
        self._document.line(x, y, x, y + height)


def _nothing(_: float) -> None:
    """Draw nothing."""


def _covers(ruler: FPDF, face: Face) -> Callable[[str], bool]:
    font = ruler.fonts[face]
    signs = frozenset(font.cmap) if isinstance(font, TTFFont) else frozenset()
    return lambda text: signs.issuperset(map(ord, text))


def _height(parts: Sequence[Part]) -> float:
    return sum(part.height for part in parts)
