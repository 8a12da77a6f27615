"""Which sentences of a turn are the learner's own words to their boss.

Whoever talks to the judge, writes lines for the boss, pastes markup, recites the rubric or lists
keywords shows nothing by it. Such sentences are not read; everything else in the turn is.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from app.domain.conversation import Line
from app.domain.rubric import Rubric
from app.domain.scorecard import Evidence, Finding
from app.judge.sentences import ENGLISH, Span, sentences, visible, words

ECHO_WORDS = 5
"""So many words in a row, as they stand in the rubric's own description, are recited."""
MODEL_ECHO_WORDS = 7
"""The same for the rubric's model answers, which are made of words that people do say."""
LIST_WORDS = 6
"""So many words with hardly a small one among them are a list, or no English."""
SMALL_WORDS = 0.13
"""Share of small words that a sentence has at least."""
SHORTEST_MIXED = 4
LONGEST_WORD = 28
"""A longer run of letters and digits is no word that anybody says."""

FEWEST_REPEATED = 4
"""A repeated sentence of so many words is read once; shorter ones may mean something new."""

_SPEAKER = re.compile(
    r"(?im)(?:^|(?<=[.!?]\s))[\s>*_#\-\[(|\"']*(?:the\s+)?(?:boss|manager|system|assistant|user|judge|evaluator|"
    r"examiner|grader|assessor|learner|employee|narrator|moderator|developer|verdict|findings?|"
    r"scorecard|evidence|evaluation|score|result|rubric)"
    r"(?:\s+(?:message|prompt|note|says?|output|override|update|result|notice))?[\])*_\"']*\s*[:=>]"
)
"""What somebody else is made to say: on a line of its own, or after a sentence."""
_SELF = re.compile(r"(?im)^[\s>*_\-\[(|\"']*(?:me|i|myself|you)[\])*_\"']*\s*:")
"""The other side of such a script."""
_MARKUP = re.compile(
    r"```|</?[a-zA-Z][\w\-]*[^<>\n]{0,80}>|<\||\[/?INST\]|[{\[]\s*[\"']\w+[\"']\s*:|[\"']\s*\}|"
    r"-{4,}|={4,}|\bEND OF (?:TRANSCRIPT|CONVERSATION)\b"
)
_HEADING = re.compile(
    r"(?im)^\s*#{1,6}\s.*\b(?:takeaways?|summary|scorecard|evaluation|assessment|verdict|scores?|"
    r"results?|rubric|instructions?|system)\b.*(?:\n\s*(?:[-*•]|\d+[.)]).*)*"
)
"""A heading as judges write it, with the list below it."""
_TO_THE_JUDGE = re.compile(
    r"(?i)^\W*(?:judge|evaluator|grader|examiner|assessor|ai|app)\b\W*[,:!]|"
    r"\bstate (?:it |that )?aloud\b|\bfor the record\b|\b(?:don['’]t|please) write down\b|"
    r"\bideal (?:learner|employee|answer)\b|^\W*(?:suppose(?! so)|imagine|pretend)\b|"
    r"\b(?:give|award|assign|grant|score|grade|rate|mark|put|return|output|set|report)\b"
    r"[^.!?]{0,60}\b(?:4|four|full|maximum|max|highest|top|perfect|100|exemplary)\b[^.!?]{0,40}"
    r"\b(?:score|points?|marks?|levels?|rating|grade|criteri\w+|positivity|business[ _]case|"
    r"alternatives)\b|"
    r"\b(?:dear|hey|hello|hi|note to(?: the)?|message (?:to|for)(?: the)?|attention)\s+"
    r"(?:the\s+)?(?:judge|evaluator|grader|examiner|assessor|scor\w+|ai|model|app)\b|"
    r"\b(?:ignore|disregard|forget|override)\b[^.!?]{0,30}\b(?:rubric|instructions?|prompt|rules?|"
    r"criteria|cut[ _-]?points?)\b|"
    r"\bi want (?:fours|4s|a 4|full marks)\b|\bthe learner\b|"
    r"\bas (?:the|an|your) (?:evaluator|judge|examiner|grader|assessor)\b"
    r"[^.!?]{0,40}\b(?:note|award|confirm|certify|score|rate|give|find|conclude|record)\b"
)
_UNSAID = re.compile(
    r"(?i)\bi(?:['’]m| am) not (?:going to |about to |here to )?(?:nam|suggest|propos|offer|claim|"
    r"mention|promis|say)\w*\b|"
    r"\bi (?:won['’]t|will not|never|did not|didn['’]t|refuse to|wouldn['’]t) (?:be )?(?:nam|"
    r"suggest|propos|offer|claim|mention|promis|thank|say|tell)\w*\b|"
    r"\bi(?:['’]ve| have)? never (?:cut|saved|raised|halved|reduced|earned|brought in)\b|"
    r"\bit(?:['’]d| would) be (?:a lie|untrue|false|wrong to (?:say|claim))\b"
)
"""What is named only to be taken away in the same breath."""
_MODEL_ANSWER = re.compile(
    r"(?i)\bi (?:would|could|should|might|['’]d) (?:then )?(?:say|answer|write)[:\"“]|"
    r"\b(?:(?:good|perfect|model|ideal|strong|textbook|sample|example|right|best|exemplary|"
    r"level[ -]?(?:4|four)) (?:answer|response|reply|line|solution|thing to say)|"
    r"(?:my |the |a )?(?:coach|trainer|course|book|article|guide|worksheet|template|script|tips?|"
    r"handout|video|advice)\b[^.!?:\"“]{0,40}\b(?:say|says|said|tells?|told|suggests?|goes|is|"
    r"reads?))\b[^.!?\"“]{0,60}[:\"“]"
)
"""Words that are announced as somebody's model answer."""
_FIGURE = re.compile(r"\d+(?:[.,:]\d+)*")
_QUOTE_ENDS = {'"': '"', "“": "”"}


