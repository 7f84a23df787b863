"""Decisions that people take on the page of a name: what a form says, whether it comes from our page, and where it goes.

The database stays as it is. A decision becomes a line of the file that `cable-ner names` writes and every build applies.
"""

import re
import secrets
import sqlite3
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from threading import Lock
from typing import NamedTuple
from urllib.parse import unquote

from ...labels import normal_form
from ..archive import looking_up
from ..archive.searching import Row
from ..decisions import Line, NameAction, NameDecision, append_decisions, append_revocation, now, read_decisions

UNDO = "undo"
_LABEL = re.compile(r"[A-Z][A-Z0-9_]{0,29}")
Fields = Mapping[str, Sequence[str]]  # what a form says, by the name of the field

_one_at_a_time = Lock()  # (two lines that are added at once could be added as one)


class Taken(NamedTuple):
    """A decision that is in force, with its line and as JSON, and whether the database was built without it."""

    line: Line
    row: str
    is_waiting: bool


@dataclass(frozen=True)
class Deciding:
    """Which file decisions go to, who takes them, and the token in the pages of this run of the server.

    A page elsewhere can send a form here, too, but cannot read the token in ours. (A cookie would not do: browsers share
    those of 127.0.0.1 between all programs that answer there, whatever their port.)
    """

    file: Path
    by: str = ""
    token: str = field(default_factory=lambda: secrets.token_urlsafe(32))

    def refusal(self, headers: Mapping[str, str], fields: Fields) -> str:
        """Returns why a form is not taken, an empty string if it comes from a page of ours."""
        # (browsers say `null` of pages that give no referrer, as ours)
        ours = ("", "null", f"http://{headers.get('host', '')}")
        if headers.get("sec-fetch-site", "same-origin") != "same-origin" or headers.get("origin", "") not in ours:
            return "This does not come from a page of this archive."
        if not secrets.compare_digest(_first(fields, "token").encode(), self.token.encode()):
            return "This page is of an earlier run of the server. Go back, load it again, and decide again."
        return ""

    def take(self, db: sqlite3.Connection, name: Row, fields: Fields) -> None:
        """Adds what a form on the page of a name says to the file. Raises ValueError that says what to correct, OSError."""
        with _one_at_a_time:
            if _first(fields, "action") == UNDO:
                self._take_back(fields)
            else:
                append_decisions(self.file, self._decisions(db, name, fields))

    def _take_back(self, fields: Fields) -> None:
        number, row = _first(fields, "line"), unquote(_first(fields, "decision"))
        for line in read_decisions(self.file).lines:
            if str(line.number) == number and line.decision.as_line() == row:
                append_revocation(self.file, line.decision, by=self.by, time=now())
                return
        raise ValueError(f"{self.file} has changed, and no longer has this decision in line {number[:10]}")

    def _decisions(self, db: sqlite3.Connection, name: Row, fields: Fields) -> list[NameDecision]:
        label, own, about = name["label"], name["own_form"], (self.by, now())
        other, forms = normal_form(_first(fields, "other")), list(map(unquote, fields.get("form", ())))
        try:
            action = NameAction(_first(fields, "action"))
        except ValueError:
            raise ValueError("choose what is to be done") from None
        if action in (NameAction.MERGE, NameAction.RENAME):
            if not other:
                raise ValueError("the other name is empty; write one")
            if action is NameAction.MERGE and not looking_up.has_form(db, label, other):
                raise ValueError(f"no {label} is written “{other[:80]}” here; write a form exactly as a page shows it")
            return [NameDecision(action, label, own, other, *about)]
        if not forms:
            raise ValueError("no form is chosen; choose one or more")
        if unknown := [form for form in forms if not looking_up.has_form(db, label, form)]:
            raise ValueError(f"no {label} is written “{unknown[0][:80]}” here; choose a form of this name")
        if action is NameAction.SPLIT:
            return [NameDecision(action, label, form, own, *about) for form in forms]
        becomes = other if action is NameAction.LABEL else ""
        if becomes and not _LABEL.fullmatch(becomes):
            raise ValueError(f"'{becomes[:40]}' is no label; choose one such as PER, ORG, LOC or MISC")
        return [NameDecision(action, label if action is NameAction.DROP else "", form, becomes, *about) for form in forms]

    def about(self, db: sqlite3.Connection, name: Row, forms: Sequence[str]) -> list[Taken]:
        """Returns the decisions in force about a name of these forms. Raises ValueError for a damaged file."""
        known = {*forms, name["name"]}
        applied = {row for (row,) in db.execute("SELECT decision FROM decisions")}
        decisions = read_decisions(self.file)
        in_force = set(decisions.in_force())
        return [
            Taken(line, row := line.decision.as_line(), row not in applied)
            for line in decisions.lines
            if line.decision in in_force and line.decision.label in ("", name["label"])
            if not known.isdisjoint((line.decision.form, line.decision.other))
        ]


def _first(fields: Fields, key: str) -> str:
    return next(iter(fields.get(key, ())), "")
