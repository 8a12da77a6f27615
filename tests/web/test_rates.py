from __future__ import annotations

from collections import Counter

import httpx
import pytest

from app.rehearsal import Rehearsals
from app.web import rates
from app.web.guard import Guard
from app.web.hashes import PAGES, PageHashes
from app.web.house import House
from app.web.rates import Buckets, Rate
from tests.support.loops import finished


def test_a_bucket_fills_up_again_and_each_visitor_has_one() -> None:
    now = 0.0
    buckets = Buckets(Rate(at_once=3, a_second=2), lambda: now)

    assert [buckets.take("ann") for _ in range(5)] == [True, True, True, False, False]
    assert buckets.take("tom")
    now = 0.4
    assert not buckets.take("ann")
    now = 1.0
    assert [buckets.take("ann") for _ in range(3)] == [True, True, False]
    now = 100.0
    assert [buckets.take("ann") for _ in range(4)] == [True, True, True, False]


def test_visitors_who_asked_long_ago_are_forgotten(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(rates, "MOST", 2)
    buckets = Buckets(Rate(1, 0), lambda: 0.0)
    for name in ("ann", "tom", "lea"):
        buckets.take(name)

    assert [buckets.take(name) for name in ("lea", "tom", "ann")] == [False, False, True]


def test_a_page_is_the_first_one_s_who_used_it_and_nobody_pushes_out_another_s() -> None:
    pages = PageHashes()
    assert pages.belongs("hers", "lea")
    for n in range(3 * PAGES):
        assert pages.belongs(f"his {n}", "max")

    assert not pages.belongs("hers", "max")
    assert pages.belongs("hers", "lea")
    assert not pages.belongs(f"his {3 * PAGES - 1}", "lea")
    assert pages.belongs("his 0", "lea")  # forgotten, and nothing is left behind it
    assert not pages.belongs("x" * 65, "max")


def test_46_a_stranger_who_asks_too_fast_has_to_wait(rehearsals: Rehearsals) -> None:
    """One address has one bucket, whatever cookies it sends; parts of pages do not count."""

    async def answered(scope: object, receive: object, send: object) -> None:
        await httpx_ok(send)

    guard = Guard(answered, House(accounts=rehearsals.accounts))
    transport = httpx.ASGITransport(guard, client=("192.0.2.1", 1))

    async def ask() -> tuple[list[int], list[int]]:
        async with httpx.AsyncClient(transport=transport, base_url="http://127.0.0.1") as stranger:
            asked = [
                (await stranger.get("/sign-in", headers={"Cookie": f"room={n}"})).status_code
                for n in range(200)
            ]
            return asked, [(await stranger.get("/room/x.woff2")).status_code for _ in range(20)]

    asked, parts = finished(ask())
    counted = Counter(asked)
    assert 150 <= counted[200] < 190
    assert counted[429] == 200 - counted[200]
    assert parts == [200] * 20


async def httpx_ok(send: object) -> None:
    assert callable(send)
    await send({"type": "http.response.start", "status": 200, "headers": []})
    await send({"type": "http.response.body", "body": b""})
