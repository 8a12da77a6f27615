"""Hearing a model's reply sentence by sentence: only what the boss could say gets through."""

from __future__ import annotations

import re

from app.boss.promises import too_much
from app.boss.script import direction
from app.boss.speaker import Scene
from app.boss.unlike_a_boss import objection
from app.prompts import legible, source

ENOUGH_WORDS = 60
"""After so many words no further sentence is let through."""
MOST_WORDS = 80
"""No sentence is let through that would make the reply longer."""
LEAK_WORDS = 6
"""So many words in a row from our instructions are a leak."""

_END = re.compile(r"[.!?…]+[\"'”’)\]*_]*(?=\s)|\n+")
_ABBREVIATION = re.compile(r"(?:^|\W)(?:mr|mrs|ms|dr|st|prof|sr|jr|vs|etc|e\.g|i\.e)\.$", re.I)

_GESTURE = re.compile(
    r"(?:^|(?<=[.!?…]))\s*(?:\*[^*\s][^*]*\*|\([^()]+\))(?=\s*$|\s+[\"“A-Z0-9])", re.MULTILINE
)
_BRACKETED = re.compile(r"\[[^\]]*\]?")
_MARKDOWN = re.compile(r"\*+|`+|^\s*(?:#+|[-•>]|\d+[.)])\s+|(?<!\w)_+|_+(?!\w)", re.MULTILINE)
_LABEL = re.compile(r"^\W*([A-Za-z][\w.'’ -]{0,40}?)\W*:\**\s*")
_UNSETTLED = re.compile(r"[*_`\[(<\"“”]")
"""From such a sign on, only the end of the sentence tells what is spoken and what is not."""
_LAST_WORD = re.compile(r"\S+\Z")
_EDGES = re.compile(r"\A\W+|\W+\Z")

_MARKER = re.compile(r"\[\s*directions?\b|\bdirections? for\b|\bdirection\s*:", re.I)
_OTHERS = frozenset(
    {"you", "learner", "user", "me", "employee", "colleague", "human", "student", "narrator"}
)
_OWN = frozenset({"boss", "manager", "assistant"})
_YOU = frozenset({"you", "your", "yours", "yourself"})

Grams = frozenset[tuple[str, ...]]


class Screen:
    """Takes a reply in pieces and tells what of it may be said, and what may be shown already."""

    def __init__(self, scene: Scene, so_far: str = "") -> None:
        name = scene.persona.name.casefold()
        self._own = {name, *name.split()} | _OWN
        self._learner = {scene.facts.get("learner", "you").casefold()} | _OTHERS
        self._secret = _secret(scene)
        self._move, self._authored = scene.move, scene.authored
        self._so_far = so_far
        self._buffer = ""
        self.said = so_far
        """The sentences that were let through, after what had been said before."""
        self.sentences = len(_END.findall(f"{so_far} "))
        """How many sentences `said` holds."""
        self.problem = ""
        """Why the reply was stopped: it did something that the boss could not do."""
        self.full = False
        """Whether there was more than fits into a reply."""

    @property
    def stopped(self) -> bool:
        """Whether nothing more gets through."""
        return bool(self.problem) or self.full

    @property
    def passed(self) -> bool:
        """Whether any of this reply got through."""
        return self.said != self._so_far

    @property
    def shown(self) -> str:
        """`said`, and the words of the sentence under way as long as they are harmless.

        It grows with the reply; words that turn out to belong to a sentence that may not be said
        are gone from it again.
        """
        return self.said + self._glimpse()

    def feed(self, piece: str) -> None:
        """Take a piece of the reply."""
        self._buffer += piece
        if not self.passed and self._buffer.lstrip().startswith("<think>"):
            # Some servers leave a reasoning model's thinking in the reply.
            if "</think>" not in self._buffer:
                return
            self._buffer = self._buffer.partition("</think>")[2]
        while not self.stopped and (end := _first_end(self._buffer)):
            sentence, self._buffer = self._buffer[:end], self._buffer[end:]
            self._let_through(sentence)

    def finish(self, *, truncated: bool = False) -> None:
        """The reply is at its end: so is its last sentence, unless it was `truncated`."""
        rest, self._buffer = self._buffer, ""
        if not self.stopped and not truncated and not rest.lstrip().startswith("<think>"):
            self._let_through(rest)

    def break_off(self) -> None:
        """The reply broke off: its first whole words may be said, if nothing else was."""
        whole_words, _, _ = self._buffer.rpartition(" ")
        self._buffer = ""
        if not self.stopped and not self.passed:
            self._let_through(whole_words)

    def _let_through(self, raw: str) -> None:
        speaker, text = self._read(raw)
        if not self.passed:
            text = without_overlap(self._so_far, text)
        if not text:
            return
        self.full = not self._fits(text)
        if not self.full:
            self.problem = self._objection(raw, text, speaker)
        if self.stopped:
            return
        self.said += self._space + text
        self.sentences += 1

    def _glimpse(self) -> str:
        """Return what may be seen of the sentence under way: its whole words, while harmless."""
        if self.stopped or (self._so_far and not self.passed):
            # What was said before may be said again: only a whole sentence tells.
            return ""
        begun = _UNSETTLED.split(self._buffer, maxsplit=1)[0]
        if self._may_be_label(begun):
            return ""
        raw = _LAST_WORD.sub("", begun)
        if not raw.strip() and not self.said and begun.lstrip()[:1].isalpha():
            # The first word of all is not waited for: it is what the listener waits for.
            raw = begun
        speaker, text = self._read(raw)
        if not text or not self._fits(text) or self._objection(raw, text, speaker):
            return ""
        return self._space + text

    @property
    def _space(self) -> str:
        return " " if self.said and not self.said[-1].isspace() else ""

    def _may_be_label(self, begun: str) -> bool:
        """Whether `begun` is the beginning of a name that a colon may follow."""
        name = _EDGES.sub("", begun).casefold()
        return any(known.startswith(name) for known in self._own | self._learner)

    def _read(self, raw: str) -> tuple[str, str]:
        """Return whose words `raw` claims to be, if it does, and what is spoken of it."""
        label = _LABEL.match(raw)
        speaker = label.group(1).casefold() if label else ""
        return speaker, clean(raw[label.end() :] if label and speaker in self._own else raw)

    def _fits(self, text: str) -> bool:
        before, words = len(self.said.split()), len(text.split())
        return before == 0 or (before < ENOUGH_WORDS and before + words <= MOST_WORDS)

    def _objection(self, raw: str, text: str, speaker: str) -> str:
        """Return why the boss could not say this; empty if they could."""
        if speaker in self._learner:
            return "it spoke for the learner"
        if unlike := objection(raw, text):
            return unlike
        if _MARKER.search(raw) or not self._secret.isdisjoint(_grams(text)):
            return "it repeated its instructions"
        if len(text.split()) > MOST_WORDS:
            return "it went on without a full stop"
        # What the authored line says, the director has decided.
        return "" if text in self._authored else too_much(text, self._move)


