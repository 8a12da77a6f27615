"""Personal details hidden before text leaves for an endpoint, and put back in what comes back.

Pure text work. What has a form of its own is recognised by it: e-mail addresses, phone numbers,
IBANs, card numbers (both by their check digits) and street addresses. Names of people have none:
they are recognised where somebody is put forward or introduced by name, and every name that the
app knows (from the worksheet and the talk) is hidden wherever it stands.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import Literal, NamedTuple

Kind = Literal["EMAIL", "PHONE", "ACCOUNT", "ADDRESS", "PERSON"]


class Detail(NamedTuple):
    """A personal detail in a text: `text[start:end]`."""

    kind: Kind
    start: int
    end: int


_EMAIL = re.compile(r"(?<![\w.+-])[\w.+-]+@(?:[\w-]+\.)+[^\W\d_]{2,}")
_IBAN = re.compile(r"\b[A-Z]{2}\d{2}(?: ?[A-Z0-9]{4}){2,7}(?: ?[A-Z0-9]{1,4})?\b")
_CARD = re.compile(r"(?<![\d-])\d(?:[ -]?\d){12,18}(?![\d-])")
_PHONE = re.compile(
    r"(?<![\w.,/-])(?:\+\d{1,3}|00\d{1,3}|\(0?\d{1,5}\)|0\d{1,4}|\d{3}(?=[ .-]\d{3}[ .-]\d{4}\b))"
    r"(?:[ ./-]{0,2}\(?\d{1,5}\)?){1,6}(?![\w%]|[.,]\d)"
)
_LEAST_DIGITS, _MOST_DIGITS = 7, 15
_DATE = re.compile(r"\d{1,2}[./-]\d{1,2}[./-](?:\d{2}|\d{4})|\d{4}[./-]\d{1,2}[./-]\d{1,2}")
_CAPITAL = r"[^\W\d_a-zß-öø-ÿ][^\W\d_]*\.?"
_STREET = re.compile(
    # "12 Acacia Avenue", "Flat 3, 221B Baker Street"
    r"\b(?:(?:Flat|Apt\.?|Apartment|Unit|Suite) \w{1,4}, )?\d{1,5}[A-Za-z]? "
    rf"(?:{_CAPITAL} ){{1,3}}(?:Street|St\.?|Road|Rd\.?|Avenue|Ave\.?|Lane|Ln\.?|Drive|Dr\.?|"
    r"Close|Court|Ct\.?|Way|Square|Place|Terrace|Crescent|Gardens|Boulevard|Blvd\.?|Row|Hill)(?!\w)"
    # "Lindenstraße 14a", "Am Alten Markt 5", "Bahnhofstr. 7"
    r"|\b[^\W\d_]+(?:straße|strasse|str\.|gasse|weg|allee|platz|ring|damm|ufer) \d{1,4} ?[a-z]?\b"
    rf"|\b(?:Am|Im|An der|An den|Auf der|In der|Zum|Zur)(?: {_CAPITAL}){{1,2}} \d{{1,4}} ?[a-z]?\b"
    # "14 rue de la Paix", "Calle Mayor 12", "Via Roma 3"
    rf"|\b\d{{1,4}},? (?:rue|avenue|boulevard|quai)(?: (?:de|du|des|la|le"
    rf"|l['’])){{0,2}} ?{_CAPITAL}"
    rf"(?: {_CAPITAL})?"
    rf"|\b(?:Calle|Via|Viale|Piazza|Rua|Avenida)(?: (?:de|del|di|da"
    rf"|do))?(?: {_CAPITAL}){{1,3}},? \d{{1,4}}\b",
)
_TITLE = r"(?:Mr|Mrs|Ms|Miss|Dr|Prof|Sister|Herr|Frau)\.? "
_NAME = rf"(?!(?:I|The|A|An|My|Our|We|It|This|That|He|She|They|No|Yes)\b){_CAPITAL}"
_FULL = rf"{_NAME}(?:[ -](?:(?:van|von|de|da|del|der|al|bin|ter|la) ){{0,2}}{_CAPITAL}){{0,2}}"
_PERSON = re.compile(
    rf"{_TITLE}(?P<titled>{_FULL})"
    rf"|\b(?:[Mm]y name is|[Nn]amed|[Cc]alled|[Tt]his is|[Ii]t['’]s|colleague|teammate|deputy|"
    rf"friend|[Mm]y (?:wife|husband|partner|son|daughter)|instead of|[Aa]sk|[Tt]rain|[Mm]entor|"
    rf"[Cc]oach|[Rr]ecommend|[Ss]uggest|[Nn]ominate|[Pp]romote|[Cc]onsider|[Pp]ropose|[Pp]ick|"
    rf"[Cc]hoose|[Tt]alk to|[Ss]peak (?:to|with)|[Ww]ith|[Aa]bout|[Gg]ive it to|[Ll]et|[Tt]ell|"
    rf"[Mm]eet|[Tt]rust|[Ss]upport|[Cc]c|[Rr]egards,) (?P<put>{_FULL})"
    rf"|\b(?P<doing>{_FULL})(?=(?:,? who\b|, (?:our|my|the|a)|['’]s (?:been|got|ready|done|led|run)"
    r"| (?:is|was|has|had|could|can|would|will|should|already|knows|runs|ran|leads|led"
    r"|wants|wanted|"
    r"takes|took|told|asked|said|handles|handled|covers|covered|trained|does|did|keeps|and I)\b))"
)
_WITHIN = re.compile(rf"(?<=[\w,;)–-] )(?P<within>{_FULL})")
"""A capital that no beginning of a sentence explains."""
_NO_PERSON = frozenset(
    """Monday Tuesday Wednesday Thursday Friday Saturday Sunday January February March April May
    June July August September October November December Spring Summer Autumn Winter
    Christmas Easter English German French Spanish Python Java Kubernetes Excel Europe
    Germany France London Berlin Paris Madrid America Engineering Finance Sales Marketing
    Legal Operations Support Product Platform Management Manager Director Team Lead Boss
    Thanks Thank What When Where Who How Why There Here Then Now Today Tomorrow Yesterday
    Maybe Perhaps Nobody Somebody Someone Everyone Everybody Anyone People Which If But And
    So Because As Both Each All Some Most One Two Three Leading Managing Being Having Moving
    Working Taking Growing You Your Their His Her These Those God Internet Slack Jira Google
    Microsoft Amazon Everything Something Nothing Quality Last Next Part Half Time Work
    Money Doing Staying Not Only Honestly Right Look Well Please Sorry Okay""".split()
)


def details(text: str, names: Iterable[str] = ()) -> tuple[Detail, ...]:
    """Return the personal details in `text`, in order and apart; `names` are people's, known."""
    found: list[Detail] = []
    for one in _found(text, names):
        if all(one.end <= other.start or one.start >= other.end for other in found):
            found.append(one)
    return tuple(sorted(found, key=lambda one: one.start))


