"""`cable-ner retrain`: train on old and new cables, and accept the model unless it is worse."""

import sys
from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path
from typing import Annotated, Any, Literal

import srsly
import typer
from thinc.api import require_cpu

from ..corpus import LEAVE_OUT, REPORT, ConversionSettings, GoldFolders
from ..evaluation import ALL
from ..retraining import (
    RATE,
    STEPS,
    TIMES,
    About,
    Finding,
    Intake,
    Listener,
    RetrainOptions,
    RetrainOutcome,
    RetrainSession,
    Status,
    drift,
)
from ..retraining import outcome as outcome_of
from ..text import LABELS
from ..work import Where
from .console import errors_told, msg, progress
from .options import (
    CODE,
    CORPUS,
    MODEL,
    RECIPE,
    RULES_FILE,
    TRAINING,
    Code,
    Corrections,
    CorrectionsUse,
    Gold,
    GoldAny,
    GpuId,
    Processes,
    Raw,
    Recipe,
    Rules,
    RulesFile,
    Seed,
    UnannotatedUse,
    names_of,
    pairs_of,
    scheme_of,
)
from .package import Author, License, Name, Version, package

LOST = 3  # exit status if the candidate is refused
Way = Literal["fresh", "continued"]


def main(
    raw: Raw,
    corpus: Annotated[Path, typer.Option(help="Folder of the base, as `spacy project run all` converted it")] = CORPUS,
    training: Annotated[Path, typer.Option(help="Folder of the current model")] = TRAINING,
    config: Recipe = RECIPE,
    code: Code = CODE,
    way: Annotated[Way, typer.Option(help="Start from scratch (fresh) or from the current model (continued)")] = "fresh",
    steps: Annotated[int, typer.Option(help="Number of training steps, with --way continued", min=1)] = STEPS,
    rate: Annotated[float, typer.Option(help="Initial learning rate, with --way continued")] = RATE,
    times: Annotated[
        int, typer.Option(help="How often each new cable is used for each use of an old one, with --way continued", min=1)
    ] = TIMES,
    max_steps: Annotated[int, typer.Option(help="Maximum number of training steps; 0: as in the recipe", min=0)] = 0,
    seed: Seed = 0,
    gpu_id: GpuId = -1,
    force: Annotated[bool, typer.Option("--force", help="Accept the candidate even if it is worse")] = False,
    again: Annotated[bool, typer.Option("--again", help="Include the cables of refused candidates")] = False,
    accept_unusual: Annotated[
        bool,
        typer.Option("--accept-unusual", help="Do not ask about new cables that are unusual and have no hand-checked test"),
    ] = False,
    is_audited: Annotated[bool, typer.Option("--audit/--no-audit", help="Audit the labels of the new cables")] = True,
    dry_run: Annotated[
        bool, typer.Option("--dry-run/--no-dry-run", help="Only report what is new and what would be done; change nothing")
    ] = False,
    gold: Gold = "",
    gold_any: GoldAny = True,
    labels: Annotated[str, typer.Option(help="Labels to keep; empty: as in the base")] = "",
    label_map: Annotated[
        str, typer.Option(help="How to map other labels, such as GPE=LOC,PERSON=PER; empty: as in the base")
    ] = "",
    lang: Annotated[str, typer.Option(help="Language of the pipeline's tokenizer; empty: as in the base")] = "",
    rules: Rules = True,
    rules_file: RulesFile = RULES_FILE,
    corrections: Corrections = "",
    corrections_use: CorrectionsUse = "any",
    unannotated: Annotated[
        UnannotatedUse | None, typer.Option(help="Cables without any annotation: see `convert`; default: as in the base")
    ] = None,
    processes: Processes = 0,
    package_into: Annotated[
        Path | None,
        typer.Option("--package", help="Also build the wheel of the current model in this folder, except in a dry run"),
    ] = None,
    name: Name = "cable_ner",
    version: Version = "0.1.0",
    author: Author = "",
    license: License = "",
) -> None:
    """Train on old and new cables; accept the model unless it is worse.

    The candidate is refused if its F1 on a deciding test is significantly lower than that of the current model, for all
    labels together or for one label (paired t test over cables, corrected for the number of tests and labels; of equally
    good candidates, at most 5 % are refused). Fewer than 3 cables cannot tell, and refuse nothing. A refused candidate is
    kept with its report. Exit status: 0: accepted, or nothing is new; 3: refused; 1: an error, or another run is using the
    folder.
    """
    options = RetrainOptions(
        config=config, code=code, way=way, seed=seed, gpu_id=gpu_id, max_steps=max_steps, steps=steps, rate=rate,
        times=times, force=force, again=again, dry_run=dry_run, accept_unusual=accept_unusual, audit=is_audited,
    )  # fmt: skip
    with errors_told():
        require_cpu()
        settings = _settings(corpus, labels, label_map, lang, str(rules_file) if rules else "", corrections, corrections_use)
        settings = replace(settings, unannotated=unannotated) if unannotated else settings
        intake = Intake(settings, GoldFolders(gold, "", not gold_any), Where(processes=processes))
        listener = Listener(msg.info, progress("batch"), show_drift, confirms)
        outcome = RetrainSession(corpus, training, options, intake, listener).run(raw)
    show(outcome)
    if outcome.status is Status.REFUSED:
        sys.exit(LOST)
    if package_into and not dry_run:
        with errors_told():
            about = About(name, version, author, license)
            model, metrics, conversion = training / MODEL.name, training / "metrics.json", corpus / REPORT
            msg.good(f"pip install {package(model, metrics, conversion, package_into, about=about)}")


