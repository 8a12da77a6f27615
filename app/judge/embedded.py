"""The embedded judge: learned from the rubric's examples, in-process, deterministic."""

from __future__ import annotations

import asyncio
import hashlib
from collections.abc import Callable, Sequence
from contextlib import suppress
from pathlib import Path
from threading import Lock
from typing import NamedTuple

import numpy as np

from app.catalog.files import digest, example_files, load_examples
from app.domain.asides import without_asides
from app.domain.conversation import Line, Seen
from app.domain.persona import ACTS
from app.domain.rubric import Criterion, Rubric
from app.domain.scorecard import Cost, Evidence, Finding, JudgeName, Verdict
from app.domain.text import storable
from app.errors import ContentFileError
from app.judge.encoder import MODEL_FOLDER, Encoder, Reading
from app.judge.heads import Heads, Matrix, fit
from app.judge.own_words import Patterns, own_words, patterns, said_before
from app.judge.sentences import ENGLISH, Span, Visible, visible, words
from app.judge.sheet import too_little
from app.judge.specific import specific

MAX_EVIDENCE = 3
"""Quotes kept for one behaviour."""
ASIDE = 0.8
"""Probability from which a sentence is talk to the app. Below, it still shows only what is likelier
than that: turns colour their sentences, and honest neighbours must not be taken along."""
DETAILED = 0.5
"""Probability from which words count as specific; numbers, names and days always do."""
MAX_CHARACTERS = 6000
"""How much of one turn is read."""

ACTS_FOLDER = Path(__file__).parent / "acts"
"""Labelled turns for `ACTS`, in the format of a rubric's examples."""


class Subject(NamedTuple):
    """Something to be learned: names, and the example files that teach them."""

    id: str
    names: tuple[str, ...]
    files: tuple[Path, ...]

    @property
    def hash(self) -> str:
        """A hash of names and files."""
        return hashlib.sha256(f"{self.names}/{digest(*self.files)}".encode()).hexdigest()[:16]


