from __future__ import annotations

from app.export.as_text import plain_text
from app.export.record import Record
from tests.store.samples import a_boss_turn, a_rehearsal, a_scorecard, a_turn


def test_what_is_copied_reads_without_any_markup() -> None:
    turns = (a_boss_turn("t0", text="Take it."), a_turn("t1", "t0", text="*Thank* you,\nno."))

    assert plain_text(Record(a_rehearsal(outcome="agreed"), turns, a_scorecard())) == (
        "Rehearsal with Dana Reyes, 22 November 2026\n"
        "Dana Reyes agreed. You keep your job.\n"
        "\n"
        "Overall: strong, 75 of 100\n"
        "positivity: strong (3 of 4)\n"
        "business_case: not scored\n"
        "\n"
        "Dana Reyes: Take it.\n"
        "\n"
        "You: *Thank* you,\nno.\n"
        "\n"
        "For practice only, not for personnel decisions.\n"
    )
    assert "Overall" not in plain_text(Record(a_rehearsal(), turns))
