"""Spellings: what transliterations of one name have in common, and which names are known and have no other spelling."""

import re
from collections.abc import Iterator
from functools import cache, lru_cache

from .gazetteer import CITY, COUNTRY, cities_with_people, known_names
from .lexicon import is_census_name
from .surface import LOC, LONGEST, is_redacted, key

# Names with many well-known spellings. They count even where the census has them, too.
_KNOWN_SPELLINGS = """
    muhammad mohammad mohammed mohamed muhammed mohamad muhamad mohamud / ahmad ahmed / mahmud mahmoud mahmood / hasan hassan
    husayn hussein hussain husain hossein hossain husein / ali aly / umar omar / usama osama ousama / uthman othman
    yusuf youssef yousef yousuf yusef yusif / ibrahim ebrahim / ismail esmail / khalid khaled / walid waleed
    rashid rasheed rashed / hamid hameed / karim kareem / salim saleem / salih saleh / nasir nasser naser
    tariq tarik tareq tarek / faruq farouk farooq farouq faruk / sulayman suleiman sulaiman soleiman
    mustafa moustafa mostafa / jamal gamal / jamil jameel gamil / saif seif sayf / muammar moammar muamar muammer
    said saeed / zaid zayd zeid
    zayid zayed / latif lateef / bashir basheer / hisham hesham / hashim hashem / majid majed / amin ameen / nur nour noor
    yahya yehia yahia / musa mousa moussa moosa / isa issa eissa / dawud daoud dawood daud / idris idriss
    munir mounir muneer / nabil nabeel / samir sameer / sharif sherif shareef / kazim kazem / kadhim kadhem
    qasim qassem qasem kasim kassem
    fahd fahad / faysal faisal feisal / mubarak moubarak / sergei sergey / andrei andrey / dmitri dmitry dmitriy dimitri
    yuri yuriy yury / vasili vasily vasiliy / nikolai nikolay / aleksei alexei aleksey alexey / aleksandr alexandr
    viktor victor / yevgeny evgeny yevgeniy evgeniy yevgeni / grigori grigory grigoriy / valeri valery valeriy
"""


@cache
def _known_spellings() -> dict[str, str]:
    lines = (part.split() for line in _KNOWN_SPELLINGS.splitlines() for part in line.split("/"))
    return {word: row[0] for row in lines for word in row}


def is_known_name(word: str) -> bool:
    """Returns whether a word is a name of the census, or one whose spellings are well known."""
    return is_census_name(word) or word in _known_spellings()


_FOLDS = [(re.compile(pattern), to) for pattern, to in (
    (r"sk(?:yy|iy|ij|ii|y)\Z", "ski"), (r"ph", "f"), (r"dj", "j"), (r"dh", "d"), (r"gh", "g"), (r"ck", "k"),
    (r"ou|oo|uu|o", "u"), (r"[ae][iy](?=[^aeiouy]|\Z)", "ê"), (r"ee|ie|iy|(?<!\A)y|e", "i"), (r"(.)\1+", r"\1"),
    (r"(?<=[aiu])h\Z", ""),
)]  # fmt: skip


@lru_cache(65_536)
def fold(word: str) -> str:
    """Returns a word with letters that transliterations use for the same sound made one.

    That is: doubled consonants, `dh` and `d`, `o` and `u`, `e`, `y` and `i`, `ei` and `ay`. `Mutassim` and `Mutasim` become
    the same, and so do `Zelenskyy` and `Zelensky`.
    """
    for pattern, to in _FOLDS:
        word = pattern.sub(to, word)
    return word


def respelled(folded: str) -> Iterator[str]:
    """Yields a folded word with `g` and with `k` in place of `q`; nothing for `qu` and Chinese names (`Qian`)."""
    if "q" in folded and "qu" not in folded and not re.search(r"qi[auê]|\Aqin?g?\Z", folded):
        yield folded.replace("q", "g")
        yield folded.replace("q", "k")


def skeleton(folded: str) -> str:
    """Returns a folded word without the vowels that stand between consonants. `Ivanov` and `Ivanova` stay apart."""
    return folded[:1] + re.sub("[aiuê]", "", folded[1:-1]) + folded[1:][-1:]


_SHORTEST_FOLDED = 5  # letters; `Chen` and `Chin` are two names


def person_spelling(word: str) -> str | None:
    """Returns the folded word for a part of a person's name, or None where another spelling is another name.

    That is so for short words, and for names in the U.S. census. All well-known spellings of an Arabic or Russian name
    (`Mohammed`) give the first of them with a mark, `=muhammad`, which no other word gives.
    """
    if known := _known_spellings().get(word):
        return "=" + known
    return fold(word) if len(fold(word)) >= _SHORTEST_FOLDED and is_spelled(word) and not is_census_name(word) else None


def is_spelled(word: str) -> bool:
    """Returns whether a word has only Latin letters and is not blacked out: no other word is respelled."""
    return word.isascii() and word.isalpha() and len(word) <= LONGEST and not is_redacted(word)


@cache
def _places() -> frozenset[str]:
    of_geonames = {*known_names(COUNTRY), *known_names(CITY), *(name for name, _ in cities_with_people())}
    return frozenset(key(name, LOC) for name in of_geonames)


def is_known_place(name_key: str) -> bool:
    """Returns whether GeoNames has a country, a state of the U.S. or a city of this name."""
    return name_key in _places()


def place_spelling(name_key: str) -> str | None:
    """Returns the folded words of a place's name, or None if it is too short or has characters other than letters."""
    folded = " ".join(map(fold, name_key.split()))
    return folded if len(folded) >= _SHORTEST_FOLDED and is_spelled(name_key.replace(" ", "")) else None
