"""Passwords as argon2id hashes, and as much work for nobody as for somebody."""

from __future__ import annotations

from functools import cached_property
from threading import BoundedSemaphore

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from app.domain.user import LONGEST_PASSWORD

AT_ONCE = 4
"""Hashes made at the same time: each takes `MEMORY`, and anybody may ask for one."""

MEMORY = 19 * 1024
"""Memory of one hash (in KiB); with two passes the least that OWASP recommends for argon2id."""


class Passwords:
    """Makes and checks hashes. Threads may share one."""

    def __init__(self, memory: int = MEMORY) -> None:
        self._hasher = PasswordHasher(time_cost=2, memory_cost=memory, parallelism=1)
        self._room = BoundedSemaphore(AT_ONCE)

    def hashed(self, password: str) -> str:
        """Return the hash to keep, with its salt and its cost in it."""
        with self._room:
            return self._hasher.hash(password.encode("utf-8", "surrogatepass"))

    def match(self, kept: str | None, password: str) -> bool:
        """Whether `password` made the hash `kept`. None takes as long and never matches."""
        typed = password[:LONGEST_PASSWORD].encode("utf-8", "surrogatepass")
        with self._room:
            try:
                same = self._hasher.verify(kept or self._nobody, typed)
            except (VerificationError, InvalidHashError):
                return False
        return same and kept is not None and len(password) <= LONGEST_PASSWORD

    def outdated(self, kept: str) -> bool:
        """Whether a hash was made at another cost than today's."""
        return self._hasher.check_needs_rehash(kept)

    @cached_property
    def _nobody(self) -> str:
        return self._hasher.hash("the password of nobody")
