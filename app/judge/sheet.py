"""What a judging model is shown: a transcript as data, between marks that nobody can guess."""

from __future__ import annotations

import json
from collections.abc import Sequence
from functools import cached_property
from typing import NamedTuple

from app.domain.conversation import Line
from app.domain.scorecard import Evidence
from app.judge.sentences import Span, sentences, visible, words

FEWEST_WORDS = 4
"""A talk with fewer learner words is too little to score."""


def too_little(transcript: Sequence[Line]) -> str:
    """Say why a talk is too short to score; nothing if it is not."""
    said = (visible(line.text[:2000]).text for line in transcript if line.speaker == "learner")
    if sum(len(words(text)) for text in said) >= FEWEST_WORDS:
        return ""
    return "Too little to score: the learner said fewer than four words."


class _Sentence(NamedTuple):
    turn: int
    span: Span
    """Its place in the turn as it was said."""


class Sheet:
    """A transcript as a model sees it: only what a person could see, too.

    One nonce marks all calls of one scorecard, so that they share their beginning and an endpoint
    can cache it; the next scorecard has another one.
    """

    def __init__(self, transcript: Sequence[Line], nonce: str, left_out: int = 0) -> None:
        """The first `left_out` turns are not shown: there is no room for them."""
        self.transcript, self.nonce, self.left_out = transcript, nonce, left_out

    @cached_property
    def turns(self) -> tuple[str, ...]:
        """One JSON object a turn, with its text."""
        return tuple(
            _json({"turn": index, "speaker": line.speaker, "text": visible(line.text).text})
            for index, line in self._shown()
        )

    @cached_property
    def numbered(self) -> tuple[str, ...]:
        """The turns as lines, each of the learner's sentences with its number.

        No text can begin a line of its own: line breaks end a sentence, or become spaces.
        """
        rows, number = [], 0
        for _, line in self._shown():
            text = visible(line.text).text
            if line.speaker == "boss":
                rows.append(f"Boss: {' '.join(text.split())}")
                continue
            said = []
            for span in sentences(text):
                number += 1
                sentence = " ".join(text[span.start : span.end].split())
                said.append(f"Learner [{number}]: {sentence}")
            rows.append("\n".join(said))
        return tuple(rows)

    @cached_property
    def _sentences(self) -> tuple[_Sentence, ...]:
        found = []
        for index, line in self._shown():
            if line.speaker == "learner":
                text = visible(line.text)
                found += [_Sentence(index, text.back(span)) for span in sentences(text.text)]
        return tuple(found)

    def evidence(self, number: int) -> Evidence | None:
        """Return the learner's sentence with a number of `numbered`, or None if it has none."""
        if not 1 <= number <= len(self._sentences):
            return None
        turn, (start, end) = self._sentences[number - 1]
        quote = self.transcript[turn].text[start:end]
        return Evidence(turn=turn, start=start, end=end, quote=quote)

    def _shown(self) -> list[tuple[int, Line]]:
        return list(enumerate(self.transcript))[self.left_out :]


def _json(seen: dict[str, object]) -> str:
    return json.dumps(seen, ensure_ascii=False)
