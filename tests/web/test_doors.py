"""Every route of the app and every function of its pages is listed, with who may use it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple

import httpx
import pytest
from fastapi import FastAPI

from app.config import Settings
from app.domain.user import ROLES, Role
from app.rehearsal import Rehearsals
from app.watching.metrics import Metrics
from app.web import server
from app.web.doors import DOORS, door
from tests.support.loops import finished
from tests.support.room import Room, open_room
from tests.support.staff import client, hire, somebody_of

OPEN: dict[str, Role | None] = {
    "GET /healthz": None,
    "GET /room/*": None,
    "GET /static/{path:path}": None,
    "GET /assets/{path:path}": None,
    "GET /theme.css": None,
    "GET /favicon.ico": None,
    "GET /readyz": None,
    "GET /metrics": None,
    "GET /sign-in": None,
    "POST /sign-in": None,
    "GET /sign-in/provider": None,
    "GET /sign-in/provider/back": None,
    "GET /join": None,
    "POST /join": None,
    "GET /new-password": None,
    "POST /new-password": None,
    "POST /sign-out": None,
    "GET /account": "learner",
    "GET /account/me": "learner",
    "POST /account/password": "learner",
    "POST /account/sign-out-everywhere": "learner",
    "GET /people": "admin",
    "POST /people/invite": "admin",
    "POST /people/reset": "admin",
    "POST /people/role": "admin",
    "POST /people/disable": "admin",
    "POST /people/enable": "admin",
    "GET /": "learner",
    "GET /review": "learner",
    "GET /prepare": "learner",
    "GET /progress": "learner",
    "GET /privacy": "learner",
    "GET /privacy/everything.zip": "learner",
    "GET /trainer": "trainer",
    "GET /export/{rehearsal_id}.{form}": "learner",
    "PUT /reflection/{rehearsal_id}/{leaf_id}": "learner",
    "POST /voice/heard": "learner",
    "GET /voice/spoken/{rehearsal_id}/{turn_id}": "learner",
    "GET /config": "learner",
    "POST /gradio_api/queue/join": "learner",
    "GET /gradio_api/queue/data": "learner",
    "GET /gradio_api/heartbeat/{session_hash}": "learner",
    "GET /gradio_api/startup-events": "learner",
    "GET /gradio_api/app_id": "learner",
    "POST /gradio_api/cancel": "learner",
    "POST /gradio_api/reset": "learner",
}
"""Who may go where. All other routes, most of Gradio's, are not there for anybody."""

FUNCTIONS: dict[str, Role] = {
    "Practice.arrived": "learner",
    "Practice.acted": "learner",
    "Prepare.arrived": "learner",
    "Prepare.acted": "learner",
    "Privacy.arrived": "learner",
    "Privacy.acted": "learner",
    "Progress.arrived": "learner",
    "Progress.acted": "learner",
    "Review.arrived": "learner",
    "Review.acted": "learner",
    "Trainer.arrived": "trainer",
    "Trainer.acted": "trainer",
}
"""What pages can have the server do. What a review page does for trainers is tested with it."""


class Route(NamedTuple):
    """One thing that the app answers to."""

    method: str
    template: str

    @property
    def path(self) -> str:
        """An address of it."""
        return re.sub(r"\{[^}]*\}", "x", self.template).replace("*", "x")


@pytest.fixture
def app(rehearsals: Rehearsals) -> FastAPI:
    settings = Settings(oidc_issuer="https://id.example", oidc_client_id="room")

    async def made() -> FastAPI:
        return server.create_app(rehearsals, settings, metrics=Metrics())

    return finished(made())


def routes(of: Any, before: str = "") -> Iterator[Route]:
    """Yield all routes of an app, those of the apps inside of it, too."""
    for route in of:
        if hasattr(route, "effective_candidates"):
            yield from routes(route.effective_candidates(), before)
        elif getattr(route, "methods", None):
            yield from (Route(m, before + route.path) for m in route.methods if m != "HEAD")
        elif getattr(route.app, "routes", None):
            yield from routes(route.app.routes, before + route.path)
        else:
            yield Route("GET", f"{before}{route.path}/*")


def test_every_route_is_listed_with_who_may_use_it_or_shut(app: FastAPI) -> None:
    opened = {}
    for route in routes(app.routes):
        found = door(route.method, route.path)
        if found:
            opened[f"{route.method} {route.template}"] = found.who

    assert opened == OPEN
    assert len(DOORS) == len(OPEN)


def test_every_function_is_listed_with_who_may_call_it(app: FastAPI) -> None:
    gradio: Any = app.routes[-1]
    functions = {}
    for one in gradio.app.get_blocks().fns.values():
        assert one.api_visibility == "private"
        if one.fn is None:  # stops what is running; needs no function of ours
            continue
        page = one.fn.__self__
        functions[f"{type(page).__name__}.{one.fn.__name__}"] = page.role

    assert functions == FUNCTIONS


@pytest.fixture(scope="module")
def room(learned: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Room]:
    with open_room(Settings(data_dir=learned), tmp_path_factory.mktemp("doors"), hire) as running:
        yield running


def ask(asking: httpx.Client, route: str) -> int:
    method, path = route.split()
    page = {"session_hash": f"of {id(asking)}"}
    asked = {"data": [], "fn_index": 0, "event_id": "x", **page}
    path = re.sub(r"\{[^}]*\}", "x", path).replace("*", "x").replace("heartbeat/x", "heartbeat/")
    gradio = path.startswith("/gradio_api")
    answer = asking.request(
        method,
        path,
        params=page if gradio and method == "GET" else {},
        json=asked if gradio and method == "POST" else None,
    )
    return answer.status_code


@pytest.mark.parametrize("role", [None, *ROLES])
def test_40_nobody_goes_through_a_door_that_is_not_for_them(room: Room, role: Role | None) -> None:
    """Every route and role: sent to sign in, told to, refused, or let in and no further asked."""
    let_in = {}
    with client(room, role and somebody_of(role)) as asking:
        for route, who in OPEN.items():
            if who is None or "queue/data" in route or "heartbeat" in route:
                continue  # streams
            if route == "POST /account/sign-out-everywhere":
                continue
            status = ask(asking, route)
            let_in[route] = status not in (303, 401, 403)

    expected = {
        route: role is not None and ROLES.index(role) >= ROLES.index(OPEN[route] or "learner")
        for route in let_in
    }
    assert let_in == expected


def test_gradio_s_other_routes_are_shut_even_for_an_admin(app: FastAPI, room: Room) -> None:
    shut = [route for route in routes(app.routes) if f"{route.method} {route.template}" not in OPEN]
    assert len(shut) > 50
    with client(room, "Ann") as asking:
        answers = {str(r): asking.request(r.method, r.path) for r in shut}

    assert {answer.status_code for answer in answers.values()} == {404}
    assert {answer.text for answer in answers.values()} == {"There is nothing here."}
