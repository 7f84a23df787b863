"""audit.json, as the review reads it."""

from pathlib import Path
from typing import Any, NamedTuple

import srsly

from ...evaluation import Labelled
from ...text import LABELS
from ...work import collect_rarely, collecting_as_before
from ..ranked_question import PLACE
from .question import Form, Suspect


class Findings(NamedTuple):
    """What the audit found: forms in the order of asking, suspects, and the edits it spread from earlier decisions.

    `cannot_tell` is the reason why it could not tell what is wrong; empty if it could. `is_fitted` tells whether decisions
    told it how probably labels are wrong.
    """

    forms: list[Form]
    suspects: list[Suspect]
    spread: list[Suspect]
    cannot_tell: str = ""
    is_fitted: bool = False

    @property
    def labels(self) -> tuple[str, ...]:
        """The usual labels, then all others that occur, sorted."""
        spans = (span for suspect in (*self.suspects, *self.spread) for span in (*suspect.old, *suspect.new))
        there = {label for form in self.forms for label in (form.label, form.becomes)} | {span.label for span in spans}
        return (*LABELS, *sorted(there - {*LABELS, ""}))


def read_findings(path: Path) -> Findings:
    """Returns what the audit wrote. Raises ValueError that names the file and what is wrong with it, or OSError."""
    with collecting_as_before():
        collect_rarely()  # (of 100,000 questions, looking for cycles took three quarters of the time)
        return _read_findings(path)


def _read_findings(path: Path) -> Findings:
    try:
        data = srsly.json_loads(path.read_text(encoding="utf8"))
        suspects = [_suspect(row) for row in data["suspects"]]
        forms = [_form(row) for row in data["forms"]]
        spread = [_suspect(row) for row in data.get("spread", ())]
        for form in forms:
            if any(not 0 <= index < len(suspects) for index in form.mentions) or (form.single and not form.mentions):
                raise ValueError(f"form '{form.form}' names a suspect that does not exist")
    except FileNotFoundError:
        raise ValueError(f"{path}: no such file; audit the corpus first (scripts/audit.py)") from None
    except (KeyError, TypeError, AttributeError, ValueError) as error:
        what = f"has no {error}" if isinstance(error, KeyError) else error
        raise ValueError(f"{path}: was not written by audit ({what}); audit the corpus again") from None
    return Findings(forms, suspects, spread, str(data.get("cannot_tell", "")), data.get("next") is not None)


def _suspect(row: dict[str, Any]) -> Suspect:
    before, after = row.get("before", ""), row.get("after", "")
    old, new = (tuple(Labelled(int(start), int(end), label) for start, end, label in row[side]) for side in ("old", "new"))
    start, end = int(row["start"]), int(row["end"])
    if len(row["text"]) != end - start:
        raise ValueError(f"'{row['text']}' is not the text from {start} to {end}")
    return Suspect(
        row["cable"], row["paragraph"], row.get("zone", ""), start, end, row["text"], old, new,
        float(row["confidence"]), tuple(row.get("reasons", ())), before, after,
    )  # fmt: skip


def _form(row: dict[str, Any]) -> Form:
    return Form(
        row["form"], row["label"], row["becomes"], row.get("text") or "", int(row["count"]),
        float(row["confidence"]), float(row["gain"]), tuple(row.get("reasons", ())), tuple(row["mentions"]),
        row.get("cable") or "", row.get("zone") or "", row.get("kind") == PLACE,
    )  # fmt: skip
