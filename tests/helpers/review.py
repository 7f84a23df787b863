"""Helpers for the tests of the review: an audit of three texts, and what is written in a folder."""

import json

from cable_ner.audit.review import Review, Suspect, read_findings
from cable_ner.evaluation import Labelled
from cable_ner.files import digest

TEXTS = ["Khamis met Saif in Tripoli.", "Then Khamis left WHA with Saif’s aide.", "Khamis\nal-Qadhafi spoke of Saif."]


def suspect(number, part, old, new, **changes):
    """Returns a suspect about a part of a text; old and new are labels of the whole part, or spans."""
    text = TEXTS[number]
    start = text.index(part)
    end = start + len(part)
    old, new = ([[start, end, side]] if side and isinstance(side, str) else side or [] for side in (old, new))
    row = {
        "cable": f"{number}.txt", "index": 0, "paragraph": digest(text), "zone": "paragraph", "start": start, "end": end,
        "text": part, "old": old, "new": new, "confidence": 0.9, "reasons": ["a reason"],
        "before": text[max(start - 60, 0) : start], "after": text[end : end + 60],
    }  # fmt: skip
    return {**row, **changes}


def form(name, label, becomes, mentions, **changes):
    """Returns the row of a question about a form."""
    row = {
        "form": name, "label": label, "becomes": becomes, "text": None, "count": len(mentions), "confidence": 0.8,
        "gain": 1.0 * len(mentions), "reasons": [], "mentions": mentions,
    }  # fmt: skip
    return {**row, **changes}


SUSPECTS = [
    suspect(0, "Khamis", "LOC", "PER"),
    suspect(1, "Khamis", "LOC", "PER"),
    suspect(1, "WHA", "", "ORG"),
    suspect(1, "Saif’s", "ORG", [[26, 30, "PER"]]),
    suspect(0, "Saif", "MISC", "PER"),
    suspect(2, "Khamis", "LOC", "PER"),
]
FORMS = [
    form("Khamis", "LOC", "PER", [0, 1, 5]),
    form("WHA", "", "ORG", [2]),
    form("Saif", "MISC", "PER", [4], kind="place"),
    form("Saif’s", "ORG", "PER", [3], text="Saif"),
]


def write(tmp_path, forms=FORMS, suspects=SUSPECTS, spread=()):
    """Writes audit.json and returns its path."""
    path = tmp_path / "audit.json"
    path.write_text(json.dumps({"forms": forms, "suspects": suspects, "spread": list(spread)}), encoding="utf8")
    return path


def review(tmp_path, **how):
    """Returns a session on the audit."""
    return Review(read_findings(write(tmp_path)), tmp_path / "corrections.jsonl", **how)


def lines(tmp_path, name="corrections.jsonl"):
    """Returns what is written in a file, a JSON object a line."""
    path = tmp_path / name
    return [json.loads(line) for line in path.read_text(encoding="utf8").splitlines()] if path.exists() else []


def asked(session):
    """Returns the open questions: a form, or the text and cable of a mention."""
    return [(item.text, item.cable) if isinstance(item, Suspect) else item.form for item in session.open()]


def the(number):
    """Returns a suspect of the audit."""
    return read(SUSPECTS[number])


def read(row):
    """Returns the suspect of a row."""
    old, new = (tuple(Labelled(*span) for span in row[side]) for side in ("old", "new"))
    return Suspect(
        row["cable"], row["paragraph"], row["zone"], row["start"], row["end"], row["text"], old, new, 0.9, (),
        row["before"], row["after"],
    )  # fmt: skip


def contents(folder):
    """Returns the bytes of the files that a session writes, by name."""
    return {path.name: path.read_bytes() for path in folder.glob("*.jsonl")}
