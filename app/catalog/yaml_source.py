"""YAML, read defensively: small, no aliases, no duplicate keys, and every value has its line.

A content file is untrusted input. 272 bytes of aliases can become 35 MB, nesting overflows the
stack, a second key of the same name wins silently, and `NO` becomes False in YAML 1.1; so values
are built here, straight from the parser's events, and every scalar stays the text that it is. The
models know what is a number.
"""

from __future__ import annotations

import os
import re
import stat
import unicodedata
from pathlib import Path
from typing import Any

import yaml

from app.errors import ContentFileError

MAX_BYTES = 64 * 1024
"""Largest persona or rubric file."""
MAX_EXAMPLES_BYTES = 1024 * 1024
"""Largest file of examples."""
MAX_DEPTH = 20

_LINE_BREAK = re.compile("\r\n?|\n")
HIDDEN = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f"  # control characters
    "\u2028\u2029"  # line breaks that editors do not count
    "\u202a-\u202e\u2066-\u2069"  # bidirectional overrides and isolates
    "\ufeff\ufffe\uffff\U000e0000-\U000e007f]"  # marks, no characters, tags
)
_NOTHING = frozenset({"", "~", "null"})

Path_ = tuple[str | int, ...]


class Document:
    """A parsed file: plain values, and the line of each."""

    def __init__(self, path: Path, value: Any, lines: dict[Path_, int]) -> None:  # noqa: ANN401
        self.path, self.value, self._lines = path, value, lines

    def line(self, location: tuple[str | int, ...]) -> int:
        """Return the line (from 1) of a value, or of the closest parent that the file has."""
        for length in range(len(location), -1, -1):
            if (found := self._lines.get(location[:length])) is not None:
                return found
        return 1


def read(path: Path, max_bytes: int = MAX_BYTES) -> Document:
    """Return the document in `path`. Raises `ContentFileError` with the line of the problem.

    A link is followed only within its folder.
    """
    text = _text(path, max_bytes)
    builder = _Builder(path, text)
    try:
        value = builder.document()
    except yaml.MarkedYAMLError as error:
        problem = error.problem or "cannot be read as YAML"
        raise ContentFileError(path, _line_of(error, text), f"not YAML: {problem}") from None
    return Document(path, value, builder.lines)


def _text(path: Path, max_bytes: int) -> str:
    raw = _bytes(path, max_bytes)
    try:
        text = raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = raw[: error.start].count(b"\n") + 1
        raise ContentFileError(path, line, "not UTF-8 text; save the file as UTF-8") from None
    if hidden := HIDDEN.search(text):
        line = len(_LINE_BREAK.findall(text, 0, hidden.start())) + 1
        name = unicodedata.name(hidden.group(), f"U+{ord(hidden.group()):04X}")
        raise ContentFileError(path, line, f"hidden character {name}; remove it")
    return text


def _bytes(path: Path, max_bytes: int) -> bytes:
    try:
        target = Path(os.path.realpath(path, strict=True))
        if not target.is_relative_to(os.path.realpath(path.parent)):
            problem = "a link that leads out of its folder; put the file itself here"
            raise ContentFileError(path, 1, problem)
        if not stat.S_ISREG(target.stat().st_mode):
            raise ContentFileError(path, 1, "not a file")
        with target.open("rb") as file:
            raw = file.read(max_bytes + 1)
    except OSError as error:
        raise ContentFileError(path, 1, f"cannot be read: {error.strerror}") from None
    if len(raw) > max_bytes:
        raise ContentFileError(path, 1, f"larger than {max_bytes // 1024} KB")
    return raw


def _line_of(error: yaml.MarkedYAMLError, text: str) -> int:
    """Return the line where the problem is; where something never ends, the line of its start."""
    marks = [mark.line + 1 for mark in (error.problem_mark, error.context_mark) if mark]
    last = len(_LINE_BREAK.findall(text.rstrip())) + 1
    return next((line for line in marks if line <= last), last)


def _line(event: yaml.Event) -> int:
    return event.start_mark.line + 1 if event.start_mark else 1


class _Builder:
    """Builds plain values from the parser's events, in one pass."""

    def __init__(self, path: Path, text: str) -> None:
        self._path = path
        self._events = yaml.parse(text, Loader=yaml.CSafeLoader)
        self.lines: dict[Path_, int] = {}

    def document(self) -> Any:  # noqa: ANN401
        """Return the only document; the parser's own errors pass through."""
        next(self._events)
        if isinstance(next(self._events), yaml.StreamEndEvent):
            raise ContentFileError(self._path, 1, "the file is empty")
        first = next(self._events)
        value = self._value(first, ())
        if value is None:
            raise ContentFileError(self._path, _line(first), "the file is empty")
        next(self._events)
        after = next(self._events)
        if not isinstance(after, yaml.StreamEndEvent):
            problem = "a second document begins here; one file holds one"
            raise ContentFileError(self._path, _line(after), problem)
        return value

    def _value(self, event: yaml.Event, at: Path_) -> Any:  # noqa: ANN401
        line = _line(event)
        # A key stands before its value, and its line is the one to look at.
        self.lines.setdefault(at, line)
        if isinstance(event, yaml.ScalarEvent):
            return _scalar(event)
        if isinstance(event, yaml.AliasEvent):
            problem = "aliases (*name) are not allowed; write it out"
            raise ContentFileError(self._path, line, problem)
        if len(at) >= MAX_DEPTH:
            raise ContentFileError(self._path, line, "nested too deeply")
        return self._items(at) if isinstance(event, yaml.SequenceStartEvent) else self._fields(at)

    def _items(self, at: Path_) -> list[Any]:
        items: list[Any] = []
        while not isinstance(event := next(self._events), yaml.SequenceEndEvent):
            items.append(self._value(event, (*at, len(items))))
        return items

    def _fields(self, at: Path_) -> dict[str, Any]:
        fields: dict[str, Any] = {}
        while not isinstance(event := next(self._events), yaml.MappingEndEvent):
            line = _line(event)
            key = _scalar(event) if isinstance(event, yaml.ScalarEvent) else None
            if key is None:
                raise ContentFileError(self._path, line, "a key must be a word or a number")
            if key in fields:
                problem = f"'{key}' appears twice; the second would win"
                raise ContentFileError(self._path, line, problem)
            self.lines[(*at, key)] = line
            fields[key] = self._value(next(self._events), (*at, key))
        return fields


def _scalar(event: yaml.ScalarEvent) -> str | None:
    """Return the text, or None for nothing written or a plain null."""
    plain = event.implicit[0]
    return None if plain and event.value in _NOTHING else str(event.value)
