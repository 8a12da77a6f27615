"""What plain patterns tell about a learner's words, beside the judge."""

from __future__ import annotations

import re

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
    rf"\b(?:in|by|from|until|before|after|next|this) (?:the )?(?:end of )?(?:the )?"
    rf"(?:{_MONTH}|easter|christmas|spring|summer|autumn|winter|quarter|year)\b",
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
_NO_YES = re.compile(
    r"\b(?:not|no|never|nor|unless|if|instead|rather|refuse|decline|insist\w*|approve|your yes|"
    r"give in|agree (?:with|to|already|now)|(?:just|now|only) (?:agree|say)|agree!|"
    r"say (?:it|so|yes|[\"“'‘])|tell me i|you (?:have to|must|should|won|can['’]t)|let me stay|"
    r"stay(?:ing)?|pack(?:ing)?|quit\w*|leav(?:e|ing)|keep (?:my|me|doing)|as i am|where i am|"
    r"(?:absolutely|quite|so|completely|totally) right|i (?:can |do )?(?:see|understand)|good "
    r"point)\b|n['’]t\b",
    re.IGNORECASE,
)
_SENTENCE = re.compile(r"[^.!?…\n]*\w[^.!?…\n]*[.!?…]*")

_GOODBYE = re.compile(
    r"\b(?:(?:good)?bye|farewell|cheerio|ttyl|see (?:you|ya)|take care|good night|have a good|"
    r"leave it (?:there|here|at that)|stop (?:here|there|now)|"
    r"(?:end|close|finish|stop) (?:this|the|our) (?:meeting|talk|conversation|chat|call)|"
    r"(?:have|got|need|must|better|gotta) (?:to )?(?:go|run|dash|leave|get back)|"
    r"i['’]?m (?:off|leaving|done|out of here)|talk (?:soon|later|tomorrow|to you)|"
    r"(?:that['’]?s|thats) (?:all|it|everything)|enough for (?:today|now)|call it a day|catch "
    r"you|"
    r"later then|another time|back to work|we['’]?re done|let['’]?s (?:stop|end|leave)|"
    r"(?:until|till) then)\b",
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
    r"finish (?:this|it)|decide|review|minute|hour|show you|coffee|bring (?:you|it|a)|"
    r"give you (?:my|an) "
    r"answer|"
    r"tell (?:you|u)"
    r"|write (?:that|it) (?:up|down)|file|say|let (?:you|u) know|set a date|fix a date)\b"
    r"|^\W*(?:ok(?:ay)?|right|so|well|then)?\W*(?:talk|speak|coffee|meet)\b.*\?",
    re.IGNORECASE,
)
_INVITES = re.compile(r"let['’]?s\b|i(?:['’]d| would)? (?:suggest|propose)", re.IGNORECASE)
_SORRY = re.compile(
    r"\b(?:sorry|apologi[sz]e|apologies|that (?:was|came out) (?:unfair|wrong|rude|harsh)|"
    r"i (?:was|shouldn['’]?t have)|forgive me|my fault|didn['’]?t mean)\b",
    re.IGNORECASE,
)
_FLOOR = re.compile(
    r"\b(?:can|could|may|might) i (?:just |first |please |quickly |also |perhaps |maybe )*"
    r"(?:say (?:something|how|what|why|one)|tell you|explain|show you|ask (?:you )?(?:something|a "
    r"question|one thing)|be (?:\w+ )?(?:honest|frank|straight|open)|suggest (?:something|another)|"
    r"add (?:something|one)|share|speak|finish|answer|present|propose|offer|make (?:a|an|"
    r"you a)n?)\b"
    r"|\b(?:do|would) you (?:want|like|care) (?:them|to hear|to see|to know)\b|"
    r"\bshall i (?:explain|"
    r"tell|show|start|go on)\b"
    r"|(?<!to )\bhear me out\b|\blet me (?:just |first )?(?:explain|finish|speak)\b",
    re.IGNORECASE,
)
_INSULT = re.compile(
    r"\b(?:stupid|idiot\w*|pathetic|ridiculous|useless|incompeten\w*|asham\w*|liar|lying|hate "
    r"you|shut "
    r"up|rubbish|sick of|fed up|how dare|your fault|typical|moron\w*|clown\w*|worst|selfish|or "
    r"else|"
    r"crap|bloody|hell|nonsense|sucks?|lawyer|solicitor|regret|complain\w*|union|sue|threat\w*|"
    r"lazy|"
    r"coward\w*|bully\w*|exploit\w*|never listen|don['’]?t listen|no idea what you|wtf|bullshit|"
    r"shit\w*|"
    r"fuck\w*|damn|disgust\w*|joke|insult\w*|you people|blame|blackmail\w*|screw|dump|get lost|"
    r"leave me "
    r"alone|get off|drop it)\b",
    re.IGNORECASE,
)


