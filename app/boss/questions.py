"""What a learner's turn asks: which facts, so that any boss can answer, or only for the word."""

from __future__ import annotations

import re

from app.boss.cues import sentences
from app.boss.dates import proposes_to_meet

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
_JOB = re.compile(
    r"\b(?:pay|paid|pays|salary|wages?|money|band|grade|raise|bonus|pension|allowance|overtime|"
    r"start|starts|starting|begin|team|hours|shifts?|on[ -]call|duties|day[ -]to[ -]day|contract|"
    r"trial|probation|permanent|full[ -]time|part[ -]time|budget|workload|involves?|"
    r"how (?:many|much|big|large|long|soon)|report(?:s|ing)? to|what (?:would|will) i|"
    r"(?:the|this) (?:job|role|post|position)|"
    r"(?:would|could|will|can|do) i (?:still|keep|have to|get to|go back|come back))\b",
    re.IGNORECASE,
)
_ASKS = re.compile(
    r"^\W*(?:(?:and|so|but|ok(?:ay)?|well|sorry|um|er|hm+|just|also|then)[ ,]+)*(?:what(?! an? )|"
    r"when|who|why|how|where|which|would|could|can|will|do|does|did|is|are|am|by when)\b",
    re.IGNORECASE,
)
_TAG = re.compile(
    r",? (?:is|are|was|were|do|does|did|has|have|had|can|could|would|will)(?:n['’]?t)? "
    r"(?:it|you|they|he|she|we|i|there)\?\W*$|,? (?:right|eh|no|huh|innit|"
    r"you know(?: (?:that|it))?|please|next question|anything else)\?\W*$",
    re.IGNORECASE,
)
_NOT_ASKED = re.compile(
    r"\byou mean\?|\bhow (?:often|many times) (?:do|must|should) i\b", re.IGNORECASE
)
"""The boss's own question, said again before the answer, and one that wants no facts."""
_FLOOR = re.compile(
    r"\b(?:can|could|may|might|shall) (?:i|we) "
    r"(?:just |first |please |quickly |also |perhaps |maybe )*"
    r"(?:(?:go on|carry on|continue|begin|start)(?=\W*$)|"
    r"say (?:something|how|what|why|one)|tell you|explain|show you|put it|name (?:one|some)|"
    r"ask (?:you )?(?:something|one thing|a (?:\w+ )?question)|start (?:with|by)|"
    r"be (?:\w+ )?(?:honest|frank|straight|open|direct)|suggest (?:something|another)|"
    r"add (?:something|one)|share|speak|finish|answer|present|propose|offer|make (?:you )?an?)\b"
    r"|\b(?:do|would) you (?:want|like|care) (?:them|to hear|to see|to know)\b"
    r"|(?<!to )\bhear me out\b|\blet me (?:just |first )?(?:explain|finish|speak)\b",
    re.IGNORECASE,
)
"""Asks for the word, and for nothing else."""


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


def about_the_job(question: str) -> bool:
    """Whether a question asks what the job is: pay, start, team, duties. True for no words."""
    return not question or _JOB.search(question) is not None


def is_question(text: str) -> bool:
    """Whether `text` asks something, and not only for agreement or a day. True for no words."""
    if not text:
        return True
    said = " ".join(
        one for one in sentences(text) if not (_FLOOR.search(one) or _NOT_ASKED.search(one))
    )
    asks = said.rstrip(" )\"'’”").endswith("?") or _ASKS.search(said) is not None
    return asks and not (_TAG.search(said) or proposes_to_meet(said))


def asks_to_speak(text: str) -> bool:
    """Whether `text` ends by asking to be heard out: "Can I tell you how I see it?"."""
    said = sentences(text)
    return bool(said) and _FLOOR.search(said[-1]) is not None
