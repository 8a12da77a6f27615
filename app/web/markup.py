"""Words into HTML: everything that a person or a model wrote goes through `esc`."""

from __future__ import annotations

import html
from collections.abc import Iterable, Mapping
from datetime import datetime

from app.domain.persona import SITUATIONS
from app.domain.rubric import LEVEL_NAMES, TOP_LEVEL

COLOURS = 5
"""Criterion colours and shapes in style.css; a rubric with more criteria goes round again."""

_BREAKS = str.maketrans({"\n": "&#10;", "\r": "&#13;", "\t": "&#9;"})


def esc(text: object) -> str:
    """Return `text` safe in HTML text and in quoted attributes, on one line."""
    return html.escape(str(text)).translate(_BREAKS)


def one_line(markup: str) -> str:
    """Return `markup` without line breaks.

    gr.Markdown, which shows our HTML because gr.HTML needs eval, passes a block of HTML through
    untouched up to the first blank line.
    """
    return " ".join(line.strip() for line in markup.splitlines() if line.strip())


def joined(parts: Iterable[str]) -> str:
    """Return the parts one after another."""
    return "".join(parts)


def plain(text: str) -> str:
    """Return `text` as gr.Chatbot shows it literally: even without Markdown it renders HTML."""
    return html.escape(text, quote=False)


def hue(index: int) -> str:
    """Return the CSS class that carries the colour and shape of a criterion, by its place."""
    return f"hue-{index % COLOURS}"


def shape(index: int) -> str:
    """Return a criterion's mark, for people who do not see its colour."""
    return f'<span class="shape {hue(index)}" aria-hidden="true"></span>'


def level_words(level: int | None) -> str:
    """Return a level as a word and a number: 'developing (2 of 4)'."""
    if level is None:
        return "not scored"
    return f"{LEVEL_NAMES[level]} ({level} of {TOP_LEVEL})"


def overall_word(overall: int) -> str:
    """Return the level name nearest to an overall score of 0-100."""
    return LEVEL_NAMES[min(TOP_LEVEL, int(overall * TOP_LEVEL / 100 + 0.5))]


def bar(level: int | None, index: int) -> str:
    """Return five segments, filled up to `level`, none at 0; the words beside it say the same."""
    cells = "".join(
        f'<i class="{"on" if level and step <= level else "off"}"></i>'
        for step in range(TOP_LEVEL + 1)
    )
    return f'<span class="bar {hue(index)}" aria-hidden="true">{cells}</span>'


def dots(difficulty: int) -> str:
    """Return a difficulty of 1-5 as dots, with words for those who do not see them."""
    marks = "".join(f'<i class="{"on" if n < difficulty else "off"}"></i>' for n in range(5))
    return (
        f'<span class="dots" aria-hidden="true">{marks}</span>'
        f'<span class="vh">difficulty {difficulty} of 5</span>'
    )


def situation(kind: str) -> str:
    """Return a situation's name for people."""
    return esc(SITUATIONS.get(kind, kind))


def when(moment: datetime) -> str:
    """Return a moment in this machine's time zone."""
    local = moment.astimezone()
    words = f"{local.day} {local:%b %Y, %H:%M}"
    return f'<time datetime="{esc(moment.isoformat())}">{words}</time>'


def count(number: int, one: str, many: str | None = None) -> str:
    """Return a number with its noun: '1 turn', '3 turns'."""
    return f"{number:,} {one if number == 1 else many or one + 's'}"


def shortened(text: str, most: int) -> str:
    """Return `text` cut at a word, with a sign that it goes on, if it has more characters."""
    if len(text) <= most:
        return text
    return text[:most].rsplit(" ", 1)[0] + " …"


def options(labels: Mapping[str, str], chosen: str = "") -> str:
    """Return the options of a select: value -> label."""
    return joined(
        f'<option value="{esc(value)}"{" selected" if value == chosen else ""}>{esc(label)}'
        "</option>"
        for value, label in labels.items()
    )


def button(label: str, do: str, *, kind: str = "plain", named: str = "", **values: str) -> str:
    """Return a button that sends the command `do`; commands.js carries `values` along.

    `named` is what it is called where the label alone says too little: it begins with the label.
    """
    extra = "".join(f' data-{key}="{esc(value)}"' for key, value in values.items())
    extra += f' aria-label="{esc(named)}"' if named else ""
    return (
        f'<button type="button" class="btn {kind}" data-do="{esc(do)}"{extra}>{esc(label)}</button>'
    )
