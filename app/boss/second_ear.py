"""What plain words confirm, or correct, of what a judge heard in a turn.

A judge that learned from examples is sometimes sure of the wrong thing. Where that would end a
meeting, hurt somebody, or let a boss give way, the words themselves must bear it out. A behaviour
that they do not bear out is only hinted at; an act that they contradict was not heard.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence

from app.boss.consent import (
    conditional,
    half_says_yes,
    says_only_yes,
    sets_terms,
    takes_back,
    takes_it,
)
from app.boss.cues import (
    asks_for_time,
    can_accept,
    insults,
    is_kind,
    is_question,
    is_sorry,
    names_a_season,
    proposes_to_meet,
    says_goodbye,
    says_thanks,
    sounds_unwell,
    speaks_to_the_app,
)
from app.boss.names import names_somebody, opens_with_a_name
from app.boss.questions import asked
from app.domain.conversation import Seen

_NEEDS = {
    "quantified_impact": re.compile(
        r"\d|\b(?:one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|fifteen|twenty|"
        r"thirty|"
        r"forty|fifty|sixty|hundred|thousand|half|halved|third|quarter|twice|doubled?|tripled?|"
        r"every|"
        r"none|zero|no (?:returns?|complaints?|accidents?|errors?|faults?)|fewer|less|more|"
        r"lowest|"
        r"highest|best|first|record|won|never|nobody|since|dropped|cut|saved|grew|fell|rose|"
        r"passed|"
        r"without a|award)\b|%|[£$€₹]",
        re.IGNORECASE,
    ),
    "expertise_alignment": re.compile(
        r"(?=.*\b(?:i|i['’]?m|i['’]?ve|my|me|mine|nobody|no one|only|we|us)\b).*\b(?:know\w*|"
        r"only|nobody|"
        r"no one|no colleague|trust\w*|years?|certif\w*|licen\w*|ticket|understand\w*|built|read|"
        r"speak|train\w*|"
        r"rememb\w*|expert\w*|special\w*|skill\w*|experience\w*|designed|wrote|set (?:it |that "
        r")?up|"
        r"inside out|ask me|call me|come to me|ring me|qualified|accredit\w*|contacts?|"
        r"relationship\w*|"
        r"customers?|clients?|master\w*|learned|learnt|history|why)\b",
        re.IGNORECASE | re.DOTALL,
    ),
    "blunt_refusal": re.compile(
        r"\b(?:no|nope|nah|not|never|none|refuse|decline|pass|out|forget|leave me|dont|wont|cant|"
        r"end of|"
        r"rather|nothing|stay(?:ing)?|same)\b|n['’]t\b",
        re.IGNORECASE,
    ),
    "leaves_gap": re.compile(
        r"\byour (?:\w+ )?(?:problem|job|call|business|decision|headache|task|department|worry|"
        r"issue|"
        r"mess|lookout)\b|\bnot (?:my|mine)\b|\bisn['’]?t (?:my|mine)\b|\b(?:some|any)(?:body|"
        r"one) else|"
        r"\b(?:some|any)(?:body|one) will\b|\bwho(?:ever)? (?:cares|knows)\b|\bwhoever\b|"
        r"\bdon['’]?t care|"
        r"\bfigure (?:it|that|something) out|\bsort (?:it|that|something|yourself) out|\bup to "
        r"you|"
        r"\b(?:find|hire|get|ask|look for) (?:some(?:body|one)|another|a different|the next)|"
        r"\byou['’]?(?:ll| will) (?:find|manage|think of|have to|work)|\bgood luck|\bdeal with "
        r"it|"
        r"\bno idea who|\bdon['’]?t know who|\bcouldn['’]?t say who|\bnobody (?:i know|comes to "
        r"mind)|"
        r"\byou(?:['’]re| are) the (?:boss|manager)|\bcan['’]?t help you|\byou (?:must|should|"
        r"have to) "
        r"(?:know|find|solve|sort)|\bthat['’]?s for you|\bhr\b|\bworks? itself out|\bcome what "
        r"may|"
        r"\bempty|\bleave it\b|\bwon['’]?t be me",
        re.IGNORECASE,
    ),
}
"""Words that a behaviour cannot do without: with none of them it is only hinted at."""
_ARGUMENTS = frozenset(
    """names_candidate transition_help other_structure quantified_impact company_benefit
    future_value expertise_alignment lightens_load cost_of_moving alternative_role small_step
    commits_to_growth thanks acknowledges_boss wants_current_path next_step""".split()
)
_COURTESY = frozenset(("thanks", "acknowledges_boss"))
PLAIN = 14
"""Words of a turn that can take the job so plainly that no judge has to hear it."""
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
"""What it would cost to move them, said as briefly as can be."""
_HELPS = re.compile(
    r"\b(?:help\w*|hand(?:ing)? (?:\w+ )?over|handover|babysit|(?:stay|stand|sit|be) (?:beside|"
    r"by|with|"
    r"next to|there for)|support|shadow|introduce|onboard\w*|transition|settle|carry)\b[^.!?]*"
    r"\b(?:him|her|them|both)\b|\b(?:show|teach|train|coach|babysit|help|carry) (?:him|her|them)\b"
    r"|\b(?:support|help with|plan|manage|do) (?:the|a) (?:transition|handover)\b",
    re.IGNORECASE,
)
"""Help for somebody who was named before: a handover, and no step of the learner's own."""
_I_HELP = re.compile(
    rf"\bi(?:['’]?ll|['’]?d| will| would| can| could| should|"
    rf" shall)(?: \w+)?? (?:{_HELPS.pattern})",
    re.IGNORECASE,
)
_GROWS = re.compile(
    r"\bi(?:['’]d (?:like|love)| would (?:like|love)| want| wanna| hope) to (?:keep |go on )?"
    r"(?:grow(?:ing)?|learn(?:ing)?|develop(?:ing)?|get(?:ting)? (?:even |much )?better|"
    r"improv(?:e|ing))"
    r"\b(?! (?:my|a) )",
    re.IGNORECASE,
)
_PAYS = re.compile(
    r"\b(?:br(?:ings?|ought) (?:\w+ )?in|sav(?:e|es|ed|ing)|worth|earn(?:s|ed)?|gain(?:s|ed)?|won|"
    r"down|fell|dropped|cut|grew|up)\b[^.!?]{0,30}?(?:[£$€₹]|\d|\b(?:half|a third|a quarter|two|"
    r"three|four|"
    r"five|six|ten|twelve|twenty|thirty|hundred|thousand|million)\b)",
    re.IGNORECASE,
)
"""A result and a number, in one breath."""
_INSULTS = re.compile(
    r"\b(?:are you|you(?:['’]re| are|r)?) (?:just |really |so |all |a |an |the |such a )*(?:stupid|"
    r"idiots?|pathetic|useless|incompetent|liar|moron|clown|worst|bully|coward)\b"
    r"|^\W*(?:this is |how |you )?(?:pathetic|idiot|moron|rubbish)\W*$",
    re.IGNORECASE,
)
_STAYS_OR_GOES = re.compile(
    r"\bi(?:['’]m| am|['’]ll| will|['’]d)? (?:be )?(?:gone|leaving|leave|quit|resign\w*|stay\w*|"
    r"out of here)"
    r"\b",
    re.IGNORECASE,
)
"""Whoever says so, speaks of nothing else."""
_TURNS_TABLES = re.compile(
    r"\byou(?:['’]re| are) (?:now )?the employee\b|\bi(?:['’]m| am) (?:now )?(?:the|your) boss\b|"
    r"\bas your boss\b|\bspeak as me\b|^\W*now say\b",
    re.IGNORECASE,
)
_A_MOMENT = re.compile(r"\b(?:a|one) (?:sec(?:ond)?|moment|minute|tick)\b", re.IGNORECASE)
"""Time to find one's words, and not to decide."""
_INTENDS = re.compile(
    r"\bi(?:['’]ll| will|['’]d| would| want| plan| start| begin|['’]m going to)\b", re.IGNORECASE
)
_THREATENS = re.compile(
    r"\b(?:call(?:ing)?|tell(?:ing)?|ring(?:ing)?|see(?:ing)?|know|going to|"
    r"go to) (?:\w+ )?(?:union|"
    r"lawyer|solicitor|press|papers)\b|\bfile a complaint|\byou(?:['’]ll| will) (?:be sorry|"
    r"regret)|"
    r"\b(?:last|final) (?:chance|warning)\b|\bor else\b|\bthings (?:\w+ )?unpleasant\b|"
    r"\byou(?:['’]d| had) better (?:drop|stop|leave|watch)",
    re.IGNORECASE,
)
_COLD = ("leaves_gap", "blunt_refusal")
BESIDE = ("out_of_role", "off_topic")
"""Acts in whose very words nothing else was said."""
_AGAINST = frozenset(
    """hostile leaves_gap blunt_refusal wants_current_path names_candidate alternative_role
    other_structure small_step""".split()
)
"""What nobody means who says in so many words that they take the job."""


