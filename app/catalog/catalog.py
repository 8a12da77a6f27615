"""The personas and rubrics that the app has right now."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from threading import Lock
from typing import NamedTuple, TypeVar

from app.catalog import files
from app.domain.hint import Coaching
from app.domain.persona import Persona
from app.domain.rubric import Rubric
from app.errors import ContentFileError, NotFound

Loaded = TypeVar("Loaded")
Signature = tuple[tuple[str, int, int], ...]
_OF_A_RUBRIC = ("rubric.yaml", files.COACH)
"""What is read of a rubric's folder, and read again when it changes."""


def shipped(kind: str, checkout: str = "") -> Path:
    """Return the folder of the shipped personas, rubrics or scripts.

    In the wheel it is called `kind`; in the checkout `checkout`, or `kind` as well.
    """
    package = Path(__file__).resolve().parent.parent
    installed = package / "content" / kind
    return installed if installed.is_dir() else package.parent / (checkout or kind)


class _Shelf(NamedTuple):
    """What one look at the folders gave."""

    personas: dict[str, Persona]
    rubrics: dict[str, Rubric]
    coachings: dict[str, Coaching]
    hashes: dict[str, str]
    problems: tuple[ContentFileError, ...]


class Catalog:
    """Reads persona and rubric files, and reads them again when they change.

    A broken file is a problem in `problems`, never a reason not to load the others.
    """

    def __init__(
        self,
        personas: Path | None = None,
        rubrics: Path | None = None,
        refresh: Callable[[], None] | None = None,
    ) -> None:
        """`refresh` is called before the folders are looked at."""
        self._refresh = refresh
        self._personas_folder = personas or shipped("personas")
        self._rubrics_folder = rubrics or shipped("rubrics")
        self._lock = Lock()
        self._seen: Signature | None = None
        self._shelf = _Shelf({}, {}, {}, {}, ())

    @property
    def personas(self) -> dict[str, Persona]:
        """All usable personas by id."""
        return self._fresh().personas

    @property
    def rubrics(self) -> dict[str, Rubric]:
        """All usable rubrics by id."""
        return self._fresh().rubrics

    @property
    def problems(self) -> tuple[ContentFileError, ...]:
        """Files that could not be used."""
        return self._fresh().problems

    def persona(self, persona_id: str) -> Persona:
        """Return a persona. Raises `NotFound`, naming the known ones."""
        return _found("persona", persona_id, self.personas)

    def rubric(self, rubric_id: str) -> Rubric:
        """Return a rubric. Raises `NotFound`, naming the known ones."""
        return _found("rubric", rubric_id, self.rubrics)

    def coaching(self, rubric_id: str) -> Coaching:
        """Return what a rubric says to learners who ask for a hint: nothing if it has no file."""
        return self._fresh().coachings.get(rubric_id, Coaching())

    def persona_hash(self, persona_id: str) -> str:
        """Return the hash of a persona's file."""
        return self._fresh().hashes[f"persona {persona_id}"]

    def rubric_hash(self, rubric_id: str) -> str:
        """Return the hash of a rubric's file; its examples are pinned by the judge's hash."""
        return self._fresh().hashes[f"rubric {rubric_id}"]

    def rubric_folder(self, rubric_id: str) -> Path:
        """Return the folder of a rubric, with its examples."""
        return self._rubrics_folder / rubric_id

    def _fresh(self) -> _Shelf:
        if self._refresh:
            self._refresh()
        with self._lock:
            signature = self._signature()
            if signature != self._seen:
                self._shelf, self._seen = self._look(), signature
            return self._shelf

    def _persona_files(self) -> list[Path]:
        return files.listed(self._personas_folder)

    def _rubric_folders(self) -> list[Path]:
        return [path.parent for path in files.listed(self._rubrics_folder, "*/rubric.yaml")]

    def _signature(self) -> Signature:
        of_rubrics = [f / name for f in self._rubric_folders() for name in _OF_A_RUBRIC]
        watched = self._persona_files() + of_rubrics
        return tuple((str(path), *_written(path)) for path in watched)

    def _look(self) -> _Shelf:
        problems: list[ContentFileError] = []
        hashes: dict[str, str] = {}

        def load_all(
            kind: str, paths: list[Path], load: Callable[[Path], Loaded]
        ) -> dict[str, Loaded]:
            loaded = {}
            for path in paths:
                try:
                    content = load(path)
                    file = path / "rubric.yaml" if kind == "rubric" else path
                    hashes[f"{kind} {path.stem}"] = files.digest(file)
                    loaded[path.stem] = content
                except ContentFileError as error:
                    problems.append(error)
            return loaded

        rubrics = load_all("rubric", self._rubric_folders(), files.load_rubric)
        personas = load_all(
            "persona", self._persona_files(), lambda path: files.load_persona(path, rubrics)
        )
        coachings = {}
        for name, rubric in rubrics.items():
            try:
                coachings[name] = files.load_coaching(self.rubric_folder(name), rubric)
            except ContentFileError as error:
                problems.append(error)
        return _Shelf(personas, rubrics, coachings, hashes, tuple(problems))


def _written(path: Path) -> tuple[int, int]:
    """Return when a file was last written and how long it is; a dead link was never written."""
    try:
        stat = path.stat()
    except OSError:
        return 0, 0
    return stat.st_mtime_ns, stat.st_size


def _found(kind: str, wanted: str, known: dict[str, Loaded]) -> Loaded:
    try:
        return known[wanted]
    except KeyError:
        raise NotFound(kind, wanted, list(known)) from None
