"""What comes with the app may be shipped with it, and docs/licences.md says so."""

from __future__ import annotations

import re
from pathlib import Path

from packaging.utils import canonicalize_name

from tests.support.licences import ALLOWED, documented, packages

ROOT = Path(__file__).parents[1]


def test_every_licence_is_allowed() -> None:
    others = {one.name: one.licence for one in packages() if not one.parts <= ALLOWED}

    assert others == {}


def test_the_page_tells_what_is_installed() -> None:
    installed = {one.name: one.licence for one in packages()}

    assert {name: documented().get(name) for name in installed} == installed


def test_everything_that_comes_with_the_app_is_pinned() -> None:
    pinned = re.findall(r"^([\w.-]+)==", (ROOT / "constraints.txt").read_text("utf-8"), re.M)

    assert set(documented()) <= {canonicalize_name(name) for name in pinned}
