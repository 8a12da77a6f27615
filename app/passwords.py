"""Passwords: argon2id hashes, and as many tries as a person needs and no more."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from functools import cached_property
from threading import BoundedSemaphore

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from app.domain.user import LONGEST_PASSWORD, User, folded
from app.errors import SignInRefused
from app.store.repository import Store
from app.store.tries import Allowance

AT_ONCE = 4
"""Hashes made at the same time: each takes `MEMORY`, and anybody may ask for one."""

MEMORY = 19 * 1024
"""Memory of one hash (in KiB); with two passes the least that OWASP recommends for argon2id."""

BY_NAME = Allowance(at_once=5, pause=timedelta(minutes=3))
"""Wrong passwords for one name: at most 10 in any 15 minutes."""
BY_ADDRESS = Allowance(at_once=50, pause=timedelta(seconds=18))
"""Wrong passwords from one address, behind which a whole department may be: 100 in 15 minutes."""


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


class Doorkeeper:
    """Says whose a name and a password are, to those who have not tried too often."""

    def __init__(self, store: Store, clock: Callable[[], datetime], passwords: Passwords) -> None:
        self._users, self._tries = store.users, store.tries
        self._clock, self._passwords = clock, passwords

    def whose(self, name: str, password: str, address: str) -> User | None:
        """Return whose name and password these are. Raises `SignInRefused` after many tries.

        A try is counted before the password is looked at, and taken back when it is right.
        """
        now, name_key, address_key = self._clock(), _key(name), f"from {address}"
        wait = (
            self._tries.wait(name_key, BY_NAME, now)
            or self._tries.let_through(address_key, BY_ADDRESS, now)
            or self._tries.let_through(name_key, BY_NAME, now)
        )
        if wait:
            minutes = max(1, round(wait / 60))
            noun = "minute" if minutes == 1 else "minutes"
            words = f"That was tried too often. Wait {minutes} {noun}, then try again."
            raise SignInRefused(words, wait)
        user = self._users.named(name)
        kept = user.password if user and not user.disabled_at else None
        if not self._passwords.match(kept, password):
            return None
        self._tries.was_good(name_key, address_key, BY_ADDRESS, now)
        return user

    def forget(self, name: str) -> None:
        """Forget the tries for a name: its password is a new one."""
        self._tries.forget(_key(name), self._clock())


def _key(name: str) -> str:
    return f"name {folded(name)}"
