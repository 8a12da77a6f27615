"""What the browser may ask for: one small JSON object, written by commands.js into a hidden box."""

from __future__ import annotations

from typing import Literal

from pydantic import BaseModel, ConfigDict, Field, TypeAdapter, ValidationError

from app.chairs import Exchange
from app.domain.conversation import OutcomeName
from app.domain.history import HistorySort
from app.domain.rubric import TOP_LEVEL
from app.errors import MessageRefused, WorksheetRefused
from app.web.words import t


class Command(BaseModel):
    """One thing that a visitor does. Values that a command does not use are empty."""

    model_config = ConfigDict(extra="ignore", frozen=True)

    do: str
    """Which command: arrive, brief, start, say, redo, take_back, reply, stop, end, list, open, …"""
    rehearsal: str = ""
    after: str = ""
    """The last turn that the browser showed: what a message answers."""
    message_id: str = ""
    """Made in the browser, once for each message, so that sending twice stores once."""
    text: str = ""
    """The learner's words, the words to search for, or the reason for a level."""
    redo: str = ""
    """The learner turn that is answered differently, or taken back."""
    leaf: str = ""
    """Where the learner was when that began."""
    attempt: str = ""
    """The last turn of the attempt that is meant; where the learner is if empty."""
    one: str = ""
    """What is compared: 'rehearsal' or 'rehearsal:leaf'."""
    two: str = ""
    persona: str = ""
    earlier: str = ""
    """What was said in swapped chairs so far, as the page wrote it: JSON."""
    situation: str = ""
    sheet: str = ""
    """The answers of a worksheet: JSON, field -> text."""
    written: str = ""
    """When the worksheet was kept last, as far as the browser knows: ISO 8601."""
    outcome: OutcomeName | Literal["open", ""] = ""
    sort: HistorySort = "newest"
    rubric: str = ""
    """The rubric whose progress is shown."""
    page: int = Field(default=0, ge=0, le=1_000_000)
    """The page of the list, from 0."""

    # What a trainer says of a scorecard.
    scorecard: str = ""
    correction: str = ""
    """The correction to take back."""
    job: str = ""
    """The work in bulk to cancel."""
    behaviour: str = ""
    turn: int = Field(default=0, ge=0, le=1_000_000)
    start: int = Field(default=0, ge=0, le=1_000_000)
    """Where the words begin in the turn."""
    how: Literal["yes", "partly"] = "yes"
    specific: bool = False
    criterion: str = ""
    level: int = Field(default=0, ge=0, le=TOP_LEVEL)


_EXCHANGES = TypeAdapter(tuple[Exchange, ...])


def exchanges(command: Command) -> tuple[Exchange, ...]:
    """Return what was said in swapped chairs. Raises `MessageRefused` if it cannot be read."""
    if not command.earlier:
        return ()
    try:
        return _EXCHANGES.validate_json(command.earlier)
    except ValidationError as error:
        raise MessageRefused(t("The page sent something unreadable. Load it again.")) from error


_ANSWERS = TypeAdapter(dict[str, str])


def answers(command: Command) -> dict[str, str]:
    """Return the answers of a worksheet. Raises `WorksheetRefused` if they cannot be read."""
    try:
        return _ANSWERS.validate_json(command.sheet)
    except ValidationError as error:
        raise WorksheetRefused(t("The page sent something unreadable. Load it again.")) from error


def read(envelope: str) -> Command:
    """Return the command in `envelope`. Raises `MessageRefused` if there is none."""
    try:
        return Command.model_validate_json(envelope)
    except ValidationError as error:
        raise MessageRefused(t("The page sent something unreadable. Load it again.")) from error