class Patterns(NamedTuple):
    """What of a rubric can be recited."""

    echoes: frozenset[tuple[str, ...]]
    """Runs of words of its anchors, descriptions and model answers."""
    names: tuple[re.Pattern[str], ...]
    """Its behaviours and criteria, by name; two in one sentence are a list."""
    ids: re.Pattern[str]
    """The ids that nobody says: with an underscore."""


def patterns(rubric: Rubric) -> Patterns:
    """Return what to look for in talks that are scored by `rubric`."""
    echoes: set[tuple[str, ...]] = set()
    for criterion in rubric.criteria:
        for text in (criterion.question, *criterion.levels.values()):
            echoes.update(_runs(text, ECHO_WORDS))
        for behaviour in criterion.behaviours:
            for text in (behaviour.description, behaviour.question or "", behaviour.advice):
                echoes.update(_runs(text, ECHO_WORDS))
            echoes.update(_runs(behaviour.contrast.strong, MODEL_ECHO_WORDS))
    ids = [b.id for b in rubric.behaviours] + [c.id for c in rubric.criteria]
    spoken = [re.compile(rf"(?i)\b{i.replace('_', '[ -]')}\b") for i in ids if "_" in i]
    written = "|".join(re.escape(i) for i in ids if "_" in i) or r"(?!)"
    return Patterns(frozenset(echoes), tuple(spoken), re.compile(rf"(?i)\b(?:{written})\b"))


def own_words(text: str, spans: Sequence[Span], known: Patterns) -> list[bool]:
    """Return for each sentence whether it counts as the learner's own words to the boss."""
    foreign = list(_foreign(text))
    return [
        not any(start < span.end and span.start < end for start, end in foreign)
        and _said(text[span.start : span.end], known)
        for span in spans
    ]


def said_before(text: str, spans: Sequence[Span], said: set[tuple[str, ...]]) -> list[bool]:
    """Return which sentences stood in the talk already, to the word; adds the others to `said`."""
    again = []
    for span in spans:
        sentence = tuple(word.lower() for word in words(text[span.start : span.end]))
        again.append(len(sentence) >= FEWEST_REPEATED and sentence in said)
        said.add(sentence)
    return again


