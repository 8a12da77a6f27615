"""The meeting: its header, what is going on, the side, and the line under the message box."""

from __future__ import annotations

from typing import Literal, NamedTuple

from app.attempts import Redo
from app.domain.care import HELP
from app.domain.conversation import Usage, outcome_words
from app.domain.scorecard import Cost
from app.domain.talk import Talk
from app.web import redo_html
from app.web.cards_html import facts
from app.web.markup import button, count, dots, esc, joined, one_line, plain, situation

Stage = Literal["yours", "thinking", "speaking", "stuck", "scoring", "over"]
"""Whose turn it is: the learner's, the boss's (silent, then in words), nobody's (a reply failed),
the judge's, or nobody's any more."""


Remedy = Literal["", "retry", "reload"]
"""What one click can do about a problem."""

PULSE = '<span class="pulse" aria-hidden="true"></span>'


class AtWork(NamedTuple):
    """Who speaks and who judges, in words."""

    speaker: str
    judge: str
    model: bool
    """Whether a language model is at work, so that tokens are worth showing."""
    usage: Usage = Usage()
    cost: Cost = Cost()
    """About what the scorecard will take."""
    budget: str = ""
    """That a budget is used up, in a sentence."""


class Status(NamedTuple):
    """What the page says between the conversation and the message box."""

    stage: Stage
    problem: str = ""
    """A plain sentence: what happened and what to do."""
    remedy: Remedy = ""
    answers: str = ""
    """The message id that this is the answer to; app.js keeps the text until then."""
    refused: bool = False
    """Whether that message was not stored."""
    redo: Redo | None = None
    """The turn that is being answered differently."""
    taken_back: str = ""
    """The attempt that was just taken back, by its last turn."""
    attempts: int = 1
    """Attempts of this rehearsal so far."""


def chat(talk: Talk, said: str = "") -> list[dict[str, object]]:
    """Return the conversation for gr.Chatbot, with `said` as the boss's turn in the making."""
    turns = list(talk.turns)
    if said and not turns[-1].complete:
        turns.pop()
    messages = [(turn.speaker, turn.text) for turn in turns]
    if said:
        messages.append(("boss", said))
    return [
        {
            "role": "assistant" if who == "boss" else "user",
            "content": [{"type": "text", "text": plain(text)}],
        }
        for who, text in messages
    ]


def header(talk: Talk, *, live: bool = True) -> str:
    """Return the slim line on top: boss, situation, turn, clock, End meeting.

    `live` unless a turn is about to be answered differently: then nothing can be ended.
    """
    meeting, persona = talk.rehearsal, talk.persona
    role = f"{esc(persona.role)} · " if persona else ""
    now = (
        f"Turn {talk.learner_turns + 1} of about {max(talk.patience, talk.learner_turns + 1)}"
        if meeting.open
        else f"Ended after {count(talk.learner_turns, 'turn')}"
    )
    return one_line(f"""
        <section class="meet-head" aria-label="Meeting">
        <div class="meet-who"><h1>{esc(meeting.persona_name)}</h1>
        <p>{role}{situation(meeting.situation)} {dots(meeting.difficulty)}</p></div>
        <div class="meet-now"><p class="turn-count">{esc(now)}</p>
        {_clock(talk) + _end(talk) if meeting.open and live else ""}</div>
        </section>""")


def _clock(talk: Talk) -> str:
    started = esc(talk.rehearsal.started_at.isoformat())
    return (
        '<button type="button" class="btn link clock" data-clock aria-pressed="false"'
        f' data-since="{started}" aria-label="Show the clock">Clock</button>'
    )


def _end(talk: Talk) -> str:
    return (
        '<details class="ask"><summary class="btn plain">End meeting</summary>'
        '<div class="ask-box"><p>End it here and see your scorecard?</p><p class="acts">'
        f"{button('End and score', 'end', kind='main', rehearsal=talk.rehearsal.id)}"
        '<button type="button" class="btn plain" data-shut>Keep talking</button></p>'
        "</div></details>"
    )


def outcome_sentence(talk: Talk) -> str:
    """Return in one sentence how the meeting ended, as text."""
    outcome = talk.rehearsal.outcome
    if outcome is None:
        return "This meeting is still going on."
    return outcome_words(outcome, talk.rehearsal.situation).replace(
        "The boss", talk.rehearsal.persona_name
    )


