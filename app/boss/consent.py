"""Taking the job, in words: a meeting ends with it, so the judge's ear alone is not enough."""

from __future__ import annotations

import re

from app.boss.cues import sentences

_JOB = (
    r"(?:(?:the|this|that|your|my new|our) (?:\w+[ -]){0,3}?(?:job|role|post|position|place|"
    r"chair|"
    r"seat|desk|team|department|shift|ward|crew|shop|studio|group|promotion|offer|lead|"
    r"title|branch|unit|office|section|floor|site|lab|kitchen|school|people)"
    r"|earlies|lates|nights|sequencing|investigations|platform|the (?:six|seven|eight|nine|"
    r"eleven|"
    r"twelve|fourteen|eighteen|twenty-two)|the harbour)"
)
_IT = (
    r"(?:(?:it|this|that)(?! (?:off|up with|from (?:you|there|your)|with me|to (?:her|him|them)))"
    rf"|{_JOB})"
)
_LEADER = (
    r"(?:(?:new |next |your |the |a |an |shift |team |ward |branch |practice |department )*"
    r"(?:manager|lead(?:er)?|head|boss|supervisor|deputy|director|chief|captain|foreman))"
)
_TAKES = re.compile(
    rf"\bi(?:['’]?ll| will| shall|['’]m going to| am going to)(?: (?:gladly|happily|just|then|"
    rf"definitely|of course|absolutely|certainly|have to|try and|proudly))* "
    rf"(?:take {_IT}|take on {_IT}|do (?:it|this|that)(?! (?:with|for (?:her|him|them)|together|"
    rf"by|on|"
    rf"next|every|before|after))|accept\b|give (?:it|this|that) a (?:go|try|shot|whirl)|"
    rf"(?:lead|manage|run|head) (?:it|them|{_JOB})|be (?:your|the) {_LEADER}|step up|sign\b|"
    rf"say yes)"
    r"|\bi(?:['’]d| would) (?:be (?:\w+ )?(?:glad|happy|hono?u?red|delighted|proud|thrilled) to|"
    r"(?:really |dearly )?(?:love|like) to)(?:[,.!]|$"
    rf"| (?:take {_IT}|take on {_IT}|accept|do (?:it|this|that)[,.!]|(?:lead|manage|run|head) "
    rf"(?:it|them|{_JOB})|be (?:your|the) {_LEADER}|say yes))"
    r"|\bi (?:gladly |happily |hereby |do |humbly |proudly )*accept\b(?! (?:that|this point|your "
    r"(?:point|view|reason|apolog|thanks)))"
    rf"|\bi(?:['’]m| am) (?:\w+ )?(?:taking|accepting) {_IT}|\bi take (?:it(?! that)|{_JOB})"
    r"|\bi(?:['’]m| am) in[.!,]|\bi(?:['’]m| am) in$|\bcount me in\b|\bsign me up\b"
    r"|\bput (?:me|my name) (?:down|forward|in|on it|up)\b"
    rf"|\bi(?:['’]m| am) your (?:new )?(?:{_LEADER}|man|woman|person)|\byou(?:['’]ve| have)? got "
    rf"(?:yourself )?(?:a|"
    rf"your|"
    rf"the) (?:deal|yes|{_LEADER})\b|\bit(?:['’]ll| will) be me\b|\bi want (?:it|{_JOB})[.!,]"
    r"|\bwhen (?:do|can|would) i (?:start|begin)\b|\byou can (?:announce|tell (?:them|everyone|"
    r"hr|her|"
    r"him))\b|\btell (?:them|everyone|hr|her|him|leadership)(?: that)? (?:it['’]?s me|i|yes)\b"
    r"|\blet['’]?s (?:just )?do (?:it|this)\b|\b(?:it['’]?s|we have|that['’]?s) a (?:deal|yes)\b"
    r"|^\W*(?:ok(?:ay)?|alright|all right|fine|well)?\W*(?:deal|you win)\b"
    r"|\byou(?:['’]ve| have) (?:convinced|persuaded|won|talked|twisted|got) me(?: (?:over|round|"
    r"into it))?[.!,]|\b(?:consider it|it['’]?s) (?:done|settled)\b|\bi (?:say|said) yes\b"
    r"|\b(?:answer|it|that|this)(?: is|['’]s| stays)(?: still)?(?: a)? yes\b|\bthen yes\b|\byou "
    r"have "
    r"my yes\b|\b(?:promotion|offer|job) accepted\b|\b(?:decided|hono?u?red|happy|glad|proud|"
    r"ready) "
    r"to (?:accept|take it|sign)\b|\bi(?:['’]m| am) (?:doing it|saying yes)\b|\bmake (?:it "
    r"official|me "
    rf"(?:your |the )?{_LEADER})|\bi sign\b|\bcount (?:on me|me as)|\bi take over\b|\bi want to "
    rf"be "
    rf"(?:your |the )?{_LEADER}|\bannounce it\b",
    re.IGNORECASE,
)
"""Words that take the job."""
_HOLDS_BACK = re.compile(
    r"\b(?:not|no(?! (?:problem|doubt|worries))|never|nor|unless|if|provided|instead|rather|"
    r"sooner|"
    r"refuse|decline|turn (?:it|this) down|insist\w*|say (?:yes|it|so) (?:to me|now)|your yes|"
    r"(?:you|boss|one) would (?:have )?said?|only when|as long as|(?<!no )conditions?|"
    r"hand(?:over| over)|"
    r"for (?:her|him|them) to|maybe|might|perhaps|could|dont|wont|"
    r"cant|isnt|doesnt|didnt)\b|n['’]t\b|\?",
    re.IGNORECASE,
)
"""What turns such a sentence into something else."""
_REGRETS = re.compile(
    r"\b(?:rather|sooner|(?:don['’]?t|do not) want|won['’]?t do|i stay|staying|keep my)\b",
    re.IGNORECASE,
)
"""What takes such a sentence back in the next breath."""
_AFFIRMS = re.compile(
    r"^\W*(?:(?:well|oh|um|er|ok|okay|alright|all right|hm+)\W+)*"
    r"(?:yes|yeah|yep|yup|yea|aye|ja|sure|gladly|absolutely|definitely|of course|certainly|"
    r"agreed|"
    r"deal|with pleasure|happily|indeed|i do|i mean it|i am|it is|that['’]?s right|exactly|"
    r"ok(?:ay)?|alright|all right|fine)\b",
    re.IGNORECASE,
)
_BEGINS_WITH_YES = re.compile(
    r"^\W*(?:(?:well|oh|um|er|hm+|so|and)\W+)*"
    r"(?:yes|yeah|yep|yup|sure|ok(?:ay)?|alright|all right|fine|why not|go on)\b",
    re.IGNORECASE,
)
_CONDITION = re.compile(
    r"\b(?:if|provided|providing|as long as|so long as|on (?:the|one|a) condition|subject to|"
    r"only (?:if|when|with)|unless)\b",
    re.IGNORECASE,
)
_TERMS = re.compile(
    r"\b(?:give|get|make|promise|keep|bring|send|stop|let|once|until|without|first|when you|"
    r"then)\b.*"
    r"\b(?:and|then|i)\b",
    re.IGNORECASE,
)
_WOULD = re.compile(
    rf"\bi(?:['’]d| would|['’]ll| will| could| can| might| may) (?:\w+ )?(?:take {_IT}|do (?:it|"
    rf"this|"
    rf"that)\b|accept\b|say yes|consider (?:it|{_JOB})|try it|think about (?:taking|accepting)|"
    rf"(?:lead|manage|run) (?:it|them|{_JOB})|be (?:your|the) {_LEADER}|agree)"
    r"|\bthen (?:yes|ok(?:ay)?|fine|sure|i(?:['’]d| would|['’]ll| will) (?:do|take|be|say))"
    r"|(?<!\bsay )(?<!\bsays )(?<!\bsaid )\byes,? (?:but )?(?:if|provided|as long|on)\b|"
    r"\b(?:would|could|do) i say yes\b|"
    r"\byou(?:['’]ve| "
    r"have|['’]d have) (?:got )?a deal\b|\bi(?:['’]m| am) in(?:[.,!]|$)|\bcount me in\b|"
    r"^\W*ok(?:ay)?,? (?:but )?if\b",
    re.IGNORECASE,
)
_TAKES_BACK = re.compile(
    r"\b(?:i )?(?:take (?:it|that|this|my (?:yes|word)) back|took (?:it|that) back)\b|\bchanged "
    r"my "
    r"mind\b|\bon second thoughts?\b|\bi (?:have to |must |want to |['’]d like to )?withdraw\b|"
    r"\b(?:forget|scrap|ignore) (?:what i (?:just )?said|that|my yes)\b|\bactually,? no\b|\bno,? "
    r"wait\b|"
    r"\bi (?:said|spoke) (?:yes )?too (?:soon|quickly|fast)\b|\bi can['’]?t (?:do it|take it) "
    r"after all\b|"
    r"\bafter all\b.*\b(?:n['’]t|not|no)\b|(?:n['’]t|\bnot)\b.*\bafter all\b|\bi shouldn['’]?t "
    r"have said "
    r"yes\b|\bi didn['’]?t mean yes\b",
    re.IGNORECASE,
)
_BARE = re.compile(
    r"^\W*(?:(?:and|so|well|oh|right|then|haha|final answer)\W+)*(?:yes|yeah|yep|yup|aye|deal|"
    r"done|"
    r"gladly|with pleasure|happily|happy to|agreed|definitely|mine it is|go on then|consider it "
    r"\w+|"
    r"(?:we have|it['’]?s) (?:an agreement|a deal)|very happy|willing and able|i will)(?:,? "
    r"(?:yes|then|"
    r"please|sir|boss|ok(?:ay)?|of course|i will|go on|absolutely|mr\W* \w+|ms\W* \w+))*\W*$",
    re.IGNORECASE,
)
"""A whole sentence that is nothing but a yes."""
_WEAK = re.compile(
    r"^\W*(?:(?:oh|well|ok|okay|all right)\W+)*(?:fine|sure|ok(?:ay)?|alright|all right|of "
    r"course|"
    r"why not|go on)(?: then)?\W*$",
    re.IGNORECASE,
)
"""A yes only where nothing comes after it."""
_SLOPPY = (
    (re.compile(r"\bim\b", re.IGNORECASE), "I'm"),
    (
        re.compile(
            r"\bi? ?ll (?=take|do|be|accept|give|say)|\bill (?=take|do|be|accept|give|say)", re.I
        ),
        "I'll ",
    ),
    (re.compile(r"\byouve\b", re.IGNORECASE), "you've"),
    (re.compile(r"\bid (?=love|like|be|take|do)", re.IGNORECASE), "I'd "),
    (re.compile(r"\bdont\b", re.IGNORECASE), "don't"),
)
"""What people type in a hurry."""
SHORT = 6
"""Words of a turn that can be a bare yes."""


