"""What a trainer says of a scorecard: the corrections, and the forms that make them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import NamedTuple

from app.domain.correction import (
    ChangedLevel,
    Correction,
    MissingFinding,
    level_given,
    missing,
    wrong,
)
from app.domain.rubric import TOP_LEVEL, Behaviour, Rubric
from app.domain.scorecard import Evidence, Finding, Scorecard
from app.domain.talk import Talk
from app.judge.corrected import Corrected, corrected
from app.web.markup import (
    button,
    english,
    esc,
    hue,
    joined,
    level_name,
    level_words,
    one_line,
    options,
    shape,
    shortened,
)
from app.web.phrases import told
from app.web.words import t

QUOTE = 160
"""Longest quote in a list of findings (in characters)."""
TURN_WORDS = 60
"""How much of a turn is shown where one chooses it (in characters)."""


class Refused(NamedTuple):
    """A correction that did not stand: what was wrong, and what the trainer had put in."""

    problem: str
    do: str
    criterion: str = ""
    level: int = 0
    behaviour: str = ""
    turn: int = 0
    how: str = "yes"
    specific: bool = False
    text: str = ""


class Answer(NamedTuple):
    """What came of a trainer's command: it was kept, unless one of these says otherwise."""

    refused: Refused | None = None
    undone: str = ""
    """The correction that was taken back."""


def trainer_level(given: ChangedLevel | None) -> str:
    """Return the level that a trainer gave, beside the judge's; nothing if none was given."""
    if given is None:
        return ""
    return (
        f'<p class="trainer-says"><strong>'
        f"{esc(t('Trainer: {said}.', said=level_words(given.level)))}</strong> "
        f"{english(given.reason)}</p>"
    )


class Desk(NamedTuple):
    """Everything that the forms are made of."""

    talk: Talk
    card: Scorecard
    rubric: Rubric
    corrections: Sequence[Correction]
    answer: Answer | None = None
    """What came of the command before; None where there was none."""

    @property
    def about(self) -> dict[str, str]:
        """What every command about this card carries along."""
        return {"rehearsal": self.card.rehearsal_id, "scorecard": self.card.id}

    def refused_for(self, do: str, criterion: str = "") -> Refused | None:
        """Return what was refused of this form."""
        said = self.answer and self.answer.refused
        return said if said and (said.do, said.criterion) == (do, criterion) else None


def correct(desk: Desk) -> str:
    """Return the part of a scorecard in which a trainer corrects the judge."""
    blocks = joined(
        _criterion(desk, one, desk.rubric.criteria.index(one.criterion))
        for one in corrected(desk.card, desk.rubric, desk.corrections)
    )
    how = esc(
        t(
            "The scorecard stays as it is; what you say stands beside it. Findings that you "
            "correct become examples with {command}."
        )
    ).format(command="<code>rehearse rubric learn</code>")
    return one_line(f"""
        <details class="quiet correct"{" open" if desk.answer else ""}>
        <summary>{esc(t("Correct the judge"))}</summary>
        <p>{how}</p>
        {_undone(desk.answer)}{blocks}{_add(desk)}</details>""")


def _undone(answer: Answer | None) -> str:
    if answer is None or not answer.undone:
        return ""
    key = f"undone {esc(answer.undone)}"
    return (
        f'<p class="notice" role="status" data-focus="{key}" tabindex="-1">'
        f"{esc(t('Taken back. The judge’s word stands alone again.'))}</p>"
    )


