"""Accounts over a real store, with time in the test's hands."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import closing
from datetime import datetime, timedelta
from pathlib import Path
from statistics import median

import pytest

from app.accounts import IDLE, INVITED, LONGEST, WRONG, Accounts
from app.domain.user import User
from app.errors import AccountRefused, SignInRefused
from app.passwords import Passwords
from app.store.repository import Store
from tests.store.samples import NOON
from tests.support.trials import record

PASSWORD = "three green boats"
NEW = "seven quiet lamps"
HERE = "192.0.2.1"


class Room:
    """Accounts, and a clock that stands still until it is moved."""

    def __init__(self, store: Store, passwords: Passwords) -> None:
        self.now: datetime = NOON
        self.accounts = Accounts(store, lambda: self.now, passwords)
        self.ann = self.accounts.add("Ann", "admin", PASSWORD)
        self.lea = self.accounts.add("Lea", "learner", PASSWORD)

    def wait(self, time: timedelta) -> None:
        self.now += time

    def sign_in(self, name: str = "Lea", password: str = PASSWORD, address: str = HERE) -> str:
        return self.accounts.sign_in(name, password, address)

    def visitor(self, token: str) -> str | None:
        user = self.accounts.visitor(token)
        return user.name if user else None


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    with closing(Store.open(f"sqlite:///{tmp_path / 'store.db'}")) as store:
        yield store


@pytest.fixture
def room(store: Store) -> Room:
    """A room whose hashes are made quickly."""
    return Room(store, Passwords(memory=64))


def refusal(room: Room, name: str, password: str, address: str = HERE) -> str:
    with pytest.raises(SignInRefused) as refused:
        room.sign_in(name, password, address)
    return str(refused.value)


def test_somebody_signs_in_with_name_and_password(room: Room) -> None:
    token = room.sign_in(" lea ")

    assert room.visitor(token) == "Lea"
    assert room.visitor(token[:-1]) is None
    assert room.visitor("") is None
    assert PASSWORD not in str(room.accounts.people())


def test_nobody_learns_which_names_exist(store: Store) -> None:
    """The same answer and the same work for a wrong password, no account and a disabled one."""
    room = Room(store, Passwords())
    room.accounts.disable(room.lea.id)
    room.accounts.vouched("https://id.example", "7", "Tom", None)
    took: dict[str, list[float]] = {}
    for n in range(4):
        for name in ("Ann", "Nobody", "Lea", "Tom"):
            begun = time.perf_counter()
            assert refusal(room, name, f"wrong {n}") == WRONG
            took.setdefault(name, []).append(time.perf_counter() - begun)

    slowest = max(median(times) for times in took.values())
    assert all(median(times) > slowest / 4 for times in took.values())


def test_42_of_1000_guesses_at_most_ten_are_looked_at_in_15_minutes(room: Room) -> None:
    """From a hundred addresses; the right password, guessed after that, does not help either."""
    answers = []
    for n in range(1000):
        answers.append(refusal(room, ("Lea", "ＬＥＡ", " lea ")[n % 3], "x", f"192.0.2.{n % 100}"))
        room.wait(timedelta(minutes=15) / 1000)

    assert 5 <= answers.count(WRONG) <= 10
    record(42, f"{answers.count(WRONG)} of 1,000 guesses looked at")
    assert refusal(room, "Lea", "x") == WRONG
    assert "Wait 3 minutes, then try again." in refusal(room, "Lea", PASSWORD)
    assert room.visitor(room.sign_in("Ann")) == "Ann"
    room.wait(timedelta(minutes=3))
    assert room.visitor(room.sign_in()) == "Lea"


def test_42_one_address_may_not_try_many_names(room: Room) -> None:
    answers = [refusal(room, f"name {n}", "wrong password") for n in range(55)]

    assert answers.count(WRONG) == 50
    assert "tried too often" in refusal(room, "Ann", PASSWORD)
    assert room.visitor(room.sign_in("Ann", address="192.0.2.2")) == "Ann"


def test_a_department_behind_one_address_signs_in_in_the_morning(room: Room) -> None:
    for _ in range(51):
        assert room.visitor(room.sign_in()) == "Lea"


def test_43_a_session_ends_when_it_is_not_used_and_in_any_case_after_a_week(room: Room) -> None:
    unused, used = room.sign_in(), room.sign_in()
    for _ in range(int(LONGEST / timedelta(hours=11))):
        room.wait(timedelta(hours=11))
        assert room.visitor(used) == "Lea"

    assert room.visitor(unused) is None
    room.wait(timedelta(hours=11))
    assert room.visitor(used) is None
    last = room.sign_in()
    room.wait(IDLE)
    assert room.visitor(last) == "Lea"
    room.wait(IDLE + timedelta(seconds=1))
    assert room.visitor(last) is None


def test_43_signing_out_ends_this_session_and_everywhere_ends_all(room: Room) -> None:
    first, second, third, another = (*(room.sign_in() for _ in range(3)), room.sign_in("Ann"))
    room.accounts.sign_out(first)
    assert [room.visitor(token) for token in (first, second)] == [None, "Lea"]

    room.accounts.sign_out_everywhere(room.lea.id)

    assert [room.visitor(t) for t in (second, third, another)] == [None, None, "Ann"]


def test_43_a_changed_password_ends_all_sessions_but_the_one_that_changed_it(room: Room) -> None:
    old = [room.sign_in() for _ in range(2)]
    link = room.accounts.reset("Ann", room.lea.id)
    with pytest.raises(SignInRefused, match="not your password"):
        room.accounts.change_password(room.lea, "wrong", NEW, HERE)
    with pytest.raises(AccountRefused, match="at least 10"):
        room.accounts.change_password(room.lea, PASSWORD, "short", HERE)
    assert room.visitor(old[0]) == "Lea"

    fresh = room.accounts.change_password(room.lea, PASSWORD, NEW, HERE)

    assert [room.visitor(token) for token in (*old, fresh)] == [None, None, "Lea"]
    assert refusal(room, "Lea", PASSWORD) == WRONG
    assert room.visitor(room.sign_in(password=NEW)) == "Lea"
    with pytest.raises(AccountRefused):
        room.accounts.choose(link, "another good one")


def test_43_a_disabled_account_is_out_at_once(room: Room) -> None:
    token = room.sign_in()

    room.accounts.disable(room.lea.id)

    assert room.visitor(token) is None
    assert refusal(room, "Lea", PASSWORD) == WRONG
    room.accounts.enable(room.lea.id)
    assert room.visitor(token) is None
    assert room.visitor(room.sign_in()) == "Lea"


def test_an_invitation_makes_one_account_with_its_role(room: Room) -> None:
    link = room.accounts.invite("Ann", "trainer")
    for name, password in (("lea", NEW), ("", NEW), ("Tom", "password1234")):
        with pytest.raises(AccountRefused):
            room.accounts.accept(link, name, password)

    token = room.accounts.accept(link, "Tom", NEW)

    assert room.accounts.visitor(token) == room.accounts.called("Tom")
    assert room.accounts.called("Tom").role == "trainer"
    with pytest.raises(AccountRefused, match="used already"):
        room.accounts.accept(link, "Tim", NEW)
    late = room.accounts.invite("Ann", "learner")
    room.wait(INVITED)
    with pytest.raises(AccountRefused, match="time is over"):
        room.accounts.accept(late, "Tim", NEW)


def test_a_reset_lets_somebody_choose_a_password_once(room: Room) -> None:
    old, earlier = room.sign_in(), room.accounts.reset("Ann", room.lea.id)
    link = room.accounts.reset("Ann", room.lea.id)
    for _ in range(7):
        with pytest.raises(SignInRefused):
            room.sign_in(password="forgotten")

    token = room.accounts.choose(link, NEW)

    assert [room.visitor(one) for one in (old, token)] == [None, "Lea"]
    assert room.visitor(room.sign_in(password=NEW)) == "Lea"
    for spent in (link, earlier):
        with pytest.raises(AccountRefused):
            room.accounts.choose(spent, "another good one")


def test_there_is_always_an_admin(room: Room) -> None:
    with pytest.raises(AccountRefused, match="only admin"):
        room.accounts.disable(room.ann.id)
    with pytest.raises(AccountRefused, match="only admin"):
        room.accounts.give_role(room.ann.id, "trainer")
    room.accounts.give_role(room.lea.id, "admin")
    room.accounts.disable(room.ann.id)
    with pytest.raises(AccountRefused, match="only admin"):
        room.accounts.disable(room.lea.id)


def test_a_provider_s_person_gets_an_account_of_their_own(room: Room) -> None:
    """Never the account of somebody who only has the same name."""

    def vouched(role: str | None, subject: str = "7") -> User:
        token = room.accounts.vouched("https://id.example", subject, "Ann", role)  # type: ignore[arg-type]
        user = room.accounts.visitor(token)
        assert user
        return user

    first = vouched(None)
    assert (first.name, first.role, first.password) == ("Ann (2)", "learner", None)
    assert vouched("trainer") == first.model_copy(update={"role": "trainer"})
    assert vouched(None).role == "trainer"
    assert vouched(None, "8").name == "Ann (3)"
    with pytest.raises(AccountRefused, match="no password here"):
        room.accounts.reset("Ann", first.id)
    assert refusal(room, "Ann (2)", "") == WRONG
    room.accounts.disable(first.id)
    with pytest.raises(SignInRefused, match="disabled"):
        room.accounts.vouched("https://id.example", "7", "Ann", None)
