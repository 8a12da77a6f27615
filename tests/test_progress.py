"""Where a learner stands, over a real store."""

from __future__ import annotations

from pathlib import Path

from app.domain.progress import Weeks
from tests.support.people import a_rubric
from tests.support.rehearsing import ME, Practice, practice, write


async def rehearsed(here: Practice, words: str = "thanks", *, scored: bool = True) -> str:
    """Hold a rehearsal of one turn, end it, and have it scored."""
    talk = await here.say(await here.start(), words)
    await here.rehearsals.end(ME, talk.rehearsal.id)
    if scored:
        await here.rehearsals.after.scorecard(ME, talk.rehearsal.id)
    return talk.rehearsal.id


async def test_a_standing_is_made_of_what_was_scored(tmp_path: Path) -> None:
    with practice(tmp_path) as here:
        write(
            here.personas / "sasha.yaml",
            here.rehearsals.persona("robin-vale").model_copy(update={"id": "sasha"}),
        )
        first = await rehearsed(here, "thanks small_step")
        await rehearsed(here, "hm", scored=False)

        found = here.rehearsals.progress.standing(ME)

    assert found is not None
    assert [one.rehearsal_id for one in found.scored] == [first]
    assert (len(found.past), found.gone, found.weeks) == (2, 0, Weeks(1, 1))
    assert found.choices == (a_rubric(),)
    thanks = found.mastery["warmth"][0]
    assert (thanks.standing, thanks.of) == ("sometimes", 1)
    assert thanks.best is not None
    assert (thanks.best.quote, thanks.best.rehearsal_id) == ("thanks", first)
    assert found.suggestion is not None
    assert found.suggestion.persona.id == "sasha"


async def test_a_rehearsal_counts_once_with_its_newest_scorecard(tmp_path: Path) -> None:
    with practice(tmp_path) as here:
        one = await rehearsed(here)
        await here.rehearsals.after.scorecard(ME, one, again=True)

        found = here.rehearsals.progress.standing(ME)

    assert found is not None
    assert len(found.scored) == 1


async def test_rubrics_are_chosen_and_a_removed_one_is_only_counted(tmp_path: Path) -> None:
    with practice(tmp_path) as here:
        other = a_rubric().model_copy(update={"id": "other", "title": "Other"})
        write(tmp_path / "rubrics" / "other" / "rubric.yaml", other)
        await rehearsed(here)
        standing = here.rehearsals.progress.standing

        chosen, unknown = standing(ME, "other"), standing(ME, "no-such")
        (tmp_path / "rubrics" / "asking-well" / "rubric.yaml").unlink()
        left = standing(ME)

    assert chosen is not None
    assert (chosen.rubric, chosen.past, chosen.suggestion) == (other, (), None)
    assert chosen.choices == (other, a_rubric())
    assert unknown is not None
    assert unknown.rubric == a_rubric()
    assert left is not None
    assert (left.rubric, left.gone, left.scored) == (other, 1, ())


async def test_nobody_sees_what_is_not_theirs_and_no_rubric_is_no_standing(tmp_path: Path) -> None:
    with practice(tmp_path) as here:
        await rehearsed(here)

        found = here.rehearsals.progress.standing("ann")
        (tmp_path / "rubrics" / "asking-well" / "rubric.yaml").unlink()

        assert here.rehearsals.progress.standing("ann") is None
    assert found is not None
    assert (found.past, found.weeks) == ((), Weeks(0, 0))