def corrected(seen: Sequence[Seen], text: str) -> list[Seen]:
    """Return what was heard once the words have been asked, too; the order stays."""
    taken = _takes(seen, text)
    in_so_many_words = taken and takes_it(text)
    under_condition = conditional(text)
    argues = any(_borne_out(one, text) for one in seen if one.name in _PROOF)
    heard = [
        fixed
        for one in seen
        if (
            fixed := _act(one, text, taken, argues)
            if one.name in _ACTS
            else _behaviour(one, text, seen)
        )
        and not (in_so_many_words and one.name in _AGAINST)
        # Whoever would take the job on terms argues for terms, not for staying.
        and not (under_condition and one.name in _ARGUMENTS and one.name != "thanks")
    ]
    if taken and not any(one.name == "accepts" for one in heard):
        heard.append(Seen(name="accepts", quote=text))
    heard += [Seen(name=name) for name in _overheard(text, heard)]
    if _TURNS_TABLES.search(text):
        # With its words, so that nothing in them counts as an argument.
        heard.append(Seen(name="out_of_role", quote=text))
    return heard or [Seen(name=name, shown="partly", quote=text) for name in _half_heard(text)]


def _half_heard(text: str) -> list[str]:
    """Return what may be meant where nothing at all was heard: a result, or a plan."""
    if "?" in text:
        return []
    found = ["quantified_impact"] if _PAYS.search(text) else []
    if _INTENDS.search(text) and names_a_season(text):
        found.append("future_value")
    return found


