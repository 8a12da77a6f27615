"""The pages of accounts: plain HTML with forms, which work without scripts."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cache
from importlib.resources import files
from typing import NamedTuple

from app.domain.user import ROLES, SHORTEST_PASSWORD, Role, User
from app.web.markup import esc, joined, options, when
from app.web.words import language, t

PAINT = """<script>try{const c=localStorage.getItem("theme");
if(c)document.documentElement.dataset.theme=c}catch{}</script>"""
"""Keeps the colours that were chosen on the other pages; without it the system's are used."""


class Door(NamedTuple):
    """What the sign-in page offers."""

    wanted: str = "/"
    """The page to show afterwards."""
    name: str = ""
    problem: str = ""
    provider: str | None = None
    """What people call the provider; None: there is none."""


class OneTime(NamedTuple):
    """A link that was just made, to be copied: it is shown once."""

    address: str
    meant: str
    """What it is for, in a sentence."""


@cache
def style() -> str:
    """Return the stylesheet: the room's own, dark by the system's wish, and the forms."""
    assets = files("app.web") / "assets"
    room, forms = (
        (assets / name).read_text("utf-8").replace('url("', 'url("/')
        for name in ("style.css", "account.css")
    )
    found = re.search(r':root\[data-theme="dark"\] \{(.*?)\n\}', room, re.DOTALL)
    dark = found.group(1) if found else ""
    wished = f':root:not([data-theme="light"]) {{{dark}\n}}'
    return f"{room}\n@media (prefers-color-scheme: dark) {{ {wished} }}\n{forms}"


def page(title: str, body: str, who: User | None = None, *, again: str = "") -> str:
    """Return a whole page; with `again` the browser asks for that address at once."""
    refresh = f'<meta http-equiv="refresh" content="0; url={esc(again)}">' if again else ""
    return (
        f'<!doctype html><html lang="{esc(language())}"><head><meta charset="utf-8">'
        f'<meta name="viewport" content="width=device-width, initial-scale=1">{refresh}'
        f"<title>{esc(title)} · Rehearsal Room</title><style>{style()}</style>{PAINT}</head><body>"
        f'<header id="site"><div><a class="brand" href="/">Rehearsal Room</a>{_links(who)}</div>'
        f'</header><main id="content">{body}</main></body></html>'
    )


def _links(who: User | None) -> str:
    if who is None:
        return ""
    people = f'<a href="/people">{esc(t("People"))}</a>' if who.may("admin") else ""
    return (
        f'<nav aria-label="{esc(t("Pages"))}"><a href="/">{esc(t("Practice"))}</a>{people}</nav>'
        f'<div class="visitor"><a href="/account">{esc(who.name)}</a>'
        f'<form method="post" action="/sign-out"><button class="btn link">{esc(t("Sign out"))}'
        "</button></form></div>"
    )


def message(title: str, words: str, who: User | None = None) -> str:
    """Return a page that says one thing."""
    back = f'<p class="acts"><a class="btn plain" href="/">{esc(t("Go to the practice page"))}</a>'
    return page(
        title,
        f'<section class="front"><h1>{esc(title)}</h1><p>{esc(words)}</p><br>{back}</p></section>',
        who,
    )


def once_more(address: str) -> str:
    """Return a page that asks for `address` at once, from this site."""
    words = esc(t("Continue"))
    body = f'<section class="front"><p><a class="btn main" href="{esc(address)}">{words}</a></p>'
    return page(t("One moment"), f"{body}</section>", again=address)


