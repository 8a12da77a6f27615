"""Persona and rubric files: reading, checking, and saying what is wrong where."""

from __future__ import annotations

import hashlib
import os
import re
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import Generic, NamedTuple, TypeVar

from pydantic import BaseModel, ValidationError

from app.catalog import yaml_source
from app.domain.asides import to_the_judge
from app.domain.hint import Coaching
from app.domain.persona import ACTS, CUES, SLOTS, Misfit, Persona
from app.domain.rubric import Examples, Rubric
from app.domain.worksheet import Worksheet
from app.errors import ContentFileError

Model = TypeVar("Model", bound=BaseModel)

COACH = "coach.yaml"
"""What a rubric says to learners who ask for a hint; beside its rubric.yaml, if anywhere."""

_BRACED = re.compile(r"\{([^{}]*)\}|[{}]")
"""Slots, and braces that are none."""
_COURTESY = frozenset({"thanks", "acknowledges_boss", "asks_for_time"})
"""Good manners earn points, and no boss gives way to them."""
_BEFORE_A_WORD = frozenset({"learner"})
"""What is known before the learner has said anything."""
_MESSAGES = {
    "extra_forbidden": "unknown field",
    "missing": "this field is missing",
    "model_type": "fields are expected here, as in `name: value`",
    "dict_type": "fields are expected here, as in `name: value`",
    "tuple_type": "a list is expected here",
}
"""What pydantic's errors are called, in words for whoever writes the file."""


class Problem(NamedTuple):
    """Something wrong in a file that can be read."""

    where: tuple[str | int, ...]
    text: str


class Found(NamedTuple, Generic[Model]):
    """What a file holds, and everything that is wrong with it, in the order of its lines."""

    content: Model | None
    """None if the file does not hold one."""
    problems: list[ContentFileError]

    def usable(self) -> Model:
        """Return the content. Raises the first `ContentFileError`, if there is any."""
        if self.content is None or self.problems:
            raise self.problems[0]
        return self.content


def _found(
    path: Path,
    model: type[Model],
    problems_of: Callable[[Model], Iterable[Problem]],
    max_bytes: int = yaml_source.MAX_BYTES,
) -> Found[Model]:
    try:
        document = yaml_source.read(path, max_bytes)
    except ContentFileError as error:
        return Found(None, [error])
    content: Model | None = None
    try:
        content = model.model_validate(document.value)
    except ValidationError as error:
        problems = list(_invalid(error))
    else:
        problems = list(problems_of(content))
    errors = [ContentFileError(path, document.line(p.where), p.text) for p in problems]
    return Found(content, sorted(errors, key=lambda error: error.line))


def _invalid(error: ValidationError) -> Iterator[Problem]:
    details = error.errors(include_url=False)
    for detail in details:
        where = detail["loc"]
        if detail["type"] == "too_short":
            if any(other["loc"][: len(where)] == where != other["loc"] for other in details):
                continue  # Its broken items were not counted; they are the problem.
            context = detail["ctx"]
            message = f"{context['min_length']} or more are needed, not {context['actual_length']}"
        else:
            message = _MESSAGES.get(detail["type"], detail["msg"].removeprefix("Value error, "))
        if detail["input"] is None:
            message = "nothing is written here"
        cause = detail.get("ctx", {}).get("error")
        if isinstance(cause, Misfit):
            where = (*where, *cause.where)
        dotted = ".".join(str(part) for part in where)
        yield Problem(where, f"{dotted}: {message}" if dotted else message)


def digest(*files: Path) -> str:
    """Return a hash of the files' names and bytes: 16 hexadecimal digits.

    Raises `ContentFileError` for a file that cannot be read.
    """
    hasher = hashlib.sha256()
    for file in files:
        try:
            content = file.read_bytes()
        except OSError as error:
            raise ContentFileError(file, 1, f"cannot be read: {error.strerror}") from None
        hasher.update(file.name.encode() + b"\0" + content + b"\0")
    return hasher.hexdigest()[:16]


def listed(folder: Path, pattern: str = "*.yaml") -> list[Path]:
    """Return the files that match, by name; editors' hidden lock and swap files are none."""
    return sorted(path for path in folder.glob(pattern) if not path.name.startswith("."))


