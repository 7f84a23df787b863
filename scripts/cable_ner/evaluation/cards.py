"""Errors as the report shows them: grouped by form, each sentence cut into pieces so that mentions can be marked."""

from collections.abc import Iterable, Mapping, Sequence
from itertools import groupby
from typing import Any, NamedTuple

from . import pages

_LONGEST = 1000  # characters of a sentence, in case it was not cut before

MentionSpan = Sequence[Any]
"""A (start, end, label) in characters of a sentence."""


class Piece(NamedTuple):
    """A piece of a sentence: its text, its label ("" outside mentions), and whether the error is about it."""

    text: str
    label: str
    focus: bool


def pieces(text: str, mentions: Iterable[MentionSpan], *, focus: Sequence[int]) -> list[Piece]:
    """Returns a sentence in pieces, in order; joined, they are the sentence.

    `mentions` are (start, end, label) and `focus` is (start, end), in characters of `text`. If no mention overlaps the
    focus, it becomes a piece of its own without a label. A mention that overlaps one before it is left out.
    """
    found: list[Piece] = []
    at = 0
    spans = sorted((max(start, 0), min(end, len(text)), label) for start, end, label in mentions)
    start, end = max(focus[0], 0), min(focus[1], len(text))
    if start < end and not any(_overlap(span, (start, end)) for span in spans):
        spans = sorted([*spans, (start, end, "")])
    for first, last, label in spans:
        if first < at or first >= last:
            continue
        found += [Piece(text[at:first], "", False)] if at < first else []
        found.append(Piece(text[first:last], label, _overlap((first, last), (start, end))))
        at = last
    return found + ([Piece(text[at:], "", False)] if at < len(text) else [])


def _overlap(one: Sequence[Any], other: Sequence[Any]) -> bool:
    return bool(one[0] < other[1] and other[0] < one[1])


def groups(errors: Iterable[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """Groups consecutive errors of the same form, each group with how often the form goes wrong and how often it occurs."""
    return [_group(form, list(found)) for form, found in groupby(errors, key=lambda error: error["form"])]


def _group(form: str, errors: list[Mapping[str, Any]]) -> dict[str, Any]:
    first = errors[0]
    cards = [card(error) for error in errors]
    return {"form": form, "wrong": first["form_wrong"], "count": first["form_count"], "errors": cards}


def card(error: Mapping[str, Any]) -> dict[str, Any]:
    """Returns an error with its sentence in pieces, once for each side."""
    sentence = error["sentence"]
    text, focus = pages.short(sentence["text"], _LONGEST), sentence["focus"]
    return {
        **error,
        "sides": {
            side: pieces(text, sentence[side], focus=focus)
            for side in ("gold", "predicted", "other")
            if sentence.get(side) is not None
        },
    }
