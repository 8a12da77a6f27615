"""Everything that the pages say, in the visitor's language.

English stands in the code, inside `t("…")`; `locale/<language>.po` holds the other languages. A
test holds the two together: `python -m tests.support.wording` brings a catalogue up to date.
"""

from __future__ import annotations

from contextvars import ContextVar
from functools import cache
from importlib.resources import files

import polib

LANGUAGES = {"en": "English", "de": "Deutsch"}
"""Languages that the pages speak, in their own names. Bosses and judge speak English."""

_language: ContextVar[str] = ContextVar("language", default="en")


def language() -> str:
    """Return the language of the visit that is being answered."""
    return _language.get()


def speak(wanted: str) -> None:
    """Speak `wanted` from here on, in this visit only; English where it is not known."""
    _language.set(wanted if wanted in LANGUAGES else "en")


def t(english: str, /, **values: object) -> str:
    """Return `english` in the visitor's language, with `{names}` filled from `values`."""
    said = _catalogue(language()).get(english) or english
    return said.format(**values) if values else said


def tn(one: str, many: str, number: int, /, **values: object) -> str:
    """Return `one` or `many`, whichever fits `number`, which both may show as `{number}`."""
    return t(one if number == 1 else many, number=f"{number:,}", **values)


@cache
def _catalogue(wanted: str) -> dict[str, str]:
    """Return English -> `wanted`; empty for English and for a language without a file."""
    file = files("app.web") / "locale" / f"{wanted}.po"
    if not file.is_file():
        return {}
    return {entry.msgid: entry.msgstr for entry in polib.pofile(file.read_text("utf-8"))}
