"""The page that says what is kept of a visitor, made from the settings that are really in force."""

from __future__ import annotations

from typing import NamedTuple

from app.privacy import UNDO_DAYS, Erased
from app.web.markup import button, esc, joined, one_line
from app.web.words import t, tn


class Terms(NamedTuple):
    """What the settings say about people's words."""

    place: str
    """Where everything is kept, for people: 'The database /home/…/rehearsals.db'."""
    here: bool
    """One person on one machine, without accounts."""
    retention_days: int | None = None
    endpoint: str = ""
    """Host of the language model; '' where none is asked."""
    speaks: bool = False
    """The model puts the boss into words."""
    judges: bool = False
    masked: bool = False
    """Names, numbers and addresses are hidden from the model."""


def page(terms: Terms, kept: int) -> str:
    """Return the whole page; `kept` is how many rehearsals are kept of the visitor."""
    sections = (
        (t("What is kept"), [*_what(terms), _where(terms)]),
        (t("How long"), _how_long(terms)),
        (t("What leaves this room"), _leaves(terms)),
        (t("Who can read it"), _who(terms)),
        (t("What erasing cannot reach"), _not_reached()),
    )
    return one_line(f"""
        <section class="privacy" aria-labelledby="privacy-title">
        <h1 id="privacy-title" tabindex="-1">{esc(t("What is kept of you"))}</h1>
        <p class="lead">{esc(t("This page is made from the settings of this room."))}</p>
        {_acts(kept, account=not terms.here)}
        {joined(_section(title, lines) for title, lines in sections)}
        </section>""")


def erased(done: Erased) -> str:
    """Return the note that everything is erased."""
    said = tn(
        "Everything of yours is erased: {number} rehearsal and all that belonged to it.",
        "Everything of yours is erased: {number} rehearsals and all that belonged to them.",
        done.rehearsals,
    )
    if not done.clean:
        said += " " + t(
            "Somebody is using the database's file right now; traces of your words are "
            "overwritten in it within a day."
        )
    return one_line(
        '<div class="notice" role="status"><p data-focus="erased" tabindex="-1">'
        f"{esc(said)}</p></div>"
    )


def _section(title: str, lines: list[str]) -> str:
    return (
        f"<section><h2>{esc(title)}</h2>{joined(f'<p>{esc(line)}</p>' for line in lines)}</section>"
    )


def _acts(kept: int, *, account: bool) -> str:
    number = tn(
        "{number} rehearsal of yours is kept.", "{number} rehearsals of yours are kept.", kept
    )
    question = t(
        "Erase every rehearsal, scorecard, worksheet, reflection and count of yours? "
        "This cannot be undone."
    )
    if account:
        question += " " + t("Your account goes with it, and you are signed out.")
    return f"""<p>{esc(number)}</p><div class="acts">
        <a class="btn main" href="privacy/everything.zip" download>
        {esc(t("Download everything"))}</a>
        <details class="ask"><summary class="btn plain">{esc(t("Erase everything"))}</summary>
        <div class="ask-box"><p>{esc(question)}</p><p class="acts">
        {button(t("Erase it all"), "erase", kind="main")}
        <button type="button" class="btn plain" data-shut>{esc(t("Keep it"))}</button></p></div>
        </details></div>"""


def _what(terms: Terms) -> list[str]:
    counted = t(
        "How many tokens your calls to the language model took each day: numbers, no words."
    )
    return [
        t(
            "Rehearsals: what you and the boss said, in every attempt, when, how it ended, and the "
            "hints you took."
        ),
        t(
            "What came of them: scorecards with the quotes that earned points, what trainers say "
            "of those, and what you mean to do differently."
        ),
        t("Your worksheets, and a copy of the one with which each rehearsal began."),
        *([counted] if terms.endpoint else []),
        t(
            "In your browser: the colours and other small choices you made, and what you typed, "
            "until you send it."
        ),
    ]


def _where(terms: Terms) -> str:
    if terms.here:
        return t("All of it is in one place. {place}.", place=terms.place)
    return t("All of it is in the database of this room, nowhere else.")


def _how_long(terms: Terms) -> list[str]:
    undo = tn(
        "A rehearsal that you delete can be brought back for {number} day; then it is gone.",
        "A rehearsal that you delete can be brought back for {number} days; then it is gone.",
        UNDO_DAYS,
    )
    if terms.retention_days is None:
        return [t("Until you delete or erase it: nothing is removed by itself here."), undo]
    kept = tn(
        "{number} day: a rehearsal in which nothing was said for longer, a worksheet that was not "
        "changed for longer, and older counts are removed for good. It is seen to every day.",
        "{number} days: a rehearsal in which nothing was said for longer, a worksheet that was not "
        "changed for longer, and older counts are removed for good. It is seen to every day.",
        terms.retention_days,
    )
    return [kept, undo]


def _leaves(terms: Terms) -> list[str]:
    if not terms.endpoint:
        return [t("Nothing. The boss and the judge work on the machine that runs this room.")]
    tasks = {
        (True, True): t("the boss is put into words, and your answers are judged"),
        (True, False): t("the boss is put into words"),
        (False, True): t("your answers are judged"),
    }[terms.speaks, terms.judges]
    sent = t(
        "What is said in a rehearsal goes to the language model at {host}: there {tasks}. Of your "
        "worksheet it gets your name, your trade and your role. What that service keeps is for "
        "its own terms to say.",
        host=terms.endpoint,
        tasks=tasks,
    )
    masked = (
        t(
            "Names of people, e-mail addresses, phone and account numbers and street addresses "
            "are replaced before anything is sent. Not every one is recognised."
        )
        if terms.masked
        else t("It goes as you wrote it, with the names and numbers in it.")
    )
    return [sent, masked]


def _who(terms: Terms) -> list[str]:
    reads = t("Whoever runs the machine can read its database, as with any program.")
    logs = t("The log of this room holds none of your words, and none of the boss's.")
    if terms.here:
        return [t("There are no accounts here: whoever uses this machine sees it."), reads, logs]
    return [t("On these pages you, and nobody else unless you share it."), reads, logs]


def _not_reached() -> list[str]:
    return [
        t("Copies that you saved as files, and backups of the database that were made before."),
        t(
            "Sentences that a trainer has already made into examples of a rubric; ask whoever "
            "runs this room."
        ),
    ]
