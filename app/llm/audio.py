"""Hearing and speaking through the audio API of an OpenAI-compatible endpoint."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

from app.config import Settings
from app.llm.address import DEFAULT_BASE_URL, host_of, key_of
from app.llm.failures import Endpoint
from app.llm.sdk import CONNECT_SECONDS, translated

if TYPE_CHECKING:
    from collections.abc import Awaitable
    from typing import TypeVar

    from openai import AsyncOpenAI

    Result = TypeVar("Result")

LONGEST_TEXT = 4000
"""Most characters that are spoken at once; the API takes 4,096."""
MOST_SOUND = 8 * 1024 * 1024
"""Most sound that an answer may hold (in bytes); a minute of MP3 is about 1 MB."""


class EndpointAudio:
    """A `Voices` at an OpenAI-compatible endpoint. It belongs to one event loop."""

    def __init__(
        self,
        client: AsyncOpenAI,
        hearing: Endpoint,
        speaking: Endpoint,
        *,
        voice: str,
        timeout: float,
    ) -> None:
        """`hearing` and `speaking` are the two models; `timeout` is for one answer (in seconds)."""
        self._client, self._voice, self._timeout = client, voice, timeout
        self._hearing, self._speaking = hearing, speaking

    @property
    def host(self) -> str:
        """Where the sound goes, for people."""
        return self._hearing.host

    async def aclose(self) -> None:
        """Close the connections."""
        await self._client.close()

    async def heard(self, sound: bytes, media_type: str) -> str:
        """Return the words in `sound`; see `Voices.heard`."""
        name = f"answer.{_ENDINGS.get(media_type, 'webm')}"
        call = self._client.audio.transcriptions.create(
            model=self._hearing.model, file=(name, sound, media_type), response_format="json"
        )
        answer = await self._within(self._hearing, call)
        words = getattr(answer, "text", None)
        if not isinstance(words, str):
            raise self._hearing.unreadable("something that is no transcription")
        return words.strip()

    async def spoken(self, text: str) -> bytes:
        """Return `text` as MP3; see `Voices.spoken`."""
        call = self._client.audio.speech.create(
            model=self._speaking.model,
            voice=self._voice,
            input=text[:LONGEST_TEXT],
            response_format="mp3",
        )
        answer = await self._within(self._speaking, call)
        kind = answer.response.headers.get("content-type", "")
        if not answer.content or len(answer.content) > MOST_SOUND or not _is_sound(kind):
            raise self._speaking.unreadable("something that is no sound")
        return answer.content

    async def _within(self, endpoint: Endpoint, call: Awaitable[Result]) -> Result:
        """Return what `call` returns, in time and with the SDK's errors made ours."""
        try:
            async with asyncio.timeout(self._timeout):
                return await translated(endpoint, call)
        except TimeoutError:
            raise endpoint.late(self._timeout, "answer", "REHEARSE_AUDIO_TIMEOUT") from None


_ENDINGS = {"audio/webm": "webm", "audio/ogg": "ogg", "audio/mp4": "mp4", "audio/wav": "wav"}


def _is_sound(content_type: str) -> bool:
    return content_type.startswith(("audio/", "application/octet-stream"))


def endpoint_audio(settings: Settings) -> EndpointAudio:
    """Return the audio of the endpoint of `settings`. Raises `SetupError` if not usable.

    Takes a second, for importing the SDK.
    """
    from openai import AsyncOpenAI, Timeout

    base_url = settings.openai_base_url or DEFAULT_BASE_URL
    host = host_of(base_url)
    client = AsyncOpenAI(
        api_key=key_of(settings),
        base_url=base_url,
        max_retries=0,
        timeout=Timeout(None, connect=CONNECT_SECONDS),
    )
    return EndpointAudio(
        client,
        Endpoint(host, settings.hearing_model),
        Endpoint(host, settings.speaking_model),
        voice=settings.voice,
        timeout=settings.audio_timeout,
    )
