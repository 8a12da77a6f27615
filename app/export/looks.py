"""How a PDF looks: its letters, and the lines under evidence."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from app.domain.marks import MARKED_WRONG, Hit, segments
from app.export.document import SOFT
from app.export.lettering import Line, Span, Style
from app.export.paper import ACCENT, INK
from app.export.shapes import hue

TEXT = Style("sans", 10.5, INK)
STRONG = Style("bold", 10.5, INK)
QUIET = Style("sans", 9.5, SOFT)
BOSS = Style("serif", 10.5, SOFT)
QUOTE = Style("serif", 12, INK)
TITLE = Style("serif", 22, INK)
OVERALL = Style("serif", 15, ACCENT)
HEADING = Style("serif", 15, INK)
DASHED, DOTTED = (2.6, 1.9), (0.8, 1.6)


def evidence(text: str, found: Sequence[Hit]) -> Iterator[Span]:
    """Yield a turn's words, with lines under what was evidence, and shapes where it ends."""
    at = 0
    for words, over in segments(text, found):
        at += len(words)
        lines = dict.fromkeys(line(hit) for hit in over)
        ends = dict.fromkeys(hit.criterion for hit in over if hit.end == at)
        yield Span(words, TEXT, tuple(lines), tuple(ends))


def line(hit: Hit) -> Line:
    """Return what is drawn under a piece of evidence."""
    if hit.trainer == MARKED_WRONG:
        return Line(SOFT, DOTTED)
    return Line(hue(hit.criterion), DASHED if hit.costs else None)


def trainer(hit: Hit) -> str:
    """Return what a trainer says of a piece of evidence, for the margin; '' if nothing."""
    return f"{hit.trainer} by a trainer" if hit.trainer else ""
