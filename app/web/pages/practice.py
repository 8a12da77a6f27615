"""The practice page: choose a boss, hold the meeting, read the scorecard."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from typing import NamedTuple

import gradio as gr

from app.attempts import Redo
from app.domain.scorecard import Cost
from app.domain.talk import Progress, Talk
from app.errors import (
    AppError,
    MessageRefused,
    NotForScoring,
    NotFound,
    ScoringStopped,
    StaleRehearsal,
)
from app.web import (
    attempts_html,
    cards_html,
    commands,
    meeting_html,
    scorecard_html,
    swap_html,
)
from app.web.commands import Command
from app.web.meeting_html import AtWork, Remedy, Stage, Status
from app.web.pages import coaching, waiting
from app.web.pages.shared import Page, View, pane, query

GONE = View(visible=False)


class Screen(NamedTuple):
    """Everything on the page, pane by pane, in the order of `Practice.panes`."""

    lobby: View = GONE
    """The bosses, or the briefing."""
    room: View = GONE
    """The column that holds everything below."""
    head: View = GONE
    chat: View = GONE
    status: View = GONE
    composer: View = GONE
    foot: View = GONE
    card: View = GONE
    side: View = GONE
    hints: View = GONE
    ask: View = GONE


class Practice(Page):
    """Wires the practice page to the use case."""

    def build(self, blocks: gr.Blocks, longest: int) -> None:
        """Lay out the page inside `blocks` and bind its events; messages hold `longest` letters."""
        lobby = pane("lobby", visible=False)
        with gr.Column(elem_id="room", visible=False) as room:
            head = pane("head")
            chat = gr.Chatbot(
                elem_id="chat",
                label="Conversation",
                show_label=False,
                container=False,
                height=None,
                buttons=["copy"],
                feedback_options=None,
                layout="bubble",
                render_markdown=False,
                latex_delimiters=[],
                allow_tags=False,
                group_consecutive_messages=False,
            )
            status = pane("status")
            hints = pane("hints")
            with gr.Row(elem_id="composer") as composer:
                gr.Textbox(
                    elem_id="message",
                    label="Your answer",
                    show_label=False,
                    container=False,
                    lines=1,
                    max_lines=8,
                    max_length=longest,
                    placeholder="Your answer",
                    scale=1,
                )
                ask = pane("ask-hint")
                gr.Button("Send", elem_id="send", variant="primary", scale=0, min_width=80)
            foot = pane("foot")
            card = pane("card")
            side = pane("side")
        panes = [lobby, room, head, chat, status, composer, foot, card, side, hints, ask]
        self.bind(blocks, panes, outbox=True)

    def asked(self, request: gr.Request) -> Command:
        """Return what the page's address asks for, or the meeting that is still going on."""
        return Command(
            do="arrive",
            rehearsal=query(request, "rehearsal"),
            persona=query(request, "boss"),
            redo=query(request, "redo"),
            attempt=query(request, "attempt"),
        )

    async def screens(self, who: str, command: Command, *, first: bool) -> AsyncIterator[Screen]:
        """Yield the screens of a command; an error becomes a message on the screen."""
        try:
            async for screen in self._screens(who, command):
                yield screen
        except StaleRehearsal as error:
            yield self._trouble(who, command, str(error), remedy="reload")
        except AppError as error:
            yield self._trouble(who, command, str(error))

    async def _screens(self, who: str, command: Command) -> AsyncIterator[Screen]:
        """Yield what the page shows while a command is carried out, and after it."""
        here = self._rehearsals
        if command.do == "say":
            said = here.say(
                who,
                command.rehearsal,
                command.text,
                after=command.after,
                message_id=command.message_id,
                instead_of=command.redo,
                leaf=command.leaf,
            )
            async for screen in self._spoken(who, said, command.message_id):
                yield screen
        elif command.do == "reply":
            async for screen in self._going_on(who, here.talk(who, command.rehearsal)):
                yield screen
        elif command.do == "stop":
            async for screen in self._stopped(who, command.rehearsal):
                yield screen
        elif shown := await self._at_once(who, command):
            yield shown
        else:
            talk = await self._entered(who, command)
            if talk is None:
                yield self._lobby(who, command)
            else:
                async for screen in self._going_on(who, talk):
                    yield screen

    async def _at_once(self, who: str, command: Command) -> Screen | None:
        """Return the screen of a command after which nobody has to speak; None for the others."""
        here = self._rehearsals
        if command.do == "take_back" or (command.redo and command.do in ("redo", "arrive")):
            return self._gone_back(who, command)
        if command.do == "brief":
            return Screen(lobby=View(cards_html.briefing(here.persona(command.persona))))
        if command.do == "hint":
            return self._meeting(who, coaching.asked(here, who, command), Status("yours"))
        return await self._swapped(who, command) if command.do == "swap" else None

    def _gone_back(self, who: str, command: Command) -> Screen:
        """Return the meeting before a turn: one taken back, or one to answer differently."""
        here = self._rehearsals
        if command.do == "take_back":
            leaf = here.talk(who, command.rehearsal).turns[-1].id
            talk = here.attempts.take_back(who, command.rehearsal, command.redo)
            return self._meeting(who, talk, Status("yours", taken_back=leaf))
        redo = here.attempts.redo(who, command.rehearsal, command.redo)
        return self._meeting(who, redo.talk, Status("yours", redo=redo))

    async def _swapped(self, who: str, command: Command) -> Screen:
        """Return the swapped chairs, with an answer to what was said, if anything was."""
        here, problem = self._rehearsals, ""
        told = commands.exchanges(command)
        try:
            if command.text:
                told = await here.swapped(command.persona, told, command.text, who)
        except MessageRefused as error:
            problem = str(error)
        persona = here.persona(command.persona)
        return Screen(lobby=View(swap_html.swap(persona, command.rehearsal, told, problem)))

    async def _entered(self, who: str, command: Command) -> Talk | None:
        """Return the meeting that a command leads into, if any."""
        here = self._rehearsals
        if command.do == "start":
            return await here.start(who, command.persona)
        if command.do == "end":
            return await here.end(who, command.rehearsal)
        if command.attempt:
            return here.attempts.go_on(who, command.rehearsal, command.attempt)
        if command.rehearsal:
            return here.talk(who, command.rehearsal)
        return None if command.persona else here.open_talk(who)

    def _lobby(self, who: str, command: Command, notice: str = "") -> Screen:
        """Return the bosses, or the briefing of the one in the page's address."""
        here = self._rehearsals
        if command.persona and not notice:
            return Screen(lobby=View(cards_html.briefing(here.persona(command.persona))))
        bosses = cards_html.chooser(here.personas(), here.best(who), here.problems(), notice)
        return Screen(lobby=View(bosses))

    async def _going_on(self, who: str, talk: Talk) -> AsyncIterator[Screen]:
        """Yield a meeting where it stands, and what is due: a reply, or the scorecard."""
        if talk.waiting:
            replied = self._rehearsals.reply(who, talk.rehearsal.id)
            async for screen in self._spoken(who, replied):
                yield screen
        elif talk.rehearsal.open:
            yield self._meeting(who, talk, Status("yours"))
        else:
            async for screen in self._finished(who, talk):
                yield screen

    async def _stopped(self, who: str, rehearsal_id: str) -> AsyncIterator[Screen]:
        """Stop the reply or the scoring that is on its way, and yield what is left of it."""
        if self._rehearsals.after.stop(who, rehearsal_id):
            talk = self._rehearsals.talk(who, rehearsal_id)
            yield self._unscored(who, talk, str(ScoringStopped()))
            return
        now = await self._rehearsals.stop(who, rehearsal_id)
        if now.problem:
            yield self._meeting(who, now.talk, Status("stuck", now.problem, "retry"))
        else:  # it had been made by then
            async for screen in self._going_on(who, now.talk):
                yield screen

    def _unscored(self, who: str, talk: Talk, why: str) -> Screen:
        """Return a meeting that is over, without a scorecard."""
        over = self._meeting(who, talk, Status("over"))
        return over._replace(card=View(scorecard_html.no_scorecard(talk, why)))

    async def _spoken(
        self, who: str, said: AsyncIterator[Progress], message_id: str = ""
    ) -> AsyncIterator[Screen]:
        """Yield the meeting while the boss speaks, and what follows from it."""
        screen: Screen | None = None
        async for now in said:
            if screen and now.said and not now.done:
                state = Status("speaking", answers=message_id)
                screen = screen._replace(
                    chat=View(meeting_html.chat(now.talk, now.said)),
                    status=View(meeting_html.status(now.talk, state)),
                )
                yield screen
            elif now.problem:
                state = Status("stuck", now.problem, "retry", message_id)
                yield self._meeting(who, now.talk, state, now.said)
            elif not now.done:
                state = Status("speaking" if now.said else "thinking", answers=message_id)
                screen = self._meeting(who, now.talk, state, now.said)
                yield screen
            elif now.talk.rehearsal.open:
                yield self._meeting(who, now.talk, Status("yours", answers=message_id))
            else:
                async for screen in self._finished(who, now.talk):
                    yield screen

    async def _finished(self, who: str, talk: Talk) -> AsyncIterator[Screen]:
        """Yield the end of a meeting, and its scorecard as soon as there is one."""
        ended = self._meeting(who, talk, Status("scoring"))
        yield ended
        after = self._rehearsals.after
        made = asyncio.ensure_future(after.scorecard(who, talk.rehearsal.id))
        try:
            async for state in waiting.scoring(after, talk, made):
                yield ended._replace(status=View(meeting_html.status(talk, state)))
            card = await made
            rubric = self._rehearsals.rubric(talk.rehearsal.rubric_id)
            shown = scorecard_html.scorecard(
                talk,
                card,
                rubric,
                scorecard_html.after(talk),
                practised=coaching.practised(self._rehearsals, who, talk),
                reflected=after.reflection(talk),
            )
        except NotForScoring:
            shown = scorecard_html.stepped_out(talk)
        except AppError as error:
            shown = scorecard_html.no_scorecard(talk, str(error))
        finally:
            made.cancel()
        over = meeting_html.status(talk, Status("over"))
        yield ended._replace(status=View(over), card=View(shown + self._attempts(who, talk)))

    def _attempts(self, who: str, talk: Talk) -> str:
        """Return the tree of attempts; without the rubric's file there is none."""
        found = self._rehearsals.attempts.tree(who, talk.rehearsal.id)
        rubric = self._rehearsals.rubrics().get(talk.rehearsal.rubric_id)
        return attempts_html.tree(found, rubric, talk.turns[-1].id) if rubric else ""

    def _meeting(self, who: str, talk: Talk, state: Status, said: str = "") -> Screen:
        """Return the meeting as it stands."""
        here = self._rehearsals
        if state.stage == "yours" and not state.redo:
            tree = here.attempts.tree(who, talk.rehearsal.id)
            state = state._replace(attempts=len(tree.attempts))
        work = AtWork(
            here.speaker_label(),
            here.judge_label(),
            here.speaker_kind == "prompted" or here.judge_kind == "llm",
            here.after.usage(who, talk.rehearsal.id),
            # The line is not shown after the meeting, and the cost reads rubric and calibration.
            here.after.cost(talk) if talk.rehearsal.open else Cost(),
            here.budgets.notice(who),
        )
        beside = coaching.beside(here, who, talk)
        return Screen(
            room=View(),
            head=View(meeting_html.header(talk, live=state.redo is None)),
            chat=View(meeting_html.chat(talk, said)),
            status=View(meeting_html.status(talk, state)),
            composer=View(visible=talk.rehearsal.open),
            foot=View(meeting_html.footline(work), talk.rehearsal.open),
            side=View(meeting_html.side(talk, beside.side)),
            hints=beside.hints,
            ask=beside.ask,
        )

    def _trouble(self, who: str, command: Command, words: str, remedy: Remedy = "") -> Screen:
        """Return the meeting with a plain message; without one, the bosses with it."""
        try:
            if not command.rehearsal:
                return self._lobby(who, command, words)
            talk = self._rehearsals.talk(who, command.rehearsal)
            redo = self._redo(who, command)
        except NotFound:
            return self._lobby(who, Command(do="arrive"), words)
        except AppError:
            return Screen(lobby=View(cards_html.trouble(words)))
        refused = command.do == "say"
        stage: Stage = "yours" if redo or talk.rehearsal.open else "over"
        state = Status(stage, words, remedy, command.message_id, refused, redo)
        return self._meeting(who, redo.talk if redo else talk, state)

    def _redo(self, who: str, command: Command) -> Redo | None:
        """Return the turn that was being answered differently when a message was refused."""
        if command.do != "say" or not command.redo:
            return None
        return self._rehearsals.attempts.redo(who, command.rehearsal, command.redo)
