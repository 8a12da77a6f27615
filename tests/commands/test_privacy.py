from __future__ import annotations

import json
from contextlib import closing
from pathlib import Path
from zipfile import ZipFile

import pytest

from app.domain.conversation import Usage
from app.rehearsal import now
from app.store.engine import sqlite_url
from app.store.repository import Store
from tests.store.samples import a_boss_turn, a_rehearsal
from tests.support.command import Command


def test_handing_over_counting_and_erasing_by_command(
    command: Command, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    url = sqlite_url(tmp_path / "rehearsals.db")
    monkeypatch.setenv("DATABASE_URL", url)
    with closing(Store.open(url)) as store:
        for owner in ("ines", "omar"):
            store.add_rehearsal(
                a_rehearsal(owner, owner=owner), a_boss_turn("t0", rehearsal_id=owner)
            )
            store.usage.add(now().date(), owner, "a-model", Usage(prompt=900, completion=100))

    used = command("usage", "--json")
    assert [json.loads(line)["user"] for line in used.out.splitlines()] == ["ines", "omar"]
    assert "no price" in command("usage").out
    zipped = tmp_path / "all.zip"
    assert command("privacy", "download", "ines", "--output", zipped).code == 0
    with ZipFile(zipped) as archive:
        assert sum("dana-reyes-ines" in name for name in archive.namelist()) == 2
    assert "exists already" in command("privacy", "download", "ines", "--output", zipped).err

    assert command("privacy", "erase", "ines", stdin=b"n\n").code == 1
    done = command("privacy", "erase", "ines", "--yes")
    assert (done.code, done.out) == (0, "Erased all that was kept of ines: 1 rehearsals.\n")
    monkeypatch.setenv("REHEARSE_RETENTION_DAYS", "1")
    assert "1 rehearsals" in command("privacy", "tidy").out

    with closing(Store.open(url)) as store:
        assert store.belongings.count("ines") == store.belongings.count("omar") == 0
