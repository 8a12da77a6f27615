"""The worksheet: seven questions, with examples for whoever wants some."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import NamedTuple

from app.domain.persona import Persona
from app.domain.worksheet import (
    ABOUT,
    EVIDENCE,
    OFFER,
    THOUGHTS,
    KeptWorksheet,
    Worksheet,
    longest,
)
from app.preparing import Open
from app.web.markup import esc, joined, one_line, situation, when
from app.web.phrases import told
from app.web.words import t, tn


def situations() -> dict[str, str]:
    """Return what each situation is, in a sentence."""
    return {
        "first_offer": t("The offer comes out of the blue, and an answer is wanted."),
        "appraisal_push": t("Great praise, and in the same breath people to manage."),
        "follow_up": t("A week later you bring your case, and somebody else for the job."),
        "step_back": t("You manage already, and want your craft back."),
        "ladder_plan": t("The company's plan assumes that everybody moves up."),
        "stay_interview": t("Your boss wants to keep you and asks what growing could look like."),
    }


class Asked(NamedTuple):
    """A question of the worksheet, with examples from other people's work."""

    question: str
    examples: tuple[str, ...] = ()


def thoughts() -> dict[str, Asked]:
    """Return questions 1 to 5, by field."""
    return {
        "weighing": Asked(
            t("What speaks for the job and what against it: for you, and for the organisation?"),
            (
                t("Beekeeper: for me, a say in the budget; against, no more days at the hives."),
                t("Ship's cook: they get calm on board, and lose the only one who bakes at sea."),
            ),
        ),
        "declining": Asked(
            t("If you decline: what do you gain or risk, and what does the organisation?"),
            (
                t("Piano tuner: I risk looking idle. The hall keeps two concert grands in tune."),
                t("Tram driver: I keep the night line I know; the depot still has a gap to fill."),
            ),
        ),
        "obstacle": Asked(
            t(
                "Is it “I can't” or “I don't want to”? "
                "If fear is part of it, which support would change that?"
            ),
            (
                t("Glazier: I don't want to. I could, I ran the site for a month and did well."),
                t("Archivist: a little fear of hard talks. A mentor for half a year would help."),
            ),
        ),
        "shape": Asked(
            t("If the obstacle is practical: how could the job be shaped to fit you both?"),
            (
                t("Surveyor: the plans and the training yes, the travel to the north site no."),
                t("Sound engineer: two of us share it, one week each, and I keep the big shows."),
            ),
        ),
        "path": Asked(
            t("Which path would use you best, and take you where you want to be?"),
            (
                t("Dietitian: the hard cases of all four clinics, and a course that I teach."),
                t("Gardener: head of the glasshouse collection, known for it beyond the town."),
            ),
        ),
    }


def evidence() -> dict[str, str]:
    """Return what is asked in question 6, by field."""
    return {
        "result_1": t("A result with a number"),
        "result_2": t("A second one"),
        "result_3": t("A third one"),
        "only_i": t("One thing that only you know"),
        "off_desk": t("One thing that you take off your boss's desk"),
    }


def offer() -> dict[str, str]:
    """Return what is asked in question 7, by field."""
    return {
        "who": t("Who could do the job instead?"),
        "help": t("How will you help, and until when?"),
        "deliver": t("What will you deliver next?"),
        "talk_again": t("When do you two talk again?"),
    }


# Choosing a situation


def chooser(kept: Mapping[str, KeptWorksheet], notice: str = "") -> str:
    """Return the situations that one can prepare for."""
    items = joined(_situation(kind, words, kept.get(kind)) for kind, words in situations().items())
    said = f'<p class="notice" role="alert">{esc(told(notice))}</p>' if notice else ""
    lead = t("A few keywords for each situation are enough; they lie beside you in the meeting.")
    return one_line(f"""
        <section class="prepare" aria-labelledby="prepare-title">
        <h1 id="prepare-title">{esc(t("What do you want to prepare for?"))}</h1>
        <p class="lead">{esc(lead)}</p>{said}
        <ul class="sheets">{items}</ul></section>""")


def _situation(kind: str, words: str, kept: KeptWorksheet | None) -> str:
    if kept is None or kept.sheet.empty:
        state = esc(t("Nothing written yet"))
    else:
        state = f"{esc(_answered(kept.sheet))}, {when(kept.updated_at)}"
    return (
        f'<li><a href="prepare?situation={esc(kind)}"><b>{situation(kind)}</b></a>'
        f'<p>{esc(words)}</p><p class="aside">{state}</p></li>'
    )


def _answered(sheet: Worksheet) -> str:
    number = sum(bool(answer) for answer in sheet.answers)
    return tn("{number} answer", "{number} answers", number)


# The worksheet


def worksheet(open_: Open, boss: Persona | None, bosses: Sequence[Persona]) -> str:
    """Return the worksheet of a situation; `bosses` are those who meet the learner in it."""
    sheet, kind = open_.sheet, open_.situation
    lead = t(
        "Seven questions, all of them optional. Keywords will do; "
        "nobody ever says them for you, and you find them beside you in the meeting."
    )
    return one_line(f"""
        <section class="prepare" aria-labelledby="prepare-title">
        <p>{_back(boss)}</p>
        <h1 id="prepare-title">{esc(t("Prepare"))}: {situation(kind)}</h1>
        <p class="lead">{esc(lead)}</p>
        <form id="worksheet" data-situation="{esc(kind)}"
         data-saving="{esc(t("Saving"))}" data-lost="{esc(_lost())}" autocomplete="off">
        {_about(sheet)}{_thoughts(sheet)}{_evidence(sheet)}{_offer(sheet)}
        <button type="button" id="keep" data-do="keep" tabindex="-1" hidden></button></form>
        {_onwards(boss, bosses)}
        </section>""")


