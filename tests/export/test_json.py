from __future__ import annotations

import json
from typing import Any

from app.domain.conversation import Rehearsal
from app.domain.scorecard import Evidence, Finding, Scorecard
from app.export.as_json import json_text
from app.export.record import Record
from tests.store.corrections import a_level
from tests.store.samples import a_boss_turn, a_rehearsal, a_scorecard, a_turn

TURNS = (a_boss_turn("t0", text="Take it. 😀"), a_turn("t1", "t0", text="Thank you\u202e, no."))


def document(rehearsal: Rehearsal, card: Scorecard | None) -> dict[str, Any]:
    parsed: dict[str, Any] = json.loads(json_text(Record(rehearsal, TURNS, card)))
    return parsed


def test_rehearsal_transcript_and_scorecard_are_complete() -> None:
    told = document(a_rehearsal(outcome="agreed"), a_scorecard())

    assert told["rehearsal"]["persona_name"] == "Dana Reyes"
    assert told["rehearsal"]["outcome"] == "agreed"
    assert [turn["text"] for turn in told["turns"]] == ["Take it. 😀", "Thank you\u202e, no."]
    assert [turn["speaker"] for turn in told["turns"]] == ["boss", "learner"]
    assert told["turns"][0]["move"]["parts"][0]["concern"] == "gap"
    assert Scorecard.model_validate(told["scorecard"]) == a_scorecard()
    assert "not for personnel decisions" in told["note"]


def test_evidence_counts_the_turns_of_the_file() -> None:
    told = document(a_rehearsal(), a_scorecard())

    evidence = [
        Evidence.model_validate(one)
        for criterion in told["scorecard"]["criteria"]
        for finding in criterion["findings"]
        for one in Finding.model_validate(finding).evidence
    ]
    assert evidence
    for one in evidence:
        assert told["turns"][one.turn]["text"][one.start : one.end] == one.quote


def test_what_is_the_stores_own_business_is_left_out() -> None:
    text = json_text(Record(a_rehearsal(owner="somebody@example.org"), TURNS))

    assert "somebody@example.org" not in text
    told = json.loads(text)
    assert not {"owner", "leaf_id"} & set(told["rehearsal"])
    assert not {"state", "message_id", "parent_id", "rehearsal_id"} & set(told["turns"][0])


def test_an_unfinished_rehearsal_without_a_scorecard_is_written_too() -> None:
    told = document(a_rehearsal(), None)

    assert (told["rehearsal"]["outcome"], told["scorecard"]) == (None, None)
    assert len(told["turns"]) == 2


def test_a_scorecard_that_was_not_scored_says_why() -> None:
    told = document(a_rehearsal(), a_scorecard(overall=None))

    assert told["scorecard"]["overall"] is None
    assert told["scorecard"]["criteria"][1]["level"] is None
    assert told["scorecard"]["criteria"][1]["reason"] == "no valid answer"


def test_it_says_who_is_judge_and_who_is_trainer_and_what_comes_next() -> None:
    record = Record(
        a_rehearsal(),
        TURNS,
        a_scorecard(),
        None,
        (a_level(trainer="ann"),),
        "Ask Inês first.",
        (("Who could lead?", "Inês"),),
    )

    told = json.loads(json_text(record))

    assert told["scorecard"]["pins"]["judge"]["kind"] == "embedded"
    (given,) = told["corrections"]
    assert (given["trainer"], given["kind"], given["judged"], given["level"]) == (
        "ann",
        "level",
        3,
        1,
    )
    assert told["reflection"] == "Ask Inês first."
    assert told["plan"] == [{"question": "Who could lead?", "answer": "Inês"}]
