"""What is hidden from an endpoint, how much of it, and that it comes back."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app import bootstrap
from app.config import Settings
from app.llm.masking import Mask, Shown, details, people
from tests.masking.measured import HELD_OUT, TUNED, measure, sentences
from tests.support.checklists import checklist
from tests.support.fake_openai import FakeOpenAI, Text
from tests.test_docs import ROOT

SAID = (
    "Thank you. I suggest Priya Nair, who already runs the stand-up. Write to her at "
    "priya@ops.example or call +44 20 7946 0958."
)
SECRETS = ("Priya", "Nair", "priya@ops.example", "7946")


@pytest.mark.parametrize(
    ("file", "recall", "precision"), [(TUNED, 0.95, 0.95), (HELD_OUT, 0.93, 0.87)]
)
def test_the_recogniser_is_as_good_as_the_docs_say(
    file: str, recall: float, precision: float
) -> None:
    measured = measure(file)

    assert measured.recall >= recall
    assert measured.precision >= precision
    said = (ROOT / "docs" / "privacy.md").read_text("utf-8")
    assert f"{measured.found} of {measured.there}" in said
    assert f"{measured.precision:.0%}".replace("%", " %") in said


def test_the_labelled_set_is_large_enough() -> None:
    assert len(sentences(TUNED)) >= 150


@given(st.text() | st.sampled_from([one.text for one in sentences()]), st.integers(1, 9))
def test_what_is_hidden_comes_back_to_the_letter_however_it_is_cut(text: str, size: int) -> None:
    mask = Mask(people(text))
    hidden = mask.hide(text)
    shown = Shown(mask)

    pieces = [shown.feed(hidden[at : at + size]) for at in range(0, len(hidden), size)]

    if "[" not in text:  # who writes placeholders gets what they stand for
        assert mask.show(hidden) == text
        assert "".join([*pieces, shown.rest()]) == text


def test_a_name_has_one_placeholder_and_others_have_others() -> None:
    mask = Mask(("Priya Nair", "Priya"))

    hidden = mask.hide("Priya Nair runs it. Omar asked Priya Nair; Priyanka did not ask Priya.")

    assert hidden == "[PERSON_1] runs it. Omar asked [PERSON_1]; Priyanka did not ask [PERSON_2]."
    wrong_digits = details("Pay 4111 1111 1111 1112 to DE89 3704 0044 0532 0130 01.")
    assert "ACCOUNT" not in {one.kind for one in wrong_digits}


async def talked(tmp_path: Path, endpoint: FakeOpenAI, mask: str, judge: str) -> Any:
    settings = Settings.model_validate(
        {
            "data_dir": tmp_path,
            "openai_base_url": endpoint.url,
            "model": "a-model",
            "mask": mask,
            "speaker": "prompted" if judge == "embedded" else "authored",
            "judge": judge,
            "judge_method": "checklist",
        }
    )
    with bootstrap.rehearsals(settings, url=f"sqlite:///{tmp_path / mask}.db") as here:
        talk = await here.start("ines", "dana-reyes", seed=1)
        said = here.say("ines", talk.rehearsal.id, SAID, after=talk.turns[0].id, message_id="m")
        talk = [progress async for progress in said][-1].talk
        await here.end("ines", talk.rehearsal.id)
        card = await here.after.scorecard("ines", talk.rehearsal.id)
        await here.aclose()
    return talk, card


async def test_a_masked_boss_speaks_of_the_one_they_were_told_of(tmp_path: Path) -> None:
    with FakeOpenAI(Text("And what does [PERSON_1] say to that?")) as endpoint:
        talk, _ = await talked(tmp_path, endpoint, "on", "embedded")
        sent = str(endpoint.requests[0].body)

    assert talk.turns[-1].text == "And what does Priya Nair say to that?"
    assert not [secret for secret in SECRETS if secret in sent]
    assert "[PERSON_1]" in sent
    assert "[EMAIL_1]" in sent
    assert "letter for letter" in sent
    assert "Dana Reyes" in sent, "the boss is no secret"


async def test_without_the_mask_all_is_sent_as_it_was_said(tmp_path: Path) -> None:
    with FakeOpenAI(Text("And what does Priya say to that?")) as endpoint:
        await talked(tmp_path, endpoint, "off", "embedded")
        sent = str(endpoint.requests[0].body)

    assert all(secret in sent for secret in SECRETS)


async def test_a_masked_judge_s_quotes_stand_in_the_learner_s_words(tmp_path: Path) -> None:
    quote = "I suggest [PERSON_1], who already runs the stand-up."
    found = {"names_candidate": (1, quote)}
    with FakeOpenAI() as endpoint:
        endpoint.default = lambda body: checklist(body, found)
        _, card = await talked(tmp_path, endpoint, "on", "llm")
        asked = [str(request.body) for request in endpoint.requests]

    (evidence,) = [
        spot
        for score in card.criteria
        for finding in score.findings
        if finding.behaviour == "names_candidate"
        for spot in finding.evidence
    ]
    assert evidence.quote == "I suggest Priya Nair, who already runs the stand-up."
    assert not [secret for secret in SECRETS for body in asked if secret in body]