def _criterion(desk: Desk, one: Corrected, place: int) -> str:
    rows = [
        _judged(desk, behaviour, finding, spot)
        for behaviour in one.criterion.behaviours
        for finding in one.score.findings
        if finding.behaviour == behaviour.id and finding.shown != "no"
        for spot in finding.evidence
    ]
    names = {behaviour.id: behaviour for behaviour in one.criterion.behaviours}
    rows += [_added(added, names[added.behaviour]) for added in missing(desk.corrections, names)]
    ruled = t(
        "By the rubric’s own rules, the corrected findings give {level}.",
        level=level_words(one.by_rules),
    )
    by_rules = f"<p>{esc(ruled)}</p>" if one.by_rules is not None else ""
    nothing = f'<li class="aside">{esc(t("The judge saw nothing here."))}</li>'
    judged = t("judge {level}", level=level_words(one.score.level))
    return (
        f'<section class="correct-criterion {hue(place)}">'
        f"<h3>{shape(place)}{english(one.criterion.title)}: {esc(judged)}</h3>"
        f"{_given(one.given)}{by_rules}"
        f'<ul class="found">{joined(rows) or nothing}</ul>{_level_form(desk, one)}</section>'
    )


def _given(given: ChangedLevel | None) -> str:
    if given is None:
        return ""
    undo = _undo(given, t("Undo the level {level}", level=level_name(given.level)))
    return f'<div class="undoable" {_focus(given)}>{trainer_level(given)}{undo}</div>'


def _judged(desk: Desk, behaviour: Behaviour, finding: Finding, spot: Evidence) -> str:
    """Return one piece of the judge's evidence, to be marked wrong, or marked so."""
    marked = wrong(desk.corrections, behaviour.id, spot)
    quote = shortened(spot.quote, QUOTE)
    words = (
        f"<p><strong lang='en'>{esc(behaviour.label)}</strong>{_part(finding.shown)} "
        f"<q lang='en'>{esc(quote)}</q></p>"
    )
    if marked:
        says = esc(t("Trainer: this is wrong."))
        said = f'<p class="trainer-says" {_focus(marked)}>{says}</p>'
        undo = _undo(marked, t("Undo: {behaviour} is wrong", behaviour=behaviour.label))
        return f'<li class="is-wrong">{words}<div class="undoable">{said}{undo}</div></li>'
    act = button(
        t("This is wrong"),
        "wrong",
        named=t("This is wrong: {behaviour}, “{quote}”", behaviour=behaviour.label, quote=quote),
        behaviour=behaviour.id,
        turn=str(spot.turn),
        start=str(spot.start),
        **desk.about,
    )
    return f"<li>{words}{act}</li>"


def _added(added: MissingFinding, behaviour: Behaviour) -> str:
    said = (
        t("Trainer: added, with who, what, when or how much.")
        if added.specific
        else t("Trainer: added.")
    )
    undo = _undo(added, t("Undo: {behaviour} was missed", behaviour=behaviour.label))
    return (
        f'<li class="is-added" {_focus(added)}><p><strong lang="en">{esc(behaviour.label)}</strong>'
        f"{_part(added.how)} <q lang='en'>{esc(shortened(added.evidence.quote, QUOTE))}</q></p>"
        f'<div class="undoable"><p class="trainer-says">{esc(said)}</p>{undo}</div></li>'
    )


def _part(how: str) -> str:
    return esc(t(", in part")) if how == "partly" else ""


def _focus(correction: Correction) -> str:
    """Return what leads the focus to a correction once it is made."""
    return f'data-focus="corrected {esc(correction.id)}" tabindex="-1"'


def _undo(correction: Correction, named: str) -> str:
    return button(
        t("Undo"),
        "undo",
        kind="link",
        named=named,
        rehearsal=correction.rehearsal_id,
        scorecard=correction.scorecard_id,
        correction=correction.id,
    )


