"""What `pipx install .` gives: everything the app needs, and a command that works anywhere."""

from __future__ import annotations

import hashlib
import json
import os
import subprocess
import sys
import tarfile
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
SHIPPED = {
    "app": "app",
    "personas": "app/content/personas",
    "rubrics": "app/content/rubrics",
    "tests/scripts": "app/content/scripts",
}
"""Folders of the checkout, and where they are in the wheel."""
TRANSCRIPT = {
    "id": "one",
    "turns": [
        {"speaker": "boss", "text": "I want you to lead the team from Monday."},
        {"speaker": "learner", "text": "Thank you. I want to stay an engineer; Priya could lead."},
    ],
}


def build(target: str, source: Path, folder: Path) -> Path:
    """Build a wheel or an sdist of `source` with the tools that are installed."""
    command = [sys.executable, "-m", "hatchling", "build", "-t", target, "-d", str(folder)]
    done = subprocess.run(command, cwd=source, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    (built,) = folder.iterdir()
    return built


def unpacked(archive: Path, folder: Path) -> Path:
    if archive.suffix == ".whl":
        with zipfile.ZipFile(archive) as wheel:
            wheel.extractall(folder)
    else:
        with tarfile.open(archive) as sdist:
            sdist.extractall(folder, filter="data")
    return folder


def files_in(folder: Path) -> set[str]:
    """Return the files under `folder`, without byte code."""
    paths = (path for path in folder.rglob("*") if path.is_file())
    relative = {path.relative_to(folder).as_posix() for path in paths}
    return {name for name in relative if "__pycache__" not in name}


@pytest.fixture(scope="module")
def wheel_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A wheel of the checkout."""
    return build("wheel", ROOT, tmp_path_factory.mktemp("wheel"))


@pytest.fixture(scope="module")
def wheel(wheel_file: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of that wheel, unpacked."""
    return unpacked(wheel_file, tmp_path_factory.mktemp("installed"))


def rehearse(wheel: Path, *arguments: str) -> str:
    """Run `rehearse` from the unpacked wheel, in the test's own folder; return what it printed."""
    done = subprocess.run(
        [sys.executable, "-m", "app", *arguments],
        env=os.environ | {"PYTHONPATH": str(wheel)},
        capture_output=True,
        text=True,
    )
    assert done.returncode == 0, done.stderr
    return done.stdout + done.stderr


def test_the_wheel_holds_all_that_the_checkout_has_and_nothing_else(wheel: Path) -> None:
    wanted = {
        f"{place}/{name}" for folder, place in SHIPPED.items() for name in files_in(ROOT / folder)
    }

    packed = {name for name in files_in(wheel) if ".dist-info/" not in name}

    assert packed == wanted
    assert {"app/prompts/boss_system.md", "app/judge/model/encoder.onnx"} < packed
    assert "app/content/rubrics/declining-promotion/rubric.yaml" in packed


def test_the_wheel_brings_the_command_the_licence_and_no_torch(wheel: Path) -> None:
    (about,) = wheel.glob("*.dist-info")

    assert "rehearse = app.cli:main" in (about / "entry_points.txt").read_text("utf-8")
    assert "MIT License" in (about / "licenses" / "LICENSE").read_text("utf-8")
    assert "torch" not in (about / "METADATA").read_text("utf-8").partition("\n\n")[0]


def test_whoever_builds_it_anywhere_gets_the_same_files_to_the_last_byte(
    wheel_file: Path, tmp_path: Path
) -> None:
    sdist = build("sdist", ROOT, tmp_path / "sdist")
    (source,) = unpacked(sdist, tmp_path / "source").iterdir()
    for path in source.rglob("*"):
        # A checkout of another day, by somebody with another umask.
        os.utime(path, (10**9, 10**9))
        path.chmod(0o700 if path.is_dir() else 0o600)

    again = build("wheel", source, tmp_path / "wheel")
    sdist_again = build("sdist", source, tmp_path / "sdist again")

    assert (again.name, digest(again)) == (wheel_file.name, digest(wheel_file))
    assert (sdist_again.name, digest(sdist_again)) == (sdist.name, digest(sdist))


def digest(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()


def test_the_installed_command_finds_its_own_personas_and_rubrics(wheel: Path) -> None:
    checked = rehearse(wheel, "check")

    bosses = len(files_in(ROOT / "personas"))
    assert f"Checked {bosses} persona files and" in checked
    assert "no problems" in checked


def test_the_installed_command_scores_with_what_it_brings(wheel: Path, tmp_path: Path) -> None:
    file = tmp_path / "transcripts.jsonl"
    file.write_text(json.dumps(TRANSCRIPT), "utf-8")

    score = json.loads(rehearse(wheel, "score", str(file), "--json"))

    assert score["transcript_id"] == "one"
    assert all(criterion["level"] is not None for criterion in score["criteria"])
    learned = Path(os.environ["REHEARSE_DATA_DIR"], "judge")
    assert not learned.exists(), "the shipped heads are not those of the shipped examples"
