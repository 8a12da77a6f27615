"""Answers of a judging model, made to fit what it was asked."""

from __future__ import annotations

import math
import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from tests.support.fake_answers import Exchange, completion, usage
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


@dataclass(frozen=True)
class Likely:
    """An answer of one token, with how likely that one and others were."""

    shares: dict[str, float]

    def serve(self, exchange: Exchange) -> None:
        likely = [{"token": t, "logprob": math.log(p)} for t, p in self.shares.items()]
        first = {**likely[0], "top_logprobs": likely}
        message = {"role": "assistant", "content": first["token"]}
        choice = {"index": 0, "message": message, "finish_reason": "length"}
        if exchange.body.get("logprobs"):
            choice["logprobs"] = {"content": [first]}
        spent = usage(exchange, "one")
        exchange.send(200, completion(exchange, choices=[choice], usage=spent))


def question_asked(body: dict[str, Any]) -> str:
    """What a request of one question asks, its first line."""
    return str(body["messages"][-1]["content"]).split("\n\n")[-1].splitlines()[0]


def answers_by_odds(yes: dict[str, float], places: list[int]) -> Callable[[dict[str, Any]], Answer]:
    """A model that finds what is in `yes` (part of a question -> probability) at `places`."""

    def answer(body: dict[str, Any]) -> Answer:
        if "response_format" in body:
            return Json({"sentences": places})
        asked = question_asked(body)
        share = next((p for part, p in yes.items() if part in asked), 0.02)
        return Likely({"Yes": share, " no": 0.6 * (1 - share), "NO": 0.4 * (1 - share)})

    return answer
