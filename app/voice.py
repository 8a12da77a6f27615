"""Hearing the learner and speaking for the boss through an endpoint, where that is configured.

Without it the browser's own voices are used, and nothing of that comes here.
"""

from __future__ import annotations

import asyncio

from app.errors import NotFound, VoiceRefused
from app.llm.base import Voices
from app.store.repository import Store

MOST_SOUND = 4 * 1024 * 1024
"""Largest dictated answer (in bytes): some minutes of Opus."""
SOUNDS = frozenset({"audio/webm", "audio/ogg", "audio/mp4", "audio/wav"})
"""What browsers record."""


class Voice:
    """The endpoint's voices, for those whose rehearsal it is. Keeps no sound."""

    def __init__(self, store: Store, voices: Voices | None) -> None:
        """Without `voices` everything here is refused."""
        self._store, self._voices = store, voices

    @property
    def host(self) -> str:
        """Where sound would go, for people; '' where no endpoint is asked."""
        return self._voices.host if self._voices else ""

    async def heard(self, sound: bytes, media_type: str) -> str:
        """Return the words in a dictated answer. Raises `VoiceRefused` and `ModelError`."""
        kind = media_type.partition(";")[0].strip().lower()
        if kind not in SOUNDS:
            raise VoiceRefused("This browser records in a form that cannot be read. Type instead.")
        if not sound:
            raise VoiceRefused("Nothing was recorded. Check the microphone, or type instead.")
        if len(sound) > MOST_SOUND:
            raise VoiceRefused("That was too long to dictate at once. Say it in shorter pieces.")
        return await self._endpoint().heard(sound, kind)

    async def spoken(self, owner: str, rehearsal_id: str, turn_id: str) -> bytes:
        """Return a boss turn, spoken, as MP3. Raises `NotFound`, `VoiceRefused`, `ModelError`."""
        voices = self._endpoint()
        return await voices.spoken(
            await asyncio.to_thread(self._words, owner, rehearsal_id, turn_id)
        )

    def _words(self, owner: str, rehearsal_id: str, turn_id: str) -> str:
        self._store.rehearsal(owner, rehearsal_id)
        for turn in self._store.tree(rehearsal_id):
            if turn.id == turn_id and turn.speaker == "boss":
                return turn.text
        raise NotFound("boss turn", turn_id)

    def _endpoint(self) -> Voices:
        if self._voices is None:
            raise VoiceRefused("No endpoint for voices is set. See REHEARSE_AUDIO.")
        return self._voices
