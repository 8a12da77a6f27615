"""The page of trials is in step with the tests."""

from tests.support.trials import PAGE, figures, page, trials, tryings, untested


def test_every_trial_has_a_test_or_the_page_says_why_not() -> None:
    faults, tried = trials(), {one.number for one in tryings()}

    assert [trial.number for trial in faults] == list(range(1, 60))
    assert tried == set(range(1, 60)) - untested()


def test_the_page_is_what_the_tests_and_figures_make_of_it() -> None:
    assert PAGE.read_text("utf-8") == page(trials(), tryings(), figures()), (
        "run: python -m tests.support.trials"
    )


def test_every_figure_is_of_a_test_that_is_there_or_of_a_benchmark() -> None:
    known = {f"{one.path}::{one.name}": one.number for one in tryings()}

    for one in figures():
        test = one.where.partition("[")[0]
        assert test.startswith("bench ") or known.get(test) == one.number, one
