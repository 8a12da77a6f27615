"""People with an account: who they are, what they may do, and which passwords will do."""

from __future__ import annotations

import re
import unicodedata
from datetime import datetime
from itertools import pairwise
from typing import Literal, get_args

from pydantic import BaseModel, ConfigDict

from app.domain.common_passwords import COMMON

Role = Literal["learner", "trainer", "admin"]
"""What somebody may do; each role may also do what the ones before it may."""

ROLES: tuple[Role, ...] = get_args(Role)

LinkKind = Literal["invite", "reset"]

SHORTEST_PASSWORD = 10
LONGEST_PASSWORD = 200
"""Longest password (in characters): anybody can ask the server to hash one."""
LONGEST_NAME = 100


class User(BaseModel):
    """Somebody who may sign in. `id` owns their rehearsals and never changes."""

    model_config = ConfigDict(frozen=True)

    id: str
    name: str
    """What they type to sign in, and what the pages call them."""
    role: Role = "learner"
    password: str | None = None
    """The hash of the password; None for those who sign in elsewhere."""
    issuer: str | None = None
    """The OpenID Connect provider that vouches for them."""
    subject: str | None = None
    """Who they are to the provider; with `issuer` unique."""
    created_at: datetime
    disabled_at: datetime | None = None

    def may(self, needed: Role) -> bool:
        """Whether they may do what is for `needed`."""
        return ROLES.index(self.role) >= ROLES.index(needed)


class Session(BaseModel):
    """One browser that is signed in. The token is known to that browser only, we keep its hash."""

    model_config = ConfigDict(frozen=True)

    token_hash: str
    user_id: str
    begun_at: datetime
    seen_at: datetime


class Link(BaseModel):
    """A link that can be used once: to make an account, or to choose a new password."""

    model_config = ConfigDict(frozen=True)

    token_hash: str
    kind: LinkKind
    role: Role = "learner"
    """The role of the account that an invitation makes."""
    user_id: str | None = None
    """Whose password a reset replaces."""
    made_by: str
    expires_at: datetime


def folded(name: str) -> str:
    """Return a name as names are compared: the same for 'Ann', ' ann' and 'ＡＮＮ'."""
    return unicodedata.normalize("NFKC", name).casefold().strip()


def tidy(name: str) -> str:
    """Return a name as it is kept: composed, without the spaces around it."""
    return unicodedata.normalize("NFC", name).strip()


def name_problem(name: str) -> str:
    """Return in a sentence why a tidy name will not do; '' if it will."""
    if not name:
        return "Type a name to sign in with."
    if len(name) > LONGEST_NAME:
        return f"A name has at most {LONGEST_NAME} characters."
    if not all(sign.isprintable() for sign in name) or "  " in name:
        return "A name has letters, digits, signs and single spaces only."
    if folded(name) == "local":
        return "The name 'local' belongs to the app itself. Choose another one."
    return ""


def password_problem(password: str, name: str) -> str:
    """Return in a sentence why a password will not do for `name`; '' if it will.

    After NIST SP 800-63B: long, not a common one, not the name; no rules about kinds of signs.
    """
    if len(password) < SHORTEST_PASSWORD:
        return (
            f"A password needs at least {SHORTEST_PASSWORD} characters. Three or four words that "
            "do not belong together are easy to remember."
        )
    if len(password) > LONGEST_PASSWORD:
        return f"A password has at most {LONGEST_PASSWORD} characters."
    bare = re.sub(r"[\W_]+", "", folded(password))
    if len(set(bare)) < 4 or _guessable(bare, name):
        return "That password is among the first that anybody would try."
    return ""


def _guessable(bare: str, name: str) -> bool:
    """Whether letters and digits are a well-known password, the name, or one of them decorated."""
    stem = bare.rstrip("0123456789")
    own = re.sub(r"[\W_]+", "", folded(name).partition("@")[0])
    known = COMMON | {own, own + own}
    return bare in known or stem in known or (not stem and _is_run(bare))


def _is_run(digits: str) -> bool:
    """Whether every digit follows the one before it: 1234567890."""
    steps = {(int(b) - int(a)) % 10 for a, b in pairwise(digits)}
    return len(steps) <= 1
