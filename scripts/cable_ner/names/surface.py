"""Surface forms of names: what two of them have in common, whatever their case, spacing, title or spelling."""

import re
import unicodedata
from collections.abc import Iterator
from functools import cache
from itertools import product

from .gazetteer import CITY, COUNTRY, cities_with_people, names
from .lexicon import lexicon

PER, ORG, LOC = "PER", "ORG", "LOC"
LONGEST = 120  # characters; what is longer is no name, and only like itself
Parts = tuple[str, ...]

_APOSTROPHES = re.compile("[’‘`´ʼʻʾʿ′]")
_MARKS = re.compile("[\u0300-\u036f]")  # of Latin letters; in other scripts marks are letters of their own
_LETTERS = str.maketrans({"ø": "o", "ł": "l", "đ": "d", "ð": "d", "þ": "th", "ı": "i", "æ": "ae", "œ": "oe"})
_POSSESSIVE = re.compile(r"\s?'s\Z|(?<=s)'\Z")
_INITIALS = re.compile(r"\b([^\W\d_])\.\s*(?=[^\W\d_]\.)")  # `U. S.`, `J.F. Kennedy`
_STOP_IN_WORD = re.compile(r"(?<=[^\W\d_]{2})\.(?=[^\W\d_]{2})")  # `St.Petersburg`
_GAPS = re.compile(r"[\s\-–—‐‑_,;:!?\"“”()\[\]{}<>*]+")
_BEFORE_DIGIT = re.compile(r"(?<=[^\W\d_]) (?=\d)")  # `F 16`
_PLURAL_OF_NUMBER = re.compile(r"([^\W\d_]+\d+)s")  # `F16s`
_ARTICLE = re.compile(r"\b(?:al|el|ul|as|ash|ad|adh|an|ar|at|az)[-–‐‑]\s?(?=\w)")
_INVERTED = re.compile(r"([^,]{2,40}),\s+([^,]{2,40})")  # `Smith, John`

# A title goes, but for what only a family (`Mrs.`) or a first name (`King`, `Sheikh`) has: those tell persons apart.
_TITLES = frozenset(
    """mr ms dr prof professor president vice prime minister pm premier chancellor secretary senator congressman
    congresswoman governor mayor ambassador amb envoy consul charge dcm general gen lieutenant lt colonel col major maj
    captain capt sergeant sgt commander cmdr admiral adm brigadier brig marshal deputy chairman chairwoman director
    judge justice bishop archbishop cardinal foreign defense interior finance former""".split()
)
_TITLES_WITH_STOP = re.compile(r"\b(?:sen|rep|hon|fr|rev)\. ?(?=\w)")
_GENERATIONS = frozenset("jr sr ii iii iv".split())
_CHILD_OR_PARENT_OF = frozenset("abu umm bin ibn ben bint".split())
_HONORIFICS = frozenset("mrs king queen crown prince princess pope sultan emir sheikh shaikh sheik shaykh".split())
_PARTICLES = (
    _HONORIFICS
    | _CHILD_OR_PARENT_OF
    | frozenset("van von der den de da do dos das del della di du la le ter ten ould".split())
)
_SPELLINGS = (
    (re.compile(r"isation(s?)\b"), r"ization\1"),
    (re.compile(r"\b(def|off)ence\b"), r"\1ense"),
    (re.compile(r"\bcentre(s?)\b"), r"center\1"),
    (re.compile(r"\bprogramme(s?)\b"), r"program\1"),
    (re.compile(r"\b(lab|harb)our\b"), r"\1or"),
    (re.compile(r"\bof the\b"), "of"),
    (re.compile(r"\bamembassy\b"), "embassy"),
    (re.compile(r"\bamconsul\b"), "consulate"),
)
_MINISTRY = re.compile(r"(\w+(?: and \w+)?) (ministry|department)")  # `Interior Ministry`
_SAME = {
    "us": "united states", "usa": "united states", "united states of america": "united states",
    "uk": "united kingdom", "uae": "united arab emirates", "kiev": "kyiv", "drc": "democratic republic of congo",
    "democratic republic of the congo": "democratic republic of congo", "dprk": "north korea", "rok": "south korea",
}  # fmt: skip


# -- a key ---------------------------------------------------------------------------------------


