from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from hashlib import sha256
from pathlib import Path

import numpy as np
import pytest

from app.errors import SetupError
from app.judge.encoder import MODEL_FOLDER, Encoder

TURN = "Thank you for asking. I would rather keep my bench! Priya could do it."
TURNS = [
    ("Take it.", TURN),
    ("", "No."),
    ("So?", "😀"),
    ("So?", ""),
    ("x" * 5000, "and so on " * 300),
]


@pytest.fixture(scope="module")
def encoder() -> Encoder:
    return Encoder()


def test_the_model_file_is_the_one_that_its_description_names() -> None:
    encoder = Encoder()

    actual = sha256((MODEL_FOLDER / "encoder.onnx").read_bytes()).hexdigest()
    assert encoder.name
    assert encoder.hash == actual[:16]


@pytest.mark.parametrize("harm", ["cut", "flipped", "gone", "undescribed"])
def test_a_damaged_model_is_told_and_never_judges(harm: str, tmp_path: Path) -> None:
    for file in MODEL_FOLDER.iterdir():
        (tmp_path / file.name).write_bytes(file.read_bytes())
    model = tmp_path / "encoder.onnx"
    content = model.read_bytes()
    if harm == "cut":
        model.write_bytes(content[: len(content) // 2])
    elif harm == "flipped":
        model.write_bytes(content[:5000] + bytes([content[5000] ^ 1]) + content[5001:])
    elif harm == "gone":
        model.unlink()
    else:
        (tmp_path / "model.json").write_text("{}")

    with pytest.raises(SetupError, match="missing or damaged"):
        Encoder(tmp_path).read("So?", TURN)


def test_each_sentence_gets_its_vector_and_the_mean_of_its_turn(encoder: Encoder) -> None:
    reading = encoder.read("Take it.", TURN)

    assert [TURN[a:b] for a, b in reading.spans] == [
        "Thank you for asking.",
        "I would rather keep my bench!",
        "Priya could do it.",
    ]
    own, whole = np.split(reading.vectors, 2, axis=1)
    assert len(own) == len(whole) == 3
    assert np.allclose(whole, own.mean(0), atol=1e-6)
    assert np.isfinite(reading.vectors).all()


def test_the_bosss_line_and_the_other_sentences_are_context(encoder: Encoder) -> None:
    alone = encoder.read("", "Priya could do it.").vectors[0]

    assert not np.array_equal(alone, encoder.read("Who else?", "Priya could do it.").vectors[0])
    assert not np.array_equal(alone, encoder.read("", TURN).vectors[2])


def test_reading_is_the_same_twice_alone_and_in_a_batch(encoder: Encoder) -> None:
    batch = encoder.read_all(TURNS)

    another = Encoder()

    for turn, reading in zip(TURNS, batch, strict=True):
        for alone in (encoder.read(*turn), another.read(*turn)):
            assert alone.spans == reading.spans
            assert np.array_equal(alone.vectors, reading.vectors)


def test_a_turn_without_words_has_no_sentences(encoder: Encoder) -> None:
    assert encoder.read("So?", " \n ").spans == ()
    assert encoder.read_all([]) == []


def test_a_long_turn_is_read_to_its_end_in_windows(encoder: Encoder) -> None:
    text = " ".join(f"Sentence {number} is about the bench and the van." for number in range(60))

    reading = encoder.read("So?", text)

    assert len(reading.spans) == len(reading.vectors) == 60
    assert text[slice(*reading.spans[-1])] == "Sentence 59 is about the bench and the van."


@pytest.mark.parametrize(
    "text", ["x" * 6000, "\ufffd\ufffd", "😀" * 500, "\u0301", "שלום עליכם", "\x01\x02", "ﷺ" * 300]
)
def test_no_text_is_too_odd_to_be_read(encoder: Encoder, text: str) -> None:
    reading = encoder.read(text, text)

    assert len(reading.spans) == len(reading.vectors) >= 1
    assert np.isfinite(reading.vectors).all()


def test_threads_share_an_encoder() -> None:
    shared = Encoder()

    with ThreadPoolExecutor(4) as pool:
        readings = list(pool.map(lambda turn: shared.read(*turn), TURNS[:1] * 8))

    wanted = Encoder().read(*TURNS[0]).vectors
    assert all(np.array_equal(reading.vectors, wanted) for reading in readings)
