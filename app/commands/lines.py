"""JSON Lines in, with file and line for everything that is wrong."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Annotated, Any, Literal, TypeVar

from pydantic import AliasChoices, BaseModel, ConfigDict, Field, ValidationError, model_validator

from app.domain.conversation import Line
from app.domain.rubric import TOP_LEVEL
from app.errors import InputError

Record = TypeVar("Record", bound=BaseModel)


class _Record(BaseModel):
    """One line of a file; fields that nobody asks for are passed over."""

    model_config = ConfigDict(coerce_numbers_to_str=True)


class Script(_Record):
    """What a learner says, line by line."""

    id: str
    lines: list[str] = Field(min_length=1)


class Said(Line):
    """A turn of a transcript; what `rehearse talk --json` says besides is passed over."""

    model_config = ConfigDict(extra="ignore")


class Transcript(_Record):
    """A conversation to score."""

    id: str
    turns: list[Said]


Levels = dict[str, Annotated[int, Field(ge=0, le=TOP_LEVEL)]]
"""Criterion id -> level."""


Range = tuple[Annotated[int, Field(ge=0, le=TOP_LEVEL)], Annotated[int, Field(ge=0, le=TOP_LEVEL)]]
"""Lowest and highest level."""


class ShownLabel(_Record):
    """A behaviour that somebody saw in a conversation."""

    behaviour: str = Field(validation_alias=AliasChoices("b", "behaviour"))
    how: Literal["yes", "partly"] = "yes"
    specific: bool = False


class LabelledTranscript(Transcript):
    """A conversation with the levels that somebody gave it, or with the levels that are fair."""

    levels: Levels
    fair: dict[str, Range] = Field(default_factory=dict)
    """Criterion -> lowest and highest level that its honest content deserves."""
    shown: list[ShownLabel] | None = None
    """Every behaviour that was seen; None if nobody looked for them."""
    ratings: dict[str, Levels] = Field(default_factory=dict)
    """Rater -> what they said by themselves, where `levels` is made of several."""

    @model_validator(mode="before")
    @classmethod
    def _fair_alone(cls, record: Any) -> Any:  # noqa: ANN401
        """Ranges may stand without levels."""
        if isinstance(record, dict) and "fair" in record:
            return {"levels": {}, **record}
        return record

    @property
    def words(self) -> int:
        """How much the learner said (in words)."""
        return sum(len(turn.text.split()) for turn in self.turns if turn.speaker == "learner")


def records(source: str, model: type[Record]) -> Iterator[Record]:
    """Yield the records of a JSONL file, or of standard input for '-'. Raises `InputError`."""
    return (record for _, record in numbered(source, model))


def numbered(source: str, model: type[Record]) -> Iterator[tuple[int, Record]]:
    """Yield the records with their lines (from 1); see `records`."""
    text = _text(source)
    found = False
    for number, line in enumerate(text.split("\n"), 1):
        if not line.strip():
            continue
        found = True
        try:
            yield number, model.model_validate(json.loads(line))
        except json.JSONDecodeError as error:
            raise InputError(source, number, f"not JSON: {error.msg}") from None
        except RecursionError:
            raise InputError(source, number, "not JSON: nested too deeply") from None
        except ValidationError as error:
            first = error.errors(include_url=False)[0]
            where = ".".join(str(part) for part in first["loc"])
            problem = f"{where}: {first['msg']}" if where else first["msg"]
            raise InputError(source, number, problem) from None
        except ValueError:
            raise InputError(source, number, "not JSON: a number with too many digits") from None
    if not found:
        raise InputError(source, 1, "the file holds nothing")


def _text(source: str) -> str:
    try:
        raw = sys.stdin.buffer.read() if source == "-" else Path(source).read_bytes()
    except OSError as error:
        raise InputError(source, 1, f"cannot be read: {error.strerror}") from None
    try:
        return raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = raw[: error.start].count(b"\n") + 1
        raise InputError(source, line, "not UTF-8 text") from None
