"""A retraining session: trains a candidate on old and new cables, and makes it the current model unless it is worse.

Only the new cables are converted (`corpus.increments`), and their differences from the old ones are shown (`drift`). A
candidate is trained in a folder of its own. It is compared with the current model on the same tests: the frozen test, which
holds the test cables of everything that the current model has seen, and the test cables of the new increments. The gate
then decides (`gate`): the candidate replaces the current model, or is kept for inspection (`takeover`).
"""

import shutil
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from enum import StrEnum
from pathlib import Path
from typing import Any, NamedTuple

from ..corpus import GOLD, increments
from ..files import ENDING
from ..model import load_model
from ..training import trained_on
from . import drift as drifting
from .adoption import present
from .auditing import audit_new
from .belonging import require_belonging
from .candidate import DATA, Train, make_candidate, spacy_train
from .comparison import Sides, findings_of, held_out_tests, scores_of, side_by_side
from .gate import FROZEN, Finding, cannot_tell, describe, verdict
from .lineage import Decision, Row, new_row
from .options import Intake, Listener, RetrainOptions
from .planning import TrainingPlan, plan
from .report import Compared, write_report
from .stock import Stock, data_of, stock
from .store import CANDIDATES, CURRENT, kept, lock
from .takeover import recover, settle


class Status(StrEnum):
    """How a session ended: without a candidate, or with the decision about one."""

    NOTHING = "nothing new"
    WOULD = "would train"
    ACCEPTED = Decision.ACCEPTED.value
    FORCED = Decision.FORCED.value
    REFUSED = Decision.REFUSED.value


class RetrainOutcome(NamedTuple):
    """The result of a session: `row` is the record of the candidate, or of the current model if there is no candidate.

    `drift` maps the number of each new increment to what `drift` returns. `folder` holds the candidate if it was refused.
    """

    status: Status
    row: Row
    findings: Sequence[Finding] = ()
    drift: Mapping[int, dict[str, Any]] = {}
    folder: Path | None = None