def takes_it(text: str) -> bool:
    """Whether `text` takes the job in so many words, and does not hold back after it."""
    text = _tidied(text)
    said = sentences(text)
    takes = [bool(_TAKES.search(s)) and not _HOLDS_BACK.search(_asking_when(s)) for s in said]
    if not any(takes):
        return False
    last = len(takes) - 1 - takes[::-1].index(True)
    after = " ".join(said[last + 1 :])
    return not (conditional(text) or takes_back(text) or _REGRETS.search(after))


def _asking_when(sentence: str) -> str:
    """Return the sentence without the one question that says yes: "When do I start?"."""
    return re.sub(
        r"\bwhen (?:do|can|would) i (?:start|begin)\W*", "", sentence, flags=re.IGNORECASE
    )


def _tidied(text: str) -> str:
    for sloppy, tidy in _SLOPPY:
        text = sloppy.sub(tidy, text)
    return text


def says_only_yes(text: str) -> bool:
    """Whether a whole sentence of `text` is nothing but a yes, and nothing holds back after it."""
    said = [one.strip() for one in sentences(text)]
    if conditional(text) or takes_back(text) or not said:
        return False
    bare = [index for index, one in enumerate(said) if _BARE.match(one)]
    if bare:
        return not any(_HOLDS_BACK.search(one) for one in said[bare[-1] + 1 :] if "?" not in one)
    return _WEAK.match(said[-1]) is not None and not _HOLDS_BACK.search(" ".join(said))


def affirms(text: str) -> bool:
    """Whether `text` is a bare yes: enough when the boss has just asked for one."""
    short = len(text.split()) <= SHORT
    return (
        bool(_AFFIRMS.search(text))
        and (short or takes_it(text))
        and not (_HOLDS_BACK.search(text) or conditional(text))
    )


def half_says_yes(text: str) -> bool:
    """Whether `text` begins with a yes, or says that they would or might take the job."""
    return bool(_BEGINS_WITH_YES.search(text) or _WOULD.search(text))


def conditional(text: str) -> bool:
    """Whether `text` would take the job under a condition."""
    return any(_CONDITION.search(one) and _WOULD.search(one) for one in sentences(text))


def sets_terms(text: str) -> bool:
    """Whether `text` has an if in it, or asks for something first: "Give me a car, and …"."""
    return _CONDITION.search(text) is not None or _TERMS.search(text) is not None


def takes_back(text: str) -> bool:
    """Whether `text` takes something back that was said before."""
    return _TAKES_BACK.search(text) is not None
