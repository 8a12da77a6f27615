"""What a rubric says to learners who ask for a hint."""

from __future__ import annotations

from pathlib import Path

import pytest

from app.catalog import files
from app.catalog.catalog import Catalog
from app.domain.hint import Coaching
from tests.support.content import RUBRIC, only, write_rubric

COACH = """\
opening:
  first_offer: [thanks]
closing: [thanks]
guides:
  thanks:
    needs: a thank you
    ask: What is it worth to you?
    notes: [path]
    contrasts:
      - trade: a ferry company
        weak: "Fine."
        strong: "Thank you for the *Solveig*."
"""


def written(folder: Path, text: str) -> Path:
    home = write_rubric(folder, RUBRIC)
    (home / files.COACH).write_text(text, "utf-8")
    return home


def test_a_rubric_may_say_something_of_its_own(tmp_path: Path) -> None:
    home = written(tmp_path, COACH)

    assert files.check_rubric(home) == []
    coaching = Catalog(tmp_path, home.parent).coaching(home.name)
    assert coaching.guides["thanks"].contrasts[0].trade == "a ferry company"
    assert coaching.opening == {"first_offer": ("thanks",)}


@pytest.mark.parametrize(
    ("was", "instead", "line", "problem"),
    [
        ("closing: [thanks]", "closing: [shouts]", 3, "'shouts' is no behaviour of asking-well"),
        ("first_offer: [thanks]", "first_offer: [hugs]", 2, "'hugs' is no behaviour"),
        ("notes: [path]", "notes: [wish]", 8, "'wish' is no answer of the worksheet"),
        ("weak:", "bad:", 11, "unknown field"),
    ],
)
def test_what_does_not_fit_is_named_with_its_line(
    tmp_path: Path, was: str, instead: str, line: int, problem: str
) -> None:
    home = written(tmp_path, COACH.replace(was, instead))

    found = files.check_rubric(home)

    assert problem in " ".join(error.problem for error in found)
    assert line in {error.line for error in found}


def test_a_broken_file_is_a_problem_and_the_rubric_works_without_it(tmp_path: Path) -> None:
    home = written(tmp_path, "guides: 3\n")
    shelf = Catalog(tmp_path, home.parent)

    assert home.name in shelf.rubrics
    assert shelf.coaching(home.name) == Coaching()
    assert [error.path.name for error in shelf.problems] == [files.COACH]


def test_a_change_is_seen_at_once(tmp_path: Path) -> None:
    home = write_rubric(tmp_path, RUBRIC)
    shelf = Catalog(tmp_path, home.parent)
    assert shelf.coaching(home.name) == Coaching()

    written(tmp_path, COACH)

    assert shelf.coaching(home.name).closing == ("thanks",)


def test_the_line_of_one_problem_is_told(tmp_path: Path) -> None:
    home = written(tmp_path, COACH.replace("notes: [path]", "notes: [wish]"))

    assert only(files.check_rubric(home))[0] == 8
