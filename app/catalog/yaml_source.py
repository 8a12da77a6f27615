"""YAML, read defensively: small, no aliases, no duplicate keys, and every value has its line.

A content file is untrusted input. 272 bytes of aliases can become 35 MB, nesting overflows the
stack, a second key of the same name wins silently, and `NO` becomes False in YAML 1.1; so scalars
are read as in JSON and everything else stays a string.
"""

from __future__ import annotations

import re
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

_BIDI_AND_TAGS = re.compile("[\u202a-\u202e\u2066-\u2069\U000e0000-\U000e007f]")
_INTEGER = re.compile(r"[-+]?(0|[1-9][0-9]*)\Z")
_NUMBER = re.compile(r"[-+]?[0-9]+\.[0-9]+\Z")
_CONSTANTS = {"true": True, "false": False, "null": None, "~": None, "": None}

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
    """Return the document in `path`. Raises `ContentFileError` with the line of the problem."""
    text = _text(path, max_bytes)
    lines: dict[Path_, int] = {}
    loader = yaml.CSafeLoader(text)
    try:
        _refuse_aliases_and_depth(path, text)
        node = loader.get_single_node()
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        problem = error.problem or "cannot be read as YAML"
        raise ContentFileError(path, mark.line + 1 if mark else 1, f"not YAML: {problem}") from None
    except yaml.YAMLError as error:
        raise ContentFileError(path, 1, f"not YAML: {error}") from None
    finally:
        loader.dispose()
    if node is None:
        raise ContentFileError(path, 1, "the file is empty")
    return Document(path, _build(path, node, (), lines), lines)


def _text(path: Path, max_bytes: int) -> str:
    try:
        if path.stat().st_size > max_bytes:
            raise ContentFileError(path, 1, f"larger than {max_bytes // 1024} KB")
        raw = path.read_bytes()
    except OSError as error:
        raise ContentFileError(path, 1, f"cannot be read: {error.strerror}") from None
    try:
        text = raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = raw[: error.start].count(b"\n") + 1
        raise ContentFileError(path, line, "not UTF-8 text; save the file as UTF-8") from None
    if hidden := _BIDI_AND_TAGS.search(text):
        line = text[: hidden.start()].count("\n") + 1
        name = unicodedata.name(hidden.group(), f"U+{ord(hidden.group()):04X}")
        raise ContentFileError(path, line, f"hidden character {name}; remove it")
    return text


def _refuse_aliases_and_depth(path: Path, text: str) -> None:
    depth = 0
    for event in yaml.parse(text, Loader=yaml.CSafeLoader):
        if isinstance(event, yaml.AliasEvent):
            raise ContentFileError(
                path, _line(event), "aliases (*name) are not allowed; write it out"
            )
        if isinstance(event, yaml.CollectionStartEvent):
            depth += 1
            if depth > MAX_DEPTH:
                raise ContentFileError(path, _line(event), "nested too deeply")
        elif isinstance(event, yaml.CollectionEndEvent):
            depth -= 1


def _line(marked: yaml.Node | yaml.Event) -> int:
    return marked.start_mark.line + 1 if marked.start_mark else 1


def _build(path: Path, node: yaml.Node, at: Path_, lines: dict[Path_, int]) -> Any:  # noqa: ANN401
    lines[at] = _line(node)
    if isinstance(node, yaml.MappingNode):
        return _mapping(path, node, at, lines)
    if isinstance(node, yaml.SequenceNode):
        return [_build(path, item, (*at, i), lines) for i, item in enumerate(node.value)]
    assert isinstance(node, yaml.ScalarNode)
    return _scalar(node)


def _mapping(
    path: Path, node: yaml.MappingNode, at: Path_, lines: dict[Path_, int]
) -> dict[str | int, Any]:
    built: dict[str | int, Any] = {}
    for key_node, value_node in node.value:
        line = _line(key_node)
        key = _scalar(key_node) if isinstance(key_node, yaml.ScalarNode) else None
        if not isinstance(key, str | int) or isinstance(key, bool):
            raise ContentFileError(path, line, "a key must be a word or a number")
        if key in built:
            raise ContentFileError(path, line, f"'{key}' appears twice; the second would win")
        built[key] = _build(path, value_node, (*at, key), lines)
        lines[(*at, key)] = line
    return built


def _scalar(node: yaml.ScalarNode) -> str | int | float | bool | None:
    text = str(node.value)
    if node.style is not None:  # quoted or a block: always text
        return text
    if text in _CONSTANTS:
        return _CONSTANTS[text]
    if _INTEGER.match(text):
        return int(text)
    return float(text) if _NUMBER.match(text) else text
