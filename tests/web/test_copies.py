"""The layout of compose.yaml in real processes: two copies, one PostgreSQL, nginx before them."""

from __future__ import annotations

import re
import time
from contextlib import ExitStack, closing
from pathlib import Path

import pytest
import yaml
from playwright.sync_api import Browser, expect

from app import bootstrap
from app.config import Settings
from app.domain.history import HistoryQuery
from app.store.repository import Store
from tests.support.browser import Visit
from tests.support.copies import CONF, ROOT, copies, nginx
from tests.support.fake_openai import FakeOpenAI
from tests.support.postgres import mortal_server
from tests.web import steps

BACK_WITHIN = 10.0
"""Seconds from PostgreSQL's return to the next answer of a page's store."""


@pytest.mark.timeout(280)
def test_a_learner_goes_on_where_a_copy_or_the_database_was_killed(
    browser: Browser, fake_openai: FakeOpenAI, tmp_path: Path
) -> None:
    fake_openai.pace = 0.05
    fake_openai.default = lambda body: " ".join(["I hear you."] * 20)
    settings = {"OPENAI_BASE_URL": fake_openai.url, "REHEARSE_JUDGE": "embedded"}
    with ExitStack() as stack:
        server = stack.enter_context(mortal_server())
        both = stack.enter_context(copies(2, server.url, tmp_path, **settings))
        front = stack.enter_context(nginx([copy.address for copy in both], tmp_path))
        store = stack.enter_context(closing(Store.open(server.url)))

        # A trainer changes a boss at a third copy.
        third = Settings(data_dir=tmp_path / "third")
        books = bootstrap.library(third, store)
        dana = books.open("personas/dana-reyes.yaml")
        changed = (dana.text or "").replace("VP of Engineering", "Chief of Platforms", 1)
        books.save(dana.path, changed, author="ann", after=dana.version)

        visit = Visit(browser, front.url)
        page = visit.page
        page.context.set_default_timeout(40_000)
        page.goto(front.url)
        expect(page.locator("body")).to_contain_text("Chief of Platforms", timeout=40_000)
        steps.begin(page)
        steps.say(page, steps.ASKED)
        expect(steps.said(page, "bot").last).to_contain_text("I hear", timeout=40_000)

        # The copy dies while the boss speaks: the page finds the other one by itself.
        (gone,) = [copy for copy in both if copy.address == front.last_copy()]
        gone.kill()
        expect(steps.talk(page)).to_have_attribute("data-stage", "yours", timeout=60_000)
        expect(steps.said(page, "user")).to_have_text([steps.ASKED])
        expect(steps.said(page, "bot")).to_have_count(2)
        assert front.last_copy() != gone.address

        server.kill()
        server.start()
        began = time.monotonic()
        assert store.history("local", HistoryQuery())[1] == 1
        assert time.monotonic() - began < BACK_WITHIN
        steps.say(page, steps.STRONG[0])
        expect(steps.said(page, "bot")).to_have_count(3, timeout=40_000)
        steps.my_turn(page)

        (talk,) = [row.rehearsal for row in store.history("local", HistoryQuery())[0]]
        kept = [turn.text for turn in store.tree(talk.id) if turn.speaker == "learner"]
        assert kept == [steps.ASKED, steps.STRONG[0]]
        visit.context.close()  # it saw errors: of the copy that was killed


def test_compose_and_nginx_speak_of_the_same_copies() -> None:
    services = yaml.safe_load((ROOT / "compose.yaml").read_text("utf-8"))["services"]
    conf = CONF.read_text("utf-8")

    upstream = re.findall(r"server (\w+):7860", conf)

    assert upstream == ["app1", "app2"]
    assert set(upstream) | {"db", "worker", "nginx"} == set(services)
    assert {services[name]["environment"]["DATABASE_URL"] for name in (*upstream, "worker")} == {
        services["app1"]["environment"]["DATABASE_URL"]
    }
    assert services["nginx"]["ports"] == ["127.0.0.1:8080:8080"]
    assert "listen 8080;" in conf
    assert all("healthcheck" in services[name] for name in services)
