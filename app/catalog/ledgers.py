"""The files of limits and prices, with file:line for what is wrong in them."""

from __future__ import annotations

from pathlib import Path
from typing import TypeVar

from pydantic import BaseModel, ValidationError

from app.catalog import yaml_source
from app.domain.budget import Budget, Tariffs
from app.errors import ContentFileError

Ledger = TypeVar("Ledger", bound=BaseModel)


def load_budget(path: Path) -> Budget:
    """Return the limits in a file. Raises `ContentFileError`."""
    return _load(path, Budget)


def load_tariffs(path: Path) -> Tariffs:
    """Return the prices in a file. Raises `ContentFileError`."""
    return _load(path, Tariffs)


def _load(path: Path, model: type[Ledger]) -> Ledger:
    document = yaml_source.read(path)
    try:
        return model.model_validate(document.value)
    except ValidationError as error:
        first = error.errors(include_url=False, include_input=False, include_context=False)[0]
        where = ".".join(map(str, first["loc"])) or "the file"
        line = document.line(first["loc"])
        raise ContentFileError(path, line, f"{where}: {first['msg']}") from None
