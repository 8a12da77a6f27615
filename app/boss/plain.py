"""What anybody would hear in plain words, whatever a judge heard."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence

from app.boss.consent import conditional, takes_back
from app.boss.cues import says_thanks, sentences
from app.boss.dates import asks_for_time, proposes_to_meet, season
from app.boss.names import puts_forward
from app.domain.conversation import Seen

_SHARES = re.compile(
    r"\b(?:share|split|divide) (?:(?:the|this) (?:job|role|post|work|team)|it (?:between|up))"
    r"|\bjob[- ]share\b|\btwo (?:people|of them) (?:could|can|would|might|to)\b|\bsplit it\b",
    re.IGNORECASE,
)
"""One job for two, said plainly."""
_LOSES = re.compile(
    r"\byou(?:['’]d| would|['’]ll| will) (?:\w+ )?lose (?!me\b|me,|face|my|your (?:job|temper))",
    re.IGNORECASE,
)
_HELPS = re.compile(
    r"\b(?:help\w*|hand(?:ing)? (?:\w+ )?over|handover|babysit|(?:stay|stand|sit|be) (?:beside|by|"
    r"with|next to|there for)|support|shadow|introduce|onboard\w*|transition|settle|carry)\b"
    r"[^.!?]*\b(?:him|her|them|both)\b"
    r"|\b(?:show|teach|train|coach|mentor) (?:him|her|them)\b"
    r"|\b(?:support|help with|plan|manage|do) (?:the|a) (?:\w+ )?(?:transition|handover)\b"
    r"|\bhand (?:it|everything) over\b",
    re.IGNORECASE,
)
_I_HELP = re.compile(
    r"\b(?:i(?:['’]?ll|['’]?d| will| would| can| could| should| shall)|let me)(?: \w+)?? "
    rf"(?:{_HELPS.pattern})",
    re.IGNORECASE,
)
_GROWS = re.compile(
    r"\bi(?:['’]d (?:like|love)| would (?:like|love)| want| wanna| hope) to (?:keep |go on )?"
    r"(?:grow(?:ing)?|learn(?:ing)?|develop(?:ing)?|get(?:ting)? (?:even |much )?better|"
    r"improv(?:e|ing))\b(?! (?:my|a) )",
    re.IGNORECASE,
)
_PAYS = re.compile(
    r"\b(?:br(?:ings?|ought) (?:\w+ )?in|sav(?:e|es|ed|ing)|worth|earn(?:s|ed)?|gain(?:s|ed)?|won|"
    r"down|fell|dropped|cut|grew|up)\b[^.!?]{0,30}?(?:[£$€₹]|\d|\b(?:half|a third|a quarter|two|"
    r"three|four|five|six|ten|twelve|twenty|thirty|hundred|thousand|million)\b)",
    re.IGNORECASE,
)
_MEASURED = re.compile(
    r"\b(?:went|gone|fell|dropped|cut|came|brought|got|down|up|rose|grew|reduced)\b[^.!?]*"
    r"\bfrom\b[^.!?]*\d[^.!?]*\bto\b[^.!?]*\d"
    r"|\b(?:was|were)\b[^.!?\d]*\d[^.!?]*[,;] ?(?:and )?(?:now|today)\b[^.!?]*\d"
    r"|\b(?:brings? in|brought in|sav(?:es|ed)|earn(?:s|ed))\b[^.!?]*(?:[£$€₹] ?\d|\d[\d.,]* ?"
    r"(?:k|thousand|million|grand|crores?|lakhs?|euros?|pounds|dollars|rupees|rand|crowns)\b)",
    re.IGNORECASE,
)
_INTENDS = re.compile(
    r"\bi(?:['’]?ll| will|['’]?d| would| want| plan| start| begin|['’]m going to)\b", re.IGNORECASE
)
_DELIVERS = re.compile(
    r"\bi(?:['’]?ll| will|['’]d| would)\b|\b(?:would|will|could|can) be\b|"
    r"\b(?:done|running|ready)\b",
    re.IGNORECASE,
)
_OF_THE_TALK = re.compile(
    r"\b(?:answer|decide|decision|tell|know|think|hand(?:ed|ing)? ?over|handover|until|leave|gone|"
    r"quit|holiday|her|him|them|she|he|they)\b",
    re.IGNORECASE,
)
"""What a sentence with a season in it may be about instead of work."""
_THREATENS = re.compile(
    r"\b(?:call|tell|ring|see|know|go to)(?:ing)? (?:\w+ )?(?:\w+ )?"
    r"(?:union|lawyer|solicitor|press|papers)\b"
    r"|\bmy (?:lawyer|solicitor)\b|\b(?:file|make|lodge) a (?:formal )?complaint\b"
    r"|\byou(?:['’]ll| will) (?:be sorry|regret|see what happens)"
    r"|\b(?:last|final) (?:chance|warning)\b|\bor else\b|\byou(?:['’]d| had) better\b"
    r"|\b(?:things|life|it) (?:\w+ )?(?:unpleasant|(?:difficult|hard) for you)\b",
    re.IGNORECASE,
)
_CALLS_NAMES = re.compile(
    r"\b(?:are you|you(?:['’]re| are|r)?) (?:just |really |so |all |a |an |the |such a )*(?:stupid|"
    r"idiots?|pathetic|useless|incompetent|liar|moron|clown|worst|bully|coward)\b"
    r"|^\W*(?:this is |how |you )?(?:pathetic|idiot|moron|rubbish)\W*$",
    re.IGNORECASE,
)
_STAYS_OR_GOES = re.compile(
    r"\bi(?:['’]m| am|['’]ll| will|['’]d)? (?:be )?(?:gone|leaving|leave|quit|resign\w*|stay\w*|"
    r"out of here)\b",
    re.IGNORECASE,
)
_TURNS_TABLES = re.compile(
    r"\byou(?:['’]re| are) (?:now )?the employee\b|\bi(?:['’]m| am) (?:now )?(?:the|your) boss\b|"
    r"\bas your boss\b|\bspeak as me\b|^\W*now say\b",
    re.IGNORECASE,
)


def helps(text: str) -> bool:
    """Whether `text` offers help to somebody who was named: a handover."""
    return _HELPS.search(text) is not None


def pays(text: str) -> bool:
    """Whether `text` tells a result and a number, in one breath."""
    return _PAYS.search(text) is not None


def measured(text: str) -> bool:
    """Whether `text` tells a before and an after, or a sum that was earned."""
    return _MEASURED.search(text) is not None


def loses(text: str) -> bool:
    """Whether `text` says what it would cost to move the learner, as briefly as can be."""
    return _LOSES.search(text) is not None


def threatens(text: str) -> bool:
    """Whether `text` threatens."""
    return _THREATENS.search(text) is not None


def turns_tables(text: str) -> bool:
    """Whether `text` makes the boss the learner, or the learner the boss."""
    return _TURNS_TABLES.search(text) is not None


def on_the_point(text: str) -> bool:
    """Whether `text` thanks, tells a result, names a day, or speaks of staying or going."""
    stays = _STAYS_OR_GOES.search(text) is not None
    return stays or pays(text) or says_thanks(text) or proposes_to_meet(text)


def _promises(text: str) -> bool:
    """Whether something will be there by a season: "By spring the handbook would be done."."""
    plans = (one for one in _plans(text) if season(one).startswith("by "))
    return any(_DELIVERS.search(one) for one in plans)


def _plans(text: str) -> list[str]:
    """Return the sentences that speak of a season, and of work."""
    return [one for one in sentences(text) if season(one) and not _OF_THE_TALK.search(one)]


_Plain = tuple[tuple[str, Callable[[str], object]], ...]
_ALWAYS: _Plain = (
    ("asks_for_time", asks_for_time),
    ("next_step", proposes_to_meet),
    ("takes_back", takes_back),
    ("accepts_if", conditional),
    ("thanks", says_thanks),
    ("other_structure", _SHARES.search),
    ("cost_of_moving", loses),
)
_REASONS: _Plain = (
    ("names_candidate", puts_forward),
    ("transition_help", _I_HELP.search),
    ("commits_to_growth", _GROWS.search),
    ("quantified_impact", measured),
    ("future_value", _promises),
)
_ATTACKS: _Plain = (("hostile", threatens), ("hostile", _CALLS_NAMES.search))


def overheard(text: str, heard: Sequence[Seen], reasons: bool, attacks: bool) -> list[Seen]:
    """Return what `text` says plainly and is not among what was `heard`.

    Reasons count in no small talk, order to the app or yes, and attacks beside no argument; where
    nothing at all was heard, half a result or half a plan is better than nothing.
    """
    clear = {one.name for one in heard if one.shown == "yes"}
    listen = _ALWAYS + (_REASONS if reasons else ()) + (_ATTACKS if attacks else ())
    found = dict.fromkeys(name for name, says in listen if says(text))
    new = [Seen(name=name) for name in found if name not in clear]
    if new or heard or not reasons or "?" in text:
        return new
    plans = any(_INTENDS.search(one) for one in _plans(text))
    halves = ["quantified_impact"] * pays(text) + ["future_value"] * plans
    return [Seen(name=name, shown="partly", quote=text) for name in halves]