class EmbeddedJudge:
    """Finds behaviours with a small encoder and one linear head a behaviour.

    The heads of a rubric come from the shipped file, from the cache, or are fitted to the
    rubric's examples, whichever has the hash of those examples.
    """

    def __init__(
        self,
        encoder: Encoder,
        rubric_folder: Callable[[str], Path],
        cache: Path,
        *,
        defended: bool = True,
    ) -> None:
        """Without its defences it is gamed more easily: only for measuring what they are worth."""
        self._defended = defended
        self._last: tuple[Rubric, Patterns] | None = None
        self.encoder, self._rubric_folder, self._cache = encoder, rubric_folder, cache
        self._loaded: dict[str, Heads] = {}
        self._keys: dict[tuple[object, ...], str] = {}
        self._lock = Lock()
        self.acts = Subject("acts", tuple(ACTS), tuple(sorted(ACTS_FOLDER.glob("*.yaml"))))

    def name(self, rubric: Rubric) -> JudgeName:
        """Which judge this is, pinned to encoder, behaviours and examples."""
        key = self._key(self.subject(rubric))
        return JudgeName(kind="embedded", model=self.encoder.name, hash=key)

    def subject(self, rubric: Rubric) -> Subject:
        """Return what there is to learn for a rubric."""
        names = tuple(behaviour.id for behaviour in rubric.behaviours)
        return Subject(rubric.id, names, tuple(example_files(self._rubric_folder(rubric.id))))

    def _key(self, subject: Subject) -> str:
        """Return the hash of encoder and subject; files are read again only when they change."""
        seen = (subject, *(_stamp(path) for path in subject.files))
        if seen not in self._keys:
            pinned = f"{self.encoder.hash}/{subject.hash}"
            self._keys[seen] = hashlib.sha256(pinned.encode()).hexdigest()[:16]
        return self._keys[seen]

    def file_name(self, subject: Subject) -> str:
        """Return the name of a subject's heads file; it pins encoder, names and examples."""
        return f"{subject.id}-{self._key(subject)}.npz"

    def heads(self, subject: Subject) -> Heads:
        """Return the heads of a subject. Raises `ContentFileError` if it has no examples."""
        key = self._key(subject)
        with self._lock:
            if key not in self._loaded:
                self._loaded[key] = self._find(subject)
            return self._loaded[key]

    def _find(self, subject: Subject) -> Heads:
        for folder in (MODEL_FOLDER, self._cache):
            if found := Heads.load(folder / self.file_name(subject)):
                return found
        examples = [load_examples(path, set(subject.names)) for path in subject.files]
        if not any(file.examples for file in examples):
            raise ContentFileError(
                self._rubric_folder(subject.id) / "examples",
                1,
                "no examples, so the embedded judge cannot learn; add examples/<behaviour>.yaml",
            )
        heads = fit(self.encoder, examples, subject.names).with_thresholds(_shipped(subject))
        # Where nothing can be written, the judge learns anew in each process.
        with suppress(OSError):
            heads.save(self._cache / self.file_name(subject))
        return heads

    def notice(self, rubric: Rubric, boss: str, learner: str) -> tuple[Seen, ...]:
        """Return the behaviours and acts of one learner turn: for the director, on every turn."""
        seen = visible(learner[:MAX_CHARACTERS])
        reading = self.encoder.read(storable(without_asides(boss)), seen.text)
        if not reading.spans:
            return ()
        heads = self.heads(self.subject(rubric))
        shown = self.own(heads, reading, seen, self._recited(rubric))
        acts = self.heads(self.acts)
        return (
            *noticed(heads, shown, reading.spans, seen),
            *noticed(acts, acts.probabilities(reading.vectors), reading.spans, seen),
        )

    def cost(self, transcript: Sequence[Line], rubric: Rubric) -> Cost:
        """Return that it costs nothing."""
        return Cost()

    async def findings(self, transcript: Sequence[Line], rubric: Rubric) -> Verdict:
        """Return findings for every criterion, or why there can be none."""
        if reason := _not_scorable(transcript):
            return Verdict(unscored={criterion.id: reason for criterion in rubric.criteria})
        warnings: tuple[str, ...] = ()
        said = (line.text for line in transcript if line.speaker == "learner")
        if any(len(text) > MAX_CHARACTERS for text in said):
            warnings = (f"Only the first {MAX_CHARACTERS} characters of a turn were read.",)
        found = await asyncio.to_thread(self._findings, transcript, rubric)
        return Verdict(findings=found, warnings=warnings)

    def _recited(self, rubric: Rubric) -> Patterns:
        """Return what of a rubric can be recited; made anew only for another rubric."""
        last = self._last
        if last is None or last[0] is not rubric:
            last = self._last = (rubric, patterns(rubric))
        return last[1]

    def own(self, heads: Heads, reading: Reading, text: Visible, known: Patterns) -> Matrix:
        """Return the probabilities, with 0 for what are not the learner's own words to the boss.

        Whoever talks to the app or to a judge ("score this 4") shows nothing by it.
        """
        shown = heads.probabilities(reading.vectors)
        if not self._defended:
            return shown
        acts = self.heads(self.acts)
        aside = acts.probabilities(reading.vectors)[:, acts.names.index("out_of_role")]
        shown[shown < aside[:, None]] = 0
        shown[(aside >= ASIDE) | ~np.array(own_words(text.text, reading.spans, known))] = 0
        return shown

    def _findings(
        self, transcript: Sequence[Line], rubric: Rubric
    ) -> dict[str, tuple[Finding, ...]]:
        heads, known = self.heads(self.subject(rubric)), self._recited(rubric)
        turns = [i for i, line in enumerate(transcript) if line.speaker == "learner"]
        texts = [visible(transcript[i].text[:MAX_CHARACTERS]) for i in turns]
        pairs = [(_before(transcript, i), t.text) for i, t in zip(turns, texts, strict=True)]
        readings = self.encoder.read_all(pairs)
        candidates: dict[str, list[_Candidate]] = {n: [] for n in heads.names}
        said: set[tuple[str, ...]] = set()
        for turn, text, reading in zip(turns, texts, readings, strict=True):
            if not reading.spans:
                continue
            probabilities = self.own(heads, reading, text, known)
            if self._defended:
                probabilities[said_before(text.text, reading.spans, said)] = 0
            best = probabilities.argmax(0)
            detail = heads.detailed(reading.vectors) >= DETAILED
            for column, name in enumerate(heads.names):
                row = int(best[column])
                span = text.back(reading.spans[row])
                likely = float(probabilities[row, column])
                candidates[name].append(_Candidate(likely, turn, span, bool(detail[row])))
        return {
            criterion.id: tuple(_decided(criterion, heads, candidates, transcript))
            for criterion in rubric.criteria
        }


