"""Surface forms of names: the key that forms of one name share, whatever their case, spacing, title or accents."""

import re
import unicodedata

from .person_names import GENERATIONS

PER, ORG, LOC = "PER", "ORG", "LOC"
LONGEST = 120  # characters; anything longer is no name, and equals only itself

_APOSTROPHES = re.compile("[’‘`´ʼʻʾʿ′]")
_MARKS = re.compile("[\u0300-\u036f]")  # of Latin letters; in other scripts marks are letters of their own
_LETTERS = str.maketrans({"ø": "o", "ł": "l", "đ": "d", "ð": "d", "þ": "th", "ı": "i", "æ": "ae", "œ": "oe"})
_LONGEST_ACRONYM = 8  # letters
_SMALL_WORDS = frozenset("of the and for in on to de la".split())
_POSSESSIVE = re.compile(r"\s?'s\Z|(?<=s)'\Z")
_INITIALS = re.compile(r"\b([^\W\d_])\.\s*(?=[^\W\d_]\.)")  # `U. S.`, `J.F. Kennedy`
_STOP_IN_WORD = re.compile(r"(?<=[^\W\d_]{2})\.(?=[^\W\d_]{2})")  # `St.Petersburg`
_GAPS = re.compile(r"[\s\-–—‐‑_,;:!?\"“”()\[\]{}<>*]+")
_BEFORE_DIGIT = re.compile(r"(?<=[^\W\d_]) (?=\d)")  # `F 16`
_PLURAL_OF_NUMBER = re.compile(r"([^\W\d_]+\d+)s")  # `F16s`
_ARTICLE = re.compile(r"\b(?:al|el|ul|as|ash|ad|adh|an|ar|at|az)[-–‐‑]\s?(?=\w)")
_INVERTED = re.compile(r"([^,]{2,40}),\s+([^,]{2,40})")  # `Smith, John`

# Titles are dropped, but for those of a family (`Mrs.`) or with a first name (`King`, `Sheikh`): they tell persons apart.
_TITLES = frozenset(
    """mr ms dr prof professor president vice prime minister pm premier chancellor secretary senator congressman
    congresswoman governor mayor ambassador amb envoy consul charge dcm general gen lieutenant lt colonel col major maj
    captain capt sergeant sgt commander cmdr admiral adm brigadier brig marshal deputy chairman chairwoman director
    judge justice bishop archbishop cardinal foreign defense interior finance former pres fm honorable candidate
    adviser advisor spokesman spokeswoman ltg vadm mp""".split()
)
_TITLES_WITH_STOP = re.compile(r"\b(?:sen|rep|hon|fr|rev)\. ?(?=\w)")
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


def key(form: str, label: str) -> str:
    """Returns what forms of one name share, whatever their case, possessive, hyphens, full stops and accents.

    Never empty for a form that is not empty. A person's key has no title; an organisation's has American spelling.
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
    return f"{match[2]} {match[1]}" if match and match[2].strip(".") not in GENERATIONS else text


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
    """Returns a key without its spaces; a short one keeps them, since they may tell names apart (`Ma Li`, `Mali`).

    A space between digits always stays.
    """
    text = re.sub(r"(?<!\d) | (?!\d)", "", name_key)
    return text if len(text) >= 7 and len(name_key) <= LONGEST else name_key


def is_possessive(form: str) -> bool:
    """Returns whether a form ends in a possessive."""
    return bool(_POSSESSIVE.search(_APOSTROPHES.sub("'", form).casefold()))


def is_title(word: str) -> bool:
    """Returns whether a word in small letters is a title that is no part of a name, such as `secretary` or `gen`."""
    return word in _TITLES


def is_redacted(name_key: str) -> bool:
    """Returns whether a name, or part of it, was blacked out: it may be anybody's."""
    return "xxx" in name_key


def is_acronym(short: str, full: str) -> bool:
    """Returns whether a short form is made of the first letters of the full one's words, all or those with capitals."""
    letters = short.replace(".", "")
    if not (2 <= len(letters) <= _LONGEST_ACRONYM and letters.isalpha() and letters.isupper()):
        return False
    return letters.casefold() in initials_of(full)


def initials_of(full: str) -> set[str]:
    """Returns the acronyms, in small letters, that a name of several words may have; an empty set if it has one word."""
    words = [word for word in re.split(r"[\s\-–/]+", full) if word[:1].isalpha()]
    if len(words) < 2:
        return set()
    capitals = (word[0] for word in words if word[0].isupper())
    long_words = (word[0] for word in words if word.lower() not in _SMALL_WORDS)
    return {"".join(letters).casefold() for letters in (capitals, long_words, (word[0] for word in words))}
