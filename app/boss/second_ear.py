"""What plain words confirm, or correct, of what a judge heard in a turn.

A judge that learned from examples is sometimes sure of the wrong thing. Where that would end a
meeting, hurt somebody, or let a boss give way, the words themselves must bear it out. A behaviour
that they do not bear out is only hinted at; an act that they contradict was not heard.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from app.boss.consent import (
    conditional,
    half_says_yes,
    says_only_yes,
    sets_terms,
    takes_back,
    takes_it,
)
from app.boss.cues import can_accept, insults, is_kind, is_sorry, says_goodbye, speaks_to_the_app
from app.boss.dates import asks_for_time
from app.boss.names import names_somebody
from app.boss.plain import (
    helps,
    loses,
    on_the_point,
    overheard,
    pays,
    threatens,
    turns_tables,
)
from app.boss.questions import asked, is_question
from app.boss.unwell import sounds_unwell
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
_TRIES = re.compile(
    r"\b(?:try|tries|trying|trial\w*|test\w*|pilot\w*|experiment\w*|see (?:if|how|whether)|"
    r"for a start|to begin with|acting|projects?|without (?:staff|reports|a team))\b",
    re.IGNORECASE,
)
_SPLITS = re.compile(
    r"\b(?:shar\w*|split\w*|divid\w*|two|both|three|rotat\w*|between|half|halves|co-?\w+|pair|duo|"
    r"each|together|part|piece\w*|committee|interim|agency|hire|merge\w*)\b",
    re.IGNORECASE,
)
_HESITATES = re.compile(r"\b(?:still|just) (?:thinking|weighing|deciding)\b", re.IGNORECASE)
"""Takes nothing back yet."""
_AT_YOU = re.compile(r"\b(?:you\w*|u|ur|boss|sir|madam|management)\b", re.IGNORECASE)
_A_MOMENT = re.compile(r"\b(?:a|one) (?:sec(?:ond)?|moment|minute|tick)\b", re.IGNORECASE)
"""Time to find one's words, and not to decide."""
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
    beside = "off_topic" in _names(seen) and not (argues or on_the_point(text))
    heard = [
        fixed
        for one in seen
        if (
            fixed := _act(one, text, taken, beside)
            if one.name in _ACTS
            else _behaviour(one, text, seen)
        )
        and not (in_so_many_words and one.name in _AGAINST)
        # Whoever would take the job on terms argues for terms, not for staying.
        and not (under_condition and one.name in _ARGUMENTS and one.name != "thanks")
    ]
    if taken and "accepts" not in _names(heard):
        heard.append(Seen(name="accepts", quote=text))
    if turns_tables(text):
        # With its words, so that nothing in them counts as an argument.
        heard.append(Seen(name="out_of_role", quote=text))
    reasons = not (under_condition or taken or _names(heard) & set(BESIDE))
    attacks = not any(one.shown == "yes" and one.name in _ARGUMENTS for one in heard)
    return heard + overheard(text, heard, reasons, attacks)


def _names(seen: Sequence[Seen]) -> set[str]:
    return {one.name for one in seen}


_ACTS = frozenset(
    "accepts accepts_if takes_back ends_talk off_topic asks_question out_of_role distress".split()
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


def _act(one: Seen, text: str, taken: bool, beside: bool) -> Seen | None:
    match one.name:
        case "accepts":
            if taken:
                return _as(one, "yes")
            return _as(one, "partly") if can_accept(text) and half_says_yes(text) else None
        case "accepts_if":
            return _as(one, "yes") if conditional(text) and not taken else None
        case "takes_back":
            if takes_back(text):
                return _as(one, "yes")
            return None if _HESITATES.search(text) else one
        case "off_topic":
            return one if beside else None
        case "asks_question":
            return one if is_question(one.quote or text) else None
        case "out_of_role":
            return one if speaks_to_the_app(text) else None
        case "distress":
            return one if sounds_unwell(text, beside) else None
        case _:
            return one if says_goodbye(text) else _as(one, "partly")


def _behaviour(one: Seen, text: str, seen: Sequence[Seen]) -> Seen | None:
    others = _names(seen)
    said = one.quote or text
    match one.name:
        case "hostile":
            return _hostile(one, text, seen)
        case "names_candidate" if names_somebody(text):
            return _as(one, "yes")
        case "names_candidate" if "off_topic" in others:
            # Gossip without a name puts nobody forward.
            return None
        case "quantified_impact" | "company_benefit" if pays(said):
            return _as(one, "yes")
        case "small_step" if helps(said) or "transition_help" in others:
            # Helping a successor for six weeks is no trial of one's own.
            return one if _TRIES.search(text) else None
        case "asks_for_time" if _A_MOMENT.search(text):
            return one if asks_for_time(text) else None
        case "thanks" if one.shown != "yes":
            return one if is_kind(text) else None
        case "other_structure" if "alternative_role" in others:
            # A post for oneself is no way to run the team.
            return one if _SPLITS.search(text) else _as(one, "partly")
    if _borne_out(one, text):
        return one
    # Half an argument may become a whole one; half a rebuff would only be held against them.
    return None if one.name in _COLD else _as(one, "partly")


def _hostile(one: Seen, text: str, seen: Sequence[Seen]) -> Seen | None:
    if is_sorry(text) and not insults(text):
        return None
    if insults(text) or threatens(text):
        return one
    argued = {o.name for o in seen if o.shown == "yes" or o.name not in _COURTESY}
    if asked(text) or is_kind(text) or loses(text) or _ARGUMENTS & argued:
        return None
    # To grumble at taxes or at neighbours is no attack on the boss.
    return one if _AT_YOU.search(text) else _as(one, "partly")


def _borne_out(one: Seen, text: str) -> bool:
    needs = _NEEDS.get(one.name)
    said = one.quote or text
    return needs is None or not said or needs.search(said) is not None


def _as(one: Seen, shown: str) -> Seen:
    return one.model_copy(update={"shown": shown})
