"""Adding examples to a file that somebody writes by hand: nothing else in it changes."""

from __future__ import annotations

import json
import re
import shutil
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import suppress
from pathlib import Path
from typing import NamedTuple
from uuid import uuid4

import yaml

from app.catalog import yaml_source
from app.catalog.files import load_examples
from app.domain.rubric import Example, Examples
from app.errors import ContentFileError, SetupError

INDENT = "  "


class Addition(NamedTuple):
    """A file of examples, with more of them than it has now."""

    path: Path
    text: str
    """The whole file, as it will be."""
    added: str
    """Only what is new, as YAML."""
    examples: int
    counterexamples: int

    def write(self) -> None:
        """Write the file; readers see the old one or the new one. Raises `SetupError`."""
        target = self.path.resolve()
        partial = target.with_name(f".{target.stem}-{uuid4().hex}.partial")
        try:
            target.parent.mkdir(parents=True, exist_ok=True)
            partial.write_text(self.text, "utf-8", newline="")
            if target.exists():
                shutil.copymode(target, partial)
            partial.replace(target)
        except OSError as error:
            with suppress(OSError):
                partial.unlink()
            raise SetupError(
                f"{self.path} cannot be written: {error.strerror}. Use --output FOLDER to put a "
                "copy of the rubric, with what it learns, into a folder of your own."
            ) from None


def addition(
    path: Path,
    known: set[str],
    examples: Sequence[Example],
    counterexamples: Sequence[Example],
) -> Addition | None:
    """Return the file `path` with those of the examples that it does not have yet, if any.

    The file is called after its behaviour and need not exist; `known` are the rubric's behaviours.
    What would contradict the file stays out: a counterexample in the very words of an example.
    Raises `ContentFileError` for a file that is broken, or written so that nothing can be added.
    """
    behaviour = path.stem
    there = path.exists()
    before = load_examples(path, known) if there else Examples(behaviour=behaviour)
    text = path.read_bytes().decode("utf-8") if there else f"behaviour: {behaviour}\n"
    new = _new(examples, before.examples)
    shown = {(one.boss, one.text) for one in (*before.examples, *new)}
    near = [
        one
        for one in _new(counterexamples, before.counterexamples)
        if (one.boss, one.text) not in shown
    ]
    if not new and not near:
        return None
    for group, more in (("examples", new), ("counterexamples", near)):
        if more:
            text = _with(path, text, group, more)
    _check(path, text, known, before, new, near)
    added = "".join(
        f"{group}:\n{_items(more, INDENT)}"
        for group, more in (("examples", new), ("counterexamples", near))
        if more
    )
    return Addition(path, text, added, len(new), len(near))


def _new(wanted: Sequence[Example], there: Sequence[Example]) -> list[Example]:
    """Return what is not there yet, each once; two quotes of one turn are two examples."""
    seen = {(one.boss, one.text, one.quote) for one in there}
    new = []
    for one in _clean(wanted):
        key = (one.boss, one.text, one.quote)
        if key not in seen:
            seen.add(key)
            new.append(one)
    return new


def _clean(examples: Sequence[Example]) -> Iterator[Example]:
    """Yield examples without characters that content files may not hold: nobody sees them."""
    for example in examples:
        fields = example.model_dump()
        for name in ("text", "boss", "quote"):
            fields[name] = yaml_source.HIDDEN.sub("", fields[name])
        if fields["text"].strip():
            yield Example.model_validate(fields)


class _Group(NamedTuple):
    """Where a list of examples stands in a file (lines from 0)."""

    key: int
    """The line of its name."""
    end: int
    """The line after its last item."""
    indent: int
    empty: bool
    flow: bool
    """Written in [brackets]."""


def _with(path: Path, text: str, group: str, more: Sequence[Example]) -> str:
    """Return `text` with items after the last one of `group`."""
    newline = "\r\n" if "\r\n" in text else "\n"
    lines = re.split(r"(?<=\n)", text)
    if lines[-1] and not lines[-1].endswith("\n"):
        lines[-1] += newline
    found = _group(path, text, group)
    if found is None:
        new = f"{group}:\n{_items(more, INDENT)}"
        return "".join(lines) + new.replace("\n", newline)
    new = _items(more, " " * found.indent).replace("\n", newline)
    if found.empty:  # `examples: []`, or nothing after the name
        first = re.split(r":", lines[found.key], maxsplit=1)[0]
        lines[found.key : found.end] = [f"{first}:{newline}", new]
    else:
        lines[found.end : found.end] = [new]
    return "".join(lines)


def _group(path: Path, text: str, group: str) -> _Group | None:
    """Return where the list called `group` stands. Raises `ContentFileError` for [brackets]."""
    root = yaml.compose(text, Loader=yaml.CSafeLoader)
    if not isinstance(root, yaml.MappingNode) or root.flow_style:
        raise ContentFileError(path, 1, _IN_BRACKETS)
    for key, value in root.value:
        if key.value != group:
            continue
        line = key.start_mark.line
        items = value.value if isinstance(value, yaml.SequenceNode) else []
        if not items:
            return _Group(line, max(value.end_mark.line, line) + 1, len(INDENT), True, False)
        if value.flow_style:
            raise ContentFileError(path, line + 1, _IN_BRACKETS)
        return _Group(line, _last_line(items[-1]), value.start_mark.column, False, False)
    return None


_IN_BRACKETS = (
    "written in brackets, so nothing can be added; write each example on lines of its own, "
    "beginning with '- '"
)


def _last_line(node: yaml.Node) -> int:
    """Return the line (from 0) after the last one that belongs to a node.

    The parser ends a block where the next thing begins, after comments that belong to that.
    """
    while isinstance(node, yaml.CollectionNode) and not node.flow_style and node.value:
        last = node.value[-1]
        node = last[1] if isinstance(last, tuple) else last
    mark = node.end_mark
    return mark.line if mark.column == 0 and mark.line > node.start_mark.line else mark.line + 1


def _items(examples: Sequence[Example], indent: str) -> str:
    """Return examples as items of a block list."""
    return "".join(
        f"{indent}{'  ' if number else '- '}{line}\n"
        for example in examples
        for number, line in enumerate(_fields(example))
    )


def _fields(example: Example) -> list[str]:
    """Return the fields that say something; text in double quotes, which JSON and YAML share."""
    fields = example.model_dump(exclude_defaults=True)
    also = fields.pop("also", ())
    lines = [f"{name}: {json.dumps(value, ensure_ascii=False)}" for name, value in fields.items()]
    return [*lines, f"also: [{', '.join(also)}]"] if also else lines


def _check(
    path: Path,
    text: str,
    known: set[str],
    before: Examples,
    new: Sequence[Example],
    near: Sequence[Example],
) -> None:
    """Read the new text as the app will. Raises `ContentFileError` if it says anything else."""
    with tempfile.TemporaryDirectory() as folder:
        copy = Path(folder) / path.name
        copy.write_text(text, "utf-8", newline="")
        try:
            after = load_examples(copy, known)
        except ContentFileError as error:
            raise ContentFileError(
                path, error.line, f"with more examples: {error.problem}"
            ) from None
    wanted = before.model_copy(
        update={
            "examples": (*before.examples, *new),
            "counterexamples": (*before.counterexamples, *near),
        }
    )
    if after != wanted:
        raise ContentFileError(path, 1, "nothing can be added to the way it is written")
