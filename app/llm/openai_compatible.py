"""The adapter for everything that speaks the OpenAI protocol; the only importer of `openai`."""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncGenerator, Awaitable, Callable, Sequence
from functools import partial
from typing import TYPE_CHECKING, Any, TypeVar, cast

from app.config import Settings
from app.domain.conversation import Usage
from app.errors import ModelError, ModelRefusal
from app.llm.address import DEFAULT_BASE_URL, host_of, key_of
from app.llm.base import Answer, Chunk, Message
from app.llm.counting import answered
from app.llm.dialect import Dialect
from app.llm.failures import Endpoint
from app.llm.reply import Reply, first_choice, odds_of, text_of, usage_of
from app.llm.retry import Circuit, Clock, Sleep, with_retries
from app.llm.sdk import CONNECT_SECONDS, translated, words_of
from app.llm.structured import Unreadable, read
from app.prompts import render

if TYPE_CHECKING:
    from openai import AsyncOpenAI, AsyncStream
    from openai.types.chat import ChatCompletionChunk

Result = TypeVar("Result")


class OpenAICompatible:
    """A `ChatModel` at an OpenAI-compatible endpoint. It belongs to one event loop."""

    def __init__(
        self,
        client: AsyncOpenAI,
        endpoint: Endpoint,
        *,
        first_token_timeout: float,
        reply_timeout: float,
        clock: Clock = time.monotonic,
        sleep: Sleep = asyncio.sleep,
    ) -> None:
        """Timeouts are in seconds; `clock` times the circuit, `sleep` the pauses of retries."""
        self._client = client
        # Looked up here because the SDK imports its resources when they are first touched.
        self._send: Callable[..., Awaitable[object]] = client.chat.completions.create
        self._endpoint = endpoint
        self._first_token_timeout = min(first_token_timeout, reply_timeout)
        self._reply_timeout = reply_timeout
        self._sleep = sleep
        self._circuit = Circuit(endpoint, clock)
        self._dialect = Dialect()

    @property
    def model(self) -> str:
        """The model's name at its endpoint."""
        return self._endpoint.model

    @property
    def label(self) -> str:
        """Model and endpoint, for people."""
        return f"{self._endpoint.model} at {self._endpoint.host}"

    async def aclose(self) -> None:
        """Close the connections."""
        await self._client.close()

    async def stream(
        self, messages: Sequence[Message], *, max_tokens: int
    ) -> AsyncGenerator[Chunk, None]:
        """Yield the reply in pieces; see `ChatModel.stream`."""
        deadline = asyncio.get_running_loop().time() + self._reply_timeout
        reply = await self._call(
            lambda: self._begin(messages, max_tokens),
            self._first_token_timeout,
            "answer",
            "REHEARSE_FIRST_TOKEN_TIMEOUT",
        )
        try:
            piece = reply.text
            while piece:
                yield Chunk(piece)
                piece = await self._next(reply, deadline)
            yield self._end(reply)
        finally:
            await reply.close()

    async def answer(
        self, messages: Sequence[Message], schema: type[Answer], *, max_tokens: int
    ) -> tuple[Answer, Usage]:
        """Return an answer that validates against `schema`; see `ChatModel.answer`."""
        text, usage = await self._complete(messages, schema, max_tokens)
        try:
            return read(text, schema), usage
        except Unreadable as problem:
            wish = render("answer_repair", problem=str(problem))
        talk = [*messages, Message("assistant", text or "{}"), Message("user", wish)]
        text, more = await self._complete(talk, schema, max_tokens)
        try:
            return read(text, schema), usage + more
        except Unreadable:
            problem_twice = "an answer that is not of the form asked for, twice"
            raise self._endpoint.unreadable(problem_twice) from None

    async def odds(
        self, messages: Sequence[Message], answers: Sequence[str]
    ) -> tuple[dict[str, float], Usage]:
        """Return how likely each of `answers` begins the reply; see `ChatModel.odds`."""
        if self._dialect.logprobs:
            choice, usage = await self._choice(
                partial(self._dialect.request, messages, max_tokens=1, odds=True)
            )
            if likely := odds_of(choice):
                return {answer: likely.get(answer.lower(), 0.0) for answer in answers}, usage
            self._dialect.logprobs = False
        raise self._endpoint.no_odds()

    async def _complete(
        self, messages: Sequence[Message], schema: type[Answer], max_tokens: int
    ) -> tuple[str, Usage]:
        """Return one answer's text, whole."""
        choice, usage = await self._choice(
            partial(self._dialect.request, messages, max_tokens=max_tokens, schema=schema)
        )
        return text_of(getattr(choice, "message", None), "content"), usage

    async def _choice(self, fields: Callable[[], dict[str, Any]]) -> tuple[object, Usage]:
        """Return what a whole answer consists of, and its token use."""
        completion = await self._call(
            lambda: self._create(fields),
            self._reply_timeout,
            "whole answer",
            "REHEARSE_REPLY_TIMEOUT",
        )
        answered()
        choice = first_choice(completion)
        if choice is None:
            raise self._endpoint.unreadable("something that is no model's answer")
        message = getattr(choice, "message", None)
        if text_of(choice, "finish_reason") == "content_filter" or text_of(message, "refusal"):
            raise self._endpoint.refused()
        return choice, usage_of(completion)

    async def _call(
        self, attempt: Callable[[], Awaitable[Result]], seconds: float, awaited: str, setting: str
    ) -> Result:
        """Make one call under the circuit, the deadline and the retry policy."""
        deadline = asyncio.get_running_loop().time() + seconds
        with self._circuit.call() as attempts:
            try:
                async with asyncio.timeout_at(deadline):
                    return await with_retries(
                        attempt, attempts=attempts, deadline=deadline, sleep=self._sleep
                    )
            except TimeoutError:
                raise self._endpoint.late(seconds, awaited, setting) from None

    async def _begin(self, messages: Sequence[Message], max_tokens: int) -> Reply:
        """Ask for a stream and wait for its first piece of text."""
        fields = partial(self._dialect.request, messages, max_tokens=max_tokens, stream=True)
        stream = cast("AsyncStream[ChatCompletionChunk]", await self._create(fields))
        reply = Reply(stream, stream.close)
        try:
            if "html" in stream.response.headers.get("content-type", ""):
                raise self._endpoint.unreadable("a web page instead of an answer")
            await translated(self._endpoint, reply.next())
        except BaseException:
            await reply.close()
            raise
        return reply

    async def _next(self, reply: Reply, deadline: float) -> str:
        """Return the next piece of text; what goes wrong from here on cuts the reply off."""
        try:
            async with asyncio.timeout_at(deadline):
                return await translated(self._endpoint, reply.next())
        except TimeoutError:
            problem: ModelError = self._endpoint.late(
                self._reply_timeout, "whole answer", "REHEARSE_REPLY_TIMEOUT"
            )
        except ModelRefusal as refusal:
            problem = refusal
        except ModelError:
            problem = self._endpoint.cut_off(reply.text)
        raise problem

    def _end(self, reply: Reply) -> Chunk:
        """Return the last chunk of a stream that has ended; raises if it is not a whole reply."""
        if reply.refused:
            raise self._endpoint.refused()
        if not reply.finish:
            if reply.text:
                raise self._endpoint.cut_off(reply.text)
            raise self._endpoint.unreadable("an empty answer")
        return Chunk(usage=reply.usage, truncated=reply.finish == "length")

    async def _create(self, fields: Callable[[], dict[str, Any]]) -> object:
        """Send a request, again where the endpoint's rejection taught us its dialect."""
        from openai import APIStatusError

        async def send() -> object:
            while True:
                sent = fields()
                try:
                    return await self._send(model=self.model, **sent)
                except APIStatusError as error:
                    if not self._dialect.learn(sent, error.status_code, words_of(error)):
                        raise

        return await translated(self._endpoint, send())


def chat_model(
    settings: Settings,
    model: str,
    *,
    clock: Clock = time.monotonic,
    sleep: Sleep = asyncio.sleep,
) -> OpenAICompatible:
    """Return `model` at the endpoint of `settings`. Raises `SetupError` if they are not usable.

    Takes a second, for importing the SDK.
    """
    from openai import AsyncOpenAI, Timeout

    base_url = settings.openai_base_url or DEFAULT_BASE_URL
    endpoint = Endpoint(host_of(base_url), model)
    client = AsyncOpenAI(
        api_key=key_of(settings),
        base_url=base_url,
        max_retries=0,
        timeout=Timeout(None, connect=CONNECT_SECONDS),
    )
    return OpenAICompatible(
        client,
        endpoint,
        first_token_timeout=settings.first_token_timeout,
        reply_timeout=settings.reply_timeout,
        clock=clock,
        sleep=sleep,
    )