@dataclass(frozen=True)
class RetrainSession:
    """One retraining of the model in the folder `training`, whose cables are converted in the folder `corpus`."""

    corpus: Path
    training: Path
    options: RetrainOptions
    intake: Intake = Intake()
    listener: Listener = Listener()
    train: Train = spacy_train

    def run(self, inputs: Sequence[str]) -> RetrainOutcome:
        """Retrains on the cables in `inputs` (files, folders and archives) that are new; old ones may be among them.

        With `options.dry_run`, nothing is changed. Raises ValueError, and OSError, also if another run uses the folder.
        """
        if self.options.dry_run:
            self._check()
            with _copy_of(self.corpus) as corpus:
                return replace(self, corpus=corpus)._run(inputs)
        with lock(self.training):
            for row in recover(self.training):
                self.listener.say(f"Finished what an interrupted run had begun: {row['id']} is {row['decision']}")
            self._check()
            return self._run(inputs)

    def _check(self) -> None:
        """Raises ValueError if there is no base, or the current model does not belong to it."""
        increments.base(self.corpus)
        require_belonging(self.training / CURRENT, self.corpus)

    def _run(self, inputs: Sequence[str]) -> RetrainOutcome:
        is_dry = self.options.dry_run
        current = present(self.corpus, self.training, write=not is_dry)
        if not trained_on(self.training / CURRENT):
            self.listener.say(
                "The current model does not say which cables it was trained on, as its recipe has no"
                " cable_ner.note_texts.v1; they are taken to be those of the base"
            )
        there, differences = self._convert(inputs, current)
        if not there.new:
            return RetrainOutcome(Status.NOTHING, current)
        drift = self._show_drift(there)
        note = self._accepted_unusual(there, drift)
        # The candidate's config names the kept folder as the source of its components, because model-best will change.
        model = self.training / CURRENT if is_dry else kept(self.training, current)
        options = replace(self.options, lang=self.intake.settings.lang)
        made = plan(options, there, current, model=model, differences=differences, say=self.listener.say)
        if is_dry:
            row = {**current, "way": made.way, "data": data_of(there.seen, there.new)}
            return RetrainOutcome(Status.WOULD, row, drift=drift)
        folder = make_candidate(made, there, self.training, train=self.train, say=self.listener.say)
        row, findings = self._judge(folder, made, there, current, note=note)
        settle(self.training, folder, row)
        status = Status(row["decision"])
        lost = self.training / CANDIDATES / row["id"] if status is Status.REFUSED else None
        return RetrainOutcome(status, row, findings, drift, lost)

    def _convert(self, inputs: Sequence[str], current: Row) -> tuple[Stock, list[str]]:
        """Converts the new cables; returns the stock, and how the settings differ from those of the base."""
        say, intake = self.listener.say, self.intake
        differences = increments.settings_differ(self.corpus, intake.settings)
        for difference in differences:
            say(f"Settings differ from those of the base: {difference}; `spacy project run all` converts everything alike")
        increments.convert_new(
            inputs,
            self.corpus,
            settings=intake.settings,
            checked=intake.checked,
            where=intake.where,
            announce=say,
            progress=self.listener.progress,
        )
        there = stock(self.corpus, self.training, current, again=self.options.again)
        if self.options.audit and not self.options.dry_run:
            new = [one for one in there.new if one.number not in there.rolled_back]  # (those were trained on as they are)
            if audit_new(new, there.seen, intake=intake, seed=self.options.seed, listener=self.listener):
                there = stock(self.corpus, self.training, current, again=self.options.again)
        if there.seen[0].digest not in current["data"]["digests"].values():
            say(
                "The base was converted again after the current model was trained; `spacy project run all` trains a model"
                " on it"
            )
        for number, model in there.rolled_back.items():
            say(f"Increment {number:03} is new again, because {model}, which was trained on it, was rolled back")
        for one in there.left_out:
            say(f"Increment {one.number:03} is left out, because a candidate trained on it was refused; --again includes it")
        return there, differences

    def _show_drift(self, there: Stock) -> dict[int, dict[str, Any]]:
        """Shows and returns how the cables of each new increment differ from the old ones."""
        nlp = load_model(self.training / CURRENT)
        found = {}
        for one in there.new:
            found[one.number] = drifting.drift(there.seen, one, nlp=nlp)
            self.listener.show_drift(one.number, found[one.number])
        return found

    def _accepted_unusual(self, there: Stock, drift: Mapping[int, dict[str, Any]]) -> str:
        """Returns why new cables are accepted although they are unusual and none is hand-checked; '' if none are so.

        Without gold labels the gate cannot tell whether they spoil the model. Raises ValueError if nobody accepts them.
        """
        without_gold = [one for one in there.new if GOLD not in increments.labels_of(one, "test")]
        flagged = [(one, names) for one in without_gold if (names := drifting.unusual(drift[one.number]))]
        if not flagged:
            return ""
        what = "; ".join(
            f"increment {one.number:03} is unusual ({', '.join(names)}), and none of its test cables is hand-checked"
            for one, names in flagged
        )
        if self.options.dry_run:
            self.listener.say(f"{what}: it would not be accepted without --accept-unusual")
            return ""
        if self.options.accept_unusual or self.options.force:
            return f"{what}; accepted by an option"
        if self.listener.confirms(f"{what}."):
            return f"{what}; accepted when asked"
        paths = ", ".join(str(one.path) for one, _ in flagged)
        raise ValueError(
            f"{what}; nothing was trained. Look at the differences above and at the cables; then give --accept-unusual, or"
            f" remove the cables and {paths}"
        )

    def _judge(
        self, folder: Path, made: TrainingPlan, there: Stock, current: Row, *, note: str
    ) -> tuple[Row, list[Finding]]:
        """Compares the candidate with the current model and writes its report. Returns its record and the findings."""
        parent = kept(self.training, current)
        tests = held_out_tests(there, folder / DATA)
        sides = side_by_side(folder / CURRENT, parent, tests)
        findings = findings_of(sides, self.options.gate)
        for one in findings:
            if one.worse and not one.decides:
                self.listener.say(f"Warning: {describe(one)} (not decisive: agreement with the tagger is not accuracy)")
        row = self._row(folder, made, there, current, sides=sides, findings=findings)
        if note:
            row["reason"] += f"; {note}"
        write_report(
            folder,
            row["id"],
            test=next(test.path for test in tests if test.name == FROZEN),
            corpus=self.corpus,
            train=folder / DATA / f"train{ENDING}",
            compare=Compared(current["id"], parent),
        )
        shutil.rmtree(folder / DATA)
        return row, findings

    def _row(
        self,
        folder: Path,
        made: TrainingPlan,
        there: Stock,
        current: Row,
        *,
        sides: Sequence[Sides],
        findings: Sequence[Finding],
    ) -> Row:
        """Returns the candidate's record, with the decision."""
        lost, untold = verdict(findings), cannot_tell(findings)
        if untold:
            self.listener.say(f"Warning: no test can tell whether the candidate is worse, so it is not refused: {untold}")
        decision = Decision.ACCEPTED
        if lost:
            decision = Decision.FORCED if self.options.force else Decision.REFUSED
        return new_row(
            self.training,
            folder / CURRENT,
            parent=current["id"],
            decision=decision,
            reason=lost or untold or "not worse on any deciding test",
            data=data_of(there.seen, there.new),
            way=made.way,
            scores=scores_of(sides),
            gate=[one._asdict() for one in findings],
        )


@contextmanager
def _copy_of(corpus: Path) -> Iterator[Path]:
    """Yields a temporary folder with links to everything in the corpus, so that writing to it leaves the corpus alone."""
    with tempfile.TemporaryDirectory() as name:
        place = Path(name)
        for folder in (corpus, corpus / "increments"):
            (place / folder.relative_to(corpus)).mkdir(exist_ok=True)
            for path in folder.iterdir() if folder.is_dir() else []:
                if path != corpus / "increments" and not path.name.startswith("."):
                    (place / path.relative_to(corpus)).symlink_to(path.resolve())
        yield place
