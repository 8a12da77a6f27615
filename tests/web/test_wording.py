"""The catalogues are whole, and the forms of messages are those of the code."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator

import polib
import pytest

from app.errors import NotFound
from app.web import phrases, words
from app.web.markup import day, figure
from app.web.phrases import told
from tests.store.samples import NOON
from tests.support import wording

OTHERS = [code for code in words.LANGUAGES if code != "en"]
NAMES = re.compile(r"\{\w*\}")


@pytest.fixture
def german() -> Iterator[None]:
    words.speak("de")
    yield
    words.speak("en")


@pytest.mark.parametrize("code", OTHERS)
def test_the_catalogue_is_up_to_date_and_whole(code: str) -> None:
    stored, due = (
        [(one.msgid, one.msgstr, one.occurrences) for one in entries]
        for entries in (polib.pofile(str(wording.catalogue(code))), wording.updated(code))
    )

    assert stored == due, "run python -m tests.support.wording"
    assert [english for english, said, _ in stored if not said.strip()] == []
    assert [
        english
        for english, said, _ in stored
        if sorted(set(NAMES.findall(english))) != sorted(set(NAMES.findall(said)))
    ] == []


def test_every_form_of_a_message_stands_in_the_code() -> None:
    app = wording.ROOT / "app"
    said = set()
    for path in app.rglob("*.py"):
        if (app / "web") not in path.parents:
            said |= {NAMES.sub("{}", one) for one in _texts(ast.parse(path.read_text("utf-8")))}

    missing = [form for form in phrases.MESSAGES if not _stands(NAMES.sub("{}", form), said)]

    assert missing == []


def _texts(tree: ast.AST) -> Iterator[str]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str):
            yield node.value
        if isinstance(node, ast.JoinedStr):
            yield "".join(
                str(one.value) if isinstance(one, ast.Constant) else "{}" for one in node.values
            )


def _stands(form: str, said: set[str]) -> bool:
    """Whether the code says this, or something of which this is one case."""
    if form in said:
        return True
    cases = (one for one in said if "{}" in one and len(one.replace("{}", "")) > 6)
    return any(re.fullmatch(".*".join(map(re.escape, one.split("{}"))), form) for one in cases)


@pytest.mark.usefixtures("german")
def test_messages_from_below_are_told_with_their_details() -> None:
    assert told(NotFound("rehearsal", "r1")) == "Nicht gefunden: Probe „r1“."
    assert (
        told("That is 5,000 characters; the limit is 4,000. Shorten it and send it again.")
        == "Das sind 5.000 Zeichen; möglich sind 4.000. Kürze die Nachricht und schick sie noch "
        "einmal."
    )
    assert told("Nobody knows this {sentence}.") == "Nobody knows this {sentence}."


def test_numbers_and_days_are_written_as_the_language_does() -> None:
    assert (words.number(1234.5, 1), figure(2.5), day(NOON)) == ("1,234.5", "2.5", "22 Nov 2026")
    words.speak("de")
    try:
        german = (words.number(1234.5, 1), figure(2.5), day(NOON))
    finally:
        words.speak("en")
    assert german == ("1.234,5", "2,5", "22. Nov. 2026")
