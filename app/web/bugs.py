"""The last wall before Gradio, which would print what an exception says: it may quote anything."""

from __future__ import annotations

from types import TracebackType
from typing import Self

import gradio as gr

from app.watching import context, logs
from app.watching.watch import Failed, Watch
from app.web.words import t


class bugs_hidden:  # noqa: N801 - used like a function
    """Logs kind and places of an unexpected exception, and lets the page say only that."""

    def __init__(self, where: str, watch: Watch) -> None:
        self._where, self._watch = where, watch

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """Turn a bug into a plain sentence."""
        if not isinstance(error, Exception) or isinstance(error, gr.Error):
            return
        logs.unexpected(self._where, error)
        self._watch.happened(Failed("bug"))
        raise gr.Error(
            t(
                "Something went wrong here, and it was not you. Reload the page; what was stored "
                "is still there. (Reference: {reference})",
                reference=context.request_id.get() or "none",
            ),
            print_exception=False,
        ) from None
