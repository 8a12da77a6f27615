from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from tests.support.command import Command, Done, rehearse
from tests.support.fake_openai import FakeOpenAI
from tests.support.transcripts import THANKING, jsonl, talk

OWN = ("--rubric", "asking-well")
BESIDE = "The van is in the yard until four, as you know."


def labelled(*rows: tuple[str, dict[str, int]]) -> bytes:
    """One transcript for each thing that the learner says, with its levels."""
    return jsonl(*({**talk(f"t{i}", said), "levels": to} for i, (said, to) in enumerate(rows)))


FOUR = labelled(
    (THANKING, {"warmth": 4, "plan": 0}),
    (BESIDE, {"warmth": 0, "plan": 0}),
    (BESIDE, {"warmth": 2}),
    (THANKING, {"warmth": 3}),
)


def figures(done: Done) -> dict[str, dict[str, Any]]:
    assert (done.code, done.err) == (0, "")
    found = [json.loads(line) for line in done.out.splitlines()]
    return {one.pop("criterion"): one for one in found}


def test_agreement_is_told_per_criterion_that_was_labelled(command: Command) -> None:
    found = figures(command("agree", "-", *OWN, "--json", stdin=FOUR))

    # Judged 4, 0, 0, 4 against 4, 0, 2, 3: squared gaps 0, 0, 4, 1; by chance 4.5·4 = 18 a quarter.
    by_chance = sum((a - b) ** 2 for a in (4, 0, 2, 3) for b in (4, 0, 0, 4)) / 4
    assert list(found) == ["warmth", "plan"]
    assert found["warmth"].pop("confusion")[0] == [1, 0, 0, 0, 0]
    assert found["warmth"] == {
        "interval": None,
        "length_bias": None,
        "count": 4,
        "unscored": 0,
        "qwk": pytest.approx(1 - 5 / by_chance),
        "exact": 0.5,
        "within_one": 0.75,
        "bias": -0.25,
    }
    assert (found["plan"]["count"], found["plan"]["exact"], found["plan"]["qwk"]) == (2, 1, None)


def test_what_was_not_scored_is_counted(command: Command) -> None:
    rows = labelled((THANKING, {"warmth": 4}), ("No.", {"warmth": 1}))

    found = figures(command("agree", "-", *OWN, "--json", stdin=rows))

    assert (found["warmth"]["count"], found["warmth"]["unscored"]) == (1, 1)


def test_people_get_a_table(command: Command, folder: Path) -> None:
    (folder / "labels.jsonl").write_bytes(FOUR)

    done = command("agree", "labels.jsonl", *OWN)

    assert done.code == 0
    assert "Embedded judge against 4 labelled transcripts" in done.out
    for part in ("warmth", "plan", "QWK", "n/a", "-0.25"):
        assert part in done.out


@pytest.mark.parametrize(
    ("content", "problem"),
    [
        (FOUR + b"\n\n" + labelled((BESIDE, {"charm": 1})), "7: unknown criterion charm"),
        (FOUR + b"\n" + labelled((BESIDE, {"plan": 5})), "6: levels.plan: Input should be less"),
        (FOUR + jsonl(talk("t", BESIDE)), "5: levels: Field required"),
        (FOUR + b"{", "5: not JSON: "),
    ],
)
def test_a_bad_line_is_named_by_its_line_in_the_file(
    command: Command, folder: Path, content: bytes, problem: str
) -> None:
    (folder / "labels.jsonl").write_bytes(content)

    done = command("agree", "labels.jsonl", *OWN)

    assert (done.code, done.out) == (1, "")
    assert done.err.startswith(f"labels.jsonl:{problem}")


def test_an_unknown_rubric_is_named(command: Command) -> None:
    done = command("agree", "-", "--rubric", "nothing", stdin=FOUR)

    assert (done.code, done.err) == (
        1,
        "There is no rubric called 'nothing'. Known: asking-well.\n",
    )


def test_the_llm_judge_needs_an_endpoint(command: Command) -> None:
    done = command("agree", "-", *OWN, "--judge", "llm", stdin=FOUR)

    assert done.code == 1
    assert done.err.startswith("The LLM judge needs an LLM endpoint.")


def test_a_bad_option_is_the_command_lines_fault(command: Command) -> None:
    assert command("agree", "-", "--judge", "oracle").code == 2
    assert command("agree").code == 2


def test_an_endpoint_that_fails_throughout_is_a_failed_service(
    at_the_desk: dict[str, str],
) -> None:
    with FakeOpenAI() as endpoint:
        endpoint.default = lambda body: (401, "")
        settings = {**at_the_desk, "OPENAI_BASE_URL": endpoint.url}
        done = rehearse("agree", "-", *OWN, "--json", stdin=FOUR, **settings)

    assert (done.code, done.out) == (3, "")
    assert done.err.startswith("Nothing was scored. ")


SHOWN = jsonl(
    {
        **talk("t0", THANKING),
        "levels": {"warmth": 4, "plan": 0},
        "shown": [{"b": "thanks", "how": "yes", "specific": False}],
        "ratings": {"ana": {"warmth": 4, "plan": 0}, "ben": {"warmth": 3, "plan": 0}},
    },
    {
        **talk("t1", BESIDE),
        "levels": {"warmth": 0, "plan": 0},
        "shown": [],
        "ratings": {"ana": {"warmth": 0, "plan": 0}, "ben": {"warmth": 0, "plan": 0}},
    },
)


def test_labelled_behaviours_are_measured_per_transcript(command: Command) -> None:
    found = figures(command("agree", "-", *OWN, "--json", stdin=SHOWN))

    thanks = found["warmth"]["behaviours"]["thanks"]
    assert (thanks["labelled"], thanks["found"], thanks["f1"]) == (1, 1, 1)


def test_the_confusion_is_drawn_on_request(command: Command) -> None:
    without = command("agree", "-", *OWN, stdin=SHOWN).out
    drawn = command("agree", "-", *OWN, "--confusion", stdin=SHOWN).out

    assert "labelled (down) and judged (across)" in drawn
    assert "labelled (down)" not in without
    assert "Behaviours per transcript: macro F1" in without


def test_a_report_has_figures_behaviours_and_raters(command: Command, tmp_path: Path) -> None:
    page = tmp_path / "report.md"

    done = command("agree", "-", *OWN, "--report", str(page), stdin=SHOWN)

    assert (done.code, done.err) == (0, "")
    text = page.read_text("utf-8")
    assert "against 2 labelled transcripts" in text
    assert "| ana, ben |" in text
    assert "## Behaviours, per transcript" in text
    assert "labelled (down) and judged (across)" in text


def test_a_report_that_cannot_be_written_is_told(command: Command, tmp_path: Path) -> None:
    done = command("agree", "-", *OWN, "--report", str(tmp_path), stdin=SHOWN)

    assert done.code == 1
    assert "cannot be written" in done.err


def test_an_unknown_behaviour_among_the_labels_is_named(command: Command) -> None:
    row = {**talk("t", THANKING), "levels": {"warmth": 1}, "shown": [{"b": "sings"}]}

    done = command("agree", "-", *OWN, stdin=jsonl(row))

    assert done.code == 1
    assert "-:1: unknown behaviour sings" in done.err