def _lost() -> str:
    return t("Not saved: the app does not answer. What you typed is kept in this window.")


def _back(boss: Persona | None) -> str:
    if boss:
        return f'<a class="btn link back" href="./?boss={esc(boss.id)}">{esc(boss.name)}</a>'
    return f'<a class="btn link back" href="prepare">{esc(t("All situations"))}</a>'


def _onwards(boss: Persona | None, bosses: Sequence[Persona]) -> str:
    chosen = [boss] if boss else list(bosses)
    links = joined(
        f'<a class="btn {"main" if place == 0 else "plain"}" href="./?boss={esc(one.id)}">'
        f"{esc(t('Meet {name}', name=one.name))}</a>"
        for place, one in enumerate(chosen)
    )
    if not links:
        links = f'<a class="btn main" href="./">{esc(t("Choose a boss"))}</a>'
    told = t("The meeting takes a copy along; what you change here later stays out of it.")
    return f'<p class="acts onwards">{links}</p><p class="aside">{esc(told)}</p>'


def _about(sheet: Worksheet) -> str:
    labels = {"name": t("Your name"), "trade": t("Your trade"), "role": t("Your role")}
    inputs = joined(_input(field, labels[field], sheet) for field in ABOUT)
    why = t(
        "So that your boss knows whom they talk to. With a boss on a language model these three "
        "go to its endpoint; the rest of your notes never does."
    )
    return (
        f'<fieldset class="about"><legend>{esc(t("About you"))}</legend>'
        f'<p class="aside">{esc(why)}</p><div class="three">{inputs}</div></fieldset>'
    )


def _thoughts(sheet: Worksheet) -> str:
    asked = thoughts()
    return joined(
        f'<div class="question"><label for="sheet-{field}"><i>{number}</i>'
        f"<span>{esc(asked[field].question)}</span></label>"
        f"{_area(field, sheet)}{_examples(asked[field].examples)}</div>"
        for number, field in enumerate(THOUGHTS, 1)
    )


def _evidence(sheet: Worksheet) -> str:
    labels = evidence()
    inputs = joined(_input(field, labels[field], sheet) for field in EVIDENCE)
    examples = (
        t("Court clerk: files that were late, from 130 to 9 in a year."),
        t("Florist: 41 weddings last summer, and not one claim."),
        t("Crane operator: only I know how the old quay sinks when it is loaded at low tide."),
        t("Lab technician: the supplier's complaints end with me, some six hours a month."),
    )
    return _group(6, t("Your evidence"), inputs, examples)


def _offer(sheet: Worksheet) -> str:
    labels = offer()
    inputs = joined(_input(field, labels[field], sheet) for field in OFFER)
    examples = (
        t("Florist: Noor, who ran the shop at Easter and liked it."),
        t("Court clerk: I share the desk with the new one until the end of May."),
        t("Crane operator: a loading plan for the new quay by June."),
        t("Lab technician: Tuesday at eight, with two pages."),
    )
    return _group(7, t("Your offer"), inputs, examples)


def _group(number: int, title: str, inputs: str, examples: Sequence[str]) -> str:
    return (
        f'<fieldset class="question"><legend><i>{number}</i><span>{esc(title)}</span></legend>'
        f"{inputs}{_examples(examples)}</fieldset>"
    )


def _input(field: str, label: str, sheet: Worksheet) -> str:
    return (
        f'<div class="field"><label for="sheet-{field}">{esc(label)}</label>'
        f'<input id="sheet-{field}" name="{field}" type="text" dir="auto"'
        f' value="{esc(sheet.answer(field))}" {_limited(field)}></div>'
    )


def _area(field: str, sheet: Worksheet) -> str:
    return (
        f'<div class="field"><textarea id="sheet-{field}" name="{field}" rows="2" dir="auto"'
        f" {_limited(field)}>{esc(sheet.answer(field))}</textarea></div>"
    )


def _limited(field: str) -> str:
    """Return what tells the browser how long an answer may be; it is never cut without a word."""
    most = longest(field)
    told = t("{number} of {most} characters: shorten it a little.", number="{number}", most=most)
    return f'data-most="{most}" data-told="{esc(told)}"'


def _examples(examples: Sequence[str]) -> str:
    if not examples:
        return ""
    items = joined(f"<li>{esc(example)}</li>" for example in examples)
    return (
        f'<details class="quiet"><summary>{esc(t("Examples"))}</summary><ul>{items}</ul></details>'
    )


# Saving


class Saved(NamedTuple):
    """What came of the last attempt to keep a worksheet."""

    message_id: str = ""
    problem: str = ""
    fresh: bool = False
    """Nothing has been sent yet: the page has only been loaded."""


def state(open_: Open, saved: Saved) -> str:
    """Return the quiet line that says what is kept; its attributes tell the browser."""
    written = open_.updated_at.isoformat() if open_.updated_at else ""
    if saved.problem:
        said = f'<span class="refused" role="alert">{esc(told(saved.problem))}</span>'
    elif saved.fresh:
        said = esc(t("Kept as you type.")) if not written else esc(t("As you left it."))
    else:
        said = esc(t("Saved"))
    return one_line(
        f'<p id="sheet-state" class="sheet-state" role="status" data-written="{esc(written)}"'
        f' data-situation="{esc(open_.situation)}" data-answers="{esc(saved.message_id)}"'
        f' data-refused="{"yes" if saved.problem else "no"}"><span>{said}</span></p>'
    )
