"""Brings the catalogues of the pages' words up to date: python -m tests.support.wording.

New sentences are added without a translation, those that are gone are dropped.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import polib

from app.web import phrases
from app.web.words import LANGUAGES

ROOT = Path(__file__).parents[2]
WEB = ROOT / "app" / "web"
_CALLS = {"t": 1, "tn": 2}
"""How many of the first arguments are English sentences."""
_IN_SCRIPT = re.compile(r"""\bt\("((?:[^"\\]|\\.)*)\"""")


def sentences(web: Path = WEB) -> dict[str, list[tuple[str, str]]]:
    """Return English sentence -> where it stands (file, line), in the order of the files."""
    found: dict[str, list[tuple[str, str]]] = {}
    for path in sorted(web.rglob("*.py")) + sorted(web.rglob("*.js")):
        said = _in_script(path) if path.suffix == ".js" else _in_code(path)
        for english, line in said:
            found.setdefault(english, []).append((path.relative_to(ROOT).as_posix(), str(line)))
    for english in phrases.sentences():
        found.setdefault(english, []).append(("app/web/phrases.py", ""))
    return found


def _in_code(path: Path) -> Iterator[tuple[str, int]]:
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        name = (
            node.func.id if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) else ""
        )
        if not isinstance(node, ast.Call) or name not in _CALLS:
            continue
        for argument in node.args[: _CALLS[name]]:
            if path.name == "words.py" and isinstance(argument, ast.IfExp):
                continue  # tn() passes on the sentences of its callers
            if not isinstance(argument, ast.Constant) or not isinstance(argument.value, str):
                raise ValueError(f"{path}:{node.lineno}: {name}() needs a plain string")
            yield argument.value, node.lineno


def _in_script(path: Path) -> Iterator[tuple[str, int]]:
    for number, line in enumerate(path.read_text("utf-8").splitlines(), 1):
        for match in _IN_SCRIPT.finditer(line):
            yield match.group(1).replace('\\"', '"'), number


def catalogue(language: str) -> Path:
    """Return the file that holds a language."""
    return WEB / "locale" / f"{language}.po"


def updated(language: str) -> polib.POFile:
    """Return the catalogue of `language` as it should be: every sentence, known translations."""
    path = catalogue(language)
    known = {e.msgid: e.msgstr for e in polib.pofile(str(path))} if path.exists() else {}
    made = polib.POFile(wrapwidth=100)
    made.metadata = {"Content-Type": "text/plain; charset=utf-8", "Language": language}
    for english, places in sentences().items():
        files = [(file, "") for file in dict.fromkeys(file for file, _ in places)]
        made.append(polib.POEntry(msgid=english, msgstr=known.get(english, ""), occurrences=files))
    return made


def main() -> None:
    """Write every catalogue, and say what is not translated yet."""
    for language in LANGUAGES:
        if language == "en":
            continue
        made = updated(language)
        made.save(str(catalogue(language)))
        missing = [entry.msgid for entry in made if not entry.msgstr]
        print(f"{language}: {len(made)} sentences, {len(missing)} without a translation")  # noqa: T201


if __name__ == "__main__":
    main()
