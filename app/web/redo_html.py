"""Going back: the links that lead to another answer, and what stands under the last turn."""

from __future__ import annotations

from app.attempts import Redo
from app.domain.talk import Talk
from app.web.markup import button, esc, joined, shortened
from app.web.words import t, tn

FIRST_WORDS = 60
"""How much of an answer is shown where one chooses it (in characters)."""
SAID_BEFORE = 280
"""How much of the earlier answer is shown above the box (in characters)."""


def redo_link(
    rehearsal_id: str, turn_id: str, label: str, *, named: str = "", kind: str = "link"
) -> str:
    """Return the link that lets the learner answer a turn of theirs differently.

    On the practice page it is a command, elsewhere it leads there. `named` is what it is called
    where the label alone says too little: it begins with the label.
    """
    extra = f' aria-label="{esc(named)}"' if named else ""
    where = f"./?rehearsal={esc(rehearsal_id)}&amp;redo={esc(turn_id)}"
    return (
        f'<a class="btn {kind}" href="{where}" data-do="redo" data-on="practice"'
        f' data-rehearsal="{esc(rehearsal_id)}" data-turn="{esc(turn_id)}"{extra}>{esc(label)}</a>'
    )


def under_the_turn(talk: Talk, attempts: int = 1) -> str:
    """Return what can be done with what was said so far: edit, take back, answer differently.

    Where there are more `attempts` than this one, a link leads to all of them.
    """
    answers = [turn for turn in talk.turns if turn.speaker == "learner"]
    if not answers:
        return ""
    last = answers[-1]
    edit = (
        f'<button type="button" class="btn link" data-do="redo" data-mine'
        f' data-rehearsal="{esc(last.rehearsal_id)}" data-turn="{esc(last.id)}">'
        f"{esc(t('Edit my last answer'))}</button>"
    )
    back = button(
        t("Take it back"),
        "take_back",
        kind="link",
        named=t("Take it back: my last answer"),
        rehearsal=last.rehearsal_id,
        redo=last.id,
    )
    tree = (
        f'<a class="btn link" href="review?rehearsal={esc(last.rehearsal_id)}#attempts">'
        f"{esc(tn('{number} attempt', '{number} attempts', attempts))}</a>"
        if attempts > 1
        else ""
    )
    return f'<div class="turn-acts">{edit}{back}{tree}{_earlier(talk)}</div>'


def _earlier(talk: Talk) -> str:
    """Return the answers before the last one, folded, each with its way back."""
    earlier = [turn for turn in talk.turns if turn.speaker == "learner"][:-1]
    if not earlier:
        return ""
    rows = joined(
        f"<li><q lang='en'>{esc(shortened(turn.text, FIRST_WORDS))}</q> "
        + redo_link(
            turn.rehearsal_id,
            turn.id,
            t("Answer differently"),
            named=t("Answer differently: answer {number}", number=number),
        )
        + "</li>"
        for number, turn in enumerate(earlier, 1)
    )
    return (
        f'<details class="quiet earlier"><summary>{esc(t("Earlier answers"))}</summary>'
        f"<ol>{rows}</ol></details>"
    )


def taken_back(rehearsal_id: str, leaf: str) -> str:
    """Return the note that the last exchange is taken back, with the way to bring it back."""
    again = button(t("Bring it back"), "attempt", kind="link", rehearsal=rehearsal_id, attempt=leaf)
    return (
        f'<div class="notice" role="status"><p data-focus="taken back {esc(leaf)}" tabindex="-1">'
        f"{esc(t('Taken back: it is as if you had not answered yet.'))}</p>{again}</div>"
    )


def redoing(redo: Redo) -> str:
    """Return the quiet line above the box: what was said before, and the ways on and back."""
    where = redo.said.rehearsal_id
    back = button(
        t("Back to where I was"),
        "arrive",
        kind="link",
        rehearsal=where,
        href=f"?rehearsal={where}",
    )
    return (
        '<div class="redoing" id="redoing"><p>'
        f"<strong>{esc(t('Answer this differently.'))}</strong> "
        f"{esc(t('Before, you said:'))} "
        f'<q lang="en" dir="auto">{esc(shortened(redo.said.text, SAID_BEFORE))}</q></p>'
        f'<p class="turn-acts"><button type="button" class="btn link" data-fill>'
        f"{esc(t('Start from what I said'))}</button>{back}</p></div>"
    )
