"""Which licences come with the app: read from the metadata of what is installed.

`python -m tests.support.licences` writes docs/licences.md anew.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable, Iterator
from importlib.metadata import Distribution, PackageNotFoundError, distribution
from pathlib import Path
from typing import NamedTuple

from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

ROOT = Path(__file__).parents[2]
PAGE = ROOT / "docs" / "licences.md"

ALLOWED = frozenset(
    {
        "0BSD",
        "Apache-2.0",
        "BSD-2-Clause",
        "BSD-3-Clause",
        "CC0-1.0",
        "CNRI-Python",
        "HPND",
        "ISC",
        "LGPL-3.0-only",
        "MIT",
        "MIT-0",
        "MIT-CMU",
        "MPL-2.0",
        "PSF-2.0",
        "Unlicense",
        "Zlib",
    }
)
"""What may be shipped beside an MIT program that is used as it is. LGPL and MPL bind who changes
those packages themselves, not who uses them."""

_SPELLINGS = {
    "3-Clause BSD License": "BSD-3-Clause",
    "Apache 2": "Apache-2.0",
    "Apache 2.0": "Apache-2.0",
    "Apache License 2.0": "Apache-2.0",
    "Apache License, Version 2.0": "Apache-2.0",
    "Apache Software License": "Apache-2.0",
    "BSD": "BSD-3-Clause",
    "BSD License": "BSD-3-Clause",
    "BSD 3-Clause": "BSD-3-Clause",
    "GNU Lesser General Public License v3 (LGPLv3)": "LGPL-3.0-only",
    "ISC License (ISCL)": "ISC",
    "MIT License": "MIT",
    "Mozilla Public License 2.0 (MPL 2.0)": "MPL-2.0",
    "Python Software Foundation License": "PSF-2.0",
    "The MIT License (MIT)": "MIT",
}
"""How packages wrote it before there were SPDX expressions."""

HEAD = """# Licences of what comes with the app

Made by `python -m tests.support.licences` from the metadata of the installed packages; a test
holds it against what is installed and against the list of what is allowed (`ALLOWED` in
`tests/support/licences.py`). The app itself is MIT. Its shipped model is described in
[the judge report](judge-report.md); its fonts carry their licences beside them.

| package | licence |
|---|---|
"""


class Package(NamedTuple):
    """An installed package that the app needs, directly or not."""

    name: str
    licence: str
    """An SPDX expression."""

    @property
    def parts(self) -> set[str]:
        """The licences that all hold; of a choice every one must be allowed, which is stricter."""
        words = re.split(r"\s+(?:AND|OR|WITH)\s+|[()]", self.licence)
        return {word.strip() for word in words if word.strip()}


def packages() -> list[Package]:
    """Return what the app needs when it is installed with its extra `otel`, by name."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    waiting = list(needed([*project["dependencies"], *project["optional-dependencies"]["otel"]]))
    found: dict[str, Package] = {}
    seen: set[Needed] = set()
    while waiting:
        one = waiting.pop()
        if one in seen:
            continue
        seen.add(one)
        try:
            about = distribution(one.name)
        except PackageNotFoundError:
            continue  # for another platform or Python, as its marker could not tell
        found[one.name] = Package(one.name, licence(about))
        waiting += needed(about.requires or (), one.extras)
    return sorted(found.values())


class Needed(NamedTuple):
    """A package that is needed, and with which extras."""

    name: str
    extras: frozenset[str] = frozenset()


def needed(lines: Iterable[str], extras: frozenset[str] = frozenset()) -> Iterator[Needed]:
    """Yield what requirements ask for on this machine."""
    for line in lines:
        wanted = Requirement(line)
        asked = [{"extra": extra} for extra in ("", *extras)]
        if wanted.marker is None or any(wanted.marker.evaluate(one) for one in asked):
            yield Needed(canonicalize_name(wanted.name), frozenset(wanted.extras))


def licence(about: Distribution) -> str:
    """Return the licence that a package declares, as SPDX; 'unknown' if it declares none."""
    expression = about.metadata.json.get("license_expression")
    if expression:
        return str(expression)
    classified = [
        line.rpartition(" :: ")[2]
        for line in about.metadata.get_all("Classifier") or ()
        if line.startswith("License :: ") and line != "License :: OSI Approved"
    ]
    written = str(about.metadata.json.get("license", "")).strip().splitlines()
    declared = next(iter((*classified, *written[:1])), "unknown")
    return _SPELLINGS.get(declared, declared)


def documented() -> dict[str, str]:
    """Return what docs/licences.md says."""
    rows = re.findall(r"^\| ([\w.-]+) \| (.+) \|$", PAGE.read_text("utf-8"), re.MULTILINE)
    return dict(rows[1:])


def main() -> None:
    """Write the page; packages that only another Python needs keep their rows."""
    pinned = {
        canonicalize_name(line.partition("==")[0])
        for line in (ROOT / "constraints.txt").read_text("utf-8").splitlines()
        if "==" in line
    }
    now = {package.name: package.licence for package in packages()}
    before = documented() if PAGE.exists() else {}
    elsewhere = {
        name: words for name, words in before.items() if name in pinned and not _installed(name)
    }
    rows = sorted({**elsewhere, **now}.items())
    PAGE.write_text(HEAD + "".join(f"| {n} | {w} |\n" for n, w in rows), "utf-8")


def _installed(name: str) -> bool:
    try:
        distribution(name)
    except PackageNotFoundError:
        return False
    return True


if __name__ == "__main__":
    main()
