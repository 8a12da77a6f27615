"""The use case of accounts: sign in and out, invite, choose a password, change roles, disable."""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Callable
from datetime import datetime, timedelta
from uuid import uuid4

from app.domain.user import (
    Link,
    Role,
    Session,
    User,
    name_problem,
    password_problem,
    tidy,
)
from app.errors import AccountRefused, SignInRefused
from app.passwords import Doorkeeper, Passwords
from app.store.repository import Store

IDLE = timedelta(hours=12)
"""How long a browser stays signed in without being used."""
LONGEST = timedelta(days=7)
"""How long a browser stays signed in at most."""
_NOTED = timedelta(minutes=1)
"""Use is noted no oftener, so that a request seldom writes."""

INVITED = timedelta(days=7)
RESET = timedelta(days=1)

WRONG = "That name and that password do not belong together."


class Accounts:
    """Everything that is done with accounts. Tokens come out of here once; hashes are kept."""

    def __init__(
        self, store: Store, clock: Callable[[], datetime], passwords: Passwords | None = None
    ) -> None:
        self._users, self._clock = store.users, clock
        self._passwords = passwords or Passwords()
        self._keeper = Doorkeeper(store, clock, self._passwords)

    # Signing in and out

    def sign_in(self, name: str, password: str, address: str) -> str:
        """Return the token of a new session. Raises `SignInRefused`.

        An unknown name, a disabled account and one of another provider take as much work as a
        wrong password, and get the same answer. `address` is where the browser is.
        """
        user = self._keeper.whose(name, password, address)
        if user is None:
            raise SignInRefused(WRONG)
        if user.password and self._passwords.outdated(user.password):
            self._users.change(user.id, password=self._passwords.hashed(password))
        return self.begin(user)

    def begin(self, user: User) -> str:
        """Return the token of a new session of `user`."""
        token, now = secrets.token_urlsafe(32), self._clock()
        session = Session(token_hash=_hashed(token), user_id=user.id, begun_at=now, seen_at=now)
        self._users.begin(session, now - IDLE)
        return token

    def visitor(self, token: str) -> User | None:
        """Return who is signed in with `token`; None once the session or the account ended."""
        found = self._users.session(_hashed(token))
        if found is None:
            return None
        (user, session), now = found, self._clock()
        if user.disabled_at or now - session.seen_at > IDLE or now - session.begun_at > LONGEST:
            return None
        if now - session.seen_at > _NOTED:
            self._users.seen(session.token_hash, now)
        return user

    def sign_out(self, token: str) -> None:
        """End one session."""
        self._users.end(_hashed(token))

    def sign_out_everywhere(self, user_id: str) -> None:
        """End all sessions of an account. Raises `NotFound`."""
        user = self._users.user(user_id)
        self._users.change(user_id, sign_out=True, name=user.name)

    def vouched(self, issuer: str, subject: str, name: str, role: Role | None) -> str:
        """Return the token of a new session for somebody that a provider vouches for.

        Their account is made at their first visit; `role`, if the provider tells one, counts
        every time. Raises `SignInRefused` for a disabled account.
        """
        user = self._users.vouched(issuer, subject)
        if user is None:
            user = self._new(self._free(name), role or "learner", issuer=issuer, subject=subject)
            self._users.add(user)
        elif user.disabled_at:
            raise SignInRefused("This account is disabled. Ask whoever looks after this room.")
        elif role and role != user.role:
            self._users.change(user.id, role=role)
        return self.begin(user)

    def _free(self, name: str) -> str:
        """Return `name`, with a number where it is somebody else's: a name proves nothing."""
        wanted = tidy(name)[:80]
        wanted = "Somebody" if name_problem(wanted) else wanted
        tried, number = wanted, 1
        while self._users.named(tried):
            number += 1
            tried = f"{wanted} ({number})"
        return tried

    # One's own account

    def change_password(self, user: User, old: str, new: str, address: str) -> str:
        """Replace a password; all sessions end. Return the token of a new one.

        Raises `SignInRefused` for a wrong old one, `AccountRefused` for a new one that won't do.
        """
        if self._keeper.whose(user.name, old, address) is None:
            raise SignInRefused("That is not your password as it is now.")
        self._users.change(user.id, sign_out=True, password=self._password(new, user.name))
        return self.begin(user)

    # Links

    def invite(self, by: str, role: Role) -> str:
        """Return the token of a link that makes one account. `by` is who invites."""
        return self._link(
            lambda token: Link(
                token_hash=token,
                kind="invite",
                role=role,
                made_by=by,
                expires_at=self._clock() + INVITED,
            )
        )

    def reset(self, by: str, user_id: str) -> str:
        """Return the token of a link with which somebody chooses a new password.

        Raises `NotFound`, and `AccountRefused` for accounts that have no password here.
        """
        user = self._users.user(user_id)
        if user.issuer:
            raise AccountRefused(f"{user.name} signs in elsewhere and has no password here.")
        return self._link(
            lambda token: Link(
                token_hash=token,
                kind="reset",
                user_id=user.id,
                made_by=by,
                expires_at=self._clock() + RESET,
            )
        )

    def _link(self, made: Callable[[str], Link]) -> str:
        token = secrets.token_urlsafe(32)
        self._users.keep_link(made(_hashed(token)), self._clock())
        return token

    def invited(self, token: str) -> Link:
        """Return the invitation that a token stands for. Raises `AccountRefused`."""
        return self._users.link(_hashed(token), "invite", self._clock())

    def accept(self, token: str, name: str, password: str) -> str:
        """Make the account that a link invites to; return the token of a session.

        Raises `AccountRefused`; the link can be used again then.
        """
        link = self.invited(token)
        name = _good(name)
        user = self._new(name, link.role, password=self._password(password, name))
        self._users.use_invite(_hashed(token), user, self._clock())
        return self.begin(user)

    def resetting(self, token: str) -> User:
        """Return whose password a token replaces. Raises `AccountRefused`."""
        link = self._users.link(_hashed(token), "reset", self._clock())
        return self._users.user(link.user_id or "")

    def choose(self, token: str, password: str) -> str:
        """Give a link's account a password; all sessions end. Return the token of a new one.

        Raises `AccountRefused`. A disabled account stays disabled.
        """
        user = self.resetting(token)
        kept = self._password(password, user.name)
        self._users.use_reset(_hashed(token), user.id, kept, self._clock())
        self._keeper.forget(user.name)
        return self.begin(user)

    # Everybody's accounts: for admins

    def people(self) -> tuple[User, ...]:
        """Return all accounts by name."""
        return self._users.all()

    def there_are(self) -> bool:
        """Whether anybody has an account."""
        return self._users.there_are()

    def called(self, name: str) -> User:
        """Return the account of that name. Raises `AccountRefused`."""
        user = self._users.named(name)
        if user is None:
            raise AccountRefused(f"There is no account called '{name}'.")
        return user

    def add(self, name: str, role: Role, password: str | None = None) -> User:
        """Make an account; without a password nobody can sign in to it before a reset.

        Raises `AccountRefused`.
        """
        name = _good(name)
        kept = None if password is None else self._password(password, name)
        user = self._new(name, role, password=kept)
        self._users.add(user)
        return user

    def give_role(self, user_id: str, role: Role) -> None:
        """Change what somebody may do. Raises `NotFound`, `AccountRefused` for the last admin."""
        if role != "admin":
            self._keep_an_admin(user_id)
        self._users.change(user_id, role=role)

    def disable(self, user_id: str) -> None:
        """Shut an account: all sessions end, nothing is deleted.

        Raises `NotFound`, and `AccountRefused` for the last admin.
        """
        self._keep_an_admin(user_id)
        self._users.change(user_id, sign_out=True, disabled_at=self._clock())

    def enable(self, user_id: str) -> None:
        """Open an account again. Raises `NotFound`."""
        self._users.change(user_id, disabled_at=None)

    def adopt(self, owner: str, user_id: str) -> int:
        """Give all that `owner` has to an account; return how many rehearsals it was."""
        return self._users.adopt(owner, self._users.user(user_id).id)

    def may_go(self, user_id: str) -> None:
        """Return if an account may go. Raises `AccountRefused` for the only admin."""
        self._keep_an_admin(user_id)

    def _keep_an_admin(self, user_id: str) -> None:
        able = {one.id for one in self.people() if one.role == "admin" and not one.disabled_at}
        if able == {user_id}:
            raise AccountRefused("This is the only admin. Make somebody else an admin first.")

    def _new(
        self,
        name: str,
        role: Role,
        *,
        password: str | None = None,
        issuer: str | None = None,
        subject: str | None = None,
    ) -> User:
        return User(
            id=uuid4().hex,
            name=name,
            role=role,
            password=password,
            issuer=issuer,
            subject=subject,
            created_at=self._clock(),
        )

    def _password(self, password: str, name: str) -> str:
        if problem := password_problem(password, name):
            raise AccountRefused(problem)
        return self._passwords.hashed(password)


def _good(name: str) -> str:
    """Return a name as it is kept. Raises `AccountRefused`."""
    name = tidy(name)
    if problem := name_problem(name):
        raise AccountRefused(problem)
    return name


def _hashed(token: str) -> str:
    """Return what is kept of a token. Tokens are random: one plain hash is enough."""
    return hashlib.sha256(token.encode("utf-8", "replace")).hexdigest()
