"""What plain words confirm, or correct, of what a judge heard in a turn.

A judge that learned from examples is sometimes sure of the wrong thing. Where that would end a
meeting, hurt somebody, or let a boss give way, the words themselves must bear it out. A behaviour
that they do not bear out is only hinted at; an act that they contradict was not heard.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence

from app.boss.consent import conditional, says_only_yes, sets_terms, takes_back, takes_it
from app.boss.cues import (
    asks_for_time,
    can_accept,
    insults,
    is_kind,
    is_question,
    is_sorry,
    proposes_to_meet,
    says_goodbye,
    says_thanks,
    says_yes,
    speaks_to_the_app,
)
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
    "lists_negatives": re.compile(
        r"\b(?:meeting\w*|paper\w*|admin\w*|rota\w*|complain\w*|moan\w*|whin\w*|politic\w*|"
        r"e?mails?|inbox|spreadsheet\w*|sheets?|budget\w*|hours?|overtime|conflict\w*|argu\w*|"
        r"fight\w*|row(?:s|ing)|quarrel\w*|holidays?|sick\w*|absen\w*|leave|forms?|apprais\w*|"
        r"reviews?|hir\w*|fir(?:e|ing)|sack\w*|disciplin\w*|phones?|calls?|schedul\w*|"
        r"stress\w*|headache\w*|nerves|people|staff|team|managers?|managing|management|"
        r"boss\w*|lead\w*|bureaucra\w*|report\w*|blam\w*|babysit\w*|drama|tears|crying|"
        r"gossip\w*|problems?|worr\w*|responsib\w*|pressure|weekends?|evenings?|nights?|sleep|"
        r"desk|office|chas\w*|targets?|numbers|everyone|everybody|parents|audit\w*|hate|"
        r"boring|dread\w*|nagging|shout\w*|wages?|timesheets?|grievanc\w*|policies|policy|"
        r"approv\w*|sign\w*)\b",
        re.IGNORECASE,
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
_HEAVY = re.compile(
    r"\b(?:cry\w*|cried|tears?|cop(?:e|ing)|breath\w*|panic\w*|overwhelm\w*|"
    r"exhaust\w*|tired|(?:don['’]?t|can['’]?t|not) (?:sleep|slept)|burn(?:t|ed|ing)?|"
    r"break\w*|broke\w*|falling|collaps\w*|hopeless\w*|"
    r"pointless|dark\w*|gr[ae]y|low|die|died|dying|dead|death|kill\w*|hurt\w*|harm\w*|"
    r"(?:scared|afraid|frightened) (?:all|every|of (?:what|myself|everything))|shak\w*|"
    r"trembl\w*|sick|ill|unwell|depress\w*|"
    r"anxi\w*|stress\w*|attacks?|drown\w*|suicid\w*|empty|numb|worthless|useless|desperat\w*|"
    r"struggl\w*|crisis|therap\w*|doctors?|hospital|bear|alone|lonely|weak|hearts?|chest|head|"
    r"help|dizzy|faint\w*|vomit\w*|scream\w*|pills?|drink\w*|blood|nightmares?|floor|hid\w*|"
    r"nothing|nobody|anything|anywhere|anymore|any more|no way|end (?:it|my|things|"
    r"everything)|(?:own|take my|no) life|better off|myself|"
    r"living|live|alive|"
    r"lost|losing|grie\w*|mourn\w*|funeral|bad|awful|terrible|horrible|miserable|sad\w*|"
    r"hate|disappear\w*|mess|unsafe|safe|abus\w*|worn|pretend\w*|too much|"
    r"give up|given up|go on|stop|can['’]?t(?! be)|cannot(?! be)|can not|"
    r"not (?:well|ok|okay|alright|all right|fine))\b",
    re.IGNORECASE,
)
"""Words that somebody in distress may use: with one of them nothing is taken lightly."""
_LIGHT = re.compile(
    r"\b(?:nervous|scared|afraid|fear|frighten\w*|terrified)\b|"
    r"\b(?:slept|sleep) (?:much|well|badly)\b|\b(?:kids|children|small ones|school run)\b|"
    r"\b(?:need|want|like) (?:some |more |a bit of )?time\b|"
    r"\bdon['’]?t be (?:upset|cross|angry|mad)\b|"
    r"\bnot (?:the )?right (?:thing|time|job|role|for me)\b|"
    r"\bi(?:['’]m| am) (?:quite |really )?(?:ok(?:ay)?|fine|all ?right)\b|"
    r"\b(?:managers?|manage|boss|lead|leading|supervisor|deputy|in charge)\b.*\bbecause\b",
    re.IGNORECASE,
)
"""What people say of a job or of this talk and mean no more by it: "A bit scared, yes."."""
_TRIES = re.compile(
    r"\b(?:try|tries|trying|trial\w*|test\w*|pilot\w*|experiment\w*|see (?:if|how|whether)|"
    r"for a start|to begin with|acting|projects?|without (?:staff|reports|a team))\b",
    re.IGNORECASE,
)
_RECOMMENDS = re.compile(
    r"\b(?:could|can|would|should|lead\w*|led|run|runs|ran|ready|wants?|good|better|best|"
    r"ask\w*|try|suggest|recommend|propose|put|give|what about|how about|look at|keen|instead|"
    r"calm|respect\w*|trust\w*|cover\w*|capable|organi[sz]\w*|natural)\b",
    re.IGNORECASE,
)
_PUTS_FORWARD = re.compile(
    r"\b[Pp]ut (?:young )?[A-Z][\w'’-]+ in charge\b"
    r"|\b(?!(?:He|She|They|You|It|That|This|These|We|Who|What|Some|One|People|Nobody|Everybody)"
    r"(?:body|one)?\b)[A-Z][a-zà-ÿ'’-]+ (?:should|could|can|would|might) (?:do|lead|run|take|have) "
    r"(?:it|the|that|this)\b"
)
"""A name put forward, said plainly."""
_HELPS = re.compile(
    r"\b(?:i(?:['’]?ll| will|['’]?d| would| can| could)|let me) (?:\w+ )?"
    r"(?:show \w+ the ropes|(?:babysit|mentor|coach|shadow) (?:her|him|them)|train (?:her|"
    r"him|them) up|"
    r"sit (?:beside|next to|with) (?:her|him|them)|hand (?:it|everything) over|"
    r"do (?:a|the) (?:\w+ )?handover)\b",
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
"""A before and an after, or a sum that was earned."""
_PROMISES = re.compile(
    r"\bby (?:the )?(?:end of (?:the|next) year|next (?:year|\w+er|spring)|spring|summer|"
    r"autumn|winter|"
    r"monsoon|diwali|eid|christmas|easter|midsummer|january|february|march|april|may|june|july|"
    r"august|september|october|november|december)\b(?=.*\b(?:i|would be|will be|done|"
    r"running|ready)\b)"
    r"|\bi(?:['’]?ll| will|['’]d| would) (?:have )?.*\bby (?:the )?(?:spring|summer|autumn|winter|"
    r"monsoon|diwali|christmas|easter|next year)\b",
    re.IGNORECASE,
)
"""Something by a season: work that is still to come."""
_OF_THE_TALK = re.compile(
    r"\b(?:answer|decide|decision|tell|know|think|hand(?:ed|ing)? ?over|handover|until|leave|gone|"
    r"quit|holiday|her|him|them|she|he|they)\b",
    re.IGNORECASE,
)
"""What such a sentence may be about instead."""
_SPLITS = re.compile(
    r"\b(?:shar\w*|split\w*|divid\w*|two|both|three|rotat\w*|between|half|halves|co-?\w+|pair|duo|"
    r"each|together|part|piece\w*|committee|interim|agency|hire|merge\w*)\b",
    re.IGNORECASE,
)
_AT_YOU = re.compile(r"\b(?:you\w*|u|ur|boss|sir|madam|management)\b", re.IGNORECASE)
_A_SECOND = re.compile(r"\b(?:second|sec|moment|minute)\b", re.IGNORECASE)
"""Time for a breath, not for a decision."""
_THREATENS = re.compile(
    r"\b(?:file|make|lodge) a (?:formal )?complaint\b|\bi know a (?:good )?lawyer\b|"
    r"\bmy (?:lawyer|solicitor)\b|\byou(?:['’]ll| will) (?:regret|be sorry|see what happens)|"
    r"\byou['’]d better\b|\bcalling the union\b|\blast chance\b|"
    r"\bmake (?:things|life|it) (?:very |really )?(?:unpleasant|difficult|hard) for you\b",
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


def _promises(text: str) -> bool:
    said = re.split(r"[.!?] ", text)
    return any(_PROMISES.search(one) and not _OF_THE_TALK.search(one) for one in said)


_PLAIN: dict[str, Callable[[str], object]] = {
    "asks_for_time": asks_for_time,
    "next_step": proposes_to_meet,
    "takes_back": takes_back,
    "accepts_if": conditional,
    "thanks": says_thanks,
    "hostile": _THREATENS.search,
    "other_structure": _SHARES.search,
    "cost_of_moving": _LOSES.search,
}
_PLAIN_REASONS: dict[str, Callable[[str], object]] = {
    "names_candidate": _PUTS_FORWARD.search,
    "transition_help": _HELPS.search,
    "quantified_impact": _MEASURED.search,
    "future_value": _promises,
}
"""What anybody would hear in these words."""


def corrected(seen: Sequence[Seen], text: str) -> list[Seen]:
    """Return what was heard once the words have been asked, too; the order stays."""
    taken = _takes(seen, text)
    in_so_many_words = taken and takes_it(text)
    under_condition = conditional(text)
    argues = any(_borne_out(one, text) for one in seen if one.name in _PROOF)
    beside = any(one.name == "off_topic" for one in seen) and not argues
    heard = [
        fixed
        for one in seen
        if (
            fixed := _act(one, text, taken, argues, beside)
            if one.name in _ACTS
            else _behaviour(one, text, seen)
        )
        and not (in_so_many_words and one.name in _AGAINST)
        # Whoever would take the job on terms argues for terms, not for staying.
        and not (under_condition and one.name in _ARGUMENTS and one.name != "thanks")
    ]
    if taken and not any(one.name == "accepts" for one in heard):
        heard.append(Seen(name="accepts", quote=text))
    aside = any(one.name in BESIDE for one in heard)
    reasons = not (under_condition or taken or beside or aside)
    return heard + [Seen(name=name) for name in _overheard(text, heard, reasons)]


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


def _act(one: Seen, text: str, taken: bool, argues: bool, beside: bool) -> Seen | None:
    match one.name:
        case "accepts":
            if taken:
                return _as(one, "yes")
            return _as(one, "partly") if can_accept(text) and says_yes(text) else None
        case "accepts_if":
            if taken:
                return None
            return _as(one, "yes") if conditional(text) else None
        case "takes_back":
            return _as(one, "yes") if takes_back(text) else one
        case "off_topic":
            return None if argues or says_thanks(text) or proposes_to_meet(text) else one
        case "distress":
            light = beside or _LIGHT.search(text)
            return None if light and not _HEAVY.search(text) else one
        case "asks_question":
            return one if is_question(text) else None
        case "out_of_role":
            return one if speaks_to_the_app(text) else None
        case _:
            return one if says_goodbye(text) else _as(one, "partly")


def _behaviour(one: Seen, text: str, seen: Sequence[Seen]) -> Seen | None:
    if one.name == "hostile":
        if is_sorry(text) and not insults(text):
            return None
        kind = asked(text) or is_kind(text) or _LOSES.search(text)
        argued = {o.name for o in seen if o.shown == "yes" or o.name not in _COURTESY}
        means_well = kind or _ARGUMENTS & argued
        if insults(text) or _THREATENS.search(text):
            return one
        # To grumble at taxes or at neighbours is no attack on the boss.
        return None if means_well else one if _AT_YOU.search(text) else _as(one, "partly")
    others = {other.name for other in seen}
    if one.name == "small_step" and "transition_help" in others and not _TRIES.search(text):
        # Helping a successor for six weeks is no trial of one's own.
        return None
    if one.name == "asks_for_time" and _A_SECOND.search(text) and not asks_for_time(text):
        return None
    if one.name == "thanks" and one.shown != "yes" and not is_kind(text):
        return None
    if one.name == "other_structure" and "alternative_role" in others:
        # A post for oneself is no way to run the team.
        return one if _SPLITS.search(text) else _as(one, "partly")
    if one.name == "names_candidate" and "off_topic" in others and not _RECOMMENDS.search(text):
        # Gossip puts nobody forward.
        return None
    if _borne_out(one, text):
        return one
    # Half an argument may become a whole one; half a rebuff would only be held against them.
    return None if one.name in _COLD else _as(one, "partly")


def _borne_out(one: Seen, text: str) -> bool:
    needs = _NEEDS.get(one.name)
    said = one.quote or text
    return needs is None or not said or needs.search(said) is not None


def _overheard(text: str, heard: Sequence[Seen], reasons: bool) -> list[str]:
    """Return what the words say plainly and the judge missed; arguments only with `reasons`."""
    clear = {one.name for one in heard if one.shown == "yes"}
    found = [name for name, said in _PLAIN.items() if said(text)]
    if reasons:
        found += [name for name, said in _PLAIN_REASONS.items() if said(text)]
    return [name for name in found if name not in clear]


def _as(one: Seen, shown: str) -> Seen:
    return one.model_copy(update={"shown": shown})