def find_persona(path: Path, rubrics: dict[str, Rubric]) -> Found[Persona]:
    """Return the persona in `path`; its concerns must be answered by one of the `rubrics`."""

    def problems(persona: Persona) -> Iterator[Problem]:
        if persona.id != path.stem:
            problem = f"id is '{persona.id}' but the file is called '{path.name}'"
            yield Problem(("id",), f"{problem}; make them the same")
        yield from _aside_problems(persona)
        yield from _persona_problems(persona, rubrics)

    return _found(path, Persona, problems)


def load_persona(path: Path, rubrics: dict[str, Rubric]) -> Persona:
    """Return the persona in `path`. Raises `ContentFileError` for the first problem."""
    return find_persona(path, rubrics).usable()


def check_persona(path: Path, rubrics: dict[str, Rubric]) -> list[ContentFileError]:
    """Return everything that is wrong with a persona file, in the order of its lines."""
    return find_persona(path, rubrics).problems


def _persona_problems(persona: Persona, rubrics: dict[str, Rubric]) -> Iterator[Problem]:
    yield from _line_problems(persona)
    rubric = rubrics.get(persona.rubric)
    if rubric is None:
        yield Problem(("rubric",), f"there is no rubric '{persona.rubric}'")
        return
    points = {behaviour.id: behaviour.points for behaviour in rubric.behaviours}
    for i, concern in enumerate(persona.concerns):
        for j, behaviour in enumerate(concern.answered_by.any_of):
            at = ("concerns", i, "answered_by", "any_of", j)
            if behaviour not in points:
                hint = f"'{behaviour}' is no behaviour of rubric {rubric.id}"
                yield Problem(at, f"{hint}; known: {', '.join(sorted(points))}")
            elif behaviour in _COURTESY:
                hint = f"'{behaviour}' is courtesy: politeness alone would win this boss over"
                yield Problem(at, f"{hint}; name behaviours that give reasons")
            elif points[behaviour] <= 0:
                yield Problem(at, f"'{behaviour}' earns no points, so it can answer no concern")
    for key in persona.reactions:
        if key not in points and key not in ACTS and key not in CUES:
            acts = ", ".join((*ACTS, *CUES))
            hint = f"'{key}' is neither a behaviour of {rubric.id} nor one of {acts}"
            yield Problem(("reactions", key), hint)


def _line_problems(persona: Persona) -> Iterator[Problem]:
    for at, lines in _line_groups(persona):
        slotless = 0
        for j, line in enumerate(lines):
            slots = [found.group(1) for found in _BRACED.finditer(line)]
            slotless += not slots
            if unknown := [slot for slot in slots if slot not in SLOTS]:
                named = ", ".join("a brace" if slot is None else f"{{{slot}}}" for slot in unknown)
                allowed = ", ".join(f"{{{slot}}}" for slot in sorted(SLOTS))
                yield Problem((*at, j), f"unknown slot {named}; use {allowed}")
            elif at in (("opening",), ("quote",)) and (early := set(slots) - _BEFORE_A_WORD):
                named = ", ".join(f"{{{slot}}}" for slot in sorted(early, key=str))
                yield Problem((*at, j), f"{named} cannot be filled before the learner has spoken")
            if line in lines[:j]:
                yield Problem((*at, j), "the same line stands here twice")
        if not slotless:
            yield Problem(at, "every line needs a slot; add one that can be said without")


def _aside_problems(persona: Persona) -> Iterator[Problem]:
    for where, text in _texts(persona.model_dump(mode="json", by_alias=True)):
        if to_the_judge(text):
            problem = "this speaks to whoever scores the talk, not to the learner; take it out"
            yield Problem(where, problem)


def _texts(value: object, *at: str | int) -> Iterator[tuple[tuple[str | int, ...], str]]:
    """Yield every text within `value`, and where it stands."""
    if isinstance(value, str):
        yield at, value
    elif isinstance(value, dict | list):
        inner = value.items() if isinstance(value, dict) else enumerate(value)
        for key, one in inner:
            yield from _texts(one, *at, key)


def _line_groups(persona: Persona) -> Iterator[tuple[tuple[str | int, ...], tuple[str, ...]]]:
    """Yield where lines stand and what they are; each group must have one without slots."""
    if persona.quote:
        yield ("quote",), (persona.quote,)
    yield ("opening",), persona.opening
    for i, concern in enumerate(persona.concerns):
        for stage, lines in concern.lines.model_dump(by_alias=True).items():
            yield ("concerns", i, "lines", stage), lines
    for key, lines in persona.reactions.items():
        yield ("reactions", key), lines
    for concern_id, lines in persona.model_employee.answers.items():
        yield ("model_employee", "answers", concern_id), lines
    for topic, lines in persona.answers.items():
        yield ("answers", topic), lines
    for key, lines in persona.endings:
        if lines:
            yield ("endings", key), lines


