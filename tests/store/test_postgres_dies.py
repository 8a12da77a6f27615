"""Trial 18: PostgreSQL is killed, again and again, while learners talk."""

from __future__ import annotations

import time
from contextlib import closing

import pytest

from app.store.repository import Store
from tests.store.crashes import Talker
from tests.store.samples import a_rehearsal
from tests.support.postgres import mortal_server

KILLS = 2
"""`python -m bench crashes` does it a hundred times."""
BACK_WITHIN = 10.0
"""Seconds from the server's return to the next stored turn."""


@pytest.mark.timeout(120)
def test_18_no_acknowledged_turn_is_lost_when_postgresql_is_killed() -> None:
    with mortal_server() as server, closing(Store.open(server.url)) as store:
        store.add_rehearsal(a_rehearsal())
        talker = Talker(store)
        talker.start()
        try:
            for _ in range(KILLS):
                assert talker.spoke.wait(30)
                server.kill()
                server.start()
                talker.spoke.clear()
                began = time.monotonic()
                assert talker.spoke.wait(BACK_WITHIN), "the store did not come back"
                assert time.monotonic() - began < BACK_WITHIN
        finally:
            talker.stop.set()
            talker.join()

        kept = {turn.id for turn in store.tree("r1")}
        assert set(talker.acknowledged) <= kept
        assert talker.refused > 0
