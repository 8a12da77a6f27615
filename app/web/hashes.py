"""Whose page a `session_hash` is. Gradio trusts whoever knows one; we do not.

The hash is made in the browser and names the streams that Gradio keeps in the memory of this copy
of the app, so this memory is the place to remember whose it is: another copy knows neither.
"""

from __future__ import annotations

from collections import OrderedDict

LONGEST = 64
"""Longest hash (in characters); Gradio's are 10 to 12."""

PAGES = 64
"""Pages of one person that are remembered. More push out their own oldest, never another's."""


class PageHashes:
    """Binds each hash to the first who used it."""

    def __init__(self) -> None:
        self._whose: dict[str, str] = {}
        self._pages: dict[str, OrderedDict[str, None]] = {}

    def belongs(self, session_hash: str, who: str) -> bool:
        """Whether a page is `who`'s, which it is from now on if it was nobody's."""
        if len(session_hash) > LONGEST:
            return False
        if self._whose.setdefault(session_hash, who) != who:
            return False
        pages = self._pages.setdefault(who, OrderedDict())
        pages[session_hash] = None
        pages.move_to_end(session_hash)
        if len(pages) > PAGES:
            oldest, _ = pages.popitem(last=False)
            del self._whose[oldest]
        return True
