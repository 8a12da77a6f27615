"""What everything that uses the `openai` package shares: its defaults, and its errors made ours."""

from __future__ import annotations

import json
from collections.abc import Awaitable
from typing import TYPE_CHECKING, TypeVar

from app.errors import ModelError
from app.llm.failures import Endpoint, retry_after

if TYPE_CHECKING:
    from openai import APIError

CONNECT_SECONDS = 4.0
"""Longest time to connect (in seconds)."""

Result = TypeVar("Result")


async def translated(endpoint: Endpoint, call: Awaitable[Result]) -> Result:
    """Return what `call` returns, with the SDK's errors made ours.

    They are raised outside of the `except` blocks: the chain of an error holds no word of
    the server's, and no request with a key.
    """
    from openai import APIConnectionError, APIError, APITimeoutError

    problem: ModelError
    try:
        return await call
    except APITimeoutError:
        problem = endpoint.silent(CONNECT_SECONDS)
    except APIConnectionError:
        problem = endpoint.unreachable()
    except APIError as error:
        problem = _reported(endpoint, error)
    except (json.JSONDecodeError, UnicodeDecodeError, RecursionError):
        problem = endpoint.unreadable("something that cannot be read")
    raise problem


def _reported(endpoint: Endpoint, error: APIError) -> ModelError:
    """Return our error for one that the endpoint reports, by status or within a stream."""
    code, words = error.code or "", words_of(error)
    status = getattr(error, "status_code", None) or (int(code) if code.isdecimal() else 0)
    response = getattr(error, "response", None)
    headers = response.headers if response is not None else {}
    return endpoint.reported(status, words, retry_after(headers))


def words_of(error: APIError) -> str:
    """Return what the server said, in lower case: to be read by code, never to be shown."""
    return f"{error.message} {error.body}".lower()
