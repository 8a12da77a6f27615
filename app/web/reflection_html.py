"""What a learner means to do differently: the box under a scorecard, which keeps what is typed."""

from __future__ import annotations

from app.domain.reflection import MAX_REFLECTION
from app.domain.talk import Talk
from app.web.markup import esc
from app.web.words import number, t


def reflection(talk: Talk, text: str) -> str:
    """Return the box with `text` in it; after.js sends what is typed to /reflection."""
    title = t("What will you do differently next time?")
    note = t("Kept as you type, and part of every copy of this rehearsal.")
    too_long = t(
        "Over {most} characters. Shorten it, and it is saved.", most=number(MAX_REFLECTION)
    )
    offline = t("Not saved: the app does not answer. Your words stay here, and are tried again.")
    return (
        '<section class="reflection" aria-labelledby="reflection-title">'
        f'<h2 id="reflection-title">{esc(title)}</h2>'
        '<textarea id="reflection" rows="3" dir="auto" aria-labelledby="reflection-title"'
        f' aria-describedby="reflection-note" data-rehearsal="{esc(talk.rehearsal.id)}"'
        f' data-leaf="{esc(talk.turns[-1].id)}" data-offline="{esc(offline)}"'
        f' data-most="{MAX_REFLECTION}" data-too-long="{esc(too_long)}">{esc(text)}'
        f'</textarea><p class="aside" id="reflection-note">{esc(note)}</p>'
        '<p class="aside reflection-state" role="status"></p>'
        # A text box prints no more than its visible lines.
        f'<p class="on-paper" dir="auto" aria-hidden="true">{esc(text)}</p></section>'
    )
