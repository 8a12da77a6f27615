"""What the pages share: panes, what they show, and the way commands come in."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import AsyncIterator, Callable, Sequence
from typing import Any, NamedTuple

import gradio as gr
from gradio.events import Dependency

from app.domain.user import Role
from app.errors import MessageRefused
from app.rehearsal import Rehearsals
from app.watching import context
from app.web import commands, visitor, words
from app.web.bugs import bugs_hidden
from app.web.commands import Command
from app.web.visitor import language, request_id

Updates = list[Any]
"""One update for each pane of a page, in order."""


class View(NamedTuple):
    """What one pane shows, and whether it is there at all."""

    value: Any = None
    visible: bool = True

    def update(self) -> dict[str, Any]:
        """Return it as Gradio wants it; a value of None leaves the pane's content alone."""
        shown = {} if self.value is None else {"value": self.value}
        return dict(gr.update(visible=self.visible, **shown))


def query(request: gr.Request, name: str) -> str:
    """Return a value from the address of the page, or ''."""
    return str(request.query_params.get(name, ""))


def pane(name: str, *, visible: bool = True) -> gr.Markdown:
    """Return a pane for our own, escaped HTML.

    gr.HTML would be the name for it, but it builds its template with eval, which our
    Content-Security-Policy forbids; gr.Markdown passes HTML through when it need not be cleaned.
    """
    return gr.Markdown(
        "", elem_id=name, visible=visible, sanitize_html=False, latex_delimiters=[], container=False
    )


def hidden_box(
    name: str, act: Callable[..., Any], panes: list[Any], cancels: list[Any] | None = None
) -> Dependency:
    """Add a box that only our scripts write to, and run `act` on what it writes.

    Whatever is still running of `cancels` stops then, so that it cannot overwrite the answer.
    """
    box = gr.Textbox(elem_id=name, label=name, visible="hidden")
    return box.change(
        act,
        box,
        panes,
        show_progress="hidden",
        trigger_mode="multiple",
        cancels=cancels,
        concurrency_limit=None,
        api_visibility="private",
    )


class Page(ABC):
    """A page of panes, filled when it is loaded and after every command of commands.js.

    Keeps nothing about visitors.
    """

    fallback = Command(do="arrive")
    """What is done instead of a command that cannot be read."""
    role: Role = "learner"
    """Who may see the page. Its functions can be called from any page, so this guards them, too."""
    trainers_only: frozenset[str] = frozenset()
    """Commands that are for trainers on a page that is for learners."""

    def __init__(self, rehearsals: Rehearsals) -> None:
        self._rehearsals = rehearsals

    def bind(self, blocks: gr.Blocks, panes: list[Any], *, outbox: bool = False) -> None:
        """Fill `panes` on load and by the box 'command'; with `outbox` by that box, too.

        A page with an outbox streams: its commands stop what is still running.
        """
        loading = blocks.load(
            self.arrived,
            None,
            panes,
            show_progress="hidden",
            concurrency_limit=None,
            api_visibility="private",
        )
        running = [loading, hidden_box("outbox", self.acted, panes)] if outbox else None
        hidden_box("command", self.acted, panes, cancels=running)

    def asked(self, request: gr.Request) -> Command:
        """Return what the page's address asks for."""
        return Command(do="arrive")

    @abstractmethod
    def screens(
        self, who: str, command: Command, *, first: bool
    ) -> AsyncIterator[tuple[View, ...]]:
        """Yield what the panes show while a command is carried out, and after it.

        `first` when the page has just been loaded. An `AppError` becomes a message here.
        """

    async def arrived(self, request: gr.Request) -> AsyncIterator[Updates]:
        """Show what the page's address asks for."""
        async for shown in self._updates(request, self.asked(request), first=True):
            yield shown

    async def acted(self, envelope: str, request: gr.Request) -> AsyncIterator[Updates]:
        """Do what our scripts wrote into a hidden box."""
        try:
            command = commands.read(envelope)
        except MessageRefused:
            command = self.fallback
        async for shown in self._updates(request, command, first=False):
            yield shown

    async def _updates(
        self, request: gr.Request, command: Command, *, first: bool
    ) -> AsyncIterator[Updates]:
        """Yield the updates of each screen, all panes every time.

        Gradio itself sends only differences; leaving panes out here loses updates, as the browser
        draws only the newest of those that arrive together.
        """
        who = visitor.visitor(request)
        if not who.may(self._needed(command)):
            raise gr.Error("That is for trainers only.", print_exception=False)
        screens = self.screens(who.id, command, first=first)
        while True:
            # Every step of a stream may run in a context of its own.
            words.speak(language(request))
            context.request_id.set(request_id(request))
            context.rehearsal_id.set(command.rehearsal)
            visitor.receive(who)
            with bugs_hidden(type(self).__name__, self._rehearsals.watch):
                screen: Sequence[View] | None = await anext(screens, None)
            if screen is None:
                return
            yield [view.update() for view in screen]

    def _needed(self, command: Command) -> Role:
        trainers = self.role == "learner" and command.do in self.trainers_only
        return "trainer" if trainers else self.role
