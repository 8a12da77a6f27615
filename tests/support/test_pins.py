from tests.support.pins import as_text, merged
from tests.support.setup_machine import CONSTRAINTS


def test_the_oldest_python_decides_and_the_others_add() -> None:
    pins = merged(merged({}, ["b_two==1", "a==2", "-e here"]), ["B-Two==9", "c==3", ""])

    assert as_text(pins).splitlines()[2:] == ["a==2", "b_two==1", "c==3"]


def test_the_file_is_as_it_would_be_written() -> None:
    text = CONSTRAINTS.read_text("utf-8")

    assert as_text(merged({}, text.splitlines())) == text
