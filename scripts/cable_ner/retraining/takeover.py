"""How a candidate takes the current model's place, in steps that the next run finishes if this one is killed.

The files in the training folder alone tell how far a takeover is. `TakeoverState` names the states, `_STEPS` has the one
step that leads out of each, and to finish or to recover a takeover is to take steps until it is settled. The usual way is
CHOSEN, KEPT, LITTERED, INSTALLED, RECORDED, LITTERED, SETTLED.

Where two folders cannot be exchanged in one system call, model-best is missing for a moment: the state GAP.
"""

import os
import shutil
from collections.abc import Callable
from dataclasses import dataclass
from enum import Enum, auto
from pathlib import Path

import srsly

from ..files import replacing, write_bytes
from .exchange import exchange
from .lineage import Decision, Row, append, is_row, read_lineage, timestamp
from .store import CANDIDATES, CURRENT, KEPT, MAKING, current, is_kept, keep, link_tree, mark_of

ROW = "row.json"  # in the folder of a candidate: the line to be written
PUBLISHED = ("metrics.json", "evaluation", "report.html", "train.jsonl")  # of the current model
_SWAP, _INCOMING, _OUTGOING, _DONE = ".swap.json", ".incoming-", ".outgoing-", ".done-"


class TakeoverState(Enum):
    """How far a takeover is, as the files tell."""

    GAP = auto()  # there is no model-best, only the two models to choose from
    LITTERED = auto()  # folders and files that a step was made with are left
    UNRECORDED = auto()  # no candidate is left, and the line of the current model is only in its own folder
    SETTLED = auto()  # nothing is left to do
    LOST = auto()  # the candidate was refused, and its line is not written
    INSTALLED = auto()  # the candidate is the current model, and its line is not written
    RECORDED = auto()  # its line is written, and its report is still in the candidate's folder
    STALE = auto()  # the current model is neither the candidate nor the model it was compared with
    KEPT = auto()  # the candidate's files are kept for good, and it is to become the current model
    CHOSEN = auto()  # the candidate is to become the current model


@dataclass(frozen=True)
class Takeover:
    """A candidate that is to take the current model's place, or what is left of a takeover without its candidate."""

    training: Path
    candidate: Path | None = None

    def finish(self) -> list[TakeoverState]:
        """Takes steps until nothing is left to do, and returns the states that were passed."""
        passed: list[TakeoverState] = []
        while (state := self.state()) is not TakeoverState.SETTLED:
            _STEPS[state](self)
            passed.append(state)
        return passed

    def state(self) -> TakeoverState:
        """Returns the state that the files are in."""
        if self.journal.exists() and not self.best.exists():
            return TakeoverState.GAP
        if self.litter():
            return TakeoverState.LITTERED
        row = self.row()
        if row is None:
            return TakeoverState.SETTLED if self.unrecorded() is None else TakeoverState.UNRECORDED
        is_written = row in read_lineage(self.training)
        if row["decision"] == Decision.REFUSED:
            return TakeoverState.SETTLED if is_written else TakeoverState.LOST
        present = current(self.training)
        if present == row["id"]:
            return TakeoverState.RECORDED if is_written else TakeoverState.INSTALLED
        if present != row["parent"]:
            return TakeoverState.STALE
        return TakeoverState.KEPT if is_kept(self.training, row) else TakeoverState.CHOSEN

    # -- the files that the state is read from -------------------------------------------------------

    @property
    def best(self) -> Path:
        """The folder of the current model."""
        return self.training / CURRENT

    @property
    def journal(self) -> Path:
        """The file that names the two models while neither may be in place."""
        return self.training / _SWAP

    def row(self) -> Row | None:
        """Returns the line of the candidate; None if there is no candidate, or it is not complete."""
        if self.candidate is None or self.candidate.name.startswith(".") or not (self.candidate / ROW).exists():
            return None
        row = srsly.read_json(self.candidate / ROW)
        return dict(row) if is_row(row) else None

    def unrecorded(self) -> Row | None:
        """Returns the line in the current model's folder if the lineage has none of this model."""
        marked = mark_of(self.best)
        if not marked or marked["id"] in {row["id"] for row in read_lineage(self.training)}:
            return None
        return marked if current(self.training) == marked["id"] else None

    def litter(self) -> list[Path]:
        """Returns what steps have left behind; the journal comes first."""
        return [
            *([self.journal] if self.journal.exists() else []),
            *self.training.glob(f"{_INCOMING}*"),
            *self.training.glob(f"{_OUTGOING}*"),
            *(self.training / KEPT).glob(f"{MAKING}*"),
            *(self.training / CANDIDATES).glob(f"{_DONE}*"),
        ]

    # -- steps ---------------------------------------------------------------------------------------

    def close_gap(self) -> None:
        """Puts the incoming model in place, or the outgoing one back."""
        names = srsly.read_json(self.journal)
        folders = [self.training / names[key] for key in ("incoming", "outgoing")]
        os.rename(next(folder for folder in folders if folder.exists()), self.best)

    def clear(self) -> None:
        """Removes what steps have left behind."""
        for path in self.litter():
            if path.is_dir():
                shutil.rmtree(path)
            else:
                path.unlink()

    def keep(self) -> None:
        """Keeps the candidate's files for good."""
        assert self.candidate is not None
        keep(self.candidate / CURRENT, self.training, self._own_row())

    def install(self) -> None:
        """Makes the kept model the current one, in one system call where the system can; leaves the one before as litter."""
        name = self._own_row()["id"]
        incoming, outgoing = self.training / f"{_INCOMING}{name}", self.training / f"{_OUTGOING}{name}"
        link_tree(self.training / KEPT / name, incoming)
        if not self.best.exists():
            os.rename(incoming, self.best)
        elif not exchange(incoming, self.best):
            write_bytes(self.journal, srsly.json_dumps({"incoming": incoming.name, "outgoing": outgoing.name}).encode())
            os.rename(self.best, outgoing)

    def record(self) -> None:
        """Writes the candidate's line."""
        append(self.training, self._own_row())

    def record_marked(self) -> None:
        """Writes the line that is in the current model's folder."""
        marked = self.unrecorded()
        assert marked is not None
        append(self.training, marked)

    def publish(self) -> None:
        """Puts the report of what is now the current model in place of the one before."""
        assert self.candidate is not None
        with replacing(self.training, PUBLISHED) as scratch:
            for name in PUBLISHED:
                source = self.candidate / name
                if source.is_dir():
                    shutil.copytree(source, scratch / name)
                elif source.exists():
                    shutil.copy(source, scratch / name)
        self.discard()

    def discard(self) -> None:
        """Turns the candidate's folder into litter, as a whole."""
        assert self.candidate is not None
        os.rename(self.candidate, self.candidate.with_name(f"{_DONE}{self.candidate.name}"))

    def _own_row(self) -> Row:
        row = self.row()
        assert row is not None
        return row


