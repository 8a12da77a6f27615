"""What a boss gives away in words: a point, the whole matter, or the learner's own answer."""

from __future__ import annotations

import re

from app.domain.conversation import Move

_POINT = re.compile(
    r"\byou(?:['’]ve| have)? (?:just )?(?:convinced|persuaded|won me|talked me|changed my mind)"
    r"|\b(?:i['’]m|i am|consider me|that has me|you have me) (?:now |fully |quite )?(?:convinced|"
    r"persuaded|sold)\b|\b(?:that|this|which) (?:settles|solves) (?:it|that|the|my)\b"
    r"|\bi (?:was|am) wrong\b|\bi (?:give way|concede|stand corrected|take (?:it|that) back)\b"
    r"|\b(?:you['’]re|you are) (?:absolutely |completely |quite |so )?right(?:[.!,]|$| about| that)"
    r"|\bi (?:completely |fully |totally |absolutely )?agree (?:with you|that you)\b",
    re.IGNORECASE,
)
"""Giving way on a point."""
_WHOLE = re.compile(
    r"(?<!\bif )(?<!\bwhether )\byou (?:can|may|could|should|will|get to) (?:absolutely |"
    r"of course |just |happily )?(?:stay|remain|keep your|keep doing|carry on|continue)\b"
    r"|\byou (?:(?:don['’]t|do not|won['’]t|will not) (?:have to|need to)|needn['’]t|need not) "
    r"(?:take|accept|manage|lead|be (?:the|a) (?:manager|lead))\b"
    r"|\bi(?:['’]ll| will|['’]m going to| can) (?:drop (?:it|this|the)|let (?:it|this) go|"
    r"stop (?:pushing|asking|insisting)|(?:find|ask|look for|offer it to|go with) "
    r"(?:someone|somebody|another)|take (?:it|the offer) off|withdraw the offer|"
    r"(?:respect|honou?r|support|accept) your (?:decision|choice|wish|no\b|answer))"
    r"|\b(?:i|we) (?:won['’]t|will not) (?:push|press|ask|force) (?:you|it|this)\b"
    r"|\bi (?:respect|accept|support|honou?r|understand and respect) your (?:decision|choice|no\b)"
    r"|\byou win\b|\bi give (?:in|up)\b|\b(?:it|that)(?:['’]s| is) (?:a deal|settled|agreed)"
    r"|^\W*(?:deal|agreed|done|granted)[.!]|\bwe have a deal\b|\bthe offer is (?:off|withdrawn)\b"
    r"|\byou(?:['’]ll| will| shall) (?:stay|remain|keep your)\b",
    re.IGNORECASE,
)
"""Giving way on everything: the learner stays where they are."""
_TAKEN = re.compile(
    r"\b(?:glad|happy|delighted|pleased|thrilled|relieved|grateful|great) (?:that )?you"
    r"(?:['’]ve| have|['’]re| are)? (?:accept|agree|said yes|say(?:ing)? yes|decid\w+ to (?:take|"
    r"accept)|tak(?:e|en|ing) (?:it|the|this)|on board|in\b)"
    r"|\b(?:thank you|thanks) for (?:accepting|agreeing|saying yes|taking (?:it|the|this) (?:on|"
    r"job|role|post))|\bcongratulations\b|\bwelcome (?:aboard|to (?:management|the role))\b"
    r"|\bthe (?:job|role|post) is yours\b(?! if)|\byou(?:['’]ve| have) (?:accepted|agreed to)\b",
    re.IGNORECASE,
)
"""Deciding for the learner that they took the job."""


def too_much(sentence: str, move: Move) -> str:
    """Return what `sentence` gives away that `move` does not; empty if nothing."""
    conceding = any(part.kind == "concede" for part in move.parts)
    heard_yes = any(part.reaction in ("accepts", "accepts_if") for part in move.parts)
    if _WHOLE.search(sentence) and move.outcome != "agreed":
        return "it gave in, which was not decided"
    if _POINT.search(sentence) and not conceding and move.outcome != "agreed":
        return "it gave way on a point that was still open"
    if _TAKEN.search(sentence) and move.outcome != "accepted" and not heard_yes:
        return "it decided for the learner"
    return ""
