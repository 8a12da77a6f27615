"""Fault 52 of the trials: each bad rubric is refused, with its line."""

from __future__ import annotations

from pathlib import Path

import pytest

from app.catalog import files
from tests.support.content import RUBRIC, THANKS, examples, line_of, only, write_rubric

NEEDS = "weight: 2\n    needs: [{ level: 4, any_of: [names_candidate], at_least: 1 }]"
CAPS = "weight: 2\n    caps: [{ when: shouts, max_level: 1, unless: [names_candidate] }]"


@pytest.mark.parametrize("extra", ["weight: 2", NEEDS, CAPS])
def test_the_rubric_that_is_broken_below_is_whole(tmp_path: Path, extra: str) -> None:
    home = write_rubric(tmp_path, RUBRIC.replace("weight: 2", extra))

    assert files.check_rubric(home) == []


FIRST, SECOND = "    cut_points: [1, 2, 3, 4]\n    behaviours:\n      - id: thanks", "- id: shouts"
BROKEN = [
    # what stands there, what stands there instead, what is said of that line
    ("weight: 2", "weight: 0", "weight: Input should be greater than 0"),
    ("weight: 2", "weight: -1", "weight: Input should be greater than 0"),
    ("weight: 2", "weight: heavy", "weight: Input should be a valid number"),
    ("weight: 2", "weight: inf", "weight: Input should be a finite number"),
    ("weight: 2", "weight: nan", "weight: Input should be"),
    ("weight: 2", "base_points: inf", "base_points: Input should be a finite number"),
    ("points: -2", "points: -11", "points: Input should be greater than or equal to -10"),
    ("specific_points: 1", "specific_points: -1", "specific_points: Input should be greater"),
    ("points: -2", "points: -2\n        bonus: 3", "bonus: unknown field"),
    ("id: asking-well", "id: asking_well", "id: String should match pattern"),
    ("id: asking-well", "id: asking", "id is 'asking' but the folder is called 'asking-well'"),
    ("- id: plan", "- id: warmth", "'warmth' is another criterion's id, too"),
    (SECOND, "- id: thanks", "'thanks' is another behaviour's id, too"),
    (SECOND, "- id: accepts", "'accepts' is what the app calls an act"),
    (SECOND, "- id: Shouts", "id: String should match pattern"),
    ("advice: Breathe.", "advice: ''", "advice: String should have at least 1 character"),
    ("weight: 2", NEEDS.replace("level: 4", "level: 5"), "less than or equal to 4"),
]


@pytest.mark.parametrize(("was", "instead", "problem"), BROKEN, ids=[row[1][:40] for row in BROKEN])
def test_52_what_does_not_fit_is_named_with_its_line(
    tmp_path: Path, was: str, instead: str, problem: str
) -> None:
    text = RUBRIC.replace(was, instead)
    added = instead.count("\n") - was.count("\n")

    line, said = only(files.check_rubric(write_rubric(tmp_path, text)))

    assert line == line_of(RUBRIC, was) + added
    assert problem in said


WITHIN_PLAN = [
    # what stands on a line of the second criterion instead, and what is said of it
    ("levels", "levels: { 0: a, 1: b, 2: c, 3: d }", "levels must describe 0, 1, 2, 3 and 4"),
    ("levels", "levels: { 0: a, 1: b, 2: c, 3: d, 5: e }", "levels must describe 0, 1, 2, 3"),
    ("levels", "levels: { 0: a, 1: b, 2: c, 3: d, four: e }", "levels.four"),
    ("levels", "levels: { 0: a, 1: b, 2: c, 3: d, 4: }", "levels.4: nothing is written here"),
    ("levels", "levels: { 0: a, 0: b, 2: c, 3: d, 4: e }", "'0' appears twice"),
    ("cut_points", "cut_points: [1, 2, 3]", "cut_points must be four ascending numbers"),
    ("cut_points", "cut_points: [1, 2, 2, 3]", "cut_points must be four ascending numbers"),
    ("cut_points", "cut_points: [4, 3, 2, 1]", "cut_points must be four ascending numbers"),
    ("cut_points", "cut_points: [1, 2, 3, 5]", "level 4 needs 5 points, all give 4"),
    ("cut_points", "cut_points: [1, 2, 3, inf]", "cut_points.3: Input should be a finite number"),
    ("weight", NEEDS.replace("[names_candidate]", "[charms]"), "no behaviour of plan: charms"),
    ("weight", NEEDS.replace("[names_candidate]", "[thanks]"), "no behaviour of plan: thanks"),
    ("weight", NEEDS.replace("at_least: 1", "at_least: 2"), "so nobody reaches this level"),
    ("weight", CAPS.replace("when: shouts", "when: charms"), "no behaviour of plan: charms"),
    ("weight", CAPS.replace("[names_candidate]", "[charms]"), "no behaviour of plan: charms"),
]


