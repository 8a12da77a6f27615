"""Two attempts side by side: the findings gained, lost and kept, and the words."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from app.attempts import Compared
from app.domain.conversation import SpeakerName
from app.domain.difference import CriterionChange, Difference, Pair, Piece, Shift
from app.domain.rubric import Behaviour, Criterion, Rubric
from app.domain.scorecard import Finding
from app.web.attempts_html import beginning
from app.web.markup import english, esc, hue, joined, shape, shortened
from app.web.words import t, tn

QUOTE = 160
"""Longest quote of a finding (in characters)."""


def findings(found: Difference, rubric: Rubric) -> str:
    """Return what each side showed that the other did not, by criterion, and what both did."""
    if not found.first.card or not found.second.card:
        return ""
    blocks = joined(
        _criterion_findings(criterion, change, place)
        for place, (criterion, change) in enumerate(
            zip(rubric.criteria, found.criteria, strict=True)
        )
    )
    return (
        f'<section class="shifts"><h2>{esc(t("What the judge found"))}</h2>'
        f'<div class="shift-columns">{blocks}</div></section>'
    )


def _criterion_findings(criterion: Criterion, change: CriterionChange, place: int) -> str:
    known = {behaviour.id: behaviour for behaviour in criterion.behaviours}
    shifts = [shift for shift in change.shifts if shift.behaviour in known]
    kept = [s for s in shifts if s.kind == "kept" and _strength(s.before) == _strength(s.after)]
    moved = [shift for shift in shifts if shift not in kept]
    rows = joined(_shift(shift, known[shift.behaviour]) for shift in moved)
    nothing = f'<li class="aside">{esc(t("Nothing changed here."))}</li>'
    return (
        f'<section class="{hue(place)}"><h3>{shape(place)}{english(criterion.title)}</h3>'
        f"<ul>{rows or nothing}</ul>{_kept(kept, known)}</section>"
    )


def _kept(kept: Sequence[Shift], known: dict[str, Behaviour]) -> str:
    if not kept:
        return ""
    rows = joined(_shift(shift, known[shift.behaviour]) for shift in kept)
    label = tn("{number} finding on both sides", "{number} findings on both sides", len(kept))
    return f'<details class="quiet"><summary>{esc(label)}</summary><ul>{rows}</ul></details>'


def _shift(shift: Shift, behaviour: Behaviour) -> str:
    told = _told(shift, behaviour.points < 0)
    quotes = "".join(
        f' <q lang="en" dir="auto">{esc(shortened(spot.quote, QUOTE))}</q>'
        for finding in (shift.after or shift.before,)
        if finding
        for spot in finding.evidence[:1]
    )
    return (
        f'<li class="shift {shift.kind}"><p><strong>{esc(told)}</strong> '
        f"{english(behaviour.label)}</p><p>{quotes}</p></li>"
    )


def _told(shift: Shift, costs: bool) -> str:
    """Return what became of a behaviour, in words."""
    if shift.kind == "gained":
        return t("New, and it costs:") if costs else t("Gained:")
    if shift.kind == "lost":
        return t("Gone, and it cost:") if costs else t("Lost:")
    strength = _strength(shift.after) - _strength(shift.before)
    if strength > 0:
        return t("Clearer now:")
    return t("Less clear now:") if strength < 0 else t("Kept:")


def _strength(finding: Finding | None) -> int:
    if finding is None:
        return 0
    return (2 if finding.shown == "yes" else 1) + int(finding.specific)


def words(compared: Compared, names: tuple[str, str]) -> str:
    """Return the two transcripts from where they part; `names` are what the sides are called."""
    found = compared.difference
    labels = _labels(compared, names)
    both = _both(compared)
    rows = joined(_pair(pair, labels[pair.speaker], both[pair.speaker]) for pair in found.pairs)
    if not found.pairs:
        rows = f'<li class="aside">{esc(t("Both say the same, word for word."))}</li>'
    return (
        f'<section class="pairs-section"><h2>{esc(t("The words"))}</h2>'
        f'<p class="aside">{esc(t("Marked words are not on the other side."))}</p>'
        f"{_folded(compared)}"
        f'<ol class="pairs">{rows}</ol></section>'
    )


def _labels(compared: Compared, names: tuple[str, str]) -> dict[SpeakerName, tuple[str, str]]:
    """Return what stands over the words of boss and learner on either side."""
    bosses = (compared.first.rehearsal.persona_name, compared.second.rehearsal.persona_name)
    if bosses[0] != bosses[1]:
        one, two = (t("You to {name}", name=boss) for boss in bosses)
        return {"boss": bosses, "learner": (one, two)}
    one, two = (t("You, {name}", name=name) for name in names)
    first, second = (
        t("{boss}, {name}", boss=boss, name=name) for boss, name in zip(bosses, names, strict=True)
    )
    return {"boss": (first, second), "learner": (one, two)}


def _both(compared: Compared) -> dict[SpeakerName, str]:
    """Return what stands over words that both sides have; '' where two bosses said them."""
    bosses = {talk.rehearsal.persona_name for talk in (compared.first, compared.second)}
    boss = t("{name}, both times", name=min(bosses)) if len(bosses) == 1 else ""
    return {"boss": boss, "learner": t("You, both times")}


def _folded(compared: Compared) -> str:
    common = compared.first.turns[: compared.difference.common]
    if not common:
        return ""
    label = tn("The same turn at first", "The same {number} turns at first", len(common))
    return beginning(common, compared.first.rehearsal.persona_name, label)


def _pair(pair: Pair, labels: tuple[str, str], both: str) -> str:
    if both and pair.before is not None and pair.before == pair.after:
        return f'<li class="pair {pair.speaker} both">{_side(pair.before, both, _plain)}</li>'
    left = _side(pair.before, labels[0], _removed)
    right = _side(pair.after, labels[1], _added)
    return f'<li class="pair {pair.speaker}">{left}{right}</li>'


def _side(pieces: tuple[Piece, ...] | None, label: str, mark: Callable[[Piece], str]) -> str:
    head = f'<p class="who">{esc(label)}</p>'
    if pieces is None:
        return f'<div class="side-words">{head}<p class="aside">{esc(t("It was over."))}</p></div>'
    words = joined(mark(piece) for piece in pieces)
    return f'<div class="side-words">{head}<p class="words" lang="en" dir="auto">{words}</p></div>'


def _plain(piece: Piece) -> str:
    return esc(piece.text)


def _removed(piece: Piece) -> str:
    return f"<del>{esc(piece.text)}</del>" if piece.changed else esc(piece.text)


def _added(piece: Piece) -> str:
    return f"<ins>{esc(piece.text)}</ins>" if piece.changed else esc(piece.text)
