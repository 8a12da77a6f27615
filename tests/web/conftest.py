"""A running room, a browser, and visits to the room."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect

from app import bootstrap
from app.config import Settings
from app.rehearsal import Rehearsals
from tests.support.browser import Visit, chromium
from tests.support.fake_openai import FakeOpenAI
from tests.support.room import Room, open_room

NewVisit = Callable[..., Page]


@pytest.fixture(scope="package")
def browser() -> Iterator[Browser]:
    # Not for the whole session: Playwright's loop would be in the way of asynchronous tests.
    with chromium() as running:
        expect.set_options(timeout=15_000)
        yield running


@pytest.fixture(scope="session")
def learned(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where the judge keeps what it has learned, for all rooms.

    It learns here what is not shipped, so that no test waits for it in the middle of a talk.
    """
    settings = Settings(data_dir=tmp_path_factory.mktemp("learned"))
    shelf = bootstrap.catalog(settings)
    judge = bootstrap.embedded_judge(settings, shelf)
    for rubric in shelf.rubrics.values():
        judge.notice(rubric, "", "Thank you.")
    return settings.data_dir


@pytest.fixture
def room(learned: Path, tmp_path: Path) -> Iterator[Room]:
    """A room with the authored boss and the embedded judge, as after the installation."""
    with open_room(Settings(data_dir=learned), tmp_path) as running:
        yield running


@pytest.fixture
def rehearsals(learned: Path, tmp_path: Path) -> Iterator[Rehearsals]:
    """The use case over a store of its own, without a server."""
    settings = Settings(data_dir=learned)
    with bootstrap.rehearsals(settings, url=f"sqlite:///{tmp_path / 'store.db'}") as here:
        yield here


@pytest.fixture
def fake_openai() -> Iterator[FakeOpenAI]:
    with FakeOpenAI() as endpoint:
        yield endpoint


@pytest.fixture
def prompted(learned: Path, tmp_path: Path, fake_openai: FakeOpenAI) -> Iterator[Room]:
    """A room whose boss speaks through the fake endpoint."""
    settings = Settings(
        data_dir=learned,
        openai_base_url=fake_openai.url,
        model="a-model",
        judge="embedded",
        first_token_timeout=1,
        reply_timeout=20,
    )
    with open_room(settings, tmp_path) as running:
        yield running


@pytest.fixture
def visit(browser: Browser) -> Iterator[NewVisit]:
    """Opens pages; afterwards none may have shown an error or asked another host for anything."""
    visits: list[Visit] = []

    def begin(room: Room, path: str = "", **context: Any) -> Page:
        visits.append(Visit(browser, room.url, **context))
        visits[-1].page.goto(room.url + path)
        return visits[-1].page

    yield begin
    for one in visits:
        one.close()
