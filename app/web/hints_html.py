"""Hints: the button by the message box, what they say, and the meter of what has been touched."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from app.domain.hint import TOP_HINT, Hint
from app.domain.rubric import Rubric
from app.domain.talk import Talk
from app.web.markup import button, english, esc, hue, joined, one_line, shape
from app.web.words import t


def titles() -> tuple[str, ...]:
    """Return what the three levels are called."""
    return t("What is open"), t("A question to lead you"), t("How it sounds elsewhere")


def moment(hint: Hint) -> str:
    """Return what the boss has just met, where that comes first; else ''."""
    return {
        "accepts": t("Your boss heard a yes. If that is not what you mean, say what you do want."),
        "accepts_if": t("Your boss heard a yes on a condition. Make clear what you want instead."),
        "takes_back": t("You took your yes back; now give the reason for it."),
        "asks_question": t("You asked something; now it is your turn to offer something."),
        "off_topic": t("You were somewhere else for a moment; come back to the offer."),
        "unclear": t("Your boss could not tell what you meant. Say one thing, in a full sentence."),
        "out_of_role": t("Talk to your boss as you would in the room; nothing else counts."),
        "ends_talk": t("You were about to leave. Name a day to go on before you do."),
        "silence": t("You said nothing. A short honest sentence is better than none."),
        "hostile": t("That came across as an attack. Take the edge off first, then give a reason."),
        "asks_for_time": t("You asked for time. Say until when, and what you will bring."),
    }.get(hint.moment, "")


def sentences(hint: Hint) -> list[str]:
    """Return what a hint says, as text; its contrast is not among it."""
    said = [moment(hint)] if hint.level == 1 else []
    if hint.stage == "care":
        said.append(t("Nothing needs answering now. Stop here if you like; the meeting can wait."))
    elif hint.level == 1:
        said += [_on_the_table(hint), _wanted(hint)]
    elif hint.level == 2:
        said.append(hint.question)
    else:
        said.append(_from(hint))
    return [sentence for sentence in said if sentence]


def _on_the_table(hint: Hint) -> str:
    if hint.stage == "concern":
        return t("Still open: “{belief}”", belief=hint.belief)
    if hint.stage == "closing":
        return t("Nothing is open right now. Use the moment to settle how it goes on.")
    return t("No worry is on the table yet, only the offer. How you begin sets the tone.")


def _wanted(hint: Hint) -> str:
    if not hint.needs:
        return ""
    kinds = "; ".join(hint.needs)
    if hint.stage != "concern":
        return t("What goes well here: {kinds}.", kinds=kinds)
    if hint.how_many > 1:
        return t(
            "It takes {number} different answers of these: {kinds}.",
            number=hint.how_many,
            kinds=kinds,
        )
    if len(hint.needs) == 1:
        return t("It gives way to this: {kinds}.", kinds=kinds)
    return t("It gives way to any one of these: {kinds}.", kinds=kinds)


def _from(hint: Hint) -> str:
    if hint.contrast is None:
        return t("There is no example for this; say it in your own words.")
    return t("The same thought in another trade: {trade}.", trade=hint.contrast.trade)


# In the meeting


def ask(talk: Talk, hints: Sequence[Hint]) -> str:
    """Return the button that asks for the next hint, if it is the learner's turn."""
    turn = talk.turns[-1]
    if talk.waiting or not talk.rehearsal.open or talk.persona is None:
        return '<div class="hint-ask"></div>'
    care = any(hint.stage == "care" for hint in hints)
    if care or len(hints) >= TOP_HINT:
        done = t("All hints shown")
        return f'<div class="hint-ask"><p class="aside">{esc(done)}</p></div>'
    level = len(hints) + 1
    label = t("Hint") if level == 1 else t("More")
    named = t("{label}: hint {level} of {top}", label=label, level=level, top=TOP_HINT)
    pressed = button(
        label,
        "hint",
        named=named,
        rehearsal=talk.rehearsal.id,
        after=turn.id,
        level=str(level),
    )
    return f'<div class="hint-ask">{pressed}</div>'


def shown(hints: Sequence[Hint], notes: dict[str, str]) -> str:
    """Return the hints on the boss's last turn; `notes` names the answers of the worksheet."""
    if not hints:
        return ""
    items = joined(_hint(hint, notes, last=hint is hints[-1]) for hint in hints)
    return one_line(f"""
        <section class="hints" aria-label="{esc(t("Hints"))}"><ol>{items}</ol>
        <p class="aside">{esc(t("Hints are counted and change no score."))}</p></section>""")


def _hint(hint: Hint, notes: dict[str, str], *, last: bool) -> str:
    key = f"hint {hint.turn_id} {hint.level}"
    focus = f' tabindex="-1" data-focus="{esc(key)}"' if last else ""
    place = t("Hint {level} of {top}", level=hint.level, top=TOP_HINT)
    title = "" if hint.stage == "care" else f": {titles()[hint.level - 1]}"
    # The question is the rubric's own, and in its language.
    lang = ' lang="en"' if hint.question else ""
    said = joined(f"<p{lang}>{esc(sentence)}</p>" for sentence in sentences(hint))
    return (
        f"<li><h3{focus}>{esc(place)}{esc(title)}</h3>{said}{_note(hint, notes)}"
        f"{_contrast(hint)}</li>"
    )


def _note(hint: Hint, notes: dict[str, str]) -> str:
    if not hint.note:
        return ""
    label = t("You noted under “{answer}”:", answer=notes.get(hint.note_field, hint.note_field))
    return (
        f'<p class="noted"><span>{esc(label)}</span> '
        f'<q lang="en" dir="auto">{esc(hint.note)}</q></p>'
    )


def _contrast(hint: Hint) -> str:
    if hint.contrast is None:
        return ""
    weak, strong = t("Weak"), t("Strong")
    return (
        f'<dl class="contrast"><div class="weak"><dt>{esc(weak)}</dt>'
        f"<dd lang='en'>{esc(hint.contrast.weak)}</dd></div>"
        f'<div class="strong"><dt>{esc(strong)}</dt>'
        f"<dd lang='en'>{esc(hint.contrast.strong)}</dd></div></dl>"
    )


def meter(rubric: Rubric, touched: Collection[str]) -> str:
    """Return which criteria have been touched; hidden by style until the browser wants it."""
    rows = joined(
        f'<li class="{hue(place)}{" on" if criterion.id in touched else ""}">{shape(place)}'
        f"{english(criterion.title)} "
        f"<b>{esc(t('touched') if criterion.id in touched else t('not yet'))}</b></li>"
        for place, criterion in enumerate(rubric.criteria)
    )
    show, hide = t("Show what you have touched"), t("Hide what you have touched")
    explained = t("Touched means heard at least once, not scored.")
    return (
        f'<div class="meter"><button type="button" class="btn link" data-meter'
        f' aria-expanded="false" aria-controls="meter-rows" data-show="{esc(show)}"'
        f' data-hide="{esc(hide)}">{esc(show)}</button>'
        f'<div id="meter-rows" hidden><ul>{rows}</ul><p class="aside">{esc(explained)}</p></div>'
        "</div>"
    )
