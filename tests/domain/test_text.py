from __future__ import annotations

import pytest

from app.domain.text import storable


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("", ""),
        ("a\0b", "a\ufffdb"),
        ("half \ud83d a pair", "half \ufffd a pair"),
        ("\udfff", "\ufffd"),
        ("\ud83d\ude00", "\ufffd\ufffd"),
    ],
)
def test_what_no_database_holds_is_replaced_one_for_one(typed: str, kept: str) -> None:
    assert storable(typed) == kept


@pytest.mark.parametrize(
    "typed",
    ["😀 👩‍👩‍👧", "שלום \u202e abc", "zero\u200bwidth", "e\u0301", "\t\r\n\x1b", "\ufffd\uffff"],
)
def test_everything_else_is_kept(typed: str) -> None:
    assert storable(typed) == typed
