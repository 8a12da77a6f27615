"""Swapped chairs: the learner speaks as the boss, and a model employee answers."""

from __future__ import annotations

import json
from collections.abc import Sequence

from app.chairs import Exchange
from app.domain.persona import Persona
from app.web.markup import button, esc, joined, one_line

SUGGESTIONS = 3
"""Lines of the boss that are offered to be said."""


def swap(persona: Persona, rehearsal: str, exchanges: Sequence[Exchange], problem: str = "") -> str:
    """Return the page of swapped chairs; `rehearsal` is the meeting to go back to, if any."""
    name = esc(persona.name)
    if rehearsal:
        back = button("Swap back", "arrive", kind="link back", rehearsal=rehearsal)
    else:
        back = button("Swap back", "brief", kind="link back", persona=persona.id)
    notice = f'<div class="notice" role="alert"><p>{esc(problem)}</p></div>' if problem else ""
    return one_line(f"""
        <section class="brief swap" aria-labelledby="swap-title"><p>{back}</p>
        <h1 id="swap-title" tabindex="-1" data-focus="swap {esc(persona.id)}">You are {name}</h1>
        <p class="lead">Push as {name} would. Across the table sits a colleague who declines well.
        Nothing here is scored or kept.</p>
        <ol class="transcript" aria-live="polite">{joined(_exchange(e) for e in exchanges)}</ol>
        {notice}{_form(persona, rehearsal, exchanges)}</section>""")


def _exchange(exchange: Exchange) -> str:
    worry = (
        f'<p class="aside">Takes up the worry “{esc(exchange.worry)}”</p>' if exchange.worry else ""
    )
    return (
        '<li class="said learner"><p class="who">You, as the boss</p><div class="spoken">'
        f'<p class="words" dir="auto">{esc(exchange.said)}</p></div></li>'
        '<li class="said boss"><p class="who">The model employee</p><div class="spoken">'
        f'<p class="words" dir="auto">{esc(exchange.answer)}</p>{worry}</div></li>'
    )


def _form(persona: Persona, rehearsal: str, exchanges: Sequence[Exchange]) -> str:
    earlier = esc(json.dumps([list(exchange) for exchange in exchanges]))
    suggested = joined(
        f"<li>{button(line, 'swap', form='swap-form', text=line)}</li>"
        for line in suggestions(persona, [exchange.said for exchange in exchanges])
    )
    return (
        f'<p>Say something like this, or your own words:</p><ul class="suggested">{suggested}</ul>'
        '<form id="swap-form" data-do="swap" data-quiet>'
        f'<input type="hidden" name="persona" value="{esc(persona.id)}">'
        f'<input type="hidden" name="rehearsal" value="{esc(rehearsal)}">'
        f'<input type="hidden" name="earlier" value="{earlier}">'
        '<label for="swap-words" class="vh">Your words as the boss</label>'
        '<input id="swap-words" name="text" type="text" autocomplete="off" maxlength="600"'
        ' placeholder="Your words as the boss">'
        '<button type="submit" class="btn main">Say it</button></form>'
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
