"""fpdf2's document with page numbers, our fonts, and a structure that screen readers can follow."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import NamedTuple

from fpdf import FPDF, ViewerPreferences

from app.export.lettering import Colour, Face

FONTS: dict[Face, str] = {
    "sans": "SourceSansPro-Regular.ttf",
    "bold": "SourceSansPro-Bold.ttf",
    "serif": "SourceSerifPro-Regular.ttf",
    "more": "DejaVuSans.ttf",
}
"""Files in `fonts/`, with their licences."""
SOFT: Colour = (87, 91, 102)
LEFT, RIGHT, TOP, BOTTOM = 57.0, 48.0, 54.0, 62.0
"""The margins (in points); page numbers stand in the lowest one."""


class About(NamedTuple):
    """What a file says of itself."""

    title: str
    subject: str
    made: datetime
    """Not the time of writing, so that the same record always gives the same bytes."""


class Document(FPDF):
    """A file in the making, measured in points.

    fpdf2 tags pictures only; `tagged` uses the same means, which it keeps to itself, for words.
    """

    def __init__(self, size: tuple[float, float], about: About) -> None:
        """`size` is the pages' width and height."""
        super().__init__(unit="pt", format=size)
        self._about, self._elements = about, Counter[int]()
        self.set_auto_page_break(False)
        self.set_margins(LEFT, TOP, RIGHT)
        self.c_margin = 0
        for face, file in FONTS.items():
            self.add_font(face, "", Path(__file__).with_name("fonts") / file)
        self.set_text_shaping(True)
        self.set_lang("en")
        self.set_title(about.title)
        self.set_subject(about.subject)
        self.set_creator("Rehearsal Room")
        self.set_creation_date(about.made)
        self.viewer_preferences = ViewerPreferences(display_doc_title=True)

    @contextmanager
    def tagged(self, kind: str) -> Iterator[None]:
        """Make one element of the document's structure of what is drawn; on one page."""
        element = self._elements[self.page]
        self._elements[self.page] += 1
        self._add_marked_content(struct_type=f"/{kind}", mcid=element)
        self._out(f"/{kind} <</MCID {element}>> BDC")
        yield
        self._out("EMC")

    @contextmanager
    def decoration(self) -> Iterator[None]:
        """Let screen readers pass over what is drawn."""
        self._out("/Artifact BMC")
        yield
        self._out("EMC")

    @contextmanager
    def standing_for(self, text: str) -> Iterator[None]:
        """Let `text` be read and copied instead of what is drawn."""
        actual = f"\ufeff{text}".encode("utf-16-be").hex()
        self._out(f"/Span <</ActualText <{actual}>>> BDC")
        yield
        self._out("EMC")

    def footer(self) -> None:
        """Write what it is and the page's number; fpdf2 calls this."""
        with self.decoration():
            self.set_font("sans", size=8.5)
            self.set_text_color(*SOFT)
            self.set_xy(LEFT, self.h - 38)
            self.cell(0, 12, self._about.subject)
            self.set_xy(LEFT, self.h - 38)
            self.cell(0, 12, f"Page {self.page_no()} of {{nb}}", align="R")
