"""What goes wrong at an endpoint, in our own words.

Servers echo requests, keys included, so none of their words reach a message: an error names the
endpoint's host, what happened and the setting to change.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import NamedTuple

from app.errors import (
    ModelBadAnswer,
    ModelBusy,
    ModelCutOff,
    ModelDenied,
    ModelError,
    ModelNoOdds,
    ModelRefusal,
    ModelRejected,
    ModelTimeout,
    ModelUnreachable,
)

TOO_LONG = ("context_length", "context length", "context size", "context window", "too long")
"""Signs in a server's words that the request does not fit the model's context window."""


class Endpoint(NamedTuple):
    """A model at an endpoint, as error messages name it."""

    host: str
    """Host and port, without anything secret that its URL may hold."""
    model: str

    def unreachable(self) -> ModelUnreachable:
        """No connection, or it broke before the first token."""
        return ModelUnreachable(
            f"No connection to the model endpoint at {self.host}. Check that it runs and that "
            "OPENAI_BASE_URL is right, then try again."
        )

    def silent(self, seconds: float) -> ModelTimeout:
        """No connection within `seconds`: a wrong address or a firewall, so no second try."""
        return ModelTimeout(
            f"No connection to the model endpoint at {self.host} within {seconds:g} seconds. "
            "Check that it runs and that OPENAI_BASE_URL is right, then try again."
        )

    def late(self, seconds: float, awaited: str, setting: str) -> ModelTimeout:
        """No `awaited` ('answer', 'whole answer') within `seconds`, which `setting` sets."""
        return ModelTimeout(
            f"The model endpoint at {self.host} gave no {awaited} within {seconds:g} seconds. "
            f"Try again, or allow more time with {setting}."
        )

    def busy(self, retry_after: float | None = None) -> ModelBusy:
        """429, 409 or 5xx; `retry_after` (in seconds) is what the endpoint asks for."""
        when = "in a moment" if retry_after is None else f"in {spoken(retry_after)}"
        return ModelBusy(
            f"The model endpoint at {self.host} is busy or failing. Try again {when}.", retry_after
        )

    def unreadable(self, what: str) -> ModelBadAnswer:
        """An answer of which `what` says why it cannot be read."""
        return ModelBadAnswer(
            f"The model endpoint at {self.host} sent {what}. Try again; if it stays so, check "
            "OPENAI_BASE_URL (it usually ends in /v1) and REHEARSE_MODEL."
        )

    def cut_off(self, partial: str) -> ModelCutOff:
        """The stream broke, or ended without its end mark, after `partial`."""
        return ModelCutOff(
            f"The model endpoint at {self.host} broke off in the middle of the reply. Continue it, "
            "or try again.",
            partial,
        )

    def refused(self) -> ModelRefusal:
        """A content filter, or the model itself, declined."""
        return ModelRefusal(
            f"The model {self.model} at {self.host}, or its content filter, declined to answer. "
            "That says nothing about you. Try again or say it in other words."
        )

    def no_odds(self) -> ModelNoOdds:
        """The answer came without its logprobs."""
        return ModelNoOdds(
            f"The model endpoint at {self.host} does not say how likely an answer was (logprobs). "
            "Set REHEARSE_JUDGE_METHOD=checklist."
        )

    def reported(self, status: int, words: str, retry_after: float | None) -> ModelError:
        """Return the error for one that the endpoint reports.

        `status` is the HTTP status, 0 if it is unknown; `words` are read, never shown.
        """
        if "content_filter" in words:
            return self.refused()
        if "insufficient_quota" in words or status == 402:
            return ModelDenied(
                f"The account at {self.host} has no quota left. Check its plan and billing, or "
                "set another OPENAI_API_KEY."
            )
        if status in (401, 403):
            return ModelDenied(
                f"The model endpoint at {self.host} does not accept the key. Check OPENAI_API_KEY, "
                f"and that the key may use {self.model} (REHEARSE_MODEL)."
            )
        if status in (408, 409, 429) or status >= 500:
            return self.busy(retry_after)
        if status:
            return self._rejected(status, words)
        return self.unreadable("an error instead of an answer")

    def _rejected(self, status: int, words: str) -> ModelRejected:
        if status == 404:
            advice = "does not know the model {0} or the address: check REHEARSE_MODEL and {1}"
        elif any(sign in words for sign in TOO_LONG):
            advice = "finds the conversation too long for {0}: lower REHEARSE_CONTEXT_TOKENS"
        else:
            advice = "does not accept the request for {0} (HTTP {2}): check REHEARSE_MODEL and {1}"
        reason = advice.format(self.model, "OPENAI_BASE_URL", status)
        return ModelRejected(f"The model endpoint at {self.host} {reason}.")


def retry_after(headers: Mapping[str, str]) -> float | None:
    """Return the seconds that a response asks to wait; None if it does not say so legibly."""
    milliseconds, value = headers.get("retry-after-ms"), headers.get("retry-after", "")
    try:
        seconds = float(milliseconds) / 1000 if milliseconds else float(value)
    except ValueError:
        try:
            seconds = (parsedate_to_datetime(value) - datetime.now(UTC)).total_seconds()
        except (ValueError, TypeError):
            return None
    return max(0.0, seconds) if math.isfinite(seconds) else None


def spoken(seconds: float) -> str:
    """Return a time to wait as people say it: '20 seconds', '5 minutes'."""
    if seconds <= 90:
        whole = max(1, math.ceil(seconds))
        return f"{whole} second{'s' if whole > 1 else ''}"
    if seconds <= 5400:
        return f"{math.ceil(seconds / 60)} minutes"
    return f"{math.ceil(seconds / 3600)} hours"
