"""`rehearse rubric learn`: from corrections to examples, and to a judge that learned them."""

from __future__ import annotations

import re
from contextlib import closing
from pathlib import Path

import pytest
import yaml

from app.catalog.files import load_examples
from app.domain.correction import Correction
from app.domain.rubric import Example
from app.domain.scorecard import CriterionScore, Evidence, Finding
from app.store.engine import sqlite_url
from app.store.repository import Store
from tests.commands.test_keep import without_root
from tests.store.corrections import a_level, a_missing, a_wrong
from tests.store.samples import a_boss_turn, a_rehearsal, a_scorecard, a_turn
from tests.support.command import Command
from tests.support.content import NAMES_CANDIDATE, RUBRIC, THANKS
from tests.support.transcripts import THANKING, jsonl, talk

LEARN = ("rubric", "learn", "--rubric", "asking-well")
SAID = "Thanks for nothing. Let Nadia have it."
KNOWN = {"thanks", "names_candidate", "shouts"}
SARCASM = Evidence(turn=1, start=0, end=19, quote="Thanks for nothing.")
NADIA = Evidence(turn=1, start=20, end=38, quote="Let Nadia have it.")


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The rubric's folder, written as people write, and a data folder with a scorecard."""
    home = tmp_path / "rubrics" / "asking-well"
    (home / "examples").mkdir(parents=True)
    (home / "rubric.yaml").write_text(RUBRIC, "utf-8")
    for name, shown in (("thanks", THANKS), ("names_candidate", NAMES_CANDIDATE)):
        rows = {
            "behaviour": name,
            "examples": [{"text": one} for one in shown],
            "counterexamples": [{"text": "The van is in the yard."}],
        }
        path = home / "examples" / f"{name}.yaml"
        path.write_text(f"# Mine.\n{yaml.safe_dump(rows, sort_keys=False)}", "utf-8")
    monkeypatch.setenv("REHEARSE_DATA_DIR", str(tmp_path / "data"))
    monkeypatch.setenv("REHEARSE_RUBRICS", str(home.parent))
    (tmp_path / "personas").mkdir()
    monkeypatch.setenv("REHEARSE_PERSONAS", str(tmp_path / "personas"))
    finding = Finding(behaviour="thanks", shown="yes", evidence=(SARCASM,))
    score = CriterionScore(id="warmth", level=4, points=4, findings=(finding,))
    plan = CriterionScore(id="plan", level=0, points=0)
    with store(tmp_path) as opened:
        opened.add_rehearsal(a_rehearsal(rubric_id="asking-well"), a_boss_turn("t0", text="So?"))
        opened.add_turn(a_turn("t1", "t0", text=SAID))
        opened.add_scorecard(a_scorecard(criteria=(score, plan)))
    return home


def store(tmp_path: Path) -> closing[Store]:
    return closing(Store.open(sqlite_url(tmp_path / "data" / "rehearsals.db")))


def keep(tmp_path: Path, *corrections: Correction) -> None:
    with store(tmp_path) as opened:
        for one in corrections:
            opened.keep_correction(one)


@pytest.fixture
def corrected(home: Path, tmp_path: Path) -> None:
    """One finding marked wrong, one added, and a level."""
    keep(
        tmp_path,
        a_wrong(evidence=SARCASM),
        a_missing(behaviour="names_candidate", evidence=NADIA, specific=True),
        a_level(criterion="warmth", judged=4),
    )


def texts(home: Path) -> dict[str, str]:
    return {path.stem: path.read_text("utf-8") for path in (home / "examples").iterdir()}


def test_corrections_become_examples(command: Command, home: Path, corrected: None) -> None:
    before = texts(home)

    done = command(*LEARN)

    assert (done.code, done.err) == (0, "")
    assert done.out.splitlines() == [
        "thanks: 0 examples, 1 counterexample added",
        "names_candidate: 1 example, 0 counterexamples added",
        f"Written to {home / 'examples'}.",
    ]
    thanks = load_examples(home / "examples" / "thanks.yaml", KNOWN)
    near = Example(text=SAID, boss="So?", also=("names_candidate",))
    assert thanks.counterexamples[-1] == near
    candidate = load_examples(home / "examples" / "names_candidate.yaml", KNOWN)
    assert candidate.examples[-1] == Example(
        text=SAID, boss="So?", quote=NADIA.quote, specific=True
    )
    for name, text in texts(home).items():
        assert text.startswith("# Mine.\n")
        assert set(before[name].splitlines()) <= set(text.splitlines())
    assert command("check", home).code == 0


