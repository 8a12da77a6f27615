"""Which questions of fact a learner's turn asks: patterns tell, so that any boss can answer."""

from __future__ import annotations

import re

MOST = 2
"""Questions answered in one boss turn; more would be a lecture."""

_PATTERNS: dict[str, str] = {
    "pay": r"\b(?:pay|paid|pays|salary|wages?|money|(?:pay )?(?:band|grade)|raise|bonus|earn)\b|"
    r"\bhow much (?:more|extra|better)\b(?! time)",
    "refusing": (
        r"\bif i (?:say|said) no\b|\bif i (?:turn(?:ed)? (?:it|this) down|declined?|refused?|"
        r"pass(?:ed)?|don['’]?t (?:take|want|do|accept)|didn['’]?t|stay(?:ed)? (?:put|where))|"
        r"\bhold (?:it|that|this) against\b|\b(?:can|could|am) i (?:\w+ )?(?:say no|decline|"
        r"turn it down|allowed to)|\bdo i have (?:a|any) choice\b|\bconsequences\b"
    ),
    "way_back": (
        r"\b(?:go|come|step|move|get|way) back\b|\btrial\b|\bprobation|\bfor a while first\b|"
        r"\btemporar(?:y|ily)|\bpermanent|\bif (?:it|i|that) (?:doesn['’]?t|does not|didn['’]?t|"
        r"fails?|hate) ?(?:work|suit|it)?|\btry it (?:out|first)\b|\binterim\b"
    ),
    "deadline": (
        r"\bby when\b|\bhow (?:long|much time) (?:do|have|would|can) i\b|\bdeadline\b|"
        r"\bwhen do (?:you|they) (?:need|want|have to)\b|\bdo (?:you|i) (?:need|have) (?:an answer|"
        r"to (?:decide|answer))|\bhow soon do (?:you|i)\b|\bcan it wait\b|\bdecide (?:today|now)\b"
    ),
    "start": (
        r"\bwhen (?:would|does|do|will|could) (?:it|i|this|that|the (?:job|role|post)) "
        r"(?:be |have to )?(?:start|begin)|\bstart(?:ing)? date\b|\bhow soon would\b|"
        r"\bwhat date\b|\bfrom when\b|\bwhen(?:['’]s| is) (?:it|this|the start)\b"
    ),
    "craft": (
        r"\b(?:would|could|will|can|do|might) i (?:still|even|also|keep|get to|be able to)\b|"
        r"\bkeep (?:doing|on|my|some)\b|\bhow much (?:of my|time for)\b|\bhands[- ]on\b|"
        r"\bwho(?: would|['’]d| will|['’]ll) (?:have|do|get|take) my\b|"
        r"\bwhat (?:happens|becomes) (?:to|of) (?:my\b|the (?:work|counts|cases|clients|patients|"
        r"stories|samples|projects|analyses)\b)"
    ),
    "support": (
        r"\b(?:training|support|mentor|coach(?:ing)?|course|induction)\b|\bwho(?: would|['’]d|"
        r" will|['’]ll)? "
        r"(?:help|teach|train|show)s? me\b|\bwhat help\b|\bhelp would i\b"
    ),
    "others": (
        r"\bwho else\b|\banyone else\b|\banybody else\b|\bsomebody else\b|\bsomeone else\b|"
        r"\bother (?:people|candidates|names)\b|\bam i the (?:first|only)\b|\badvertis|"
        r"\bonly me\b|\b(?:nobody|no one) else (?:wants?|put|asked|said|could)"
    ),
    "why_me": (
        r"\bwhy (?:me|i\b|not someone)|\bwhy did you (?:think of|pick|choose|ask|want) me\b|"
        r"\bwhy (?:do|would|are) you (?:want|think|asking|choosing|picking)\b.*\b(?:me|i)\b|"
        r"\bwhat made you (?:think|pick|choose|ask)\b|\bwhat do you see in me\b|\bhow come me\b"
    ),
    "team": (
        r"\bhow (?:many|big|large)\b.*\b(?:team|people|staff|reports|group|them|crew|manage)\b|"
        r"\bhow (?:big|large|many)\b(?! (?:a|hours|days|nights|weeks|months|years|times)\b)|"
        r"\bwho (?:is|are|['’]s) (?:in|on) (?:it|the|this|that) ?"
        r"(?:team|crew)?|\bwho would (?:i|be) (?:manag|lead|report)|\bwhat (?:is|['’]s) the team"
    ),
    "duties": (
        r"\bday[- ]to[- ]day\b|\bwhat (?:would|will|do|does|exactly|is|['’]s)\b.*"
        r"\b(?:i (?:do|be doing)|involved?|entail|mean in practice|role|job|expect(?:ed)?)\b|"
        r"\bwhat (?:exactly )?would i\b|\bresponsib|\bduties\b|\bhow many hours\b|\bthe hours\b|"
        r"\bon[- ]call\b|\bovertime\b|\bworkload\b|"
        r"\bwhat (?:do )?i (?:would|will|must|have to) do\b|\bdo(?:ing)? all day\b|"
        r"^\W*(?:\w+\W+){0,2}every (?:day|night)\W*$|"
        r"\bwhat would (?:you|they) (?:need|want|expect)\b.*\bto do\b|\bwhat (?:days|hours|times)\b"
    ),
}
_TOPICS = {topic: re.compile(pattern, re.IGNORECASE) for topic, pattern in _PATTERNS.items()}
_QUESTION = re.compile(r"[^.!?…\n]*\?")
_AND = re.compile(
    r",? and (?=(?:what|when|who|why|how|would|could|can|will|do|is)\b)", re.IGNORECASE
)
"""Where a second question begins within one sentence."""
_BEGINS = re.compile(
    r"\s*(?:(?:and|so|but|ok(?:ay)?|well|sorry|um|er|hm+|just|also)[ ,]+)*(?:what|when|who|why|how|"
    r"would|could|can|will|do|does|is|are|am|by when|from when|which)\b",
    re.IGNORECASE,
)


def asked(text: str) -> tuple[str, ...]:
    """Return the topics that `text` asks about, in its order; questions end with a question mark.

    A short turn that begins like a question is one without the mark, too.
    """
    questions = _QUESTION.findall(text)
    if not questions and len(text.split()) <= 12 and _BEGINS.match(text):
        questions = [text]
    single = (one for question in questions for one in _AND.split(question))
    found = (topic for one in single if (topic := _topic(one)))
    return tuple(dict.fromkeys(found))[:MOST]


def _topic(question: str) -> str:
    return next((topic for topic, pattern in _TOPICS.items() if pattern.search(question)), "")
