"""What is shipped is ready: nobody waits minutes at first use for the judge to learn."""

from __future__ import annotations

from pathlib import Path

import pytest

from app.catalog import files
from app.catalog.catalog import Catalog, shipped
from app.domain.persona import ACTS
from app.judge.embedded import ACTS_FOLDER, EmbeddedJudge, Subject
from app.judge.encoder import MODEL_FOLDER, Encoder
from app.judge.heads import Heads


@pytest.fixture
def judge(tmp_path: Path) -> EmbeddedJudge:
    return EmbeddedJudge(Encoder(), lambda rubric: shipped("rubrics") / rubric, tmp_path)


def subjects(judge: EmbeddedJudge) -> list[Subject]:
    return [*(judge.subject(rubric) for rubric in Catalog().rubrics.values()), judge.acts]


def test_heads_are_shipped_for_every_rubric_and_for_the_acts_as_their_examples_are(
    judge: EmbeddedJudge,
) -> None:
    for subject in subjects(judge):
        heads = Heads.load(MODEL_FOLDER / judge.file_name(subject))
        assert heads is not None, (
            f"{judge.file_name(subject)} is not shipped: the examples or the encoder changed "
            "since training/train_encoder.py ran"
        )
        assert heads.names == subject.names
        assert ((heads.partly > 0) & (heads.partly <= heads.yes) & (heads.yes < 1)).all()


def test_no_heads_of_other_examples_are_shipped(judge: EmbeddedJudge) -> None:
    wanted = {judge.file_name(subject) for subject in subjects(judge)}

    assert {path.name for path in MODEL_FOLDER.glob("*.npz")} == wanted


def test_the_examples_of_the_acts_are_whole() -> None:
    paths = files.listed(ACTS_FOLDER)

    assert [path.stem for path in paths] == sorted(ACTS)
    for path in paths:
        assert files.load_examples(path, set(ACTS)).examples
