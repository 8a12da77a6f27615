from __future__ import annotations

import time
from pathlib import Path

import pytest

from app.catalog import files
from app.catalog.catalog import Catalog, shipped
from app.errors import ContentFileError, NotFound
from tests.support.content import PERSONA, RUBRIC, write_persona, write_rubric
from tests.support.trials import record


@pytest.fixture
def catalog(tmp_path: Path) -> Catalog:
    """A catalog of one boss and one rubric."""
    write_rubric(tmp_path / "rubrics")
    write_persona(tmp_path / "personas")
    return Catalog(tmp_path / "personas", tmp_path / "rubrics")


def test_everything_shipped_is_whole() -> None:
    catalog = Catalog()

    assert catalog.problems == ()
    assert len(catalog.personas) >= 3
    assert "declining-promotion" in catalog.rubrics
    for rubric_id in catalog.rubrics:
        assert files.check_rubric(shipped("rubrics") / rubric_id) == []


def test_a_broken_file_is_a_problem_and_the_rest_still_loads(
    catalog: Catalog, tmp_path: Path
) -> None:
    personas = tmp_path / "personas"
    bad = write_persona(personas, PERSONA, "other.yaml")
    (personas / "folder.yaml").mkdir()
    (personas / "dead.yaml").symlink_to("gone.yaml")
    (personas / "notes.txt").write_text("not a boss")
    (tmp_path / "rubrics" / "broken").mkdir()
    (tmp_path / "rubrics" / "broken" / "rubric.yaml").write_text("id: broken\n")

    assert list(catalog.personas) == ["robin-vale"]
    assert list(catalog.rubrics) == ["asking-well"]
    named = [problem.path.relative_to(tmp_path).as_posix() for problem in catalog.problems]
    assert named == [
        "rubrics/broken/rubric.yaml",
        "personas/dead.yaml",
        "personas/folder.yaml",
        "personas/other.yaml",
    ]
    assert catalog.problems[-1].path == bad


def test_what_editors_leave_behind_is_passed_over(catalog: Catalog, tmp_path: Path) -> None:
    (tmp_path / "personas" / ".#robin-vale.yaml").symlink_to("me@machine.1234:5678")
    (tmp_path / "personas" / "._robin-vale.yaml").write_bytes(b"\0\5\x16\7")
    (tmp_path / "rubrics" / "asking-well" / "examples" / ".#thanks.yaml").symlink_to("me@machine")

    assert list(catalog.personas) == ["robin-vale"]
    assert catalog.problems == ()
    assert len(files.example_files(tmp_path / "rubrics" / "asking-well")) == 2


def test_an_edited_file_is_picked_up(catalog: Catalog, tmp_path: Path) -> None:
    before = catalog.persona_hash("robin-vale")
    assert catalog.persona("robin-vale").patience == 6

    write_persona(tmp_path / "personas", PERSONA.replace("patience: 6", "patience: 16"))

    assert catalog.persona("robin-vale").patience == 16
    assert catalog.persona_hash("robin-vale") != before


def test_files_that_come_and_go_are_noticed(catalog: Catalog, tmp_path: Path) -> None:
    text = PERSONA.replace("id: robin-vale", "id: new-boss")
    assert list(catalog.personas) == ["robin-vale"]

    new = write_persona(tmp_path / "personas", text, "new-boss.yaml")
    assert list(catalog.personas) == ["new-boss", "robin-vale"]

    new.unlink()
    assert list(catalog.personas) == ["robin-vale"]


def test_a_file_that_breaks_later_is_a_problem_until_it_is_mended(
    catalog: Catalog, tmp_path: Path
) -> None:
    assert list(catalog.problems) == []

    write_persona(tmp_path / "personas", PERSONA.replace("patience: 6", "patience: six"))
    assert [problem.line for problem in catalog.problems] == [18]
    assert catalog.personas == {}

    write_persona(tmp_path / "personas")
    assert catalog.problems == ()
    assert list(catalog.personas) == ["robin-vale"]


def test_a_rubric_that_breaks_takes_its_bosses_along(catalog: Catalog, tmp_path: Path) -> None:
    before = catalog.rubric_hash("asking-well")

    write_rubric(tmp_path / "rubrics", RUBRIC.replace("weight: 2", "weight: 0"))
    assert (catalog.personas, catalog.rubrics) == ({}, {})
    assert [problem.line for problem in catalog.problems] == [18, 5]

    write_rubric(tmp_path / "rubrics", RUBRIC.replace("weight: 2", "weight: 3"))
    assert catalog.problems == ()
    assert catalog.rubric("asking-well").criteria[1].weight == 3
    assert catalog.rubric_hash("asking-well") != before


def test_what_is_not_there_is_not_found_and_the_known_are_named(catalog: Catalog) -> None:
    with pytest.raises(NotFound, match=r"no persona called 'nobody'. Known: robin-vale."):
        catalog.persona("nobody")
    with pytest.raises(NotFound, match=r"no rubric called 'nothing'. Known: asking-well."):
        catalog.rubric("nothing")


def test_folders_that_are_gone_hold_nothing(tmp_path: Path) -> None:
    catalog = Catalog(tmp_path / "no-personas", tmp_path / "no-rubrics")

    assert (catalog.personas, catalog.rubrics, catalog.problems) == ({}, {}, ())


def test_50_a_hundred_good_files_among_two_hundred_bad_ones(
    catalog: Catalog, tmp_path: Path
) -> None:
    """Aliases, depth, duplicates, hidden signs, size, wrong fields, all with a byte order mark."""
    personas = tmp_path / "personas"
    damages = [
        lambda text: text.replace("concerns:", "concerns: &x\n  - *x"),
        lambda text: text.replace("role: Head", "role: NO\nrole: Head"),
        lambda text: text.replace("voice: ", "voice: " + "[" * 500),
        lambda text: text.replace("id: ", "id: ../"),
        lambda text: text.replace("Hamid", "Hamid\U000e0041"),
        lambda text: text.replace("patience: 6", "patience: many"),
        lambda text: text.replace("  parked:", "  parted:"),
        lambda text: text + "# " + "x" * 65536,
    ]
    for number in range(300):
        name = f"boss-{number}"
        text = PERSONA.replace("id: robin-vale", f"id: {name}")
        if number % 3:
            text = damages[number % len(damages)](text)
        write_persona(personas, "\ufeff" + text, f"{name}.yaml")

    began = time.process_time()
    assert len(catalog.personas) == 101
    seconds = time.process_time() - began
    assert len(catalog.problems) == 200
    good = {f"boss-{number}" for number in range(0, 300, 3)}
    assert set(catalog.personas) == good | {"robin-vale"}
    assert all(problem.line >= 1 for problem in catalog.problems)
    assert {problem.path.stem for problem in catalog.problems}.isdisjoint(catalog.personas)
    record(50, f"300 of 300 files told right, in {seconds:.2f} s of processor time")


def test_a_hash_follows_name_and_bytes(tmp_path: Path) -> None:
    one, two = tmp_path / "one", tmp_path / "two"
    one.write_text("a")
    two.write_text("a")

    assert files.digest(one) == files.digest(one) != files.digest(two)
    assert files.digest(one, two) != files.digest(two, one)
    with pytest.raises(ContentFileError, match="gone:1: cannot be read"):
        files.digest(tmp_path / "gone")
