from __future__ import annotations

import shutil
from pathlib import Path

import numpy as np
import pytest

from app.domain.scorecard import Finding
from app.errors import ContentFileError
from app.judge.encoder import MODEL_FOLDER
from app.judge.heads import YES, Heads
from tests.support.content import THANKS, examples
from tests.support.desk import NAMING, NEITHER, THANKING, Desk, found, shown


@pytest.fixture(scope="module")
def shared(tmp_path_factory: pytest.TempPathFactory) -> Desk:
    """A desk that no test changes."""
    return Desk(tmp_path_factory.mktemp("desk"))


@pytest.fixture
def desk(shared: Desk, tmp_path: Path) -> Desk:
    """A desk of its own for a test, with what the shared one has learned."""
    return shared.copy(tmp_path / "desk")


@pytest.mark.parametrize(
    ("said", "wanted"),
    [
        (THANKING, {"thanks"}),
        ("Thanks for thinking of me first.", {"thanks"}),
        (NAMING, {"names_candidate"}),
        ("You could ask Omar, he would be good at it.", {"names_candidate"}),
        (f"{THANKING} {NAMING}", {"thanks", "names_candidate"}),
        (NEITHER, set()),
    ],
)
async def test_behaviours_are_learned_from_eight_examples_each(
    shared: Desk, said: str, wanted: set[str]
) -> None:
    assert shown(await shared.verdict(said)) == wanted


async def test_a_behaviour_without_examples_is_never_found(shared: Desk) -> None:
    verdict = await shared.verdict("GO AWAY WITH YOUR JOB!", THANKING, NAMING, NEITHER)

    assert found(verdict)["shouts"] == Finding(behaviour="shouts", shown="no")


async def test_findings_are_the_same_twice(shared: Desk) -> None:
    talk = (f"{THANKING} {NEITHER}", NAMING, NEITHER)

    first = await shared.verdict(*talk)

    assert first == await shared.verdict(*talk)
    assert first == await shared.verdict(*talk, judge=shared.judge())


async def test_a_turn_is_judged_alone_as_it_is_among_others(shared: Desk) -> None:
    alone = await shared.verdict(NAMING)
    among = await shared.verdict(*["The paint is wet."] * 30, NAMING)

    first, second = (found(one)["names_candidate"] for one in (alone, among))
    assert second.shown == first.shown == "yes"
    (own,), (same,) = first.evidence, second.evidence
    assert same == own.model_copy(update={"turn": 61})


def test_what_was_learned_is_kept_under_its_hash(desk: Desk) -> None:
    shutil.rmtree(desk.folder / "cache")
    first = desk.judge()
    learned = first.heads(first.subject(desk.rubric))

    assert [one.name for one in desk.cached] == [first.file_name(first.subject(desk.rubric))]
    assert first.name(desk.rubric).hash in desk.cached[0].name
    assert desk.cached[0].name.startswith("asking-well-")
    assert learned.names == ("thanks", "names_candidate", "shouts")


def test_a_second_judge_takes_what_the_first_one_learned(desk: Desk) -> None:
    judge = desk.judge()
    kept = judge.heads(judge.subject(desk.rubric))._replace(names=("from", "the", "cache"))
    kept.save(desk.cached[0])

    second = desk.judge()

    assert second.heads(second.subject(desk.rubric)).names == ("from", "the", "cache")


def test_a_judge_reads_its_file_once(desk: Desk) -> None:
    judge = desk.judge()
    first = judge.heads(judge.subject(desk.rubric))
    shutil.rmtree(desk.folder / "cache")

    assert judge.heads(judge.subject(desk.rubric)) is first
    assert desk.cached == []


async def test_an_edited_example_is_learned_without_a_restart(desk: Desk) -> None:
    judge = desk.judge()
    before = judge.name(desk.rubric)
    assert shown(await desk.verdict(NEITHER, judge=judge)) == set()

    path = desk.folder / "rubrics" / "asking-well" / "examples" / "thanks.yaml"
    paint = tuple(
        f"The {thing} is wet and full of {stuff}."
        for thing in ("paint", "van", "floor")
        for stuff in ("boxes", "paint", "leaves")
    )
    path.write_text(examples("thanks", paint, THANKS), "utf-8")

    assert shown(await desk.verdict(NEITHER, judge=judge)) == {"thanks"}
    assert shown(await desk.verdict(THANKING, judge=judge)) == set()
    assert judge.name(desk.rubric).hash != before.hash
    assert len(desk.cached) == 2


def test_another_order_of_behaviours_is_another_thing_to_learn(desk: Desk) -> None:
    turned = desk.rubric.model_copy(update={"criteria": desk.rubric.criteria[::-1]})

    assert desk.judge().name(turned).hash != desk.judge().name(desk.rubric).hash


def test_what_was_measured_of_the_shipped_rubric_outlives_another_example(desk: Desk) -> None:
    judge = desk.judge()
    own = judge.subject(desk.rubric)
    shipped = Heads.load(next(MODEL_FOLDER.glob("declining-promotion-*.npz")))
    assert shipped is not None

    learned = judge.heads(own._replace(id="declining-promotion"))

    thanks = shipped.names.index("thanks")
    assert learned.names == own.names == ("thanks", "names_candidate", "shouts")
    assert (learned.yes[0], learned.partly[0]) == (shipped.yes[thanks], shipped.partly[thanks])
    assert learned.yes[2] == judge.heads(own).yes[2] == np.float32(YES)


def test_a_damaged_cache_is_learned_anew(desk: Desk) -> None:
    whole = desk.cached[0].read_bytes()
    desk.cached[0].write_bytes(whole[: len(whole) // 2])
    judge = desk.judge()

    assert judge.heads(judge.subject(desk.rubric)).names == ("thanks", "names_candidate", "shouts")
    assert desk.cached[0].read_bytes() == whole


async def test_without_a_place_to_keep_it_the_judge_still_learns(desk: Desk) -> None:
    shutil.rmtree(desk.folder / "cache")
    (desk.folder / "cache").write_text("no folder")

    assert shown(await desk.verdict(THANKING)) == {"thanks"}


@pytest.mark.parametrize("folder", ["examples", "rubrics"])
async def test_a_rubric_without_examples_says_what_is_missing(desk: Desk, folder: str) -> None:
    shutil.rmtree(desk.folder / "cache")
    home = desk.folder / "rubrics" / "asking-well"
    shutil.rmtree(home / "examples" if folder == "examples" else desk.folder / "rubrics")

    with pytest.raises(ContentFileError, match="no examples") as raised:
        await desk.verdict(THANKING)

    assert raised.value.path == home / "examples"


async def test_examples_that_cannot_be_used_are_named_with_their_line(desk: Desk) -> None:
    path = desk.folder / "rubrics" / "asking-well" / "examples" / "thanks.yaml"
    path.write_text("behaviour: thanks\nexamples:\n  - words: Thank you\n", "utf-8")

    with pytest.raises(ContentFileError) as raised:
        await desk.verdict(THANKING)

    assert (raised.value.path, raised.value.line) == (path, 3)
