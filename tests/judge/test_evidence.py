from __future__ import annotations

import re
import unicodedata

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.domain.conversation import Line
from app.domain.scorecard import Evidence, Finding, Verdict
from app.judge.evidence import locate, verified
from tests.support.scenes import lines

WAIT = settings(deadline=None)


@pytest.mark.parametrize(
    ("text", "quote", "found"),
    [
        ("I like it here.", "like it", "like it"),
        ("I don’t want it", "I don't want it", "I don’t want it"),
        ("I don't want it", "I don’t want it", "I don't want it"),
        ("“Priya” can", '"Priya" can', "“Priya” can"),
        ("four\u00a0days a\u202fmonth", "four days a month", "four\u00a0days a\u202fmonth"),
        ("one\n\n  two", "one two", "one\n\n  two"),
        ("well – yes — no", "well - yes - no", "well – yes — no"),
        ("cafe\u0301 au lait", "café au", "cafe\u0301 au"),
        ("café au lait", "cafe\u0301 au", "café au"),
        ("so… no", "so... no", "so… no"),
        ("so... no", "so… no", "so... no"),
        ("the ﬁrst", "first", "ﬁrst"),
        ("I 😀 it 👩‍👩‍👧 here", "😀 it 👩‍👩‍👧", "😀 it 👩‍👩‍👧"),
        ("Ｔｈａｎｋ you", "Thank you", "Ｔｈａｎｋ you"),
        ("twice and twice", "twice", "twice"),
        ("  lead", " lead ", "lead"),
    ],
)
def test_a_quote_is_found_whatever_its_spacing_and_signs(text: str, quote: str, found: str) -> None:
    place = locate(text, quote)

    assert place is not None
    assert text[slice(*place)] == found
    assert place[0] == text.index(found)


@pytest.mark.parametrize(
    ("text", "quote"),
    [
        ("I like it here.", "I love it"),
        ("I like it here.", "i like it"),
        ("I like it here.", "it like"),
        ("I like it here.", "likeit"),
        ("I like it here.", ""),
        ("I like it here.", " \n"),
        ("", "I"),
        ("I do not want it", "I don't want it"),
        ("resume", "résumé"),
    ],
)
def test_other_words_are_not_found(text: str, quote: str) -> None:
    assert locate(text, quote) is None


talk = st.text(
    st.sampled_from("ab .,'’“\"–-…\u00a0\n\te\u0301é😀ﬁ½\u200b") | st.characters(), max_size=60
)


@given(talk, st.data())
@WAIT
def test_any_stretch_of_a_text_is_found_in_it(text: str, data: st.DataObject) -> None:
    start = data.draw(st.integers(0, len(text)))
    end = data.draw(st.integers(start, len(text)))
    quote = text[start:end]

    place = locate(text, quote)

    if not quote.strip():
        assert place is None
    else:
        assert place is not None
        assert text[slice(*place)] == quote
        assert place[0] <= start


@given(talk, talk)
@WAIT
def test_what_is_found_slices_the_original_and_says_the_quote(text: str, quote: str) -> None:
    place = locate(text, quote)

    if place is not None:
        start, end = place
        assert 0 <= start < end <= len(text)
        assert spelled(quote) in spelled(text[start:end])


@given(st.text(st.sampled_from("ab cdé'\"-."), min_size=1, max_size=60), st.data())
@WAIT
def test_a_copy_in_other_signs_and_spaces_is_found(text: str, data: st.DataObject) -> None:
    start = data.draw(st.integers(0, len(text) - 1))
    quote = text[start : data.draw(st.integers(start + 1, len(text)))]
    for sign, other in (("'", "’"), ('"', "”"), ("-", "–"), (" ", "\u00a0\n")):
        quote = quote.replace(sign, other)
    copied = unicodedata.normalize("NFD", quote)

    place = locate(text, copied)

    if not quote.strip():
        assert place is None
    else:
        assert place is not None
        assert spelled(quote) in spelled(text[slice(*place)])


def spelled(text: str) -> str:
    """A plain spelling, made in another way than the app makes it."""
    text = unicodedata.normalize("NFKC", re.sub("[‘’‚ʼ`´]", "'", text))
    text = re.sub("[“”„«»]", '"', re.sub("[‐‑‒–—−]", "-", text))
    return "".join(unicodedata.normalize("NFC", text).split())


TRANSCRIPT = (*lines("Take it.", "Thank you, but no."), Line(speaker="learner", text="So: no."))
THANKS = Evidence(turn=1, start=0, end=9, quote="Thank you")
UNFOUNDED = [
    Evidence(turn=0, start=0, end=8, quote="Take it."),
    Evidence(turn=1, start=0, end=8, quote="I'd love"),
    Evidence(turn=1, start=0, end=8, quote="Thank you"),
    Evidence(turn=1, start=-18, end=-9, quote="Thank you"),
    Evidence(turn=1, start=9, end=9, quote=""),
    Evidence(turn=1, start=10, end=11, quote=" "),
    Evidence(turn=2, start=0, end=9, quote="Thank you"),
    Evidence(turn=3, start=0, end=9, quote="Thank you"),
    Evidence(turn=-2, start=0, end=9, quote="Thank you"),
]


def checked(*evidence: Evidence, shown: str = "yes") -> Finding:
    finding = Finding.model_validate(
        {"behaviour": "thanks", "shown": shown, "specific": True, "evidence": evidence}
    )
    return verified(Verdict(findings={"warmth": (finding,)}), TRANSCRIPT).findings["warmth"][0]


@pytest.mark.parametrize("unfounded", UNFOUNDED)
@pytest.mark.parametrize("shown", ["yes", "partly"])
def test_a_finding_without_a_quote_that_stands_was_not_shown(
    unfounded: Evidence, shown: str
) -> None:
    assert checked(unfounded, shown=shown) == Finding(behaviour="thanks", shown="no")


def test_quotes_that_stand_keep_their_finding_and_the_others_go() -> None:
    found = checked(*UNFOUNDED, THANKS)

    assert found == Finding(behaviour="thanks", shown="yes", specific=True, evidence=(THANKS,))


def test_evidence_of_what_was_not_shown_is_checked_too() -> None:
    assert checked(UNFOUNDED[0], THANKS, shown="no").evidence == (THANKS,)


def test_reasons_and_warnings_stay() -> None:
    verdict = Verdict(unscored={"plan": "the model declined"}, warnings=("long",))

    assert verified(verdict, TRANSCRIPT) == verdict
