"""Swapped chairs: the learner speaks as the boss, and a model employee answers."""

from __future__ import annotations

import json
from collections.abc import Sequence

from app.chairs import Exchange
from app.domain.persona import Persona
from app.web.markup import button, esc, joined, one_line
from app.web.phrases import told
from app.web.words import t

SUGGESTIONS = 3
"""Lines of the boss that are offered to be said."""


def swap(persona: Persona, rehearsal: str, exchanges: Sequence[Exchange], problem: str = "") -> str:
    """Return the page of swapped chairs; `rehearsal` is the meeting to go back to, if any."""
    lead = t(
        "Push as {name} would. Across the table sits a colleague who declines well. "
        "Nothing here is scored or kept.",
        name=persona.name,
    )
    if rehearsal:
        back = button(t("Swap back"), "arrive", kind="link back", rehearsal=rehearsal)
    else:
        back = button(t("Swap back"), "brief", kind="link back", persona=persona.id)
    notice = (
        f'<div class="notice" role="alert"><p>{esc(told(problem))}</p></div>' if problem else ""
    )
    return one_line(f"""
        <section class="brief swap" aria-labelledby="swap-title"><p>{back}</p>
        <h1 id="swap-title" tabindex="-1" data-focus="swap {esc(persona.id)}">
        {esc(t("You are {name}", name=persona.name))}</h1>
        <p class="lead">{esc(lead)}</p>
        <ol class="transcript" aria-live="polite">{joined(_exchange(e) for e in exchanges)}</ol>
        {notice}{_form(persona, rehearsal, exchanges)}</section>""")


def _exchange(exchange: Exchange) -> str:
    took_up = t("Takes up the worry “{worry}”", worry=exchange.worry)
    worry = f'<p class="aside">{esc(took_up)}</p>' if exchange.worry else ""
    return (
        f'<li class="said learner"><p class="who">{esc(t("You, as the boss"))}</p>'
        f'<div class="spoken"><p class="words" lang="en" dir="auto">'
        f"{esc(exchange.said)}</p></div></li>"
        f'<li class="said boss"><p class="who">{esc(t("The model employee"))}</p>'
        f'<div class="spoken"><p class="words" lang="en" dir="auto">'
        f"{esc(exchange.answer)}</p>{worry}</div></li>"
    )


def _form(persona: Persona, rehearsal: str, exchanges: Sequence[Exchange]) -> str:
    earlier = esc(json.dumps([list(exchange) for exchange in exchanges]))
    suggested = joined(
        f"<li lang='en'>{button(line, 'swap', form='swap-form', text=line)}</li>"
        for line in suggestions(persona, [exchange.said for exchange in exchanges])
    )
    yours = esc(t("Your words as the boss"))
    return (
        f"<p>{esc(t('Say something like this, or your own words:'))}</p>"
        f'<ul class="suggested">{suggested}</ul>'
        '<form id="swap-form" data-do="swap" data-quiet>'
        f'<input type="hidden" name="persona" value="{esc(persona.id)}">'
        f'<input type="hidden" name="rehearsal" value="{esc(rehearsal)}">'
        f'<input type="hidden" name="earlier" value="{earlier}">'
        f'<label for="swap-words" class="vh">{yours}</label>'
        '<input id="swap-words" name="text" type="text" autocomplete="off" maxlength="600"'
        f' placeholder="{yours}">'
        f'<button type="submit" class="btn main">{esc(t("Say it"))}</button></form>'
    )


def suggestions(persona: Persona, said: Sequence[str]) -> list[str]:
    """Return lines that this boss might say next: one of each worry, none that was said."""
    if not said:
        return list(persona.opening[:SUGGESTIONS])
    fresh = [
        next((line for line in concern.lines.raise_ if line not in said), "")
        for concern in persona.concerns
    ]
    turned = len(said) % max(1, len(fresh))
    return [line for line in fresh[turned:] + fresh[:turned] if line][:SUGGESTIONS]
