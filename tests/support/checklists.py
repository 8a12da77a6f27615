"""Answers of a judging model, made to fit what it was asked."""

from __future__ import annotations

import re
from typing import Any

from tests.support.fake_openai import Answer, Json, Text

Found = dict[str, tuple[int, str]]
"""Behaviour -> the turn and the words that show it."""


def behaviours_asked(body: dict[str, Any]) -> list[str]:
    """The behaviours that a judging request asks about; none for any other request."""
    return re.findall(r"^- ([a-z0-9_]+): ", _judging(body), flags=re.MULTILINE)


def checklist(body: dict[str, Any], found: Found, shown: str = "yes") -> Json:
    """A valid answer: what was `found` is shown, the rest is not."""
    checks = []
    for behaviour in behaviours_asked(body):
        quotes = [
            {"turn": turn, "quote": words} for turn, words in [found.get(behaviour, (-1, ""))]
        ]
        seen = behaviour in found
        checks.append(
            {
                "behaviour": behaviour,
                "quotes": quotes if seen else [],
                "shown": shown if seen else "no",
                "specific": seen,
            }
        )
    return Json({"behaviours": checks})


def boss_and_judge(body: dict[str, Any]) -> Answer:
    """Speaks for any boss, and judges that nothing was shown: for tests of whole pages."""
    if behaviours_asked(body):
        return checklist(body, {})
    return Text("I hear you. Who takes the team on Friday?")


def _judging(body: dict[str, Any]) -> str:
    system = str(body["messages"][0]["content"])
    return system if "You check which behaviours" in system else ""