def test_what_was_learned_is_not_learned_again(
    command: Command, home: Path, corrected: None
) -> None:
    command(*LEARN)
    before = texts(home)

    done = command(*LEARN)

    assert (done.code, done.out) == (
        0,
        f"Nothing new to learn: {home / 'examples'} has it all.\n",
    )
    assert texts(home) == before


def test_a_dry_run_prints_and_writes_nothing(command: Command, home: Path, corrected: None) -> None:
    before = texts(home)

    done = command(*LEARN, "--dry-run")

    assert done.code == 0
    assert f'  - text: "{SAID}"\n    boss: "So?"\n    also: [names_candidate]' in done.out
    assert texts(home) == before


def test_without_corrections_it_says_what_to_do(command: Command, home: Path) -> None:
    done = command(*LEARN)

    assert done.code == 0
    assert "No corrections yet. Open a rehearsal in Review" in done.out


def test_a_copy_learns_in_a_folder_of_its_own(
    command: Command, home: Path, corrected: None, tmp_path: Path
) -> None:
    before, output = texts(home), tmp_path / "mine"

    done = command(*LEARN, "--output", output)

    assert done.code == 0
    assert f"set REHEARSE_RUBRICS={output}" in done.out
    assert texts(home) == before
    assert SAID in texts(output / "asking-well")["thanks"]
    assert command("check", output / "asking-well").code == 0
    assert "has it all" in command(*LEARN, "--output", output).out


def test_a_read_only_rubric_is_refused_with_the_way_out(
    command: Command, home: Path, corrected: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = texts(home)
    assert command(*LEARN, "--dry-run").code == 0  # and everything is imported by now
    data = home.parent.parent / "data"
    data.chmod(0o777)
    for path in data.rglob("*"):
        path.chmod(0o777)

    monkeypatch.chdir("/")
    with without_root(home / "examples", 0o555):
        done = command(*LEARN)

    assert (done.code, done.out) == (1, "")
    assert re.search(r"thanks\.yaml cannot be written: .*--output FOLDER", done.err)
    assert texts(home) == before


def test_the_judge_learns_and_is_measured_before_and_after(
    command: Command, home: Path, corrected: None, tmp_path: Path
) -> None:
    labels, report = tmp_path / "labels.jsonl", tmp_path / "report.md"
    rows = (
        {**talk("one", THANKING), "levels": {"warmth": 4, "plan": 0}, "shown": [{"b": "thanks"}]},
        {**talk("two", f"{SAID} {SAID}"), "levels": {"warmth": 0, "plan": 4}, "shown": []},
    )
    labels.write_bytes(jsonl(*rows))

    done = command(*LEARN, "--refit", "--labelled", labels, "--report", report)

    assert (done.code, done.err) == (0, "")
    assert "The embedded judge has learned them" in done.out
    assert "before" in done.out
    assert "after" in done.out
    page = report.read_text("utf-8")
    assert page.startswith("# Asking well: the embedded judge before and after")
    assert "| Warmth | " in page
    assert "| QWK before | QWK after |" in page
    first, last = re.findall(r"rehearsal-minilm\S* \((\w+)\)", page)
    assert first != last
    assert len(list((tmp_path / "data" / "judge").glob("asking-well-*.npz"))) == 2


def test_labels_that_are_wrong_are_told_before_anything_is_written(
    command: Command, home: Path, corrected: None, tmp_path: Path
) -> None:
    labels, before = tmp_path / "labels.jsonl", texts(home)
    labels.write_bytes(jsonl({**talk("one", THANKING), "levels": {"charm": 4}}))

    done = command(*LEARN, "--refit", "--labelled", labels)

    assert done.code == 1
    assert "labels.jsonl:1: unknown criterion charm" in done.err
    assert texts(home) == before


@pytest.mark.parametrize(
    "options",
    [
        ("--labelled", "x.jsonl"),
        ("--refit", "--report", "x.md"),
        ("--refit", "--labelled", "-"),
        ("--refit", "--dry-run"),
    ],
)
def test_options_that_do_not_go_together_are_the_command_line_s_fault(
    command: Command, options: tuple[str, ...]
) -> None:
    assert command(*LEARN, *options).code == 2


def test_an_unknown_rubric_is_named(command: Command, home: Path) -> None:
    done = command("rubric", "learn", "--rubric", "nothing")

    assert (done.code, done.out) == (1, "")
    assert "no rubric called 'nothing'. Known: asking-well" in done.err