def find_rubric(folder: Path) -> Found[Rubric]:
    """Return the rubric in `folder`, without its examples."""

    def problems(rubric: Rubric) -> Iterator[Problem]:
        name = Path(os.path.abspath(folder)).name
        if rubric.id != name:
            problem = f"id is '{rubric.id}' but the folder is called '{name}'"
            yield Problem(("id",), f"{problem}; make them the same")

    return _found(folder / "rubric.yaml", Rubric, problems)


def load_rubric(folder: Path) -> Rubric:
    """Return the rubric in `folder`. Raises `ContentFileError` for the first problem."""
    return find_rubric(folder).usable()


def usable_rubrics(folder: Path) -> dict[str, Rubric]:
    """Return the rubrics under `folder` that can be used, by id."""
    found = [find_rubric(file.parent) for file in listed(folder, "*/rubric.yaml")]
    return {one.content.id: one.content for one in found if one.content and not one.problems}


def check_rubric(folder: Path) -> list[ContentFileError]:
    """Return everything that is wrong with a rubric folder, the rubric itself first."""
    rubric, problems = find_rubric(folder)
    if rubric is None:
        return problems
    known = {behaviour.id for behaviour in rubric.behaviours}
    if (folder / COACH).exists():
        problems = problems + _coaching(folder, rubric).problems
    return problems + [
        problem for file in example_files(folder) for problem in _examples(file, known).problems
    ]


def load_coaching(folder: Path, rubric: Rubric) -> Coaching:
    """Return what a rubric says to learners who ask for a hint; nothing if it has no such file.

    Raises `ContentFileError` for the first problem.
    """
    return _coaching(folder, rubric).usable() if (folder / COACH).exists() else Coaching()


def _coaching(folder: Path, rubric: Rubric) -> Found[Coaching]:
    earning = {behaviour.id for behaviour in rubric.behaviours if behaviour.points > 0}

    def problems(coaching: Coaching) -> Iterator[Problem]:
        named: list[tuple[tuple[str | int, ...], str]]
        named = [(("closing", j), name) for j, name in enumerate(coaching.closing)]
        for kind, names in coaching.opening.items():
            named += [(("opening", kind, j), name) for j, name in enumerate(names)]
        named += [(("guides", name), name) for name in coaching.guides]
        for where, name in named:
            if name not in earning:
                yield Problem(where, f"'{name}' is no behaviour of {rubric.id} that earns points")
        for name, guide in coaching.guides.items():
            for j, note in enumerate(guide.notes):
                if note not in Worksheet.model_fields:
                    known = ", ".join(Worksheet.model_fields)
                    problem = f"'{note}' is no answer of the worksheet; known: {known}"
                    yield Problem(("guides", name, "notes", j), problem)

    return _found(folder / COACH, Coaching, problems)


def example_files(folder: Path) -> list[Path]:
    """Return the example files of a rubric folder, sorted by name."""
    return listed(folder / "examples")


def load_examples(path: Path, known: set[str]) -> Examples:
    """Return an example file about one of the `known` behaviours. Raises `ContentFileError`."""
    return _examples(path, known).usable()


def _examples(path: Path, known: set[str]) -> Found[Examples]:
    def problems(examples: Examples) -> Iterator[Problem]:
        if examples.behaviour != path.stem or examples.behaviour not in known:
            problem = f"'{examples.behaviour}' must be the file name and in the rubric"
            yield Problem(("behaviour",), problem)
        yield from _example_problems(examples, known)

    return _found(path, Examples, problems, yaml_source.MAX_EXAMPLES_BYTES)


def _example_problems(examples: Examples, known: set[str]) -> Iterator[Problem]:
    for group in ("examples", "counterexamples"):
        for i, example in enumerate(getattr(examples, group)):
            if example.quote and example.quote not in example.text:
                yield Problem((group, i, "quote"), "the quote is not in the text, to the letter")
            if unknown := set(example.also) - known:
                yield Problem((group, i, "also"), f"unknown behaviour {', '.join(sorted(unknown))}")
