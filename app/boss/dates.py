"""Dates and seasons in a learner's words: time to think, another meeting, what plans are for."""

from __future__ import annotations

import re

from app.boss.cues import sentences

_MONTH = (
    r"(?:jan(?:uary)?|feb(?:ruary)?|march|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?|"
    r"oct(?:ober)?|nov(?:ember)?|dec(?:ember)?)"
)
_SPAN = r"(?:hours?|days?|nights?|weeks?|weekends?|months?|quarters?|fortnight)"
_SEASON = rf"(?:{_MONTH}|easter|christmas|diwali|weekend|holidays?)"
_ORDINAL = (
    r"(?:\d{1,2}(?:st|nd|rd|th)|the (?:\w+teenth|(?:twenty|thirty)[ -]\w+|fourth|fifth|sixth|"
    r"seventh|eighth|ninth|tenth|eleventh|twelfth|twentieth|thirtieth))"
)
_DATE = re.compile(
    r"\b(?:(?:mon|tues|wednes|thurs|fri|satur|sun)day|(?:tues?|weds?|thurs?)|tomorrow|tonight|"
    r"tmrw|"
    rf"next {_SPAN}|(?:an?|one|two|three|four|five|six|ten|couple of|few|\d+|the) ?"
    rf"(?:or (?:two|three) )?{_SPAN}|fortnight|{_ORDINAL}|\d{{1,2}} {_MONTH}|"
    rf"{_MONTH} \d{{1,2}}|end of (?:the|this|next) {_SPAN}|"
    r"(?:in|by|until|till|before|after|on|over) (?:the )?(?:(?:end|middle) of )?(?:the )?"
    rf"{_SEASON}|next year|"
    r"(?:(?:by|until|till) (?:the )?|on the )\d{1,2}(?:[:./]\d\d)?|"
    r"at \d{1,2}(?::\d\d| ?[ap]m| o'clock)?)(?!\w)",
    re.IGNORECASE,
)
_TO_COME = re.compile(
    rf"\b(?:in|by|from|until|before|after|next|this) (?:the )?(?:end of (?:the |next )?)?(?:next )?"
    rf"(?:{_MONTH}|easter|christmas|diwali|eid|midsummer|monsoon|spring|summer|autumn|winter|"
    r"quarter|year)\b",
    re.IGNORECASE,
)
_TIME = re.compile(
    r"\b(?:can|could|may|might|let|i(?:['’]d| would) (?:like|want|need|prefer)|i need|i want|"
    r"please|"
    r"have|got) (?:i |me |to |just )*(?:think (?:about it|it over|it through|about this|this "
    r"over|on it)|"
    r"sleep on (?:it|this|that)|mull it over|reflect on (?:it|this)|consider it|talk (?:it|this) "
    r"(?:over|through))\b|\bsleep on (?:it|this)\b|\b(?:need|give me|have|like|want|take|got) "
    r"(?:a |some |"
    r"a bit (?:of|more) |more |a little (?:more )?|just )*(?:time|days|week)\b(?! (?:for|off|"
    r"with|on|to "
    r"(?:work|do|be|make|write|plan|design|spend)))|\btime to think\b|\bthink it over\b",
    re.IGNORECASE,
)
_MEET = re.compile(
    r"\b(?:shall|can|could|should|may|might|would|let['’]?s|let us|why don['’]?t|how about|"
    r"i(?:['’]d| would)"
    r" (?:like|suggest|propose)|i (?:suggest|propose)|i['’]?ll|i will)\b.*\b(?:meet|talk|speak|"
    r"sit down|"
    r"discuss|look at (?:it|this|that|the)|go through|get together|put (?:it|that|the|this)|come "
    r"back|"
    r"finish (?:this|it)|decide|review|minutes?|hour|show you|coffee|"
    r"bring (?:you|it|a)|give you (?:my|an) "
    r"answer|"
    r"tell (?:you|u)"
    r"|write (?:that|it) (?:up|down)|file|say|let (?:you|u) know|set a date|fix a date)\b"
    r"|^\W*(?:ok(?:ay)?|right|so|well|then)?\W*(?:talk|speak|coffee|meet)\b.*\?",
    re.IGNORECASE,
)
_DAY = (
    r"(?:(?:mon|tues|wednes|thurs|fri|satur|sun)day|tomorrow|next week|the \d{1,2}(?:st|nd|rd|th))"
)
_NAMES_A_DAY = re.compile(
    rf"\b(?:suggest|propose|how about|what about|(?:shall we|let['’]?s) say) "
    rf"(?:(?:on|this|next|early|we (?:meet|talk|speak)) )*{_DAY}\b"
    # "Friday, your office?"
    rf"|^\W*(?:\w+[ ,]+){{0,2}}{_DAY}\b[^?]{{0,25}}\?\W*$",
    re.IGNORECASE,
)
_ASKS_WHEN = re.compile(
    r"\b(?:by|until|till|before|from|in|since|for|start\w*|when|is|does|do)\b", re.IGNORECASE
)
_INVITES = re.compile(r"let['’]?s\b|i(?:['’]d| would)? (?:suggest|propose)", re.IGNORECASE)


def names_a_date(text: str) -> bool:
    """Whether `text` names a day, a date or a span of time."""
    return _DATE.search(text) is not None


def season(text: str) -> str:
    """Return the month, season or year to come that `text` names, "by spring", or nothing."""
    match = _TO_COME.search(text)
    return match.group().lower() if match else ""


def asks_for_time(text: str) -> bool:
    """Whether `text` asks for time to think."""
    return _TIME.search(text) is not None


def proposes_to_meet(text: str) -> bool:
    """Whether a sentence of `text` proposes to go on, or promises an answer, on a date."""
    return any(
        (_MEET.search(one) and names_a_date(one))
        or (_NAMES_A_DAY.search(one) and not _ASKS_WHEN.search(one))
        for one in sentences(text)
    )


def proposes(text: str) -> bool:
    """Whether `text` ends by asking for another meeting on a date."""
    last = (sentences(text) or [""])[-1].strip()
    invites = last.endswith("?") or _INVITES.match(last) is not None
    return invites and proposes_to_meet(last)
