"""The small sentence encoder of the embedded judge: words in context to vectors, in-process."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from app.errors import SetupError
from app.judge.sentences import Span, sentences

if TYPE_CHECKING:
    import onnxruntime
    import tokenizers

MODEL_FOLDER = Path(__file__).parent / "model"
MAX_TOKENS = 192
"""Longest input of the encoder; a longer turn is read in windows of whole sentences."""
BOSS_TOKENS = 12
"""How much of the end of the boss's line is read as context."""

_PLAIN = str.maketrans(
    {"’": "'", "‘": "'", "“": '"', "”": '"', "–": "-", "—": "-", "…": "...", "•": " "}
)
"""Signs that say nothing about what is said; the examples hold few of them."""

Vectors = NDArray[np.float32]


class Reading(NamedTuple):
    """One learner turn as the encoder reads it."""

    spans: tuple[Span, ...]
    """Its sentences."""
    vectors: Vectors
    """One row a sentence: its own mean, then the mean of the whole turn."""


class Encoder:
    """Runs the ONNX encoder; loads it at first use. Safe to share between threads."""

    def __init__(self, folder: Path = MODEL_FOLDER, *, at_once: int = 2) -> None:
        """`at_once` turns are read at the same time, each on a core; 1 beside other workers."""
        self._folder, self._at_once = folder, at_once

    @cached_property
    def _described(self) -> dict[str, str]:
        described: dict[str, str] = json.loads((self._folder / "model.json").read_text("utf-8"))
        return described

    @property
    def name(self) -> str:
        """The model's name."""
        return self._described["name"]

    @property
    def hash(self) -> str:
        """A hash of the model file: 16 hexadecimal digits."""
        return self._described["sha256"][:16]

    @property
    def there(self) -> bool:
        """Whether the model file is where it belongs; `hash` is checked when it is loaded."""
        return (self._folder / "encoder.onnx").is_file()

    @cached_property
    def _session(self) -> onnxruntime.InferenceSession:
        import onnxruntime

        model = self._model()
        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = 1
        options.inter_op_num_threads = 1
        options.log_severity_level = 3
        return onnxruntime.InferenceSession(model, options, providers=["CPUExecutionProvider"])

    def _model(self) -> bytes:
        """Return the model file's bytes. Raises `SetupError` unless they are the described ones."""
        path = self._folder / "encoder.onnx"
        try:
            model = path.read_bytes()
            if hashlib.sha256(model).hexdigest() == self._described["sha256"]:
                return model
        except (OSError, ValueError, KeyError):
            pass  # the same advice helps
        raise SetupError(
            f"The embedded judge's model in {self._folder} is missing or damaged. Install "
            "Rehearsal Room again."
        )

    @cached_property
    def _tokenizer(self) -> tokenizers.Tokenizer:
        import tokenizers

        tokenizer = tokenizers.Tokenizer.from_file(str(self._folder / "tokenizer.json"))
        tokenizer.no_padding()
        tokenizer.no_truncation()
        return tokenizer

    def read_all(self, turns: Sequence[tuple[str, str]]) -> list[Reading]:
        """Read (boss line, learner turn) pairs, some at a time.

        Each turn is run by itself, so what it gives does not depend on its neighbours.
        """
        if min(len(turns), self._at_once) < 2:
            return [self.read(*turn) for turn in turns]
        _ = self._session, self._tokenizer
        with ThreadPoolExecutor(self._at_once) as pool:
            return list(pool.map(lambda turn: self.read(*turn), turns))

    def read(self, boss: str, learner: str) -> Reading:
        """Return the sentences of a learner's turn with their vectors; `boss` is context."""
        spans = tuple(sentences(learner))
        if not spans:
            return Reading((), np.zeros((0, 0), np.float32))
        head = [101, *self.tokens(boss[-400:])[-BOSS_TOKENS:], 102]
        rows: list[Vectors] = []
        for window in self._windows(learner, spans):
            rows.extend(self._run(head, window))
        own = np.stack(rows)
        return Reading(spans, np.hstack([own, np.broadcast_to(own.mean(0), own.shape)]))

    def tokens(self, text: str) -> list[int]:
        """Return the ids of the tokens of `text`, which reads the same in any typography."""
        encoding = self._tokenizer.encode(text.translate(_PLAIN), add_special_tokens=False)
        return list(encoding.ids)

    def _windows(self, learner: str, spans: tuple[Span, ...]) -> list[list[list[int]]]:
        room = MAX_TOKENS - BOSS_TOKENS - 3
        windows: list[list[list[int]]] = [[]]
        used = 0
        for span in spans:
            ids = self.tokens(learner[span.start : span.end])[:room] or [100]
            if used + len(ids) > room:
                windows.append([])
                used = 0
            windows[-1].append(ids)
            used += len(ids)
        return windows

    def _run(self, head: list[int], window: list[list[int]]) -> list[Vectors]:
        ids = head + [token for sentence in window for token in sentence] + [102]
        kinds = [0] * len(head) + [1] * (len(ids) - len(head))
        feed: dict[str, Any] = {
            "input_ids": np.array([ids], np.int64),
            "attention_mask": np.ones((1, len(ids)), np.int64),
            "token_type_ids": np.array([kinds], np.int64),
        }
        states = self._session.run(None, feed)[0][0]
        rows, at = [], len(head)
        for sentence in window:
            rows.append(states[at : at + len(sentence)].mean(0))
            at += len(sentence)
        return rows