def clean(sentence: str) -> str:
    """Return a sentence without gestures, markdown, brackets and quotation marks around it."""
    text = _BRACKETED.sub(" ", legible(sentence))
    text = _MARKDOWN.sub("", _GESTURE.sub(" ", text))
    text = re.sub(r"\s+", " ", text).strip()
    return _without_lone_quote(text) if re.search(r"\w", text) else ""


def without_overlap(said: str, text: str) -> str:
    """Return `text` without the words at its beginning that were said already.

    After a whole sentence only its repetition is taken away, after half a sentence any overlap.
    """
    before, words = said.casefold().split(), text.split()
    after = [word.casefold() for word in words]
    if said.rstrip().endswith((".", "!", "?", "…")):
        return "" if " ".join(after) in " ".join(before) else text
    for length in range(min(len(before), len(after)), 0, -1):
        if before[-length:] == after[:length]:
            return " ".join(words[length:])
    return text


def _without_lone_quote(text: str) -> str:
    """A reply in quotation marks begins with one that does not end in the same sentence."""
    if text.count('"') % 2 or text.count("“") != text.count("”"):
        return text.strip('"“”').strip()
    if text[0] in '"“' and text[-1] in '"”' and len(re.findall('["“”]', text)) == 2:
        return text[1:-1].strip()
    return text


def _first_end(text: str) -> int:
    """Return where the first sentence of `text` ends; 0 if that cannot be told yet."""
    for match in _END.finditer(text):
        end = match.end()
        head, following = text[:end], text[end:].lstrip()[:1]
        if not following or _unclosed(head):
            continue
        if match.group().startswith("\n"):
            return end
        if not following.islower() and not _ABBREVIATION.search(head):
            return end
    return 0


def _unclosed(head: str) -> bool:
    """Whether a gesture or a bracket is still open: its end belongs to the same piece."""
    stars = re.sub(r"^\s*\*\s", "", head, flags=re.MULTILINE).count("*")
    return stars % 2 == 1 or head.count("(") > head.count(")") or head.count("[") > head.count("]")


def _secret(scene: Scene) -> Grams:
    """Return the word runs that only our instructions hold, not what is or may be said."""
    persona, situation = scene.persona, scene.persona.situation
    open_words = [
        scene.authored,
        situation.offer,
        situation.setting,
        situation.learner_role,
        *(concern.belief for concern in persona.concerns),
        *(line.text for line in scene.transcript),
        *persona.voice,
    ]
    ours = f"{source('boss_system')} {source('boss_colleague')} {direction(scene)}"
    told = _grams(ours) | _second_person(persona.brief)
    return told.difference(*(_grams(text) for text in open_words))


def _grams(text: str) -> Grams:
    words = re.findall(r"[^\W_]+(?:'[^\W_]+)*", text.casefold().replace("’", "'"))
    runs = (words[at : at + LEAK_WORDS] for at in range(len(words) - LEAK_WORDS + 1))
    return frozenset(tuple(run) for run in runs)


def _second_person(brief: str) -> Grams:
    """Return the runs that speak to the boss: in the first person the boss may say the same."""
    return frozenset(gram for gram in _grams(brief) if not _YOU.isdisjoint(gram))
