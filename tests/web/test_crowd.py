"""Trial 38: many learners at once, and nobody hears another's words."""

from __future__ import annotations

from pathlib import Path

from app.config import Settings
from tests.support.crowd import all_talk, canaries, echo, gather
from tests.support.fake_openai import FakeOpenAI
from tests.support.room import open_room
from tests.support.staff import identity
from tests.support.trials import record

LEARNERS = 25
"""`python -m bench crowd` has a hundred."""
TURNS = 1


def test_38_twenty_five_learners_at_once_hear_nothing_of_each_other(
    learned: Path, tmp_path: Path, fake_openai: FakeOpenAI
) -> None:
    """Each signs in and says a word of their own; pages, prompts and store are searched for it."""
    fake_openai.default = echo
    settings = Settings(
        data_dir=learned, openai_base_url=fake_openai.url, model="a-model", judge="embedded"
    )
    with open_room(settings, tmp_path, gather(LEARNERS)) as room:
        heard = all_talk(room, LEARNERS, TURNS)
        for number, one in enumerate(heard):
            talk = room.rehearsals.open_talk(identity(room, f"Learner {number:03d}"))
            assert talk is not None
            assert talk.learner_turns == TURNS
            assert canaries(" ".join(turn.text for turn in talk.turns)) == {one.own}

    strangers = sum(len(one.strange) for one in heard)
    record(38, f"{strangers} strange words among {LEARNERS} learners at once")
    assert [one.own in one.all for one in heard] == [True] * LEARNERS
    assert strangers == 0
    asked = [canaries(request.text) for request in fake_openai.requests]
    assert max(len(words) for words in asked) == 1
