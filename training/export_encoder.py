"""Write a trained encoder as int8 ONNX, with its heads, where the app looks for them.

After a change of examples the heads alone can be fitted anew, in a minute:

    .train/bin/python -m training.export_encoder
"""

from __future__ import annotations

import hashlib
import json
import shutil
import tempfile
from pathlib import Path

import torch
from onnxruntime.quantization import QuantType, quantize_dynamic
from torch import nn

from app.catalog.catalog import Catalog
from app.judge.embedded import EmbeddedJudge
from app.judge.encoder import MODEL_FOLDER, Encoder

NAME = "rehearsal-minilm-l4"
RUBRIC = "declining-promotion"


class _States(nn.Module):
    """The encoder as ONNX wants it: plain tensors in, token states out."""

    def __init__(self, encoder: nn.Module) -> None:
        super().__init__()
        self.encoder = encoder

    def forward(
        self, input_ids: torch.Tensor, attention_mask: torch.Tensor, token_type_ids: torch.Tensor
    ) -> torch.Tensor:
        """Return the last hidden states."""
        return self.encoder(
            input_ids=input_ids, attention_mask=attention_mask, token_type_ids=token_type_ids
        ).last_hidden_state


def export(encoder: nn.Module, pretrained: Path) -> None:
    """Write encoder.onnx, tokenizer.json and model.json, then fit the heads."""
    MODEL_FOLDER.mkdir(exist_ok=True)
    target = MODEL_FOLDER / "encoder.onnx"
    inputs = ["input_ids", "attention_mask", "token_type_ids"]
    axes = {name: {0: "batch", 1: "tokens"} for name in [*inputs, "states"]}
    one = torch.ones(2, 12, dtype=torch.long)
    with tempfile.TemporaryDirectory() as folder:
        full = Path(folder) / "full.onnx"
        torch.onnx.export(
            _States(encoder.eval()),
            (one, one, one * 0),
            str(full),
            input_names=inputs,
            output_names=["states"],
            dynamic_axes=axes,
            dynamo=False,
            opset_version=17,
        )
        quantize_dynamic(full, target, weight_type=QuantType.QInt8)
    shutil.copy(pretrained / "tokenizer.json", MODEL_FOLDER / "tokenizer.json")
    described = {
        "name": NAME,
        "sha256": hashlib.sha256(target.read_bytes()).hexdigest(),
        "base": "sentence-transformers/all-MiniLM-L6-v2 (Apache-2.0), layers 0, 1, 3 and 5",
        "trained_by": "training/train_encoder.py on rubrics/*/examples and app/judge/acts",
    }
    (MODEL_FOLDER / "model.json").write_text(json.dumps(described, indent=2) + "\n", "utf-8")
    write_heads()


def write_heads() -> None:
    """Fit the heads of the shipped rubric and of the acts on the encoder as it now is."""
    for old in MODEL_FOLDER.glob("*.npz"):
        old.unlink()
    shelf = Catalog()
    judge = EmbeddedJudge(Encoder(), shelf.rubric_folder, MODEL_FOLDER)
    for subject in (judge.subject(shelf.rubric(RUBRIC)), judge.acts):
        judge.heads(subject)


if __name__ == "__main__":
    write_heads()
