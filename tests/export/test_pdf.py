"""The PDF, read and looked at as a person would: by its words and by its pages."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import numpy as np
import pypdfium2 as pdfium
import pytest

from app.catalog.catalog import Catalog
from app.domain.conversation import Turn
from app.domain.rubric import Rubric
from app.domain.scorecard import Advice, CriterionScore, Evidence, Finding, Praise, Scorecard
from app.export.as_pdf import pdf_bytes
from app.export.record import Record
from app.export.shapes import HUES
from tests.store.corrections import a_level, a_missing, a_wrong
from tests.store.samples import a_boss_turn, a_rehearsal, a_scorecard, a_turn

SAID = (
    "Thank you, Dana, I hate meetings, but Agnieszka Zielińska wants to lead.",
    "Inês and I cut deploys from forty minutes to six. שלום (abc) 12, مرحبا, Добрый день, 谢谢 🦄.",
)
QUOTES = {
    "thanks": "Thank you, Dana",
    "lists_negatives": "I hate meetings",
    "names_candidate": "Agnieszka Zielińska wants to lead.",
    "quantified_impact": "Inês and I cut deploys from forty minutes to six.",
}
SIZES = {"a4": (595.28, 841.89), "letter": (612, 792)}


@pytest.fixture(scope="module")
def rubric() -> Rubric:
    return Catalog().rubric("declining-promotion")


def said(*texts: str) -> tuple[Turn, ...]:
    """A talk in which the learner says `texts`, each after the boss."""
    turns: list[Turn] = []
    for text in texts:
        turns.append(a_boss_turn(f"b{len(turns)}", text=f"So, number {len(turns)}?"))
        turns.append(a_turn(f"t{len(turns)}", text=text))
    return tuple(turns)


def evidence(quote: str) -> Evidence:
    turn = next(number for number, text in enumerate(SAID) if quote in text)
    start = SAID[turn].index(quote)
    return Evidence(turn=2 * turn + 1, start=start, end=start + len(quote), quote=quote)


def card(rubric: Rubric) -> Scorecard:
    """A card with all of `QUOTES`, advice, praise and a turn to redo."""
    advice = Advice(
        behaviour="next_step",
        title="Agrees on a next step",
        text="Say when.",
        weak="Some day.",
        strong="Monday at ten.",
        turn=1,
    )
    praise = Praise(behaviour="thanks", title="Thanks", text="It warms.", quote="Thank you", turn=1)
    scores = tuple(
        CriterionScore(
            id=criterion.id,
            level=level,
            points=level,
            findings=tuple(
                Finding(behaviour=b.id, shown="yes", evidence=(evidence(QUOTES[b.id]),))
                for b in criterion.behaviours
                if b.id in QUOTES
            ),
            advice=(advice,) if criterion.id == "alternatives" else (),
            praise=(praise,) if criterion.id == "positivity" else (),
        )
        for criterion, level in zip(rubric.criteria, (1, 3, 2), strict=True)
    )
    return a_scorecard(criteria=scores)


def whole(rubric: Rubric) -> Record:
    """Everything that a PDF can say."""
    wrongly = a_wrong(behaviour="lists_negatives", evidence=evidence("I hate meetings"))
    return Record(
        a_rehearsal(outcome="agreed"),
        said(*SAID),
        card(rubric),
        rubric,
        (wrongly, a_missing(behaviour="acknowledges_boss"), a_level(level=2, judged=1)),
        "I will name Inês first.",
        (("Who could lead instead?", "Agnieszka, from March"),),
    )


def pages(content: bytes) -> list[str]:
    """The words of each page, with single blanks."""
    with pdfium.PdfDocument(content) as opened:
        texts = [page.get_textpage().get_text_range() for page in opened]
    return [" ".join(re.sub("\ufffe", "", text).split()) for text in texts]


def images(content: bytes) -> list[np.ndarray]:
    """The pages as they are seen, two dots a point."""
    with pdfium.PdfDocument(content) as opened:
        return [page.render(scale=2).to_numpy()[:, :, :3][:, :, ::-1].copy() for page in opened]


def test_everything_stands_in_it_and_can_be_searched_and_copied(rubric: Rubric) -> None:
    words = " ".join(pages(pdf_bytes(whole(rubric))))

    for wanted in (
        "Rehearsal with Dana Reyes, 22 November 2026. First offer.",
        "Dana Reyes agreed. You keep your job.",
        "Overall: strong, 75 of 100",
        "Business case strong (3 of 4)",
        *QUOTES.values(),
        "The one moment to redo",
        "Weak Some day.",
        "Strong Monday at ten.",
        "Every behaviour",
        "Trainer: developing (2 of 4). Cold.",
        "Positivity: the judge says weak (1 of 4). A trainer says developing (2 of 4): Cold.",
        "What you will do differently next time I will name Inês first.",
        "Who could lead instead? Agnieszka, from March",
        "Judge: embedded, minilm j",
        "Rubric: declining-promotion r",
        "For practice only, not for personnel decisions.",
        "Words in [brackets] name signs",
    ):
        assert wanted in words, wanted


def test_signs_of_other_scripts_are_drawn_or_named_and_never_boxes(rubric: Rubric) -> None:
    words = " ".join(pages(pdf_bytes(whole(rubric))))

    for drawn in ("Zielińska", "Inês", "שלום", "مرحبا", "Добрый день"):
        assert drawn in words
    # No font has these: their names are drawn, and what is copied are the signs themselves.
    assert "谢谢" in words
    assert "Words in [brackets] name signs" in words
    plain = Record(a_rehearsal(), said("Hi"))
    assert "Words in [brackets]" not in " ".join(pages(pdf_bytes(plain)))


@pytest.mark.parametrize("paper", ["a4", "letter"])
def test_pages_have_the_papers_size_and_keep_its_margins(rubric: Rubric, paper: str) -> None:
    content = pdf_bytes(whole(rubric), paper)

    with pdfium.PdfDocument(content) as opened:
        assert len(opened) > 1
        assert [pytest.approx(page.get_size(), abs=0.1) for page in opened] == [SIZES[paper]] * len(
            opened
        )
    for number, (image, words) in enumerate(
        zip(images(content), pages(content), strict=True), start=1
    ):
        assert f"Page {number} of " in words
        ink = np.argwhere(image.min(axis=2) < 245)
        height, width = image.shape[:2]
        top, left = ink.min(axis=0)
        bottom, right = ink.max(axis=0)
        assert min(top, left, height - bottom, width - right) > 2 * 24, "half an inch, nearly"


def test_evidence_is_underlined_in_its_colour_and_dashed_where_it_cost(rubric: Rubric) -> None:
    record = whole(rubric)._replace(corrections=())
    (found,) = [
        image
        for image, words in zip(images(pdf_bytes(record)), pages(pdf_bytes(record)), strict=True)
        if "I hate meetings" in words and "So, number 0" in words
    ]

    def runs(colour: tuple[int, int, int]) -> list[int]:
        """How long the level strokes of a colour are, in dots."""
        near = (np.abs(found.astype(int) - colour).max(axis=2) < 40) & (found.max(axis=2) < 200)
        lengths = []
        for line in near:
            edges = np.flatnonzero(np.diff(np.concatenate(([0], line.astype(int), [0]))))
            lengths += [int(b - a) for a, b in zip(edges[::2], edges[1::2], strict=True)]
        return lengths

    positivity, business, alternatives = (runs(HUES[n]) for n in range(3))
    assert max(positivity) > 100, "a whole line under 'Thank you, Dana'"
    assert sum(4 <= length <= 7 for length in positivity) > 20, "dashes under 'I hate meetings'"
    assert max(business) > 200
    assert max(alternatives) > 200


def test_no_page_ends_within_a_turn_that_fits_on_one(rubric: Rubric) -> None:
    texts = [f"First{n} " + "word " * (20 + 37 * n % 150) + f"last{n}." for n in range(24)]
    endless = "Begin9999 " + "word " * 1500 + "end9999."

    read = pages(pdf_bytes(Record(a_rehearsal(), said(*texts, endless))))

    assert len(read) > 4
    for number in range(len(texts)):
        assert any(f"First{number} " in page and f"last{number}." in page for page in read)
    first, last = (
        next(n for n, page in enumerate(read) if word in page) for word in ("Begin9999", "end9999")
    )
    assert first < last
    assert " ".join(read).count("word") == sum(text.count("word") for text in (*texts, endless))


def test_it_says_what_it_is_to_readers_and_screen_readers(rubric: Rubric) -> None:
    content = pdf_bytes(whole(rubric))

    with pdfium.PdfDocument(content) as opened:
        told = opened.get_metadata_dict()
        assert told["Title"] == "Rehearsal with Dana Reyes, 22 November 2026"
        assert told["Subject"] == "For practice only, not for personnel decisions."
        assert told["CreationDate"].startswith("D:20261122120000")
        contents = [one.get_title() for one in opened.get_toc()]
        assert opened.is_tagged()
    assert contents[:2] == ["The one moment to redo", "What you said"]
    assert b"/Lang (en)" in content or b"/Lang" in content
    for kind in (b"/H1", b"/H2", b"/H3", b"/P", b"/BlockQuote"):
        assert re.search(rb"/S " + kind + rb"\b", content), kind


def test_the_same_record_gives_the_same_bytes_anywhere(rubric: Rubric, tmp_path: Path) -> None:
    record = whole(rubric)
    script = (
        "import sys; from app.catalog.catalog import Catalog; from tests.export import test_pdf;"
        "from app.export.as_pdf import pdf_bytes;"
        "rubric = Catalog().rubric('declining-promotion');"
        "sys.stdout.buffer.write(pdf_bytes(test_pdf.whole(rubric)))"
    )
    other = subprocess.run([sys.executable, "-c", script], capture_output=True, check=True)

    assert pdf_bytes(record) == other.stdout
    assert pdf_bytes(record._replace(reflection="Else.")) != other.stdout


@pytest.mark.parametrize(
    "record",
    [
        Record(a_rehearsal(), (a_boss_turn("t0", text="So?"),)),
        Record(a_rehearsal(outcome="left"), said("Hi"), a_scorecard(overall=None)),
        Record(a_rehearsal(persona_name="\x00\ud800<b>"), said("", "\n\n", " ", "\u202e\u0301")),
    ],
    ids=["not over", "not scored, no rubric", "odd signs"],
)
def test_little_is_enough(record: Record) -> None:
    (words,) = pages(pdf_bytes(record))

    assert "For practice only" in words
    if record.card:
        assert "not scored as a whole" in words
        assert "Not scored: no valid answer" in words