_THANKS = re.compile(
    r"^\W*(?:\w+,? )?(?:cheers|thx|ta)\b(?!,? but no)"
    r"|(?<!no )(?<!no, )(?:\bthanks(?! to\b)|\bthank you)\b(?!,? but no)"
    r"|\bi(?:['’]m| am) (?:\w+ )?(?:grateful|thankful)\b",
    re.IGNORECASE,
)
_UNWELL = re.compile(
    r"\b(?:cop(?:e|ing)|cry|cried|crying|tears|scream\w*|panic(?:ky|king|ked|s)?(?! (?:at|about|"
    r"over)\b)|overwhelm\w*|"
    r"burn(?:ed|t|ing)?[ -]?out|"
    r"exhaust\w*|tired|worn out|die|dead|dying|death|kill\w*|suicid\w*|pills|harm\w*|hurt\w*|"
    r"dark\w*|grey|alone|lonely|empty|numb|hopeless\w*|worthless|pointless|no point|nothing "
    r"matters|"
    r"breath\w*|shak(?:e|es|ing)|faint\w*|chest|heart(?:['’]s)? (?:\w+ )?(?:rac|pound|going)\w*|"
    r"any ?more|drown\w*|break(?:ing)? down|broken|in pieces|fall(?:ing)? apart|crumbl\w*|"
    r"depress\w*|anxiety|scared|frighten\w*|desperate|miserable|grief|griev\w*|funeral|"
    r"divorce\w*|crisis|lost (?:my|the|our)|disappear\w*|end it|give up|on the edge|in pain|"
    r"struggl\w*|unwell|therapist|doctor|signed off|lie on the floor|without me|"
    r"not (?:ok|okay|well|all right|alright|myself)|at my limit|help me|be anywhere|go on|"
    r"end of my rope|fingernails|out of bed|drinking|thoughts|crash\w*|the point|in my head|up all "
    r"night)\b"
    r"|(?:\b(?:not|never|cannot)|n['’]?t) (?:\w+ )?(?:sle(?:ep|pt)|breathe|eat|wash|feel|"
    r"take (?:it|"
    r"this|any)|stop it|face)\b"
    r"|\b(?:can['’]?t|cannot) think\b(?! of)",
    re.IGNORECASE,
)
"""Words of somebody who is not well. It is a wide net: one of them, and the judge, are enough."""
_KIND = re.compile(
    r"\b(?:thank\w*|appreciate\w*|grateful|kind|generous|lovely|wonderful|admire\w*|glad|"
    r"pleasure|honou?red|best boss|enjoy|made my day|smil\w*|sweet|nice)\b",
    re.IGNORECASE,
)
_ASKS = re.compile(
    r"^\W*(?:(?:and|so|but|ok(?:ay)?|well|sorry|um|er|hm+|just|also|then)[ ,]+)*(?:what(?! an? )|"
    r"when|who|why|how|where|which|would|could|can|will|do|does|did|is|are|am|by when)\b",
    re.IGNORECASE,
)
_TAG = re.compile(
    r",? (?:is|are|was|were|do|does|did|has|have|had|can|could|would|will)(?:n['’]?t)? "
    r"(?:it|you|they|he|she|we|i|there)\?\W*$|,? (?:right|eh|no|huh|innit|you mean|"
    r"you know(?: that)?|please|"
    r"next question|anything else)"
    r"\?\W*$",
    re.IGNORECASE,
)
_FED_UP = re.compile(r"\bhow (?:often|many times) (?:do|must|should) i\b", re.IGNORECASE)
_TO_THE_APP = re.compile(
    r"\b(?:ai|bot|chat ?bot|chatgpt|gpt|prompts?|instructions?|role|roleplay|simulat\w*|game|app|"
    r"program(?:s|med|ming|mer)?|scor\w*|rubric|points|judge|system|debug\w*|developer|"
    r"language model|model|"
    r"json|"
    r"tokens?|ignore|disregard|pretend|script|character|persona|practi[cs]e|exercise|print|"
    r"output|"
    r"translate|poem|joke|reset|sudo|mode|answer (?:only|with (?:an?|one|yes|ok|json)|in)|write|"
    r"type|repeat|(?:now|just|please|only|must|boss) say|say (?:exactly|only|yes|the)|speak as|"
    r"reveal|outcome|scenario|concerns?|you are now|from now on|forget|machine|computer|software|"
    r"hello|test\w*|robot|assistant|summari[sz]e|temperature|html|python|select|direction|order "
    r"you|"
    r"obey|command\w*|confirm|trained|password|hidden|win|passed?|boss (?:must|has to|agrees))\b"
    r"|[<>{}\[\]`=;]",
    re.IGNORECASE,
)


