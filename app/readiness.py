"""Whether the app can do its work: the store answers and is current, the judge's model is there."""

from __future__ import annotations

import logging
from collections.abc import Callable

from app.errors import StoreUnavailable
from app.store.repository import Store

_log = logging.getLogger(__name__)


class Readiness:
    """Looks, and says in words what is missing."""

    def __init__(self, store: Store, model_there: Callable[[], bool]) -> None:
        self._store, self._model_there = store, model_there

    def problem(self) -> str:
        """Return what keeps the app from working, or ''. Takes as long as the store does."""
        try:
            found, wanted = self._store.schema_version(), self._store.newest_schema
        except StoreUnavailable as error:
            _log.warning("not ready: %s", error)  # it names hosts: not for everybody who asks
            return "The store cannot be used; the log says why."
        if found != wanted:
            return f"The store is at schema {found}; this version of the app needs {wanted}."
        return "" if self._model_there() else "The judge's model file is missing."
