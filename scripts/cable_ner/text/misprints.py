"""Misprints of the words that begin a line of a header."""

_LETTER = r"[^\W\d_]"


def misprints(word: str) -> str:
    """Returns a pattern of a word and its misprints: a letter is lost, put in or another one, or two are exchanged."""
    found = [word]
    for at in range(len(word) + 1):
        before, letter, after = word[:at], word[at : at + 1], word[at + 1 :]
        found += [
            f"{before}{_LETTER}{letter}{after}",
            f"{before}{_LETTER}?{after}",
            f"{before}{after[:1]}{letter}{after[1:]}",
        ]
    return "|".join(dict.fromkeys(found))
