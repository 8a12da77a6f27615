from __future__ import annotations

from xml.etree import ElementTree

import pytest

from app.web.charts import BOTTOM, HEIGHT, LEFT, RIGHT, TOP, WIDTH, Band, Chart, Point, drawn, key

OUTCOMES = ("agreed", "parked", "stalemate", "accepted", "left", "open", "several")


def chart(number: int, **changes: object) -> Chart:
    points = [
        Point(n % 5, OUTCOMES[n % 7], f'"{n}" & <b>', f"review?rehearsal=r{n}", label="best & last")
        for n in range(number)
    ]
    bands = (Band(0, 0, 0.2, 1.5), Band(number - 1, number - 1, 3.9, 1.5))
    plain = Chart(
        "Warmth & <co>", 1, points, bands, "1 Jan 2026", "2 Feb 2026", divided=number // 2
    )
    return plain._replace(**changes)  # type: ignore[arg-type]


def tree(markup: str) -> ElementTree.Element:
    return ElementTree.fromstring(markup)


@pytest.mark.parametrize("number", [1, 2, 7, 40])
def test_a_chart_is_well_formed_and_says_all_its_marks(number: int) -> None:
    root = tree(drawn(chart(number)))

    marks = [one for one in root.iter() if one.get("class") == "mark"]
    assert root.get("aria-label") == "Warmth & <co>"
    assert [one.get("aria-label") for one in marks] == [f'"{n}" & <b>' for n in range(number)]
    assert [one.get("href") for one in marks] == [f"review?rehearsal=r{n}" for n in range(number)]


def test_only_the_latest_mark_is_in_the_tab_order() -> None:
    root = tree(drawn(chart(5)))

    order = [one.get("tabindex") for one in root.iter() if one.get("class") == "mark"]
    assert order == ["-1", "-1", "-1", "-1", "0"]


def test_every_outcome_has_a_shape_of_its_own() -> None:
    assert len({key(outcome) for outcome in OUTCOMES}) == len(OUTCOMES)
    for outcome in OUTCOMES:
        tree(key(outcome))


@pytest.mark.parametrize("number", [1, 2, 40])
def test_everything_stays_inside(number: int) -> None:
    root = tree(drawn(chart(number)))

    for circle in root.iter("circle"):
        assert LEFT <= float(circle.get("cx", "nan")) <= RIGHT
        assert TOP <= float(circle.get("cy", "nan")) <= BOTTOM
    for box in root.iter("rect"):
        top, tall = float(box.get("y", "nan")), float(box.get("height", "nan"))
        assert TOP - 6 <= top <= top + tall <= BOTTOM + 6
    for words in root.iter("text"):
        assert 0 <= float(words.get("x", "nan")) <= WIDTH
        assert 0 < float(words.get("y", "nan")) < HEIGHT


def test_a_mark_without_an_address_is_a_picture_with_words() -> None:
    root = tree(drawn(chart(1, points=[Point(2.4, "several", "5 rehearsals: 2.4")], bands=())))

    (mark,) = [one for one in root.iter() if one.get("class") == "mark"]
    assert (mark.tag, mark.get("role"), mark.get("href")) == ("g", "img", None)
