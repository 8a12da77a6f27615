"""Examples that are added to files which people write by hand."""

from __future__ import annotations

import tempfile
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.catalog.append import Addition, addition
from app.catalog.files import load_examples
from app.catalog.yaml_source import HIDDEN
from app.domain.rubric import Example, Examples
from app.domain.text import storable
from app.errors import ContentFileError, SetupError

KNOWN = {"thanks", "hostile"}
BY_HAND = """\
# Mine; see the handbook.
behaviour: thanks

examples:   # the good ones
    - text: "Thank you."   # short
      boss: "Well?"

    # a long one
    - text: >-
        Thanks, that means
        a lot.
      also: [hostile]
# near misses follow
counterexamples:
    - {text: "No thanks."}
# the end
"""
NEW = Example(text="Ta: it's “kind”.\nVery.", boss="So?", quote="Ta", how="partly", specific=True)


@pytest.fixture
def path(tmp_path: Path) -> Path:
    path = tmp_path / "thanks.yaml"
    path.write_text(BY_HAND, "utf-8")
    return path


def added(path: Path, *examples: Example, wrong: tuple[Example, ...] = ()) -> Addition:
    found = addition(path, KNOWN, examples, wrong)
    assert found is not None
    return found


def learned(path: Path) -> Examples:
    return load_examples(path, KNOWN)


def test_examples_are_added_and_every_line_that_was_there_stays(path: Path) -> None:
    before = learned(path)
    near = Example(text="Thanks for nothing.", also=("hostile",))

    one = added(path, NEW, wrong=(near,))
    assert path.read_text("utf-8") == BY_HAND  # until it is written
    one.write()

    assert learned(path).examples == (*before.examples, NEW)
    assert learned(path).counterexamples == (*before.counterexamples, near)
    lines = iter(path.read_text("utf-8").splitlines())
    assert all(line in lines for line in BY_HAND.splitlines())  # in this order
    assert (one.examples, one.counterexamples) == (1, 1)
    assert '- text: "Ta: it\'s “kind”.\\nVery."' in one.added
    assert list(path.parent.iterdir()) == [path]


def test_comments_stay_with_what_they_are_about(path: Path) -> None:
    added(path, NEW).write()

    text = path.read_text("utf-8")
    assert text.index("Ta: it") < text.index("# near misses follow")


def test_nothing_is_added_twice(path: Path) -> None:
    added(path, NEW, NEW, wrong=(Example(text="Hm."), Example(text="Hm."))).write()

    assert addition(path, KNOWN, [NEW], [Example(text="Hm.")]) is None
    assert len(learned(path).examples) == 3
    assert addition(path, KNOWN, [Example(text="Thank you.", boss="Well?")], []) is None


def test_what_is_an_example_does_not_become_a_counterexample(path: Path) -> None:
    assert addition(path, KNOWN, [], [Example(text="Thank you.", boss="Well?")]) is None
    assert added(path, NEW, wrong=(Example(text=NEW.text, boss="So?"),)).counterexamples == 0


def test_a_file_that_is_not_there_is_begun(tmp_path: Path) -> None:
    path = tmp_path / "examples" / "hostile.yaml"

    added(path, wrong=(Example(text="Oh."),)).write()

    assert learned(path) == Examples(behaviour="hostile", counterexamples=(Example(text="Oh."),))


@pytest.mark.parametrize(
    "text",
    [
        "behaviour: thanks\nexamples: []\n",
        "behaviour: thanks\nexamples: [] # none yet\ncounterexamples: []",
        "behaviour: thanks",
        "counterexamples:\n- text: No.\nbehaviour: thanks",
        "---\nexamples:\n- text: a\n- text: |\n    Thanks.\n\n\nbehaviour: thanks\n",
        "behaviour: thanks\r\nexamples:\r\n  - text: Thanks.\r\n",
        "\ufeffbehaviour: thanks\nexamples:\n  - {text: Thanks., also: [\n    hostile]}\n",
    ],
)
def test_ways_to_write_a_file(tmp_path: Path, text: str) -> None:
    path = tmp_path / "thanks.yaml"
    path.write_text(text, "utf-8", newline="")
    before = learned(path)

    added(path, NEW, wrong=(Example(text="Oh."),)).write()

    assert learned(path).examples == (*before.examples, NEW)
    assert learned(path).counterexamples == (*before.counterexamples, Example(text="Oh."))
    written = path.read_bytes().decode("utf-8")
    assert ("\r\n" in text) == ("\r\n" in written)
    assert "\r\n" not in text or "\n" not in written.replace("\r\n", "")


@pytest.mark.parametrize(
    "text",
    [
        '{"behaviour": "thanks", "examples": [{"text": "Thanks."}]}',
        'behaviour: thanks\nexamples: [{"text": "Thanks."}]\n',
    ],
)
def test_what_is_written_in_brackets_is_refused_with_what_to_do(tmp_path: Path, text: str) -> None:
    path = tmp_path / "thanks.yaml"
    path.write_text(text, "utf-8")

    with pytest.raises(ContentFileError, match="lines of its own"):
        addition(path, KNOWN, [NEW], [])


def test_a_broken_file_is_named(path: Path) -> None:
    path.write_text("behaviour: thanks\nexamples: 3\n", "utf-8")

    with pytest.raises(ContentFileError, match=r"thanks\.yaml:2"):
        addition(path, KNOWN, [NEW], [])


def test_a_file_that_would_be_too_large_is_refused(path: Path) -> None:
    many = [Example(text=f"{n} {'x' * 3900}") for n in range(300)]

    with pytest.raises(ContentFileError, match="larger than"):
        addition(path, KNOWN, many, [])


def test_a_folder_that_cannot_be_written_is_named_with_the_way_out(tmp_path: Path) -> None:
    (tmp_path / "examples").write_text("a file")

    with pytest.raises(SetupError, match="--output FOLDER"):
        added(tmp_path / "examples" / "thanks.yaml", NEW).write()


@given(text=st.text(min_size=1, max_size=60), boss=st.text(max_size=30))
def test_any_words_come_back_without_what_nobody_sees(text: str, boss: str) -> None:
    example = Example(text=f"Well: {storable(text)}", boss=storable(boss))
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "thanks.yaml"
        path.write_text(BY_HAND, "utf-8")

        added(path, example).write()

        last = learned(path).examples[-1]
        assert last.text == HIDDEN.sub("", example.text).strip()
        assert last.boss == HIDDEN.sub("", example.boss)


def test_what_nobody_sees_teaches_nothing(path: Path) -> None:
    assert addition(path, KNOWN, [Example(text="\u202e")], []) is None
