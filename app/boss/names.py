"""Who the learner puts forward: a name as they wrote it, or nobody."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

from app.domain.persona import Persona

_SURE = 2
"""Cues for a person that it takes where the judge saw somebody put forward."""
_SURER = 3
"""The same in the rest of the turn."""
LONGEST = 40
"""Longest name (in characters)."""

_NAME = re.compile(
    r"(?<![\w'’-])(?P<title>(?:(?:mrs?|ms|miss|dr|prof|sister|captain|aunty|uncle|baba|ate|um)"
    r"\b\.? )?)(?P<first>(?:[od]['’])?[^\W\d_]{2,}(?:-[^\W\d_]+)*)",
    re.IGNORECASE,
)
_NO_NAMES = frozenset(
    """a an the and but so if or nor as at by for from in into of off on out over to under up with
    my our your his her its their we you he she they it me us them him one ones two three
    four both each all half most many some any no not none never nobody somebody someone
    anyone anybody everyone everybody people folks others another either neither who whom
    whose what which when where why how there here this that these those then than now today
    tomorrow yesterday also too very just only even still yet maybe perhaps honestly
    actually really sorry thanks thank please yes yeah ok okay well right sure fine good
    great look listen have has had do does did done is are was were be been am can could
    will would shall should may might must let lets put get got give take make ask tell try say
    think suppose choose pick promote consider bring send write watch keep move split share
    train training because since until while before after during once don isn won didn
    mondays fridays monday tuesday wednesday thursday friday saturday sunday january
    february march april june july august september october november december spring summer
    autumn winter easter christmas ramadan diwali boss sir madam mister manager management
    director head chief senior junior lead leader team teams ward department finance
    marketing sales legal operations engineering product platform payments support
    procurement logistics recruitment hiring work money time god jesus english old new
    whoever whatever everything something nothing""".split()
)
"""Words that begin with a capital at the start of a sentence, or always, and are no person."""
_BEFORE = re.compile(
    r"(?:(?<!instead )(?<!because )\bof|\babout|\bnamed|\bcalled|\bcolleague|\bfriend|\byoung|"
    r"\bthat|\bbe|(?<!he )\bis|\bit['’]s|\b(?:it|team|job|role|post) to|\bwhy not|"
    r"\b(?:suggest|recommend|say|propose?|nominate?|promote?|consider|ask|approach|pick|choose?|"
    r"choos|"
    r"try|get|take?|tak|let|put|give?|giv|bring|have|want|need|see|watch|tell|meet|trust|back|"
    r"make?|mak|train|mentor|coach)(?:s|d|ed|ing|ting)?) $",
    re.IGNORECASE,
)
"""What stands before somebody who is put forward."""
_AFTER = re.compile(
    r"(?: [A-Z][\w-]+)?(?: (?:from|in|on) (?:the )?[\w-]+(?: [\w-]+)?)?,?"
    r"(?: (?:is|has|had|was|who|could|can|would|will|should|might|may|already|knows|runs|ran|does|"
    r"did|takes|took|wants|wanted|loves|likes|leads|led|keeps|kept|covers|covered|trains|trained|"
    r"handles|handled|asked|told|forward|instead|herself|himself|up|for (?:the|it|that|this)|"
    r"as (?:the|a|lead|head|she|he)|to (?:lead|run|take|do|cover|step|act|one|them)|"
    r"over (?:both|the)|doing|and [A-Z])\b|['’]s (?:been|got|done|run|led|ready|name|the|calm)\b"
    r"|(?<=,) (?:she|he|they)\b|[:;] (?:she|he|they)\b|[.?!] (?:She|He|They)\b)",
)
"""What follows somebody who could do it."""
_ELSEWHERE = re.compile(
    r"\b(?:in|from|near|the|our|on|since|until|till|during|before|after|last|next|when|while|than|"
    r"without|scared of|afraid of|tired of|out of|(?<!why )not|under|knows?|using|instead of|"
    r"because of|dear|hi|hello|sorry|thanks|"
    r"thank you),? $",
    re.IGNORECASE,
)
"""What stands before a place, a tool, a date, or a person who is not the one."""
_AWAY = re.compile(
    r"['’]?s? (?:is |was |will be )?(?:off|out|away|sick|gone|leav|left|retir|mov|not\b)|\s?\d"
)
"""What follows somebody who is leaving, and a thing with a number."""
_OPENER = re.compile(r"(?:ing|ly|while|wise) [A-Z]$")
"""What else begins a sentence before a name: "Moving Priya", "Surely Priya"."""
_SENTENCE_START = re.compile(r"(?:^|[.!?:;…\n]\s*|[\"“(—–-]\s*)$")
_A_NAME = r"[A-Z][^\W\d_]+"
_PUTS_FORWARD = re.compile(
    rf"\b[Pp]ut (?:young )?(?P<put>{_A_NAME}) in charge\b"
    rf"|\b(?P<should>{_A_NAME}) (?:should|could|would|can|might) (?:(?:do|lead|run|take|have) "
    r"(?:it|the|that|this)|take over|step up|(?:lead|run)(?! \w))\b"
    rf"|^\W*(?P<opens>{_A_NAME})(?: {_A_NAME})? from (?:the )?[a-z]+(?: [a-z]+)?[.,]"
)
"""A name put forward so plainly that no judge has to hear it."""
_ONLY_A_NAME = re.compile(
    r"^\W*(?:(?i:ask|maybe|perhaps|probably|well|um|er|oh|try|honestly|definitely|it['’]?s|"
    r"that would be|i['’]d (?:say|ask)|young|old)[ ,]+)*"
    rf"(?P<name>(?:(?:Mrs?|Ms|Dr|Sister)\.? )?{_A_NAME}(?:[- ]{_A_NAME})?)"
    r"(?:,? (?:on|from|in|at) (?:the )?\w+)?[.!,]*$"
)
_BEGINS_WITH_A_NAME = re.compile(
    rf"^\W*(?P<name>{_A_NAME})\b(?! (?i:s?he|her|him|his|them|they|me|my|us|the|an?|your|it)\b)"
    r".*\b(?i:s?he|her|him|his)\b",
    re.DOTALL,
)
_NO_ANSWER = frozenset("dunno hm hmm um er oh nope nah yep yup agreed true exactly".split())


class _Found(NamedTuple):
    cues: int
    name: str


def candidate(persona: Persona, text: str, quote: str) -> str | None:
    """Return the name that the learner puts forward in `quote`, or else elsewhere in `text`.

    It takes cues that it is a person and the one who is meant; without them it is nobody. The
    boss's own name is never it, nor anybody the boss speaks of.
    """
    own = _boss_names(persona)
    # "She's not scared of Gaz." speaks of somebody who was named before.
    of_her = re.match(r"\W*(?:she|he|they)\b", quote, re.IGNORECASE)
    where = ((text, _SURE),) if of_her else ((quote, _SURE), (text, _SURER))
    for passage, enough in where:
        found = [one for one in _names(passage, own) if one.cues >= enough]
        if found:
            return max(found, key=lambda one: one.cues).name
    return None


def answered_name(persona: Persona, text: str) -> str | None:
    """Return the name that `text` gives as the answer to "Who?".

    It is all of it, "Josie on nights.", or it comes first, and then it goes on about her or him.
    """
    match = _ONLY_A_NAME.match(text.strip()) or _BEGINS_WITH_A_NAME.match(text)
    words = match["name"].lower().split() if match else []
    none = _NO_NAMES | _NO_ANSWER | _boss_names(persona)
    if not match or none.intersection(words) or words[0].endswith(("ing", "ly")):
        return None
    return match["name"]


def names_somebody(text: str) -> bool:
    """Whether `text` puts forward somebody by name, with the cues that it takes."""
    return any(one.cues >= _SURE for one in _names(text, frozenset()))


def puts_forward(text: str) -> bool:
    """Whether `text` puts forward a name so plainly that no judge has to hear it."""
    found = (match[match.lastgroup or 0] for match in _PUTS_FORWARD.finditer(text))
    return any(name.lower() not in _NO_NAMES for name in found)


def _names(passage: str, own: frozenset[str]) -> Iterator[_Found]:
    end_of_last = 0
    for match in _NAME.finditer(passage):
        first, title = match["first"], match["title"]
        if not first[0].isupper() or first.isupper() or len(match.group()) > LONGEST:
            continue
        if first.lower() in _NO_NAMES or {first.lower(), title.strip(" .").lower()} & own:
            continue
        if passage[end_of_last : match.start()] == " " and end_of_last:
            continue  # a surname
        before, after = passage[: match.start()], passage[match.end() :]
        inside = not _SENTENCE_START.search(before)
        if not inside and _OPENER.search(f"{first}{after[:2]}"):
            continue
        follows = _AFTER.match(after) is not None
        owner = after.startswith(("'s", "’s")) and not follows
        if owner or _ELSEWHERE.search(before) or _AWAY.match(after):
            continue
        led_up_to = _BEFORE.search(before) is not None
        end_of_last = match.end()
        yield _Found(2 * (led_up_to + follows) + inside + bool(title), match.group())


def _boss_names(persona: Persona) -> frozenset[str]:
    """Return the names in the persona's file that do not just begin a sentence, in lower case."""
    told = [persona.name, *persona.situation.model_dump().values(), persona.brief]
    told += [line for c in persona.concerns for stage in c.lines for line in stage[1]]
    capitals = re.findall(r"(?<=[a-z,;] )[A-Z][^\W\d_]+", " ".join(told))
    return frozenset(word.lower() for word in (*capitals, *persona.name.split()))