def status(talk: Talk, state: Status) -> str:
    """Return what is going on; its data attributes carry to the browser where the talk stands."""
    last = talk.turns[-1]
    redo = state.redo
    announced = last.text if last.speaker == "boss" and state.stage != "speaking" else ""
    return one_line(f"""
        <section id="talk" class="status" data-stage="{state.stage}"
        data-rehearsal="{esc(talk.rehearsal.id)}" data-after="{esc(last.id)}"
        data-answers="{esc(state.answers)}" data-refused="{"yes" if state.refused else "no"}"
        data-redo="{esc(redo.said.id if redo else "")}" data-leaf="{esc(redo.leaf if redo else "")}"
        data-before="{esc(redo.said.text if redo else "")}"
        data-name="{esc(talk.rehearsal.persona_name)}" data-announce="{esc(announced)}">
        {_said(talk, state)}{_going_back(talk, state)}</section>""")


def _going_back(talk: Talk, state: Status) -> str:
    """Return the ways back from the last turn, or from another answer that is being given."""
    if state.redo:
        return redo_html.redoing(state.redo)
    note = redo_html.taken_back(talk.rehearsal.id, state.taken_back) if state.taken_back else ""
    return note + (redo_html.under_the_turn(talk, state.attempts) if state.stage == "yours" else "")


def _said(talk: Talk, state: Status) -> str:
    name = esc(talk.rehearsal.persona_name)
    if state.problem:
        return (
            f'<div class="notice" role="alert"><p>{esc(state.problem)}</p>{_way(talk, state)}</div>'
        )
    if state.stage == "thinking":
        return f'<p class="thinking">{name} is thinking{PULSE}</p>'
    if state.stage == "scoring":
        return (
            f'<p class="ended">{esc(outcome_sentence(talk))}</p>'
            f'<p class="thinking late">Reading what you said{PULSE}</p>'
        )
    return help_notice() if talk.stepped_out and state.stage == "yours" else ""


def help_notice() -> str:
    """Return where somebody who is not well finds help; shown when the boss steps out."""
    paragraphs = joined(f"<p>{esc(paragraph)}</p>" for paragraph in HELP)
    return f'<div class="notice" role="status"><div>{paragraphs}</div></div>'


def _way(talk: Talk, state: Status) -> str:
    where = {"rehearsal": talk.rehearsal.id}
    if state.remedy == "reload":
        return f"<p>{button('Show where it stands', 'arrive', kind='main', **where)}</p>"
    if state.remedy == "retry":
        broken = talk.turns[-1].speaker == "boss"
        return (
            f"<p>{button('Continue' if broken else 'Try again', 'reply', kind='main', **where)}</p>"
        )
    return ""


def side(talk: Talk, more: str = "") -> str:
    """Return the situation and the learner's part, beside the conversation, and `more`."""
    if talk.persona is None:
        body = "<p>This boss's file is gone, so the situation cannot be shown.</p>"
    else:
        swap = button(
            "Swap chairs for a moment",
            "swap",
            kind="link",
            persona=talk.persona.id,
            rehearsal=talk.rehearsal.id,
        )
        body = f"{facts(talk.persona)}<p>{swap}</p>"
    return one_line(f'<section class="side" aria-label="The situation">{body}{more}</section>')


def _cost(cost: Cost) -> str:
    if not cost.calls:
        return ""
    rounded = max(100, round(cost.tokens, -2))
    return f" The scorecard will read about {rounded:,} more, in about {cost.calls} calls."


def footline(work: AtWork) -> str:
    """Return who is at work and how to change that, under the message box."""
    tokens = ""
    if work.model or work.usage.prompt:
        tokens = (
            f'<p class="tokens">Tokens so far: {work.usage.prompt:,} read '
            f"and {work.usage.completion:,} written.{_cost(work.cost)}</p>"
        )
    budget = f'<p class="tokens">{esc(work.budget)}</p>' if work.budget else ""
    return one_line(f"""
        <section class="foot" aria-label="Who is at work">
        <details class="quiet"><summary>{esc(work.speaker)} · {esc(work.judge)}</summary>
        <p>The authored boss and the embedded judge work on this machine, with no key and no
        network. To let a language model take over, stop the app, set <code>OPENAI_API_KEY</code>,
        or <code>OPENAI_BASE_URL</code> for a server of your own (most need no key), and
        <code>REHEARSE_MODEL</code>; then start it again.</p>
        <p><code>REHEARSE_SPEAKER</code> (authored or prompted) and <code>REHEARSE_JUDGE</code>
        (embedded or llm) choose each one by itself. A file called <code>.env</code> may hold
        all of them.</p></details>{tokens}{budget}</section>""")
