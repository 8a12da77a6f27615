"""What became of a plan: used, changed or missed, told from the words alone.

Deterministic and explainable: a planned piece and a window of one or two sentences of the learner
share names, figures, days and words; the share decides, and what they share is shown. Where a
figure, a day or a name of the same sort stands in its place, the piece was changed, and both are
shown. `tests/judge/test_planned.py` says how well that works on pairs that were written for it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import pairwise
from typing import Literal, NamedTuple

from app.domain.conversation import Line
from app.domain.scorecard import Evidence
from app.domain.worksheet import Difference, Piece, Planned, Worksheet
from app.judge.sentences import ENGLISH, Span, sentences

Sort = Literal["name", "figure", "share", "day", "word"]

WEIGHTS: dict[Sort, float] = {"name": 3, "figure": 1.5, "share": 1.5, "day": 1.5, "word": 1}
"""What it tells that both have one of these."""
ENOUGH = 0.55
"""The share of a piece's weight from which on it was used, or changed: more than half."""
MOST_SHARED = 6
"""So many of the shared words are shown."""

_COUNTED = dict(
    zip(
        """two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen
        sixteen seventeen eighteen nineteen twenty thirty forty fifty sixty seventy eighty
        ninety""".split(),
        (*range(2, 20), *range(20, 100, 10)),
        strict=True,
    )
)
_SMALL = frozenset({"two", "three"})
"""Numbers that may be left out without changing what was planned."""
_TIMES = {"hundred": 100, "thousand": 1000, "million": 1_000_000, "k": 1000, "m": 1_000_000}
_SHARES = {"half": "1/2", "halved": "1/2", "third": "1/3", "quarter": "1/4"}
_DAYS = frozenset(
    """monday tuesday wednesday thursday friday saturday sunday january february april june july
    august september october november december easter christmas summer autumn winter
    tomorrow""".split()
)
_DAYS_WITH_A_CAPITAL = frozenset({"March", "May", "Spring"})
_EMPTY = ENGLISH | frozenset(
    """already always am anything are back because being between both came can't cannot come could
    did does during else even few go goes going gone good got having he's her hers himself i'll
    instead isn't it's keep kept last let like look lot love made make makes may me might mine most
    mr mrs ms must need new next nothing now often old once own put said say see shall she's some
    somebody someone something such take takes tell than thank thanks that's there's thing things
    think those time times took under until upon used us very want wants was way well went were
    what's while whoever whole whose why with yet you're yours ask""".split()
)
"""Words that say nothing of what was planned."""
_IRREGULAR = {
    "ran": "run", "led": "lead", "wrote": "write", "written": "write", "brought": "bring",
    "found": "find", "knew": "know", "known": "know", "taught": "teach", "spoke": "speak",
    "won": "win", "built": "build", "cut": "cut", "held": "hold", "met": "meet", "sold": "sell",
    "bought": "buy", "saw": "see", "seen": "see", "gave": "give", "given": "give", "left": "leave",
    "lost": "lose", "caught": "catch", "began": "begin", "ill": "sick", "phone": "call",
    "ring": "call", "meeting": "meet", "sit": "meet", "people": "person",
}  # fmt: skip
_ENDINGS = ("ations", "ation", "ings", "ing", "ers", "ies", "ed", "er", "es", "ly", "s", "e", "y")
_TOKEN = re.compile(
    r"(?:[£$€₹]\s?)?(?P<number>\d+(?:[.,]\d+)*)(?P<suffix>(?:st|nd|rd|th|k|m)\b)?"
    r"|[^\W\d_]+(?:['’][^\W\d_]+)?"
)
_ARRANGES = re.compile(
    r"\b(?:meet|talk|sit down|come back|see (?:you|each)|tell you|decide|think|give me|by then)\b",
    re.IGNORECASE,
)
"""What makes a date one to talk again."""


class Mark(NamedTuple):
    """Something in a text that tells it from others."""

    sort: Sort
    key: str
    written: str
    """As it stands in the text."""


