"""What models are told: Markdown templates, filled strictly."""

from __future__ import annotations

import unicodedata
from functools import cache
from importlib.resources import files
from string import Template

_JOINERS = "\u200c\u200d"
"""Invisible, but Persian, Indic scripts and emoji are written with them."""


def render(name: str, /, **values: str) -> str:
    """Fill `prompts/<name>.md`; KeyError if a value is missing or not in the template.

    Values are inserted once, so a learner typing `$brief` cannot pull in the boss's brief.
    """
    template = Template(source(name))
    wanted = set(template.get_identifiers())
    if wanted != values.keys():
        missing, unknown = sorted(wanted - values.keys()), sorted(values.keys() - wanted)
        raise KeyError(f"prompt {name}: missing {missing}, not in the template {unknown}")
    return template.substitute(values).strip()


@cache
def source(name: str) -> str:
    """Return the text of `prompts/<name>.md`, unfilled."""
    return files(__name__).joinpath(f"{name}.md").read_text(encoding="utf-8")


def legible(text: str) -> str:
    """Return `text` without characters that no reader sees but a model obeys, or chokes on.

    Control, zero-width, bidirectional and tag characters, variation selectors, lone surrogates.
    """
    return "".join(character for character in text if _seen(character))


def _seen(character: str) -> bool:
    if character in "\n\t" or character in _JOINERS:
        return True
    selector = "\ufe00" <= character <= "\ufe0f" or "\U000e0100" <= character <= "\U000e01ef"
    return not selector and unicodedata.category(character) not in ("Cc", "Cf", "Cs")