_ACTS = frozenset(
    """accepts accepts_if takes_back ends_talk off_topic asks_question out_of_role
    distress""".split()
)
_PROOF = ("quantified_impact", "expertise_alignment")
"""Where the words bear these out, the talk is not of something else."""


def _takes(seen: Sequence[Seen], text: str) -> bool:
    """Whether the learner takes the job: the words say it, and the judge hears it or nothing else.

    In a short turn without any argument plain words are enough.
    """
    shown = {one.name: one.shown for one in seen}
    heard = "accepts" in shown
    nothing_else = len(text.split()) <= PLAIN and not (_ARGUMENTS - _COURTESY) & shown.keys()
    if takes_it(text) and not (shown.get("accepts_if") == "yes" and sets_terms(text)):
        return heard or nothing_else
    return shown.get("accepts") == "yes" and says_only_yes(text)


def _act(one: Seen, text: str, taken: bool, argues: bool) -> Seen | None:
    match one.name:
        case "accepts":
            if taken:
                return _as(one, "yes")
            return _as(one, "partly") if can_accept(text) and half_says_yes(text) else None
        case "accepts_if":
            if taken:
                return None
            return _as(one, "yes") if conditional(text) else None
        case "takes_back":
            refuses = _NEEDS["blunt_refusal"].search(text)
            return _as(one, "yes") if takes_back(text) else one if refuses else None
        case "off_topic":
            return None if argues or _on_the_point(text) else one
        case "asks_question":
            return one if is_question(one.quote or text) else None
        case "out_of_role":
            return one if speaks_to_the_app(text) else None
        case "distress":
            return one if sounds_unwell(text) else None
        case _:
            return one if says_goodbye(text) else _as(one, "partly")


def _on_the_point(text: str) -> bool:
    """Whether the words thank, tell a result, or speak of staying and going."""
    return says_thanks(text) or bool(_PAYS.search(text) or _STAYS_OR_GOES.search(text))


def _behaviour(one: Seen, text: str, seen: Sequence[Seen]) -> Seen | None:
    if one.name == "hostile":
        if is_sorry(text) and not insults(text):
            return None
        kind = asked(text) or is_kind(text) or _LOSES.search(text)
        means_well = kind or _ARGUMENTS & {other.name for other in seen}
        return None if means_well and not insults(text) else one
    if one.name == "asks_for_time" and _A_MOMENT.search(text) and not asks_for_time(text):
        return None
    if one.name in ("quantified_impact", "company_benefit") and _PAYS.search(one.quote or text):
        return _as(one, "yes")
    if one.name == "names_candidate":
        # A name makes a hint plain; gossip without one puts nobody forward.
        if names_somebody(text):
            return _as(one, "yes")
        return None if any(other.name == "off_topic" for other in seen) else one
    if one.name == "small_step" and _HELPS.search(one.quote or text):
        return None
    if _borne_out(one, text):
        return one
    # Half an argument may become a whole one; half a rebuff would only be held against them.
    return None if one.name in _COLD else _as(one, "partly")


def _borne_out(one: Seen, text: str) -> bool:
    needs = _NEEDS.get(one.name)
    said = one.quote or text
    return needs is None or not said or needs.search(said) is not None


_PLAIN: tuple[tuple[str, Callable[[str], object]], ...] = (
    ("asks_for_time", asks_for_time),
    ("next_step", proposes_to_meet),
    ("takes_back", takes_back),
    ("accepts_if", conditional),
    ("thanks", says_thanks),
    ("other_structure", _SHARES.search),
    ("cost_of_moving", _LOSES.search),
    ("transition_help", _I_HELP.search),
    ("commits_to_growth", _GROWS.search),
)
"""What plain words say whatever the judge heard."""
_PLAIN_ALONE: tuple[tuple[str, Callable[[str], object]], ...] = (
    ("names_candidate", opens_with_a_name),
    ("hostile", _THREATENS.search),
    ("hostile", _INSULTS.search),
)
"""What they say in a turn in which the judge heard no argument."""


def _overheard(text: str, heard: Sequence[Seen]) -> list[str]:
    """Return what the words say plainly and the judge missed."""
    clear = {one.name for one in heard if one.shown == "yes"}
    listen = _PLAIN if _ARGUMENTS & clear else _PLAIN + _PLAIN_ALONE
    found = (name for name, says in listen if says(text))
    return [name for name in dict.fromkeys(found) if name not in clear]


def _as(one: Seen, shown: str) -> Seen:
    return one.model_copy(update={"shown": shown})
