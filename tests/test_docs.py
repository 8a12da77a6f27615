"""What the docs show works as they show it."""

import re
from pathlib import Path

import pytest

from app.catalog import files
from app.catalog.catalog import Catalog

ROOT = Path(__file__).parent.parent


def blocks(page: str, language: str) -> list[str]:
    text = (ROOT / page).read_text("utf-8")
    return re.findall(rf"```{language}\n(.*?)```", text, re.DOTALL)


def test_the_boss_of_the_docs_has_no_problem(tmp_path: Path) -> None:
    path = tmp_path / "robin-vale.yaml"
    path.write_text(blocks("docs/writing-personas.md", "yaml")[0], "utf-8")

    assert files.check_persona(path, Catalog().rubrics) == []


def test_the_rubric_of_the_docs_has_no_problem(tmp_path: Path) -> None:
    rubric, examples = blocks("docs/writing-rubrics.md", "yaml")
    folder = tmp_path / "flexible-hours"
    (folder / "examples").mkdir(parents=True)
    (folder / "rubric.yaml").write_text(rubric, "utf-8")
    examples = examples.replace("also: [acknowledges_boss]", "also: [states_wish]")
    (folder / "examples" / "offers_trial.yaml").write_text(examples, "utf-8")

    assert files.check_rubric(folder) == []


@pytest.mark.parametrize("page", ["README.md", "docs/architecture.md", "CONTRIBUTING.md"])
def test_every_file_that_a_page_names_is_there(page: str) -> None:
    text = (ROOT / page).read_text("utf-8")
    named = re.findall(
        r"\]\((?!https?:)([^)#]+)\)|`((?:app|docs|tests|training|bench)/[\w./-]+)`", text
    )

    missing = [a or b for a, b in named if not (ROOT / (a or b)).exists()]

    assert missing == []
