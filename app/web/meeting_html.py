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
from app.web.markup import button, dots, esc, joined, one_line, plain, situation
from app.web.phrases import told
from app.web.words import number, t, tn

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
    """The message id that this is the answer to; message.js keeps the text until then."""
    refused: bool = False
    """Whether that message was not stored."""
    redo: Redo | None = None
    """The turn that is being answered differently."""
    taken_back: str = ""
    """The attempt that was just taken back, by its last turn."""
    attempts: int = 1
    """Attempts of this rehearsal so far."""
    answers_in: int = 0
    """Answers that the judge has had from an endpoint, while it is scoring."""
    answers_due: int = 0
    """About how many it will need."""


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
    role = f'<span lang="en">{esc(persona.role)}</span> · ' if persona else ""
    turn = talk.learner_turns + 1
    now = (
        t("Turn {number} of about {most}", number=turn, most=max(talk.patience, turn))
        if meeting.open
        else tn("Ended after {number} turn", "Ended after {number} turns", talk.learner_turns)
    )
    return one_line(f"""
        <section class="meet-head" aria-label="{esc(t("Meeting"))}">
        <div class="meet-who"><h1 lang="en">{esc(meeting.persona_name)}</h1>
        <p>{role}{situation(meeting.situation)} {dots(meeting.difficulty)}</p></div>
        <div class="meet-now"><p class="turn-count">{esc(now)}</p>
        {_clock(talk) + _end(talk) if meeting.open and live else ""}</div>
        </section>""")


def _clock(talk: Talk) -> str:
    started = esc(talk.rehearsal.started_at.isoformat())
    return (
        '<button type="button" class="btn link clock" data-clock aria-pressed="false"'
        f' data-since="{started}" aria-label="{esc(t("Show the clock"))}">'
        f"{esc(t('Clock'))}</button>"
    )


def _end(talk: Talk) -> str:
    return (
        f'<details class="ask"><summary class="btn plain">{esc(t("End meeting"))}</summary>'
        f'<div class="ask-box"><p>{esc(t("End it here and see your scorecard?"))}</p>'
        f'<p class="acts">'
        f"{button(t('End and score'), 'end', kind='main', rehearsal=talk.rehearsal.id)}"
        f'<button type="button" class="btn plain" data-shut>{esc(t("Keep talking"))}</button></p>'
        "</div></details>"
    )


