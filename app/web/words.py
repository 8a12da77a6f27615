"""Everything that the pages say, in the visitor's language.

English stands in the code, inside `t("…")`; `locale/<language>.po` holds the other languages. A
test holds the two together: `python -m tests.support.wording` brings a catalogue up to date.
What comes from below the pages is translated by `app.web.phrases`.
"""

from __future__ import annotations

from contextvars import ContextVar
from functools import cache
from importlib.resources import files
from typing import NamedTuple

import polib

LANGUAGES = {"en": "English", "de": "Deutsch"}
"""Languages that the pages speak, in their own names. Bosses and judge speak English."""

_language: ContextVar[str] = ContextVar("language", default="en")


class Sentence(NamedTuple):
    """One entry of a catalogue."""

    english: str
    translated: str
    scripted: bool
    """Whether a script of the pages says it, too."""


def language() -> str:
    """Return the language of the visit that is being answered."""
    return _language.get()


def speak(wanted: str) -> None:
    """Speak `wanted` from here on, in this visit only; English where it is not known."""
    _language.set(wanted if wanted in LANGUAGES else "en")


def t(english: str, /, **values: object) -> str:
    """Return `english` in the visitor's language, with `{names}` filled from `values`."""
    said = known(english) or english
    return said.format(**values) if values else said


def tn(one: str, many: str, count: int, /, **values: object) -> str:
    """Return `one` or `many`, whichever fits `count`, which both may show as `{number}`."""
    # Only one of the two is said, but both are literals, so that both are in the catalogue.
    return t(one if count == 1 else many, number=number(count), **values)


def known(english: str) -> str:
    """Return the translation of `english`; '' where there is none."""
    return _translations(language()).get(english, "")


def number(value: float, places: int = 0) -> str:
    """Return a number as the visitor's language writes it: '1,234.5', in German '1.234,5'."""
    sample = t("1,234.5")
    signs = {",": sample[1], ".": sample[-2]}
    return "".join(signs.get(sign, sign) for sign in f"{value:,.{places}f}")


def for_scripts() -> dict[str, dict[str, str]]:
    """Return language -> English -> translation, of what the scripts say."""
    return {
        code: {one.english: one.translated for one in sentences(code) if one.scripted}
        for code in LANGUAGES
    }


@cache
def _translations(wanted: str) -> dict[str, str]:
    return {one.english: one.translated for one in sentences(wanted)}


@cache
def sentences(wanted: str) -> tuple[Sentence, ...]:
    """Return the catalogue of a language; empty for English and for one without a file."""
    file = files("app.web") / "locale" / f"{wanted}.po"
    if not file.is_file():
        return ()
    return tuple(
        Sentence(
            entry.msgid,
            entry.msgstr,
            any(str(place).endswith(".js") for place, _ in entry.occurrences),
        )
        for entry in polib.pofile(file.read_text("utf-8"))
    )
