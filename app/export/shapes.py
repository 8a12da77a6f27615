"""Each criterion's colour, shape and pattern on paper; the page's are in style.css."""

from __future__ import annotations

from fpdf import FPDF

from app.domain.rubric import TOP_LEVEL

HUES: tuple[tuple[int, int, int], ...] = (
    (138, 90, 0),
    (42, 93, 163),
    (138, 58, 117),
    (45, 107, 57),
    (161, 67, 42),
)
"""A rubric with more criteria goes round again."""
_WHITE = (255, 255, 255)
_FIRST = 0.35
"""How wide the first segment is, which stands for level 0."""
_BETWEEN = 2.0
_TALL = 8.5


def hue(place: int) -> tuple[int, int, int]:
    """Return a criterion's colour, by its place."""
    return HUES[place % len(HUES)]


def draw_shape(pdf: FPDF, x: float, y: float, size: float, place: int) -> None:
    """Draw a criterion's shape: circle, square, triangle, diamond or dash."""
    pdf.set_fill_color(*hue(place))
    half = size / 2
    match place % len(HUES):
        case 0:
            pdf.ellipse(x, y, size, size, style="F")
        case 1:
            pdf.rect(x, y, size, size, style="F")
        case 2:
            pdf.polygon(((x + half, y), (x + size, y + size), (x, y + size)), style="F")
        case 3:
            corners = ((x + half, y), (x + size, y + half), (x + half, y + size), (x, y + half))
            pdf.polygon(corners, style="F")
        case _:
            pdf.rect(x, y + 0.35 * size, size, 0.3 * size, style="F")


def draw_bar(pdf: FPDF, x: float, y: float, width: float, level: int | None, place: int) -> None:
    """Draw five segments, filled up to `level`, none at 0; the words beside it say the same."""
    unit = (width - TOP_LEVEL * _BETWEEN) / (TOP_LEVEL + _FIRST)
    at = x
    for step in range(TOP_LEVEL + 1):
        wide = unit * (_FIRST if step == 0 else 1)
        filled = bool(level) and step <= (level or 0)
        pdf.set_draw_color(*hue(place))
        pdf.set_line_width(0.5)
        pdf.set_fill_color(*hue(place))
        pdf.rect(at, y + 2, wide, _TALL, style="DF" if filled else "D")
        if filled:
            _pattern(pdf, at, y + 2, wide, place)
        at += wide + _BETWEEN


def _pattern(pdf: FPDF, x: float, y: float, wide: float, place: int) -> None:
    """Draw over a segment what tells criteria apart without colours; nothing for the first."""
    pdf.set_draw_color(*_WHITE)
    pdf.set_fill_color(*_WHITE)
    pdf.set_line_width(0.9)
    step = 4.2
    with pdf.rect_clip(x, y, wide, _TALL):
        match place % len(HUES):
            case 1:
                for n in range(int((wide + _TALL) / step) + 1):
                    pdf.line(x + n * step, y, x + n * step - _TALL, y + _TALL)
            case 2:
                for n in range(int(wide / step) + 1):
                    for up in (0.25, 0.75):
                        dot = 1.3
                        pdf.ellipse(
                            x + (n + up) * step, y + _TALL * up - dot / 2, dot, dot, style="F"
                        )
            case 3:
                for n in range(int(wide / step) + 1):
                    pdf.line(x + n * step, y, x + n * step, y + _TALL)
            case 4:
                for up in (0.3, 0.7):
                    pdf.line(x, y + up * _TALL, x + wide, y + up * _TALL)
