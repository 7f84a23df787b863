"""The file of decisions about names (corpus/names.jsonl): read, and appended to. See `files.decision_lines`."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple

from ...files import append_lines, append_revocation_line, read_decision_lines
from .decision import NameAction, NameDecision, from_json

NAMES_FILE = Path("corpus/names.jsonl")
_OF_FORMS = (NameAction.DROP, NameAction.LABEL)


class Line(NamedTuple):
    """A decision and the number of its line in the file."""

    number: int
    decision: NameDecision


@dataclass(frozen=True)
class NameDecisions:
    """The decisions in a file that nobody has revoked, in the order they were taken."""

    lines: Sequence[Line] = ()

    def in_force(self) -> list[NameDecision]:
        """Returns the decisions that no later one on the same subject replaces, in the order they were taken."""
        latest = {line.decision.subject: line.number for line in self.lines}
        return [line.decision for line in self.lines if latest[line.decision.subject] == line.number]

    def contradictions(self) -> list[tuple[Line, Line]]:
        """Returns pairs of decisions of two people on one subject that say different things; the second, later one holds."""
        about: defaultdict[tuple[object, ...], list[Line]] = defaultdict(list)
        for line in self.lines:
            about[line.decision.subject if line.decision.action not in _OF_FORMS else (line.decision.form,)].append(line)
        found = []
        for lines in about.values():
            for at, later in enumerate(lines):
                others = {one.decision.by: one for one in lines[:at] if _contradicts(one.decision, later.decision)}
                found += [(one, later) for one in others.values()]
        return sorted(found)


def _contradicts(one: NameDecision, later: NameDecision) -> bool:
    same = one.subject == later.subject or (one.action in _OF_FORMS and "" in (one.label, later.label))
    return same and one.says != later.says and one.by != later.by


def read_decisions(path: Path) -> NameDecisions:
    """Returns the decisions in a file that are not revoked; none if there is no such file.

    A last line that was cut off while it was written is left out, with a warning. Raises ValueError that names the file and
    the line.
    """
    return NameDecisions([Line(*one) for one in read_decision_lines(path, from_json).items()])


def append_decisions(path: Path, decisions: Iterable[NameDecision]) -> list[NameDecision]:
    """Adds decisions to the end of a file, all or none, and returns them as they will be read.

    Raises ValueError for one that makes no sense, OSError.
    """
    try:
        added = [from_json(decision.as_json()) for decision in decisions]
    except ValueError as error:
        raise ValueError(f"the decision {error}; correct it, nothing was added") from None
    append_lines(path, [decision.as_line().encode() for decision in added])
    return added


def append_revocation(path: Path, decision: NameDecision, *, by: str = "", time: str = "") -> None:
    """Adds a line to the end of a file that takes a decision in it back, with the name of the person who does."""
    append_revocation_line(path, decision.as_json(), by=by, time=time)
