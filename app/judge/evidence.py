"""Quotes that code can vouch for: found in the learner's turn that they name, or dropped."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence

from app.domain.conversation import Line
from app.domain.scorecard import Evidence, Finding, Verdict

_SAME = {
    "‘": "'", "’": "'", "‚": "'", "ʼ": "'", "`": "'", "´": "'",
    "“": '"', "”": '"', "„": '"', "«": '"', "»": '"',
    "‐": "-", "‑": "-", "‒": "-", "–": "-", "—": "-", "−": "-",
}  # fmt: skip


def _plain(text: str) -> tuple[str, list[int]]:
    """Return `text` with spaces, quote marks, dashes and Unicode forms made one, and origins."""
    out: list[str] = []
    origin: list[int] = []
    space = True
    # Clusters, because NFKC composes a letter with the marks that follow it.
    for cluster in re.finditer(r".[\u0300-\u036f]*", text, re.DOTALL):
        raw = cluster.group()
        for character in unicodedata.normalize("NFKC", "".join(_SAME.get(c, c) for c in raw)):
            if character.isspace():
                if not space:
                    out.append(" ")
                    origin.append(cluster.start())
                space = True
            else:
                out.append(character)
                origin.append(cluster.start())
                space = False
    origin.append(len(text))
    return "".join(out), origin


def locate(text: str, quote: str) -> tuple[int, int] | None:
    """Return (start, end) in `text` of the words of `quote`, or None if they are not there.

    Spacing, quote marks, dashes and Unicode normalisation forms may differ; words and case
    may not.
    """
    exact = text.find(quote)
    if quote.strip() and exact >= 0:
        return exact, exact + len(quote)
    plain_text, origin = _plain(text)
    plain_quote = _plain(quote)[0].strip()
    at = plain_text.find(plain_quote) if plain_quote else -1
    if at < 0:
        return None
    start, last = origin[at], origin[at + len(plain_quote) - 1]
    end = next(place for place in origin[at + len(plain_quote) :] if place > last)
    return start, start + len(text[start:end].rstrip())


def verified(verdict: Verdict, transcript: Sequence[Line]) -> Verdict:
    """Return `verdict` with only evidence that stands in a learner's turn, to the letter.

    A finding that has no evidence left was not shown.
    """
    return verdict.model_copy(
        update={
            "findings": {
                criterion: tuple(_verified(finding, transcript) for finding in findings)
                for criterion, findings in verdict.findings.items()
            }
        }
    )


def _verified(finding: Finding, transcript: Sequence[Line]) -> Finding:
    kept = tuple(e for e in finding.evidence if _stands(e, transcript))
    if finding.shown != "no" and not kept:
        return Finding(behaviour=finding.behaviour, shown="no")
    return finding.model_copy(update={"evidence": kept})


def _stands(evidence: Evidence, transcript: Sequence[Line]) -> bool:
    if not 0 <= evidence.turn < len(transcript) or not evidence.quote.strip():
        return False
    line = transcript[evidence.turn]
    if line.speaker != "learner" or evidence.start < 0:
        return False
    return line.text[evidence.start : evidence.end] == evidence.quote
