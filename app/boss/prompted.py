"""The prompted speaker: an LLM puts the director's move into the boss's words."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import AsyncGenerator, Iterator, Sequence
from contextlib import aclosing

from app.boss.screening import Screen
from app.boss.script import script
from app.boss.speaker import Scene, Speech
from app.boss.stopping import until
from app.domain.conversation import Usage
from app.errors import BudgetSpent, ModelError, ModelRefusal
from app.llm.base import ChatModel, Message
from app.llm.tokens import estimate
from app.prompts import render

REPLY_TOKENS = 200
"""Room for one reply: 80 words, in any language (in tokens)."""
_log = logging.getLogger(__name__)
_RESERVED = 2 * REPLY_TOKENS + 100
"""Room for the reply, and for a reply that is shown to the model once more to mend it."""


class PromptedSpeaker:
    """Streams the boss's turn from a model, and falls back on the authored line.

    What the director decided stays decided: the model gets one stage direction, and only sentences
    that passed the screen stand in the end. Harmless words are shown as they come; they are taken
    back when their sentence does not pass.
    """

    def __init__(self, model: ChatModel, *, context_tokens: int) -> None:
        """`context_tokens` is the model's context window; older turns are left out to fit."""
        self._model = model
        self._budget = context_tokens - _RESERVED

    async def speak(
        self, scene: Scene, *, so_far: str = "", stop: asyncio.Event | None = None
    ) -> AsyncGenerator[Speech, None]:
        """Yield the boss's turn as it comes; see `Speaker.speak`.

        Whoever speaks to the app is answered in the persona's authored words: a model might give
        in to them.
        """
        if any(part.reaction == "out_of_role" for part in scene.move.parts):
            yield Speech(scene.authored, replace=bool(so_far), origin="authored: out of role")
            return
        async with aclosing(self._first_take(scene, so_far, stop)) as spoken:
            async for speech in spoken:
                yield speech

    async def _first_take(
        self, scene: Scene, so_far: str, stop: asyncio.Event | None
    ) -> AsyncGenerator[Speech, None]:
        """Let the model speak, and mend or replace what the boss could not say."""
        # In a thread: a long conversation has its tokens counted, which takes a while at first.
        messages = await asyncio.to_thread(
            script, scene, so_far, budget=self._budget, model=self._model.model
        )
        take = _Take(self._model, messages, Screen(scene, so_far), Usage())
        try:
            async with aclosing(take.heard(stop)) as pieces:
                async for speech in pieces:
                    yield speech
        except ModelRefusal:
            yield self._authored(scene, "it declined", take.usage)
            return
        except BudgetSpent as spent:
            if not spent.go_on:
                raise
            yield self._authored(scene, "the budget is used up", take.usage)
            return
        except ModelError as error:
            take.screen.break_off()
            for speech in take.changes():
                yield speech
            if not take.screen.passed:
                raise
            yield Speech(
                origin=self._model.model, usage=take.usage, complete=False, problem=str(error)
            )
            return
        if take.screen.passed or (so_far and not take.screen.problem):
            yield self._ended(scene, take)
            return
        async for speech in self._second_take(scene, so_far, take):
            yield speech

    async def _second_take(
        self, scene: Scene, so_far: str, first: _Take
    ) -> AsyncGenerator[Speech, None]:
        """Let the model mend a reply of which nothing could be said; else the authored line.

        What it says is held back until it is whole: words were taken back once already.
        """
        reason = first.screen.problem or (
            "its reply was cut short" if first.truncated else "it said nothing"
        )
        wish = render("boss_again", name=scene.persona.name, reason=reason)
        messages = [
            *first.messages,
            Message("assistant", first.text.strip() or "…"),
            Message("user", wish),
        ]
        take = _Take(self._model, messages, Screen(scene, so_far), first.usage)
        try:
            async for _ in take.heard():
                pass
        except ModelError:
            yield self._authored(scene, reason, take.usage)
            return
        if take.screen.passed:
            _log.info("%s mended its reply: %s", self._model.model, reason)
            yield Speech(take.screen.said.removeprefix(so_far))
            yield self._ended(scene, take)
        else:
            yield self._authored(scene, reason, take.usage)

    def _ended(self, scene: Scene, take: _Take) -> Speech:
        """Return the last piece: nothing more, or what a reply that was stopped still owes."""
        screen, parts = take.screen, scene.move.parts
        done = Speech(origin=self._model.model, usage=take.usage)
        if not (screen.stopped or take.truncated):
            return done
        if scene.move.outcome and len(parts) == 1:
            return done._replace(text=f" {scene.authored}")
        if scene.move.outcome or (screen.problem and screen.sentences < len(parts)):
            return self._authored(scene, screen.problem or "its reply was cut short", take.usage)
        return done

    def _authored(self, scene: Scene, reason: str, usage: Usage) -> Speech:
        """Return the authored line, in place of whatever was said."""
        origin = f"authored after {self._model.model}: {reason}"
        _log.info("%s said the authored line: %s", scene.persona.id, origin)
        return Speech(text=scene.authored, replace=True, origin=origin, usage=usage)


class _Take:
    """One call to the model, heard through a screen."""

    def __init__(
        self,
        model: ChatModel,
        messages: Sequence[Message],
        screen: Screen,
        before: Usage,
    ) -> None:
        self._model = model
        self._before = before
        self.messages = messages
        self.screen = screen
        self.text = ""
        """What the model wrote, let through or not."""
        self.truncated = False
        self._shown = screen.said
        """What the listener sees."""
        self._reported: Usage | None = None

    @property
    def usage(self) -> Usage:
        """Tokens taken up to now; estimated for a reply that was not heard to its end."""
        if self._reported is not None:
            return self._before + self._reported
        asked = sum(estimate(message.content) for message in self.messages)
        return self._before + Usage(prompt=asked, completion=estimate(self.text))

    async def heard(self, stop: asyncio.Event | None = None) -> AsyncGenerator[Speech, None]:
        """Yield what the listener hears and sees taken back; ends when nothing more can come.

        Raises `ReplyStopped` once `stop` is set.
        """
        stream = self._model.stream(self.messages, max_tokens=REPLY_TOKENS)
        async with aclosing(stream), aclosing(until(stop, stream)) as chunks:
            async for chunk in chunks:
                self.text += chunk.text
                self.truncated |= chunk.truncated
                self._reported = chunk.usage
                self.screen.feed(chunk.text)
                for speech in self.changes():
                    yield speech
                if self.screen.stopped:
                    return
        self.screen.finish(truncated=self.truncated)
        for speech in self.changes():
            yield speech

    def changes(self) -> Iterator[Speech]:
        """Yield what it takes until the listener sees what the screen shows."""
        before, self._shown = self._shown, self.screen.shown
        if not self._shown.startswith(before):
            yield Speech(self._shown, replace=True)
        elif self._shown != before:
            yield Speech(self._shown.removeprefix(before))
