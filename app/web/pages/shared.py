"""What the pages share: panes, what they show, and the hidden boxes that commands come by."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable
from typing import Any, NamedTuple

import gradio as gr
from gradio.events import Dependency

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


async def updates(screens: AsyncIterator[tuple[View, ...]]) -> AsyncIterator[Updates]:
    """Yield the updates of each screen, all panes every time.

    Gradio itself sends only differences; leaving panes out here loses updates, as the browser
    draws only the newest of those that arrive together.
    """
    async for screen in screens:
        yield [view.update() for view in screen]


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
    """Add a box that only app.js writes to, and run `act` on what it writes.

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
