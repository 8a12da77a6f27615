"""Fault 57 of the trials: no cell is a formula, and nothing is missing."""

from __future__ import annotations

import csv
import io
import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.domain.scorecard import CriterionScore, Evidence, Finding, Scorecard
from app.export.as_csv import HEADER, csv_text, harmless
from app.export.record import Record
from tests.store.samples import a_boss_turn, a_rehearsal, a_scorecard, a_turn

SAID = "Thank you, Dana; I'd rather\nstay."
TURNS = (a_boss_turn("t0", text="Take it."), a_turn("t1", "t0", text=SAID))


def rows(text: str) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(text, newline="")))


def card(*findings: Finding) -> Scorecard:
    return a_scorecard(
        criteria=(CriterionScore(id="warmth", level=2, points=2, findings=findings),)
    )


def finding(behaviour: str, turn: int, quote: str) -> Finding:
    place = Evidence(turn=turn, start=0, end=len(quote), quote=quote)
    return Finding(behaviour=behaviour, shown="yes", evidence=(place,))


def test_there_is_a_row_for_every_turn() -> None:
    text = csv_text(
        Record(a_rehearsal(outcome="parked"), TURNS, card(finding("thanks", 1, "Thank you")))
    )

    assert rows(text) == [
        {
            "rehearsal": "r1",
            "boss": "Dana Reyes",
            "outcome": "parked",
            "turn": "0",
            "speaker": "boss",
            "at": "2026-11-22T12:00:00+00:00",
            "text": "Take it.",
            "behaviours": "",
            "quotes": "",
            "corrections": "",
            "reflection": "",
        },
        {
            "rehearsal": "r1",
            "boss": "Dana Reyes",
            "outcome": "parked",
            "turn": "1",
            "speaker": "learner",
            "at": "2026-11-22T12:00:00+00:00",
            "text": SAID,
            "behaviours": "thanks",
            "quotes": "Thank you",
            "corrections": "",
            "reflection": "",
        },
    ]


def test_all_that_a_turn_showed_stands_in_its_row() -> None:
    found = (
        finding("thanks", 1, "Thank you"),
        finding("wants", 1, "rather"),
        finding("gap", 0, "T"),
    )

    first, second = rows(csv_text(Record(a_rehearsal(), TURNS, card(*found))))

    assert (first["behaviours"], first["quotes"]) == ("gap", "T")
    assert (second["behaviours"], second["quotes"]) == ("thanks; wants", "Thank you | rather")


def test_an_unfinished_rehearsal_without_a_scorecard_is_written_too() -> None:
    first, _ = rows(csv_text(Record(a_rehearsal(), TURNS)))

    assert (first["outcome"], first["behaviours"]) == ("open", "")


def test_a_rehearsal_without_turns_is_a_header() -> None:
    assert csv_text(Record(a_rehearsal(), ())) == ",".join(f'"{one}"' for one in HEADER) + "\r\n"


FORMULAS = [
    "=1+1",
    "=cmd|' /C calc'!A0",
    '=HYPERLINK("http://evil.example","here")',
    "+1",
    "-2+3",
    "@SUM(1)",
    "\t=1",
    "\r=1",
    "\n=1",
    "＝1+1",
    "＠x",
]


@pytest.mark.parametrize("typed", FORMULAS)
def test_no_cell_begins_as_a_formula_does(typed: str) -> None:
    turns = (a_turn("t0", text=typed),)
    text = csv_text(
        Record(a_rehearsal(persona_name=typed), turns, card(finding("thanks", 0, typed)))
    )

    (row,) = rows(text)

    assert row["text"] == row["boss"] == row["quotes"] == f"'{typed}"


@pytest.mark.parametrize("typed", ["1+1=2", " =1", "a@b", "'=1", "well - no", "😀", ""])
def test_other_cells_stay_as_they_are(typed: str) -> None:
    assert harmless(typed) == typed


@given(st.lists(st.text(st.sampled_from("=+-@ab;,\"'\t\r\n |") | st.characters()), max_size=4))
@settings(deadline=None)
def test_whatever_was_said_comes_back_cell_by_cell(said: list[str]) -> None:
    turns = tuple(a_turn(f"t{i}", text=text) for i, text in enumerate(said))

    text = csv_text(Record(a_rehearsal(), turns))

    cells = [row["text"] for row in rows(text)]
    assert [one.removeprefix("'") for one in cells] == [one.removeprefix("'") for one in said]
    assert not any(one.startswith(("=", "+", "-", "@", "\t", "\r", "\n")) for one in cells)


def test_every_cell_is_quoted_so_that_no_other_separator_cuts_it() -> None:
    said = ["well;=1+1", "a\tb", 'say "hi";', "plain"]

    text = csv_text(
        Record(a_rehearsal(), tuple(a_turn(f"t{i}", text=one) for i, one in enumerate(said)))
    )

    assert re.fullmatch(r'((?:"(?:[^"]|"")*",){10}"(?:[^"]|"")*"\r\n){5}', text)
