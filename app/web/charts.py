"""Line charts as accessible inline SVG: pure functions, words in, markup out.

The viewBox is as wide as a chart is drawn (a phone, or a third of the page), so that its letters
keep their size. Colours, dashes and sizes are in progress.css.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from app.domain.rubric import TOP_LEVEL
from app.web.markup import esc, hue, joined, level_name

WIDTH, HEIGHT = 360, 206
LEFT, RIGHT, TOP, BOTTOM = 88, 342, 24, 172
"""Edges of the area in which the line runs."""
LABEL = 56
"""About half the width of the longest label at a point: nearer to an edge it turns inwards."""

_SHAPES = {
    "agreed": '<circle cx="{x}" cy="{y}" r="5"/>',
    "parked": '<rect x="{x_}" y="{y_}" width="9" height="9"/>',
    "stalemate": '<path class="hollow" d="M{x} {y}m0-6.2 6.2 6.2-6.2 6.2-6.2-6.2z"/>',
    "accepted": '<path d="M{x} {y}m-5.8-4.6h11.6l-5.8 10z"/>',
    "left": '<path class="stroke" d="M{x} {y}m-4.2-4.2 8.4 8.4m0-8.4-8.4 8.4"/>',
    "open": '<rect class="hollow" x="{x_}" y="{y_}" width="9" height="9"/>',
    "several": '<circle class="hollow" cx="{x}" cy="{y}" r="3"/>',
}
"""The mark of a rehearsal by its outcome, of one that goes on, and of an average of several."""


class Point(NamedTuple):
    """One mark on the line."""

    level: float
    mark: str
    """A key of `_SHAPES`: an outcome, 'open' or 'several'."""
    words: str
    """All that the mark says, for those who point at it, focus it or hear it."""
    href: str = ""
    label: str = ""
    """Written beside it."""


class Band(NamedTuple):
    """An average over some points, as thick as what is only noise."""

    first: int
    last: int
    """The points that it spans, as indices."""
    level: float
    half: float
    """How far it reaches up and down (in levels)."""


class Chart(NamedTuple):
    """A line of levels over time."""

    name: str
    """What the whole is called by those who hear it."""
    hue: int
    """The place of the criterion: its colour and dashes."""
    points: Sequence[Point]
    bands: Sequence[Band]
    begins: str
    """Written under the first point."""
    ends: str
    divided: int = 0
    """How many of the points are averages; a line divides them from the rest."""


def drawn(chart: Chart) -> str:
    """Return the chart as an SVG element; only the last point is in the tab order.

    progress.js moves the focus between points with the arrow keys.
    """
    places = [_x(index, len(chart.points)) for index in range(len(chart.points))]
    return (
        f'<svg class="chart {hue(chart.hue)}" viewBox="0 0 {WIDTH} {HEIGHT}" role="group"'
        f' aria-label="{esc(chart.name)}">'
        f"{_scale()}{joined(_band(band, places) for band in chart.bands)}"
        f"{_divide(chart.divided, places)}{_line(chart.points, places)}"
        f"{_marks(chart.points, places)}{_dates(chart)}</svg>"
    )


def key(mark: str) -> str:
    """Return one mark by itself, for the legend; the words stand beside it."""
    return (
        '<svg class="chart key" viewBox="0 0 16 16" aria-hidden="true"><g class="mark">'
        f"{_shape(mark, 8, 8)}</g></svg>"
    )


def _x(index: int, number: int) -> float:
    """Return the place of a point: the latest is at the right edge."""
    if number == 1:
        return RIGHT
    return round(LEFT + 8 + (RIGHT - LEFT - 8) * index / (number - 1), 1)


def _y(level: float) -> float:
    return round(BOTTOM - (BOTTOM - TOP) * level / TOP_LEVEL, 1)


def _scale() -> str:
    """Return a line and a name for each level."""
    return joined(
        f'<line class="grid" x1="{LEFT}" x2="{RIGHT + 6}" y1="{_y(level)}" y2="{_y(level)}"/>'
        f'<text class="scale" x="{LEFT - 8}" y="{_y(level) + 4}" text-anchor="end"'
        f' aria-hidden="true">{esc(level_name(level))} {level}</text>'
        for level in range(TOP_LEVEL + 1)
    )


def _band(band: Band, places: Sequence[float]) -> str:
    left, right = places[band.first] - 7, places[band.last] + 7
    top = max(TOP - 6.0, _y(band.level + band.half))
    bottom = min(BOTTOM + 6.0, _y(band.level - band.half))
    middle = _y(band.level)
    return (
        f'<rect class="band" x="{left:g}" y="{top:g}" width="{right - left:g}"'
        f' height="{bottom - top:g}" rx="4"/>'
        f'<line class="average" x1="{left:g}" x2="{right:g}" y1="{middle}" y2="{middle}"/>'
    )


def _divide(divided: int, places: Sequence[float]) -> str:
    if not 0 < divided < len(places):
        return ""
    x = (places[divided - 1] + places[divided]) / 2
    return f'<line class="divide" x1="{x:g}" x2="{x:g}" y1="{TOP - 10}" y2="{BOTTOM + 6}"/>'


def _line(points: Sequence[Point], places: Sequence[float]) -> str:
    path = " ".join(f"{x:g},{_y(one.level)}" for one, x in zip(points, places, strict=True))
    return f'<polyline class="line" points="{path}"/>'


def _marks(points: Sequence[Point], places: Sequence[float]) -> str:
    last = len(points) - 1
    return joined(
        _mark(one, x, in_order=index == last)
        for index, (one, x) in enumerate(zip(points, places, strict=True))
    )


def _mark(point: Point, x: float, *, in_order: bool) -> str:
    y = _y(point.level)
    kind = f'class="mark" tabindex="{0 if in_order else -1}" aria-label="{esc(point.words)}"'
    # A wide, unseen target, for fingers.
    inside = f'<circle class="target" cx="{x:g}" cy="{y}" r="11"/>{_shape(point.mark, x, y)}'
    # The latest goes below, away from the best, unless it would stand on the dates.
    below = in_order and 1 <= point.level < TOP_LEVEL
    label = _label(point.label, x, y, below=below) if point.label else ""
    if point.href:
        return f'<a href="{esc(point.href)}" {kind}>{inside}</a>{label}'
    return f'<g role="img" {kind}>{inside}</g>{label}'


def _shape(mark: str, x: float, y: float) -> str:
    return _SHAPES[mark].format(x=f"{x:g}", y=f"{y:g}", x_=f"{x - 4.5:g}", y_=f"{y - 4.5:g}")


def _label(words: str, x: float, y: float, *, below: bool) -> str:
    anchor = "end" if x > RIGHT - LABEL else "start" if x < LEFT + LABEL else "middle"
    at = x + (6 if anchor == "end" else -6 if anchor == "start" else 0)
    return (
        f'<text class="label" x="{at:g}" y="{y + (20 if below else -10):g}" text-anchor="{anchor}"'
        f' aria-hidden="true">{esc(words)}</text>'
    )


def _dates(chart: Chart) -> str:
    begins = (
        f'<text class="scale" x="{LEFT}" y="{HEIGHT - 8}" aria-hidden="true">'
        f"{esc(chart.begins)}</text>"
        if chart.begins
        else ""
    )
    return (
        f'{begins}<text class="scale" x="{RIGHT + 6}" y="{HEIGHT - 8}" text-anchor="end"'
        f' aria-hidden="true">{esc(chart.ends)}</text>'
    )
