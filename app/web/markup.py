"""Words into HTML: everything that a person or a model wrote goes through `esc`."""

from __future__ import annotations

import html
from collections.abc import Iterable, Mapping
from datetime import datetime

from app.domain.persona import SITUATIONS
from app.domain.rubric import LEVEL_NAMES, TOP_LEVEL
from app.web.phrases import told
from app.web.words import number, t

COLOURS = 5
"""Criterion colours and shapes in style.css; a rubric with more criteria goes round again."""

_BREAKS = str.maketrans({"\n": "&#10;", "\r": "&#13;", "\t": "&#9;"})


def esc(text: object) -> str:
    """Return `text` safe in HTML text and in quoted attributes, on one line."""
    return html.escape(str(text)).translate(_BREAKS)


def english(text: object) -> str:
    """Return what somebody wrote, in HTML: bosses, rubrics and learners speak English."""
    return f'<span lang="en">{esc(text)}</span>'


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
        return t("not scored")
    return t("{word} ({number} of {top})", word=level_name(level), number=level, top=TOP_LEVEL)


def level_name(level: int) -> str:
    """Return what a level is called: 'developing'."""
    return told(LEVEL_NAMES[level])


def overall_word(overall: int) -> str:
    """Return the level name nearest to an overall score of 0-100."""
    return level_name(min(TOP_LEVEL, int(overall * TOP_LEVEL / 100 + 0.5)))


def overall_words(overall: int | None) -> str:
    """Return an overall score as a word and a number: 'strong, 76 of 100'."""
    if overall is None:
        return t("not scored")
    return t("{word}, {number} of 100", word=overall_word(overall), number=overall)


def bar(level: int | None, index: int) -> str:
    """Return five segments, filled up to `level`, none at 0; the words beside it say the same."""
    cells = "".join(
        f'<i class="{"on" if level and step <= level else "off"}"></i>'
        for step in range(TOP_LEVEL + 1)
    )
    return f'<span class="bar {hue(index)}" aria-hidden="true">{cells}</span>'


def figure(value: float) -> str:
    """Return a number with as many decimals as it has: '2', '2.5', in German '2,5'."""
    return number(value, len(f"{value:g}".partition(".")[2]))


def signed(value: float) -> str:
    """Return what a behaviour is worth, with a real minus sign: '+2', '−1'."""
    return f"{'−' if value < 0 else '+'}{figure(abs(value))}"


def dots(difficulty: int) -> str:
    """Return a difficulty of 1-5 as dots, with words for those who do not see them."""
    marks = "".join(f'<i class="{"on" if n < difficulty else "off"}"></i>' for n in range(5))
    return (
        f'<span class="dots" aria-hidden="true">{marks}</span>'
        f'<span class="vh">{esc(t("difficulty {number} of 5", number=difficulty))}</span>'
    )


def situation(kind: str) -> str:
    """Return a situation's name for people."""
    return esc(told(SITUATIONS.get(kind, kind)))


def when(moment: datetime) -> str:
    """Return a moment in this machine's time zone."""
    local = moment.astimezone()
    words = t("{day}, {time}", day=day(moment), time=f"{local:%H:%M}")
    return f'<time datetime="{esc(moment.isoformat())}">{esc(words)}</time>'


def day(moment: datetime) -> str:
    """Return a day in this machine's time zone: '3 Mar 2026', as text."""
    local = moment.astimezone()
    months = t("Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec").split()
    return t("{day} {month} {year}", day=local.day, month=months[local.month - 1], year=local.year)


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
