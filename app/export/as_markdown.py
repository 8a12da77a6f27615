"""A rehearsal as Markdown."""

from __future__ import annotations

import re
from collections.abc import Iterator

from app.domain.correction import level_given
from app.domain.scorecard import CriterionScore, Scorecard
from app.export.record import ONLY_PRACTICE, Record, level_words

_MARKUP = re.compile(r"([\\`*_{}\[\]<>#|~&])")
_BEGINNING = re.compile(r"^(\d*)([-+=.)])")
"""What makes a list, a rule or a heading of a line."""


def plain(text: str) -> str:
    """Return `text` so that no Markdown reader takes it for markup."""
    # Without indent, because four spaces make a block of code.
    lines = (_MARKUP.sub(r"\\\1", line.strip()) for line in text.splitlines())
    return "\n".join(_BEGINNING.sub(r"\1\\\2", line) for line in lines)


def markdown_text(record: Record) -> str:
    """Return outcome, scores with their quotes, what was said of them, and the transcript."""
    lines = [
        f"# Rehearsal with {plain(record.rehearsal.persona_name)}",
        "",
        f"{record.situation}, {record.day}. {plain(record.outcome)}",
        "",
    ]
    if record.card:
        lines += ["## Scorecard", "", *_scorecard(record.card, record)]
    if record.corrections:
        said = (plain(_flat(record.said_by_trainer(one))) for one in record.corrections)
        lines += ["## What trainers say of it", "", *(f"- {one}" for one in said), ""]
    if record.reflection:
        lines += ["## Next time", "", plain(record.reflection), ""]
    if record.plan:
        lines += ["## What was prepared", ""]
        lines += [f"- {plain(asked)}: {plain(_flat(answer))}" for asked, answer in record.plan]
        lines += [""]
    lines += ["## Transcript", ""]
    for turn in record.turns:
        lines += [f"**{plain(record.who(turn.speaker))}:** {plain(turn.text)}", ""]
    return "\n".join(lines)


def _flat(text: str) -> str:
    """Return `text` on one line, for a list."""
    return " ".join(text.split())


def _scorecard(card: Scorecard, record: Record) -> Iterator[str]:
    overall = "not scored" if card.overall is None else f"{card.overall} of 100"
    yield f"Overall: {overall}"
    yield ""
    for score in card.criteria:
        yield from _criterion(score, record)
    for warning in card.warnings:
        yield f"Note: {plain(warning)}"
        yield ""
    pins, judge = card.pins, card.pins.judge
    yield (
        f"Made by the {judge.kind} judge ({plain(judge.model)}, {judge.hash}) with rubric "
        f"{pins.rubric_id} ({pins.rubric_hash}) on {card.created_at:%Y-%m-%d}. "
        f"{ONLY_PRACTICE}"
    )
    yield ""


def _criterion(score: CriterionScore, record: Record) -> Iterator[str]:
    yield f"### {plain(record.criterion(score.id))}: {level_words(score.level)}"
    yield ""
    if given := level_given(record.corrections, score.id):
        yield f"Judge: {level_words(score.level)}. Trainer: {level_words(given.level)}."
        yield ""
    if score.level is None:
        yield plain(score.reason)
        yield ""
    for finding in score.findings:
        if finding.shown == "no":
            continue
        label = finding.behaviour.replace("_", " ")
        quotes = "; ".join(f"“{plain(_flat(evidence.quote))}”" for evidence in finding.evidence)
        yield f"- {label}{' (partly)' if finding.shown == 'partly' else ''}: {quotes}"
    for praise in score.praise:
        yield f"- Done well: “{plain(_flat(praise.quote))}” {plain(praise.text)}"
    for advice in score.advice:
        yield f"- Next time: {plain(advice.title)}. {plain(advice.text)}"
    yield ""