@pytest.mark.parametrize(("field", "instead", "problem"), WITHIN_PLAN)
def test_52_what_does_not_go_together_is_named_with_its_line(
    tmp_path: Path, field: str, instead: str, problem: str
) -> None:
    head, tail = RUBRIC.split("  - id: plan\n")
    lines = tail.split("\n")
    at = next(i for i, line in enumerate(lines) if line.startswith(f"    {field}:"))
    lines[at] = f"    {instead}"
    home = write_rubric(tmp_path, f"{head}  - id: plan\n" + "\n".join(lines))

    line, said = only(files.check_rubric(home))

    assert line == head.count("\n") + at + 2 + instead.count("\n")
    assert problem in said


BAD_EXAMPLES = [
    ("behaviour: thanks", "behaviour: shouts", 1, "'shouts' must be the file name"),
    ("behaviour: thanks", "behaviour: thanks\nlevel: 3", 2, "level: unknown field"),
    ("examples:\n  - text: A", "examples: none", 2, "examples: a list is expected here"),
    ("  - text: A", "  - text: ''", 3, "text: String should have at least 1 character"),
    ("  - text: A", "  - text: A\n    quote: B", 4, "the quote is not in the text, to the letter"),
    ("  - text: A", "  - text: A\n    also: [charms]", 4, "unknown behaviour charms"),
    ("  - text: A", "  - text: A\n    how: well", 4, "how: String should match pattern"),
    (
        "  - text: A",
        "  - text: A\n    specific: perhaps",
        4,
        "specific: Input should be a valid bool",
    ),
    ("  - text: C", "  - text: C\n    quote: D", 6, "the quote is not in the text, to the letter"),
]


@pytest.mark.parametrize(("was", "instead", "line", "problem"), BAD_EXAMPLES)
def test_52_what_does_not_fit_in_examples_is_named_with_its_line(
    tmp_path: Path, was: str, instead: str, line: int, problem: str
) -> None:
    home = write_rubric(tmp_path)
    path = home / "examples" / "thanks.yaml"
    whole = "behaviour: thanks\nexamples:\n  - text: A\ncounterexamples:\n  - text: C\n"
    path.write_text(whole.replace(was, instead, 1), "utf-8")

    found = files.check_rubric(home)

    assert only(found) == (line, found[0].problem)
    assert problem in found[0].problem
    assert found[0].path == path


def test_52_examples_of_a_behaviour_that_is_not_in_the_rubric_are_refused(tmp_path: Path) -> None:
    home = write_rubric(tmp_path)
    (home / "examples" / "charms.yaml").write_text("behaviour: charms\n", "utf-8")

    line, problem = only(files.check_rubric(home))

    assert (line, problem) == (1, "'charms' must be the file name and in the rubric")


def test_problems_of_the_rubric_come_before_those_of_its_examples(tmp_path: Path) -> None:
    home = write_rubric(tmp_path, RUBRIC.replace("id: asking-well", "id: asking"))
    (home / "examples" / "names_candidate.yaml").write_text("- a\n", "utf-8")
    (home / "examples" / "thanks.yaml").write_text("behaviour: x\n", "utf-8")

    named = [problem.path.name for problem in files.check_rubric(home)]

    assert named == ["rubric.yaml", "names_candidate.yaml", "thanks.yaml"]


def test_a_rubric_that_cannot_be_read_is_one_problem(tmp_path: Path) -> None:
    home = write_rubric(tmp_path, "- a\n")

    assert only(files.check_rubric(home))[1] == "fields are expected here, as in `name: value`"
    (home / "rubric.yaml").unlink()
    assert only(files.check_rubric(home))[1] == "cannot be read: No such file or directory"


def test_examples_may_be_larger_than_a_rubric_but_not_endless(tmp_path: Path) -> None:
    home = write_rubric(tmp_path)
    path = home / "examples" / "thanks.yaml"
    path.write_text(examples("thanks", THANKS * 400), "utf-8")
    assert path.stat().st_size > 64 * 1024
    assert len(files.load_examples(path, {"thanks"}).examples) == 3200

    path.write_text(examples("thanks", ("x" * 2000,) * 600), "utf-8")
    assert only(files.check_rubric(home)) == (1, "larger than 1024 KB")
