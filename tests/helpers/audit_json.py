"""An audit of three texts, as audit.json, and what a terminal shows of it."""

import re

import spacy

from cable_ner.files import digest

NLP = spacy.blank("en")
TEXTS = ["Khamis met Saif in Tripoli.", "Then Khamis left \x1b[31mWHA with Saif’s aide.", "=Malta\nhosted Khamis."]


def words(text: str) -> str:
    """Returns printed text without colours, with single spaces."""
    return " ".join(re.sub(r"\x1b\[[0-9;]*m", "", text).split())


def suspect(number, part, old, new):
    text = TEXTS[number]
    start = text.index(part)
    end = start + len(part)
    sides = [[[start, end, side]] if side else [] for side in (old, new)]
    return {
        "cable": f"{number}.txt", "index": 0, "paragraph": digest(text), "zone": "paragraph", "start": start, "end": end,
        "text": part, "old": sides[0], "new": sides[1], "confidence": 0.9, "reasons": ["5 of 5 say so"],
        "before": text[max(start - 60, 0) : start], "after": text[end : end + 60],
    }  # fmt: skip


def form(name, label, becomes, mentions, **changes):
    row = {
        "form": name, "label": label, "becomes": becomes, "text": None, "count": len(mentions), "confidence": 0.8,
        "gain": float(len(mentions)), "reasons": [f"{len(mentions)} of 9"], "mentions": mentions,
    }  # fmt: skip
    return {**row, **changes}


AUDIT = {
    "suspects": [
        suspect(0, "Khamis", "LOC", "PER"),
        suspect(1, "Khamis", "LOC", "PER"),
        suspect(2, "Khamis", "LOC", "PER"),
        suspect(1, "WHA", "", "ORG"),
        suspect(1, "Saif’s", "ORG", "PER"),
        suspect(2, "=Malta", "ORG", "LOC"),
    ],
    "forms": [
        form("Khamis", "LOC", "PER", [0, 1, 2]),
        form("WHA", "", "ORG", [3]),
        form("Saif’s", "ORG", "PER", [4], text="Saif"),
        form("=Malta", "ORG", "LOC", [5], kind="place"),
    ],
    "spread": [suspect(0, "Saif", "ORG", "PER"), suspect(0, "Tripoli", "ORG", "LOC")],
}
