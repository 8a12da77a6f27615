"""Reading one JSON object out of what a model wrote."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import suppress
from typing import Any

from pydantic import ValidationError

from app.llm.base import Answer

_PROBLEMS_SHOWN = 5
_FALSE_STARTS = 100
"""Braces that begin no object, after which there is none: reading on would take for ever."""


class Unreadable(ValueError):
    """The text holds no object of the wished form; says why, for the model to mend."""


def read(text: str, schema: type[Answer]) -> Answer:
    """Return the first object in `text` that validates; prose and code fences around it are fine.

    Raises `Unreadable`.
    """
    problem = "there is no JSON object in it"
    for candidate in _objects(text):
        try:
            return schema.model_validate(candidate)
        except ValidationError as error:
            problem = _problems(error)
    raise Unreadable(problem)


def _objects(text: str) -> Iterator[dict[str, Any]]:
    """Yield the JSON objects in `text` that are not inside one another."""
    decoder = json.JSONDecoder()
    at, false_starts = text.find("{"), 0
    while at >= 0 and false_starts < _FALSE_STARTS:
        end, found = at + 1, None
        # Where it fails there was no object: prose, or an answer that broke off.
        with suppress(ValueError, RecursionError):
            found, end = decoder.raw_decode(text, at)
        if found is None:
            false_starts += 1
        else:
            yield found
        at = text.find("{", end)


def _problems(error: ValidationError) -> str:
    """Return what does not fit, without the values: they may be anything."""
    shown = error.errors(include_input=False, include_url=False, include_context=False)
    return "; ".join(
        f"{'.'.join(map(str, problem['loc'])) or 'the object'}: {problem['msg']}"
        for problem in shown[:_PROBLEMS_SHOWN]
    )