def sign_in(door: Door) -> str:
    """Return the sign-in page."""
    elsewhere = ""
    if door.provider:
        label = t("Sign in with {provider}", provider=door.provider)
        elsewhere = (
            f'<a class="btn main" href="/sign-in/provider?next={esc(door.wanted)}">{esc(label)}</a>'
            f'<p class="or">{esc(t("or with a password"))}</p>'
        )
    lead = t("Then go on where you were: your rehearsals are kept.")
    return page(
        t("Sign in"),
        f'<section class="front"><h1>{esc(t("Sign in"))}</h1><p>{esc(lead)}</p>'
        f'{_problem(door.problem)}{elsewhere}<form class="fields" method="post" action="/sign-in">'
        f'<input type="hidden" name="next" value="{esc(door.wanted)}">'
        f"{_field('name', t('Name'), 'username', value=door.name, kind='text')}"
        f"{_field('password', t('Password'), 'current-password')}"
        f'<button class="btn {"plain" if door.provider else "main"}">{esc(t("Sign in"))}</button>'
        f'</form><p class="aside"><br>{esc(t("No account, or no password? Ask your trainer."))}'
        "</p></section>",
    )


def join(token: str, name: str = "", problem: str = "") -> str:
    """Return the page on which somebody who is invited makes an account."""
    title = t("Make your account")
    lead = t("You are invited. Choose a name to sign in with, and a password.")
    return page(
        title,
        f'<section class="front"><h1>{esc(title)}</h1><p>{esc(lead)}</p>{_problem(problem)}'
        '<form class="fields" method="post" action="/join">'
        f'<input type="hidden" name="token" value="{esc(token)}">'
        f"{_field('name', t('Name'), 'username', value=name, kind='text')}"
        f"{_new_password()}"
        f'<button class="btn main">{esc(t("Make the account"))}</button></form></section>',
    )


def new_password(token: str, name: str, problem: str = "") -> str:
    """Return the page on which somebody chooses a new password."""
    title = t("Choose a new password")
    lead = t("For the account of {name}. You are signed out everywhere else.", name=name)
    return page(
        title,
        f'<section class="front"><h1>{esc(title)}</h1><p>{esc(lead)}</p>{_problem(problem)}'
        '<form class="fields" method="post" action="/new-password">'
        f'<input type="hidden" name="token" value="{esc(token)}">'
        f'<input type="hidden" name="name" autocomplete="username" value="{esc(name)}">'
        f'{_new_password()}<button class="btn main">{esc(t("Keep it"))}</button></form></section>',
    )


def account(who: User, problem: str = "", done: str = "") -> str:
    """Return the page of one's own account."""
    role = t("Your role here: {role}.", role=role_name(who.role))
    everywhere = t("Ends your visit in every browser, this one too.")
    return page(
        t("Your account"),
        f'<div class="narrow"><h1>{esc(who.name)}</h1><p>{esc(role)}</p>{_done(done)}'
        f"{_own_password(who, problem)}"
        f"<section><h2>{esc(t('Sign out everywhere'))}</h2><p>{esc(everywhere)}</p>"
        '<form class="row-form" method="post" action="/account/sign-out-everywhere">'
        f'<button class="btn plain">{esc(t("Sign out everywhere"))}</button></form></section>'
        "</div>",
        who,
    )


def _own_password(who: User, problem: str) -> str:
    title = esc(t("Change the password"))
    if who.issuer:
        words = t("You sign in through your organisation, which keeps your password.")
        return f"<section><h2>{esc(t('Password'))}</h2><p>{esc(words)}</p></section>"
    return (
        f"<section><h2>{title}</h2><p>{esc(t('You are signed out everywhere else.'))}</p>"
        f'{_problem(problem)}<form class="fields" method="post" action="/account/password">'
        f'<input type="hidden" name="name" autocomplete="username" value="{esc(who.name)}">'
        f"{_field('old', t('Password as it is now'), 'current-password')}{_new_password()}"
        f'<button class="btn main">{title}</button></form></section>'
    )


