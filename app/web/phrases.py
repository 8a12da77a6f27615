"""What is said below the pages, in the visitor's language: words of the domain, and messages.

The layers below speak English and know nothing of visitors. Their tables of words and the forms of
their messages are named here, so that the catalogues have them; a test holds `MESSAGES` and the
code together. A message of no known form is shown as it is.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache

from app.domain.care import HELP
from app.domain.conversation import OUTCOMES, STEPPING_BACK
from app.domain.marks import ADDED, MARKED_WRONG
from app.domain.persona import ACTS, CUES, QUESTIONS, SITUATIONS
from app.domain.rubric import LEVEL_NAMES
from app.domain.worksheet import NAMES
from app.export.record import ONLY_PRACTICE
from app.web import words

KINDS = (
    "answer attempt behaviour correction criterion file persona rehearsal rubric scorecard "
    "situation turn"
).split()
"""What a `NotFound` may be about."""

WORKERS = "authored prompted embedded llm".split()
"""Kinds of speakers and judges, as the settings call them."""

TABLES = (
    SITUATIONS.values(),
    LEVEL_NAMES,
    OUTCOMES.values(),
    STEPPING_BACK.values(),
    ACTS.values(),
    CUES.values(),
    QUESTIONS.values(),
    NAMES.values(),
    HELP,
    (ONLY_PRACTICE, MARKED_WRONG, ADDED),
    KINDS,
    WORKERS,
)
"""Words of the domain, each translated by itself."""

MESSAGES = (
    # Errors of the use cases
    "There is no {kind} called '{wanted}'.",
    "There is no {kind} called '{wanted}'. Known: {known}.",
    "This rehearsal went on in another window. Your message was not sent; reload to see where the "
    "talk stands.",
    "You did not sound well in this meeting, so no score is made of it.",
    "Type something first; an empty message is not sent.",
    "That is {length} characters; the limit is {most}. Shorten it and send it again.",
    "That is {length} characters; the limit is {most}. Shorten it, and it is saved.",
    "“{field}” holds {length} characters; the limit is {most}. Shorten it; the rest is kept once "
    "it fits.",
    "This worksheet was changed in another window. Load the page again to see it; what you typed "
    "here since then is not saved.",
    "This meeting is over. Answer a turn differently instead.",
    "This meeting is over. Your message was not sent.",
    "This meeting has gone on. Reload to see where it stands, and ask again.",
    "There is nothing to answer just now, so there is no hint.",
    "This scorecard has no such finding. Load the page again.",
    "Say why: a level without a reason teaches nobody.",
    "Say it in {most} characters or fewer.",
    "Select the words that show it, or paste them.",
    "These words are not in that turn, to the letter.",
    "These words are not in that turn, to the letter. They are in turn {number}.",
    # The database
    "{place} is damaged or not a database. It was left as it is. Restore a backup, or set "
    "DATABASE_URL to another database.",
    "{place} is read-only. Make it writable, or set DATABASE_URL to another database.",
    "{place} is busy; nothing was stored. Try again in a moment.",
    "There is no room left for {place}; nothing was stored. Free some space and try again.",
    "No connection to {place}. Is the server running, and does DATABASE_URL name the right host, "
    "port, user and database?",
    "{place} cannot be opened. Check the folder and its permissions.",
    "The disk failed while using {place}; nothing was stored. Check the disk.",
    "The database {path}",
    "PostgreSQL at {host}:{port}",
    # The model
    "No connection to the model endpoint at {host}. Check that it runs and that OPENAI_BASE_URL is "
    "right, then try again.",
    "No connection to the model endpoint at {host} within {seconds} seconds. Check that it runs "
    "and that OPENAI_BASE_URL is right, then try again.",
    "The model endpoint at {host} gave no {awaited} within {seconds} seconds. Try again, or allow "
    "more time with {setting}.",
    "The model endpoint at {host} is busy or failing. Try again {when}.",
    "in a moment",
    "in {time}",
    "The model endpoint at {host} sent {what}. Try again; if it stays so, check OPENAI_BASE_URL "
    "(it usually ends in /v1) and REHEARSE_MODEL.",
    "an empty answer",
    "a web page instead of an answer",
    "something that is no model's answer",
    "something that cannot be read",
    "an error instead of an answer",
    "{number} seconds",
    "{number} minutes",
    "{number} hours",
    "The model endpoint at {host} does not know the model {model} or the address: check "
    "REHEARSE_MODEL and OPENAI_BASE_URL.",
    "The model endpoint at {host} finds the conversation too long for {model}: lower "
    "REHEARSE_CONTEXT_TOKENS.",
    "The model endpoint at {host} does not accept the request for {model} (HTTP {status}): check "
    "REHEARSE_MODEL and OPENAI_BASE_URL.",
    "The model endpoint at {host} broke off in the middle of the reply. Continue it, or try again.",
    "The model {model} at {host}, or its content filter, declined to answer. That says nothing "
    "about you. Try again or say it in other words.",
    "The account at {host} has no quota left. Check its plan and billing, or set another "
    "OPENAI_API_KEY.",
    "The model endpoint at {host} does not accept the key. Check OPENAI_API_KEY, and that the key "
    "may use {model} (REHEARSE_MODEL).",
    # Who is at work
    "Authored boss",
    "Prompted boss: {model}",
    "Embedded judge",
    # The judge
    "The judge gave no answer.",
    "Too little to score: the learner said fewer than four words.",
    "Not scored: the embedded judge reads English only.",
    "held at {level} by '{behaviour}'",
    "level {level} needs {number} of: {behaviours}",
    "Only the first {most} characters of a turn were read.",
    "Too long for the model's context: the first turn was not judged.",
    "Too long for the model's context: the first {number} turns were not judged.",
    "{model} is not calibrated for this rubric: its levels may be too high or too low. `rehearse "
    "calibrate` measures and fits it.",
    "The judges are far apart on {criterion}: this card says {level}, the embedded judge {other} "
    "(of {top}). A person should look.",
)
"""Forms of messages; `{…}` stands for whatever is there."""

_FIGURE = re.compile(r"\d{1,3}(,\d{3})+")


def sentences() -> Iterator[str]:
    """Yield every sentence of the tables and forms."""
    for table in TABLES:
        yield from table
    yield from MESSAGES


def told(said: object) -> str:
    """Return what a lower layer says, an error or a word of the domain, in the visitor's words."""
    english = str(said)
    if words.language() == "en":
        return english
    if known := words.known(english):
        return known
    if _FIGURE.fullmatch(english):
        return words.number(int(english.replace(",", "")))
    for form, pattern in _patterns():
        if found := pattern.fullmatch(english):
            # Values may be words of their own: the kind of what is missing, a database's place.
            return words.t(form, **{name: told(value) for name, value in found.groupdict().items()})
    return english


@cache
def _patterns() -> tuple[tuple[str, re.Pattern[str]], ...]:
    """Return the forms with names in them, those with the most words first."""
    forms = sorted((form for form in MESSAGES if "{" in form), key=len, reverse=True)
    return tuple((form, _pattern(form)) for form in forms)


def _pattern(form: str) -> re.Pattern[str]:
    pieces = re.split(r"\{(\w+)\}", form)
    parts = [
        f"(?P<{piece}>.+)" if place % 2 else re.escape(piece) for place, piece in enumerate(pieces)
    ]
    return re.compile("".join(parts), re.DOTALL)
