"""Which judge is best? Three ways to learn behaviours from the same examples, side by side.

    .train/bin/python -m training.compare

Word and character n-grams with a linear model, the frozen sentence encoder with linear heads, and
the fine-tuned encoder that ships. Thresholds, points and cut points are fitted for each on one part
of the tuning transcripts and measured on the other; the locked transcripts are not read. Writes
training/compared.json, for the report.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import torch
from scipy.sparse import hstack
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.linear_model import LogisticRegression
from tokenizers import Tokenizer
from transformers import AutoModel

from app.catalog.catalog import Catalog
from app.catalog.files import example_files, load_examples
from app.domain.rubric import Rubric
from app.judge.agreement import quadratic_kappa
from app.judge.embedded import EmbeddedJudge
from app.judge.encoder import MODEL_FOLDER, Encoder
from app.judge.heads import Labelled as Turn
from app.judge.heads import labelled as turns_of
from app.judge.heads import regress, targets
from app.judge.sentences import sentences, visible
from app.judge.specific import specific
from training.fit_levels import (
    Counts,
    Scan,
    Search,
    embedded_scan,
    f1,
    judged_column,
    labelled,
    told_counts,
)
from training.train_encoder import PRETRAINED, RUBRIC

ROOT = Path(__file__).parent.parent
RESULT = Path(__file__).parent / "compared.json"


def ngrams(turns: Sequence[Turn], names: Sequence[str]) -> Scan:
    """Return a judge of TF-IDF n-grams and one logistic regression a behaviour."""
    words = TfidfVectorizer(ngram_range=(1, 2), min_df=2, sublinear_tf=True)
    letters = TfidfVectorizer(analyzer="char_wb", ngram_range=(3, 5), min_df=3, sublinear_tf=True)
    texts = [turn.text for turn in turns]
    inputs = hstack([words.fit_transform(texts), letters.fit_transform(texts)]).tocsr()
    models = [
        LogisticRegression(C=4, solver="liblinear", class_weight="balanced").fit(
            inputs, [name in turn.marks for turn in turns]
        )
        for name in names
    ]

    def scan(boss: str, learner: str) -> list[tuple[float, bool]]:
        said = hstack([words.transform([learner]), letters.transform([learner])])
        chances = [float(model.predict_proba(said)[0, 1]) for model in models]
        return [(chance, specific(learner)) for chance in chances]

    return scan


class Frozen:
    """all-MiniLM-L6-v2 as it is published: sentences to means of their tokens."""

    def __init__(self) -> None:
        self._model = AutoModel.from_pretrained(PRETRAINED).eval()
        self._tokenizer = Tokenizer.from_file(str(PRETRAINED / "tokenizer.json"))
        self._tokenizer.no_padding()

    def __call__(self, text: str) -> np.ndarray:
        """Return one row a sentence: its own mean, then the mean of all."""
        rows = []
        for span in sentences(text):
            ids = self._tokenizer.encode(text[span.start : span.end]).ids[:192]
            with torch.no_grad():
                states = self._model(input_ids=torch.tensor([ids])).last_hidden_state[0]
            rows.append(states.mean(0).numpy())
        own = np.stack(rows) if rows else np.zeros((0, 384), np.float32)
        return np.hstack([own, np.broadcast_to(own.mean(0) if rows else 0, own.shape)])


def frozen(turns: Sequence[Turn], names: Sequence[str]) -> Scan:
    """Return a judge of the published encoder and linear heads."""
    read = Frozen()
    vectors = [read(visible(turn.text).text) for turn in turns]
    told = [targets(turn, sentences(visible(turn.text).text), names) for turn in turns]
    weights, bias = regress(
        np.vstack(vectors).astype(np.float32),
        np.vstack([shown for shown, _ in told]),
        np.vstack([known for _, known in told]),
    )

    def scan(boss: str, learner: str) -> list[tuple[float, bool]]:
        text = visible(learner).text
        logits = read(text) @ weights + bias
        if not len(logits):
            return []
        chances = 1 / (1 + np.exp(-logits))
        spans = sentences(text)
        best = chances.argmax(0)
        return [
            (float(chances[row, column]), specific(text[spans[row].start : spans[row].end]))
            for column, row in enumerate(best)
        ]

    return scan


def measured(
    scan: Scan, rubric: Rubric, names: Sequence[str], parts: Sequence[list[dict[str, object]]]
) -> dict[str, float]:
    """Return kappa per criterion and macro F1: fitted on the first part, measured on the second."""
    fit, test = ([labelled(scan, names, record) for record in part] for part in parts)
    told = told_counts(test, names).shown > 0
    figures, found = {}, []
    for criterion in rubric.criteria:
        chosen = Search(criterion, names, fit).fit()
        columns = [names.index(behaviour.id) for behaviour in criterion.behaviours]
        judged = [
            judged_column(test, column, cut)
            for column, cut in zip(columns, chosen.partly, strict=True)
        ]
        counts = Counts(
            np.stack([one.shown for one in judged], 1),
            np.stack([one.specific for one in judged], 1),
        )
        levels = np.array([row.levels[criterion.id] for row in test])
        figures[criterion.id] = quadratic_kappa(levels, chosen.levels(counts)) or 0.0
        found += [
            f1(one.shown > 0, told[:, column]) for one, column in zip(judged, columns, strict=True)
        ]
    figures["macro_f1"] = float(np.mean(found))
    return figures


def read(name: str) -> list[dict[str, object]]:
    """Return the records of an agreement file."""
    text = (ROOT / "tests" / "agreement" / f"{name}.jsonl").read_text("utf-8")
    return [json.loads(line) for line in text.splitlines() if line.strip()]


def main() -> None:
    """Measure all three and write the figures."""
    shelf = Catalog()
    rubric = shelf.rubric(RUBRIC)
    names = tuple(behaviour.id for behaviour in rubric.behaviours)
    files = [load_examples(path, set(names)) for path in example_files(shelf.rubric_folder(RUBRIC))]
    turns = [turn for turn in turns_of(files) if visible(turn.text).text.strip()]
    judge = EmbeddedJudge(Encoder(), shelf.rubric_folder, MODEL_FOLDER)
    scans = {
        "word and character n-grams, linear": ngrams(turns, names),
        "frozen MiniLM, linear": frozen(turns, names),
        "MiniLM fine-tuned (shipped)": embedded_scan(judge, rubric),
    }
    everything = read("tuning")
    parts = (everything[::2], everything[1::2])
    found = {name: measured(scan, rubric, names, parts) for name, scan in scans.items()}
    found = {
        name: {key: round(value, 3) for key, value in figures.items()}
        for name, figures in found.items()
    }
    RESULT.write_text(json.dumps({"turns": len(turns), "judges": found}, indent=1) + "\n", "utf-8")
    print(json.dumps(found, indent=1))


if __name__ == "__main__":
    main()