class _Window(NamedTuple):
    """One or two sentences of the learner."""

    turn: int
    span: Span
    text: str
    marks: tuple[Mark, ...]


class _Match(NamedTuple):
    """What a planned piece and a window have in common."""

    share: float
    window: _Window
    shared: tuple[Mark, ...] = ()
    differences: tuple[Difference, ...] = ()


def became(sheet: Worksheet, transcript: Sequence[Line], boss: str = "") -> tuple[Planned, ...]:
    """Return what became of every planned piece, in the order of the worksheet.

    `boss` is the boss's name, who is nobody's candidate.
    """
    if not sheet.pieces:
        return ()
    windows = list(_windows(transcript, frozenset(map(_stem, boss.casefold().split()))))
    return tuple(_became(piece, windows) for piece in sheet.pieces)


def _became(piece: Piece, windows: Sequence[_Window]) -> Planned:
    planned = marks(piece.text, naming=piece.field == "who")
    best = max((_matched(planned, one, piece.field) for one in windows), key=_rank, default=None)
    if best is None or best.share < ENOUGH:
        return Planned(field=piece.field, text=piece.text, became="missed")
    start, end = best.window.span
    return Planned(
        field=piece.field,
        text=piece.text,
        became="changed" if best.differences else "used",
        evidence=Evidence(turn=best.window.turn, start=start, end=end, quote=best.window.text),
        shared=tuple(dict.fromkeys(mark.written for mark in best.shared))[:MOST_SHARED],
        differences=best.differences,
    )


def _rank(match: _Match) -> tuple[float, int, int]:
    """Order matches: the greatest share, the fewest differences, the fewest words."""
    return match.share, -len(match.differences), -len(match.window.text)


def _windows(transcript: Sequence[Line], boss: frozenset[str]) -> Iterator[_Window]:
    """Yield each sentence of the learner, and each two that follow each other."""
    for turn, line in enumerate(transcript):
        if line.speaker != "learner":
            continue
        spans = sentences(line.text)
        pairs = (Span(a.start, b.end) for a, b in pairwise(spans))
        for span in (*spans, *pairs):
            text = line.text[span.start : span.end]
            found = tuple(mark for mark in marks(text) if mark.key not in boss)
            yield _Window(turn, span, text, found)


# What tells


def marks(text: str, *, naming: bool = False) -> tuple[Mark, ...]:
    """Return what tells in a text, each once; `naming`: its first word may be a name, too."""
    found: dict[str, Mark] = {}
    tokens = list(_TOKEN.finditer(text))
    at = 0
    while at < len(tokens):
        mark, taken = _mark(text, tokens, at, naming)
        if mark:
            found.setdefault(mark.key, mark)
        at += taken
    return tuple(found.values())


def _mark(
    text: str, tokens: Sequence[re.Match[str]], at: int, naming: bool
) -> tuple[Mark | None, int]:
    """Return the mark that begins with a token, if any, and how many tokens it takes."""
    token = tokens[at]
    word = token.group().casefold().replace("’", "'")
    if token["number"]:
        return _number(token), 1
    if word in _COUNTED:
        value, taken = _counted(tokens, at)
        written = text[token.start() : tokens[at + taken - 1].end()]
        return Mark("figure", f"{value:g}", written), taken
    if word in _SHARES:
        return Mark("share", _SHARES[word], token.group()), 1
    if word in _DAYS or token.group() in _DAYS_WITH_A_CAPITAL:
        return Mark("day", word, token.group()), 1
    if word in _EMPTY or len(word) < 3:
        return None, 1
    named = token.group()[0].isupper() and (naming or not _begins(text, token.start()))
    return Mark("name" if named else "word", _stem(word), token.group()), 1


