from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from datetime import timedelta
from typing import Any

import pytest

from app.domain.user import Link, Session, User
from app.errors import AccountRefused, NotFound
from app.store.repository import Store
from app.store.tries import Allowance
from tests.store.corrections import a_wrong
from tests.store.samples import NOON, a_rehearsal, a_scorecard, a_turn, later

FEW = Allowance(at_once=5, pause=timedelta(minutes=3))


def a_user(user_id: str = "u1", name: str = "Ann", **changes: Any) -> User:
    return User(id=user_id, name=name, created_at=NOON, **changes)


def a_session(token: str = "t1", user_id: str = "u1") -> Session:
    return Session(token_hash=token, user_id=user_id, begun_at=NOON, seen_at=NOON)


def an_invite(token: str = "l1", **changes: Any) -> Link:
    fields: dict[str, Any] = {"kind": "invite", "made_by": "Ann", "expires_at": later(60)}
    return Link(token_hash=token, **fields | changes)


def test_accounts_are_found_by_id_name_and_provider(store: Store) -> None:
    assert not store.users.there_are()
    ann, tom = a_user(password="hash"), a_user("u2", "Tom", issuer="https://id", subject="7")
    store.users.add(tom)
    store.users.add(ann)

    assert store.users.there_are()
    assert store.users.user("u1") == store.users.named(" ANN ") == ann
    assert store.users.vouched("https://id", "7") == tom
    assert store.users.vouched("https://other", "7") is None
    assert store.users.all() == (ann, tom)
    with pytest.raises(NotFound):
        store.users.user("nobody")


def test_a_name_is_given_once(store: Store) -> None:
    store.users.add(a_user())

    with pytest.raises(AccountRefused, match="that name already"):
        store.users.add(a_user("u2", "ａｎｎ"))
    assert len(store.users.all()) == 1


def test_signing_out_everywhere_ends_sessions_and_links(store: Store) -> None:
    for user in (a_user(), a_user("u2", "Tom")):
        store.users.add(user)
    for session in (a_session(), a_session("t2"), a_session("t3", "u2")):
        store.users.begin(session, NOON)
    store.users.keep_link(an_invite("l2", kind="reset", user_id="u1"), NOON)

    store.users.change("u1", sign_out=True, password="new")

    assert [store.users.session(token) is None for token in ("t1", "t2", "t3")] == [1, 1, 0]
    with pytest.raises(AccountRefused):
        store.users.link("l2", "reset", NOON)


def test_sessions_that_nobody_used_go_away_when_others_begin(store: Store) -> None:
    store.users.add(a_user())
    store.users.begin(a_session(), NOON)
    store.users.begin(a_session("t2"), NOON)
    store.users.seen("t2", later(60))
    store.users.begin(a_session("t3").model_copy(update={"seen_at": later(90)}), later(30))

    assert store.users.session("t1") is None
    assert store.users.session("t2") == (
        a_user(),
        a_session("t2").model_copy(update={"seen_at": later(60)}),
    )


def test_of_many_who_use_a_link_at_once_one_succeeds(store: Store, database_url: str) -> None:
    store.users.keep_link(an_invite(), NOON)

    def use(number: int) -> bool:
        try:
            with closing(Store.open(database_url)) as copy:
                copy.users.use_invite("l1", a_user(f"u{number}", f"Ann {number}"), NOON)
        except AccountRefused:
            return False
        return True

    with ThreadPoolExecutor(6) as pool:
        assert sum(pool.map(use, range(6))) == 1
    assert len(store.users.all()) == 1


def test_a_link_works_in_its_time_for_what_it_was_made_for(store: Store) -> None:
    store.users.keep_link(an_invite(), NOON)

    for token, kind, at in (
        ("l1", "reset", NOON),
        ("l1", "invite", later(60)),
        ("x", "invite", NOON),
    ):
        with pytest.raises(AccountRefused, match="Ask for a new one"):
            store.users.link(token, kind, at)  # type: ignore[arg-type]
    assert store.users.link("l1", "invite", later(59)) == an_invite()


def test_a_link_is_not_used_up_by_a_name_that_is_taken(store: Store) -> None:
    store.users.add(a_user())
    store.users.keep_link(an_invite(), NOON)

    with pytest.raises(AccountRefused, match="that name already"):
        store.users.use_invite("l1", a_user("u2"), NOON)

    assert store.users.link("l1", "invite", NOON) == an_invite()


def test_what_was_local_is_given_to_an_account(store: Store) -> None:
    store.users.add(a_user())
    for name, owner in (("r1", "local"), ("r2", "local"), ("r3", "somebody")):
        store.add_rehearsal(a_rehearsal(name, owner=owner), a_turn("t1", rehearsal_id=name))
    store.add_scorecard(a_scorecard("s1"))
    store.keep_correction(a_wrong())

    assert store.users.adopt("local", "u1") == 2

    assert store.rehearsal("u1", "r1").owner == "u1"
    assert store.rehearsal("somebody", "r3").owner == "somebody"
    assert store.drop_correction("u1", "c1").trainer == "u1"


def test_42_no_more_than_ten_tries_are_let_through_in_15_minutes_however_many_copies_ask(
    store: Store, database_url: str
) -> None:
    """1,000 tries in 15 minutes, by four copies of the app at once, at each of 25 moments."""

    def tries(number: int) -> int:
        with closing(Store.open(database_url)) as copy:
            return sum(
                copy.tries.let_through("name ann", FEW, later(moment * 0.6)) == 0
                for moment in range(25)
                for _ in range(10)
            )

    with ThreadPoolExecutor(4) as pool:
        let_through = sum(pool.map(tries, range(4)))

    assert 5 <= let_through <= 10
    assert store.tries.let_through("name tom", FEW, NOON) == 0


def test_who_has_to_wait_is_told_how_long_and_let_through_then(store: Store) -> None:
    waits = [store.tries.let_through("k", FEW, NOON) for _ in range(6)]

    assert waits == [0, 0, 0, 0, 0, 180]
    assert store.tries.let_through("k", FEW, later(2.99)) == 1
    assert store.tries.let_through("k", FEW, later(3)) == 0


def test_good_tries_are_not_counted(store: Store) -> None:
    for _ in range(20):
        assert store.tries.let_through("k", FEW, NOON) == 0
        store.tries.was_good("other", "k", FEW, NOON)
    for _ in range(5):
        store.tries.let_through("k", FEW, NOON)
    store.tries.forget("k", NOON)

    assert store.tries.let_through("k", FEW, NOON) == 0
