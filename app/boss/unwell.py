"""Whether somebody who sounds unwell is to be taken so: a boss then steps out of the part."""

from __future__ import annotations

import re

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
    r"give up|given up|go on|stop(?! there)|can['’]?t(?! be)|cannot(?! be)|can not|"
    r"not (?:well|ok|okay|alright|all right|fine))\b",
    re.IGNORECASE,
)
"""Words that somebody in distress may use: with one of them nothing is taken lightly."""
_LIGHT = re.compile(
    r"\b(?:nervous|scared|afraid|fear|frighten\w*|terrified)\b|"
    r"\b(?:slept|sleep) (?:much|well|badly|only|\d)|\b(?:kids|children|small ones|school run)\b|"
    r"\b(?:weather|rain\w*|snow\w*|breakfast|lunch|dinner|hurry|halfway)\b|"
    r"\b(?:need|want|like) (?:some |more |a bit of )?time\b|"
    r"\bdon['’]?t be (?:upset|cross|angry|mad)\b|"
    r"\bnot (?:the )?right (?:thing|time|job|role|for me)\b|"
    r"\bi(?:['’]m| am) (?:quite |really )?(?:ok(?:ay)?|fine|all ?right)\b|"
    r"\b(?:managers?|manage|boss|lead|leading|supervisor|deputy|in charge)\b.*\bbecause\b",
    re.IGNORECASE,
)
"""What people say of the day, a job or this talk and mean no more by it: "A bit scared, yes."."""


def sounds_unwell(text: str, beside: bool = False) -> bool:
    """Whether `text`, in which a judge heard distress, is to be taken so.

    To miss somebody is worse than to stop for nothing: it is only not taken so if the words, or
    their being small talk (`beside`), explain it, and no heavy word stands beside them.
    """
    light = beside or _LIGHT.search(text) is not None
    return not light or _HEAVY.search(text) is not None