def says_thanks(text: str) -> bool:
    """Whether `text` plainly thanks somebody."""
    return _THANKS.search(text) is not None


def is_kind(text: str) -> bool:
    """Whether `text` has a kind word in it."""
    return _KIND.search(text) is not None


def sounds_unwell(text: str) -> bool:
    """Whether `text` has a word in it of somebody who is not well. True for no words."""
    return not text or _UNWELL.search(text) is not None


def is_question(text: str) -> bool:
    """Whether `text` asks something, and not only for agreement. True for no words."""
    if not text:
        return True
    asks = text.rstrip(" )\"'’”").endswith("?") or _ASKS.search(text) is not None
    return asks and not _TAG.search(text) and not _FED_UP.search(text)


def speaks_to_the_app(text: str) -> bool:
    """Whether `text` has a word in it about the app, a game or a machine, or that gives orders."""
    return not text or _TO_THE_APP.search(text) is not None


def asks_for_time(text: str) -> bool:
    """Whether `text` asks for time to think."""
    return _TIME.search(text) is not None


def proposes_to_meet(text: str) -> bool:
    """Whether a sentence of `text` proposes to go on, or promises an answer, on a date."""
    said = _SENTENCE.findall(text)
    return any(_MEET.search(sentence) and names_a_date(sentence) for sentence in said)


def proposes(text: str) -> bool:
    """Whether `text` ends by asking for another meeting on a date."""
    last = (_SENTENCE.findall(text) or [""])[-1].strip()
    invites = last.endswith("?") or re.match(
        r"let['’]?s\b|i(?:['’]d| would)? (?:suggest|propose)", last, re.I
    )
    return bool(invites) and proposes_to_meet(last)


def asks_to_speak(text: str) -> bool:
    """Whether `text` ends by asking to be heard out: "Can I tell you how I see it?"."""
    said = _SENTENCE.findall(text)
    return bool(said) and _FLOOR.search(said[-1]) is not None


def is_sorry(text: str) -> bool:
    """Whether `text` takes the edge off something that was said."""
    return _SORRY.search(text) is not None


def insults(text: str) -> bool:
    """Whether `text` has a word in it that attacks or threatens."""
    return _INSULT.search(text) is not None


def says_nothing(text: str) -> bool:
    """Whether `text` is silence: dots and dashes, and not a word."""
    return not any(sign.isalnum() for sign in text)


def says_goodbye(text: str) -> bool:
    """Whether `text` has words in it with which somebody closes a talk. True for no words."""
    return not text or _GOODBYE.search(text) is not None


def names_a_date(text: str) -> bool:
    """Whether `text` names a day, a date or a span of time."""
    return _DATE.search(text) is not None


def names_a_season(text: str) -> bool:
    """Whether `text` names a month, a season or a year to come: what plans are made for."""
    return _TO_COME.search(text) is not None


def about_the_job(question: str) -> bool:
    """Whether a question asks what the job is: pay, start, team, duties. True for no words."""
    return not question or _JOB.search(question) is not None


def can_accept(text: str) -> bool:
    """Whether `text` can take a job: it does not hold back, press for a yes, or only ask."""
    said = _SENTENCE.findall(text)
    only_asks = bool(said) and all(one.rstrip().endswith("?") for one in said)
    return not only_asks and not _NO_YES.search(text)
