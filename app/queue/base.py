"""The seam to whoever hands batches of jobs to those who do them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Protocol


class Queue(Protocol):
    """Takes batches of jobs; each is done at least once, which the store makes once in effect."""

    elsewhere: bool
    """Whether other processes do the work: `rehearse worker`."""

    @property
    def busy(self) -> bool:
        """Whether somebody may be at work."""
        ...

    def prepare(self) -> None:
        """Make ready what the queue needs in the database. Raises `StoreUnavailable`."""
        ...

    def put(self, job_id: str, batches: Sequence[int], connection: Any) -> None:  # noqa: ANN401
        """Take batches in the transaction of `connection`, the database driver's own."""
        ...

    def wake(self) -> None:
        """Begin, now that the transaction is over."""
        ...

    def close(self) -> None:
        """Stop what works inside of this process; nothing is lost."""
        ...
