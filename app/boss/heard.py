"""What was noticed in one learner turn: all that the director knows of it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from app.boss.consent import affirms
from app.boss.cues import insults, is_sorry, says_nothing
from app.boss.dates import names_a_date, proposes
from app.boss.questions import about_the_job, asked, asks_to_speak
from app.boss.second_ear import BESIDE, corrected
from app.domain.conversation import Seen
from app.domain.persona import ACTS, FLOOR, SILENCE, SORRY, Persona

_NO_QUESTION = {
    "others": ("names_candidate", "other_structure"),
    "way_back": ("small_step",),
    "support": ("transition_help",),
    "craft": ("alternative_role", "small_step"),
}
"""What looks like a question of fact and is a proposal: "Could somebody else do it, like Ana?"."""


BRIEF = 10
"""Most words of a brief turn."""


class Heard(NamedTuple):
    """The behaviours and acts of one learner turn, the surest first."""

    behaviours: tuple[Seen, ...] = ()
    acts: tuple[Seen, ...] = ()
    has_date: bool = False
    """The turn names a day or a time."""
    affirms: bool = False
    """The turn is a bare yes, which is enough when the boss has just asked for one."""
    proposes: bool = False
    """The turn ends by asking for another meeting on a date."""
    brief: bool = False
    """The turn is so short that a date in it is all that it says."""
    asked: tuple[str, ...] = ()
    """The questions of fact in it, by `QUESTIONS`."""

    @property
    def shown(self) -> tuple[Seen, ...]:
        """The behaviours that were shown without hedging."""
        return tuple(seen for seen in self.behaviours if seen.shown == "yes")

    def find(self, *names: str) -> Seen | None:
        """Return what was seen under one of `names`, behaviour or act, however hedged."""
        return next((seen for seen in (*self.behaviours, *self.acts) if seen.name in names), None)

    def clearly(self, *names: str) -> bool:
        """Whether one of `names` was shown without hedging."""
        everything = (*self.behaviours, *self.acts)
        return any(seen.name in names and seen.shown == "yes" for seen in everything)

    def argues(self, persona: Persona) -> bool:
        """Whether the turn clearly says something that answers a concern, at least in part."""
        return self.clearly(*(b for c in persona.concerns for b in c.answered_by.any_of))


def listened(seen: Sequence[Seen], text: str) -> Heard:
    """Return what was heard in a turn in which a judge saw `seen`.

    The judge's ear alone is not enough where a meeting may end with it; see `second_ear`.
    """
    if says_nothing(text):
        return Heard(acts=(Seen(name=SILENCE),))
    seen = corrected(seen, text)
    acts = [one for one in seen if one.name in ACTS]
    if any(one.name == "asks_question" and about_the_job(one.quote) for one in acts):
        acts = [one for one in acts if one.name != "out_of_role"]
    if asks_to_speak(text):
        acts = [one for one in acts if one.name != "asks_question"] + [Seen(name=FLOOR)]
    if is_sorry(text) and not insults(text):
        acts.append(Seen(name=SORRY))
    # An order to the app is no argument, and neither is small talk, whatever it may sound like.
    beside = {s.quote for s in acts if s.name in BESIDE and s.shown == "yes"} - {""}
    behaviours = tuple(s for s in seen if s.name not in ACTS and s.quote not in beside)
    names = {one.name for one in behaviours}
    return Heard(
        behaviours=behaviours,
        acts=tuple(acts),
        affirms=affirms(text),
        proposes=proposes(text),
        brief=len(text.split()) <= BRIEF,
        has_date=names_a_date(text),
        asked=tuple(t for t in asked(text) if not names.intersection(_NO_QUESTION.get(t, ()))),
    )