def _number(token: re.Match[str]) -> Mark:
    suffix = token["suffix"] or ""
    if suffix in ("st", "nd", "rd", "th"):
        return Mark("day", token.group(), token.group())
    digits = re.sub(r",(?=\d{3})", "", token["number"]).replace(",", ".")
    try:
        key = f"{float(digits) * _TIMES.get(suffix, 1):g}"
    except ValueError:  # a version, an address: 1.2.3
        key = digits
    return Mark("figure", key, token.group())


def _counted(tokens: Sequence[re.Match[str]], at: int) -> tuple[float, int]:
    """Return the value of a number in words, and how many tokens it takes."""
    words = [token.group().casefold() for token in tokens[at : at + 3]]
    value, taken = float(_COUNTED[words[0]]), 1
    if value >= 20 and len(words) > 1 and _COUNTED.get(words[1], 20) < 10:
        value, taken = value + _COUNTED[words[1]], 2
    if len(words) > taken and words[taken] in _TIMES:
        value, taken = value * _TIMES[words[taken]], taken + 1
    return value, taken


def _begins(text: str, at: int) -> bool:
    """Whether a word begins a sentence, and so has its capital anyway."""
    before = text[:at].rstrip(" \"'“”‘’(")
    return not before or before[-1] in ".!?:;…\n"


def _stem(word: str) -> str:
    """Return what the forms of an English word have in common, roughly."""
    word = word.removesuffix("'s").removesuffix("'")
    word = _IRREGULAR.get(word, word)
    for ending in _ENDINGS:
        if word.endswith(ending) and len(word) - len(ending) >= 3:
            word = word.removesuffix(ending)
            break
    word = _IRREGULAR.get(word, word)
    return word[:-1] if len(word) > 3 and word[-1] == word[-2] else word.removesuffix("e")


# What both have


def _matched(planned: Sequence[Mark], window: _Window, field: str) -> _Match:
    """Return how much of a piece stands in a window, and what stands there in its place."""
    said = {mark.key for mark in window.marks}
    shared = tuple(mark for mark in planned if mark.key in said)
    if field == "talk_again" and not _ARRANGES.search(window.text):
        return _Match(0, window)
    if not shared and not _another_date(planned, window, field):
        return _Match(0, window)
    differences = tuple(_differences(planned, shared, window, field))
    replaced = {word for one in differences for word in one.planned.split()}
    weighed = [mark for mark in planned if mark.written not in replaced]
    if field == "who":
        names = [mark for mark in weighed if mark.sort == "name"]
        if any(mark in shared for mark in names):
            return _Match(1, window, shared)
        weighed = names or weighed
    whole = sum(WEIGHTS[mark.sort] for mark in weighed)
    share = sum(WEIGHTS[mark.sort] for mark in shared) / whole if whole else 1
    return _Match(share, window, shared, differences)


def _another_date(planned: Sequence[Mark], window: _Window, field: str) -> bool:
    """Whether a window names another date to talk again than the one that was planned."""
    dated = {mark.sort for mark in planned} == {"day"} and field == "talk_again"
    return dated and any(mark.sort == "day" for mark in window.marks)


def _differences(
    planned: Sequence[Mark], shared: Sequence[Mark], window: _Window, field: str
) -> Iterator[Difference]:
    """Yield what stands in the place of planned figures, days and, of who could do it, names.

    Nothing at all may stand there: then `said` is empty.
    """
    keys = {mark.key for mark in planned}
    lacking = [mark for mark in planned if mark not in shared]
    instead = [mark for mark in window.marks if mark.key not in keys]
    if field == "who" and not any(mark.sort == "name" for mark in shared):
        names, others = _written(lacking, "name"), _written(instead, "name")
        if names and others:
            yield Difference(planned=" ".join(names), said=" ".join(others))
    for sort in ("share", "figure", "day"):
        there = _written(instead, sort)
        for place, one in enumerate(_written(lacking, sort)):
            said = there[place] if place < len(there) else ""
            if said or (sort != "share" and one.casefold() not in _SMALL):
                yield Difference(planned=one, said=said)


def _written(found: Sequence[Mark], sort: str) -> list[str]:
    return [mark.written for mark in found if mark.sort == sort]
