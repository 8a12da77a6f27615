"""A rehearsal as a PDF: what its pages say, and in which order."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import closing

from app.domain.correction import level_given
from app.domain.marks import MARKED_WRONG, Hit, hits, marks, points
from app.domain.rubric import TOP_LEVEL, Behaviour
from app.domain.scorecard import Advice, CriterionScore, Scorecard, moment
from app.domain.text import storable
from app.export.document import SOFT, About
from app.export.lettering import Span, Style
from app.export.looks import (
    BOSS,
    HEADING,
    OVERALL,
    QUIET,
    QUOTE,
    STRONG,
    TEXT,
    TITLE,
    evidence,
    line,
    trainer,
)
from app.export.paper import ACCENT, RULE, Paper, Part
from app.export.record import ONLY_PRACTICE, Record, level_words, overall_words

READING = 322.0
"""Width of running text (in points): about 70 letters."""
MARGIN = 20.0
"""Between a turn and its marks (in points)."""
BAR = 158.0


def pdf_bytes(record: Record, paper: str = "a4") -> bytes:
    """Return the file; the same record gives the same bytes. `paper` is 'a4' or 'letter'."""
    past, card = record.rehearsal, record.card
    made = card.created_at if card else past.finished_at or past.started_at
    with closing(Paper(paper, About(storable(record.title), ONLY_PRACTICE, made))) as sheet:
        _Pages(record, sheet).write()
        return sheet.bytes()


class _Pages:
    """Writes a record on paper, section by section."""

    def __init__(self, record: Record, paper: Paper) -> None:
        self._record, self._paper = record, paper
        rubric = record.rubric
        self._places = {one.id: n for n, one in enumerate(rubric.criteria)} if rubric else {}

    def write(self) -> None:
        """Write everything that the record has."""
        card = self._record.card
        self._top()
        if card:
            self._levels(card)
            self._moment(card)
        self._transcript()
        if card:
            self._advice(card)
            self._behaviours(card)
        self._trainers()
        self._reflection()
        self._plan()
        self._made_by(card)

    # The sections

    def _top(self) -> None:
        record, paper = self._record, self._paper
        about = f"{record.title}. {record.situation}."
        parts = paper.words([Span(about, QUIET)], after=4)
        parts += paper.words([Span(record.outcome, TITLE)], tag="H1", after=2)
        if record.card:
            parts += paper.words(
                [Span(f"Overall: {overall_words(record.card.overall)}", OVERALL)], after=4
            )
            for warning in record.card.warnings:
                parts += paper.words([Span(warning, QUIET)], after=3)
        paper.put([*parts, paper.gap(10)])

    def _levels(self, card: Scorecard) -> None:
        for score in card.criteria:
            self._paper.put(self._level(score))

    def _level(self, score: CriterionScore) -> list[Part]:
        paper, place = self._paper, self._places.get(score.id, 0)
        title = [*self._shaped(score.id), Span(self._record.criterion(score.id), STRONG)]
        left = paper.words(title, width=BAR, tag="H2")
        left += paper.words([Span(level_words(score.level), TEXT)], width=BAR, after=1)
        left.append(paper.bar(score.level, place, width=BAR))
        beside = BAR + MARGIN
        right: list[Part] = []
        for words in self._level_lines(score):
            right += paper.words(words, left=beside, after=3)
        return [paper.beside(left, right), paper.gap(11)]

    def _level_lines(self, score: CriterionScore) -> Iterator[list[Span]]:
        """Yield what is said of a level: the trainer's, the anchors, praise, and reasons."""
        given = level_given(self._record.corrections, score.id)
        if given:
            yield [Span(f"Trainer: {level_words(given.level)}. ", STRONG), Span(given.reason, TEXT)]
        if score.level is None:
            yield [Span(f"Not scored: {score.reason}", TEXT)]
            return
        criteria = self._record.rubric.criteria if self._record.rubric else ()
        anchors = next((one.levels for one in criteria if one.id == score.id), {})
        if score.level in anchors:
            yield [Span(anchors[score.level], TEXT)]
        if score.level < TOP_LEVEL and score.level + 1 in anchors:
            nxt = level_words(score.level + 1).partition(" ")[0]
            yield [Span(f"Next, {nxt}: ", QUIET), Span(anchors[score.level + 1], QUIET)]
        for praise in score.praise:
            yield [Span(f"Done well: “{praise.quote}” ", TEXT), Span(praise.text, QUIET)]
        if score.reason:
            yield [Span(score.reason, QUIET)]

    def _moment(self, card: Scorecard) -> None:
        found = moment(card.criteria)
        turns = self._record.turns
        if found is None or found[1].turn is None or found[1].turn >= len(turns):
            return
        criterion, advice = found
        paper = self._paper
        parts = self._section("The one moment to redo")
        said = turns[found[1].turn].text
        quote = [Span(said, QUOTE)]
        parts += paper.words(quote, left=12, width=READING, tag="BlockQuote", ruled=ACCENT, after=6)
        parts += self._advised(criterion, advice)
        paper.put(parts)

    def _advised(self, criterion: str, advice: Advice) -> list[Part]:
        paper = self._paper
        title = Span(f"{advice.title}. ", STRONG)
        first = [*self._shaped(criterion), title, Span(advice.text, TEXT)]
        parts = paper.words(first, width=READING + 60, after=4)
        if advice.rewrite:
            written = "Your line, as you might say it next time (written by the model): "
            spans = [Span(written, QUIET), Span(advice.rewrite, TEXT)]
            parts += paper.words(spans, width=READING + 60, after=4)
        half = (paper.width - MARGIN) / 2
        weak = self._half("Weak", advice.weak, 0, half)
        strong = self._half("Strong", advice.strong, half + MARGIN, half)
        return [*parts, paper.beside(weak, strong), paper.gap(10)]

    def _half(self, label: str, text: str, left: float, width: float) -> list[Part]:
        parts = self._paper.words([Span(label, QUIET)], left=left, width=width)
        return parts + self._paper.words([Span(text, TEXT)], left=left, width=width)

    def _transcript(self) -> None:
        record, paper = self._record, self._paper
        marked = bool(record.card and record.rubric)
        hint = "A solid line under words: they earned points. A dashed one: they cost some."
        before = self._section("What you said" if record.card else "What was said")
        if marked:
            before += paper.words([Span(hint, QUIET)], after=6)
        for index in range(len(record.turns)):
            paper.put([*before, *self._turn(index), paper.gap(9)])
            before = []

    def _turn(self, index: int) -> list[Part]:
        record, paper = self._record, self._paper
        turn = record.turns[index]
        who = paper.words([Span(record.who(turn.speaker), QUIET)], left=12, width=READING)
        if turn.speaker == "boss":
            broken = "" if turn.complete else " (The reply broke off here.)"
            said = [Span(turn.text, BOSS), Span(broken, QUIET)]
            return who + paper.words(said, left=12, width=READING)
        found: Sequence[Hit] = ()
        if record.card and record.rubric:
            found = hits(record.card, record.rubric, index, record.corrections)
        words = paper.words(list(evidence(turn.text, found)), left=12, width=READING, ruled=RULE)
        return paper.with_margin(who + words, self._marks(found))

    def _marks(self, found: Sequence[Hit]) -> list[Part]:
        """Return the marks beside a turn, one for each behaviour and what a trainer says of it."""
        left = 12 + READING + MARGIN + 11
        parts: list[Part] = []
        for hit in marks(found):
            said = [words for words in ("in part" if hit.partly else "", trainer(hit)) if words]
            more = f" ({', '.join(said)})" if said else ""
            name = Span(f"{hit.behaviour.label}\xa0{points(hit.behaviour)}", QUIET, (line(hit),))
            if hit.trainer != MARKED_WRONG and not hit.costs:
                name = name._replace(under=())
            words = [name, Span(more, QUIET)]
            parts += self._paper.words(words, left=left, after=1, mark=hit.criterion)
        return parts

    def _advice(self, card: Scorecard) -> None:
        first = moment(card.criteria)
        others = [
            (score.id, advice)
            for score in card.criteria
            for advice in score.advice
            if first is None or advice is not first[1]
        ]
        before = self._section("What would raise it most")
        for criterion, advice in others:
            self._paper.put([*before, *self._advised(criterion, advice)])
            before = []

    def _behaviours(self, card: Scorecard) -> None:
        rubric, paper = self._record.rubric, self._paper
        scores = {score.id: score for score in card.criteria if score.level is not None}
        before = self._section("Every behaviour")
        for criterion in rubric.criteria if rubric else ():
            if criterion.id not in scores:
                continue
            shown = {f.behaviour for f in scores[criterion.id].findings if f.shown != "no"}
            seen = [b for b in criterion.behaviours if b.id in shown]
            not_heard = [b for b in criterion.behaviours if b.id not in shown and b.points > 0]
            title = [*self._shaped(criterion.id), Span(criterion.title, STRONG)]
            parts = paper.words(title, tag="H3", after=1)
            for label, those in (("You showed: ", seen), ("Not heard: ", not_heard)):
                spans = [Span(label, QUIET), Span(_listed(those), TEXT)]
                parts += paper.words(spans, after=1)
            paper.put([*before, *parts, paper.gap(6)])
            before = []

    def _trainers(self) -> None:
        before = self._section("What trainers say of it")
        for one in self._record.corrections:
            said = self._paper.words([Span(self._record.said_by_trainer(one), TEXT)], after=3)
            self._paper.put([*before, *said])
            before = []

    def _reflection(self) -> None:
        if self._record.reflection:
            parts = self._section("What you will do differently next time")
            words = [Span(self._record.reflection, TEXT)]
            parts += self._paper.words(words, left=12, width=READING, ruled=ACCENT, after=6)
            self._paper.put(parts)

    def _plan(self) -> None:
        before = self._section("What you prepared")
        for asked, answer in self._record.plan:
            parts = self._paper.words([Span(asked, STRONG)], tag="H3")
            parts += self._paper.words([Span(answer, TEXT)], width=READING + 60, after=4)
            self._paper.put([*before, *parts])
            before = []

    def _made_by(self, card: Scorecard | None) -> None:
        paper, past = self._paper, self._record.rehearsal
        parts = [paper.gap(6), paper.hairline()]
        rows = [("Boss", f"{past.persona_name} {past.persona_hash}")]
        rows += [("Speaker", past.model or past.speaker)]
        if card:
            pins = card.pins
            rows = [
                ("Rubric", f"{pins.rubric_id} {pins.rubric_hash}"),
                ("Judge", f"{pins.judge.kind}, {pins.judge.model} {pins.judge.hash}"),
                *rows,
                ("Scored", f"{card.created_at:%Y-%m-%d %H:%M} UTC"),
            ]
        for label, value in rows:
            parts += paper.words([Span(f"{label}: ", QUIET), Span(value, QUIET)])
        if paper.named:
            parts += paper.words([Span(NAMED, QUIET)], after=2)
        parts += paper.words([Span(ONLY_PRACTICE, Style("bold", 9.5, SOFT))])
        paper.put(parts)

    # Pieces

    def _section(self, title: str) -> list[Part]:
        paper = self._paper
        heading = paper.words([Span(title, HEADING)], tag="H2", after=5)
        return [paper.gap(10), paper.bookmarked(heading[0], title), *heading[1:]]

    def _shaped(self, criterion: str) -> list[Span]:
        """Return a criterion's shape before its words."""
        return [Span("", TEXT, shapes=(self._places.get(criterion, 0),)), Span(" ", TEXT)]


NAMED = (
    "Words in [brackets] name signs that this file’s fonts do not have; the Markdown, JSON and CSV "
    "copies hold the signs themselves."
)


def _listed(behaviours: Sequence[Behaviour]) -> str:
    return ", ".join(f"{one.label}\xa0({points(one)})" for one in behaviours) or "nothing"