def people(text: str) -> tuple[str, ...]:
    """Return the names of people that are recognised in `text` by what stands around them."""
    return tuple(dict.fromkeys(text[one.start : one.end] for one in _people(text)))


def _found(text: str, names: Iterable[str]) -> Iterator[Detail]:
    """Yield details, the surest kinds first; they may overlap."""
    for match in _EMAIL.finditer(text):
        yield Detail("EMAIL", *match.span())
    yield from _accounts(text)
    for match in _STREET.finditer(text):
        yield Detail("ADDRESS", *match.span())
    for match in _PHONE.finditer(text):
        digits = sum(sign.isdecimal() for sign in match.group())
        dated = _DATE.fullmatch(match.group())
        if _LEAST_DIGITS <= digits <= _MOST_DIGITS and not dated:
            yield Detail("PHONE", *match.span())
    # The longest first: "Priya Nair" before "Priya".
    for name in sorted(filter(None, names), key=len, reverse=True):
        for match in re.finditer(rf"(?<!\w){re.escape(name)}(?!\w)", text):
            yield Detail("PERSON", *match.span())


def _accounts(text: str) -> Iterator[Detail]:
    for match in _IBAN.finditer(text):
        if _is_iban(match.group().replace(" ", "")):
            yield Detail("ACCOUNT", *match.span())
    for match in _CARD.finditer(text):
        if _is_card(re.sub(r"\D", "", match.group())):
            yield Detail("ACCOUNT", *match.span())


def _people(text: str) -> Iterator[Detail]:
    """Yield names of people, and some of places and makers: to hide one too many does no harm."""
    for pattern in (_PERSON, _WITHIN):
        for match in pattern.finditer(text):
            group = match.lastgroup or ""
            name, start = match.group(group).rstrip("."), match.start(group)
            first = name.split()[0]
            if first.rstrip(".") not in _NO_PERSON and not (first.isupper() and len(first) > 1):
                yield Detail("PERSON", start, start + len(name))


def _is_iban(account: str) -> bool:
    """Whether the check digits are right (ISO 13616)."""
    turned = account[4:] + account[:4]
    return (
        15 <= len(account) <= 34 and int("".join(str(int(sign, 36)) for sign in turned)) % 97 == 1
    )


def _is_card(digits: str) -> bool:
    """Whether the last digit is right (Luhn)."""
    doubled = [int(digit) * (1 + place % 2) for place, digit in enumerate(reversed(digits))]
    return 13 <= len(digits) <= 19 and sum(sum(divmod(one, 10)) for one in doubled) % 10 == 0


class Mask:
    """One conversation's placeholders: the same detail has the same one, `[PERSON_1]`."""

    def __init__(self, names: Iterable[str] = ()) -> None:
        self._names = tuple(names)
        self._place: dict[tuple[Kind, str], str] = {}

    @property
    def used(self) -> bool:
        """Whether anything was hidden."""
        return bool(self._place)

    def hide(self, text: str) -> str:
        """Return `text` with placeholders instead of personal details."""
        pieces, at = [], 0
        for one in details(text, self._names):
            pieces += [text[at : one.start], self._placeholder(one.kind, text[one.start : one.end])]
            at = one.end
        return "".join([*pieces, text[at:]])

    def show(self, text: str) -> str:
        """Return `text` with the details instead of placeholders."""
        for (_, detail), place in self._place.items():
            text = text.replace(place, detail)
        return text

    def _placeholder(self, kind: Kind, detail: str) -> str:
        number = sum(known == kind for known, _ in self._place) + 1
        return self._place.setdefault((kind, detail), f"[{kind}_{number}]")


class Shown:
    """Puts details back into text that comes in pieces."""

    def __init__(self, mask: Mask) -> None:
        self._mask, self._held = mask, ""

    def feed(self, piece: str) -> str:
        """Return what can be shown already: all but the beginning of a placeholder."""
        text = self._held + piece
        cut = text.rfind("[")
        whole = cut < 0 or not _BEGUN.fullmatch(text, cut)
        self._held = "" if whole else text[cut:]
        return self._mask.show(text if whole else text[:cut])

    def rest(self) -> str:
        """Return what was held back when no more comes."""
        held, self._held = self._held, ""
        return held


_BEGUN = re.compile(r"\[(?:[A-Z]{0,7}|[A-Z]{5,7}_\d{0,4})")