def outcome_sentence(talk: Talk) -> str:
    """Return in one sentence how the meeting ended, as text."""
    outcome = talk.rehearsal.outcome
    if outcome is None:
        return t("This meeting is still going on.")
    return told(outcome_words(outcome, talk.rehearsal.situation)).replace(
        t("The boss"), talk.rehearsal.persona_name
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
    if state.problem:
        return (
            f'<div class="notice" role="alert"><p>{esc(told(state.problem))}</p>'
            f"{_way(talk, state)}</div>"
        )
    if state.stage == "thinking":
        return _waiting(talk, t("{name} is thinking", name=talk.rehearsal.persona_name))
    if state.stage == "speaking" and talk.rehearsal.speaker == "prompted":
        return _waiting(talk, t("{name} is speaking", name=talk.rehearsal.persona_name))
    if state.stage == "scoring":
        done, due = state.answers_in, state.answers_due
        return f'<p class="ended">{esc(outcome_sentence(talk))}</p>' + _waiting(
            talk, t("Reading what you said"), "late", done, due
        )
    return help_notice() if talk.stepped_out and state.stage == "yours" else ""


def _waiting(talk: Talk, words: str, kind: str = "", done: int = 0, due: int = 0) -> str:
    """Return what is being waited for, and the way out.

    talk.js shows for how long it has been going on; `done` of about `due` answers are there,
    where that is known.
    """
    going = PULSE
    if done and due:
        words = t("{words}: {done} of about {due} answers are in", words=words, done=done, due=due)
        going = (
            f'<progress value="{min(done, due)}" max="{due}" aria-label="{esc(words)}"></progress>'
        )
    stop = ""
    if kind or talk.rehearsal.speaker == "prompted":
        named = t("Stop the scoring") if kind else t("Stop the reply")
        stop = button(t("Stop"), "stop", kind="link", named=named, rehearsal=talk.rehearsal.id)
    return (
        f'<p class="thinking {kind}" data-waiting="{esc(talk.turns[-1].id)} {kind}">'
        f"<span>{esc(words)}</span>{going}"
        f'<span class="elapsed"></span>{stop}</p>'
    )


def help_notice() -> str:
    """Return where somebody who is not well finds help; shown when the boss steps out."""
    paragraphs = joined(f"<p>{esc(told(paragraph))}</p>" for paragraph in HELP)
    return f'<div class="notice" role="status"><div>{paragraphs}</div></div>'


def _way(talk: Talk, state: Status) -> str:
    where = {"rehearsal": talk.rehearsal.id}
    if state.remedy == "reload":
        return f"<p>{button(t('Show where it stands'), 'arrive', kind='main', **where)}</p>"
    if state.remedy == "retry":
        broken = talk.turns[-1].speaker == "boss"
        label = t("Continue") if broken else t("Try again")
        return f"<p>{button(label, 'reply', kind='main', **where)}</p>"
    return ""


def side(talk: Talk, more: str = "") -> str:
    """Return the situation and the learner's part, beside the conversation, and `more`."""
    if talk.persona is None:
        gone = t("This boss's file is gone, so the situation cannot be shown.")
        body = f"<p>{esc(gone)}</p>"
    else:
        swap = button(
            t("Swap chairs for a moment"),
            "swap",
            kind="link",
            persona=talk.persona.id,
            rehearsal=talk.rehearsal.id,
        )
        body = f"{facts(talk.persona)}<p>{swap}</p>"
    return one_line(
        f'<section class="side" aria-label="{esc(t("The situation"))}">{body}{more}</section>'
    )


def _cost(cost: Cost) -> str:
    if not cost.calls:
        return ""
    rounded = max(100, round(cost.tokens, -2))
    return " " + t(
        "The scorecard will read about {tokens} more, in about {calls} calls.",
        tokens=number(rounded),
        calls=cost.calls,
    )


def footline(work: AtWork) -> str:
    """Return who is at work and how to change that, under the message box."""
    tokens = ""
    if work.model or work.usage.prompt:
        so_far = t(
            "Tokens so far: {read} read and {written} written.",
            read=number(work.usage.prompt),
            written=number(work.usage.completion),
        )
        tokens = f'<p class="tokens">{esc(so_far + _cost(work.cost))}</p>'
    budget = f'<p class="tokens">{esc(told(work.budget))}</p>' if work.budget else ""
    return one_line(f"""
        <section class="foot" aria-label="{esc(t("Who is at work"))}">
        <details class="quiet"><summary>{esc(told(work.speaker))} · {esc(told(work.judge))}
        </summary>{_settings()}</details>{tokens}{budget}</section>""")


def _settings() -> str:
    """Return how somebody else is put to work."""
    names = {
        name: f"<code>{value}</code>"
        for name, value in {
            "key": "OPENAI_API_KEY",
            "url": "OPENAI_BASE_URL",
            "model": "REHEARSE_MODEL",
            "speaker": "REHEARSE_SPEAKER",
            "judge": "REHEARSE_JUDGE",
            "file": ".env",
        }.items()
    }
    both = t(
        "The authored boss and the embedded judge work on this machine, with no key and no "
        "network. To let a language model take over, stop the app, set {key}, or {url} for a "
        "server of your own (most need no key), and {model}; then start it again."
    )
    each = t(
        "{speaker} (authored or prompted) and {judge} (embedded or llm) choose each one by itself. "
        "A file called {file} may hold all of them."
    )
    return joined(f"<p>{esc(said).format(**names)}</p>" for said in (both, each))
