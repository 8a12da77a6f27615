"""Logs: one line of text or JSON a record, with the ids of request and rehearsal.

They hold no word of a talk and no secret. Our own messages name errors, ids and numbers; of an
exception only its kind and the places in the code are written, never what it says, as that may
quote anything. Other libraries are heard from warnings on.
"""

from __future__ import annotations

import json
import logging
import sys
import traceback
from collections.abc import Sequence
from datetime import UTC, datetime
from types import TracebackType
from typing import Any, Literal

from app.watching import context
from app.watching.watch import Event, Failed

LogForm = Literal["text", "json"]
LogLevel = Literal["debug", "info", "warning", "error"]

HIDDEN = "***"
"""Stands where a secret stood."""

_log = logging.getLogger(__name__)
_IDS = {"request": context.request_id, "rehearsal": context.rehearsal_id}


def begin(form: LogForm, level: LogLevel, secrets: Sequence[str] = ()) -> None:
    """Log to standard error from now on; `secrets` are blacked out wherever they appear."""
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter((JsonLines if form == "json" else TextLines)(secrets))
    root = logging.getLogger()
    root.handlers[:] = [handler]
    root.setLevel(logging.WARNING)
    logging.getLogger("app").setLevel(level.upper())
    logging.captureWarnings(True)


class _Discreet(logging.Formatter):
    """What both forms have in common: what is said of a record, and what is not."""

    def __init__(self, secrets: Sequence[str] = ()) -> None:
        super().__init__()
        # Short ones would black out half of every line, and are no secrets.
        self._secrets = tuple(secret for secret in secrets if len(secret) >= 4)

    def told(self, record: logging.LogRecord) -> dict[str, Any]:
        """Return the parts of a record, in order; empty ones are left out."""
        at = datetime.fromtimestamp(record.created, UTC)
        message = record.getMessage()
        if record.name == "asyncio":
            # The lines that follow show the task, and with it what its exception says.
            message = message.partition("\n")[0]
        parts = {
            "at": at.isoformat(timespec="milliseconds").replace("+00:00", "Z"),
            "level": record.levelname.lower(),
            "logger": record.name,
            "message": message,
            **{name: variable.get() for name, variable in _IDS.items()},
            **getattr(record, "fields", {}),
            "error": self._error(record),
        }
        return {name: value for name, value in parts.items() if value not in ("", None)}

    def hidden(self, line: str) -> str:
        """Return `line` without secrets."""
        for secret in self._secrets:
            line = line.replace(secret, HIDDEN)
        return line

    def _error(self, record: logging.LogRecord) -> str:
        if not record.exc_info or record.exc_info[0] is None:
            return ""
        kind, error, trace = record.exc_info
        return "\n".join(_places(kind, error, trace))


class JsonLines(_Discreet):
    """One JSON object a line."""

    def format(self, record: logging.LogRecord) -> str:
        """Return the record as JSON."""
        # Before it is encoded: a quotation mark in a secret would look different afterwards.
        told = {
            name: self.hidden(value) if isinstance(value, str) else value
            for name, value in self.told(record).items()
        }
        return json.dumps(told, ensure_ascii=False, default=str)


class TextLines(_Discreet):
    """A line for people: time, level, message, and what belongs to it as name=value."""

    def format(self, record: logging.LogRecord) -> str:
        """Return the record as a line; the places of an exception follow below it."""
        told = self.told(record)
        error = told.pop("error", "")
        head = f"{told.pop('at')} {told.pop('level').upper()} {told.pop('message', '')}"
        rest = [f"{name}={value}" for name, value in told.items() if name != "logger"]
        line = " ".join([head.replace("\n", " "), *rest])
        return self.hidden(f"{line}\n{error}" if error else line)


class LogWatch:
    """Writes every event as a line: failures as warnings, all else as information."""

    def happened(self, event: Event) -> None:
        """Log `event`, with its numbers as fields."""
        bad = isinstance(event, Failed) or bool(getattr(event, "problem", ""))
        level = logging.WARNING if bad else logging.INFO
        name = type(event).__name__.lower()
        _log.log(level, name, extra={"fields": _fields(event)})


def unexpected(what: str, error: BaseException) -> None:
    """Log a bug: its kind and its places."""
    _log.error("%s failed: this is a bug", what, exc_info=error)


def _fields(event: Event) -> dict[str, object]:
    fields: dict[str, object] = {}
    for name, value in event._asdict().items():
        if isinstance(value, float):
            fields[name] = round(value, 4)
        elif hasattr(value, "prompt"):
            fields |= {"prompt_tokens": value.prompt, "completion_tokens": value.completion}
        else:
            fields[name] = value
    return fields


def _places(
    kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
) -> list[str]:
    """Return the kinds of an exception and of what caused it, each with its places in the code."""
    lines: list[str] = []
    seen: set[int] = set()
    while error is not None and id(error) not in seen:
        seen.add(id(error))
        lines.append(f"{type(error).__module__}.{type(error).__qualname__}")
        lines += [
            f"  {frame.filename}:{frame.lineno} in {frame.name}"
            for frame in traceback.extract_tb(error.__traceback__)
        ]
        error = error.__cause__ or (None if error.__suppress_context__ else error.__context__)
    return lines
