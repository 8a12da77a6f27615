"""The review page: past rehearsals, and any one of them."""

from __future__ import annotations

from collections.abc import AsyncIterator
from typing import NamedTuple

import gradio as gr

from app.domain.history import HistoryQuery
from app.domain.rubric import Rubric
from app.errors import AppError, NotFound
from app.web import attempts_html, review_html
from app.web.commands import Command
from app.web.corrections_html import Answer
from app.web.pages import coaching, comparing, correcting
from app.web.pages.shared import Page, View, pane, query
from app.web.phrases import told
from app.web.visitor import may
from app.web.words import t

FROM_ADDRESS = ("rehearsal", "attempt", "scorecard", "one", "two")
"""What the page's address may ask for."""


class Screen(NamedTuple):
    """Everything on the page, pane by pane, in the order of the panes."""

    filters: View = View()
    note: View = View(visible=False)
    rows: View = View(visible=False)
    opened: View = View(visible=False)


class Review(Page):
    """Wires the review page to the use case."""

    fallback = Command(do="list")
    trainers_only = correcting.COMMANDS

    def build(self, blocks: gr.Blocks) -> None:
        """Lay out the page inside `blocks` and bind its events."""
        panes = ("review-filters", "review-note", "review-rows", "review-opened")
        self.bind(blocks, [pane(name, visible=False) for name in panes])

    def asked(self, request: gr.Request) -> Command:
        """Return what shows the list, or the rehearsal in the page's address."""
        wanted = {name: query(request, name) for name in FROM_ADDRESS}
        return Command(do="compare" if wanted["one"] else "open", **wanted)

    async def screens(self, who: str, command: Command, *, first: bool) -> AsyncIterator[Screen]:
        """Yield what the page shows after a command; an error becomes a message."""
        try:
            screen = await self._done(who, command)
        except AppError as error:
            note = View(review_html.notice(str(error)))
            if command.do in ("list", "arrive"):
                screen = Screen(note=note)
            else:
                screen = self._list(who, command)._replace(note=note)
        if first:
            screen = screen._replace(filters=self._filters(screen.filters.visible))
        yield screen

    async def _done(self, who: str, command: Command) -> Screen:
        """Carry out a command. Raises an `AppError`."""
        here, wanted = self._rehearsals, command.rehearsal
        if command.do == "open" and wanted:
            return await self._opened(who, command)
        if command.do == "compare":
            html = await comparing.compared(here, who, command)
            return Screen(filters=View(visible=False), opened=View(html))
        if command.do in correcting.COMMANDS:
            answer = correcting.done(here.corrections, who, command)
            return await self._opened(who, command, answer)
        if command.do == "delete":
            past = here.talk(who, wanted).rehearsal
            here.delete(who, wanted)
            return self._list(who, command)._replace(note=View(review_html.deleted(past)))
        if command.do == "restore":
            here.restore(who, wanted)
        return self._list(who, command)

    def _filters(self, visible: bool) -> View:
        bosses = {persona.id: persona.name for persona in self._rehearsals.personas()}
        return View(review_html.filters(dict(sorted(bosses.items(), key=lambda b: b[1]))), visible)

    def _list(self, who: str, command: Command) -> Screen:
        """Return the page of the list that a command asks for."""
        wanted = _query(command)
        rows, total = self._rehearsals.history(who, wanted)
        if not rows and wanted.offset:
            return self._list(who, command.model_copy(update={"page": command.page - 1}))
        filtered = any((wanted.persona_id, wanted.situation, wanted.outcome, wanted.text))
        rubrics = self._rubrics({row.rehearsal.rubric_id for row in rows})
        page = wanted.offset // review_html.PAGE
        html = review_html.listing(rows, total, page, rubrics, filtered=filtered)
        return Screen(rows=View(html))

    def _rubrics(self, ids: set[str]) -> dict[str, Rubric]:
        """Return those of the rubrics that still exist."""
        known = {}
        for rubric_id in ids:
            try:
                known[rubric_id] = self._rehearsals.rubric(rubric_id)
            except NotFound:
                continue
        return known

    async def _opened(self, who: str, command: Command, answer: Answer | None = None) -> Screen:
        """Return one attempt, with the others under it; if it cannot be scored, with the reason."""
        here = self._rehearsals
        attempt = command.attempt or here.attempts.of_card(who, command.scorecard)
        talk = here.talk(who, command.rehearsal, attempt)
        rubric = here.rubric(talk.rehearsal.rubric_id)
        card, note = None, View(visible=False)
        if answer and answer.refused and answer.refused.do == "wrong":  # it has no form to say it
            note = View(review_html.notice(answer.refused.problem))
        if not talk.rehearsal.open:
            try:
                card = await here.after.scorecard(who, command.rehearsal, attempt)
            except AppError as error:
                note = View(review_html.notice(t("Not scored: {reason}", reason=told(error))))
        html = review_html.opened(
            talk,
            card,
            rubric,
            here.corrections.of(card) if card else (),
            answer,
            reflected=here.after.reflection(talk) if card else "",
            practised=coaching.practised(here, who, talk) if card else "",
            correctable=may("trainer"),
        )
        tree = here.attempts.tree(who, command.rehearsal)
        html += attempts_html.tree(tree, rubric, talk.turns[-1].id)
        return Screen(filters=View(visible=False), note=note, opened=View(html))


def _query(command: Command) -> HistoryQuery:
    """Return the query of a command."""
    return HistoryQuery(
        persona_id=command.persona or None,
        situation=command.situation or None,
        outcome=command.outcome or None,
        text=command.text.strip() or None,
        sort=command.sort,
        limit=review_html.PAGE,
        offset=command.page * review_html.PAGE,
    )
