"""Trainers change content files: checked, in versions, never silently over each other."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from app import library as library_module
from app.domain.content import OUTSIDE
from app.errors import ContentFileError, NotFound, SetupError, StaleContent
from app.library import SEED, Library
from app.rehearsal import now
from app.store.engine import sqlite_url
from app.store.repository import Store
from tests.support.people import a_boss, a_rubric
from tests.support.rehearsing import write

ROBIN = "personas/robin-vale.yaml"
RUBRIC = "rubrics/asking-well/rubric.yaml"


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    with closing(Store.open(sqlite_url(tmp_path / "library.db"))) as store:
        yield store


@pytest.fixture
def shelf(tmp_path: Path) -> Path:
    write(tmp_path / ROBIN, a_boss())
    write(tmp_path / RUBRIC, a_rubric())
    return tmp_path


@pytest.fixture
def library(store: Store, shelf: Path) -> Library:
    return Library(store.content, shelf / "personas", shelf / "rubrics", now)


def renamed(text: str, name: str) -> str:
    return text.replace("Robin Vale", name)


def test_a_saved_change_is_in_the_file_and_in_the_catalog_at_once(
    library: Library, shelf: Path
) -> None:
    catalog = library.catalog()
    opened = library.open(ROBIN)
    assert opened.text
    saved = library.save(ROBIN, renamed(opened.text, "Ros Vale"), author="ann", after=1, note="n")

    assert (saved.version, saved.author, saved.note) == (2, "ann", "n")
    assert (shelf / ROBIN).read_text("utf-8") == saved.text
    assert catalog.persona("robin-vale").name == "Ros Vale"
    assert [v.author for v in library.versions(ROBIN)] == ["ann", OUTSIDE]
    assert not list((shelf / "personas").glob(".*"))


def test_a_text_that_cannot_be_used_is_refused_with_its_line(library: Library, shelf: Path) -> None:
    opened = library.open(ROBIN)
    assert opened.text
    broken = opened.text.replace('"patience"', '"mood": "bad",\n "patience"')
    line = 1 + broken[: broken.index('"mood"')].count("\n")

    with pytest.raises(ContentFileError) as refused:
        library.save(ROBIN, broken, author="ann", after=opened.version)

    assert str(refused.value).startswith(f"{ROBIN}:{line}: mood: unknown field")
    assert (shelf / ROBIN).read_text("utf-8") == opened.text


def test_a_change_from_outside_is_a_version_and_stops_a_save(library: Library, shelf: Path) -> None:
    opened = library.open(ROBIN)
    assert opened.text
    (shelf / ROBIN).write_text(renamed(opened.text, "Outside Vale"), "utf-8")

    with pytest.raises(StaleContent):
        library.save(ROBIN, renamed(opened.text, "Ann Vale"), author="ann", after=opened.version)

    theirs = library.open(ROBIN)
    assert "Outside Vale" in (theirs.text or "")
    assert "Outside Vale" in (shelf / ROBIN).read_text("utf-8")
    library.save(ROBIN, renamed(opened.text, "Ann Vale"), author="ann", after=theirs.version)


def test_an_archived_boss_is_gone_and_can_be_restored(library: Library, shelf: Path) -> None:
    catalog = library.catalog()
    opened = library.open(ROBIN)
    library.remove(ROBIN, author="ann", after=opened.version)

    assert catalog.personas == {}
    with pytest.raises(NotFound):
        library.open(ROBIN)

    library.restore(ROBIN, opened.version, author="ann", after=2)
    assert (shelf / ROBIN).read_text("utf-8") == opened.text
    assert "robin-vale" in catalog.personas


def test_a_new_boss_is_a_new_file(library: Library) -> None:
    text = library.open(ROBIN).text or ""
    new = renamed(text, "Kim Vale").replace("robin-vale", "kim-vale")

    library.save("personas/kim-vale.yaml", new, author="ann", after=0)

    assert library.paths("personas") == ["personas/kim-vale.yaml", ROBIN]
    with pytest.raises(StaleContent):
        library.save("personas/kim-vale.yaml", new, author="bob", after=0)


def test_a_rubric_is_checked_with_its_examples(library: Library, shelf: Path) -> None:
    text = library.open(RUBRIC).text or ""
    gone = shelf / "rubrics/asking-well/examples/gone.yaml"
    gone.parent.mkdir()
    gone.write_text("behaviour: gone\nexamples: []\n", "utf-8")

    problems = library.check(RUBRIC, text)

    assert any("rubrics/asking-well/examples/gone.yaml:" in str(problem) for problem in problems)


@pytest.mark.parametrize("path", ["personas/../x.yaml", "/etc/passwd", "personas/a/b.yaml"])
def test_no_path_leads_out_of_the_folders(library: Library, path: str) -> None:
    with pytest.raises(NotFound):
        library.save(path, "id: x", author="ann", after=0)
    with pytest.raises(NotFound):
        library.open(path)


def test_a_folder_that_cannot_be_written_is_told(
    store: Store, library: Library, shelf: Path
) -> None:
    text = (library.open(ROBIN).text or "").replace("robin-vale", "kim-vale")
    # Not even root can write here.
    unwritable = Library(store.content, Path("/proc/self"), shelf / "rubrics", now)

    with pytest.raises(SetupError, match="REHEARSE_PERSONAS"):
        unwritable.save("personas/kim-vale.yaml", text, author="ann", after=0)


# Several copies


@pytest.fixture
def copies(
    store: Store, shelf: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> list[Library]:
    monkeypatch.setattr(library_module, "PULL_EVERY", 0.0)
    made = []
    for name in ("one", "two"):
        work = tmp_path / name
        made.append(Library(store.content, work / "personas", work / "rubrics", now, shared=True))
        made[-1].seed(shelf / "personas", shelf / "rubrics")
    return made


def test_copies_begin_with_the_shipped_files_and_see_each_other_s_changes(
    copies: list[Library],
) -> None:
    one, two = copies
    there = two.catalog()
    assert there.persona("robin-vale").name == "Robin Vale"
    assert [version.author for version in one.versions(ROBIN)] == [SEED]

    text = one.open(ROBIN).text or ""
    one.save(ROBIN, renamed(text, "Shared Vale"), author="ann", after=1)

    assert there.persona("robin-vale").name == "Shared Vale"
    with pytest.raises(StaleContent):
        two.save(ROBIN, renamed(text, "Late Vale"), author="bob", after=1)
    two.remove(ROBIN, author="bob", after=2)
    assert one.catalog().personas == {}


def test_a_new_release_renews_what_nobody_changed_and_nothing_else(
    copies: list[Library], shelf: Path
) -> None:
    one, _ = copies
    text = one.open(ROBIN).text or ""
    write(shelf / RUBRIC, a_rubric().model_copy(update={"title": "Asking better"}))
    one.save(ROBIN, renamed(text, "Trainer Vale"), author="ann", after=1)
    (shelf / ROBIN).write_text(renamed(text, "Release Vale"), "utf-8")

    one.seed(shelf / "personas", shelf / "rubrics")

    assert one.catalog().rubric("asking-well").title == "Asking better"
    assert one.catalog().persona("robin-vale").name == "Trainer Vale"