def _level_form(desk: Desk, one: Corrected) -> str:
    criterion = one.criterion
    refused = desk.refused_for("level", criterion.id)
    chosen = one.level if refused is None else refused.level
    levels = {str(level): level_words(level) for level in range(TOP_LEVEL + 1)}
    name = f"level-{criterion.id}"
    label = t("Change this level")
    named = t("{label}: {criterion}", label=label, criterion=criterion.title)
    agree = t("Where you agree, give the same level: it counts as agreement.")
    return (
        f'<details class="form-fold"{" open" if refused else ""}>'
        f'<summary class="btn plain" aria-label="{esc(named)}">'
        f"{esc(label)}</summary>{_form(desk, 'level', criterion=criterion.id)}"
        f"{_problem(refused)}"
        f'<div><label for="{name}">{esc(t("Your level"))}</label><select id="{name}" name="level">'
        f"{options(levels, str(chosen))}</select></div>"
        f'<div class="wide"><label for="{name}-why">{esc(t("Why"))}</label>'
        f'<textarea id="{name}-why" name="text" rows="2" maxlength="1000" required>'
        f"{esc(refused.text if refused else '')}"
        f'</textarea></div><div class="acts"><button class="btn main">{esc(t("Give this level"))}'
        f'</button><span class="aside">{esc(agree)}</span>'
        "</div></form></details>"
    )


def _add(desk: Desk) -> str:
    """Return the form that adds what the judge missed."""
    refused = desk.refused_for("missing")
    said = refused or Refused("", "missing")
    groups = joined(
        f'<optgroup label="{esc(criterion.title)}">'
        f"{options({b.id: b.label for b in criterion.behaviours}, said.behaviour)}</optgroup>"
        for criterion in desk.rubric.criteria
    )
    hows = options({"yes": t("Clearly"), "partly": t("In part")}, said.how)
    ticked = " checked" if said.specific else ""
    words = t("The words that show it: select them in the transcript, or paste them here")
    return (
        f'<section class="correct-criterion"><h3>{esc(t("Add what was missed"))}</h3>'
        f"{_form(desk, 'missing')}{_problem(refused)}"
        f'<div><label for="missed-what">{esc(t("Behaviour"))}</label>'
        f'<select id="missed-what" lang="en" name="behaviour">{groups}</select></div>'
        f'<div><label for="missed-turn">{esc(t("Where"))}</label>'
        f'<select id="missed-turn" lang="en" name="turn">'
        f"{options(_turns(desk.talk), str(said.turn))}</select></div>"
        f'<div><label for="missed-how">{esc(t("How"))}</label>'
        f'<select id="missed-how" name="how">{hows}</select></div>'
        f'<div class="wide"><label for="missed-words">{esc(words)}</label>'
        '<textarea id="missed-words" name="text" rows="2"'
        f' maxlength="4000" required>{esc(said.text)}</textarea></div>'
        f'<label class="tick"><input type="checkbox" name="specific"{ticked}>'
        f"{esc(t('They say who, what, when or how much'))}</label>"
        f'<div class="acts"><button class="btn main">{esc(t("Add it"))}</button></div></form>'
        "</section>"
    )


def _turns(talk: Talk) -> Mapping[str, str]:
    """Return the learner's turns: index in the transcript -> number and first words."""
    own = [index for index, turn in enumerate(talk.turns) if turn.speaker == "learner"]
    return {
        str(index): t(
            "Turn {number}: {words}",
            number=number,
            words=shortened(talk.turns[index].text, TURN_WORDS),
        )
        for number, index in enumerate(own, 1)
    }


def _form(desk: Desk, do: str, **values: str) -> str:
    carried = {**desk.about, **values}
    extra = joined(f' data-{key}="{esc(value)}"' for key, value in carried.items())
    return f'<form class="filters" data-do="{do}" data-quiet{extra}>'


def _problem(refused: Refused | None) -> str:
    if refused is None:
        return ""
    key = esc(f"refused {refused.text} {refused.turn}")
    return (
        f'<p class="notice wide" role="alert" data-focus="{key}" tabindex="-1">'
        f"{esc(told(refused.problem))}</p>"
    )


def said_of(corrections: Sequence[Correction], criterion: str) -> str:
    """Return the trainer's level of a criterion, for the scorecard's own bars."""
    return trainer_level(level_given(corrections, criterion))