def _settings(
    corpus: Path, labels: str, label_map: str, lang: str, rules: str, corrections: str, corrections_use: str
) -> ConversionSettings:
    """Returns the settings to convert with: those of the base, except for what is given.

    Shares and seed, which decide the partition of a cable, are always those of the base. Raises ValueError if there is no
    base.
    """
    path, mapped = corpus / REPORT, pairs_of(label_map)
    if not path.exists():
        raise ValueError(f"{path}: no cables have been converted yet; run `spacy project run all` first")
    try:
        base: dict[str, Any] = srsly.read_json(path)["settings"]
        names = names_of(labels) or tuple(base.get("labels", LABELS))
        mapped = mapped or dict(base["label_map"])
        kept = lang or base["lang"], tuple(base["partition"]), base["seed"]
    except (ValueError, LookupError, TypeError) as error:
        raise ValueError(
            f"{path}: does not say how the base was converted ({error}); run `spacy project run all` again"
        ) from error
    unannotated = base.get("unannotated", LEAVE_OUT)
    return ConversionSettings(scheme_of(names, mapped), *kept, rules, corrections, corrections_use, unannotated)


# -- what is printed -----------------------------------------------------------------------------


def confirms(what: str) -> bool:
    """Asks, on a terminal, whether to go on in spite of something unusual; elsewhere the answer is no."""
    return sys.stdin.isatty() and typer.confirm(f"{what} Train on it all the same?")


def show_drift(number: int, found: dict[str, Any]) -> None:
    """Prints how the new cables of an increment differ from the old ones."""
    msg.divider(f"Increment {number:03}: how the new cables differ")
    rows = [tuple(map(str, row)) for row in drift.rows(found)]
    if rows:
        msg.table(rows, header=drift.HEADER, divider=True, max_col=60)
    for line in drift.notes(found):
        msg.text(line)


def show(outcome: RetrainOutcome) -> None:
    """Prints how the models compare, and what happened to the candidate."""
    row = outcome.row
    if outcome.status is Status.NOTHING:
        msg.good(f"Nothing is new: the current model, {row['id']}, has seen all cables")
        return
    data = row["data"]
    increments = f"with {len(data['new'])} new increment{'s' * (len(data['new']) != 1)}"
    what = f"{row['way']} on {data['cables'].get('train', 0)} cables, {increments}"
    if outcome.status is Status.WOULD:
        msg.info(f"A candidate would be trained ({what}); nothing was changed")
        return
    show_findings(outcome.findings)
    if outcome.status is Status.REFUSED:
        msg.fail(f"{row['id']} ({what}) was refused: {row['reason']}")
        msg.text(
            f"The current model stays. {(outcome.folder or Path()) / 'report.html'} and the differences above help to find"
            " out what is wrong with the new cables. Later runs leave these cables out; --again includes them, and --again"
            " --force accepts a candidate even if it is worse"
        )
        return
    if outcome.status is Status.FORCED:
        msg.warn(f"{row['reason']}; accepted because of --force")
    msg.good(f"{row['id']} ({what}) is now the current model; it replaces {row['parent']}")


def show_findings(found: Iterable[Finding]) -> None:
    """Prints the differences in F1 by test and label."""
    rows = [
        (
            f"{one.test} ({one.kind}{'' if one.decides else ', not decisive'})",
            one.label,
            str(one.cables),
            f"{one.f:+.3f}",
            "" if one.interval is None else "[{:+.3f}, {:+.3f}]".format(*one.interval),
            f"{100 * one.level:.4g} %",
            outcome_of(one),
        )
        for one in found
        if one.cables or one.label == ALL
    ]
    header = ("test", "label", "cables", "F1 difference", "interval", "level", "")
    msg.table(rows, header=header, aligns=("l", "l", "r", "r", "r", "r", "l"), divider=True)
    msg.text("(Of candidates as good as the current model, at most 5 % are refused by chance)")
