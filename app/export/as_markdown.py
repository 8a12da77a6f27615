"""A rehearsal as Markdown."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from app.domain.conversation import Rehearsal, Turn, outcome_words
from app.domain.persona import SITUATIONS
from app.domain.rubric import LEVEL_NAMES, TOP_LEVEL, Rubric
from app.domain.scorecard import CriterionScore, Scorecard

_MARKUP = re.compile(r"([\\`*_{}\[\]<>#|~&])")
_BEGINNING = re.compile(r"^(\d*)([-+=.)])")
"""What makes a list, a rule or a heading of a line."""


def plain(text: str) -> str:
    """Return `text` so that no Markdown reader takes it for markup."""
    # Without indent, because four spaces make a block of code.
    lines = (_MARKUP.sub(r"\\\1", line.strip()) for line in text.splitlines())
    return "\n".join(_BEGINNING.sub(r"\1\\\2", line) for line in lines)


def markdown_text(
    rehearsal: Rehearsal, turns: Sequence[Turn], card: Scorecard | None, rubric: Rubric | None
) -> str:
    """Return outcome, scores with their quotes, and the transcript."""
    situation = SITUATIONS.get(rehearsal.situation, rehearsal.situation)
    outcome = "The meeting is not over."
    if rehearsal.outcome:
        outcome = outcome_words(rehearsal.outcome, rehearsal.situation)
    lines = [
        f"# Rehearsal with {plain(rehearsal.persona_name)}",
        "",
        f"{situation}, {rehearsal.started_at:%d %B %Y}. {outcome}",
        "",
    ]
    if card:
        lines += ["## Scorecard", "", *_scorecard(card, rubric)]
    lines += ["## Transcript", ""]
    for turn in turns:
        who = plain(rehearsal.persona_name) if turn.speaker == "boss" else "You"
        lines += [f"**{who}:** {plain(turn.text)}", ""]
    return "\n".join(lines)


def _scorecard(card: Scorecard, rubric: Rubric | None) -> Iterator[str]:
    overall = "not scored" if card.overall is None else f"{card.overall} of 100"
    yield f"Overall: {overall}"
    yield ""
    for score in card.criteria:
        yield from _criterion(score, rubric)
    for warning in card.warnings:
        yield f"Note: {plain(warning)}"
        yield ""
    judge, pins = card.pins.judge, card.pins
    yield (
        f"Made by the {judge.kind} judge ({plain(judge.model)}, {judge.hash}) with rubric "
        f"{pins.rubric_id} ({pins.rubric_hash}) on {card.created_at:%Y-%m-%d}. "
        "For practice only, not for personnel decisions."
    )
    yield ""


def _criterion(score: CriterionScore, rubric: Rubric | None) -> Iterator[str]:
    titles = {one.id: one.title for one in rubric.criteria} if rubric else {}
    title = plain(titles.get(score.id, score.id))
    if score.level is None:
        yield f"### {title}: not scored"
        yield ""
        yield plain(score.reason)
    else:
        yield f"### {title}: {LEVEL_NAMES[score.level]} ({score.level} of {TOP_LEVEL})"
    yield ""
    for finding in score.findings:
        if finding.shown == "no":
            continue
        label = finding.behaviour.replace("_", " ")
        quotes = "; ".join(
            f"“{plain(' '.join(evidence.quote.split()))}”" for evidence in finding.evidence
        )
        yield f"- {label}{' (partly)' if finding.shown == 'partly' else ''}: {quotes}"
    for praise in score.praise:
        quote = plain(" ".join(praise.quote.split()))
        yield f"- Done well: “{quote}” {plain(praise.text)}"
    for advice in score.advice:
        yield f"- Next time: {plain(advice.title)}. {plain(advice.text)}"
    yield ""