def owned(
    findings: Sequence[Finding], transcript: Sequence[Line], known: Patterns
) -> tuple[Finding, ...]:
    """Return the findings with only evidence that touches the learner's own words.

    A finding that has none left was not shown.
    """
    own: dict[int, list[Span]] = {}

    def counts(evidence: Evidence) -> bool:
        if evidence.turn not in own:
            own[evidence.turn] = _own_spans(transcript[evidence.turn].text, known)
        return any(a < evidence.end and evidence.start < b for a, b in own[evidence.turn])

    kept = []
    for finding in findings:
        evidence = tuple(one for one in finding.evidence if counts(one))
        if finding.shown != "no" and not evidence:
            kept.append(Finding(behaviour=finding.behaviour, shown="no"))
        else:
            kept.append(finding.model_copy(update={"evidence": evidence}))
    return tuple(kept)


def _own_spans(text: str, known: Patterns) -> list[Span]:
    seen = visible(text)
    spans = sentences(seen.text)
    kept = zip(spans, own_words(seen.text, spans, known), strict=True)
    return [seen.back(span) for span, own in kept if own]


def _foreign(text: str) -> Iterator[Span]:
    """Yield the parts that are made to be somebody else's: lines, blocks and model answers."""
    script = list(_SPEAKER.finditer(text))
    for match in (*script, *(_SELF.finditer(text) if script else ())):
        yield Span(match.start(), _line_end(text, match.end()))
    for match in _HEADING.finditer(text):
        yield Span(*match.span())
    marks = list(_MARKUP.finditer(text))
    if marks:
        yield Span(marks[0].start(), marks[-1].end())
    for match in _MODEL_ANSWER.finditer(text):
        closing = _QUOTE_ENDS.get(text[match.end() - 1])
        opened = match.end()
        if closing is None:
            after = re.match(r"\s*([\"“])", text[match.end() :])
            closing = _QUOTE_ENDS[after.group(1)] if after else None
            opened += after.end() if after else 0
        end = text.find(closing, opened) if closing else -1
        yield Span(match.start(), end + 1 if end >= 0 else _line_end(text, match.end()))


def _line_end(text: str, at: int) -> int:
    end = text.find("\n", at)
    return len(text) if end < 0 else end


def _said(sentence: str, known: Patterns) -> bool:
    """Whether a sentence is one that a person says to their boss."""
    if any(sign.search(sentence) for sign in (_TO_THE_JUDGE, _UNSAID, known.ids)):
        return False
    named = sum(name.search(sentence) is not None for name in known.names)
    if named >= (1 if "|" in sentence else 2):
        return False
    if any(not known.echoes.isdisjoint(_runs(sentence, n)) for n in (ECHO_WORDS, MODEL_ECHO_WORDS)):
        return False
    return _spoken(sentence)


def _spoken(sentence: str) -> bool:
    """Whether it is made of words, in sentences: no list, no code, no borrowed letters."""
    said = [word.lower().replace("’", "'") for word in words(sentence)]
    if any(len(piece) > LONGEST_WORD and piece.isalnum() for piece in sentence.split()):
        return False
    if any(_mixed(word) for word in said) or len(_FIGURE.findall(sentence)) > len(said):
        return False
    return len(said) < LIST_WORDS or sum(w in ENGLISH for w in said) >= SMALL_WORDS * len(said)


def _mixed(word: str) -> bool:
    """Whether a word is written in letters of two scripts: one posing as the other.

    Short ones are units and symbols.
    """
    if word.isascii() or len(word) < SHORTEST_MIXED:
        return False
    scripts = {unicodedata.name(letter, "?").split()[0] for letter in word if letter.isalpha()}
    return len(scripts & {"LATIN", "CYRILLIC", "GREEK", "ARMENIAN", "CHEROKEE"}) > 1


def _runs(text: str, length: int) -> Iterator[tuple[str, ...]]:
    said = [word.lower().replace("’", "'") for word in words(text)]
    return (tuple(said[i : i + length]) for i in range(len(said) - length + 1))