def people(
    everybody: Sequence[User], who: User, made: OneTime | None = None, problem: str = ""
) -> str:
    """Return the page on which an admin looks after everybody's accounts."""
    lead = t("Everybody who has an account here. Nothing that they rehearsed is shown.")
    return page(
        t("People"),
        f'<div class="people"><h1>{esc(t("People"))}</h1><p class="lead">{esc(lead)}</p>'
        f"{_problem(problem)}{_once(made)}<section><h2>{esc(t('Invite somebody'))}</h2>"
        f"<p>{esc(t('Makes a link for one account. It works once, within seven days.'))}</p>"
        '<form class="row-form" method="post" action="/people/invite">'
        f'<div><label for="invited">{esc(t("as"))}</label>'
        f'<select id="invited" name="role">{options(_roles())}</select></div>'
        f'<button class="btn main">{esc(t("Make a link"))}</button></form></section>'
        f'<section><h2>{esc(t("Accounts"))}</h2><ul class="accounts">'
        f"{joined(_person(one, who) for one in everybody)}</ul></section></div>",
        who,
    )


def _person(one: User, who: User) -> str:
    off = one.disabled_at is not None
    switch = _act("enable", t("Enable"), one) if off else _act("disable", t("Disable"), one)
    password = "" if one.issuer else _act("reset", t("New password"), one)
    role = esc(role_name(one.role))
    where = t("signs in through your organisation") if one.issuer else t("signs in here")
    state = t("disabled") if off else where
    since = t("since")
    own = f" ({t('you')})" if one.id == who.id else ""
    return (
        f'<li{" class=off" if off else ""}><div class="who-name"><b>{esc(one.name)}</b>{esc(own)}'
        f"<p>{role}, {esc(state)}, {esc(since)} {when(one.created_at)}</p></div>"
        f'<div class="acts">{_role_form(one)}{password}{switch}</div></li>'
    )


def _role_form(one: User) -> str:
    label = esc(t("Role of {name}", name=one.name))
    return (
        '<form method="post" action="/people/role">'
        f'<input type="hidden" name="user" value="{esc(one.id)}">'
        f'<select name="role" aria-label="{label}">{options(_roles(), one.role)}</select>'
        f'<button class="btn link" aria-label="{esc(t("Change"))}: {label}">{esc(t("Change"))}'
        "</button></form>"
    )


def _act(what: str, label: str, one: User) -> str:
    return (
        f'<form method="post" action="/people/{what}">'
        f'<input type="hidden" name="user" value="{esc(one.id)}">'
        f'<button class="btn link" aria-label="{esc(label)}: {esc(one.name)}">{esc(label)}</button>'
        "</form>"
    )


def _once(made: OneTime | None) -> str:
    if made is None:
        return ""
    hint = t("Copy it now: it is not shown again. Whoever has it can use it, so send it privately.")
    return (
        f'<section role="status"><h2>{esc(made.meant)}</h2><p>{esc(hint)}</p>'
        f'<code class="once" tabindex="0">{esc(made.address)}</code></section>'
    )


def role_name(role: Role) -> str:
    """Return a role in the visitor's language."""
    return _roles()[role]


def _roles() -> dict[str, str]:
    names = {"learner": t("learner"), "trainer": t("trainer"), "admin": t("admin")}
    return {role: names[role] for role in ROLES}


def _new_password() -> str:
    hint = t(
        "At least {least} characters; three or four words that do not belong together will do.",
        least=SHORTEST_PASSWORD,
    )
    return _field("password", t("New password"), "new-password", hint=hint)


def _field(
    name: str, label: str, fills: str, *, value: str = "", kind: str = "password", hint: str = ""
) -> str:
    """Return a labelled field; `fills` tells the browser what it may fill in."""
    told = f' aria-describedby="{name}-hint"' if hint else ""
    below = f'<p class="aside" id="{name}-hint">{esc(hint)}</p>' if hint else ""
    return (
        f'<div><label for="{name}">{esc(label)}</label><input id="{name}" name="{name}" '
        f'type="{kind}" autocomplete="{fills}" value="{esc(value)}" required autocapitalize="none" '
        f'spellcheck="false"{told}>{below}</div>'
    )


def _problem(words: str) -> str:
    return f'<div class="notice" role="alert"><p>{esc(words)}</p></div>' if words else ""


def _done(words: str) -> str:
    return f'<div class="notice" role="status"><p>{esc(words)}</p></div>' if words else ""
