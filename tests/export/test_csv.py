"""Fault 57 of the trials: no cell is a formula, and nothing is missing."""

from __future__ import annotations

import csv
import io
import re
import shutil
import subprocess
from pathlib import Path
from xml.etree import ElementTree

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.domain.scorecard import CriterionScore, Evidence, Finding, Scorecard
from app.export import exported
from app.export.as_csv import HEADER, csv_text, harmless
from app.export.record import Record
from tests.store.corrections import a_level, a_missing, a_wrong
from tests.store.samples import a_boss_turn, a_rehearsal, a_scorecard, a_turn

SOFFICE = shutil.which("soffice") or shutil.which("libreoffice")
OTHERS = ("ok", "a;b", 'say "x"', "two\nlines", "é", "😀", "<b>", "a,b", "&amp;", "שלום", "end")
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


def test_what_trainers_and_the_learner_say_of_it_is_there() -> None:
    said = (a_wrong(), a_missing(), a_level())
    record = Record(a_rehearsal(), TURNS, a_scorecard(), None, said, "Ask first.")

    first, last = rows(csv_text(record))

    assert (first["corrections"], first["reflection"], last["reflection"]) == ("", "", "Ask first.")
    assert last["corrections"] == (
        "A trainer says that “Thank” does not show what the judge saw: thanks. | "
        "A trainer says that “Thank” shows what the judge did not see: asks for time. | "
        "positivity: the judge says strong (3 of 4). A trainer says weak (1 of 4): Cold."
    )


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
def test_57_no_cell_begins_as_a_formula_does(typed: str) -> None:
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
def test_57_whatever_was_said_comes_back_cell_by_cell(said: list[str]) -> None:
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


def spoiled() -> Record:
    """A talk in which every cell that a person can write tries to be something else."""
    said = [f"{typed} {other}" for typed, other in zip(FORMULAS, OTHERS, strict=False)]
    turns = tuple(a_turn(f"t{i}", text=text) for i, text in enumerate([*FORMULAS, *said]))
    cells = card(*(finding("thanks", n, turn.text) for n, turn in enumerate(turns)))
    wrongly = a_level(reason="=1+1", trainer="=ann")
    return Record(
        a_rehearsal(persona_name="=Dana"), turns, cells, None, (wrongly,), '=HYPERLINK("x")\n+1'
    )


def test_57_a_strict_reader_finds_every_cell_and_no_formula() -> None:
    # LibreOffice is too large for every CI run: this reads as strictly as RFC 4180 is written.
    record = spoiled()
    text = csv_text(record)

    cell = r'"(?:[^"]|"")*"'
    assert re.fullmatch(rf"(?:{cell}(?:,{cell}){{{len(HEADER) - 1}}}\r\n)+", text)
    cells = [one[1:-1].replace('""', '"') for one in re.findall(cell, text)]
    assert len(cells) == len(HEADER) * (len(record.turns) + 1)
    assert not any(one.lstrip(" ").startswith(("=", "+", "-", "@", "＝", "＠")) for one in cells)
    for turn in record.turns:
        assert harmless(turn.text) in cells
    assert harmless(record.reflection) in cells


@pytest.mark.skipif(not SOFFICE, reason="LibreOffice (soffice) is not installed")
def test_57_libreoffice_opens_it_complete_and_without_a_formula(tmp_path: Path) -> None:
    record = spoiled()
    (tmp_path / "talk.csv").write_bytes(exported("csv", record).content)

    opened = subprocess.run(
        [
            str(SOFFICE),
            f"-env:UserInstallation={(tmp_path / 'profile').as_uri()}",
            "--headless",
            # Comma, double quote, UTF-8, from line 1; formulas would be evaluated.
            "--infilter=CSV:44,34,76,1,,0,false,true,false,false,false,-1,true",
            *("--convert-to", "fods", "--outdir", str(tmp_path), str(tmp_path / "talk.csv")),
        ],
        capture_output=True,
        text=True,
        timeout=120,
    )

    assert opened.returncode == 0, opened.stderr
    sheet = next(tmp_path.glob("talk*.fods")).read_text("utf-8")
    assert "table:formula" not in sheet
    cells = [" ".join(words(cell).split()) for cell in ElementTree.fromstring(sheet).iter(CELL)]
    for text in (*HEADER, *(turn.text for turn in record.turns), record.reflection):
        assert " ".join(harmless(text).split()) in cells


CELL = "{urn:oasis:names:tc:opendocument:xmlns:table:1.0}table-cell"


def words(element: ElementTree.Element) -> str:
    """What stands in an element of an OpenDocument; blanks and line ends are elements there."""
    inner = "".join(f"{words(child)} {child.tail or ''}" for child in element)
    return f"{element.text or ''}{inner}"
