"""Every door of the web app, and who may go through it. What is not listed here is not there.

A test walks through all routes of the app and all functions of its pages: what is new fails it
until it is listed.
"""

from __future__ import annotations

from typing import Literal, NamedTuple

from app.domain.user import Role

Kind = Literal["page", "call", "asset", "probe"]
"""A page somebody navigates to, a call that a page makes, a part of every page, or what those ask
who watch over the server, by whatever name they know it."""


class Door(NamedTuple):
    """Requests of one method to one path; a path that ends in * stands for all that begin so."""

    method: str
    path: str
    who: Role | None
    """Who may come in; None: anybody."""
    kind: Kind = "call"

    def fits(self, method: str, path: str) -> bool:
        """Whether a request comes to this door."""
        if method != self.method:
            return False
        stem = self.path.removesuffix("*")
        return path.startswith(stem) if stem != self.path else path == self.path


DOORS = (
    # The state of the server, for those who watch it.
    Door("GET", "/healthz", None, "probe"),
    Door("GET", "/readyz", None, "probe"),
    Door("GET", "/metrics", None, "probe"),
    # Parts of every page.
    Door("GET", "/assets/*", None, "asset"),
    Door("GET", "/static/*", None, "asset"),
    Door("GET", "/room/*", None, "asset"),
    Door("GET", "/theme.css", None, "asset"),
    Door("GET", "/favicon.ico", None, "asset"),
    # Coming in and going out.
    Door("GET", "/sign-in", None, "page"),
    Door("POST", "/sign-in", None),
    Door("GET", "/sign-in/provider", None),
    Door("GET", "/sign-in/provider/back", None),
    Door("GET", "/join", None, "page"),
    Door("POST", "/join", None),
    Door("GET", "/new-password", None, "page"),
    Door("POST", "/new-password", None),
    Door("POST", "/sign-out", None),
    # One's own account, and for admins everybody's.
    Door("GET", "/account", "learner", "page"),
    Door("GET", "/account/me", "learner"),
    Door("POST", "/account/password", "learner"),
    Door("POST", "/account/sign-out-everywhere", "learner"),
    Door("GET", "/people", "admin", "page"),
    Door("POST", "/people/invite", "admin"),
    Door("POST", "/people/role", "admin"),
    Door("POST", "/people/reset", "admin"),
    Door("POST", "/people/disable", "admin"),
    Door("POST", "/people/enable", "admin"),
    # The pages; `Page.role` guards their functions once more.
    Door("GET", "/", "learner", "page"),
    Door("GET", "/review", "learner", "page"),
    Door("GET", "/prepare", "learner", "page"),
    Door("GET", "/progress", "learner", "page"),
    Door("GET", "/privacy", "learner", "page"),
    Door("GET", "/privacy/everything.zip", "learner"),
    Door("GET", "/trainer", "trainer", "page"),
    Door("GET", "/export/*", "learner"),
    Door("PUT", "/reflection/*", "learner"),
    Door("POST", "/voice/heard", "learner"),
    Door("GET", "/voice/spoken/*", "learner"),
    # The part of Gradio's API that the pages use; uploads, files, proxies, runs stay shut.
    Door("GET", "/config", "learner"),
    Door("POST", "/gradio_api/queue/join", "learner"),
    Door("GET", "/gradio_api/queue/data", "learner"),
    Door("GET", "/gradio_api/heartbeat/*", "learner"),
    Door("GET", "/gradio_api/startup-events", "learner"),
    # How a page notices that its copy is back, or that another one answers.
    Door("GET", "/gradio_api/app_id", "learner"),
    Door("POST", "/gradio_api/cancel", "learner"),
    Door("POST", "/gradio_api/reset", "learner"),
)


def door(method: str, path: str) -> Door | None:
    """Return the door that a request comes to; None where there is none."""
    if "\\" in path or "\0" in path or {"..", "."} & set(path.split("/")):
        return None
    wanted = "GET" if method == "HEAD" else method
    return next((one for one in DOORS if one.fits(wanted, path)), None)
