"""The use case of trainers who change personas and rubrics: checked, in versions, shared.

The files are what the app reads, and every change is a version in the store. On one machine the
folders are the truth: a file that was changed outside the app becomes a version when it is next
looked at. Where several copies share a store (`shared`), the store is the truth: the folders are
its working copies, the shipped files its seed.
"""

from __future__ import annotations

import os
import shutil
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from threading import Lock

from app.catalog import files
from app.catalog.catalog import Catalog
from app.domain.content import OUTSIDE, Version, content_kind
from app.errors import AppError, ContentFileError, NotFound, SetupError, StaleContent
from app.store.content import ContentVersions

SEED = "shipped with the app"
"""The author of what the seed folders hold."""

PULL_EVERY = 2.0
"""How old the working copy may be (in seconds)."""


class Library:
    """Opens, checks, saves, removes and restores content files.

    Their paths are those of `app.domain.content`, such as 'personas/dana-reyes.yaml'.
    """

    def __init__(
        self,
        versions: ContentVersions,
        personas: Path,
        rubrics: Path,
        clock: Callable[[], datetime],
        *,
        shared: bool = False,
    ) -> None:
        self._versions, self._clock, self._shared = versions, clock, shared
        self._folders = {"personas": personas, "rubrics": rubrics}
        self._pulling, self._pulled, self._looked = Lock(), 0, float("-inf")

    def catalog(self) -> Catalog:
        """Return what the files hold, always as new as the library knows them."""
        return Catalog(self._folders["personas"], self._folders["rubrics"], self.pull)

    def paths(self, folder: str) -> list[str]:
        """Return what there is in 'personas' or 'rubrics', by name."""
        self.pull()
        root = self._folders[folder]
        found = (path.relative_to(root).as_posix() for path in root.rglob("*.yaml"))
        return sorted(f"{folder}/{name}" for name in found if content_kind(f"{folder}/{name}"))

    def open(self, path: str) -> Version:
        """Return the newest version of a file, as it is now. Raises `NotFound`."""
        version = self._current(path)
        if version is None or version.text is None:
            raise NotFound("file", path)
        return version

    def versions(self, path: str) -> tuple[Version, ...]:
        """Return the versions of a file, the last one first. Raises `NotFound`."""
        if not self._current(path):
            raise NotFound("file", path)
        return self._versions.of(path)

    def check(self, path: str, text: str) -> list[ContentFileError]:
        """Return what would be wrong with a file that reads `text`, in the order of its lines."""
        self.pull()
        with self._draft(path, text) as (root, rubrics):
            if content_kind(path) == "persona":
                found = files.check_persona(root / path, files.usable_rubrics(rubrics))
            else:
                found = files.check_rubric(rubrics / Path(path).parts[1])
            return [ContentFileError(e.path.relative_to(root), e.line, e.problem) for e in found]

    def save(self, path: str, text: str, *, author: str, after: int, note: str = "") -> Version:
        """Make `text` the newest version of a file and write it.

        `after` is the version that was opened, 0 for a new file. Raises `StaleContent` when the
        file has changed since, and the first `ContentFileError` of a text that cannot be used.
        """
        for problem in self.check(path, text):
            raise problem
        return self._keep(path, text, author, after, note)

    def remove(self, path: str, *, author: str, after: int) -> Version:
        """Archive a file: it goes, its versions stay. Raises as `save` does."""
        self.open(path)
        return self._keep(path, None, author, after, "archived")

    def restore(self, path: str, version: int, *, author: str, after: int) -> Version:
        """Make an earlier version the newest one. Raises `NotFound`, and as `save` does."""
        for earlier in self.versions(path):
            if earlier.version == version and earlier.text is not None:
                note = f"version {version} restored"
                return self.save(path, earlier.text, author=author, after=after, note=note)
        raise NotFound("version", f"{version} of {path}")

    # Several copies

    def seed(self, personas: Path, rubrics: Path) -> None:
        """Put shipped files into the shared store: new ones, and those that nobody has changed."""
        for folder, root in (("personas", personas), ("rubrics", rubrics)):
            for file in sorted(root.rglob("*.yaml")):
                path = f"{folder}/{file.relative_to(root).as_posix()}"
                if not content_kind(path):
                    continue
                text, newest = file.read_text("utf-8"), self._versions.newest(path)
                if newest is None or (newest.author == SEED and newest.text != text):
                    after = newest.version if newest else 0
                    try:
                        self._versions.add(self._version(path, after + 1, text, SEED, ""))
                    except StaleContent:
                        continue  # another copy that starts just now was quicker

    def pull(self) -> None:
        """Bring the working copy up to date; called before content is read. Never often."""
        if not self._shared:
            return
        with self._pulling:
            if time.monotonic() - self._looked < PULL_EVERY:
                return
            self._pulled, changed = self._versions.since(self._pulled)
            for version in changed:
                self._write(version)
            self._looked = time.monotonic()

    # What both need

    def _current(self, path: str) -> Version | None:
        """Return the newest version; on one machine after taking in what the file says."""
        if content_kind(path) is None:
            raise NotFound("file", path)
        newest = self._versions.newest(path)
        if self._shared:
            return newest
        text = self._text(path)
        if text == (newest.text if newest else None):
            return newest
        taken = self._version(path, (newest.version if newest else 0) + 1, text, OUTSIDE, "")
        self._versions.add(taken)
        return taken

    def _keep(self, path: str, text: str | None, author: str, after: int, note: str) -> Version:
        newest = self._current(path)
        if after != (newest.version if newest and (newest.text is not None or after) else 0):
            raise StaleContent(path)
        number = newest.version if newest else 0
        version = self._version(path, number + 1, text, author, note)
        self._versions.add(version)
        self._write(version)
        return version

    def _version(self, path: str, number: int, text: str | None, author: str, note: str) -> Version:
        return Version(
            path=path, version=number, text=text, author=author, note=note, at=self._clock()
        )

    def _file(self, path: str) -> Path:
        folder, _, name = path.partition("/")
        return self._folders[folder] / name

    def _text(self, path: str) -> str | None:
        try:
            return self._file(path).read_bytes().decode("utf-8")
        except (FileNotFoundError, NotADirectoryError):
            return None
        except (OSError, UnicodeDecodeError) as error:
            raise AppError(f"{self._file(path)} cannot be read: {error}.") from None

    def _write(self, version: Version) -> None:
        """Let the file say what a version says, at one stroke: readers see all of it or nothing."""
        target = self._file(version.path)
        try:
            if version.text is None:
                target.unlink(missing_ok=True)
                return
            target.parent.mkdir(parents=True, exist_ok=True)
            handle, name = tempfile.mkstemp(prefix=".", suffix=".part", dir=target.parent)
            with os.fdopen(handle, "wb") as part:
                part.write(version.text.encode("utf-8"))
                part.flush()
                os.fsync(part.fileno())
            os.chmod(name, 0o644)
            os.replace(name, target)
        except OSError as error:
            raise SetupError(
                f"{target} cannot be written ({error.strerror}); the change is kept as version "
                f"{version.version}. Make the folder writable, or set REHEARSE_PERSONAS and "
                "REHEARSE_RUBRICS to folders of your own."
            ) from error

    @contextmanager
    def _draft(self, path: str, text: str) -> Iterator[tuple[Path, Path]]:
        """Yield a folder with the file as it would be, and the rubrics as they would be."""
        kind = content_kind(path)
        if kind is None:
            raise NotFound("file", path)
        with tempfile.TemporaryDirectory(prefix="rehearse-draft-") as folder:
            root, rubrics = Path(folder), self._folders["rubrics"]
            if kind != "persona":
                rubrics = root / "rubrics"
                whole = self._folders["rubrics"] / Path(path).parts[1]
                shutil.copytree(whole, rubrics / whole.name) if whole.is_dir() else None
            (root / path).parent.mkdir(parents=True, exist_ok=True)
            (root / path).write_bytes(text.encode("utf-8"))
            yield root, rubrics