def key(form: str, label: str) -> str:
    """Returns what forms of one name have in common, whatever their case, possessive, hyphens, stops and accents.

    Never empty for a form that is not. Of a person, titles are gone; of a body, spellings are American.
    """
    if len(form) > LONGEST:
        return form.casefold()
    text = _MARKS.sub("", unicodedata.normalize("NFKD", _APOSTROPHES.sub("'", form).casefold())).translate(_LETTERS)
    text = _POSSESSIVE.sub("", text.strip(' \t\n"“”,;:()[]'))
    text = _POSSESSIVE.sub("", text.rstrip('"“”,;:'))
    if label == PER:
        text = _in_order(_ARTICLE.sub("al ", _TITLES_WITH_STOP.sub("", text)))
    text = (
        _STOP_IN_WORD.sub(" ", _INITIALS.sub(r"\1 " if label == PER else r"\1", text))
        .replace(".", "")
        .replace("'", "")
        .replace("&", " and ")
    )
    text = _PLURAL_OF_NUMBER.sub(r"\1", _BEFORE_DIGIT.sub("", _GAPS.sub(" ", text).strip()))
    text = text.removeprefix("the ")
    if label == PER:
        text = _without_titles(text)
    elif label == ORG:
        text = _as_body(text)
    elif label == LOC:
        text = _SAME.get(text, text)
    return text or form.strip().casefold() or form


def _in_order(text: str) -> str:
    """Returns `Smith, John` as `john smith`."""
    match = _INVERTED.fullmatch(text)
    return f"{match[2]} {match[1]}" if match and match[2].strip(".") not in _GENERATIONS else text


def _without_titles(text: str) -> str:
    words = text.split()
    at = next((number for number, word in enumerate(words) if word not in _TITLES), 0)  # `Director General` stays
    return " ".join(words[at:])


def _as_body(text: str) -> str:
    for pattern, spelling in _SPELLINGS:
        text = pattern.sub(spelling, text)
    if match := _MINISTRY.fullmatch(text):
        text = f"{match[2]} of {match[1]}"
    return "ministry of foreign affairs" if text == "ministry of foreign" else text


def compact(name_key: str) -> str:
    """Returns a key without its spaces, or with them if it is so short that they may tell names apart (`Ma Li`, `Mali`).

    A space between digits always stays.
    """
    text = re.sub(r"(?<!\d) | (?!\d)", "", name_key)
    return text if len(text) >= 7 and len(name_key) <= LONGEST else name_key


def is_possessive(form: str) -> bool:
    """Whether a form ends in a possessive."""
    return bool(_POSSESSIVE.search(_APOSTROPHES.sub("'", form).casefold()))


def is_redacted(name_key: str) -> bool:
    """Whether a name, or some of it, was blacked out: it may be anybody's."""
    return "xxx" in name_key


def is_acronym(short: str, full: str) -> bool:
    """Whether a short form is made of the first letters of the words of the full one, of all or of those with capitals."""
    letters = short.replace(".", "")
    if not (2 <= len(letters) <= 8 and letters.isalpha() and letters.isupper()):
        return False
    words = [word for word in re.split(r"[\s\-–/]+", full) if word[:1].isalpha()]
    if len(words) < 2:
        return False
    capitals = "".join(word[0] for word in words if word[0].isupper())
    small = {"of", "the", "and", "for", "in", "on", "to", "de", "la"}
    long_words = "".join(word[0] for word in words if word.lower() not in small)
    return letters.casefold() in {capitals.casefold(), long_words.casefold(), "".join(word[0] for word in words).casefold()}


# -- a person's name -----------------------------------------------------------------------------


def parts(name_key: str) -> Parts:
    """Returns the words of a person's key that tell persons apart: no Arabic articles, `abd al-` one word with the next.

    `al qadhafi` and `qadhafi` have the same parts, so have `abd al rahman` and `abdulrahman`. Never empty.
    """
    words = name_key.split() or [name_key]
    found: list[str] = []
    at = 0
    while at < len(words):
        word, last = words[at], at == len(words) - 1
        if word in ("al", "el") and not last:
            at += 1
        elif word in ("abd", "abdul", "abdel", "abdal", "abdol") and not last:
            skip = 2 if words[at + 1] in ("al", "el", "ul") and at + 2 < len(words) else 1
            found.append(_servant("abdal" + words[at + skip]))
            at += skip + 1
        else:
            found.append(_servant(word))
            at += 1
    return tuple(found)


_SERVANT = re.compile(r"abd[aeou](?:l(?=[a-z]{2})|(?=([rnszdt])\1))")


def _servant(word: str) -> str:
    """Returns `abdulrahman`, `abdelrahman` and `abdurrahman` as `abdalrahman`."""
    match = _SERVANT.match(word)
    if not match:
        return word
    rest = word[match.end() + (1 if match[1] else 0) :]
    return "abdallah" if rest in ("lah", "la", "allah") else "abdal" + rest


