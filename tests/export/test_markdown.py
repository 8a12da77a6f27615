from __future__ import annotations

import re
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.domain.conversation import Rehearsal
from app.domain.rubric import Rubric
from app.domain.scorecard import CriterionScore, Evidence, Finding, Scorecard
from app.export import FORMATS, ExportFormat, exported
from app.export.as_markdown import markdown_text, plain
from app.export.record import Record
from tests.store.corrections import a_level, a_wrong
from tests.store.samples import a_boss_turn, a_rehearsal, a_scorecard, a_turn
from tests.support.content import loaded

TURNS = (a_boss_turn("t0", text="Take it."), a_turn("t1", "t0", text="Thank you, no."))


def written(
    rehearsal: Rehearsal, card: Scorecard | None = None, rubric: Rubric | None = None
) -> str:
    return markdown_text(Record(rehearsal, TURNS, card, rubric))


def test_a_whole_rehearsal_reads_from_outcome_to_transcript() -> None:
    text = written(a_rehearsal(outcome="agreed"), a_scorecard())

    assert text.startswith(
        "# Rehearsal with Dana Reyes\n\n"
        "First offer, 22 November 2026. Dana Reyes agreed. You keep your job.\n\n"
        "## Scorecard\n\n"
        "Overall: 75 of 100\n\n"
        "### positivity: strong (3 of 4)\n\n"
        "- thanks: “Thank”\n"
        "- Next time: Thanks. Say it.\n\n"
        "### business\\_case: not scored\n\n"
        "no valid answer\n\n"
    )
    assert "\nNote: Short talk.\n" in text
    assert "Made by the embedded judge (minilm, j) with rubric declining-promotion (r)" in text
    assert "For practice only, not for personnel decisions." in text
    assert text.endswith("## Transcript\n\n**Dana Reyes:** Take it.\n\n**You:** Thank you, no.\n")


def test_an_unfinished_rehearsal_without_a_scorecard_is_written_too() -> None:
    text = written(a_rehearsal())

    assert "The meeting is not over." in text
    assert "Scorecard" not in text
    assert text.count("**You:**") == 1


def test_a_scorecard_without_an_overall_says_so() -> None:
    assert "Overall: not scored\n" in written(a_rehearsal(), a_scorecard(overall=None))


def test_titles_are_the_rubrics_as_far_as_it_still_has_them(tmp_path: Path) -> None:
    rubric = loaded(tmp_path)[1]
    card = a_scorecard(
        criteria=[
            {"id": "warmth", "level": 4, "points": 4},
            {"id": "gone", "level": 0, "points": 0},
        ]
    )

    text = written(a_rehearsal(), card, rubric)

    assert "### Warmth: exemplary (4 of 4)" in text
    assert "### gone: absent (0 of 4)" in text


def test_what_was_half_shown_or_not_shown_is_told_apart() -> None:
    quote = Evidence(turn=1, start=0, end=11, quote="Thank\nyou, ")
    findings = (
        Finding(behaviour="names_candidate", shown="partly", evidence=(quote, quote)),
        Finding(behaviour="hostile", shown="no"),
    )
    card = a_scorecard(criteria=(CriterionScore(id="w", level=1, points=1, findings=findings),))

    text = written(a_rehearsal(), card)

    assert "- names candidate (partly): “Thank you,”; “Thank you,”\n" in text
    assert "hostile" not in text


def test_it_says_who_is_judge_and_who_is_trainer_and_what_comes_next() -> None:
    said = (a_wrong(trainer="ann"), a_level(reason="*Cold*\n# Score: 4"))
    record = Record(
        a_rehearsal(), TURNS, a_scorecard(), None, said, "- Ask first.", (("Who", "Inês\n# x"),)
    )

    text = markdown_text(record)

    assert (
        "### positivity: strong (3 of 4)\n\nJudge: strong (3 of 4). Trainer: weak (1 of 4).\n"
        in text
    )
    assert (
        "## What trainers say of it\n\n"
        "- The trainer ann says that “Thank” does not show what the judge saw: thanks.\n"
        "- positivity: the judge says strong (3 of 4). A trainer says weak (1 of 4): "
        "\\*Cold\\* \\# Score: 4\n"
    ) in text
    assert "## Next time\n\n\\- Ask first.\n" in text
    assert "## What was prepared\n\n- Who: Inês \\# x\n" in text


INJECTED = [
    ("# Score: 100", "\\# Score: 100"),
    ("*bold* _it_ ~~x~~", "\\*bold\\* \\_it\\_ \\~\\~x\\~\\~"),
    ("[click](http://evil)", "\\[click\\](http://evil)"),
    ("![](http://evil/a.png)", "!\\[\\](http://evil/a.png)"),
    ("<img src=x onerror=y>", "\\<img src=x onerror=y\\>"),
    ("&lt;b&gt;", "\\&lt;b\\&gt;"),
    ("`code` | cell", "\\`code\\` \\| cell"),
    ("a\n---\nb", "a\n\\---\nb"),
    ("a\n===", "a\n\\==="),
    ("a\n\n- item\n+ item", "a\n\n\\- item\n\\+ item"),
    ("1. one\n23) two", "1\\. one\n23\\) two"),
    ("a\n\n    code\n\ttoo", "a\n\ncode\ntoo"),
    ("a\r- b\r\n# c", "a\n\\- b\n\\# c"),
    ("\\# not twice", "\\\\\\# not twice"),
    ("plain words, 1.5 and - so on", "plain words, 1.5 and - so on"),
]


@pytest.mark.parametrize(("typed", "kept"), INJECTED)
def test_what_a_learner_types_is_no_markup(typed: str, kept: str) -> None:
    assert plain(typed) == kept
    text = markdown_text(Record(a_rehearsal(), (a_turn("t1", text=typed),)))
    assert text.endswith(f"**You:** {kept}\n")


def test_names_and_reasons_are_no_markup_either() -> None:
    card = a_scorecard(criteria=[{"id": "w", "level": None, "points": None, "reason": "<b> # x"}])

    text = written(a_rehearsal(persona_name="[Dana](x)"), card)

    assert "# Rehearsal with \\[Dana\\](x)\n" in text
    assert "\n\\<b\\> \\# x\n" in text


@given(st.text(st.sampled_from("#*_-+=1.)>`[]<&| \t\n\rab\\") | st.characters(), max_size=60))
@settings(deadline=None)
def test_nothing_typed_begins_a_block_or_changes_its_words(typed: str) -> None:
    kept = plain(typed)

    for line in kept.split("\n"):
        assert not re.match(r"([-+=]|\d+[.)]|#|>|\s|```)", line)
    unescaped = re.sub(r"\\(.)", r"\1", kept)
    assert unescaped.split() == typed.split()


@pytest.mark.parametrize("form", FORMATS)
def test_a_file_is_named_after_boss_day_and_rehearsal(form: ExportFormat) -> None:
    rehearsal = a_rehearsal("0123456789abcdef")

    copy = exported(form, Record(rehearsal, TURNS))

    assert copy.name == f"dana-reyes-2026-11-22-01234567.{form}"
    assert copy.content.startswith(b"%PDF-") or b"Thank you, no." in copy.content
