"""Faults 50 and 54 of the trials: whatever a file holds, it is read or refused with its line."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.catalog import files, yaml_source
from app.errors import ContentFileError
from tests.support.content import PERSONA

WAIT = settings(deadline=None, max_examples=150)


def refused(path: Path, content: bytes | str = b"", **limit: int) -> tuple[int, str]:
    if content:
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
    with pytest.raises(ContentFileError) as raised:
        yaml_source.read(path, **limit)
    assert str(raised.value) == f"{path}:{raised.value.line}: {raised.value.problem}"
    return raised.value.line, raised.value.problem


BAD: list[tuple[str, bytes | str, int, str]] = [
    ("alias", "a: &x [1]\nb:\n  - *x\n", 3, "aliases (*name) are not allowed"),
    ("laughs", "a: &a [b]\nb: &b [*a, *a]\nc: [*b, *b]\n", 2, "aliases"),
    ("depth 500, flow", "a: 1\nb: " + "[" * 500, 2, "nested too deeply"),
    ("depth 500, fields", "a: 1\nb: " + "{a: " * 500, 2, "nested too deeply"),
    ("depth 200, block", "".join(" " * i + "a:\n" for i in range(200)), 21, "nested too deeply"),
    ("depth 200, list", "\n" + "- " * 200, 2, "nested too deeply"),
    ("duplicate", "a: 1\nb: 2\na: 3\n", 3, "'a' appears twice"),
    ("duplicate below", "a:\n  b: 1\n  b: 2\n", 3, "'b' appears twice"),
    ("duplicate, quoted", '0: 1\n"0": 2\n', 2, "'0' appears twice"),
    ("key of fields", "a: 1\n? {b: 1}\n: 2\n", 2, "a key must be a word or a number"),
    ("no key", "a: 1\n~: 2\n", 2, "a key must be a word or a number"),
    ("two documents", "a: 1\n---\nb: 2\n", 2, "a second document begins here"),
    ("tab", "a:\n\tb: 1\n", 2, "not YAML: found character that cannot start any token"),
    ("no end of quote", 'a: 1\nb: "two\nc: 3\n', 2, "not YAML: found unexpected end of stream"),
    ("no end of list", "a: 1\nb: [1, 2\nc: 3\n", 3, "not YAML: did not find expected ',' or ']'"),
    ("no end of list, last", "a: 1\nb: [1, 2\n", 2, "not YAML: did not find expected ',' or ']'"),
    ("wrong indent", "a:\n  b: 1\n c: 2\n", 3, "not YAML: did not find expected key"),
    ("unknown anchor", "a: 1\nb: *x\n", 2, "aliases"),
    ("empty", "\n", 1, "the file is empty"),
    ("comment only", "# nothing\n# here\n", 1, "the file is empty"),
    ("null", "---\nnull\n", 2, "the file is empty"),
    ("latin-1", "a: 1\nb: caf\xe9\n".encode("latin-1"), 2, "not UTF-8 text"),
    ("utf-16", "a: 1\n".encode("utf-16"), 1, "not UTF-8 text"),
    ("half a character", b"a: 1\nb: \xf0\x9f\x98\n", 2, "not UTF-8 text"),
    ("NUL", "a: 1\nb: x\0y\n", 2, "hidden character U+0000"),
    ("escape", "a: 1\nb: \x1b[31m\n", 2, "hidden character U+001B"),
    ("bidi override", "a: 1\nb: x\u202ey\n", 2, "hidden character RIGHT-TO-LEFT OVERRIDE"),
    ("bidi isolate", "a: 1\nb: x\u2067y\n", 2, "hidden character RIGHT-TO-LEFT ISOLATE"),
    ("tag", "a: 1\n# x\U000e0041\n", 2, "hidden character TAG LATIN CAPITAL LETTER A"),
    ("line separator", "a: 1\r\nb: x\u2028y\n", 2, "hidden character LINE SEPARATOR"),
    ("second BOM", "\ufeffa: 1\n\ufeffb: 2\n", 2, "hidden character ZERO WIDTH NO-BREAK SPACE"),
]


@pytest.mark.parametrize(
    ("content", "line", "problem"), [row[1:] for row in BAD], ids=[row[0] for row in BAD]
)
def test_50_what_cannot_be_trusted_is_refused_with_its_line(
    tmp_path: Path, content: bytes | str, line: int, problem: str
) -> None:
    found, said = refused(tmp_path / "a.yaml", content)

    assert found == line
    assert problem in said


def test_an_empty_file_is_refused(tmp_path: Path) -> None:
    (tmp_path / "a.yaml").touch()

    assert refused(tmp_path / "a.yaml") == (1, "the file is empty")


def test_50_a_file_may_have_64_kb_and_not_a_byte_more(tmp_path: Path) -> None:
    whole = "a: ".ljust(yaml_source.MAX_BYTES, "x")
    (tmp_path / "whole.yaml").write_text(whole)

    assert len(yaml_source.read(tmp_path / "whole.yaml").value["a"]) == 64 * 1024 - 3
    assert refused(tmp_path / "a.yaml", whole + "x") == (1, "larger than 64 KB")


def test_a_byte_order_mark_and_windows_line_ends_are_fine(tmp_path: Path) -> None:
    path = tmp_path / "a.yaml"
    path.write_bytes("\ufeffa: 1\r\nb: [2, café 😀]\r\n".encode())

    document = yaml_source.read(path)

    assert document.value == {"a": "1", "b": ["2", "café 😀"]}
    assert [document.line(("a",)), document.line(("b", 1))] == [1, 2]


def test_scalars_stay_text_and_nothing_is_nothing(tmp_path: Path) -> None:
    path = tmp_path / "a.yaml"
    path.write_text("[NO, on, 1.50, 0x1F, 12:30, <<, !!int 7, null, ~, 'null', '', \"~\"]")

    texts = ["NO", "on", "1.50", "0x1F", "12:30", "<<", "7"]
    assert yaml_source.read(path).value == [*texts, None, None, "null", "", "~"]


def test_a_value_that_is_not_there_has_the_line_of_what_it_should_stand_in(tmp_path: Path) -> None:
    path = tmp_path / "a.yaml"
    path.write_text("# boss\na:\n  - b: 1\n    c: |\n      two\n      lines\n  - d\n")

    document = yaml_source.read(path)

    places = [(), ("a",), ("a", 0), ("a", 0, "c"), ("a", 0, "x", 3), ("a", 1), ("z",)]
    assert [document.line(place) for place in places] == [2, 2, 3, 4, 3, 7, 2]


def test_50_what_is_no_file_is_refused(tmp_path: Path) -> None:
    (tmp_path / "folder.yaml").mkdir()
    os.mkfifo(tmp_path / "pipe.yaml")
    (tmp_path / "loop.yaml").symlink_to("loop.yaml")
    (tmp_path / "dead.yaml").symlink_to("gone.yaml")

    assert refused(tmp_path / "folder.yaml") == (1, "not a file")
    assert refused(tmp_path / "pipe.yaml") == (1, "not a file")
    assert refused(tmp_path / "gone.yaml") == (1, "cannot be read: No such file or directory")
    assert refused(tmp_path / "dead.yaml") == (1, "cannot be read: No such file or directory")
    line, problem = refused(tmp_path / "loop.yaml")
    assert line == 1
    assert problem.startswith("cannot be read: Too many levels of symbolic links")


def test_50_a_link_is_followed_only_within_its_folder(tmp_path: Path) -> None:
    here = tmp_path / "personas"
    here.mkdir()
    (tmp_path / "secret.yaml").write_text("password: hunter2\n")
    (here / "own.yaml").write_text("a: 1\n")
    (here / "same.yaml").symlink_to("own.yaml")
    (here / "out.yaml").symlink_to("../secret.yaml")
    (tmp_path / "elsewhere").symlink_to(here)

    assert yaml_source.read(here / "same.yaml").value == {"a": "1"}
    assert yaml_source.read(tmp_path / "elsewhere" / "own.yaml").value == {"a": "1"}
    line, problem = refused(here / "out.yaml")
    assert (line, "a link that leads out of its folder" in problem) == (1, True)
    assert "hunter2" not in problem


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("fuzz")


def only_content_errors(folder: Path, content: bytes) -> None:
    """Reading as a persona, as a rubric or as examples gives nothing but problems with lines."""
    path = folder / "rubric.yaml"
    path.write_bytes(content)
    last = content.count(b"\n") + content.count(b"\r") + 1
    found = [
        files.check_persona(path, {}),
        files.check_rubric(folder),
    ]
    for problem in (problem for problems in found for problem in problems):
        assert 1 <= problem.line <= last
        assert problem.problem.strip()
    with pytest.raises(ContentFileError):
        files.load_examples(path, set())


@given(content=st.binary(max_size=300))
@WAIT
def test_54_no_bytes_raise_anything_but_a_content_error(folder: Path, content: bytes) -> None:
    only_content_errors(folder, content)


yamlish = st.text(st.sampled_from("ab:-[]{}&*!|>'\"#%@`,? \t\n\r~<=0.\\é😀\u202e\x00\x85\ufeff"))


@given(content=yamlish)
@WAIT
def test_54_no_text_raises_anything_but_a_content_error(folder: Path, content: str) -> None:
    only_content_errors(folder, content.encode())


@given(data=st.data())
@WAIT
def test_54_no_damage_to_a_good_file_raises_anything_but_a_content_error(
    folder: Path, data: st.DataObject
) -> None:
    start = data.draw(st.integers(0, len(PERSONA)))
    end = data.draw(st.integers(start, len(PERSONA)))
    middle = data.draw(yamlish | st.text(max_size=20) | st.just("9" * 5000) | st.just("[" * 2000))
    only_content_errors(
        folder, (PERSONA[:start] + middle + PERSONA[end:]).encode("utf-8", "surrogatepass")
    )
