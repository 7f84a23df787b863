"""How a candidate replaces the current model, in steps that the next run completes if this one is killed.

The state of a takeover is read from the files in the training folder alone. `TakeoverState` names the states, and `_STEPS`
has the one step that leads out of each. To finish or recover a takeover is to take steps until it is settled. The usual
path is CHOSEN, KEPT, LITTERED, INSTALLED, RECORDED, LITTERED, SETTLED.

Where two folders cannot be swapped in one system call, model-best is missing for a moment: the state GAP.
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

ROW = "row.json"  # in the folder of a candidate: the lineage record to be written
PUBLISHED = ("metrics.json", "evaluation", "report.html", "train.jsonl")  # the report on the current model
_SWAP, _INCOMING, _OUTGOING, _DONE = ".swap.json", ".incoming-", ".outgoing-", ".done-"


class TakeoverState(Enum):
    """How far a takeover has come, as read from the files."""

    GAP = auto()  # there is no model-best, only the two models to choose from
    LITTERED = auto()  # temporary folders and files of a step are left
    UNRECORDED = auto()  # there is no candidate, and the record of the current model is only in its own folder
    SETTLED = auto()  # nothing is left to do
    LOST = auto()  # the candidate was refused, and its record is not written yet
    INSTALLED = auto()  # the candidate is the current model, and its record is not written yet
    RECORDED = auto()  # its record is written, and its report is still in the candidate's folder
    STALE = auto()  # the current model is neither the candidate nor the model it was compared with
    KEPT = auto()  # the candidate's files are kept permanently, and it is about to become the current model
    CHOSEN = auto()  # the candidate is to become the current model


@dataclass(frozen=True)
class Takeover:
    """The takeover by a candidate, or what is left of a takeover whose candidate is gone."""

    training: Path
    candidate: Path | None = None

    def finish(self) -> list[TakeoverState]:
        """Takes steps until nothing is left to do, and returns the states that it went through."""
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
        """The file that names the two models during a swap, when neither may be in place."""
        return self.training / _SWAP

    def row(self) -> Row | None:
        """Returns the record of the candidate; None if there is no candidate, or it is incomplete."""
        if self.candidate is None or self.candidate.name.startswith(".") or not (self.candidate / ROW).exists():
            return None
        row = srsly.read_json(self.candidate / ROW)
        return dict(row) if is_row(row) else None

    def unrecorded(self) -> Row | None:
        """Returns the record in the current model's folder if the lineage has no record of this model."""
        marked = mark_of(self.best)
        if not marked or marked["id"] in {row["id"] for row in read_lineage(self.training)}:
            return None
        return marked if current(self.training) == marked["id"] else None

    def litter(self) -> list[Path]:
        """Returns the temporary files and folders of earlier steps; the journal comes first."""
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
        """Removes the temporary files and folders of earlier steps."""
        for path in self.litter():
            if path.is_dir():
                shutil.rmtree(path)
            else:
                path.unlink()

    def keep(self) -> None:
        """Keeps the candidate's files permanently."""
        assert self.candidate is not None
        keep(self.candidate / CURRENT, self.training, self._own_row())

    def install(self) -> None:
        """Makes the kept model the current one, in one system call where possible; leaves the earlier one as litter."""
        name = self._own_row()["id"]
        incoming, outgoing = self.training / f"{_INCOMING}{name}", self.training / f"{_OUTGOING}{name}"
        link_tree(self.training / KEPT / name, incoming)
        if not self.best.exists():
            os.rename(incoming, self.best)
        elif not exchange(incoming, self.best):
            write_bytes(self.journal, srsly.json_dumps({"incoming": incoming.name, "outgoing": outgoing.name}).encode())
            os.rename(self.best, outgoing)

    def record(self) -> None:
        """Adds the candidate's record to the lineage."""
        append(self.training, self._own_row())

    def record_marked(self) -> None:
        """Adds the record in the current model's folder to the lineage."""
        marked = self.unrecorded()
        assert marked is not None
        append(self.training, marked)

    def publish(self) -> None:
        """Replaces the report in the training folder with that of the new current model."""
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
        """Turns the whole folder of the candidate into litter."""
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
    """Makes the folder `work` the candidate of a record, carries out the record's decision, and returns the record.

    Once the folder is a candidate, the next run completes the takeover if this one is killed. Raises ValueError if the
    current model is no longer the one that the candidate was compared with.
    """
    write_bytes(work / ROW, (srsly.json_dumps(row, indent=2) + "\n").encode())
    candidate = training / CANDIDATES / row["id"]
    shutil.rmtree(candidate, ignore_errors=True)
    os.rename(work, candidate)
    if TakeoverState.STALE in Takeover(training, candidate).finish():
        raise ValueError(f"{training / CURRENT}: the current model changed during this run; run the command again")
    return row


def recover(training: Path) -> list[Row]:
    """Completes what a killed run began and removes what it left behind. Returns the records of the models concerned."""
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
    """Returns the record that makes a model current again. Raises ValueError if it is current, or never was."""
    before = current(training)
    if row["id"] == before:
        raise ValueError(f"{row['id']} is already the current model")
    if not (training / KEPT / row["id"]).is_dir():
        raise ValueError(
            f"{row['id']} was never the current model; to accept a refused candidate, run `retrain --again --force`"
        )
    decision, reason = Decision.ROLLED_BACK.value, "requested by the user"
    return {**row, "parent": before, "date": timestamp(), "decision": decision, "reason": reason}
