from __future__ import annotations

import pytest

from app.domain.content import Version, content_kind
from app.errors import StaleContent
from app.store.repository import Store
from tests.store.samples import NOON


def a_version(number: int = 1, path: str = "personas/ann.yaml", text: str | None = "a") -> Version:
    return Version(path=path, version=number, text=text, author="ann", note="new", at=NOON)


def test_versions_come_back_with_the_last_one_first(store: Store) -> None:
    for number, text in ((1, "a"), (2, "b: ü"), (3, None)):
        store.content.add(a_version(number, text=text))

    assert store.content.newest("personas/ann.yaml") == a_version(3, text=None)
    assert [version.text for version in store.content.of("personas/ann.yaml")] == [
        None,
        "b: ü",
        "a",
    ]
    assert store.content.newest("personas/bea.yaml") is None


def test_two_who_save_the_same_version_do_not_overwrite_each_other(store: Store) -> None:
    store.content.add(a_version(1))

    with pytest.raises(StaleContent):
        store.content.add(a_version(1, text="other"))

    assert store.content.newest("personas/ann.yaml") == a_version(1)


def test_what_is_new_is_the_last_version_of_each_file_that_changed(store: Store) -> None:
    store.content.add(a_version(1))
    seen, first = store.content.since(0)
    store.content.add(a_version(2))
    store.content.add(a_version(3))
    store.content.add(a_version(1, "personas/bea.yaml"))

    number, changed = store.content.since(seen)

    assert first == (a_version(1),)
    assert changed == (a_version(3), a_version(1, "personas/bea.yaml"))
    assert store.content.since(number) == (number, ())


@pytest.mark.parametrize(
    ("path", "kind"),
    [
        ("personas/dana-reyes.yaml", "persona"),
        ("rubrics/declining-promotion/rubric.yaml", "rubric"),
        ("rubrics/declining-promotion/examples/thanks.yaml", "examples"),
        ("personas/../../etc/passwd", None),
        ("personas/a/b.yaml", None),
        ("personas/.hidden.yaml", None),
        ("rubrics/x/examples/../../y.yaml", None),
        ("personas/Dana.yaml", None),
        ("personas/dana.yaml\n", None),
        ("", None),
    ],
)
def test_only_the_paths_of_content_files_are_paths(path: str, kind: str | None) -> None:
    assert content_kind(path) == kind
