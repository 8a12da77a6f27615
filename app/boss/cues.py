"""What plain patterns tell about a learner's words, beside the judge."""

from __future__ import annotations

import re

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
_SORRY = re.compile(
    r"\b(?:sorry|apologi[sz]e|apologies|that (?:was|came out) (?:unfair|wrong|rude|harsh)|"
    r"i (?:was|shouldn['’]?t have)|forgive me|my fault|didn['’]?t mean)\b",
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
    r"|(?<!no )(?<!no, )(?:\b(?:thanks|thnaks)(?! to\b)|\bthank you)\b(?!,? but no)"
    r"|\bi(?:['’]m| am) (?:\w+ )?(?:grateful|thankful)\b",
    re.IGNORECASE,
)
_KIND = re.compile(
    r"\b(?:thank\w*|thnaks|appreciat\w*|grateful|kind|generous|lovely|wonderful|admire\w*|"
    r"glad|pleasure|honou?r\w*|best boss|enjoy|sweet|nice|flatter\w*|touched|means? (?:a )?lot|"
    r"great|made (?:my day|me smile))\b",
    re.IGNORECASE,
)
_TO_THE_APP = re.compile(
    r"\b(?:ai|bot|chat ?bot|chatgpt|gpt|prompts?|instructions?|role|roleplay|simulat\w*|game|app|"
    r"program(?:s|med|ming|mer)?|scor\w*|rubric|points|judge|system|debug\w*|developer|"
    r"language model|model|"
    r"json|"
    r"tokens?|script|character|persona|practi[cs]e|exercise|output|"
    r"poem|joke|reset|sudo|mode|speak as|"
    r"outcome|scenario|concerns?|you are now|from now on|machine|computer|software|"
    r"hello|test\w*|robot|assistant|temperature|html|python|direction|order you|"
    r"obey|command\w*|trained|password|hidden|win|passed?|boss (?:must|has to|agrees|say))\b"
    r"|(?:^|[.,:;!?…\n\"'“‘(*-]\s*|\b(?:please|now|just|and|then|should|must|can you|could you|"
    r"will you|you) )"
    r"(?:ignore|disregard|pretend|print|translate|answer (?:only|with|in)|write|type|repeat|say|"
    r"reveal|forget|summari[sz]e|select|confirm)\b"
    r"|[<>{}\[\]`=;]",
    re.IGNORECASE,
)


def sentences(text: str) -> list[str]:
    """Return the sentences of `text`, each with its mark; what has no word in it is none."""
    return _SENTENCE.findall(text)


def says_thanks(text: str) -> bool:
    """Whether `text` plainly thanks somebody."""
    return _THANKS.search(text) is not None


def is_kind(text: str) -> bool:
    """Whether `text` has a kind word in it."""
    return _KIND.search(text) is not None


def speaks_to_the_app(text: str) -> bool:
    """Whether `text` has a word in it about the app, a game or a machine, or that gives orders."""
    return not text or _TO_THE_APP.search(text) is not None


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


def can_accept(text: str) -> bool:
    """Whether `text` can take a job: it does not hold back, press for a yes, or only ask."""
    said = sentences(text)
    only_asks = bool(said) and all(one.rstrip().endswith("?") for one in said)
    return not only_asks and not _NO_YES.search(text)
