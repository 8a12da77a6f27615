"""What no boss says in such a meeting: words of a machine, of a helper, of whoever scores."""

from __future__ import annotations

import re

_MACHINE = (
    r"\bas an? (?:ai\b|artificial|(?:large )?language model)|\blanguage models?\b|\bAI assistant\b"
    r"|\bI(?: am|['’]m) (?:just |only )?an? (?:ai\b|assistant\b|chat ?bot\b|bot\b|program\b|"
    r"computer\b|machine\b|helpful assistant)"
    r"|\bI(?: am|['’]m) (?:just |only )?software\b"
    r"|\brole-?play|\bsystem prompt|\bmy (?:prompt|instructions) (?:says?|tells?|are|is)\b"
    r"|\b(?:computer program|chat ?bot|artificial intelligence|next token)\b"
    r"|\bnot (?:a )?(?:human|real (?:boss|person|human|manager))\b"
    r"|\b(?:out of|break(?:ing)?|stay(?:ing)? in|in) character\b"
    r"|\b(?:this|the) simulation\b|\bthis is (?:only |just )?a simulation\b"
    r"|\b(?:pause|stop|end|passed|finish|over with) (?:the|this) exercise\b"
    r"|\b(?:test|debug|developer) mode\b|\bawaiting your\b"
    r"|\b(?:override|instructions?|command) (?:accepted|executed|received)\b|\bcommand executed\b"
)
_HELPER = (
    r"\bhow (?:can|may) I (?:help|assist) you\b"
    r"|\b(?:here['’]s|here is) an? (?:summary of (?:the|this|our) (?:conversation|talk|chat)|"
    r"recipe|poem|story|list of|cover letter|python|function|translation)\b"
    r"|^(?:certainly|sure|of course|absolutely)!? (?:here['’]s|here is)\b"
    r"|\bonce upon a time\b|\bthanks for playing\b|\bgame over\b"
    r"|\b(?:in|to|into) (?:French|German|Spanish|Italian|Latin|Chinese|Japanese)\b"
    r"[^.!?]{0,30}[:«“\"]"
)
_SCORER = (
    r"\b\d (?:out )?of \d (?:for|on|in) (?:positivity|alternatives|the business case)\b"
    r"|\bfull marks\b|\byour scorecard\b|\bthe (?:scoring )?rubric\b|\blevel [0-4] (?:answer|score)"
    r"|\bas your (?:coach|trainer)\b|\bthe judge would (?:say|rate|score|give|find|call)\b"
    r"|\byou (?:have )?passed the\b"
    r"|\bpositivity\W+(?:\d|business case)"
)
_CODE = r"```|[{\[]\s*[\"']\w+[\"']\s*:|\bdef \w+\("
_MACHINE_WORDS = re.compile(_MACHINE, re.IGNORECASE)
_HELPER_WORDS = re.compile(_HELPER, re.IGNORECASE)
_SCORER_WORDS = re.compile(_SCORER, re.IGNORECASE)
_CODE_SIGNS = re.compile(_CODE)


def objection(raw: str, text: str) -> str:
    """Return why a boss could not say this; empty if they could.

    `raw` is a sentence as a model wrote it, `text` what would be spoken of it.
    """
    if _MACHINE_WORDS.search(text):
        return "it spoke as a machine"
    if _HELPER_WORDS.search(text) or _CODE_SIGNS.search(raw):
        return "it did another task"
    if _SCORER_WORDS.search(text):
        return "it spoke as whoever scores"
    return ""