_STEPS: dict[TakeoverState, Callable[[Takeover], None]] = {
    TakeoverState.GAP: Takeover.close_gap,
    TakeoverState.LITTERED: Takeover.clear,
    TakeoverState.UNRECORDED: Takeover.record_marked,
    TakeoverState.LOST: Takeover.record,
    TakeoverState.INSTALLED: Takeover.record,
    TakeoverState.RECORDED: Takeover.publish,
    TakeoverState.STALE: Takeover.discard,
    TakeoverState.KEPT: Takeover.install,
    TakeoverState.CHOSEN: Takeover.keep,
}
_WRITTEN = {TakeoverState.LOST, TakeoverState.RECORDED}


def settle(training: Path, work: Path, row: Row) -> Row:
    """Makes the folder `work` the candidate of a line, and does what the line says. Returns the line.

    From then on the candidate stands: if this run is killed, the next one finishes it. Raises ValueError if the current
    model is no longer the one that the candidate was compared with.
    """
    write_bytes(work / ROW, (srsly.json_dumps(row, indent=2) + "\n").encode())
    candidate = training / CANDIDATES / row["id"]
    shutil.rmtree(candidate, ignore_errors=True)
    os.rename(work, candidate)
    if TakeoverState.STALE in Takeover(training, candidate).finish():
        raise ValueError(f"{training / CURRENT}: has become another model meanwhile; run it again")
    return row


def recover(training: Path) -> list[Row]:
    """Finishes what a killed run has begun, and removes what it left. Returns the lines of the models concerned."""
    finished = []
    for candidate in sorted((training / CANDIDATES).glob("*")):
        takeover = Takeover(training, candidate)
        row = takeover.row()
        if row and _WRITTEN.intersection(takeover.finish()):
            finished.append(row)
    rest = Takeover(training)
    if TakeoverState.UNRECORDED in rest.finish() and (marked := mark_of(rest.best)):
        finished.append(marked)
    return finished


def roll_back_row(training: Path, row: Row) -> Row:
    """Returns the line that makes a model current again. Raises ValueError if it never was, or is the current model."""
    before = current(training)
    if row["id"] == before:
        raise ValueError(f"{row['id']} is the current model")
    if not (training / KEPT / row["id"]).is_dir():
        raise ValueError(f"{row['id']} never was the current model; `retrain --again --force` takes what was refused")
    decision, reason = Decision.ROLLED_BACK.value, f"in place of {before}, by hand"
    return {**row, "parent": before, "date": timestamp(), "decision": decision, "reason": reason}
