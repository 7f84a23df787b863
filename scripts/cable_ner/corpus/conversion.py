"""The conversion from raw cables to DocBin files and `convert.json`, end to end.

It takes two passes, so that the result depends only on the cables and not on their order, and memory does not grow with the
archive. The first pass reads every cable into a spill file and keeps what the split needs to know. The second goes through
the cables in the order of the split and writes DocBin files.
"""

from collections.abc import Sequence
from pathlib import Path

import srsly

from ..files import ENDING, replacing, write_bytes
from ..labels import OF_THESE
from ..work import Progress, Where, engine_for, no_progress
from .docs import UNLABELLED
from .earlier import Earlier
from .intake import read_all
from .near_copies import join_near_copies
from .packing import Spilled, spill_file
from .partitions import BASELINE, PARTITIONS
from .plan import plan_for
from .report import Report, report_of
from .settings import ConversionSettings, GoldFolders, corrections_of, rules_of
from .tally import BracketTally
from .unlabelled import require_kept_labels, require_labels, without_unlabelled
from .worker import start_worker
from .writing import CABLES, write_partitions

REPORT = "convert.json"
_WRITTEN = [*(name + ENDING for name in (*PARTITIONS, BASELINE, UNLABELLED)), CABLES, REPORT]


def convert(
    inputs: Sequence[str],
    output: Path,
    *,
    settings: ConversionSettings = ConversionSettings(),
    checked: GoldFolders = GoldFolders(),
    where: Where = Where(),
    progress: Progress = no_progress,
    earlier: Earlier | None = None,
) -> Report:
    """Converts annotated cables: writes the partitions and the report into `output`, and returns the report.

    `progress` wraps an iterable, given a label and the number of items. With `earlier`, only new cables are converted, and
    they are split so that nothing leaks between new and old ones. Raises ValueError for invalid settings and for inputs
    without any cable that has labels (NothingNew if only new ones are missing) or any label that is kept, and OSError.
    """
    rules = rules_of(settings)
    usable = [rule for rule in rules if not rule.label or rule.label in settings.scheme.labels]
    tally = BracketTally(corrections_of(settings))
    with (
        replacing(output, _WRITTEN) as scratch,  # (ends last, when no process writes into it any longer)
        engine_for(where, start_worker, (settings, usable, tally.corrections)) as engine,
        spill_file() as spill,
    ):
        cables = read_all(
            inputs, checked, engine=engine, spill=spill, tally=tally, progress=progress, earlier=earlier
        )  # fmt: skip
        cables, unlabelled = without_unlabelled(cables, settings.unannotated)
        require_labels(cables, unlabelled, inputs, tally=tally, earlier=earlier)
        tally.corrections_left_out = _are_of_others(settings, tally, cables, earlier)
        joined = join_near_copies(cables, spill, earlier=earlier)
        cables, earlier = joined.cables, joined.earlier
        plan = plan_for(cables, settings, spill, earlier=earlier)
        write_partitions(
            plan, cables, scratch, unlabelled=unlabelled, engine=engine, spill=spill, tally=tally, progress=progress
        )  # fmt: skip
        require_kept_labels(tally, settings.scheme.labels)
        rules_left_out = len(rules) - len(usable)
        report = report_of(settings, plan.split, tally, joined, rules=rules, rules_left_out=rules_left_out)
        write_bytes(scratch / REPORT, (srsly.json_dumps(report.data, indent=2) + "\n").encode())
    return report


def _are_of_others(
    settings: ConversionSettings, tally: BracketTally, cables: Sequence[Spilled], earlier: Earlier | None
) -> bool:
    """Returns whether the corrections are to be used only for the cables they were made on, and these are other cables."""
    if settings.corrections_use != OF_THESE:
        return False
    names = [cable.identity.name for cable in cables]
    names += [identity.name for identity in earlier.identities] if earlier else []
    return not tally.corrections.are_about(names)
