from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest

from app.domain.rubric import Examples
from app.judge.heads import Heads, Labelled, Mark, details, labelled, regress, targets
from app.judge.sentences import Span, sentences

NAMES = ("thanks", "plan")
TEXT = "It is kind of you. The van is late today. Priya could do it."


def some_heads() -> Heads:
    rows = np.arange(6, dtype=np.float32).reshape(3, 2)
    return Heads(NAMES, rows, rows[0], rows[1] / 10, rows[2] / 10)


def same(one: Heads | None, other: Heads) -> bool:
    return (
        one is not None
        and one.names == other.names
        and all(np.array_equal(a, b) for a, b in zip(one[1:], other[1:], strict=True))
    )


def test_heads_come_back_from_their_file_as_they_were(tmp_path: Path) -> None:
    path = tmp_path / "deep" / "folder" / "heads.npz"
    some_heads().save(path)

    assert same(Heads.load(path), some_heads())
    assert [one.name for one in path.parent.iterdir()] == ["heads.npz"]


def test_saving_again_replaces_the_file(tmp_path: Path) -> None:
    path = tmp_path / "heads.npz"
    some_heads()._replace(names=("a", "b")).save(path)
    some_heads().save(path)

    assert same(Heads.load(path), some_heads())


def test_a_save_that_fails_leaves_nothing_behind(tmp_path: Path) -> None:
    (tmp_path / "heads.npz").mkdir()

    with pytest.raises(OSError, match="directory"):
        some_heads().save(tmp_path / "heads.npz")

    assert [one.name for one in tmp_path.iterdir()] == ["heads.npz"]


def test_a_file_that_is_missing_or_something_else_gives_no_heads(tmp_path: Path) -> None:
    (tmp_path / "text").write_text("no heads")
    (tmp_path / "empty").touch()
    np.savez(tmp_path / "other.npz", a=np.zeros(2))
    np.savez(tmp_path / "pickled.npz", names=np.array([{}], object), allow_pickle=True)

    for name in ("gone", "text", "empty", "other.npz", "pickled.npz", ""):
        assert Heads.load(tmp_path / name) is None


def test_a_damaged_file_gives_the_same_heads_or_none(tmp_path: Path) -> None:
    path = tmp_path / "heads.npz"
    some_heads().save(path)
    whole = path.read_bytes()

    for place in range(0, len(whole), 3):
        damaged = bytearray(whole)
        damaged[place] ^= 1 << place % 8
        path.write_bytes(damaged)
        loaded = Heads.load(path)
        assert loaded is None or same(loaded, some_heads())
    for length in range(0, len(whole), 29):
        path.write_bytes(whole[:length])
        assert Heads.load(path) is None


def test_probabilities_stay_between_0_and_1_whatever_the_vectors() -> None:
    extreme = np.array([[1e30, 0, 0], [-1e30, 0, 0], [0, 0, 0]], np.float32)
    heads = some_heads()._replace(weights=np.ones((3, 2), np.float32), bias=np.zeros(2, np.float32))

    found = heads.probabilities(extreme)

    assert found.shape == (3, 2)
    assert found[:, 0] == pytest.approx([1, 0, 0.5])


def file_of(behaviour: str, *shown: dict[str, Any], beside: tuple[str, ...] = ()) -> Examples:
    counterexamples = [{"text": text} for text in beside]
    return Examples.model_validate(
        {"behaviour": behaviour, "examples": shown, "counterexamples": counterexamples}
    )


def test_a_turn_that_stands_in_several_files_gets_all_its_labels() -> None:
    files = [
        file_of("thanks", {"text": TEXT, "quote": "It is kind of you.", "also": ["plan"]}),
        file_of("plan", {"text": TEXT, "quote": "Priya could do it.", "how": "partly"}),
        file_of("plan", beside=("The van is late.",)),
    ]

    assert labelled(files) == [
        Labelled(
            "",
            TEXT,
            {
                "thanks": Mark("It is kind of you.", "yes"),
                "plan": Mark("Priya could do it.", "partly"),
            },
        ),
        Labelled("", "The van is late.", {}),
    ]


def test_the_same_words_after_another_line_of_the_boss_are_another_turn() -> None:
    files = [file_of("plan", {"text": "Yes.", "boss": "Priya?"}, {"text": "Yes.", "boss": "So?"})]

    assert [(turn.boss, turn.text) for turn in labelled(files)] == [
        ("Priya?", "Yes."),
        ("So?", "Yes."),
    ]