def shorter(name: Parts) -> Iterator[tuple[Parts, str]]:
    """Yields what a person of this name may also be called, and how: `first`, `last` or `initials`.

    `last` is the end of the name, or its first and last word with some of those between; `first` is its beginning;
    `initials` has a letter for words but the last. A father is not his son: `Bush` is not short for `Bush Jr.`, nor
    `Nawaf` for `Abu Nawaf`.
    """
    size = len(name)
    if name[-1] in _GENERATIONS or size < 2:
        return
    if name[0] in _HONORIFICS:
        yield from shorter(name[1:])
    for length in range(1, size):
        if name[-1] not in _PARTICLES and len(name[-length]) > 1 and name[-length - 1] not in _CHILD_OR_PARENT_OF:
            yield name[-length:], "last"
        if name[length - 1] not in _PARTICLES and len(name[length - 1]) > 1:
            yield name[:length], "first"
    if name[0] in _HONORIFICS:
        return  # King Hamad is not `King Khalifa`
    if size > 5:
        yield (name[0], name[-1]), "last"
        return
    for chosen in product((0, 1, 2), repeat=size - 1):  # left out, an initial, whole; the first word is never left out
        if not chosen[0] or all(how == 2 for how in chosen) or any(h == 1 and w in _PARTICLES for h, w in zip(chosen, name)):
            continue
        between = [(how, word) for how, word in zip(chosen, name) if how != 0][1:]
        if 0 in chosen and any(how == 1 or len(word) == 1 for how, word in between):
            continue  # George W. Bush is not George H. W. Bush
        short = tuple(word if how == 2 else word[0] for word, how in zip(name, chosen) if how) + (name[-1],)
        if short != name:
            initials = any(how == 1 and len(word) > 1 for word, how in zip(name, chosen))
            yield short, "initials" if initials else "last"


# -- spelling ------------------------------------------------------------------------------------

# Names whose spellings are many and well known; also where they are names of the census, too.
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


@cache
def _census() -> frozenset[str]:
    return frozenset(form for form, entry in lexicon("xx").items() if entry.kinds & 0b111000000)


def is_census_name(word: str) -> bool:
    """Whether the U.S. census has such a first name or surname: many people may be called so."""
    return word in _census()


def is_known_name(word: str) -> bool:
    """Whether a word is a name of the census, or one whose spellings are well known."""
    return is_census_name(word) or word in _known_spellings()


_FOLDS = [(re.compile(pattern), to) for pattern, to in (
    (r"sk(?:yy|iy|ij|ii|y)\Z", "ski"), (r"ph", "f"), (r"dj", "j"), (r"dh", "d"), (r"gh", "g"), (r"ck", "k"),
    (r"ou|oo|uu|o", "u"), (r"[ae][iy](?=[^aeiouy]|\Z)", "ê"), (r"ee|ie|iy|(?<!\A)y|e", "i"), (r"(.)\1+", r"\1"),
    (r"(?<=[aiu])h\Z", ""),
)]  # fmt: skip


@cache
def fold(word: str) -> str:
    """Returns a word with those letters made one that transliterations have for the same sound: doubled consonants, `dh` and
    `d`, `o` and `u`, `e`, `y` and `i`, `ei` and `ay`. `Mutassim` and `Mutasim`, `Zelenskyy` and `Zelensky` become the same.
    """
    for pattern, to in _FOLDS:
        word = pattern.sub(to, word)
    return word


def respelled(folded: str) -> Iterator[str]:
    """Yields a folded word as it is written where `q` is `g` or `k`; not for `qu` and Chinese names (`Qian`)."""
    if "q" in folded and "qu" not in folded and not re.search(r"qi[auê]|\Aqin?g?\Z", folded):
        yield folded.replace("q", "g")
        yield folded.replace("q", "k")


def skeleton(folded: str) -> str:
    """Returns a folded word without the vowels that stand between consonants. `Ivanov` and `Ivanova` keep apart."""
    return folded[:1] + re.sub("[aiuê]", "", folded[1:-1]) + folded[1:][-1:]


SHORTEST_FOLDED = 5  # letters; `Chen` and `Chin` are two names


def person_spelling(word: str) -> str | None:
    """Returns the folded word for a part of a person's name, or None where another spelling is another name.

    That is so for short words, and for those that the U.S. census has. Well-known spellings of Arabic and Russian names
    (`Mohammed`) all have that of their first one, which no other word has: `=muhammad`.
    """
    if known := _known_spellings().get(word):
        return "=" + known
    return fold(word) if len(fold(word)) >= SHORTEST_FOLDED and is_spelled(word) and word not in _census() else None


def is_spelled(word: str) -> bool:
    """Whether a word is of Latin letters, and not blacked out: only such a one may be spelled in another way."""
    return word.isascii() and word.isalpha() and len(word) <= LONGEST and not is_redacted(word)


@cache
def _places() -> frozenset[str]:
    of_geonames = {*names(COUNTRY), *names(CITY), *(name for name, _ in cities_with_people())}
    return frozenset(key(name, LOC) for name in of_geonames)


def is_known_place(name_key: str) -> bool:
    """Whether GeoNames has a country, a state of the U.S. or a city of this name."""
    return name_key in _places()


def place_spelling(name_key: str) -> str | None:
    """Returns the folded words of a place's name, or None if it is too short or has other signs than letters."""
    folded = " ".join(map(fold, name_key.split()))
    return folded if len(folded) >= SHORTEST_FOLDED and is_spelled(name_key.replace(" ", "")) else None