def _shipped(subject: Subject) -> Heads | None:
    """Return the heads that are shipped for an earlier state of a subject's examples, if any."""
    files = sorted(MODEL_FOLDER.glob(f"{subject.id}-{'[0-9a-f]' * 16}.npz"))
    return Heads.load(files[0]) if files else None


class _Candidate(NamedTuple):
    """The sentence of a turn that shows a behaviour most likely."""

    likely: float
    turn: int
    span: Span
    """Its place in the turn as it was said."""
    detail: bool
    """Whether it reads like words that say who, what, when or how much."""


def _stamp(path: Path) -> tuple[int, int]:
    """Return what changes when a file is written; (0, 0) for one that is gone."""
    try:
        stat = path.stat()
    except OSError:
        return 0, 0
    return stat.st_mtime_ns, stat.st_size


def _before(transcript: Sequence[Line], turn: int) -> str:
    """Return the boss's line that a learner turn answers, without what it says to a judge."""
    earlier = (line.text for line in reversed(transcript[:turn]) if line.speaker == "boss")
    return storable(without_asides(next(earlier, "")))


def _not_scorable(transcript: Sequence[Line]) -> str:
    if reason := too_little(transcript):
        return reason
    seen = [visible(line.text[:2000]).text for line in transcript if line.speaker == "learner"]
    said = [word.lower().replace("’", "'") for text in seen for word in words(text)]
    if len(said) >= 12 and sum(word in ENGLISH for word in said) < 0.12 * len(said):
        return "Not scored: the embedded judge reads English only."
    return ""


def _decided(
    criterion: Criterion,
    heads: Heads,
    candidates: dict[str, list[_Candidate]],
    transcript: Sequence[Line],
) -> list[Finding]:
    decided = []
    for behaviour in criterion.behaviours:
        column = heads.names.index(behaviour.id)
        ranked = sorted(candidates[behaviour.id], key=lambda one: -one.likely)
        kept = [one for one in ranked if one.likely >= heads.partly[column]][:MAX_EVIDENCE]
        if not kept:
            decided.append(Finding(behaviour=behaviour.id, shown="no"))
            continue
        evidence = tuple(_evidence(transcript, one) for one in kept)
        decided.append(
            Finding(
                behaviour=behaviour.id,
                shown="yes" if kept[0].likely >= heads.yes[column] else "partly",
                specific=any(one.detail for one in kept)
                or any(specific(e.quote) for e in evidence),
                evidence=evidence,
            )
        )
    return decided


def _evidence(transcript: Sequence[Line], one: _Candidate) -> Evidence:
    start, end = one.span
    quote = transcript[one.turn].text[start:end]
    return Evidence(turn=one.turn, start=start, end=end, quote=quote)


def noticed(
    heads: Heads, probabilities: Matrix, spans: Sequence[Span], text: Visible
) -> tuple[Seen, ...]:
    """Return what a turn shows, surest first; `probabilities` has one row a sentence."""
    best = probabilities.max(0)
    found = []
    for column in np.argsort(-best):
        if best[column] < heads.partly[column]:
            continue
        span = spans[int(probabilities[:, column].argmax())]
        shown = "yes" if best[column] >= heads.yes[column] else "partly"
        quote = text.text[span.start : span.end]
        found.append(
            Seen.model_validate({"name": heads.names[column], "shown": shown, "quote": quote})
        )
    return tuple(found)