def test_an_example_that_says_also_does_not_take_the_others_quote_away() -> None:
    files = [
        file_of("plan", {"text": TEXT, "quote": "Priya could do it."}),
        file_of("thanks", {"text": TEXT, "quote": "It is kind of you.", "also": ["plan"]}),
    ]

    assert labelled(files)[0].marks["plan"] == Mark("Priya could do it.")


def target(marks: dict[str, Mark], text: str = TEXT) -> tuple[list[list[float]], list[list[float]]]:
    shown, known = targets(Labelled("", text, marks), sentences(text), NAMES)
    return shown.tolist(), known.tolist()


def test_only_the_sentence_with_the_quote_shows_the_behaviour() -> None:
    shown, known = target({"plan": Mark("Priya could do it.")})

    assert shown == [[0, 0], [0, 0], [0, 1]]
    assert known == [[1, 1], [1, 1], [1, 1]]


def test_a_quote_over_two_sentences_marks_both() -> None:
    shown, _ = target({"thanks": Mark("kind of you. The van is late")})

    assert [row[0] for row in shown] == [1, 1, 0]


def test_where_nobody_said_which_sentence_none_is_held_against_the_behaviour() -> None:
    shown, known = target({"thanks": Mark(), "plan": Mark("Priya could do it.")})

    assert [row[0] for row in shown] == [0, 0, 0]
    assert [row[0] for row in known] == [0, 0, 0]
    assert [row[1] for row in known] == [1, 1, 1]


def test_a_single_sentence_shows_what_its_turn_shows() -> None:
    assert target({"thanks": Mark()}, "Thank you kindly") == ([[1, 0]], [[1, 1]])


def test_a_quote_is_found_behind_hidden_characters() -> None:
    text = "The van is late. Th\u200bank you."
    shown, _ = targets(
        Labelled("", text, {"thanks": Mark("Th\u200bank you.")}), [Span(0, 16), Span(17, 27)], NAMES
    )

    assert shown[:, 0].tolist() == [0, 1]


def separable() -> tuple[np.ndarray, np.ndarray]:
    """Sixty vectors of which six show something, told by their first number."""
    draw = np.random.default_rng(1)
    vectors = draw.normal(size=(60, 8)).astype(np.float32)
    shown = np.zeros((60, 2), np.float32)
    shown[:6, 0] = 1
    vectors[:, 0] = np.where(shown[:, 0] > 0, 3, -3)
    return vectors, shown


def test_regression_learns_what_can_be_told_apart_and_hears_rare_behaviours() -> None:
    vectors, shown = separable()

    weights, bias = regress(vectors, shown, np.ones_like(shown))

    learned = Heads(NAMES, weights, bias, bias, bias).probabilities(vectors)
    assert learned[:6, 0].min() > 0.6
    assert learned[6:, 0].max() < 0.4
    assert learned[:, 1].max() < 0.2


def test_regression_gives_the_same_twice() -> None:
    vectors, shown = separable()
    known = np.ones_like(shown)

    first, second = regress(vectors, shown, known), regress(vectors, shown, known)

    assert np.array_equal(first[0], second[0])
    assert np.array_equal(first[1], second[1])


def test_what_is_not_known_teaches_nothing() -> None:
    vectors, shown = separable()
    misled = shown.copy()
    misled[30:, 0] = 1
    known = np.ones_like(shown)
    known[30:, 0] = 0

    weights, bias = regress(vectors, misled, known)

    learned = Heads(NAMES, weights, bias, bias, bias).probabilities(vectors)
    assert learned[6:, 0].max() < 0.4


def test_specific_is_known_where_an_example_says_so() -> None:
    text = "Priya could do it. Somebody will. It is late."
    marks = {
        "names_candidate": Mark("Priya could do it.", "yes", specific=True),
        "leaves_gap": Mark("Somebody will.", "yes", specific=False),
        "thanks": Mark("It is late."),
    }
    spans = sentences(text)

    shown, known = details(Labelled("", text, marks), spans)

    assert (shown.tolist(), known.tolist()) == ([1, 0, 0], [1, 1, 0])


def test_heads_that_were_not_taught_what_is_specific_call_nothing_specific() -> None:
    untaught = some_heads()

    assert (
        untaught.detailed(np.ones((3, untaught.weights.shape[0]), np.float32)).tolist() == [0] * 3
    )
